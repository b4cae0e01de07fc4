//! A total that the lines below it deal out: "Total tasks: 125" over "Year 1: 49 tasks", "Year 2: 26 tasks".

use super::mended;
use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    plan::{Addition, Figure, Why, quantity::Quantity, sums::Sum},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// How many other parts a total may have that stand in headings elsewhere.
const OTHERS: usize = 12;

/// How many figures are looked at for them; those of headings come first.
const READ: usize = 400;

/// Whether figures in headings elsewhere make up what the numbered parts lack: "Core tasks (20 tasks)".
fn is_completed(cx: &Context, claim: &Quantity, sum: &Sum) -> bool {
    let missing = claim.low - sum.high;
    let heads = |f: &&Figure| matches!(f.place.why, Why::Heading | Why::BoldLine) && f.quantity.unit == claim.unit;
    let others = cx.plan.figures.iter().take(READ).filter(heads).take(OTHERS).map(|f| f.quantity.low);
    let mut sums = FxHashSet::from_iter([0]);
    for other in others {
        sums.extend(sums.iter().map(|sum| sum + other as u64).collect::<Vec<_>>());
    }
    missing > 0.0 && sums.contains(&(missing as u64))
}

/// What is wrong with such a total.
pub(super) fn vet(cx: &Context, out: &Findings, addition: &Addition, key: Span) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, .. } = addition;
    let sum = Sum::of(parts).filter(|s| s.refutes(claim) && !is_completed(cx, claim, s))?;
    let (shown, key) = (sum.shown(), quote(cx.text(key)));
    let message = format!("the {} parts below add up to {shown}, and `{key}` says {}", parts.len(), claim.low);
    let found = out
        .at(claim.span, message)
        .label(format!("they add up to {shown}"))
        .confidence(Confidence::Conventional)
        .fix(mended(cx, addition, &sum))
        .help("correct the total, or the part that is wrong or missing; most readers look only at the total");
    Some(found.also(parts.iter().map(|part| (part.span, "one of them"))))
}
