//! See `rules/parallel/overlapping-assignment.md`.

use super::shared_branch::shared;
use crate::{
    diagnostic::{Subject, listed, quote},
    plan::{Held, Holding, Node},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// How many things a message names.
const NAMED: usize = 3;

/// Two lanes, and what both of them have: where the one has it, and where the other.
struct Pair<'p> {
    lanes: (Node, Node),
    things: Vec<(&'p Holding, &'p Holding)>,
}

/// Finds issues, sections and files that are given to two lanes, a finding for each pair of lanes.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut entries: FxHashMap<(Node, Node), usize> = FxHashMap::default();
    for holders in shared(cx, Held::Item) {
        let [first, second, ..] = holders.as_slice() else { continue };
        let lanes = (first.lane, second.lane);
        let at = *entries.entry(lanes).or_insert_with(|| {
            pairs.push(Pair { lanes, things: Vec::new() });
            pairs.len() - 1
        });
        pairs[at].things.push((first, second));
    }
    for Pair { lanes: (one, other), things } in pairs {
        let Some((_, again)) = things.first() else { continue };
        let names = listed(things.iter().map(|(_, h)| cx.text(h.span)), NAMED);
        let are = if things.len() == 1 { "is" } else { "are" };
        let [one, other] = [one, other].map(|n| quote(&cx.plan.name(n)));
        let mut found = out
            .at(again.span, format!("{names} {are} given to both `{one}` and `{other}`"))
            .label(format!("to `{other}`"))
            .help("give it to one of them; where the other only helps, write so beside it, as in \"support #4\"")
            .about(Subject::Place(again.span));
        for (first, second) in things.iter().take(4) {
            found = found.related(first.span, format!("to `{one}`"));
            if second.span != again.span {
                found = found.related(second.span, format!("to `{other}`"));
            }
        }
        out.push(found);
    }
}
