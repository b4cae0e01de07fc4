//! One task with two days on which it begins, ends or is due: in its row and in its own section.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{DateClaim, DateRole, Node, Why, Word, quantity::Written},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds tasks and phases whose row and field name two days for one thing.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut said: FxHashMap<(Node, DateRole), [Vec<&DateClaim>; 2]> = FxHashMap::default();
    for claim in cx.plan.dates.iter().filter(|d| d.role != DateRole::On) {
        let place = match claim.place.why {
            Why::Cell => 0,
            Why::Label => 1,
            _ => continue,
        };
        if let (Some(subject), Written::Date(_)) = (claim.subject, claim.day.written) {
            said.entry((cx.plan.canonical(subject), claim.role)).or_default()[place].push(claim);
        }
    }
    let mut found: Vec<(Node, DateRole, &DateClaim, &DateClaim)> = Vec::new();
    for ((node, role), places) in said {
        // Of several dates in one place none is certain.
        let [[cell], [label]] = [&places[0][..], &places[1][..]] else { continue };
        let moved = [cell, label].iter().any(|c| cx.settings.vocabulary.says(cx.line(c.day.span), Word::Elsewhen));
        if cell.day.date() != label.day.date() && !moved {
            found.push((node, role, cell, label));
        }
    }
    found.sort_unstable_by_key(|(_, _, cell, label)| cell.day.span.max(label.day.span));
    for (node, role, cell, label) in found {
        let (first, second) = if cell.day.span < label.day.span { (cell, label) } else { (label, cell) };
        let does = match role {
            DateRole::Start => "starts",
            DateRole::Due => "is due",
            _ => "ends",
        };
        let [here, there] = [second, first].map(|claim| quote(cx.text(claim.day.span)));
        out.push(
            out.at(
                second.day.span,
                format!("`{}` {does} on {here} here and on {there} elsewhere", quote(&cx.plan.name(node))),
            )
            .label(format!("{here} here"))
            .related(first.day.span, format!("{there} here"))
            .confidence(Confidence::Conventional)
            .help("decide on one day and state it in both places; whoever waits for it goes by one of them"),
        );
    }
}
