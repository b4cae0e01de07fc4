//! Clock times in the names of groups, against the orders that the plan states.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    plan::{
        Axis, GroupId, Node, Relation,
        quantity::{self, Slot},
    },
    rules::{Context, Findings},
};

/// Finds groups that begin, by the clock, before what they wait for.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for edge in
        cx.plan.edges.iter().filter(|e| e.relation != Relation::With && e.place.confidence > Confidence::Inferred)
    {
        let (Node::Group(before), Node::Group(after)) = (edge.before, edge.after) else { continue };
        let (Some(first), Some(last)) = (slot(cx, before), slot(cx, after)) else { continue };
        if last.start >= first.start {
            continue;
        }
        let [a, b] = [before, after].map(|g| quote(&cx.plan.group(g).name()));
        let found = out
            .at(
                edge.place.span,
                format!("`{b}` waits for `{a}`, but begins at {}, before `{a}` does at {}", last.start, first.start),
            )
            .label("one after the other, as this says")
            .related(last.span, format!("`{b}` begins"))
            .related(first.span, format!("`{a}` begins"))
            .help("mend the clock times or the order, whichever is out of date")
            .about(Subject::Place(edge.place.span));
        out.push(found);
    }
}

/// The time of the day that stands in the heading or row of a group; only tracks of one day have one alone.
fn slot(cx: &Context, group: GroupId) -> Option<Slot> {
    let group = cx.plan.group(group);
    if group.axis != Axis::Lane {
        return None;
    }
    group.places.iter().find_map(|p| quantity::clock(cx.text(p.span), p.span.start)).filter(|s| s.start.is_possible())
}
