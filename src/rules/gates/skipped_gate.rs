//! See `rules/gates/skipped-gate.md`.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{Gate, GateKind, GroupId, Mode, Status, Task, TaskId, TaskKind, Topic, Why, Word, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

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
    // Of the phases of one kind the last one in which something is done tells.
    let family = |g: GroupId| (&cx.plan.group(g).word, cx.plan.group(g).parent);
    let mut last: FxHashMap<_, GroupId> = FxHashMap::default();
    let mut begun: Vec<GroupId> = done.keys().copied().filter(|&g| in_order(cx, g)).collect();
    begun.sort_unstable();
    for group in begun {
        let latest = last.entry(family(group)).or_insert(group);
        if cx.plan.precedes(*latest, group) == Some(true) {
            *latest = group;
        }
    }
    for gate in cx.plan.gates.iter().filter(open) {
        let (later, what) = match gate.guards {
            Some(own) if in_order(cx, own) => {
                let later = last.get(&family(own)).filter(|&&group| cx.plan.precedes(own, group) == Some(true));
                let Some((group, tasks)) = later.and_then(|g| Some((*g, done.get(g)?))) else { continue };
                let [own, next] = [own, group].map(|g| quote(&cx.plan.group(g).name()));
                (tasks.clone(), format!("of `{own}` is open, but `{next}` is under way"))
            }
            None => (behind(cx, gate), "is open, but the work behind it goes on".to_owned()),
            _ => continue,
        };
        let many = match later.len() {
            0 => continue,
            1 => "one task there is done".to_owned(),
            n => format!("{n} tasks there are done"),
        };
        let name = quote(gate.name.trim_end_matches([':', '*', ' ']));
        let mut found = out
            .at(gate.place.span, format!("“{name}” {what}: {many}"))
            .label("not passed yet")
            .help(
                "pass the gate, or write down that it was waived and why; a gate that nobody waits for guards nothing",
            )
            .confidence(Confidence::Conventional)
            .about(Subject::Place(gate.place.span));
        found = found.also(later.iter().map(|task| (task.span(), "done already")));
        out.push(found);
    }
}

/// The finished work that stands behind a checkpoint in its list.
fn behind<'c>(cx: &Context<'c>, gate: &Gate) -> Vec<&'c Task> {
    let &[own] = gate.tasks.as_slice() else { return Vec::new() };
    if gate.place.why != Why::Box {
        return Vec::new();
    }
    let list = |id: TaskId| cx.document.block(cx.plan.task(id).block).parent;
    let later = (own.0 + 1..cx.plan.tasks.len() as u32).map(TaskId);
    let beside = later.take_while(|&id| cx.plan.task(id).section == cx.plan.task(own).section);
    let done = |t: &&Task| t.kind == TaskKind::Work && t.required() && t.done();
    beside.filter(|&id| list(id) == list(own)).map(|id| cx.plan.task(id)).filter(done).collect()
}

/// Whether a gate is a checkpoint between phases, and all that is said of it says that it is not passed.
fn is_open(cx: &Context, gate: &Gate) -> bool {
    // Criteria of a phase are often never ticked; a checkpoint is what the next phase waits for.
    let named = || cx.settings.vocabulary.topics(&gate.name).contains(Topic::Gates);
    let checkpoint = gate.place.why == Why::Heading || named();
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
    // "Phase 4: Documentation (in parallel throughout)" waits for none of them.
    let title = entry.section.map_or("", |s| &*cx.document.section(s).title);
    let apart = cx.settings.vocabulary.words(title).any(|(w, _)| matches!(w, Word::Alongside | Word::Throughout));
    !beside && !apart && !namesakes(&entry.places)
}
