//! Numbers of things that the text announces, with what it says of where these stand.

use crate::{
    markdown::{BlockId, SectionId},
    plan::quantity::Quantity,
    source::Span,
};

/// A number of things of which it is said which they are.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// How many of what.
    pub count: Quantity,
    /// The block that holds it.
    pub block: BlockId,
    /// Which they are.
    pub of: Announced,
}

/// Which things are counted.
#[derive(Debug, Clone)]
pub enum Announced {
    /// Those that are named beside the number: "5 phases (Phases 1-3, 6)", "3 tasks — T12, T13, T14".
    Named {
        /// The names.
        names: Span,
        /// How many there are, in every way of counting; the plainest first.
        counts: Vec<u64>,
    },
    /// What the list or table lists that stands right below: "Four changes make these faults impossible:".
    Below(BlockId),
    /// What stands below the heading that says it: "Tasks (5)", "Four phases".
    Under(SectionId),
    /// The groups of that kind that the whole plan has: "divided into 6 phases".
    Groups,
    /// Those that bear the mark of parallel work: "20 tasks marked [P]".
    Marked,
    /// All that the plan or a part of it has, as a label says: "Total tasks: 62", "Phases: 6".
    All {
        /// Where that label stands among the fields of the plan.
        field: usize,
    },
    /// The requirements of a spec, or those that phases have: how many there are, in every way of counting.
    Asked(Vec<u64>),
    /// Those whose names follow, so many of them: "Team: 4 agents (ada, bob)".
    Team(usize),
    /// Those of the parts that a name before it names: "High priority (Sprints 1-2): 17 tasks".
    Parts {
        /// The name.
        name: Span,
        /// What stands behind it, up to the number, which may name them as well: "**MVP**: Phases 1-2 = 6 tasks".
        before: Span,
    },
}

impl Announcement {
    /// Where the label that says it stands among the fields of the plan, where it counts all.
    pub fn field(&self) -> Option<usize> {
        match self.of {
            Announced::All { field } => Some(field),
            _ => None,
        }
    }
}
