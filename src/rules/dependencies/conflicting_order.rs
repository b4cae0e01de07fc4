//! See `rules/dependencies/conflicting-order.md`.

mod clocks;
mod demands;

use crate::{
    diagnostic::{Confidence, Subject, quote},
    markdown::{Kind, SectionId},
    plan::{Edge, Node, Orders, Told, Why},
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds two places that order the same pair in opposite ways, or of which one asks for more than the other.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut seen = FxHashSet::default();
    let contrary = cx.plan.contrary_orders();
    let turned = Turned::of(cx, &contrary);
    let mut stated = (!contrary.is_empty()).then(|| Orders::stated(cx.plan));
    for (one, other) in contrary {
        // A chain of actors shows turns, and they may come back.
        if matches!(one.before, Node::Actor(_))
            || turned.has(cx, other)
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

/// Lines and sections whose arrows all turn an order round, two at least: a way back, "Rollback: T3 → T2 → T1", or
/// arrows that lead to what is needed.
struct Turned(FxHashSet<Place>);

/// A line by where it begins, or a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Line(u32),
    Section(SectionId),
}

impl Turned {
    fn of(cx: &Context, contrary: &[(&Edge, &Edge)]) -> Self {
        let turned: FxHashSet<Span> = contrary.iter().map(|(_, other)| other.place.span).collect();
        let mut counts: FxHashMap<Place, (usize, bool)> = FxHashMap::default();
        if turned.is_empty() {
            return Self(FxHashSet::default());
        }
        for edge in cx.plan.edges.iter().filter(|e| e.place.why == Why::Arrow) {
            for place in Self::places(cx, edge) {
                let (count, all) = counts.entry(place).or_insert((0, true));
                (*count, *all) = (*count + 1, *all && turned.contains(&edge.place.span));
            }
        }
        Self(counts.into_iter().filter(|(_, (count, all))| *count > 1 && *all).map(|(place, _)| place).collect())
    }

    fn has(&self, cx: &Context, edge: &Edge) -> bool {
        Self::places(cx, edge).any(|place| self.0.contains(&place))
    }

    fn places(cx: &Context, edge: &Edge) -> impl Iterator<Item = Place> {
        let at = edge.place.span.start;
        let line = at - window::line_before(cx.source.text(), at as usize, LINE).len() as u32;
        let section = cx.document.block_at(at).map(|b| cx.document.block(b).section);
        [Some(Place::Line(line)), section.map(Place::Section)].into_iter().flatten()
    }
}

/// The longest line before an arrow that is looked at, in bytes.
const LINE: usize = 400;

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
