//! Plans of one wave, each a file of its own, that say they change the same file.

use crate::{
    diagnostic::{listed, quote},
    family::{Member, wave},
    plan::{Dialect, FileRef, Plan, Task, TaskId, Why, id_key},
    rules::{Context, Findings},
};

/// How many files a message names.
const NAMED: usize = 2;

/// Finds the files that this plan and an earlier one of its wave both change.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.dialect != Dialect::Gsd || cx.kin.is_alone() {
        return;
    }
    let Some((own, id)) = of_plan(cx.plan) else { return };
    let Some(slot) = wave(cx.plan, id).filter(|_| !own.files.is_empty()) else { return };
    for other in cx.kin.others().filter(|o| !cx.kin.precedes(o) && o.plan.dialect == Dialect::Gsd) {
        let Some((task, id)) = of_plan(&other.plan) else { continue };
        if wave(&other.plan, id) != Some(slot) || waits(cx.plan, task) || waits(&other.plan, own) {
            continue;
        }
        let shared: Vec<(&FileRef, &FileRef)> = own
            .files
            .iter()
            .filter_map(|file| Some((file, task.files.iter().find(|f| f.path == file.path)?)))
            .collect();
        if let [(first, theirs), ..] = shared[..] {
            report(cx, out, (own, first), (other, task, theirs), &shared);
        }
    }
}

fn report(
    cx: &Context,
    out: &mut Findings,
    (own, file): (&Task, &FileRef),
    (member, task, theirs): (&Member, &Task, &FileRef),
    shared: &[(&FileRef, &FileRef)],
) {
    let paths = listed(shared.iter().map(|(file, _)| cx.text(file.span)), NAMED);
    let is = if shared.len() == 1 { "is" } else { "are" };
    let [own, other] = [own, task].map(|t| quote(t.name()).to_string());
    let found = out
        .at(file.span, format!("{paths} {is} changed by `{other}` and `{own}`, which run in one wave"))
        .label("changed here too")
        .related_in(&member.source, theirs.span, format!("`{other}` changes it"))
        .help(format!("let `{own}` depend on `{other}` in a later wave, or give the file to one of them"));
    out.push(found);
}

/// The task that a plan is, by its front matter.
fn of_plan(plan: &Plan) -> Option<(&Task, TaskId)> {
    let front = |t: &Task| t.parent.is_none() && t.places.first().is_some_and(|p| p.why == Why::FrontMatter);
    plan.tasks().find(|(_, task)| front(task)).map(|(id, task)| (task, id))
}

/// Whether something in `plan` waits for `task` of another document.
fn waits(plan: &Plan, task: &Task) -> bool {
    let id = task.id.as_deref().map(id_key);
    plan.dangling.iter().any(|d| Some(id_key(&d.text)) == id)
}
