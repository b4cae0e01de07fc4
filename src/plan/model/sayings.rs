//! What a document says about its plan: promises, policies, states of whole sections.

use super::{Node, StatusClaim};
use crate::{markdown::SectionId, source::Span};

/// What kind of thing a lane has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// The branch on which it works.
    Branch,
    /// An issue, a section, a file.
    Item,
    /// The same, when another has done its part.
    Later,
}

/// A thing that belongs to one lane or agent.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The lane or the agent.
    pub lane: Node,
    /// What kind of thing.
    pub what: Held,
    /// For comparison.
    pub key: super::names::Key,
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
    /// What it wants to see beside a tick, where it says so plainly.
    pub proofs: Proofs,
}

/// What has to be seen beside a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proofs {
    /// A commit that is there.
    pub commit: bool,
    /// A report of tests that passed.
    pub report: bool,
    /// A record of a check that passed on the files as they are now.
    pub record: bool,
    /// Whether one of them is enough.
    pub any: bool,
}

impl Proofs {
    /// Whether nothing in particular is wanted.
    pub fn is_empty(self) -> bool {
        !(self.commit || self.report || self.record)
    }
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
