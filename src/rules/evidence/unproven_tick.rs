//! See `rules/evidence/unproven-tick.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    evidence,
    plan::{Said, Status, Task, TaskId, TaskKind, TickPolicy, Why},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Reports ticked items that name no evidence: each where the document demands it, else once.
pub fn check(cx: &Context, out: &mut Findings) {
    let ticked = cx.plan.tasks.iter().filter(|t| is_ticked(t)).count();
    let unproven = unproven(cx);
    let Some(&first) = unproven.first() else { return };
    let Some(policy) = cx.plan.tick_policies.first() else {
        if is_shopping(cx) {
            return;
        }
        let message = match (unproven.len(), ticked) {
            (1, 1) => "the one ticked item names no evidence".to_owned(),
            (1, all) => format!("1 of {all} ticked items names no evidence"),
            (n, all) => format!("{n} of {all} ticked items name no evidence"),
        };
        let finding = out.at(cx.plan.task(first).span(), message).severity(Severity::Info).label("the first of them");
        let help = "where a tick should mean more than a word, name the commit, the run or the test result beside it";
        return out.push(finding.help(help).about(Subject::Document));
    };
    let all: FxHashSet<TaskId> = unproven.iter().copied().collect();
    // What is said of a parent is said of its parts.
    let whole: Vec<&Task> =
        unproven.iter().map(|id| cx.plan.task(*id)).filter(|t| t.parent.is_none_or(|p| !all.contains(&p))).collect();
    for section in whole.chunk_by(|a, b| a.section == b.section) {
        if section.len() <= ALONE {
            section.iter().for_each(|task| out.push(finding(out, policy, &[task])));
        } else {
            out.push(finding(out, policy, section));
        }
    }
}

/// How many unproven ticks of one section are reported one by one; more are one finding.
const ALONE: usize = 3;

/// The finding about ticks of one section.
fn finding(out: &Findings, policy: &TickPolicy, tasks: &[&Task]) -> Diagnostic {
    let (first, rest) = (tasks[0], &tasks[1..]);
    let message = match rest.len() {
        0 => format!("“{}” is ticked, and nothing beside it shows that it was done", quote(&first.shown())),
        _ => format!("{} items here are ticked, and nothing beside them shows that they were done", tasks.len()),
    };
    let label = if rest.is_empty() { "no commit, run, report or result" } else { "the first of them" };
    let mut finding = out
        .at(first.span(), message)
        .label(label)
        .related(policy.span, "the document's own rule for ticks")
        .help("add what proves it, such as `commit:…`, a test result or a link to the run, or open the box again")
        .about(Subject::Place(first.span()));
    for task in rest.iter().take(4) {
        finding = finding.related(task.span(), "and this");
    }
    finding
}

/// The ticked items for which neither they, nor what stands below them, nor an item around them names evidence.
fn unproven(cx: &Context) -> Vec<TaskId> {
    let text = cx.source.text();
    let mut backed: FxHashSet<TaskId> = FxHashSet::default();
    let mut found = Vec::new();
    let asked = asked(cx);
    // Parents come before their parts.
    for (id, task) in cx.plan.tasks().filter(|(id, _)| asked.contains(id)) {
        let around = task.parent.is_some_and(|p| backed.contains(&p));
        if around || evidence::own(text, cx.document, task).is_some() {
            backed.insert(id);
        } else if is_ticked(task) && evidence::below(text, cx.document, cx.plan, task).is_none() {
            found.push(id);
        }
    }
    found
}

/// The ticked items, and those of which they are parts.
fn asked(cx: &Context) -> FxHashSet<TaskId> {
    let mut asked = FxHashSet::default();
    for (id, _) in cx.plan.tasks().filter(|(_, task)| is_ticked(task)) {
        let mut next = Some(id);
        while let Some(id) = next.filter(|&id| asked.insert(id)) {
            next = cx.plan.task(id).parent;
        }
    }
    asked
}

fn is_ticked(task: &Task) -> bool {
    task.kind != TaskKind::Review
        && task.places.first().is_some_and(|p| p.why == Why::Box)
        && task.statuses.iter().any(|s| s.said == Said::Box && s.status == Status::Done)
}

/// Whether nothing but the boxes themselves makes the document a plan.
fn is_shopping(cx: &Context) -> bool {
    let bare = |t: &Task| t.id.is_none() && t.files.is_empty();
    cx.plan.groups.is_empty()
        && cx.plan.gates.is_empty()
        && cx.plan.assignments.is_empty()
        && cx.plan.tasks.iter().all(bare)
}
