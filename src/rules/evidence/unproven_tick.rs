//! See `rules/evidence/unproven-tick.md`.

use crate::{
    diagnostic::{Severity, Subject, quote},
    evidence,
    plan::{Said, Status, Task, TaskKind, Why},
    rules::{Context, Findings},
};

/// Reports ticked items that name no evidence: each where the document demands it, else once.
pub fn check(cx: &Context, out: &mut Findings) {
    let ticked: Vec<&Task> = cx.plan.tasks.iter().filter(|t| is_ticked(t)).collect();
    let unproven: Vec<&Task> = ticked.iter().copied().filter(|t| is_unproven(cx, t)).collect();
    let Some(first) = unproven.first() else { return };
    let Some(policy) = cx.plan.tick_policies.first() else {
        if is_shopping(cx) {
            return;
        }
        let message = match (unproven.len(), ticked.len()) {
            (1, 1) => "the one ticked item names no evidence".to_owned(),
            (n, all) => format!("{n} of {all} ticked items name no evidence"),
        };
        let finding = out.at(first.span(), message).severity(Severity::Info).label("the first of them");
        let help = "where a tick should mean more than a word, name the commit, the run or the test result beside it";
        return out.push(finding.help(help).about(Subject::Document));
    };
    for task in unproven {
        // What holds for a parent holds for its parts.
        let mut around = std::iter::successors(task.parent, |&p| cx.plan.task(p).parent);
        if around.any(|p| is_ticked(cx.plan.task(p)) && is_unproven(cx, cx.plan.task(p))) {
            continue;
        }
        let finding = out
            .at(task.span(), format!("“{}” is ticked, and nothing beside it shows that it was done", quote(&task.shown())))
            .label("no commit, run, report or result")
            .related(policy.span, "the document's own rule for ticks")
            .help("add what proves it, such as `commit:…`, a test result or a link to the run, or open the box again")
            .about(Subject::Place(task.span()));
        out.push(finding);
    }
}

fn is_ticked(task: &Task) -> bool {
    task.kind != TaskKind::Review
        && task.places.first().is_some_and(|p| p.why == Why::Box)
        && task.statuses.iter().any(|s| s.said == Said::Box && s.status == Status::Done)
}

/// Whether neither the item, nor what stands below it, nor an item around it names evidence.
fn is_unproven(cx: &Context, task: &Task) -> bool {
    let text = cx.source.text();
    let mut around = std::iter::successors(task.parent, |&p| cx.plan.task(p).parent);
    evidence::find(text, cx.document, cx.plan, task).is_none()
        && !around.any(|p| evidence::own(text, cx.document, cx.plan.task(p)).is_some())
}

/// Whether nothing but the boxes themselves makes the document a plan.
fn is_shopping(cx: &Context) -> bool {
    let bare = |t: &Task| t.id.is_none() && t.files.is_empty();
    cx.plan.groups.is_empty() && cx.plan.gates.is_empty() && cx.plan.assignments.is_empty() && cx.plan.tasks.iter().all(bare)
}
