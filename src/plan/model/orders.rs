//! What waits for what, and what is named that nothing defines.

use super::{Node, Place, TaskId};
use crate::{markdown::BlockId, source::Span};

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
    /// `after` is a part of `before`, which stands in another document.
    Part,
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

/// A state that says that a task waits for others: "Blocked" beside "Blocked by: T2", "Waiting for Phase 1".
#[derive(Debug, Clone)]
pub struct Holdup {
    /// What waits.
    pub task: TaskId,
    /// The state.
    pub span: Span,
    /// All that it waits for.
    pub by: Vec<Node>,
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
    /// Whether the place says that another document or somebody else keeps it.
    pub elsewhere: bool,
}

impl Dangling {
    /// One that nobody else is said to keep.
    pub fn new(subject: Node, text: Box<str>, relation: Relation, place: Place, id_like: bool) -> Self {
        Self { subject, text, relation, place, id_like, elsewhere: false }
    }
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
