//! See `rules/dependencies/premature-tick.md`.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{Edge, Node, Relation, Status, TaskId},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// How many open dependencies a finding points at.
const SHOWN: usize = 5;

/// Finds tasks that are done while a task they depend on is open.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut early: FxHashMap<TaskId, Vec<(&Edge, TaskId)>> = FxHashMap::default();
    for edge in &cx.plan.edges {
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { continue };
        let told = matches!(edge.relation, Relation::After | Relation::Blocks)
            && edge.place.confidence >= Confidence::Conventional;
        let (first, then) = (cx.plan.task(before), cx.plan.task(after));
        if told && before != after && then.done() && first.open() && first.required() {
            let found = early.entry(after).or_default();
            if !found.iter().any(|(_, b)| *b == before) {
                found.push((edge, before));
            }
        }
    }
    let mut early: Vec<_> = early.into_iter().collect();
    early.sort_unstable_by_key(|(after, _)| *after);
    for (after, open) in early {
        let task = cx.plan.task(after);
        let Some(done) = task.statuses.iter().find(|s| s.status == Status::Done) else { continue };
        let what = match open.as_slice() {
            [(_, one)] => format!("it depends on “{}”, which is not", quote(&cx.plan.task(*one).shown())),
            several => format!("{} tasks that it depends on are not", several.len()),
        };
        let mut finding = out
            .at(done.place.span, format!("“{}” is done, but {what}", quote(&task.shown())))
            .label("done, by this mark")
            .help("tick what is finished, open this task again, or drop the dependency if it no longer holds")
            .about(Subject::Place(task.span()));
        for (edge, before) in open.iter().take(SHOWN) {
            finding = finding.related(edge.place.span, "depends on it here");
            finding = finding.related(cx.plan.span(Node::Task(*before)), cx.plan.task(*before).status().map_or("not done", Status::word));
        }
        out.push(finding);
    }
}
