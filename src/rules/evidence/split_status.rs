//! See `rules/evidence/split-status.md`.

use crate::{
    diagnostic::{Subject, quote},
    family::Member,
    plan::{Node, Task, TaskKind, names},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Finds tasks that are done in this document and open in another of the same plan, or the other way round.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.kin.is_alone() {
        return;
    }
    let mut known = FxHashSet::default();
    let ids = cx.plan.distinct_tasks().filter_map(|(_, t)| t.id.as_deref().map(crate::plan::id_key));
    let twice: FxHashSet<Box<str>> = ids.filter(|key| !known.insert(key.clone())).collect();
    for (task_id, task) in cx.plan.distinct_tasks() {
        let Some(id) = task.id.as_deref().filter(|_| task.kind != TaskKind::Review) else { continue };
        let key = crate::plan::id_key(id);
        // Of two tasks of one id it is not certain which is meant.
        if twice.contains(&key) {
            continue;
        }
        // Of two documents that contradict each other the first one speaks.
        let lone = |member: &Member| cx.kin.tasks(&key).filter(|(m, ..)| std::ptr::eq(*m, member)).nth(1).is_none();
        let other = cx.kin.tasks(&key).find(|(member, _, other)| {
            cx.kin.precedes(member)
                && (task.done() && other.open() || task.open() && other.done())
                && same_work(task, other)
                && lone(member)
        });
        let Some((member, _, other)) = other.filter(|(_, _, o)| o.required() && task.required()) else { continue };
        let (Some(here), Some(there)) = (task.statuses.first(), other.statuses.first()) else { continue };
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

/// Whether two tasks of one id are about the same thing: their titles share most of their words.
fn same_work(a: &Task, b: &Task) -> bool {
    let words = |task: &Task| -> FxHashSet<String> {
        let key = names::title_key(&task.title).into_owned();
        key.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(str::to_owned).collect()
    };
    let (one, other) = (words(a), words(b));
    let shared = one.intersection(&other).count();
    shared * 2 >= one.len().min(other.len()) && shared > 0
}
