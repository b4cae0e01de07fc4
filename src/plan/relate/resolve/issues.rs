//! Issues and pull requests that are tasks of the plan: "Issue #12" beside "### Issue #12: Schema". Others lie
//! outside of it.

use super::{Pending, edge};
use crate::{
    plan::{
        model::*,
        names::{Key, id_key},
        read::Reader,
    },
    source::Span,
};

/// Adds the orders of a value that names issues of the plan; whether it does.
pub(super) fn by_issue(reader: &mut Reader, wait: &Pending) -> bool {
    let text = reader.slice(wait.place.span);
    let hashes = memchr::memchr_iter(b'#', text.as_bytes());
    let named: Vec<(TaskId, Span)> = hashes.filter_map(|at| issue(reader, wait.place.span, text, at)).collect();
    for &(task, span) in &named {
        edge(reader, wait, Node::Task(task), Place { span, ..wait.place });
    }
    !named.is_empty()
}

/// The task whose id is the `#12` at `at`, where the word before it says that it is an issue.
fn issue(reader: &Reader, span: Span, text: &str, at: usize) -> Option<(TaskId, Span)> {
    let before = text[..at].trim_end_matches(' ');
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next()?;
    let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let id = &text[at..at + 1 + digits];
    let said = ["issue", "issues", "pr", "prs"].iter().any(|w| word.eq_ignore_ascii_case(w));
    let task = *reader.tasks.get::<Key>(&id_key(id)).filter(|_| said && digits > 0)?;
    let own = reader.plan.task(task).id.as_deref().is_some_and(|id| id.starts_with('#'));
    own.then(|| (task, span.of_part(text, id)))
}
