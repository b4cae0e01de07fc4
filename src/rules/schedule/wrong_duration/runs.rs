//! How long something took, against when it was begun and finished.

use crate::{
    diagnostic::{Confidence, Severity},
    plan::quantity::{Quantity, TimeUnit, Unit},
    rules::{Context, Findings},
};

/// From how many times as long the clock ran it was probably not by work alone.
const IDLE: f64 = 2.0;

/// Minutes that nobody counts.
const SLACK: f64 = 5.0;

/// Finds lengths that are longer than the time in which they fit, and, as a hint, much shorter ones; in a timetable
/// that keeps its lengths to the minute, any other one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for run in cx.plan.runs.iter().filter(|r| r.minutes > 0) {
        let Some((taken, elapsed)) = run.taken.as_ref().map(|t| (t, run.minutes as f64)) else { continue };
        // What is written in hours was rounded to hours.
        let slack = if run.kept { 0.0 } else { SLACK.max(taken.step).max(0.1 * elapsed) };
        let longer = taken.low > elapsed + slack;
        // The same hours on several days come to as many times as long.
        let pausing = run.pauses && (taken.low < elapsed || taken.low % elapsed == 0.0);
        let wrong = if run.kept {
            !pausing && taken.contradicts(elapsed)
        } else {
            longer || taken.high * IDLE + slack <= elapsed
        };
        if !wrong {
            continue;
        }
        let clock = Quantity { low: elapsed, high: elapsed, unit: Unit::Time(TimeUnit::Hour), ..taken.clone() };
        let sure = longer || run.kept;
        let finding = out
            .at(taken.span, format!("{taken} are written here, and {clock} lie between start and end"))
            .severity(if sure { Severity::Warning } else { Severity::Info })
            .confidence(Confidence::Conventional)
            .label(if longer { "longer than from start to end" } else { "shorter than from start to end" })
            .help("correct the length or one of the two times");
        out.push(match run.start == run.end {
            true => finding.related(run.start, "the start and the end"),
            false => finding.related(run.start, "the start").related(run.end, "the end"),
        });
    }
}
