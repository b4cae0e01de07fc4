//! See `rules/ownership/missing-owner.md`.

use crate::{
    config::RequireOwner,
    diagnostic::{Diagnostic, Severity, Subject, quote},
    plan::{Assignee, Assignment, Duty, Node, Status, TaskKind},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// Finds work whose owner cell or field is empty or a placeholder, and, where
/// the configuration demands an owner, work that nothing gives to anybody.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut assignments: Vec<&Assignment> = cx.plan.assignments.iter().collect();
    assignments.sort_by_key(|a| a.subject);
    for given in assignments.chunk_by(|a, b| a.subject == b.subject) {
        let node = given[0].subject;
        if !wants_owner(cx, node) {
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
fn wants_owner(cx: &Context, node: Node) -> bool {
    let finished = |s: Option<Status>| matches!(s, Some(Status::Done | Status::Dropped));
    match node {
        Node::Task(id) => {
            let task = cx.plan.task(id);
            !task.optional && task.kind == TaskKind::Work && !task.statuses.iter().any(|s| finished(Some(s.status)))
        }
        Node::Group(id) => !cx.plan.group(id).statuses.iter().any(|s| finished(Some(s.status))),
        Node::Actor(_) => false,
    }
}

/// `[require] owner = "every-task"`: work that no column or field speaks of.
fn required(cx: &Context, out: &mut Findings) {
    if cx.settings.require.owner != Some(RequireOwner::EveryTask) {
        return;
    }
    let spoken_of: FxHashSet<Node> = cx.plan.assignments.iter().map(|a| a.subject).collect();
    for (id, task) in cx.plan.tasks() {
        let node = Node::Task(id);
        let group_owned = task.group.is_some_and(|g| spoken_of.contains(&Node::Group(g)));
        let open = wants_owner(cx, node) && task.parent.is_none();
        if open && !group_owned && !spoken_of.contains(&node) && !mentions_owner(cx, task.span()) {
            let found = out
                .at(task.span(), format!("`{}` has no owner, and this project requires one for every task", quote(task.name())))
                .label("nobody is named for this")
                .help("add an owner, as in `@name` or an Owner field");
            out.push(found);
        }
    }
}

/// Whether a task's own text names somebody: `@name`.
fn mentions_owner(cx: &Context, span: Span) -> bool {
    cx.text(span).split_whitespace().any(|w| w.starts_with('@') || w.starts_with("(@"))
}
