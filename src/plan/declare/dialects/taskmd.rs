//! taskmd: `tasks/cli/042-graph.md`, a task whose front matter says what it touches and how it is verified.
//! Grammar: the specification of driangle/taskmd. Scopes in `touches` are names, not files.

use super::{Page, has_keys};

/// Whether a document is a task of taskmd: an id, a title, and a key that nobody else has.
pub(super) fn is(page: &Page) -> bool {
    let front = page.front;
    has_keys(front, &["id", "title", "status"])
        && ["touches", "verify", "effort"].iter().any(|key| has_keys(front, &[key]))
}
