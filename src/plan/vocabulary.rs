//! The word lists: what gives a column its role, a heading its kind, a cell
//! its status. The words themselves stand in `vocabulary.toml`.

mod dictionary;
mod finder;
mod folding;

use super::model::{Axis, Status};
use dictionary::Dictionary;
use finder::Finder;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

pub use folding::{fold, folded, folds_to};

/// What a column or a labelled field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Role {
    Id,
    Task,
    Owner,
    Backup,
    Reviewer,
    Status,
    Depends,
    Blocks,
    With,
    Group,
    Duration,
    Mode,
    Date,
    Files,
    Outputs,
    Gate,
    Criteria,
    Branch,
    Evidence,
    Active,
    Role,
    Metric,
    Target,
    Priority,
    Field,
    Value,
    Team,
    Note,
    Rollback,
    Person,
    Scope,
    Own,
}

/// What a section's heading says it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Topic {
    Prompt,
    Template,
    Gates,
    Criteria,
    Rollback,
    Done,
    Legend,
    PerAgent,
    Parallel,
    Optional,
    Later,
    RequirementReview,
    Reading,
    Aside,
    Closing,
    Bygone,
    Team,
    Order,
}

impl Topic {
    /// Every one.
    const ALL: [Self; Self::Order as usize + 1] = [
        Self::Prompt,
        Self::Template,
        Self::Gates,
        Self::Criteria,
        Self::Rollback,
        Self::Done,
        Self::Legend,
        Self::PerAgent,
        Self::Parallel,
        Self::Optional,
        Self::Later,
        Self::RequirementReview,
        Self::Reading,
        Self::Aside,
        Self::Closing,
        Self::Bygone,
        Self::Team,
        Self::Order,
    ];
}

/// A set of topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Topics(u32);

impl Topics {
    /// Whether `topic` is one of them.
    pub fn contains(self, topic: Topic) -> bool {
        self.0 >> topic as u32 & 1 == 1
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These, and none of `others`.
    pub fn without(self, others: impl IntoIterator<Item = Topic>) -> Self {
        Self(self.0 & !Self::from_iter(others).0)
    }

    /// These and `others`.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl FromIterator<Topic> for Topics {
    fn from_iter<I: IntoIterator<Item = Topic>>(topics: I) -> Self {
        Self(topics.into_iter().fold(0, |all, topic| all | 1 << topic as u32))
    }
}

impl serde::Serialize for Topics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(Topic::ALL.iter().filter(|topic| self.contains(**topic)))
    }
}

/// What a phrase in running text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Phrase {
    Chat,
    ChatEdge,
    ChatMark,
    Elided,
    ElidedAside,
    TickPolicy,
    TickSubject,
    TickNoun,
    Rollback,
    Irreversible,
    Lock,
    Before,
    After,
    Beside,
    PromptWord,
    Weekday,
    Cadence,
    Waits,
    HoldsUp,
    WaitsAside,
    HoldsUpAside,
    OwnedBy,
    Waived,
    WaivedAside,
    CancelledAside,
    UndoneAside,
    Bound,
    NeedsClarification,
    GatePromise,
    Failed,
    OwnerDefault,
    Upcoming,
    Claim,
}

/// What a word says inside a short text that a rule has already in hand: a criterion, a command, a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// The home of nobody in particular, or of a service on a machine that many share; a folder every machine has.
    SharedHome,
    /// What precedes a path that a reader is to follow.
    Whereabouts,
    /// A verb with which an instruction begins.
    Imperative,
    /// A word with which a sentence begins that says what comes when.
    Connective,
    /// A word that holds a sentence together.
    Glue,
    /// A command that hardly ever fails.
    Harmless,
    /// A command that puts its reader into another shell or machine.
    InnerShell,
    /// Several work in one checkout.
    SharedCheckout,
    /// Each works in a checkout of its own.
    OwnCheckout,
    /// Something is made, or becomes another.
    Change,
    /// A program that checks code.
    Checker,
    /// A program that runs what is to be run.
    Runner,
    /// What a run is called where it is a check.
    Checking,
    /// An order with which code is changed.
    Coding,
    /// A check, in words.
    Verified,
    /// A file is written, or moved.
    Making,
    /// What a manifest defines.
    Script,
    /// The sentence speaks of another document, or of another time.
    Outside,
    /// The sentence tells how names were changed.
    Renumbered,
    /// Something went well.
    Success,
    /// Something went wrong.
    Failure,
    /// What follows was printed by a program.
    Output,
    /// A list is not all that there is.
    Sample,
    /// The list below picks some out of another one.
    Selection,
    /// Somebody is told to say something.
    Telling,
    /// A name for what is to be written in its place, where it stands in brackets.
    Blank,
    /// An order with which a blank begins.
    FillIn,
    /// The sentence is about blanks, and has none.
    AboutBlanks,
    /// A file is there.
    Presence,
    /// A wish that nobody can check.
    Vague,
    /// Something that can be checked.
    Checkable,
    /// A day beside it is the first of something.
    Starting,
    /// A day beside it is the last of something.
    Ending,
    /// Something is to be finished on the day beside it.
    Due,
    /// Holds the first and the last day of something.
    Dated,
    /// One of the stretches of time that follow one another.
    Turn,
    /// Says how long something lasts.
    Lasting,
    /// Something is tried with what is wrong on purpose.
    Trial,
    /// The row adds up those above it.
    Total,
    /// Beside a word for a total, says what is added and leaves nothing out.
    Summed,
    /// The column's or row's figures are not meant to be added.
    NotAdded,
    /// Things follow one another.
    Serial,
    /// A chain tells another order than that of the work: the way back, one of two ways, what calls what.
    OtherOrder,
    /// The same, in the label of a chain alone.
    OtherChain,
    /// The row takes something off, or on, in a way of its own.
    Adjusting,
    /// The column's hundredths add up to the whole.
    Share,
    /// The total is not all of its parts one after the other.
    Overlapping,
    /// The column's rows may hold one thing more than once.
    Shared,
    /// The field speaks of the whole plan.
    Whole,
    /// Says nothing about what is measured.
    Filler,
    /// A figure beside it is to be reached.
    Aim,
    /// The heading is about figures in general.
    General,
    /// Speaks of what was, is, or will be on the way.
    Elsewhen,
    /// Says that a thing is another's, and only helped with.
    Helping,
    /// Speaks of a failure that is over, wanted or only thought of.
    Excused,
    /// What follows has to be there.
    TickDemand,
    /// A commit is asked for.
    CommitProof,
    /// A report of tests is asked for.
    ReportProof,
    /// A record of a check is asked for.
    RecordProof,
    /// Behind "commit", another thing.
    CommitPart,
    /// Names the result of a check.
    Outcome,
    /// Is a check of its own among the work: "verify", "sign-off".
    Vetting,
    /// Is there to coordinate, review or stand in.
    Standby,
    /// Brings a thing that others wait for.
    Delivering,
    /// Says nothing about which thing it is.
    Preliminary,
    /// A verb with which work begins.
    Beginning,
    /// Work in general.
    Labour,
    /// As a heading, the title of all that follows.
    Collective,
    /// Says that something does not hold of all, or not always: "mostly", "where possible".
    Limiting,
    /// As a heading, a part that is no work of the document.
    Aside,
    /// Says that another may stand in the place of what is named.
    Alike,
    /// The name of a row among work that nobody does: a milestone, a break, a quantity.
    Landmark,
    /// In a status cell, at its start: nobody has to do it, or not yet.
    Unscheduled,
    /// As a title, a part of what is told about a phase, and no name of one.
    Facet,
    /// Says of an item that the work of another of that name goes on in it.
    Resumed,
    /// Before "prompt": that of a program which waits for a command.
    CommandPrompt,
    /// Programs to which their reader talks in words.
    AgentProgram,
    /// Says that the next lines are to be written into a program.
    Typed,
    /// Says who makes a thing.
    MadeBy,
    /// Names of files that every repository has.
    Everywhere,
    /// Says of a phase that it takes no time of its own.
    Alongside,
    /// Sends a thing to another place or time.
    SentOn,
    /// At the start of an item: its parts are what may be chosen.
    Choosing,
    /// Says wherever it stands that one of several is chosen.
    OneOf,
    /// A verb of work with which a choice is made.
    Weighing,
    /// Is shared out so that each has one of it.
    Apiece,
    /// One thing comes when another is there.
    Sequel,
    /// With it begins the name of a row that holds a figure about the others.
    Statistic,
    /// Before hundredths: they are of all that stands around them.
    Overall,
    /// With it begins why or when something was cancelled.
    Wherefore,
    /// In an owner's place: somebody may take it.
    Unclaimed,
    /// The name of time or money that is kept back, and of no work.
    Spare,
    /// As a state, said of things as well as of work.
    Standing,
    /// Says of a gate that it was passed with something left open.
    Conditional,
    /// Says of what is not done that somebody looks whether it is.
    Examined,
    /// Says of one file that each writes in a place of its own.
    PlacesApart,
    /// The column says how much time has gone by then.
    RunningTime,
    /// A column of it tells when things are.
    Calendar,
    /// What the rows of a table are that lists what was found or weighed beside the work.
    BesideWork,
}

/// What kind of thing a word like "wave", "track" or "agent" names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    /// A group of tasks.
    Group(Axis),
    /// Somebody who works.
    Agent,
    /// A task.
    Task,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// Whether what the word speaks of is side by side.
    modes: Dictionary<bool>,
}

impl Vocabulary {
    /// The words that planvet ships.
    pub fn standard() -> Arc<Self> {
        static STANDARD: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| Arc::new(Vocabulary::from_lists(&shipped())));
        STANDARD.clone()
    }

    /// The names under which a configuration may add words: `owner-headings`, `placeholders`, `done-words`, ….
    pub fn keys() -> Vec<String> {
        let lists = shipped();
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
        let mut lists = shipped();
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
        Arc::new(Self::from_lists(&lists))
    }

    fn from_lists(lists: &Lists) -> Self {
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
        let mut says: BTreeMap<Word, Vec<String>> = lists.words.clone();
        says.extend(lists.figures.clone());
        let mut whole_words: Vec<Dictionary<()>> = Vec::new();
        for (&meaning, words) in &says {
            whole_words.resize_with(whole_words.len().max(meaning as usize + 1), Dictionary::default);
            for word in words {
                whole_words[meaning as usize].entry(&fold(word), || ());
            }
        }
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
            whole_words,
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

    /// The state that a status word says.
    pub fn status(&self, word: &str) -> Option<Status> {
        // `IN_PROGRESS`, as programs write it.
        let spaced = || memchr::memchr(b'_', word.as_bytes()).map(|_| word.replace('_', " "));
        self.status.get(word).copied().or_else(|| self.status.get(&spaced()?).copied())
    }

    /// Whether `cell` stands where an owner is still to be named.
    pub fn is_owner_placeholder(&self, cell: &str) -> bool {
        let bare = cell.trim_matches(['[', ']', '<', '>', '{', '}', '(', ')', '_', '`', '*']);
        self.owner_placeholders.get(bare).is_some()
    }

    /// Whether `cell` says that there is no owner, on purpose.
    pub fn is_no_owner(&self, cell: &str) -> bool {
        self.no_owner.get(cell).is_some()
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

    /// Whether `text` is such a word and nothing else.
    pub fn is_word(&self, text: &str, word: Word) -> bool {
        self.whole_words.get(word as usize).is_some_and(|words| words.get(text).is_some())
    }

    /// Whether a cell or part of a heading says that members run side by side (`Some(true)`) or in order.
    pub fn mode(&self, text: &str) -> Option<bool> {
        self.modes.get(text.split(['(', ',']).next().unwrap_or_default()).copied()
    }
}

fn shipped() -> Lists {
    toml::from_str(include_str!("vocabulary.toml")).expect("vocabulary.toml is tested")
}

/// The kebab-case name of an enum variant.
fn name<T: serde::Serialize>(variant: &T) -> String {
    serde_json::to_value(variant).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
