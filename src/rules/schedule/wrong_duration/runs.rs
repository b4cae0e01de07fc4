//! How long something took, against when it was begun and finished.

use crate::{
    diagnostic::{Confidence, Severity},
    plan::{
        Run,
        quantity::{self, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
};

/// From how many times as long the clock ran it was probably not by work alone.
const IDLE: f64 = 2.0;

/// Minutes that nobody counts.
const SLACK: f64 = 5.0;

/// Finds lengths that are longer than the time in which they fit, and, as a hint, much shorter ones.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for run in cx.plan.runs.iter().filter(|r| r.minutes > 0) {
        let Some((taken, elapsed)) = taken(cx, run).map(|t| (t, run.minutes as f64)) else { continue };
        // What is written in hours was rounded to hours.
        let slack = SLACK.max(taken.step).max(0.1 * elapsed);
        let longer = taken.low > elapsed + slack;
        if !longer && taken.high * IDLE + slack > elapsed {
            continue;
        }
        let clock = Quantity { low: elapsed, high: elapsed, step: 1.0, span: taken.span, ..clocked(&taken) };
        let finding = out
            .at(taken.span, format!("{taken} are said to have passed, and {clock} lie between start and end"))
            .severity(if longer { Severity::Warning } else { Severity::Info })
            .confidence(Confidence::Conventional)
            .label(if longer { "longer than it ran" } else { "much shorter than it ran" })
            .related(run.start, "the start")
            .related(run.end, "the end")
            .help("correct the length or one of the two times; estimates are made from such records");
        out.push(finding);
    }
}

/// The one length that is said, by the clock and firmly.
fn taken(cx: &Context, run: &Run) -> Option<Quantity> {
    let span = run.taken?;
    let text = cx.text(span);
    let [taken] = &quantity::scan(text, span.start)[..] else { return None };
    let short = matches!(taken.unit, Unit::Time(TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour));
    let hedge = taken.hedge == quantity::Hedge::Exact && !taken.is_range();
    let plain = !["active", "effort", "net", "work", "each", "of", "agent", "cpu"]
        .iter()
        .any(|w| text.split(|c: char| !c.is_alphanumeric()).any(|own| own.eq_ignore_ascii_case(w)));
    (short && hedge && plain).then(|| taken.clone())
}

/// The same in hours and minutes.
fn clocked(taken: &Quantity) -> Quantity {
    Quantity { unit: Unit::Time(TimeUnit::Hour), ..taken.clone() }
}
