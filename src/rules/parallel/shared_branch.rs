//! See `rules/parallel/shared-branch.md`.

mod checkout;
mod turns;

use crate::{
    diagnostic::{Subject, listed, quote},
    plan::{Held, Holding, Node, Orders, Relation, Role, Stated, Word, names},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;
use turns::Turns;

/// Finds lanes that work side by side on one branch, or in one folder.
pub fn check(cx: &Context, out: &mut Findings) {
    checkout::check(cx, out);
    for mut shared in shared(cx, Held::Branch) {
        shared.retain(|holding| !looks_on(cx, holding));
        let [first, second, others @ ..] = shared.as_slice() else { continue };
        let lanes = listed(shared.iter().map(|h| cx.plan.name(h.lane)), 2);
        let mut found = out
            .at(second.span, format!("{lanes} work on one branch, `{}`", quote(cx.text(second.span))))
            .label("the same branch")
            .related(first.span, "first given here")
            .help("give each lane a branch of its own; two who push to one overwrite or block each other")
            .about(Subject::Place(second.span));
        found = found.also(others.iter().map(|other| (other.span, "and here")));
        out.push(found);
    }
}

/// Whether the role of a lane in its row is that of one who coordinates, reviews or sits beside: "reviewer (read only)".
fn looks_on(cx: &Context, holding: &Holding) -> bool {
    let words = &cx.settings.vocabulary;
    let Some((table, row)) = cx.plan.row_at(cx.document, holding.span.start) else { return false };
    let beside = |cell: &str| {
        let bare = names::without_glosses(cell);
        words.words(bare.trim()).any(|(word, at)| word == Word::Standby && at.len() == bare.trim().len())
    };
    let roles = table.columns.iter().zip(&row.cells).filter(|(column, _)| words.is(&column.key, Role::Role));
    roles.into_iter().any(|(_, &cell)| beside(cx.text(cx.document.text_span(cell))))
}

/// How many holders of one thing are compared.
const HOLDERS: usize = 64;

/// Things that several lanes have which run side by side, each with its holders in order.
pub(super) fn shared<'c>(cx: &Context<'c>, what: Held) -> Vec<Vec<&'c Holding>> {
    let mut held: Vec<&Holding> = cx.plan.holdings.iter().filter(|h| h.what == what).collect();
    held.sort_by(|a, b| (&a.key, a.span).cmp(&(&b.key, b.span)));
    let candidates: Vec<&[&Holding]> = held.chunk_by(|a, b| a.key == b.key).filter(|c| c.len() > 1).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut orders = Orders::of(cx.plan);
    // What a lane waits for that was not understood may be any other; one that names no other to run beside has none.
    let waiting = cx.plan.dangling.iter().filter(|d| d.relation != Relation::With).map(|d| d.subject);
    let lone = cx.plan.stated.iter().filter(|s| is_none(cx, s)).map(|s| s.subject);
    let turns = Turns::of(cx);
    let apart: FxHashSet<Node> = waiting.chain(lone).chain(turns.apart(cx)).collect();
    let mut found: Vec<Vec<&Holding>> = Vec::new();
    for holders in candidates {
        let mut kept: Vec<&Holding> = Vec::new();
        for &holding in holders {
            // One lane may name a thing twice, and lanes that follow each other may hand it on.
            let beside = |other: &&Holding| {
                other.lane != holding.lane
                    && !orders.between(other.lane, holding.lane)
                    && !turns.between(cx, other.lane, holding.lane)
            };
            if kept.len() < HOLDERS && kept.iter().all(beside) && !apart.contains(&holding.lane) {
                kept.push(holding);
            }
        }
        if kept.len() > 1 {
            found.push(kept);
        }
    }
    found.sort_by_key(|holders| holders[1].span);
    found
}

/// Whether a lane says that it runs beside no other.
fn is_none(cx: &Context, stated: &Stated) -> bool {
    let first = cx.text(stated.place.span).split_whitespace().next().unwrap_or_default();
    stated.relation == Relation::With && names::is_nothing(first)
}
