//! What is said to come next and is done.

use crate::{
    diagnostic::{Severity, Subject, quote},
    plan::{Node, Status, StatusClaim},
    rules::{Context, Findings},
};

/// Finds a "Next: Phase 3" that was left behind when phase 3 was done.
pub fn check(cx: &Context, out: &mut Findings) {
    for &(node, place) in &cx.plan.upcoming {
        let Some(done) = finished(cx, node) else { continue };
        let finding = out
            .at(place.span, format!("“{}” is said to come next, and is done", quote(&cx.plan.name(node))))
            .severity(Severity::Info)
            .label("said to come next")
            .related(done.place.span, super::says(cx, &done))
            .help("name what comes next now; an agent that starts here does the work again")
            .about(Subject::Place(place.span));
        out.push(finding);
    }
}

/// What says that a thing is done, where nothing says otherwise.
fn finished(cx: &Context, node: Node) -> Option<StatusClaim> {
    let claims = match node {
        Node::Task(task) => &cx.plan.task(task).statuses,
        Node::Group(group) => &cx.plan.group(group).statuses,
        Node::Actor(_) => return None,
    };
    claims.first().copied().filter(|_| claims.iter().all(|c| c.status == Status::Done))
}
