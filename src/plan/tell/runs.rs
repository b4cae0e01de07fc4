//! When a piece of work was begun and finished, by the clock, and how long it is said to have taken.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name,
        model::*,
        quantity::{self, Clock, Day, Hedge, Quantity, Slot, TimeUnit, Unit},
        read::Reader,
    },
    source::Span,
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// Longest value that is read, in bytes, and longest line with a window.
const VALUE: usize = 60;
const WINDOW: usize = 120;

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
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Run> {
    let mut found: FxHashMap<Place, Fields> = FxHashMap::default();
    let document = reader.document;
    let labels = document.labels.iter().map(|l| (l.key, l.value, l.block));
    let cells = reader.plan.fields.iter().filter(|f| f.why == Why::Cell).map(|f| (f.key, f.value, f.block));
    for (key, value, block) in labels.chain(cells) {
        if value.is_empty() || value.len() > VALUE || !reader.digits.any_in(value) {
            continue;
        }
        let text = reader.slice(key).trim_matches(['*', '_', ' ']);
        let is = |name: Name| reader.vocabulary.is_name(text, name);
        let slot: fn(&mut Fields) -> &mut Vec<Span> = match () {
            () if is(Name::RunStart) => |f| &mut f.started,
            () if is(Name::RunEnd) => |f| &mut f.ended,
            () if is(Name::RunLength) => |f| &mut f.took,
            () => continue,
        };
        let around =
            document.ancestors(block).find(|&b| matches!(document.block(b).kind, Kind::List { .. } | Kind::Table));
        let place = around.map_or(Place::Section(document.block(block).section), Place::Block);
        slot(found.entry(place).or_default()).push(value);
    }
    let mut runs: Vec<Run> = found.into_values().filter_map(|fields| of_fields(reader, &fields)).collect();
    for table in &reader.plan.tables {
        runs.extend(of_rows(reader, table));
    }
    let values = document.labels.iter().map(|l| l.value);
    let titles = document.sections.iter().skip(1).map(|s| s.title_span);
    runs.extend(values.chain(titles).filter_map(|span| of_window(reader, span)));
    runs.sort_by_key(|r| r.start);
    runs
}

/// A window with its length in brackets: "09:00 – 12:00 (4 hours)", "2026-05-31 18:00 → 2026-06-01 09:00 (21 hours)".
fn of_window(reader: &Reader, span: Span) -> Option<Run> {
    let text = reader.slice(span);
    if span.len() > WINDOW || !text.contains(':') || !text.contains('(') || !reader.digits.any_in(span) {
        return None;
    }
    let part = |from: usize, to: usize| span.of_part(text, text[from..to].trim());
    let bracket = text.rfind('(')?;
    let close = bracket + text[bracket..].find(')')?;
    // "(22:30–00:30, 3 hours)"
    let within = text[bracket..close].rfind(',').filter(|&comma| text[bracket..bracket + comma].contains(':'));
    let open = bracket + within.unwrap_or(0);
    let taken = length(reader, part(open + 1, close))?;
    // "(48 h notice)" is the length of something else.
    if taken.span != part(open + 1, close) {
        return None;
    }
    let slots = quantity::clocks(&text[..open], span.start);
    let (start, end, minutes) = match slots[..] {
        [Slot { start, end: Some(end), span: at }] if is_of_one_day(&text[..open], at, span) => {
            (at, at, within_a_day(start, end)?)
        }
        [from, to] if from.end.or(to.end).is_none() => {
            let behind = (from.span.end - span.start) as usize;
            let joins = JOINS.iter().filter_map(|join| Some((behind + text[behind..open].find(join)?, join.len())));
            let (at, length) = joins.min()?;
            let run = run(reader, part(0, at), part(at + length, open), None)?;
            (run.start, run.end, run.minutes)
        }
        _ => return None,
    };
    (minutes > 0).then_some(Run { start, end, minutes, dated: true, taken: Some(taken), kept: true, pauses: true })
}

/// Whether the times at `at` of a text at `span` are those of one day, as far as what stands around them says.
fn is_of_one_day(text: &str, at: Span, span: Span) -> bool {
    let [start, end] = [at.start, at.end].map(|at| (at - span.start) as usize);
    let (before, behind) = (&text[..start], text[end..].trim_matches([' ', ',']));
    let days = before.split(|c: char| !c.is_alphanumeric()).filter(|word| quantity::weekday(word).is_some()).count();
    // Nothing but the zone may follow: "10:00 – 11:00 next day".
    let zone = behind.len() < 6 && behind.chars().all(|c| c.is_ascii_uppercase());
    quantity::dates(before, 0).len() < 2 && days < 2 && zone
}

/// What stands between the two ends of a window.
const JOINS: [&str; 5] = ["→", "–", "—", " to ", " - "];

/// A run with one begin and one end.
fn of_fields(reader: &Reader, fields: &Fields) -> Option<Run> {
    let ([start], [end]) = (&fields.started[..], &fields.ended[..]) else { return None };
    let taken = match fields.took[..] {
        [span] => Some(span),
        _ => None,
    };
    run(reader, *start, *end, taken)
}

/// The rows of a timetable: `| Copy | 30 min | 09:10 | 09:40 |`.
fn of_rows(reader: &Reader, table: &Table) -> Vec<Run> {
    let column = |name: Name| table.columns.iter().position(|c| reader.vocabulary.is_name(&c.key, name));
    let took = column(Name::RunLength);
    let (Some(start), Some(end)) = (column(Name::RunStart), column(Name::RunEnd)) else {
        return took.map_or_else(Vec::new, |took| of_slots(reader, table, took));
    };
    let cell = |row: &Row, column: usize| row.cells.get(column).map(|&c| reader.cell_span(c));
    let rows = table.rows.iter().filter(|row| !row.total);
    let runs = rows.filter_map(|row| {
        let mut run = run(reader, cell(row, start)?, cell(row, end)?, took.and_then(|took| cell(row, took)))?;
        // From the evening into the morning of the next day.
        if !run.dated && run.minutes < 0 && run.minutes + DAY <= NIGHT {
            run.minutes += DAY;
        }
        run.dated = true;
        Some(run)
    });
    let mut runs: Vec<Run> = runs.collect();
    let twelve = runs.iter().all(|run| [run.start, run.end].into_iter().all(|at| is_of_twelve(reader, at)));
    for run in runs.iter_mut().filter(|run| twelve && run.minutes < 0 && is_noon(reader, run.start)) {
        run.minutes += DAY / 2;
    }
    let kept = are_kept(&runs);
    runs.iter_mut().for_each(|run| run.kept = kept);
    runs
}

/// Whether a time may be told on a clock of twelve hours, which "09:30" and "13:30" are not.
fn is_of_twelve(reader: &Reader, at: Span) -> bool {
    let text = reader.slice(at);
    !text.starts_with('0') && moment(text).is_some_and(|m| m.clock.minutes_after_midnight < 13 * 60)
}

/// Whether a time lies in the hour that such a clock calls twelve.
fn is_noon(reader: &Reader, at: Span) -> bool {
    moment(reader.slice(at)).is_some_and(|m| m.clock.minutes_after_midnight >= 12 * 60)
}

/// Whether most rows take as long as lies between their ends.
fn are_kept(runs: &[Run]) -> bool {
    let said = |run: &&Run| run.taken.is_some();
    let right = |run: &&Run| run.taken.as_ref().is_some_and(|t| run.minutes > 0 && !t.contradicts(run.minutes as f64));
    let (all, kept) = (runs.iter().filter(said).count(), runs.iter().filter(right).count());
    kept > 1 && kept * 3 >= all * 2
}

/// The rows of a timetable that says in one column from when to when, `| 09:10 - 09:40 | 30 min |`, and keeps to it.
fn of_slots(reader: &Reader, table: &Table, took: usize) -> Vec<Run> {
    let slot = |row: &Row, column: usize| {
        let span = reader.cell_span(*row.cells.get(column)?);
        let [slot] = quantity::clocks(reader.slice(span), span.start)[..] else { return None };
        let (from, to) = (slot.start, slot.end.filter(|end| slot.start.is_possible() && end.is_possible())?);
        let minutes = within_a_day(from, to).unwrap_or_default();
        let taken = length(reader, reader.cell_span(*row.cells.get(took)?));
        let (start, end) = (slot.span, slot.span);
        (minutes > 0).then_some(Run { start, end, minutes, dated: true, taken, kept: true, pauses: false })
    };
    // Most tables tell no times, which their first row shows.
    let first = |column: &usize| table.rows.first().is_some_and(|row| slot(row, *column).is_some());
    let Some(column) = (0..table.columns.len()).filter(|&c| c != took).find(first) else { return Vec::new() };
    let runs: Vec<Run> = table.rows.iter().filter(|row| !row.total).filter_map(|row| slot(row, column)).collect();
    if are_kept(&runs) { runs } else { Vec::new() }
}

/// The minutes from the one time to the other, which may be past midnight; `None` where they are the wrong way round.
fn within_a_day(from: Clock, to: Clock) -> Option<i64> {
    let minutes = i64::from(to.minutes_after_midnight) - i64::from(from.minutes_after_midnight);
    let night = minutes < 0 && minutes + DAY <= NIGHT;
    Some(if night { minutes + DAY } else { minutes }).filter(|minutes| *minutes >= 0)
}

/// Minutes of a day, and of the longest run over midnight.
const DAY: i64 = 24 * 60;
const NIGHT: i64 = 12 * 60;

/// A run by the clock of one place.
fn run(reader: &Reader, start: Span, end: Span, taken: Option<Span>) -> Option<Run> {
    let (from, to) = (moment(reader.slice(start))?, moment(reader.slice(end))?);
    // From "Fri 18:00" to "Mon 08:00" it is some days.
    let leading = |span: Span| reader.slice(span).split(|c: char| !c.is_alphabetic()).next();
    if from.zone != to.zone || from.day.is_none() && leading(start) != leading(end) {
        return None;
    }
    let days = match (from.day, to.day) {
        (Some(from), Some(to)) => i64::from(from.until(to).ok()?.get_days()),
        (None, None) => 0,
        _ => return None,
    };
    let clock = |c: Clock| i64::from(c.minutes_after_midnight);
    let minutes = days * DAY + clock(to.clock) - clock(from.clock);
    let taken = taken.and_then(|span| length(reader, span));
    Some(Run { start, end, minutes, dated: from.day.is_some(), taken, kept: false, pauses: false })
}

/// The one length that is said, by the clock and firmly.
fn length(reader: &Reader, span: Span) -> Option<Quantity> {
    let text = reader.slice(span);
    let [length] = &quantity::scan(text, span.start)[..] else { return None };
    let clocked = matches!(length.unit, Unit::Time(TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour));
    let firm = length.hedge == Hedge::Exact && !length.is_range();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let apart = words.any(|word| reader.vocabulary.is_name(word, Name::OffClock));
    (clocked && firm && !apart).then(|| length.clone())
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
    // "08:00 (next day)"
    let glossed = rest.trim().get(zone.len()..).is_some_and(|gloss| gloss.contains(char::is_alphabetic));
    let whole = !glossed && slot.end.is_none() && slot.start.is_possible() && !text.contains(['~', '?', '+', '≈']);
    whole.then_some(Moment { day, clock: slot.start, zone })
}
