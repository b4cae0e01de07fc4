//! What a plan consists of. Every fact has its place, the reason it was
//! recognised and how sure that is.

use crate::{
    diagnostic::Confidence,
    markdown::{BlockId, Document, Kind, SectionId},
    source::Span,
};

use std::borrow::Cow;

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
    pub key: Box<str>,
    /// What kind of worker.
    pub kind: ActorKind,
    /// Every place that names it, the declaration first.
    pub places: Vec<Place>,
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
    pub word: Box<str>,
    /// What distinguishes it among its kind: `0`, `2a`; empty where only the title does.
    pub label: Box<str>,
    /// Its title without kind and label.
    pub title: Box<str>,
    /// How groups of its kind relate.
    pub axis: Axis,
    /// How its members relate.
    pub mode: Option<(Mode, Span)>,
    /// How many work side by side, as its heading says: `PARALLEL (3)`.
    pub width: Option<(u32, Span)>,
    /// Every place where it stands, the main one first.
    pub places: Vec<Place>,
    /// Its section, where it has one of its own.
    pub section: Option<SectionId>,
    /// Claimed lengths.
    pub durations: Vec<DurationClaim>,
    /// Who takes part, in order.
    pub members: Vec<Member>,
    /// What its place says about its state.
    pub statuses: Vec<StatusClaim>,
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
    pub places: Vec<Place>,
    /// The block of its main place: item, row or heading.
    pub block: BlockId,
    /// The section it stands in.
    pub section: SectionId,
    /// Every statement of its state.
    pub statuses: Vec<StatusClaim>,
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
            places: vec![place],
            block,
            section,
            statuses: Vec::new(),
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

    /// Whether it is not finished, as every statement says.
    pub fn open(&self) -> bool {
        !self.statuses.is_empty()
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
    pub statuses: Vec<StatusClaim>,
}

/// What kind of text to hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PromptKind {
    /// Instructions for an agent.
    Prompt,
    /// A form to fill in.
    Template,
}

/// A text to copy: a prompt or a template.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What kind.
    pub kind: PromptKind,
    /// Its id, as in "Prompt C".
    pub id: Option<Box<str>>,
    /// Its title.
    pub title: Box<str>,
    /// Its heading.
    pub place: Place,
    /// The fence.
    pub block: BlockId,
    /// What stands inside.
    pub body: Span,
    /// Placeholders inside.
    pub placeholders: Vec<Span>,
}

/// How a payload is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PayloadFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// JSON or YAML for a program, in a fence.
#[derive(Debug, Clone, Copy)]
pub struct Payload {
    /// How it is written.
    pub format: PayloadFormat,
    /// What stands inside the fence.
    pub body: Span,
    /// The prompt in which it stands, by its place in the plan's list.
    pub prompt: Option<usize>,
}

/// What a blank to be filled in looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlankForm {
    /// `<NAME>`, `{{name}}`, `[your name]`.
    Named,
    /// `____`.
    Line,
    /// `TODO`, `TBD` where a value or the whole text should stand.
    Todo,
}

/// Whose text holds a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A task.
    Task(TaskId),
    /// A prompt, by its place in the plan's list.
    Prompt(usize),
    /// A field of a section about people.
    Contact(SectionId),
}

/// Something that somebody was to fill in.
#[derive(Debug, Clone, Copy)]
pub struct Blank {
    /// Where.
    pub span: Span,
    /// What it looks like.
    pub form: BlankForm,
    /// Whose text holds it.
    pub holder: Holder,
}

/// A mention of a prompt: "use prompt C", "as in PROMPT X4-B".
#[derive(Debug, Clone)]
pub struct PromptMention {
    /// The id.
    pub id: Box<str>,
    /// Where the id stands.
    pub place: Place,
    /// Whether the sentence points to another document.
    pub elsewhere: bool,
}

/// What kind of line stands in a shell block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShellLineKind {
    /// A command.
    Command,
    /// A comment.
    Comment,
    /// Goes on from the line before: after a backslash, inside a quotation, a here-document or a control structure.
    Continuation,
}

/// One line of a shell block.
#[derive(Debug, Clone, Copy)]
pub struct ShellLine {
    /// Its text, white space and prompt sign off.
    pub span: Span,
    /// What kind.
    pub kind: ShellLineKind,
    /// Whether it stands in, or begins or ends, a control structure, function or subshell.
    pub nested: bool,
}

/// A fenced shell script.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The fence.
    pub block: BlockId,
    /// Its section.
    pub section: SectionId,
    /// Its lines, empty ones left out.
    pub lines: Vec<ShellLine>,
    /// Whether a failing command ends it (`set -e`).
    pub strict: bool,
    /// Whether it shows a session, prompts and output included.
    pub transcript: bool,
}

/// The folder in which a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Folder {
    /// Nothing says another one: that of the repository, of the document, or one between.
    Document,
    /// Below that.
    Below(Box<str>),
    /// Somewhere else.
    Unknown,
}

/// A simple command.
#[derive(Debug, Clone)]
pub struct Command {
    /// From its program to its last argument; [`super::command_words`] splits it.
    pub span: Span,
    /// The fence, paragraph or cell that holds it.
    pub block: BlockId,
    /// Its script, an index into the plan's shells; `None` for a code span.
    pub shell: Option<usize>,
    /// Whether it stands in a control structure, function or subshell.
    pub nested: bool,
    /// Where it runs.
    pub folder: Folder,
}

/// A file that a step makes or a gate waits for.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// As written.
    pub path: Box<str>,
    /// Where.
    pub place: Place,
    /// Whether it is made here (else it is waited for).
    pub produced: bool,
    /// The group in whose section it stands.
    pub group: Option<GroupId>,
}

/// What a definition in a spec is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RequirementKind {
    /// What must be there: `FR-003`, "Requirement 2".
    Requirement,
    /// By what that is judged: `SC-001`, the second acceptance criterion of "Requirement 2".
    Criterion,
    /// What somebody wants to do with it: "User Story 1".
    Story,
}

/// Something that a spec asks for, under an id that tasks may cite.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// What it is.
    pub kind: RequirementKind,
    /// What tasks call it: `FR-003`, `2.1`, `US1`.
    pub id: Box<str>,
    /// The same for comparison, as [`super::id_key`] makes it.
    pub key: Box<str>,
    /// Where it is defined: its id or number.
    pub span: Span,
    /// What it says.
    pub text: Span,
}

/// A place that cites a requirement: `_Requirements: 1.1, 2.3_`, `[US1]`, `FR-003` in a task.
#[derive(Debug, Clone)]
pub struct RequirementMention {
    /// As the citing place writes it, without a word before it.
    pub id: Box<str>,
    /// The same for comparison, as [`super::id_key`] makes it.
    pub key: Box<str>,
    /// Where.
    pub span: Span,
    /// The task that cites it.
    pub task: Option<TaskId>,
}

/// What a change does to a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is new.
    Added,
    /// It says something else from now on.
    Modified,
    /// It goes.
    Removed,
    /// It had this name before.
    Renamed,
}

/// A requirement that has a name instead of an id: `### Requirement: Map of the hall`.
#[derive(Debug, Clone)]
pub struct NamedRequirement {
    /// Its name.
    pub name: Box<str>,
    /// Where that stands.
    pub span: Span,
    /// What becomes of it; `None` in a spec that says how things are.
    pub change: Option<Change>,
}

/// Which document of its format this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What is to be done.
    #[default]
    Tasks,
    /// What is wanted: requirements, stories, scenarios.
    Spec,
    /// How it is to be built, or why.
    Design,
    /// A review of the other documents.
    Review,
}

impl Part {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Part::Tasks => "tasks",
            Part::Spec => "spec",
            Part::Design => "design",
            Part::Review => "review",
        }
    }
}

/// In what a line breaks the grammar of its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It has no id or number.
    NoId,
    /// Its id has another form than the format's.
    IdForm,
    /// It does not say to which story it belongs.
    NoStory,
    /// Its marks stand in another order.
    MarkOrder,
    /// Its trace to the requirements has another form.
    TraceForm,
    /// It may run in parallel and does not say within which bounds.
    NoBoundary,
    /// It is ticked and does not say when.
    NoStamp,
    /// It has no scenario.
    NoScenario,
}

/// A line that breaks its format's grammar, which those beside it follow.
#[derive(Debug, Clone, Copy)]
pub struct Malformed {
    /// The smallest text that is wrong.
    pub span: Span,
    /// In what.
    pub fault: Fault,
    /// The same of a line that has it right.
    pub example: Span,
}

/// What a figure claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureRole {
    /// One of many that add up.
    Part,
    /// The sum.
    Total,
    /// How many there are, or how much it is.
    Claim,
    /// What is to be reached.
    Target,
}

/// A number that the plan states.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The quantity.
    pub quantity: super::quantity::Quantity,
    /// What it is about, folded: `startup time`.
    pub subject: Box<str>,
    /// What it claims.
    pub role: FigureRole,
    /// Where.
    pub place: Place,
    /// The block that holds it.
    pub block: BlockId,
    /// The section.
    pub section: SectionId,
    /// The table, for a cell.
    pub table: Option<TableId>,
}

/// What a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateRole {
    /// When something begins.
    Start,
    /// When it ends.
    End,
    /// When it is to be finished.
    Due,
    /// When it happens, or what is not said.
    On,
}

/// A day that the plan names.
#[derive(Debug, Clone, Copy)]
pub struct DateClaim {
    /// The day.
    pub day: super::quantity::Day,
    /// What it is for.
    pub role: DateRole,
    /// What it speaks of.
    pub subject: Option<Node>,
    /// Where.
    pub place: Place,
    /// The block that holds it.
    pub block: BlockId,
}

/// From one day to another.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// Where its first day stands among the dates of the plan.
    pub start: usize,
    /// The same of its last day.
    pub end: usize,
}

/// A percentage with the figures that it is made of.
#[derive(Debug, Clone)]
pub struct Share {
    /// The percentage as written, in hundredths.
    pub claimed: f64,
    /// By how much it may differ.
    pub slack: f64,
    /// What the figures come to, in every way in which an author might compare them; the plainest first.
    pub readings: Vec<f64>,
    /// The figures, for a sentence.
    pub of: String,
    /// Where the percentage stands.
    pub span: Span,
    /// The block that holds it.
    pub block: BlockId,
}

impl Share {
    /// Whether no way of comparing gives what is written, rounded or cut off.
    pub fn is_wrong(&self) -> bool {
        self.readings.iter().all(|r| (r - self.claimed).abs() > self.slack - 1e-9)
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub name: Box<str>,
    /// The heading as [`super::fold`] writes it: what it is known by.
    pub key: Box<str>,
    /// Where that stands.
    pub span: Span,
    /// What it holds, where that is known and its cells confirm it.
    pub role: Option<super::Role>,
}

impl Column {
    /// A column of that heading.
    pub(super) fn new(name: &str, span: Span) -> Self {
        Self { name: name.into(), key: super::fold(name).into(), span, role: None }
    }
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// Tasks.
    Work,
    /// Groups: waves, tracks, clusters.
    Groups,
    /// Actors.
    Roster,
    /// Metrics with targets.
    Metrics,
    /// Fields with values.
    Fields,
    /// Something else.
    Other,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The block.
    pub block: BlockId,
    /// Its cells, in order.
    pub cells: Vec<BlockId>,
    /// Whether it adds up the others.
    pub total: bool,
    /// What it stands for.
    pub subject: Option<Node>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The block.
    pub block: BlockId,
    /// The section.
    pub section: SectionId,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What its rows are.
    pub kind: TableKind,
    /// Its rows, the header excluded.
    pub rows: Vec<Row>,
}

impl Table {
    /// The first column of that role.
    pub fn column(&self, role: super::Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == Some(role))
    }
}

/// What kind of thing a lane has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// The branch on which it works.
    Branch,
    /// An issue, a section, a file.
    Item,
}

/// A thing that belongs to one lane or agent.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The lane or the agent.
    pub lane: Node,
    /// What kind of thing.
    pub what: Held,
    /// For comparison.
    pub key: Box<str>,
    /// Where it is named.
    pub span: Span,
}

/// A sentence that promises a gate for each group of a kind: "checkpoints between waves".
#[derive(Debug, Clone)]
pub struct GatePromise {
    /// The kind of group, where the sentence names one.
    pub word: Option<Box<str>>,
    /// The words that promise.
    pub span: Span,
}

/// A table that says who is responsible, accountable, consulted and informed.
#[derive(Debug, Clone)]
pub struct Raci {
    /// The table.
    pub block: BlockId,
    /// Its rows, those without any letter left out.
    pub rows: Vec<RaciRow>,
}

/// A row of such a table.
#[derive(Debug, Clone)]
pub struct RaciRow {
    /// What it is about.
    pub name: Box<str>,
    /// Where that stands.
    pub span: Span,
    /// The row.
    pub block: BlockId,
    /// Who does it: a place each.
    pub responsible: Vec<Span>,
    /// Who answers for it: a place each.
    pub accountable: Vec<Span>,
}

/// A field: a key and its value, from a label, a key/value table or front matter.
#[derive(Debug, Clone)]
pub struct Field {
    /// What the key means; `None` where the vocabulary has no word for it.
    pub role: Option<super::Role>,
    /// The key.
    pub key: Span,
    /// The value; empty where it follows as a block.
    pub value: Span,
    /// The block that holds the value: the paragraph, the cell, or the list below.
    pub block: BlockId,
    /// The list or paragraph below, where nothing stands on the line.
    pub body: Option<BlockId>,
    /// The item whose field it is.
    pub item: Option<BlockId>,
    /// The section.
    pub section: SectionId,
    /// Why.
    pub why: Why,
}

impl Field {
    /// Whether it speaks of its section and not of an item: `- **Status:** done` right below a heading does.
    pub fn of_section(&self, document: &Document) -> bool {
        let Some(item) = self.item else { return true };
        let is_item = |b: BlockId| matches!(document.block(b).kind, Kind::Item { .. });
        matches!(document.block(item).kind, Kind::Item { mark: None }) && !document.ancestors(item).any(is_item)
    }
}

/// What a heading, a field or the front matter says about everything below it.
#[derive(Debug, Clone, Copy)]
pub struct ScopeStatus {
    /// The section it speaks of; 0 is the whole document.
    pub section: SectionId,
    /// What it says.
    pub claim: StatusClaim,
}

/// How much a demand holds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of somebody's work.
    All,
    /// One piece of it.
    Part,
}

/// A sentence that says before what a thing must be there.
#[derive(Debug, Clone)]
pub struct Demand {
    /// What is to be there: the stem of the verb and the thing, folded.
    pub subject: Box<str>,
    /// How much it holds up.
    pub extent: Extent,
    /// What must not begin before.
    pub limit: Span,
    /// The sentence.
    pub span: Span,
}

/// The document's own rule for ticks.
#[derive(Debug, Clone, Copy)]
pub struct TickPolicy {
    /// The sentence.
    pub span: Span,
}

/// Something that was seen and not understood.
#[derive(Debug, Clone)]
pub struct NotUnderstood {
    /// Where.
    pub span: Span,
    /// What, a clause.
    pub what: String,
    /// The line of `planvet.toml` that would teach it.
    pub teach: Option<String>,
}
