//! Days and weeks of the plan's own calendar that run backwards: "Weeks 8–5" between "Weeks 1–4" and "Weeks 9–12".

use crate::{
    diagnostic::{Confidence, Severity},
    plan::quantity::{TimeUnit, Window},
    rules::{Context, Findings},
};

/// The last part of a week that is numbered behind it: "Week 2-3".
const PARTS: u32 = 3;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    for unit in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month] {
        one_backwards(cx, out, cx.plan.weeks.iter().filter(|w| w.unit == unit));
    }
}

/// Reports the one range that runs backwards; several count down.
fn one_backwards<'w>(cx: &Context, out: &mut Findings, ranges: impl Iterator<Item = &'w Window>) {
    let ranges: Vec<&Window> = ranges.collect();
    let Some(window) = ranges.iter().find(|w| w.is_reversed()) else { return };
    let same = |w: &&&Window| (w.first, w.last) == (window.first, window.last);
    // "Week 2-1" is the first part of the second week where "Week 2-2" is the second.
    let part = |w: &&&Window| {
        w.first == window.first
            && w.last <= PARTS
            && window.last <= 1
            && !same(w)
            && cx.text(w.span).contains(['-', '–'])
    };
    let forwards = ranges.iter().find(|w| w.is_range());
    let (Some(forwards), None, false) =
        (forwards, ranges.iter().find(part), ranges.iter().any(|w| w.is_reversed() && !same(&w)))
    else {
        return;
    };
    let meant = Window { first: window.last, last: window.first, ..**window };
    for window in ranges.iter().filter(same) {
        let found = out
            .at(window.span, format!("{window} run backwards"))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("probably {meant}"))
            .related(forwards.span, format!("{forwards} run forwards"))
            .help("put the earlier one first, or correct the number; nobody can tell from it when to begin");
        out.push(found);
    }
}
