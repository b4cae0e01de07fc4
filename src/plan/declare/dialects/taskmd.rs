//! taskmd: `tasks/cli/042-graph.md`, a task whose front matter says what it touches and how it is verified.
//! Grammar: the specification of driangle/taskmd. Scopes in `touches` are names, not files.

use super::{Page, has_keys, path_parts};

/// Whether a document is a task of taskmd: an id, a title, and a key that nobody else has, or the folder of the tool.
pub(super) fn is(page: &Page) -> bool {
    let front = page.front;
    let (_, mut folders) = path_parts(page.path);
    has_keys(front, &["id", "title", "status"])
        && (["touches", "verify", "effort"].iter().any(|key| has_keys(front, &[key])) || folders.any(|f| f == "tasks"))
}
