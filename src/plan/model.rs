//! What a plan consists of. Every fact has its place, the reason it was
//! recognised and how sure that is.

mod additions;
mod announcements;
mod figures;
mod formats;
mod groups;
mod orders;
mod sayings;
mod tables;
mod tasks;
mod texts;
mod timetables;

pub use additions::*;
pub use announcements::*;
pub use figures::*;
pub use formats::*;
pub use groups::*;
pub use orders::*;
pub use sayings::*;
pub use tables::*;
pub use tasks::*;
pub use texts::*;
pub use timetables::*;

use crate::{markdown::SectionId, plan::names, source::Span};

use smallvec::SmallVec;

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

/// How sure planvet is that it read the document as its author meant it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// From prose or position; never makes an error.
    Inferred,
    /// A word of the vocabulary in the right place, confirmed by what stands there.
    Conventional,
    /// The format or the author says so.
    #[default]
    Explicit,
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
