//! Which of the files that a task names it changes: "Add tests for a.rs to b.rs" writes b.rs.

mod standing;

use super::bare;
use crate::plan::{Name, Vocabulary};
use standing::Standing;
use std::{borrow::Cow, ops::Range};

/// Which of the files of `raw` it writes; they stand at `places`, from left to right.
pub(super) fn written(raw: &str, places: &[Range<usize>]) -> Vec<bool> {
    if places.is_empty() {
        return Vec::new();
    }
    let alone =
        (0..places.len()).filter(|&at| !words(lead(raw, places, at)).next_back().is_some_and(is_source)).count() < 2;
    let mut writes =
        Writes { raw, places, verb: verb(raw), alone, found: Vec::with_capacity(places.len()), target: None };
    for at in 0..places.len() {
        let found = writes.verb != Verb::Reads && writes.is_written(at);
        writes.found.push(found);
    }
    writes.found
}

/// What stands before the file `at`, up to the one before it.
fn lead<'t>(raw: &'t str, places: &[Range<usize>], at: usize) -> &'t str {
    &raw[at.checked_sub(1).map_or(0, |before| places[before].end)..places[at].start]
}

/// Which of the files of a text are changed, as they are told one after the other.
struct Writes<'t> {
    raw: &'t str,
    places: &'t [Range<usize>],
    /// What its first word says.
    verb: Verb,
    /// Whether no more than one of the files may be what it acts on: who names but one file writes that.
    alone: bool,
    /// Whether each file so far is written.
    found: Vec<bool>,
    /// What the clause at hand acts on, as far as it was read.
    target: Option<Target>,
}

/// The files that a clause acts on.
struct Target {
    /// Which of the files, from the first one to the last one.
    files: Range<usize>,
    /// Whether the verb is right before them, and no word such as "in".
    direct: bool,
}

/// What the verb with which a text begins does to the files behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// It leaves all of them alone: "verify".
    Reads,
    /// It leaves its object alone and may write another: "copy a.rs to b.rs".
    Takes,
    /// It changes its object, whatever follows: "create a.rs and name it in b.rs".
    Writes,
    /// The same, and what stands in a file already is its object too: "rename the type defined in a.rs".
    Changes,
    /// The same, and what it takes away is told with "from": "remove the type from a.rs".
    Removes,
    /// Anything else.
    Other,
}

impl Writes<'_> {
    /// Whether the file `at` is written.
    fn is_written(&mut self, at: usize) -> bool {
        let before = at.checked_sub(1);
        let lead = lead(self.raw, self.places, at);
        let behind = &self.raw[self.places[at].end..self.places.get(at + 1).map_or(self.raw.len(), |next| next.start)];
        let Some(before) = before else { return self.is_first_written(lead, behind) };
        if words(lead).all(is_joint) && !lead.contains('(') {
            let target = self.target.as_mut().filter(|target| target.files.end == at);
            target.into_iter().for_each(|target| target.files.end += 1);
            return self.found[before] && !lead.contains(';');
        }
        let remark = lead.matches('(').count() > lead.matches(')').count();
        let turns = words(clause(lead)).any(|w| denies(w) || is_model(w));
        let previous = words(lead).next_back().unwrap_or("");
        if is_of_calls(lead) || remark || turns {
            return false;
        }
        match (is_into(previous) || self.is_taken_from(lead) || is_exposed(lead), is_write(previous)) {
            (true, _) => self.is_target(at, lead, behind),
            (_, true) => self.is_object(at, lead),
            _ => false,
        }
    }

    /// Whether the first file is written, which stands behind `lead`.
    fn is_first_written(&mut self, lead: &str, behind: &str) -> bool {
        let end = self.places[0].end;
        let before = clause(lead);
        let previous = words(before).next_back().unwrap_or("");
        let taken = self.is_taken_from(before);
        if is_source(previous) && !taken || words(before).any(denies) || is_of_calls(before) {
            return false;
        }
        // "Add a.rs to the ignore list in .gitignore" names it there, and makes nothing of it.
        if is_put_on_list(previous, &self.raw[end..]) {
            return false;
        }
        let prose = prose(lead);
        let hold = match prose.rfind('(') {
            _ if taken => Standing::Free,
            Some(at) => standing::in_brackets(&prose[..at], &prose[at..], self.path(0)),
            None => standing::of_first(&Part::last_of(&prose), behind),
        };
        let writes = !self.only_stands(0, hold, &prose, behind)
            && match self.verb {
                Verb::Takes => is_into(previous),
                // Who names two files and says with no known word what becomes of the first may only look at it.
                Verb::Other if !is_into(previous) => !goes_into(&self.raw[end..]) && !names_another(&self.raw[end..]),
                _ => true,
            };
        if writes {
            let direct = hold == Standing::Object || !is_into(previous) && !prose.contains('(');
            self.target = Some(Target { files: 0..1, direct });
        }
        writes
    }

    /// Whether the file `at`, behind `lead`, only is where a thing stands; `hold` is how it hangs on that.
    fn only_stands(&self, at: usize, hold: Standing, lead: &str, behind: &str) -> bool {
        match hold {
            Standing::Told => true,
            Standing::Object => {
                let moved = at + 1 < self.places.len() && words(behind).next().is_some() && is_goal(behind);
                let acted_on = matches!(self.verb, Verb::Changes | Verb::Removes) && (self.alone || moved);
                !acted_on || standing::is_document(self.path(at))
            }
            Standing::Certain => !self.alone || standing::is_read(lead, self.path(at), behind),
            Standing::Free | Standing::Loose | Standing::Bound => false,
        }
    }

    /// Whether something is taken out of the file behind `lead`: "remove the type from a.rs", not "the one imported from".
    fn is_taken_from(&self, lead: &str) -> bool {
        let mut last = words(lead).rev();
        self.verb == Verb::Removes
            && last.next().is_some_and(|word| is(word, Name::TakenFrom))
            && last.next().is_none_or(|thing| !is(thing, Name::GoneBy) && !thing.ends_with("ed"))
    }

    /// The name of the file `at`.
    fn path(&self, at: usize) -> &str {
        super::strip_line(bare(&self.raw[self.places[at].clone()]))
    }

    /// Whether the file `at` is written, as a word such as "in" is before it: at most one of a clause is, and what hangs
    /// on a thing says where that stands.
    fn is_target(&mut self, at: usize, lead: &str, behind: &str) -> bool {
        let prose = prose(standing::past_told(lead));
        let part = Part::last_of(&prose);
        let hold = standing::of(part.text, behind);
        if self.only_stands(at, hold, &prose, behind) {
            return false;
        }
        let bare = words(part.text).count() == 1;
        let Some(target) = self.target.as_ref() else {
            self.target = Some(Target { files: at..at + 1, direct: false });
            return true;
        };
        let (files, direct) = (target.files.clone(), target.direct);
        let written = match part.join {
            Join::None | Join::Comma if bare => {
                let keeps = direct && is_goal(part.text);
                if !keeps {
                    self.found[files].fill(false);
                }
                true
            }
            Join::None if files.end == at && self.is_longer(at) => true,
            // What is said of a file that is read goes on.
            Join::None if files.end < at => false,
            Join::None if hold != Standing::Free && self.verb != Verb::Takes => false,
            Join::None => {
                // Of two places that stand beside each other, either may be the one.
                self.found[files].fill(false);
                direct || self.verb == Verb::Takes
            }
            _ => part.writes(direct, hold) && !standing::goes_on(behind),
        };
        if written {
            self.target = Some(Target { files: at..at + 1, direct: false });
        }
        written
    }

    /// Whether the file `at` is the one before, with its folders: "the form in page.rs, at src/page.rs".
    fn is_longer(&self, at: usize) -> bool {
        self.path(at).strip_suffix(self.path(at - 1)).is_some_and(|folders| folders.ends_with('/'))
    }

    /// Whether the file `at` is written, as the verb right before it says; what a task is done for may be the work of
    /// another: "create a.rs to replace b.rs".
    fn is_object(&mut self, at: usize, lead: &str) -> bool {
        let purpose = words(lead).rev().nth(1).is_some_and(|to| to == "to");
        if let Some(target) = self.target.take().filter(|_| purpose) {
            if self.verb != Verb::Takes {
                self.target = Some(target);
                return false;
            }
            self.found[target.files].fill(false);
        }
        self.target = Some(Target { files: at..at + 1, direct: true });
        true
    }
}

/// Stands for a name in code, which is a thing like any other.
const CODE: char = '#';

/// A text without its code and what is in brackets, up to those that are still open.
fn prose(text: &str) -> Cow<'_, str> {
    if !text.contains([')', '`']) {
        return Cow::Borrowed(text);
    }
    let coded = text.matches('`').count().is_multiple_of(2);
    let (mut prose, mut opened, mut code) = (String::with_capacity(text.len()), Vec::new(), false);
    for c in text.chars() {
        match c {
            '`' => {
                code = coded && !code;
                prose.extend(code.then_some(CODE));
            }
            _ if code => {}
            ')' => prose.truncate(opened.pop().unwrap_or(prose.len())),
            '(' => {
                opened.push(prose.len());
                prose.push(c);
            }
            _ => prose.push(c),
        }
    }
    Cow::Owned(prose)
}

/// What joins a part of a text to what is before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    None,
    Comma,
    /// A mark with which a sentence ends.
    Mark,
    /// "and" or "then".
    And,
}

/// The last part of what stands between two files.
struct Part<'t> {
    text: &'t str,
    join: Join,
}

impl<'t> Part<'t> {
    fn last_of(lead: &'t str) -> Self {
        let is_end = |(at, c): &(usize, char)| match c {
            ';' | ':' | '—' | '(' => true,
            '.' => lead[at + 1..].starts_with(char::is_whitespace),
            _ => false,
        };
        let end = lead.char_indices().rev().find(is_end);
        let own = end.map_or(lead, |(at, mark)| &lead[at + mark.len_utf8()..]);
        let (mut text, mut join) = (own, if end.is_some() { Join::Mark } else { Join::None });
        let mark = own.char_indices().rev().find(|(_, c)| matches!(c, ',' | '，'));
        if let Some((at, mark)) = mark {
            (text, join) = (&own[at + mark.len_utf8()..], Join::Comma);
        }
        let mut joint = words(text).filter(|w| is_joint(w));
        if let Some(joint) = joint.next_back() {
            let at = joint.as_ptr() as usize - text.as_ptr() as usize + joint.len();
            (text, join) = (&text[at..], Join::And);
        }
        Self { text, join }
    }

    /// Whether the part has a target of its own: "and name it in b.rs", "the tests in b.rs"; not "using those in b.rs".
    fn writes(&self, direct: bool, hold: Standing) -> bool {
        let first = words(self.text).next().unwrap_or("");
        let is = |name| is(first, name);
        let uses = || is(Name::Employing) && standing::is_known_thing(self.text);
        // "; the type in b.rs exists", ", whose type is in b.rs"; not "add a route in a.rs, the type in b.rs"
        let like = !direct && self.join == Join::Comma;
        let tells = || self.join != Join::And && (is(Name::Known) && !like || is(Name::Bearing));
        match verb(self.text) {
            // "a model in a.rs, and test in b.rs"
            Verb::Reads if words(self.text).count() > 2 => false,
            _ if standing::is_bound(first) || tells() || uses() => false,
            Verb::Writes | Verb::Changes | Verb::Removes => true,
            _ => hold < Standing::Bound || self.join == Join::And && !standing::is_known_thing(self.text),
        }
    }
}

/// Whether the files of a list of changed ones are certainly so, told one after the other.
pub(super) struct Listed<'t> {
    raw: &'t str,
    /// Where the file before ends, and whether what leads to it says that it is changed.
    last: Option<(usize, bool)>,
}

impl<'t> Listed<'t> {
    /// About the files of `raw`.
    pub fn new(raw: &'t str) -> Self {
        Self { raw, last: None }
    }

    /// Whether the file at `start..end`, behind which the next one begins at `next`, has no remark, or one that says
    /// that it is changed.
    pub fn next(&mut self, start: usize, end: usize, next: usize) -> bool {
        let (from, before) = self.last.unwrap_or((0, true));
        let lead = &self.raw[from..start];
        // "docs/a.md (see src/a.rs)": brackets behind a file are about that one.
        let inside = self.last.is_some() && lead.matches('(').count() > lead.matches(')').count();
        let own = lead.rsplit([',', ';', '\n', '|', '>', ')']).next().unwrap_or(lead);
        let parted = lead.contains([';', '\n', '|', '>']);
        let led = !inside && changed(own).unwrap_or(before || parted);
        self.last = Some((end, led));
        let behind = self.raw[end..next].trim_start_matches(['`', '*', ' ']);
        let remark = match behind.strip_prefix('(') {
            Some(rest) => rest.split(')').next(),
            None => behind.split([',', ';', '\n', '|', '<', '(']).next(),
        };
        led && remark.and_then(changed).unwrap_or(true)
    }
}

/// Whether a remark on a file says that it is changed; nothing where it says nothing.
fn changed(remark: &str) -> Option<bool> {
    let says = |word: &str| is(word, Name::Edit) || is_write(word);
    let glue = |word: &str| is_joint(word) || is(word, Name::ListGlue);
    if words(remark).next_back().is_some_and(is_source) {
        return Some(false);
    }
    let mut said = words(remark).filter(|w| w.contains(char::is_alphabetic) && !glue(w)).peekable();
    said.peek()?;
    Some(!words(remark).any(denies) && said.any(says))
}

/// Whether the first words behind a file say that it stays as it is: "a.rs stays untouched".
pub(super) fn is_said_unchanged(rest: &str) -> bool {
    words(rest).take(2).any(|word| is(word, Name::Unchanged))
}

/// Whether what leads to a file is what others have to do with it: "Replace calls to a.rs in b.rs".
fn is_of_calls(before: &str) -> bool {
    let mut last = words(before).rev();
    last.next().is_some_and(|to| matches!(to, "to" | "of")) && last.next().is_some_and(|what| is(what, Name::Pointing))
}

/// Whether the file behind "add" is put on a list that stands in another file.
fn is_put_on_list(previous: &str, rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut behind = words(rest);
    previous.eq_ignore_ascii_case("add")
        && behind.next() == Some("to")
        && behind.any(|w| is(w, Name::ListOfNames))
        && behind.next().is_some_and(|w| matches!(w, "in" | "of"))
}

/// The part of `text` behind its last clause.
fn clause(text: &str) -> &str {
    text.rfind([';', '.', ':', '—', '(']).map_or(text, |at| &text[at..])
}

/// The words of a text, without marks around them; arrows are words.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '(' | ')' | '"' | '|'))
        .map(bare)
        .filter(|w| !w.is_empty())
}

fn is(word: &str, name: Name) -> bool {
    Vocabulary::shipped().is_name(word, name)
}

/// Whether a later file is what the text writes: "benchmark a.rs in b.rs", "turn a.rs → b.ts".
fn goes_into(rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut into = false;
    words(rest).any(|word| std::mem::replace(&mut into, is_into(word)) && super::is_path(super::strip_line(word)))
}

/// Whether a later file is named with words of its own before it: "based on a.rs, write b.rs".
fn names_another(rest: &str) -> bool {
    let rest = rest.split([';', '(']).next().unwrap_or(rest);
    let mut own = false;
    words(rest).any(|word| match super::is_path(super::strip_line(word)) {
        true => own,
        false => {
            own |= !is_joint(word);
            false
        }
    })
}

/// Whether a word joins two names.
fn is_joint(word: &str) -> bool {
    is(word, Name::Joint)
}

fn verb(raw: &str) -> Verb {
    let verb = raw.split_whitespace().find(|w| w.len() > 2 && w.bytes().all(|b| b.is_ascii_alphabetic())).unwrap_or("");
    match verb {
        _ if is(verb, Name::Inspecting) => Verb::Reads,
        _ if verb.eq_ignore_ascii_case("make") && raw.contains("ake sure") => Verb::Reads,
        _ if is(verb, Name::Taking) => Verb::Takes,
        _ if is(verb, Name::Removing) => Verb::Removes,
        _ if is(verb, Name::Changing) => Verb::Changes,
        _ if is_write(verb) => Verb::Writes,
        _ => Verb::Other,
    }
}

/// Whether a verb changes the file behind it.
fn is_write(word: &str) -> bool {
    is(word, Name::Coding)
}

/// Whether the word before a file says that something comes to be in it: "in a.rs", "→ b.rs".
fn is_into(word: &str) -> bool {
    is(word, Name::Into)
}

/// Whether the file behind `lead` makes known what was made: "and export it from b.rs".
fn is_exposed(lead: &str) -> bool {
    let mut last = words(lead).rev();
    last.next().is_some_and(is_source)
        && last.next().is_some_and(|made| is(made, Name::Made))
        && last.next().is_some_and(|verb| is(verb, Name::Exposing))
}

/// Whether a part is but a word that says where its verb moves a file: "to b.rs".
fn is_goal(part: &str) -> bool {
    words(part).all(|word| is(word, Name::Goal))
}

/// Whether the word before a file says that it is only looked at: "per contracts/api.md".
fn is_source(word: &str) -> bool {
    is(word, Name::LookedAt)
}

/// Whether a word between two files says that the second one is what the first goes by: "as the pattern in b.rs".
fn is_model(word: &str) -> bool {
    is(word, Name::Model)
}

/// Whether a word says that what follows is left alone.
fn denies(word: &str) -> bool {
    is(word, Name::LeftAlone)
}

#[cfg(test)]
mod tests {
    use super::super::listed_files;
    use crate::{plan::files, source::Span};

    #[test]
    fn what_a_task_writes() {
        let table = [
            ("Create src/m.rs", "src/m.rs"),
            ("[US1] Implement the model in src/m.rs", "src/m.rs"),
            ("Create src/m.rs and name it in src/a.rs", "src/m.rs src/a.rs"),
            ("Update src/m.rs, src/a.rs and src/b.rs", "src/m.rs src/a.rs src/b.rs"),
            ("Extend src/a.rs; update src/m.rs", "src/a.rs src/m.rs"),
            ("Own src/m.rs: write it", "src/m.rs"),
            ("src/m.rs: add the type", "src/m.rs"),
            ("Settings (a.toml, b.toml)", "a.toml b.toml"),
            ("Move src/m.rs to src/a.rs", "src/m.rs src/a.rs"),
            ("Add tests for src/m.rs to tests/a.rs", "tests/a.rs"),
            ("Cover src/m.rs with unit tests in tests/a.rs", "tests/a.rs"),
            ("Write e2e test for src/m.rs", ""),
            ("Benchmark src/m.rs in benches/a.rs", "benches/a.rs"),
            ("Freeze src/m.rs in tests/a.snap", "tests/a.snap"),
            ("Import src/m.rs in src/a.rs", "src/a.rs"),
            ("Write src/a.rs following the pattern in src/m.rs", "src/a.rs"),
            ("Write src/a.rs (depends on types in src/m.rs)", "src/a.rs"),
            ("Write src/a.rs with the settings, same structure as src/m.rs", "src/a.rs"),
            ("Copy src/m.rs to lib/a.ts", "lib/a.ts"),
            ("Convert src/m.rs → lib/a.ts", "lib/a.ts"),
            ("Document it in docs/a.md, see src/x.rs and src/m.rs", "docs/a.md"),
            ("Register nothing in src/m.rs; only edit src/a.rs", "src/a.rs"),
            ("Write src/a.rs; do not touch src/m.rs", "src/a.rs"),
            ("Write src/a.rs so that src/m.rs can use it", "src/a.rs"),
            ("Profile src/m.rs", ""),
            ("Make sure src/m.rs is in the list of src/a.rs", ""),
            ("Make src/m.rs faster", "src/m.rs"),
            ("Add src/m.rs to the ignore list in .eslintignore.json", ".eslintignore.json"),
            ("Add src/m.rs to the list", "src/m.rs"),
            ("Replace calls to src/m.rs in src/a.rs", "src/a.rs"),
            ("Based on src/m.rs, write src/a.rs", "src/a.rs"),
            ("According to src/m.rs write src/a.rs", "src/a.rs"),
            ("Anhand von src/m.rs docs/a.md schreiben", ""),
            ("Написать тесты для src/m.rs", ""),
            ("为 src/m.rs 编写测试", ""),
            ("Write docs/a.md with a link to src/m.rs", "docs/a.md"),
            ("Write src/a.rs; src/m.rs stays untouched", "src/a.rs"),
            ("Sin tocar src/m.rs, escribir docs/a.md", ""),
            ("Move the rows with `python manage.py migrate`", ""),
            ("Write the type described in docs/a.md in src/a.rs", "src/a.rs"),
            ("Write the type as described in FR-1 in src/a.rs", "src/a.rs"),
            ("Write the type in src/a.rs with the fields in docs/a.md", "src/a.rs"),
            ("Write the type with `fields` in src/a.rs", "src/a.rs"),
            ("Write src/a.rs, using the types in src/m.rs", "src/a.rs"),
            ("Write src/a.rs with the types (all, any) in src/m.rs", "src/a.rs"),
            ("Write src/a.rs; the type in src/m.rs is there", "src/a.rs"),
            ("Write src/a.rs to extend src/m.rs", "src/a.rs"),
            ("Write src/a.rs until the tests in tests/a.rs pass", "src/a.rs"),
            ("Use the types in src/m.rs to write src/a.rs", "src/a.rs"),
            ("Handlers for the routes in api/a.yaml in src/a.rs", "src/a.rs"),
            ("For each route in api/a.yaml, write a handler in src/a.rs", "src/a.rs"),
            ("Write tests for `A` (src/a.rs) in tests/a.rs", "tests/a.rs"),
            ("Write tests for `A` (src/a.rs)", ""),
            ("Write tests for `A` (tests/a.rs)", "tests/a.rs"),
            ("Write the type A (src/a.rs)", "src/a.rs"),
            ("Write a type in src/a.rs. Then name it in src/m.rs", "src/a.rs src/m.rs"),
            ("Add a field in src/a.rs, a handler in src/b.rs and tests in tests/a.rs", "src/a.rs src/b.rs tests/a.rs"),
            ("Add the form in form.rs using store in src/form.rs", "form.rs src/form.rs"),
            ("Write the type with the new field in src/a.rs", "src/a.rs"),
            ("Write the type with the helpers in src/a.rs", ""),
            ("Write the type with the rows in src/rows.rs", ""),
            ("Write the type following the flow (src/a.rs)", "src/a.rs"),
            ("Write the type following the flow in docs/a.md", ""),
            ("Write the type defined in src/a.rs", ""),
            ("Rename the type defined in src/a.rs", "src/a.rs"),
            ("Rename uses of the type defined in src/a.rs", ""),
            ("Fix the errors described in docs/a.md", ""),
            ("Move the type defined in src/a.rs to src/b.rs", "src/a.rs src/b.rs"),
            ("Move the type from src/a.rs to src/b.rs", "src/a.rs src/b.rs"),
            ("Remove the type from src/a.rs", "src/a.rs"),
            ("Remove the type imported from src/a.rs", ""),
            ("Remove src/a.rs from src/m.rs", "src/m.rs"),
            ("Write src/a.rs and export it from src/m.rs", "src/a.rs src/m.rs"),
            ("Write src/a.rs and export the types from src/m.rs", "src/a.rs"),
            ("Fix a.md matching in src/a.rs", "src/a.rs"),
            ("Typ wie in docs/a.md beschrieben schreiben", ""),
            ("Escribir el tipo como se describe en docs/a.md", ""),
            ("Écrire le type comme décrit dans docs/a.md", ""),
            ("实现 docs/a.md 中描述的类型", ""),
            ("在 src/a.ts 中定义类型", "src/a.ts"),
        ];
        for (text, want) in table {
            let found = files(text, Span::new(0, text.len()), false);
            let written: Vec<&str> = found.iter().filter(|f| f.writes).map(|f| &*f.path).collect();
            assert_eq!(written.join(" "), want, "{text}");
        }
    }

    #[test]
    fn what_a_list_of_files_says() {
        let table = [
            ("`src/m.rs`", "src/m.rs"),
            ("src/m.rs, src/a.rs and src/b.rs", "src/m.rs src/a.rs src/b.rs"),
            ("Modify: src/m.rs, src/a.rs", "src/m.rs src/a.rs"),
            ("src/m.rs (new)<br>src/a.rs", "src/m.rs src/a.rs"),
            ("src/m.rs (10-20)", "src/m.rs"),
            ("docs/a.md, `src/m.rs` (read)", "docs/a.md"),
            ("docs/a.md (see src/m.rs)", ""),
            ("docs/a.md; reference: src/m.rs, src/b.rs", "docs/a.md"),
            ("docs/a.md; no changes to src/m.rs", "docs/a.md"),
            ("docs/a.md, src/m.rs (sin modificar)", "docs/a.md"),
            ("docs/a.md, src/m.rs (solo lectura), src/b.rs", "docs/a.md src/b.rs"),
            ("src/m.rs（参照）, src/b.rs", "src/b.rs"),
        ];
        for (text, want) in table {
            let found = listed_files(text, Span::new(0, text.len()));
            let written: Vec<&str> = found.iter().filter(|f| f.writes).map(|f| &*f.path).collect();
            assert_eq!(written.join(" "), want, "{text}");
        }
    }
}
