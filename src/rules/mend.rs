//! Fixes that several rules offer. All of them are unsafe: what is written may be right and what it is compared with
//! wrong.

use super::Context;
use crate::{
    diagnostic::{Edit, Fix, Safety},
    plan::{Said, Status, Task, quantity, sums::Sum},
    source::Span,
};

/// Opens the boxes of `tasks`; those that are said to be done in another way, too, stay as they are.
pub fn untick<'t>(cx: &Context, tasks: impl IntoIterator<Item = &'t Task>) -> Option<Fix> {
    let mut edits: Vec<Edit> = tasks.into_iter().filter_map(|task| boxes(cx, task)).flatten().collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let message = match edits.len() {
        0 => return None,
        1 => "open the box again".to_owned(),
        n => format!("open {n} boxes again"),
    };
    Some(Fix { safety: Safety::Unsafe, message, edits })
}

/// What opens every box of a task; `None` where a word or a mark says that it is done.
fn boxes(cx: &Context, task: &Task) -> Option<Vec<Edit>> {
    let done = task.statuses.iter().filter(|s| s.status == Status::Done);
    let open = |claim: &crate::plan::StatusClaim| {
        let span = claim.place.span;
        let plain = claim.said == Said::Box && matches!(cx.text(span), "[x]" | "[X]");
        plain.then(|| Edit { span: Span { start: span.start + 1, end: span.end - 1 }, text: " ".to_owned() })
    };
    done.map(open).collect()
}

/// Writes `value`, in the base of its unit, into the figure at `span`, which says `claimed`.
pub fn correct(cx: &Context, span: Span, claimed: f64, value: f64) -> Option<Fix> {
    correct_like(cx, span, claimed, value, &[])
}

fn correct_like(cx: &Context, span: Span, claimed: f64, value: f64, like: &[Span]) -> Option<Fix> {
    let written = cx.text(span);
    let like: Vec<&str> = like.iter().map(|span| cx.text(*span)).collect();
    let (range, text) = quantity::restate(written, claimed, value, &like)?;
    let span = span.of_part(written, &written[range]);
    Some(write(vec![Edit { span, text }]))
}

/// Writes `sum` into the figure at `span`, which says `claimed`, as its parts are written; `None` where the sum leaves
/// room for another one.
pub fn correct_sum(cx: &Context, span: Span, claimed: f64, sum: &Sum) -> Option<Fix> {
    correct_like(cx, span, claimed, sum.certain()?, &sum.parts)
}

/// The fix that makes `edits`, each of which writes another number.
pub fn write(edits: Vec<Edit>) -> Fix {
    let texts: Vec<String> = edits.iter().map(|edit| format!("`{}`", edit.text)).collect();
    Fix { safety: Safety::Unsafe, message: format!("write {}", texts.join(" and ")), edits }
}
