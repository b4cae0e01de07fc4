//! Tasks, and the files that they speak of.

use super::{Confidence, Few, GroupId, Node, Place, Said, Status, StatusClaim, TableId, TaskId, Why};
use crate::{
    markdown::{BlockId, SectionId},
    source::Span,
};
use smallvec::smallvec;
use std::borrow::Cow;

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

/// A row or a box that is about another document.
#[derive(Debug, Clone)]
pub struct Pointer {
    /// The task or the group.
    pub subject: Node,
    /// What it is called here.
    pub name: Box<str>,
    /// The document, or the folder of a plan, as the link has it.
    pub target: Box<str>,
    /// Where that stands.
    pub span: Span,
    /// Whether the document's name is that of the row or box; else it stands beside it.
    pub named: bool,
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

    /// Whether it has a file of its own, whose front matter describes it.
    pub fn is_filed(&self) -> bool {
        self.places.first().is_some_and(|place| place.why == Why::FrontMatter)
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
