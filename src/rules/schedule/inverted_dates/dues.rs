//! Days by which a thing is due, before the day by which what it waits for is.

use crate::{
    diagnostic::{Diagnostic, quote},
    plan::{DateClaim, Edge, Node},
    rules::{Context, Findings},
};

/// What `first` comes before, by an order of the plan, is due, by `last`, on an earlier day.
pub(super) fn earlier(
    cx: &Context,
    out: &Findings,
    edge: &Edge,
    first: &DateClaim,
    last: &DateClaim,
) -> Option<Diagnostic> {
    // What is over came as it came.
    let over = [edge.before, edge.after].into_iter().all(|node| match node {
        Node::Task(task) => cx.plan.task(task).done(),
        _ => false,
    });
    if over || super::is_before(&last.day, &first.day) != Some(true) {
        return None;
    }
    let [before, after] = [edge.before, edge.after].map(|node| quote(&cx.plan.name(node)).to_string());
    let [due, awaited] = [last, first].map(|claim| claim.day.readings().map_or(String::new(), |[d, _]| d.to_string()));
    let found = out
        .at(last.day.span, format!("`{after}` is due on {due} and waits for `{before}`, which is due on {awaited}"))
        .label("due too early")
        .related(first.day.span, format!("`{before}` is due here"))
        .related(edge.place.span, "the order")
        .help("put the days in the order of the work, or take the dependency out");
    Some(found)
}
