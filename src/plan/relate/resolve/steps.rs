//! Steps that are counted elsewhere: "Steps 2–10" beside a table of four actions.

use super::{LONGEST_RANGE, Pending};
use crate::plan::{
    model::*,
    names::{self, Ref},
    read::Reader,
};

/// Whether the steps that values name are not those of the plan: nothing here is called a step, and one of them is
/// higher than anything that is numbered here.
pub(super) fn elsewhere(reader: &Reader, pending: &[Pending]) -> bool {
    let text = |wait: &Pending| reader.slice(wait.place.span);
    let named = |wait: &&Pending| memchr::memmem::find(text(wait).as_bytes(), b"tep").is_some();
    let mut waits = pending.iter().filter(named).peekable();
    waits.peek().is_some() && !calls_steps(reader) && waits.any(|wait| names_unknown(reader, text(wait)))
}

/// Whether headings or columns call what the plan numbers steps.
fn calls_steps(reader: &Reader) -> bool {
    let column = |c: &Column| matches!(c.key.split(' ').next(), Some("step" | "steps"));
    reader.plan.steps > 0
        || reader.plan.tables.iter().any(|t| t.kind == TableKind::Work && t.columns.iter().any(column))
        || reader
            .plan
            .tasks
            .iter()
            .any(|t| t.id.as_deref().is_some_and(|id| id.to_ascii_lowercase().starts_with("step")))
}

/// Whether a value names a step that no task is.
fn names_unknown(reader: &Reader, text: &str) -> bool {
    names::refs(reader.vocabulary, text, 0).iter().any(|found| match found {
        Ref::Numbered(numbered) => &*numbered.kind == STEP && reader.numbered(STEP, numbered.label).is_none(),
        Ref::Range(range) => {
            &*range.kind == STEP
                && range.ids().take(LONGEST_RANGE).last().is_some_and(|id| reader.numbered(STEP, &id).is_none())
        }
        _ => false,
    })
}

/// The kind of such a name.
const STEP: &str = "step";

/// Whether a name is that of a step.
pub(super) fn is_step(found: &Ref) -> bool {
    match found {
        Ref::Numbered(numbered) => &*numbered.kind == STEP,
        Ref::Range(range) => &*range.kind == STEP,
        _ => false,
    }
}
