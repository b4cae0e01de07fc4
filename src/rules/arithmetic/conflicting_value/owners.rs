//! One task that two places give to two people: its row and its own section.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{ActorId, ActorKind, Assignee, Assignment, Duty, Node, Why},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds tasks and phases whose row names another owner than their section.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let owned = cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner);
    let given: Vec<(&Assignment, ActorId)> = owned.filter_map(|a| Some((a, alone(cx, a)?))).collect();
    let of = |why: Why| given.iter().filter(move |(a, _)| a.place.why == why);
    if of(Why::Label).next().is_none() || of(Why::Cell).next().is_none() {
        return;
    }
    let named = |why: Why| -> FxHashSet<ActorId> { of(why).map(|(_, actor)| *actor).collect() };
    let (in_cells, in_labels) = (named(Why::Cell), named(Why::Label));
    let mut said: FxHashMap<Node, [Vec<&(&Assignment, ActorId)>; 2]> = FxHashMap::default();
    for (at, why) in [Why::Cell, Why::Label].into_iter().enumerate() {
        for pair in of(why) {
            said.entry(cx.plan.canonical(pair.0.subject)).or_default()[at].push(pair);
        }
    }
    let mut found = Vec::new();
    for (node, places) in said {
        // Of several in one place none is certain.
        let ([(row, one)], [(field, other)]) = (&places[0][..], &places[1][..]) else { continue };
        // A role in one place and a person in the other are one, where neither stands in both.
        let alike = in_cells.contains(other) || in_labels.contains(one);
        if one != other && alike {
            let (first, second) = if row.place.span < field.place.span { (row, field) } else { (field, row) };
            found.push((node, first, second));
        }
    }
    found.sort_unstable_by_key(|(.., second)| second.place.span);
    for (node, first, second) in found {
        let [here, there] = [second, first].map(|a| quote(cx.text(a.place.span)).to_string());
        let name = quote(&cx.plan.name(node)).to_string();
        out.push(
            out.at(second.place.span, format!("`{name}` is given to {here} here and to {there} elsewhere"))
                .label(format!("{here} here"))
                .related(first.place.span, format!("{there} here"))
                .confidence(Confidence::Conventional)
                .help("decide who does it and say so in both places; now both may start, or neither"),
        );
    }
}

/// The one person or agent to whom something is given.
fn alone(cx: &Context, assignment: &Assignment) -> Option<ActorId> {
    match &assignment.assignee {
        Assignee::Actors(actors) => match actors[..] {
            [one] => Some(one).filter(|&a| !matches!(cx.plan.actor(a).kind, ActorKind::Pool)),
            _ => None,
        },
        _ => None,
    }
}
