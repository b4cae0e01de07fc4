//! A file whose front matter describes one task, in no format that has a name.

use super::{Page, has_keys};

/// Keys that only work has; a page of a manual may have an owner.
const WORK: [&str; 8] =
    ["assignee", "dependencies", "depends_on", "depends-on", "blocked_by", "blocks", "estimate", "due"];

/// Whether a document is such a task: a state, and either an id and something that only work has,
/// or a name and what it waits for.
pub(super) fn is(page: &Page) -> bool {
    let front = page.front;
    has_keys(front, &["status"])
        && (has_keys(front, &["id"]) && WORK.iter().any(|key| has_keys(front, &[key]))
            || has_keys(front, &["name", "depends_on"]))
}
