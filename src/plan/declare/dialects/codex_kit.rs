//! codex-kit: `## Sprint 1: …`, `### Task 1.1: …` with a location, a description, dependencies, criteria and a
//! validation. Grammar: its plan-tooling. The general readers know its headings and fields.

use super::Page;
use crate::plan::read::Reader;

/// Whether a document is such a plan: a sprint, a task of it, and the field that only it has.
pub(super) fn is(page: &Page) -> bool {
    page.has("\n## Sprint ") && page.has("\n### Task ") && page.has("**Location**")
}

/// Nothing is left to add.
pub(super) fn read(_: &mut Reader) {}
