//! See `rules/dependencies/conflicting-order.md`.

mod clocks;
mod demands;

use crate::{
    diagnostic::{Confidence, Subject, quote},
    markdown::Kind,
    plan::{Edge, Node, Orders, Told, Why},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Finds two places that order the same pair in opposite ways, or of which one asks for more than the other.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut seen = FxHashSet::default();
    let contrary = cx.plan.contrary_orders();
    let mut stated = (!contrary.is_empty()).then(|| Orders::stated(cx.plan));
    for (one, other) in contrary {
        // A chain of actors shows turns, and they may come back.
        if matches!(one.before, Node::Actor(_))
            || [one, other].iter().all(|e| e.place.confidence == Confidence::Inferred)
        {
            continue;
        }
        let pair = (cx.plan.canonical(one.before), cx.plan.canonical(one.after));
        // What is stated both ways is a circle, and no matter of two places.
        let round = |orders: &mut Orders| orders.leads(pair.1, pair.0) && orders.leads(pair.0, pair.1);
        if stated.as_mut().is_some_and(round) || !seen.insert(pair) {
            continue;
        }
        let [first, last] = [one.before, one.after].map(|node| quote(&cx.plan.name(node)));
        let found = out
            .at(
                other.place.span,
                format!("`{last}` comes before `{first}` in {}, and after it in {}", place(cx, other), place(cx, one)),
            )
            .label(format!("`{last}` first"))
            .related(one.place.span, format!("`{first}` first"))
            .help("decide which of the two holds, and mend the other place")
            .about(Subject::Place(other.place.span));
        out.push(found);
    }
    clocks::check(cx, out);
    demands::check(cx, out);
}

/// What kind of place an order stands in.
fn place(cx: &Context, edge: &Edge) -> &'static str {
    let in_code = || {
        let block = cx.document.block_at(edge.place.span.start);
        block.is_some_and(|b| matches!(cx.document.block(b).kind, Kind::Code { .. }))
    };
    match (edge.told(), edge.place.why) {
        (Told::Stated, Why::Cell) => "the table",
        (Told::Stated, _) => "what the plan states of it",
        (Told::Drawn, Why::Diagram) => "the diagram",
        (Told::Drawn, Why::Timeline) => "the timeline",
        // Nobody drew an arrow.
        (Told::Drawn, _) if edge.place.confidence == Confidence::Inferred => {
            if in_code() {
                "the tree"
            } else {
                "the list"
            }
        }
        (Told::Drawn, _) => "the chain",
        (Told::Said, _) => "the text",
    }
}
