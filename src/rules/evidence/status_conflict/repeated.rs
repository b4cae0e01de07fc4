//! Boxes of one task that a log of the work repeats in another state: one finding for the task.

use crate::{
    diagnostic::{Diagnostic, Subject, quote},
    plan::TaskId,
    rules::{Context, Findings},
};

/// Reports boxes that say two things, those of one task together.
pub(super) fn report(cx: &Context, out: &mut Findings, found: Vec<(TaskId, Diagnostic)>) {
    let home = |id: TaskId| {
        let mut around = cx.plan.sections_around(cx.document, cx.plan.task(id).section);
        around.find_map(|section| cx.plan.sections[section.0 as usize].task)
    };
    let found: Vec<(Option<TaskId>, Diagnostic)> = found.into_iter().map(|(id, found)| (home(id), found)).collect();
    for same in found.chunk_by(|(one, _), (other, _)| one == other) {
        match same {
            [(Some(task), first), rest @ ..] if !rest.is_empty() => out.push(gathered(cx, *task, first, rest)),
            _ => same.iter().for_each(|(_, found)| out.push(found.clone())),
        }
    }
}

fn gathered(cx: &Context, task: TaskId, first: &Diagnostic, rest: &[(Option<TaskId>, Diagnostic)]) -> Diagnostic {
    let task = cx.plan.task(task);
    let mut found = first.clone();
    let name = quote(&task.shown()).to_string();
    found.message = format!("{} boxes of “{name}” are open and done at the same time", rest.len() + 1);
    found.about(Subject::Place(task.span())).also(rest.iter().map(|(_, other)| (other.span, "and this")))
}
