//! See `rules/dependencies/dead-dependency.md`.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{Node, Relation, Status, StatusClaim, Told, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Finds work that waits for something that will not be done.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut seen = FxHashSet::default();
    for edge in &cx.plan.edges {
        let (before, after) = (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after));
        let said = edge.relation != Relation::With && edge.told() == Told::Stated;
        if !said || edge.place.confidence == Confidence::Inferred || before == after {
            continue;
        }
        let Some(dropped) = dropped(statuses(cx, before)) else { continue };
        if !to_be_done(cx, after) || is_replaced(cx, (before, after), dropped) || !seen.insert((before, after)) {
            continue;
        }
        let [waits, gone] = [after, before].map(|node| quote(&cx.plan.name(node)));
        let found = out
            .at(edge.place.span, format!("`{waits}` waits for `{gone}`, which will not be done"))
            .label("waits for it here")
            .related(dropped.place.span, "dropped, as this says")
            .help("drop the dependency, or say what takes the place of the dropped work")
            .confidence(edge.place.confidence)
            .about(Subject::Place(edge.place.span));
        out.push(found);
    }
    across(cx, out);
}

/// The same where what is waited for stands in another document of the plan.
fn across(cx: &Context, out: &mut Findings) {
    for awaited in cx.kin.awaited().filter(|a| to_be_done(cx, Node::Task(a.subject))) {
        let other = awaited.member.plan.task(awaited.task);
        let Some(dropped) = dropped(&other.statuses) else { continue };
        let (waits, gone) = (quote(cx.plan.task(awaited.subject).name()), quote(other.name()));
        let place = awaited.wait.place;
        let found = out
            .at(place.span, format!("`{waits}` waits for `{gone}`, which will not be done"))
            .label("waits for it here")
            .related_in(&awaited.member.source, dropped.place.span, "dropped, as this says")
            .help("drop the dependency, or say what takes the place of the dropped work")
            .confidence(place.confidence)
            .about(Subject::Place(place.span));
        out.push(found);
    }
}

fn statuses<'c>(cx: &Context<'c>, node: Node) -> &'c [StatusClaim] {
    match node {
        Node::Task(task) => &cx.plan.task(task).statuses,
        // Two phases of one name: whose state it is, is not certain.
        Node::Group(group) if !namesakes(&cx.plan.group(group).places) => &cx.plan.group(group).statuses,
        _ => &[],
    }
}

/// Where a thing is said to be dropped, if all that is said of it agrees.
fn dropped(all: &[StatusClaim]) -> Option<StatusClaim> {
    let agreed = all.iter().all(|s| s.status == Status::Dropped || s.status == Status::Open);
    all.iter().find(|s| s.status == Status::Dropped).copied().filter(|_| agreed)
}

/// Whether the cell that drops a thing names another one for which the same work waits, "Cancelled (replaced by T4)", and
/// the dropped one did not.
fn is_replaced(cx: &Context, (before, after): (Node, Node), dropped: StatusClaim) -> bool {
    let said = cx.line(dropped.place.span);
    let behind = &said[said.find(cx.text(dropped.place.span)).unwrap_or(0)..];
    let cell = behind.split('|').next().unwrap_or_default();
    let words = || cell.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
    let awaited = |node: Node| {
        let edges = cx.plan.edges.iter().filter(move |e| cx.plan.canonical(e.after) == node);
        edges.filter(|e| e.relation != Relation::With).map(|e| cx.plan.canonical(e.before))
    };
    let own: FxHashSet<Node> = awaited(before).chain([before]).collect();
    awaited(after)
        .filter(|node| !own.contains(node))
        .filter_map(|node| if let Node::Task(task) = node { cx.plan.task(task).id.as_deref() } else { None })
        .any(|id| words().any(|word| word.eq_ignore_ascii_case(id)))
}

/// Whether a thing is still to be done.
fn to_be_done(cx: &Context, node: Node) -> bool {
    let optional = matches!(node, Node::Task(task) if cx.plan.task(task).optional);
    !optional && !statuses(cx, node).iter().any(|s| matches!(s.status, Status::Done | Status::Dropped))
}
