//! The word lists: what gives a column its role, a heading its kind, a cell
//! its status. The words themselves stand in `vocabulary.toml`.

mod dictionary;
mod finder;
mod folding;
mod meanings;
mod naming;
mod shipped;

use super::names;
use crate::plan::model::{Axis, Status};
use dictionary::Dictionary;
use finder::Finder;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

pub use folding::{fold, folded, folds_to};
pub use meanings::{Measure, Noun, Phrase, Role, Topic, Topics, Word};
pub use naming::Name;

#[derive(Debug, Default)]
#[cfg_attr(test, derive(PartialEq, serde::Deserialize), serde(deny_unknown_fields))]
struct Lists {
    roles: BTreeMap<Role, Vec<String>>,
    groups: BTreeMap<String, Vec<String>>,
    status: BTreeMap<Status, Vec<String>>,
    placeholders: BTreeMap<String, Vec<String>>,
    sections: BTreeMap<Topic, Vec<String>>,
    order: BTreeMap<String, Vec<String>>,
    figures: BTreeMap<Word, Vec<String>>,
    phrases: BTreeMap<Phrase, Vec<String>>,
    words: BTreeMap<Word, Vec<String>>,
    names: BTreeMap<Name, Vec<String>>,
}

/// Every word list, ready to look words up.
#[derive(Debug)]
pub struct Vocabulary {
    roles: Dictionary<Vec<Role>>,
    nouns: Dictionary<Noun>,
    status: Dictionary<Status>,
    owner_placeholders: Dictionary<()>,
    no_owner: Dictionary<()>,
    topics: Finder<Topic>,
    phrases: Finder<Phrase>,
    words: Finder<Word>,
    /// What says of a checkout that it is shared or one's own.
    checkouts: Finder<Word>,
    /// The words of each [`Word`], in its order: as few begin and end alike, most texts are told apart by that.
    whole_words: Vec<Dictionary<()>>,
    /// The texts of each [`Name`], in the same way.
    names: Vec<Dictionary<()>>,
    /// Words beside which days stand.
    days: Dictionary<()>,
    /// Whether what the word speaks of is side by side.
    modes: Dictionary<bool>,
}

/// From here on are the scripts of East Asia, most of which write words without a space between them.
const UNPARTED: char = '\u{2E80}';

/// The most letters of a word of theirs.
const LETTERS: usize = 4;

/// How many words at the start of a text are looked at as one name.
const LEADING: usize = 4;

static STANDARD: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| Arc::new(Vocabulary::from_lists(shipped::lists())));

impl Vocabulary {
    /// The words that planvet ships.
    pub fn standard() -> Arc<Self> {
        STANDARD.clone()
    }

    /// The same, for readers of a figure or a verb, which know no document.
    pub(in crate::plan) fn shipped() -> &'static Self {
        &STANDARD
    }

    /// The names under which a configuration may add words: `owner-headings`, `placeholders`, `done-words`, ….
    pub fn keys() -> Vec<String> {
        let lists = shipped::lists();
        let mut keys: Vec<String> = lists.roles.keys().map(|r| format!("{}-headings", name(r))).collect();
        keys.extend(lists.status.keys().map(|s| format!("{}-words", name(s))));
        keys.extend(lists.groups.keys().map(|g| format!("{g}-groups")));
        keys.extend(lists.sections.keys().map(|t| format!("{}-sections", name(t))));
        keys.extend(lists.phrases.keys().map(|p| format!("{}-phrases", name(p))));
        keys.push("placeholders".into());
        keys
    }

    /// The shipped words and those of a configuration, by the names of [`Vocabulary::keys`]; unknown names are ignored.
    pub fn extended(extra: &BTreeMap<String, Vec<String>>) -> Arc<Self> {
        if extra.is_empty() {
            return Self::standard();
        }
        let mut lists = shipped::lists();
        for (key, words) in extra {
            let words = words.iter().map(|w| fold(w).into_owned());
            let list = match key.rsplit_once('-') {
                Some((role, "headings")) => lists.roles.iter_mut().find(|(r, _)| name(r) == role).map(|(_, l)| l),
                Some((status, "words")) => lists.status.iter_mut().find(|(s, _)| name(s) == status).map(|(_, l)| l),
                Some((group, "groups")) => lists.groups.get_mut(group),
                Some((topic, "sections")) => lists.sections.iter_mut().find(|(t, _)| name(t) == topic).map(|(_, l)| l),
                Some((phrase, "phrases")) => lists.phrases.iter_mut().find(|(p, _)| name(p) == phrase).map(|(_, l)| l),
                _ if key == "placeholders" => lists.placeholders.get_mut("owner"),
                _ => None,
            };
            if let Some(list) = list {
                list.extend(words);
            }
        }
        Arc::new(Self::from_lists(lists))
    }

    fn from_lists(lists: Lists) -> Self {
        let mut roles = Dictionary::<Vec<Role>>::default();
        for (&role, words) in &lists.roles {
            for word in words {
                roles.entry(word, Vec::new).push(role);
            }
        }
        let mut nouns = Dictionary::default();
        // A plural is one longer.
        for plural in ["", "s"] {
            for (kind, words) in &lists.groups {
                let noun = match kind.as_str() {
                    "time" => Noun::Group(Axis::Time),
                    "lane" => Noun::Group(Axis::Lane),
                    "agent" => Noun::Agent,
                    _ => Noun::Task,
                };
                for word in words {
                    nouns.entry(&format!("{word}{plural}"), || noun);
                }
            }
        }
        let mut says: BTreeMap<Word, Vec<String>> = lists.words;
        says.extend(lists.figures);
        let days = [Word::Starting, Word::Ending, Word::Due].iter().filter_map(|word| says.get(word));
        let days = folded_words(days.chain(lists.names.get(&Name::Dated)).flatten());
        let is_checkout = |word: &Word| matches!(word, Word::SharedCheckout | Word::OwnCheckout);
        let checkouts = says.iter().filter(|(word, _)| is_checkout(word)).map(|(&word, said)| (word, said.clone()));
        let placeholders = |name: &str| Dictionary::of(lists.placeholders.get(name).map(|words| (words, ())));
        let modes = ["parallel", "sequential"].map(|name| (lists.order.get(name), name == "parallel"));
        Self {
            roles,
            nouns,
            status: Dictionary::of(lists.status.iter().map(|(&status, words)| (words, status))),
            owner_placeholders: placeholders("owner"),
            no_owner: placeholders("none"),
            topics: Finder::new(&lists.sections),
            phrases: Finder::new(&lists.phrases),
            words: Finder::new(&says),
            checkouts: Finder::new(&checkouts.collect()),
            whole_words: dictionaries(&says, |word| word as usize),
            names: dictionaries(&lists.names, |name| name as usize),
            days,
            modes: Dictionary::of(modes.into_iter().filter_map(|(words, mode)| Some((words?, mode)))),
        }
    }

    /// The roles that `heading` may give a column or field, folded by the caller or not.
    pub fn roles(&self, heading: &str) -> &[Role] {
        // `Depends-on` and `depends_on`, as programs write it.
        let spaced = || memchr::memchr2(b'-', b'_', heading.as_bytes()).map(|_| heading.replace(['-', '_'], " "));
        let found = self.roles.get(heading).or_else(|| self.roles.get(&spaced()?));
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether `heading` gives `role`.
    pub fn is(&self, heading: &str, role: Role) -> bool {
        self.roles(heading).contains(&role)
    }

    /// What kind of thing `word` names; a plural counts.
    pub fn noun(&self, word: &str) -> Option<Noun> {
        self.nouns.get(word).copied()
    }

    /// Whether `word` names a single thing of such a kind: "Tasks 5/12" counts them, "Task 5/12" is one.
    pub fn is_one(&self, word: &str) -> bool {
        !word.ends_with(['s', 'S']) && self.noun(word).is_some()
    }

    /// Whether such a word may stand at the start of `text`: most texts are told by two letters to begin with none.
    pub fn may_begin_noun(&self, text: &str) -> bool {
        self.nouns.may_begin(text)
    }

    /// Whether a status word may stand at the end of `text`: most texts are told by two letters to end with none.
    pub fn may_end_status(&self, text: &str) -> bool {
        self.status.may_end(text)
    }

    /// The state that a status word says.
    pub fn status(&self, word: &str) -> Option<Status> {
        // Most texts begin or end with other letters, and so do they in whatever form.
        if !self.status.may_begin(word) || !self.status.may_end(word) {
            return None;
        }
        // `IN_PROGRESS`, as programs write it.
        let spaced = || memchr::memchr(b'_', word.as_bytes()).map(|_| word.replace('_', " "));
        self.status.get(word).copied().or_else(|| self.status.get(&spaced()?).copied())
    }

    /// Whether `cell` stands where an owner is still to be named.
    pub fn is_owner_placeholder(&self, cell: &str) -> bool {
        let bare = cell.trim_matches(['[', ']', '<', '>', '{', '}', '(', ')', '_', '`', '*']);
        // "Owner" in brackets is to be replaced; without them it may be a role that the document has.
        let role = bare.len() == cell.len() && self.is(bare, Role::Owner);
        let handle = bare.strip_prefix('@').filter(|name| !name.is_empty());
        !role && self.owner_placeholders.get(handle.unwrap_or(bare)).is_some()
    }

    /// Whether `cell` says that there is no owner, on purpose.
    pub fn is_no_owner(&self, cell: &str) -> bool {
        // "none (holiday)"
        let bare = || cell.split_once(" (").filter(|(_, why)| !self.is_owner_placeholder(why.trim_end_matches(')')));
        self.no_owner.get(cell).is_some() || bare().is_some_and(|(bare, _)| self.no_owner.get(bare).is_some())
    }

    /// What a heading says its section is about.
    pub fn topics(&self, title: &str) -> Topics {
        // "Archive" is where old plans lie; "Plan of the Sound Archive" is about one. "Key" explains marks;
        // "Key dates" are those that matter.
        const WHOLE: [(Topic, &str); 2] = [(Topic::Done, "archive"), (Topic::Legend, "key")];
        let about_one = |topic: Topic, word: &str| {
            WHOLE.iter().any(|(t, whole)| topic == *t && word.eq_ignore_ascii_case(whole) && fold(title) != *whole)
        };
        let found = self.topics.find(title).filter(|(topic, range)| !about_one(*topic, &title[range.clone()]));
        found.map(|(topic, _)| topic).collect()
    }

    /// The phrases in `text`, with their places, in no particular order.
    pub fn phrases<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Phrase, std::ops::Range<usize>)> + 's {
        self.phrases.find(text)
    }

    /// The words of `text` that say something to a rule, with their places, in no particular order.
    pub fn words<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Word, std::ops::Range<usize>)> + 's {
        self.words.find(text)
    }

    /// What `text` says of checkouts, shared or one's own, with its places, in no particular order.
    pub fn checkouts<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Word, std::ops::Range<usize>)> + 's {
        self.checkouts.find(text)
    }

    /// Whether `text` holds such a word.
    pub fn says(&self, text: &str, word: Word) -> bool {
        self.words(text).any(|(w, _)| w == word)
    }

    /// Whether a line begins with such a word, behind its marks: "| of which bus |", "- [x] Afterwards: tea".
    pub fn begins(&self, line: &str, word: Word) -> bool {
        let text = fold(line.trim_start_matches(|c: char| !c.is_alphabetic()));
        let text = text.strip_prefix("x]").map_or(&*text, str::trim_start);
        // Where nothing parts words, the first letters are looked up.
        let joined = text.starts_with(|c: char| c >= UNPARTED);
        let ends = || text.char_indices().map(|(at, _)| at).skip(1).take(LETTERS);
        self.words(text).any(|(said, at)| said == word && at.start == 0)
            || joined && ends().any(|end| self.is_word(&text[..end], word))
    }

    /// Whether `command` runs a check: `npm test`, `cargo clippy`, `pytest -q`.
    pub fn runs_check(&self, command: &str) -> bool {
        let mut words = command.split_whitespace();
        let Some(program) = words.next() else { return false };
        let checks = |word: &str| word.split([':', '-', '_', '.']).any(|part| self.is_name(part, Name::Checking));
        self.is_name(program, Name::Checker) || self.is_name(program, Name::Runner) && words.take(5).any(checks)
    }

    /// Whether `text` as a whole is called so.
    pub fn is_name(&self, text: &str, name: Name) -> bool {
        self.names.get(name as usize).is_some_and(|words| words.get(text).is_some())
    }

    /// Whether the first words of `text` are such a name: "planned for June".
    pub fn is_led_by(&self, text: &str, name: Name) -> bool {
        let ends = text.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at).chain([text.len()]);
        ends.take(LEADING).any(|end| self.is_name(&text[..end], name))
    }

    /// Whether `text` names a milestone, a break or the like, which is no work: "**Lunch break** (1 h)", "12:00 Lunch".
    pub fn is_landmark(&self, text: &str) -> bool {
        let head = names::head(text.trim_start_matches(|c: char| !c.is_alphabetic()));
        !head.is_empty() && self.is_name(head, Name::Landmark)
    }

    /// Whether a folded key speaks of work, and not of time that passes.
    pub fn is_of_effort(&self, key: &str) -> bool {
        self.says(key, Word::Effort) && !key.split(' ').any(|word| matches!(word, "time" | "duration" | "timeline"))
    }

    /// Whether a word beside a count makes it another one than that of all that is listed.
    pub fn counts_others(&self, word: &str) -> bool {
        self.is_name(word.trim_matches(|c: char| !c.is_alphanumeric()), Name::OtherCount)
    }

    /// Whether a row or a part of the work of this name is kept back, and nobody's work: "Buffer (20 %)".
    pub fn is_spare(&self, name: &str) -> bool {
        let bare = name.split(['(', '[', ':', '—', '–']).next().unwrap_or(name);
        let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '%' | '.' | ',' | '~' | ' '));
        self.is_name(bare, Name::Spare)
    }

    /// Whether the name of an owner is that of several people, who do several things at one time: "FOH team",
    /// "volunteers", "Acme GmbH".
    pub fn is_crowd(&self, name: &str) -> bool {
        let several = |word: &str| self.is_name(word, Name::Crowd);
        // A plural in small letters is no name of one.
        let plural = name.ends_with('s') && !name.ends_with("ss") && !name.contains(char::is_uppercase);
        let firm = name.rsplit_once(' ').is_some_and(|(_, last)| self.is_name(last, Name::LegalForm));
        plural || firm || several(name) || name.split([' ', ',', '/', '-', '(', ')']).any(several)
    }

    /// Whether such a name may stand at the start of `text`: most texts are told by two letters to begin with none.
    pub fn may_begin_name(&self, text: &str, name: Name) -> bool {
        self.names.get(name as usize).is_some_and(|words| words.may_begin(text))
    }

    /// Whether such a word may stand at the start of `text`: most texts are told by two letters to begin with none.
    pub fn may_begin_word(&self, text: &str, word: Word) -> bool {
        self.whole_words.get(word as usize).is_some_and(|words| words.may_begin(text))
    }

    /// Whether `text` is such a word and nothing else.
    pub fn is_word(&self, text: &str, word: Word) -> bool {
        self.whole_words.get(word as usize).is_some_and(|words| words.get(text).is_some())
    }

    /// What a column or a field of that name measures: "Total estimated effort", "Dauer gesamt (Tage)".
    pub fn measure(&self, name: &str) -> Option<Measure> {
        let is = |word, names: [Name; 2]| names.into_iter().any(|name| self.is_name(word, name));
        let words = names::bare(name).split(|c: char| !c.is_alphanumeric());
        let mut found = None;
        for word in words.filter(|word| !word.is_empty() && !self.is_name(word, Name::Framing)) {
            let one = match () {
                () if is(word, [Name::Passing, Name::Stretch]) => Measure::Length,
                () if is(word, [Name::Effort, Name::Workload]) => Measure::Effort,
                () => return None,
            };
            if found.replace(one).is_some_and(|other| other != one) {
                return None;
            }
        }
        found
    }

    /// Whether one of the words of a name calls it a total: "Total duration", "Durée totale".
    pub fn is_total(&self, name: &str) -> bool {
        name.split(|c: char| !c.is_alphanumeric()).any(|word| self.is_word(word, Word::Total))
    }

    /// Whether a column's heading or a field's key says that days stand there.
    pub fn is_dated(&self, name: &str) -> bool {
        self.days.get(name).is_some()
    }

    /// Whether what stands before a word of order, back to where its clause begins, says that it does not hold for the
    /// thing at hand: "does not", "no longer", "was", "because we are", "everything".
    pub fn denies_order(&self, before: &str) -> bool {
        let ends = ['(', '（', '[', ';', ':', ',', '—', '–', '\n', '"', '“'];
        let clause = before.rfind(ends).map_or(before, |at| &before[at..]);
        let clause = clause.rfind(". ").map_or(clause, |at| &clause[at..]);
        let words =
            clause.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|w| !w.is_empty());
        let denies =
            |word: &str| word.ends_with("n't") || word.ends_with("n’t") || self.is_name(word, Name::OrderDenied);
        { words }.take(DENIAL).any(denies) || before.ends_with(['"', '“'])
    }

    /// Whether a cell or part of a heading says that members run side by side (`Some(true)`) or in order.
    pub fn mode(&self, text: &str) -> Option<bool> {
        // Most texts begin with another word.
        let said = || text.split(['(', ',']).next().unwrap_or_default();
        self.modes.may_begin(text).then(|| self.modes.get(said()).copied())?
    }
}

/// How many words before one of order may take it back.
const DENIAL: usize = 5;

/// The words of each list, at its place.
fn dictionaries<K: Copy>(lists: &BTreeMap<K, Vec<String>>, place: impl Fn(K) -> usize) -> Vec<Dictionary<()>> {
    let mut dictionaries: Vec<Dictionary<()>> = Vec::new();
    for (&key, words) in lists {
        dictionaries.resize_with(dictionaries.len().max(place(key) + 1), Dictionary::default);
        dictionaries[place(key)] = folded_words(words);
    }
    dictionaries
}

/// Words to be looked up whole.
fn folded_words<'w>(words: impl IntoIterator<Item = &'w String>) -> Dictionary<()> {
    let mut dictionary = Dictionary::default();
    for word in words {
        dictionary.entry(&fold(word), || ());
    }
    dictionary
}

/// The kebab-case name of an enum variant.
fn name<T: serde::Serialize>(variant: &T) -> String {
    serde_json::to_value(variant).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_looked_up() {
        let lists = shipped::lists();
        let looked_up = lists.roles.values().chain(lists.status.values()).chain(lists.groups.values());
        for word in looked_up.chain(lists.order.values()).chain(lists.placeholders.values()).flatten() {
            assert_eq!(fold(word), *word);
        }
    }

    #[test]
    fn roles_nouns_and_states() {
        let v = Vocabulary::standard();
        assert!(v.is("Primary Agent", Role::Owner));
        assert!(v.is("Depends On", Role::Depends));
        assert_eq!(v.noun("Waves"), Some(Noun::Group(Axis::Time)));
        assert_eq!(v.status("✅ Complete"), Some(Status::Done));
        assert_eq!(v.status("good"), None);
        assert!(v.is_owner_placeholder("[Name]") && v.is_owner_placeholder("TBD") && v.is_owner_placeholder(""));
        assert!(!v.is_owner_placeholder("Ada"));
        assert_eq!(v.mode("PARALLEL (3)"), Some(true));
    }

    #[test]
    fn a_plan_about_an_archive_is_not_archived() {
        let v = Vocabulary::standard();
        let done = |title: &str| v.topics(title).contains(Topic::Done);
        assert!(done("Archive") && done("📦 Archive") && done("Archived tasks") && done("Completed"));
        assert!(!done("Plan of the Sound Archive") && !done("Archive scanner"));
    }

    #[test]
    fn phrases_end_at_words() {
        let v = Vocabulary::standard();
        let found: Vec<_> = v.phrases("Would you like me to go on? Rollbacks, a rollback.").map(|(p, _)| p).collect();
        assert_eq!(found, [Phrase::Chat, Phrase::Rollback]);
    }

    #[test]
    fn a_configuration_adds_words() {
        let extra = BTreeMap::from([("owner-headings".to_owned(), vec!["Captain".to_owned()])]);
        assert!(Vocabulary::extended(&extra).is("captain", Role::Owner));
        assert!(Vocabulary::keys().contains(&"owner-headings".to_owned()));
    }
}
