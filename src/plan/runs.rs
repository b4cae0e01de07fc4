//! When a piece of work was begun and finished, by the clock, and how long it is said to have taken.

use super::{
    model::*,
    quantity::{self, Clock, Day},
    read::Reader,
};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    source::Span,
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// Keys of the begin, the end and the length of a run.
const STARTED: [&str; 7] = ["start", "started", "started at", "start time", "begin", "began", "begun"];
const ENDED: [&str; 10] = [
    "end",
    "ended",
    "ended at",
    "end time",
    "completed",
    "completed at",
    "finish",
    "finished",
    "finished at",
    "stopped",
];
const TOOK: [&str; 6] = ["duration", "took", "time taken", "elapsed", "elapsed time", "actual duration"];

/// Longest value that is read, in bytes.
const VALUE: usize = 60;

/// What stands together: the fields of one list or table, or those of a section that are in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Block(BlockId),
    Section(SectionId),
}

/// The fields of a run, each with all its values.
#[derive(Default)]
struct Fields {
    started: Vec<Span>,
    ended: Vec<Span>,
    took: Vec<Span>,
}

/// Reads the fields that stand together.
pub(super) fn read(reader: &mut Reader) {
    let mut found: FxHashMap<Place, Fields> = FxHashMap::default();
    let document = reader.document;
    let labels = document.labels.iter().map(|l| (l.key, l.value, l.block));
    let cells = reader.plan.fields.iter().filter(|f| f.why == Why::Cell).map(|f| (f.key, f.value, f.block));
    for (key, value, block) in labels.chain(cells) {
        if value.is_empty() || value.len() > VALUE || !reader.digits.any_in(value) {
            continue;
        }
        let text = reader.slice(key).trim_matches(['*', '_', ' ']);
        let is = |keys: &[&str]| keys.iter().any(|k| k.eq_ignore_ascii_case(text));
        let slot: fn(&mut Fields) -> &mut Vec<Span> = match () {
            () if is(&STARTED) => |f| &mut f.started,
            () if is(&ENDED) => |f| &mut f.ended,
            () if is(&TOOK) => |f| &mut f.took,
            () => continue,
        };
        let around =
            document.ancestors(block).find(|&b| matches!(document.block(b).kind, Kind::List { .. } | Kind::Table));
        let place = around.map_or(Place::Section(document.block(block).section), Place::Block);
        slot(found.entry(place).or_default()).push(value);
    }
    let mut runs: Vec<Run> = found.into_values().filter_map(|fields| run(reader, &fields)).collect();
    runs.sort_by_key(|r| r.start);
    reader.plan.runs = runs;
}

/// A run with one begin and one end, both by the clock of one place.
fn run(reader: &Reader, fields: &Fields) -> Option<Run> {
    let ([start], [end]) = (&fields.started[..], &fields.ended[..]) else { return None };
    let (from, to) = (moment(reader.slice(*start))?, moment(reader.slice(*end))?);
    if from.zone != to.zone {
        return None;
    }
    let days = match (from.day, to.day) {
        (Some(from), Some(to)) => i64::from(from.until(to).ok()?.get_days()),
        (None, None) => 0,
        _ => return None,
    };
    let clock = |c: Clock| i64::from(c.minutes_after_midnight);
    let minutes = days * 24 * 60 + clock(to.clock) - clock(from.clock);
    let taken = match fields.took[..] {
        [span] => Some(span),
        _ => None,
    };
    Some(Run { start: *start, end: *end, minutes, dated: from.day.is_some(), taken })
}

/// A time of the day, on a day or on any.
struct Moment<'t> {
    day: Option<Date>,
    clock: Clock,
    zone: &'t str,
}

fn moment(text: &str) -> Option<Moment<'_>> {
    let days: Vec<Day> = quantity::dates(text, 0);
    let day = match days[..] {
        [] => None,
        [day] => Some(day.date()?),
        _ => return None,
    };
    let slots = quantity::clocks(text, 0);
    let [slot] = slots[..] else { return None };
    // Behind the seconds stands the zone.
    let rest =
        text[slot.span.end as usize..].trim_start_matches(|c: char| matches!(c, ':' | '.') || c.is_ascii_digit());
    let zone = rest.trim().split([' ', '(', ',']).next().unwrap_or_default();
    let whole = slot.end.is_none() && slot.start.is_possible() && !text.contains(['~', '?', '+', '≈']);
    whole.then_some(Moment { day, clock: slot.start, zone })
}
