//! Times of a day that end before they begin: "13:30 – 12:30".

use crate::{
    diagnostic::{Confidence, Severity},
    plan::quantity::Clock,
    rules::{Context, Findings},
};

/// Minutes of a day.
const DAY: u32 = 24 * 60;
/// Longest shift over midnight, in minutes.
const SHIFT: u32 = 18 * 60;
/// The same where "09:00 – 05:00" may end in the afternoon.
const WORKDAY: u32 = 21 * 60;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    for slots in &cx.plan.hours {
        // Hours of the morning alone may be told on a clock of twelve.
        let of_day = slots.iter().any(|slot| is_afternoon(slot.start) || slot.end.is_some_and(is_afternoon));
        for slot in slots {
            let of_day = of_day || cx.text(slot.span).starts_with('0');
            let inverted = |end: &Clock| of_day && end.is_possible() && is_inverted(slot.start, *end);
            let Some(end) = slot.end.filter(inverted) else { continue };
            let found = out
                .at(slot.span, format!("it ends at {end}, before it begins at {}", slot.start))
                .severity(Severity::Warning)
                .confidence(Confidence::Conventional)
                .label("the end lies before the start")
                .help("mend the times; whoever does the steps goes by the clock");
            out.push(found);
        }
    }
}

/// Whether a time is told on a clock of 24 hours, or said to be of the afternoon.
fn is_afternoon(time: Clock) -> bool {
    time.minutes_after_midnight >= 13 * 60
}

/// Whether no shift over midnight lasts so long.
fn is_inverted(start: Clock, end: Clock) -> bool {
    let [start_at, end_at] = [start, end].map(|clock| clock.minutes_after_midnight);
    let longest = if is_afternoon(start) { SHIFT } else { WORKDAY };
    end_at < start_at && end_at + DAY - start_at > longest
}
