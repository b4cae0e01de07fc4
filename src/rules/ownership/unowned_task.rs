//! See `rules/ownership/unowned-task.md`.

use crate::{
    diagnostic::{Subject, quote},
    markdown::BlockId,
    plan::{TaskId, TaskKind, Why},
    rules::{Context, Findings},
};

/// Of how many items a list consists at least that has a convention.
const LEAST: usize = 3;

/// Finds items without an owner in lists most of whose items name one.
pub fn check(cx: &Context, out: &mut Findings) {
    for (task, named, all) in unowned(cx) {
        let task = cx.plan.task(task);
        let found = out
            .at(
                task.span(),
                format!("“{}” names nobody; {named} of the {all} items of this list do", quote(&task.shown())),
            )
            .label("whose is this?")
            .help("name who does it, as the others do, or write that anybody may")
            .about(Subject::Place(task.span()));
        out.push(found);
    }
}

/// The items without an owner in lists most of whose items name one; with how many of how many do.
pub(super) fn unowned(cx: &Context) -> Vec<(TaskId, usize, usize)> {
    if cx.plan.doers.is_empty() && cx.plan.assignments.is_empty() {
        return Vec::new();
    }
    let owners = cx.plan.owners(cx.document);
    let list = |id: &TaskId| cx.document.block(cx.plan.task(*id).block).parent;
    let boxes = cx
        .plan
        .tasks()
        .filter(|(_, t)| t.kind == TaskKind::Work && t.places.first().is_some_and(|p| p.why == Why::Box));
    let mut items: Vec<(Option<BlockId>, TaskId)> = boxes.map(|(id, _)| (list(&id), id)).collect();
    items.sort_unstable();
    let mut found = Vec::new();
    for list in items.chunk_by(|a, b| a.0 == b.0).filter(|l| l[0].0.is_some() && l.len() >= LEAST) {
        let named = list.iter().filter(|(_, id)| owners.named(*id)).count();
        if 2 * named > list.len() {
            let alone = list
                .iter()
                .map(|(_, id)| *id)
                .filter(|&id| super::missing_owner::wants_owner(cx, id) && !owners.cover(id));
            found.extend(alone.map(|id| (id, named, list.len())));
        }
    }
    found
}
