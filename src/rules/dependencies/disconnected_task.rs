//! See `rules/dependencies/disconnected-task.md`.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{Edge, Node, Relation, Task, TaskKind},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Of how many tasks one may stand alone; what a scheduler's check of a network allows.
const ONE_IN: usize = 20;

/// Finds tasks that wait for nothing and that nothing waits for, in a plan whose tasks are linked.
pub fn check(cx: &Context, out: &mut Findings) {
    let ends = |e: &Edge| [cx.plan.canonical(e.before), cx.plan.canonical(e.after)];
    let stated =
        cx.plan.edges.iter().filter(|e| e.relation != Relation::With && e.place.confidence > Confidence::Inferred);
    let linked: FxHashSet<Node> = stated.flat_map(ends).collect();
    let named = cx.plan.distinct_tasks().filter(|(_, t)| t.id.is_some() && t.kind == TaskKind::Work && t.required());
    let (held, alone): (Vec<_>, Vec<_>) = named.partition(|(id, _)| linked.contains(&Node::Task(*id)));
    // What may start at any time stands alone on purpose.
    let alone: Vec<&Task> = alone.into_iter().map(|(_, t)| t).filter(|t| t.parallel.is_none()).collect();
    if alone.is_empty() || alone.len() * ONE_IN > held.len() + alone.len() {
        return;
    }
    for task in alone {
        let found = out
            .at(
                task.id_span.unwrap_or(task.span()),
                format!("`{}` waits for nothing, and nothing waits for it", quote(task.name())),
            )
            .label(format!("alone; the other {} tasks are linked", held.len()))
            .help("say what it needs or what needs it, or that it stands by itself")
            .about(Subject::Place(task.span()));
        out.push(found);
    }
}
