//! What a plan consists of. Every fact has its place, the reason it was
//! recognised and how sure that is.

mod figures;
mod formats;
mod sayings;
mod tables;
mod texts;

pub use figures::*;
pub use formats::*;
pub use sayings::*;
pub use tables::*;
pub use texts::*;

use crate::{
    diagnostic::Confidence,
    markdown::{BlockId, SectionId},
    source::Span,
};

use super::names;
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;

/// Mostly one.
pub type Few<T> = SmallVec<[T; 1]>;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
        impl $name {
            /// The index into its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Index of an [`Actor`].
    ActorId;
    /// Index of a [`Group`].
    GroupId;
    /// Index of a [`Task`].
    TaskId;
    /// Index of a [`Gate`].
    GateId;
    /// Index of a [`Table`].
    TableId;
}

/// Why something was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A row of a table whose columns have roles.
    Row,
    /// A cell of a column with a role.
    Cell,
    /// A heading of a known form.
    Heading,
    /// A line of bold text that introduces something.
    BoldLine,
    /// A field, as in `**Owner:** …`.
    Label,
    /// A checklist item.
    Box,
    /// A numbered item under a heading that names such things.
    Item,
    /// A line of a drawn timeline.
    Timeline,
    /// An arrow between two names.
    Arrow,
    /// A sentence that orders two things.
    Sentence,
    /// The order in which groups of one kind stand.
    Sequence,
    /// A node or edge of a Mermaid diagram.
    Diagram,
    /// Front matter.
    FrontMatter,
    /// A line of a known format.
    Dialect,
    /// An entry of a file of JSON or YAML.
    Entry,
    /// A remark inside the task's own text.
    Inline,
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Row => "row of a table",
            Why::Cell => "cell",
            Why::Heading => "heading",
            Why::BoldLine => "bold line",
            Why::Label => "label",
            Why::Box => "checklist item",
            Why::Item => "list item",
            Why::Timeline => "timeline",
            Why::Arrow => "arrow",
            Why::Sentence => "sentence",
            Why::Sequence => "order of the groups",
            Why::Diagram => "diagram",
            Why::FrontMatter => "front matter",
            Why::Dialect => "format",
            Why::Entry => "entry",
            Why::Inline => "remark in the text",
        }
    }
}

/// Where a fact stands, why it was recognised and how sure that is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The smallest text that says it.
    pub span: Span,
    /// Why it was recognised.
    pub why: Why,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Place {
    /// A place.
    pub fn new(span: Span, why: Why, confidence: Confidence) -> Self {
        Self { span, why, confidence }
    }
}

/// How the groups of one kind relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// One after the other: waves, phases, sprints.
    Time,
    /// Side by side: tracks, lanes, clusters.
    Lane,
}

/// How the members of one group relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// In order.
    Sequential,
    /// Side by side.
    Parallel,
}

/// The state of a task, a group or a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not begun.
    Open,
    /// Begun.
    Doing,
    /// Finished.
    Done,
    /// Waiting for something, or failed.
    Blocked,
    /// Not to be done.
    Dropped,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Doing => "in progress",
            Status::Done => "done",
            Status::Blocked => "blocked",
            Status::Dropped => "dropped",
        }
    }
}

/// How a state was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// A checkbox.
    Box,
    /// A word in a status cell or field.
    Word,
    /// A mark such as ✅.
    Mark,
}

/// One statement of a state.
#[derive(Debug, Clone, Copy)]
pub struct StatusClaim {
    /// The state.
    pub status: Status,
    /// How it was said.
    pub said: Said,
    /// Where.
    pub place: Place,
}

/// What kind of worker an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A person or handle.
    Person,
    /// A role, as in "Backend specialist".
    Role,
    /// A coding agent or instance.
    Agent,
    /// Several at once: "all agents", "2 × reviewer".
    Pool,
}

/// Somebody who works.
#[derive(Debug, Clone)]
pub struct Actor {
    /// As the author first wrote it.
    pub name: Box<str>,
    /// For comparison.
    pub key: names::Key,
    /// What kind of worker.
    pub kind: ActorKind,
    /// Every place that names it, the declaration first.
    pub places: Few<Place>,
    /// Whether the plan declares it in a roster.
    pub roster: bool,
    /// What a roster says besides its name: role, focus.
    pub role: Option<Box<str>>,
    /// When a roster says it is active.
    pub active: Vec<Activity>,
    /// The section about it.
    pub section: Option<SectionId>,
}

/// When a roster says that somebody is active.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Where.
    pub span: Span,
    /// The groups that it names; none where it names no group of the plan: "all checkpoints".
    pub groups: Vec<GroupId>,
}

/// A claimed length of time.
#[derive(Debug, Clone)]
pub struct DurationClaim {
    /// The quantity, a time.
    pub quantity: super::quantity::Quantity,
    /// Where.
    pub span: Span,
}

/// When something is, counted from the start of the plan.
#[derive(Debug, Clone, Copy)]
pub struct WindowClaim {
    /// From when to when, and where that is said.
    pub window: super::quantity::Window,
    /// Where the group or the label stands that it is said of.
    pub why: Why,
}

/// Somebody who takes part in a group.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Who.
    pub actor: ActorId,
    /// Where that is said.
    pub span: Span,
}

/// A phase, wave, track or other group of tasks.
#[derive(Debug, Clone)]
pub struct Group {
    /// The word for its kind, singular and folded: `wave`, `track`.
    pub word: names::Key,
    /// What distinguishes it among its kind: `0`, `2a`; empty where only the title does.
    pub label: names::Key,
    /// Its title without kind and label.
    pub title: Box<str>,
    /// How groups of its kind relate.
    pub axis: Axis,
    /// How its members relate.
    pub mode: Option<(Mode, Place)>,
    /// How many work side by side, as its heading says: `PARALLEL (3)`.
    pub width: Option<(u32, Span)>,
    /// Every place where it stands, the main one first.
    pub places: Few<Place>,
    /// Its section, where it has one of its own.
    pub section: Option<SectionId>,
    /// Claimed lengths.
    pub durations: Vec<DurationClaim>,
    /// When it is, in weeks or days of the plan, in the order in which that is said.
    pub windows: Few<WindowClaim>,
    /// Who takes part, in order.
    pub members: Vec<Member>,
    /// What its place says about its state.
    pub statuses: Few<StatusClaim>,
    /// The group around it.
    pub parent: Option<GroupId>,
    /// Its branch.
    pub branch: Option<Span>,
}

/// Whether places may belong to two things of one name: two headings, or two rows.
pub fn namesakes(places: &[Place]) -> bool {
    [Why::Heading, Why::Row].iter().any(|&why| places.iter().filter(|p| p.why == why).take(2).count() > 1)
}

impl Group {
    /// How a person names it: `W1`, `Wave 1`, `Admin`.
    pub fn name(&self) -> String {
        match (&*self.label, &*self.title) {
            ("", title) => title.to_owned(),
            (label, _) => {
                let mut word = self.word.chars();
                let first: String = word.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{first}{} {}", word.as_str(), label.to_uppercase())
            }
        }
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.places.first().map(|p| p.span).unwrap_or_default()
    }
}

/// What kind of thing a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// Work.
    Work,
    /// An acceptance criterion.
    Criterion,
    /// A check of a document's quality, where a tick means "reviewed".
    Review,
    /// A heading, a milestone, a break or a quantity among rows of work: nobody does it.
    Landmark,
}

/// A file that a task names.
#[derive(Debug, Clone)]
pub struct FileRef {
    /// As written, ticks and line numbers off.
    pub path: Box<str>,
    /// Where.
    pub span: Span,
    /// Whether the task changes it, as far as its words say.
    pub writes: bool,
}

/// A task.
#[derive(Debug, Clone)]
pub struct Task {
    /// The id the document gives it.
    pub id: Option<Box<str>>,
    /// Where the id stands.
    pub id_span: Option<Span>,
    /// Its text without marks and id, one line.
    pub title: Box<str>,
    /// What kind of thing it is.
    pub kind: TaskKind,
    /// Every place where it stands, the main one first.
    pub places: Few<Place>,
    /// The block of its main place: item, row or heading.
    pub block: BlockId,
    /// The section it stands in.
    pub section: SectionId,
    /// Every statement of its state.
    pub statuses: Few<StatusClaim>,
    /// The group it belongs to.
    pub group: Option<GroupId>,
    /// The mark that says it may run beside its neighbours.
    pub parallel: Option<Span>,
    /// Whether it need not be done.
    pub optional: bool,
    /// Files it names.
    pub files: Vec<FileRef>,
    /// The task it is a part of.
    pub parent: Option<TaskId>,
    /// Its table, for a row.
    pub table: Option<TableId>,
}

impl Task {
    /// Work of that title, of which nothing else is known yet.
    pub fn new(title: &str, place: Place, block: BlockId, section: SectionId) -> Self {
        Self {
            id: None,
            id_span: None,
            title: title.into(),
            kind: TaskKind::Work,
            places: smallvec![place],
            block,
            section,
            statuses: Few::new(),
            group: None,
            parallel: None,
            optional: false,
            files: Vec::new(),
            parent: None,
            table: None,
        }
    }

    /// How a person names it: its id, else its title.
    pub fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.title)
    }

    /// Its name for a sentence: an id that is only a number stands with its title.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.id {
            Some(id) if !id.contains(char::is_alphabetic) => Cow::Owned(format!("{id} {}", self.title)),
            _ => Cow::Borrowed(self.name()),
        }
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.places.first().map(|p| p.span).unwrap_or_default()
    }

    /// Its state for display: what the box says, else the first statement.
    pub fn status(&self) -> Option<Status> {
        self.statuses.iter().find(|s| s.said == Said::Box).or(self.statuses.first()).map(|s| s.status)
    }

    /// Whether it must be done.
    pub fn required(&self) -> bool {
        !self.optional && !self.statuses.iter().any(|s| s.status == Status::Dropped)
    }

    /// Whether it is finished, without contradiction.
    pub fn done(&self) -> bool {
        !self.statuses.is_empty() && self.statuses.iter().all(|s| s.status == Status::Done)
    }

    /// Whether it is not finished, as every statement says; not where all are guesses, as `[-]` is where nothing
    /// explains it.
    pub fn open(&self) -> bool {
        self.statuses.iter().any(|s| s.place.confidence > Confidence::Inferred)
            && self.statuses.iter().all(|s| matches!(s.status, Status::Open | Status::Doing | Status::Blocked))
    }
}

/// What an assignment or an edge speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// A task.
    Task(TaskId),
    /// A group.
    Group(GroupId),
    /// An actor, in the order in which actors take turns inside a group.
    Actor(ActorId),
}

/// Which part of the responsibility an assignment gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// Does it.
    Owner,
    /// Stands in.
    Backup,
    /// Looks at it.
    Reviewer,
}

/// What an owner cell or field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// Nothing, or a placeholder.
    Missing,
    /// That there is none, on purpose.
    Nobody,
    /// These.
    Actors(Vec<ActorId>),
}

/// Who does what.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// What.
    pub subject: Node,
    /// In which part.
    pub duty: Duty,
    /// Who.
    pub assignee: Assignee,
    /// The cell's text or the field's value; empty where nothing stands there.
    pub place: Place,
    /// The column's heading or the field's key.
    pub heading: Span,
}

/// What is meant by an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// `after` begins when `before` is finished.
    After,
    /// The same, said from the other side.
    Blocks,
    /// The two may run side by side.
    With,
}

/// An order between two things.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// What comes first.
    pub before: Node,
    /// What waits for it.
    pub after: Node,
    /// How it was said.
    pub relation: Relation,
    /// Where: the mention of the other thing.
    pub place: Place,
}

/// A value that lists what a thing waits for, holds up or runs beside.
#[derive(Debug, Clone, Copy)]
pub struct Stated {
    /// What it is about.
    pub subject: Node,
    /// How the others are related to it.
    pub relation: Relation,
    /// The whole value.
    pub place: Place,
    /// Whether every part of it was understood, so that what it does not name is left out.
    pub whole: bool,
}

/// A mention in a dependency that nothing of the plan resolves.
#[derive(Debug, Clone)]
pub struct Dangling {
    /// What depends on it.
    pub subject: Node,
    /// As written.
    pub text: Box<str>,
    /// How the two are related.
    pub relation: Relation,
    /// Where.
    pub place: Place,
    /// Whether it has the form of the ids that this plan gives its tasks.
    pub id_like: bool,
}

/// A mention in running text of something that the plan numbers and does not have: "Wave 13" of twelve.
#[derive(Debug, Clone)]
pub struct Unresolved {
    /// As written.
    pub name: Box<str>,
    /// Where.
    pub place: Place,
    /// The block that holds it.
    pub block: BlockId,
    /// The sentence around it.
    pub sentence: Span,
    /// What there is instead: `wave 1 to wave 12`.
    pub known: Box<str>,
}

/// What kind of gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GateKind {
    /// What must hold before the next group begins.
    Checkpoint,
    /// What must hold throughout, or at the end.
    Quality,
}

/// A gate.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Its name or the label that introduces it.
    pub name: Box<str>,
    /// What kind.
    pub kind: GateKind,
    /// The group whose end it guards.
    pub guards: Option<GroupId>,
    /// Where it stands: the label, heading or item.
    pub place: Place,
    /// What must hold, as text; one span a criterion.
    pub criteria: Vec<Span>,
    /// Boxes under it.
    pub tasks: Vec<TaskId>,
    /// What it says about its state.
    pub statuses: Few<StatusClaim>,
}
