//! See `rules/ownership/missing-owner.md`.

use crate::{
    config::RequireOwner,
    diagnostic::{Diagnostic, Severity, Subject, quote},
    plan::{Assignee, Assignment, Duty, Node, Status, TaskId, TaskKind},
    rules::{Context, Findings, ownership::unowned_task::unowned},
};
use rustc_hash::FxHashSet;

/// Finds work whose owner cell or field is empty or a placeholder, and, where
/// the configuration demands an owner, work that nothing gives to anybody.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut assignments: Vec<&Assignment> = cx.plan.assignments.iter().collect();
    assignments.sort_by_key(|a| a.subject);
    for given in assignments.chunk_by(|a, b| a.subject == b.subject) {
        let node = given[0].subject;
        if !is_wanting(cx, node) {
            continue;
        }
        let missing = |duty: Duty| given.iter().find(|a| a.duty == duty && a.assignee == Assignee::Missing);
        // Whoever else is named in an owner column or field does the work.
        let owned = given.iter().any(|a| a.duty == Duty::Owner && matches!(a.assignee, Assignee::Actors(_)));
        let (primary, backup) = (missing(Duty::Owner).filter(|_| !owned), missing(Duty::Backup));
        match (primary, backup) {
            (Some(owner), other) => out.push(finding(cx, out, node, owner, other.copied())),
            (None, Some(backup)) if owned => {
                let found = finding(cx, out, node, backup, None).severity(Severity::Warning);
                out.push(found);
            }
            _ => {}
        }
    }
    required(cx, out);
}

fn finding(cx: &Context, out: &Findings, node: Node, given: &Assignment, also: Option<&Assignment>) -> Diagnostic {
    let name = quote(&cx.plan.name(node));
    let duty = if given.duty == Duty::Backup { "backup" } else { "owner" };
    let heading = quote(cx.text(given.heading).trim_matches(['*', '`']));
    let written = cx.text(given.place.span).trim().trim_matches(['*', '_', '`']);
    let what = if written.is_empty() { "is empty".to_owned() } else { format!("says only {}", quote(written)) };
    let message = match also {
        Some(backup) => {
            format!("`{name}` has no owner: `{heading}` {what}, and so is `{}`", quote(cx.text(backup.heading)))
        }
        None => format!("`{name}` has no {duty}: `{heading}` {what}"),
    };
    // An empty cell is nothing to point at: its key is, where that stands before it, else what it is to own.
    let beside = !cx.text(given.heading.to(given.place.span)).contains('\n');
    let span = match given.place.span.is_empty() {
        false => given.place.span,
        true if beside => given.heading,
        true => cx.plan.span(node),
    };
    out.at(span, message)
        .label(format!("no {duty} here"))
        .confidence(given.place.confidence)
        .help("name one person, team or agent, or write N/A and why; work without an owner is picked up twice or not at all")
        .about(Subject::Place(cx.plan.span(node)))
}

/// Whether the subject still is to be done by somebody.
fn is_wanting(cx: &Context, node: Node) -> bool {
    match node {
        Node::Task(id) => wants_owner(cx, id),
        Node::Group(id) => !cx.plan.group(id).statuses.iter().any(|s| is_finished(s.status)),
        Node::Actor(_) => false,
    }
}

/// Whether the task still is to be done by somebody.
pub(super) fn wants_owner(cx: &Context, id: TaskId) -> bool {
    let task = cx.plan.task(id);
    !task.optional && task.kind == TaskKind::Work && !task.statuses.iter().any(|s| is_finished(s.status))
}

fn is_finished(status: Status) -> bool {
    matches!(status, Status::Done | Status::Dropped)
}

/// `[require] owner`: work that no column or field speaks of.
fn required(cx: &Context, out: &mut Findings) {
    let (asked, found) = match cx.settings.require.owner {
        Some(RequireOwner::EveryTask) => ("every-task", every_task(cx)),
        Some(RequireOwner::Convention) => ("convention", unowned(cx).into_iter().map(|(id, ..)| id).collect()),
        None => return,
    };
    for task in found.into_iter().map(|id| cx.plan.task(id)) {
        let found = out
            .at(
                task.span(),
                format!("“{}” has no owner, and `[require] owner = \"{asked}\"` asks for one", quote(&task.shown())),
            )
            .label("nobody is named for this")
            .help("name one person, team or agent, as in `@name` or an Owner field")
            .about(Subject::Place(task.span()));
        out.push(found);
    }
}

/// Every piece of work that neither itself nor anything around it gives to somebody.
fn every_task(cx: &Context) -> Vec<TaskId> {
    let owners = cx.plan.owners(cx.document);
    // An owner cell that is empty is reported as such.
    let empty = cx.plan.assignments.iter().filter(|a| a.assignee == Assignee::Missing);
    let told: FxHashSet<Node> = empty.map(|a| cx.plan.canonical(a.subject)).collect();
    let gates: FxHashSet<TaskId> = cx.plan.gates.iter().flat_map(|g| g.tasks.iter().copied()).collect();
    // A step is its task's; a heading with steps below it stands for them.
    let whole =
        cx.plan.distinct_tasks().filter(|(id, t)| t.parent.is_none() && wants_owner(cx, *id) && !gates.contains(id));
    let steps: FxHashSet<TaskId> = cx.plan.sections.iter().filter_map(|s| s.task).collect();
    let of_heading = |id: TaskId| {
        let section = cx.plan.task(id).section;
        let around = cx.plan.sections_around(cx.document, section).find_map(|s| cx.plan.sections[s.0 as usize].task);
        !steps.contains(&id) && around.is_some()
    };
    whole
        .map(|(id, _)| id)
        .filter(|&id| !owners.cover(id) && !told.contains(&Node::Task(id)) && !of_heading(id))
        .collect()
}
