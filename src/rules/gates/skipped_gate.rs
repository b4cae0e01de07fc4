//! See `rules/gates/skipped-gate.md`.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{Gate, GateKind, GroupId, Mode, Status, Task, TaskKind, Topic, Why, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// How many finished tasks a finding points at.
const SHOWN: usize = 3;

/// Finds checkpoints that are open although work of a later phase is done.
pub fn check(cx: &Context, out: &mut Findings) {
    let open = |g: &&Gate| is_open(cx, g);
    if !cx.plan.gates.iter().any(|g| open(&g)) {
        return;
    }
    let mut done: FxHashMap<GroupId, Vec<&Task>> = FxHashMap::default();
    for (_, task) in cx.plan.distinct_tasks().filter(|(_, t)| t.kind == TaskKind::Work && t.required() && t.done()) {
        if let Some(group) = task.group {
            done.entry(group).or_default().push(task);
        }
    }
    let mut done: Vec<(GroupId, Vec<&Task>)> = done.into_iter().collect();
    done.sort_unstable_by_key(|(group, _)| *group);
    for gate in cx.plan.gates.iter().filter(open) {
        let Some(own) = gate.guards.filter(|&g| in_order(cx, g)) else { continue };
        let later = done.iter().find(|(group, _)| cx.plan.precedes(own, *group) == Some(true) && in_order(cx, *group));
        let Some((group, tasks)) = later else { continue };
        let many = match tasks.len() {
            1 => "a task of it is done".to_owned(),
            n => format!("{n} of its tasks are done"),
        };
        let (gate_name, own, next) =
            (quote(&gate.name), quote(&cx.plan.group(own).name()), quote(&cx.plan.group(*group).name()));
        let mut found = out
            .at(gate.place.span, format!("“{gate_name}” of `{own}` is open, but `{next}` is under way: {many}"))
            .label("not passed yet")
            .help("pass the gate, or write down that it was waived and why; a gate that nobody waits for guards nothing")
            .confidence(Confidence::Conventional)
            .about(Subject::Place(gate.place.span));
        for task in tasks.iter().take(SHOWN) {
            found = found.related(task.span(), "done already");
        }
        out.push(found);
    }
}

/// Whether a gate is a checkpoint between phases, and all that is said of it says that it is not passed.
fn is_open(cx: &Context, gate: &Gate) -> bool {
    // Criteria of a phase are often never ticked; a checkpoint is what the next phase waits for.
    let checkpoint = match gate.place.why {
        Why::Heading => cx.plan.sections.iter().any(|s| s.topics.contains(&Topic::Gates)),
        _ => cx.settings.vocabulary.topics(&gate.name).any(|t| t == Topic::Gates),
    };
    let waits = |s: Status| matches!(s, Status::Open | Status::Doing | Status::Blocked);
    let optional = gate.tasks.iter().any(|&t| !cx.plan.task(t).required());
    gate.kind == GateKind::Checkpoint
        && checkpoint
        && !optional
        && !gate.statuses.is_empty()
        && gate.statuses.iter().all(|s| waits(s.status))
}

/// Whether a group stands in an order with its siblings: not where they run side by side, or two bear its name.
fn in_order(cx: &Context, group: GroupId) -> bool {
    let entry = cx.plan.group(group);
    let beside = entry.parent.is_some_and(|p| matches!(cx.plan.group(p).mode, Some((Mode::Parallel, _))));
    !beside && !namesakes(&entry.places)
}
