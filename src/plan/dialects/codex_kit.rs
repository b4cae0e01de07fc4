//! codex-kit: `## Sprint 1: …`, `### Task 1.1: …` with a location, a description, dependencies, criteria and a
//! validation. Grammar: its plan-tooling. The general readers know its headings and fields.

use super::{has, head};
use crate::plan::read::Reader;

/// Whether a document is such a plan: a sprint, a task of it, and the field that only it has.
pub(super) fn is(_: &str, text: &str) -> bool {
    let head = head(text);
    has(head, "\n## Sprint ") && has(head, "\n### Task ") && has(head, "**Location**")
}

/// Nothing is left to add.
pub(super) fn read(_: &mut Reader) {}
