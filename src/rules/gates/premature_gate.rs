//! See `rules/gates/premature-gate.md`.

use crate::{
    diagnostic::{Subject, quote},
    plan::{namesakes, Gate, GroupId, Status, Task, TaskId, TaskKind},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// How many open tasks a finding points at.
const SHOWN: usize = 5;

/// How deep groups stand in each other.
const DEPTH: usize = 8;

/// Finds gates that are marked as passed while required work before them is open.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.gates.iter().any(|g| g.guards.is_some() && !g.statuses.is_empty()) {
        return;
    }
    let work = work_by_group(cx);
    for gate in &cx.plan.gates {
        // Two phases of one name: whose work is open is not certain.
        let Some(group) = gate.guards.filter(|&g| !namesakes(&cx.plan.group(g).places)) else { continue };
        let passed = gate.statuses.iter().find(|s| s.status == Status::Done);
        let Some(passed) = passed.filter(|_| gate.statuses.iter().all(|s| s.status == Status::Done)) else { continue };
        let open = open_before(gate, work.get(&group).map_or(&[], Vec::as_slice));
        if open.is_empty() {
            continue;
        }
        let (name, place) = (cx.plan.group(group).name(), passed.place.span);
        let are = match open.len() {
            1 => format!("a task of {name} is"),
            n => format!("{n} tasks of {name} are"),
        };
        let mut finding = out
            .at(place, format!("“{}” is marked as passed while {are} open", quote(&gate.name)))
            .label("passed, by this mark")
            .help("tick what is finished, or open the gate again until it is")
            .about(Subject::Place(gate.place.span));
        for task in open.iter().take(SHOWN) {
            finding = finding.related(task.span(), "still open");
        }
        out.push(finding);
    }
}

/// The work of each group, that of the groups inside it included.
fn work_by_group<'c>(cx: &Context<'c>) -> FxHashMap<GroupId, Vec<(TaskId, &'c Task)>> {
    let mut work: FxHashMap<GroupId, Vec<(TaskId, &Task)>> = FxHashMap::default();
    for (id, task) in cx.plan.tasks().filter(|(_, t)| t.kind == TaskKind::Work) {
        for group in std::iter::successors(task.group, |&g| cx.plan.group(g).parent).take(DEPTH) {
            work.entry(group).or_default().push((id, task));
        }
    }
    work
}

/// The open required work that the gate waits for: what stands before it in its group, or all where nothing does.
fn open_before<'c>(gate: &Gate, work: &[(TaskId, &'c Task)]) -> Vec<&'c Task> {
    let work = || work.iter().filter(|(id, _)| !gate.tasks.contains(id)).map(|(_, t)| *t);
    let earlier = |t: &Task| t.span() < gate.place.span;
    let some_before = work().any(earlier);
    work().filter(|t| t.required() && t.open() && (earlier(t) || !some_before)).collect()
}
