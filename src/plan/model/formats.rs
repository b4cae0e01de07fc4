//! What only documents of a format have: requirements, parts, a grammar.

use super::{Node, TaskId};
use crate::source::Span;

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
    /// What is known by its id, and not asked for now: of a later version, done, left out.
    Noted,
}

/// Something that a spec asks for, under an id that tasks may cite.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// What it is.
    pub kind: RequirementKind,
    /// What tasks call it: `FR-003`, `2.1`, `US1`.
    pub id: Box<str>,
    /// The same for comparison, as [`super::id_key`] makes it.
    pub key: super::names::Key,
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
    pub key: super::names::Key,
    /// Where.
    pub span: Span,
    /// The task or the phase that cites it.
    pub by: Option<Node>,
}

impl RequirementMention {
    /// The task that cites it.
    pub fn task(&self) -> Option<TaskId> {
        match self.by {
            Some(Node::Task(task)) => Some(task),
            _ => None,
        }
    }
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
    /// It does not say what must be.
    NoDemand,
    /// It does not say which requirement it serves.
    NoTrace,
}

/// A line that breaks its format's grammar, which those beside it follow.
#[derive(Debug, Clone, Copy)]
pub struct Malformed {
    /// The smallest text that is wrong.
    pub span: Span,
    /// In what.
    pub fault: Fault,
    /// The same of a line that has it right; `None` where the format asks for it whatever the others do.
    pub example: Option<Span>,
}
