//! See `rules/evidence/split-status.md`.

mod folder;
mod phases;
mod pointed;

use crate::{
    diagnostic::{Subject, quote},
    family::{Member, task_key},
    plan::{Dialect, Node, Plan, Task, TaskKind, names::Key},
    rules::{
        Context, Findings,
        views::{Views, is_current, is_same_work},
    },
};
use rustc_hash::FxHashSet;

/// Finds tasks that are done in this document and open in another that it belongs to or links to, or the other
/// way round; and documents of which others say that they are done.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.archived || cx.plan.template {
        return;
    }
    pointed::check(cx, out);
    folder::check(cx, out);
    phases::check(cx, out);
    tasks(cx, out);
}

/// The tasks that two documents have.
fn tasks(cx: &Context, out: &mut Findings) {
    let stated = |task: &Task| is_judged(task) && (task.done() || task.open());
    // What the document links to is read only where it has something to compare.
    if !cx.plan.distinct_tasks().any(|(_, task)| stated(task)) || cx.kin.elsewhere().next().is_none() {
        return;
    }
    let untold = untold(cx);
    let mut views = Views::default();
    for (task_id, task) in cx.plan.distinct_tasks().filter(|(_, task)| is_judged(task)) {
        let Some(key) = task_key(task).filter(|key| !untold.contains(key)) else { continue };
        let lone =
            |member: &Member| cx.kin.tasks_elsewhere(&key).filter(|(m, ..)| std::ptr::eq(*m, member)).nth(1).is_none();
        let mut others = cx.kin.tasks_elsewhere(&key);
        let other = others.find(|(member, _, other)| {
            let apart = task.done() && other.open() || task.open() && other.done();
            let same =
                apart && is_judged(other) && other.id.is_some() == task.id.is_some() && is_same_work(task, other);
            let tied = same && is_current(member) && cx.kin.speaks(member) && lone(member);
            tied && (task.id.is_none() || views.share(cx, task, member))
        });
        let Some((member, _, other)) = other else { continue };
        // Of two tasks of one title, which is meant?
        if task.id.is_none() && (others.next().is_some() || !is_copied(cx, member)) {
            continue;
        }
        let (Some(here), Some(there)) = (task.statuses.first(), other.statuses.first()) else { continue };
        if out.tell(here.place.span) {
            continue;
        }
        let (name, path) = (quote(&task.shown()), quote(member.file()));
        let (own, others) = (here.status.word(), there.status.word());
        out.push(
            out.at(here.place.span, format!("“{name}” is {own} here and {others} in {path}"))
                .label(format!("{own}, by this mark"))
                .related_in(&member.source, there.place.span, format!("{others} there"))
                .help("find out which of the two holds, and write it in both documents")
                .confidence(here.place.confidence.min(there.place.confidence))
                .about(Subject::Place(cx.plan.span(Node::Task(task_id)))),
        );
    }
}

/// The ids and titles that several tasks of this document have: it is not certain which of them is meant.
fn untold(cx: &Context) -> FxHashSet<Key> {
    let mut seen = FxHashSet::default();
    cx.plan.distinct_tasks().filter_map(|(_, task)| task_key(task)).filter(|key| !seen.insert(key.clone())).collect()
}

/// Whether one of two free playbooks repeats most of the other, as a checklist does that is kept beside it. A line
/// that is in many plans, "run all tests and linters", makes no two of them one.
fn is_copied(cx: &Context, other: &Member) -> bool {
    let keys = |plan: &Plan| -> FxHashSet<Key> { plan.distinct_tasks().filter_map(|(_, t)| task_key(t)).collect() };
    let size = cx.counts.tasks.min(other.plan.counts().tasks);
    let free = cx.plan.dialect == Dialect::Free && other.plan.dialect == Dialect::Free;
    free && keys(cx.plan).intersection(&keys(&other.plan)).count() * 2 >= size
}

/// Whether a task is work to be done, and somebody says how far it is.
fn is_judged(task: &Task) -> bool {
    task.kind != TaskKind::Review && task.required() && !task.statuses.is_empty()
}
