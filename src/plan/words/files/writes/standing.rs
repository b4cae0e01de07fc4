//! What a file hangs on in its sentence: the verb, or a thing of which the file only says where it stands.

use super::{Join, Part, is, is_into, is_joint, is_source, words};
use crate::plan::Name;

/// How a file hangs on a thing that stands before it, and not on the verb.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Standing {
    /// Nothing says so: "add a type in a.rs".
    Free,
    /// The thing may be what the work is for: "tests for the reader in a.rs".
    Loose,
    /// The thing may be what the work goes by: "with validation in a.rs".
    Bound,
    /// It may be where that stands, if the task acts on another: "with the types in a.rs".
    Certain,
    /// It is where the object of the first verb stands: "rename the types defined in a.rs".
    Object,
    /// It is where the thing stands: "as described in a.rs", "tests for `A` (a.rs)".
    Told,
}

/// How a file hangs that has `before` before it, and `behind` behind it.
pub(super) fn of(before: &str, behind: &str) -> Standing {
    if is_told_behind(behind) {
        return Standing::Told;
    }
    let mut reading = Reading::default();
    words(before).for_each(|word| reading.read(word));
    reading.end()
}

/// The same for the first file of a text, whose first word may be its verb.
pub(super) fn of_first(part: &Part, behind: &str) -> Standing {
    let mut own =
        words(part.text).skip_while(|word| word.starts_with('[') || word.contains(|c: char| c.is_ascii_digit()));
    let first = own.next().unwrap_or("");
    // "For each route in a.yaml, write a test in b.rs"
    let leads =
        behind.trim_start_matches(['`', '*']).starts_with(',') && (is(first, Name::GoneBy) || is(first, Name::Bearing));
    if leads || is_told_behind(behind) {
        return Standing::Told;
    }
    let mut reading = Reading { opens: part.join == Join::None, ..Reading::default() };
    [first].into_iter().chain(own).for_each(|word| reading.read(word));
    reading.end()
}

/// The same for a file with which brackets begin: they explain what is before them. `outer` is before the brackets.
pub(super) fn in_brackets(outer: &str, inner: &str, path: &str) -> Standing {
    let inside = of(inner, "");
    if inside >= Standing::Bound {
        return Standing::Told;
    }
    let mut reading = Reading { opens: true, ..Reading::default() };
    let (mut named, mut about) = (false, false);
    for word in words(Part::last_of(outer).text) {
        about |= named && is(word, Name::Bearing);
        named |= is(word, Name::About);
        reading.read(word);
    }
    match reading.standing {
        _ if about && !is_of_tests(path) => Standing::Told,
        Standing::Certain => Standing::Certain,
        _ => Standing::Free,
    }
}

/// Whether a file in which a thing may stand is rather that than what the work makes: a document, one that is called
/// like the thing, one that holds such things for others, or about which the sentence goes on. `before` is before the
/// file, and `behind` behind it.
pub(super) fn is_read(before: &str, path: &str, behind: &str) -> bool {
    let mut last = words(before).rev().peekable();
    // "matching the schema to a.ts"
    if last.peek().is_some_and(|word| is(word, Name::Goal)) {
        return false;
    }
    let thing = last.find(|word| !is_into(word) && !is(word, Name::LiesIn)).unwrap_or("");
    let called =
        || path.rsplit('/').next().is_some_and(|name| parts(name).any(|part| part.eq_ignore_ascii_case(thing)));
    is(thing, Name::HeldForOthers) || is_document(path) || called() || goes_on(behind)
}

/// Whether a path is that of a document or a contract: `docs/a.md`, `contracts/a.yaml`.
pub(super) fn is_document(path: &str) -> bool {
    parts(path).any(|part| is(part, Name::DocumentPart))
}

/// The folders of a path, its name and its ending.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '.'])
}

/// Whether a path says that tests are in it.
fn is_of_tests(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("test") || path.contains("spec")
}

/// Whether the first word of a part binds it to what is before it: "using the types in a.rs", "declared in a.rs".
pub(super) fn is_bound(first: &str) -> bool {
    is(first, Name::GoneBy) || is(first, Name::Told) || is_gerund(first)
}

/// Whether a part speaks of a thing that the reader knows.
pub(super) fn is_known_thing(part: &str) -> bool {
    words(part).any(|word| is(word, Name::Known))
}

/// Whether a sentence goes on behind a file with what may be its verb: "the import in a.rs exists already".
pub(super) fn goes_on(behind: &str) -> bool {
    let rest = behind.trim_start_matches(['`', '*']);
    let next = words(rest).next().filter(|_| rest.trim_start().starts_with(char::is_alphabetic));
    let leads = |word| {
        let named =
            [Name::LiesIn, Name::GoneBy, Name::Bearing, Name::Glue, Name::Edit].into_iter().any(|name| is(word, name));
        named || is_joint(word) || is_into(word) || is_source(word) || is_gerund(word)
    };
    next.is_some_and(|word| !leads(word))
}

/// Whether the word behind a file says that a thing stands in it: "wie in a.rs beschrieben".
fn is_told_behind(behind: &str) -> bool {
    let rest = behind.trim_start_matches(['`', '*', ' ']);
    if !rest.starts_with(char::is_alphabetic) {
        return false;
    }
    let word = words(rest).next().unwrap_or("");
    is(word, Name::ToldBehind) || prefixes(word).any(|prefix| is(prefix, Name::ToldBehind))
}

/// What is behind such a word.
pub(super) fn past_told(behind: &str) -> &str {
    let rest = behind.trim_start_matches(['`', '*', ' ']);
    let end = rest.find(' ').filter(|_| is_told_behind(rest));
    end.map_or(behind, |end| &rest[end..])
}

/// The first letters of a word whose script parts no words.
fn prefixes(word: &str) -> impl Iterator<Item = &str> {
    let parted = word.starts_with(|c: char| c < '\u{2E80}');
    word.char_indices().skip(1).take(if parted { 0 } else { 4 }).map(|(at, _)| &word[..at])
}

/// Whether a word may be of a verb that goes along with another: "consuming".
fn is_gerund(word: &str) -> bool {
    word.len() > 5 && word.ends_with("ing")
}

/// What was read of the words before a file.
struct Reading<'t> {
    /// How a file would hang here that has no word of its own before it.
    standing: Standing,
    /// How it would hang on the last "in".
    held: Standing,
    last: &'t str,
    before_last: &'t str,
    /// How it would have hung before the last word.
    before: Standing,
    /// Whether the first word may be the verb of all: "describe it in a.md", "testing".
    opens: bool,
    /// How many words there were, and how many behind the last "in".
    count: usize,
    since: usize,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self {
            standing: Standing::Free,
            held: Standing::Free,
            last: "",
            before_last: "",
            before: Standing::Free,
            opens: false,
            count: 0,
            since: usize::MAX,
        }
    }
}

/// Up to how many words stand between "in" and the name of a file: "in the contract a.yaml".
const NEAR: usize = 3;

impl<'t> Reading<'t> {
    fn read(&mut self, word: &'t str) {
        let placed = is(word, Name::LiesIn);
        let leads = placed || is_into(word);
        self.since = self.since.saturating_add(1);
        if leads {
            self.held = self.told().unwrap_or(self.standing);
            self.since = 0;
        }
        self.before = self.standing;
        if placed {
            self.standing = Standing::Free;
        } else if is(word, Name::GoneBy) {
            self.standing = Standing::Bound;
        } else if self.standing == Standing::Bound && is(word, Name::Known) {
            self.standing = Standing::Certain;
        } else if is(word, Name::Bearing) || self.count >= usize::from(self.opens) && is_gerund(word) {
            self.standing = self.standing.max(Standing::Loose);
        }
        (self.before_last, self.last) = (self.last, word);
        self.count += 1;
    }

    /// How the next words hang on the last one, where that says that a thing stands in what they name.
    fn told(&self) -> Option<Standing> {
        if self.count <= usize::from(self.opens) {
            return None;
        }
        let object = self.opens && self.standing == Standing::Free;
        let model = || self.standing == Standing::Certain && is(self.before_last, Name::Known);
        match self.last {
            last if is(last, Name::Told) => Some(if object { Standing::Object } else { Standing::Told }),
            last if is(last, Name::Model) && model() => Some(Standing::Told),
            // "fix the matching in a.rs"
            last if is(last, Name::GoneBy) && is_gerund(last) => Some(self.before),
            last if is(last, Name::BeingThere) || is(last, Name::GoneBy) => Some(Standing::Certain),
            _ => None,
        }
    }

    fn end(self) -> Standing {
        match self.since {
            0 => self.held,
            1..=NEAR if self.held >= Standing::Certain => self.held,
            _ => self.told().unwrap_or(self.standing),
        }
    }
}
