//! Numbers of things beside which it is said which they are: "5 phases (Phases 1-3, 6)".

use super::finding;
use crate::{
    plan::{
        Announced, Announcement,
        quantity::{Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};

/// Compares each of them with the things.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for Announcement { count, of, .. } in &cx.plan.announcements {
        match of {
            Announced::Named { names, counts } => named(cx, out, count, *names, counts),
            Announced::Parts { .. } => {}
        }
    }
}

/// "5 phases (Phases 1-3, 6)", "T001-T008 (7 tasks)".
fn named(cx: &Context, out: &mut Findings, claim: &Quantity, names: Span, counts: &[u64]) {
    if counts.contains(&(claim.low as u64)) {
        return;
    }
    let noun = claim.unit.noun().unwrap_or_default();
    let shown = |number: f64| Unit::Count(noun.into()).amount(number).to_string();
    let message = format!("{} announced, and {} named beside it", shown(claim.low), counts[0]);
    let fix = mend::correct(cx, claim.span, claim.low, counts[0] as f64);
    out.push(
        finding(out, claim.span, &message)
            .label(format!("{} by the names", shown(counts[0] as f64)))
            .related(names, "these")
            .fix(fix),
    );
}
