//! A document that says of itself that nothing has begun, over work of which half is done.

use crate::{
    diagnostic::{Confidence, Severity},
    plan::{Field, Name, Role, Status, Task, TaskKind, Why},
    rules::{Context, Findings},
};

/// Fewest finished tasks that show that somebody began.
const BEGUN: usize = 2;

/// Finds the status at the head of a document whose tasks have long begun.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let head = |field: &&Field| {
        let whole = cx.document.section(field.section).level <= 1 && field.item.is_none();
        field.role == Some(Role::Status) && (whole && field.why == Why::Label || field.why == Why::FrontMatter)
    };
    let mut heads = cx.plan.fields.iter().filter(head);
    let (Some(status), None) = (heads.next(), heads.next()) else { return };
    let said = cx.text(status.value).trim_matches(|c: char| !c.is_alphanumeric());
    if cx.plan.template || out.tell(status.value) || !cx.settings.vocabulary.is_name(said, Name::NotBegun) {
        return;
    }
    // A ticked box may be what had to be there before.
    let rows = |task: &&Task| task.kind == TaskKind::Work && task.table.is_some();
    let work: Vec<&Task> = cx.plan.distinct_tasks().map(|(_, task)| task).filter(rows).collect();
    let done: Vec<_> = work.iter().filter_map(|task| Some((*task, finished(task)?))).collect();
    if done.len() < BEGUN || 2 * done.len() < work.len() {
        return;
    }
    let text = format!("“{said}” is not what the tasks say: {} of {} are done", done.len(), work.len());
    let finding = out
        .at(status.value, text)
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label("nothing has begun, by this line")
        .help("bring the status at the head up to date; whoever reads only this starts the work again");
    out.push(finding.also(done.iter().map(|(_, place)| (*place, "done"))));
}

/// Where a task is said to be done.
fn finished(task: &Task) -> Option<crate::source::Span> {
    let last = task.statuses.last()?;
    (last.status == Status::Done).then_some(last.place.span)
}
