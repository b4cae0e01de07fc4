//! When the rows of a table are, by the clock: `| 09:00–10:30 | Opening |`, `| Opening | 09:00 | 10:30 |`,
//! `| 09:00 | Opening | 90 min |`.

use crate::{
    markdown::BlockId,
    plan::{
        Measure, Name, Role, Word, fold,
        model::*,
        quantity::{self, Clock, Hedge, Slot, TimeUnit, Unit},
        read::Reader,
    },
    source::{Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Minutes of a day, and from when on what goes past midnight is a night's work.
const DAY: u32 = 24 * 60;
const EVENING: u32 = 18 * 60;

/// Longest cell with a time, and longest name of its zone, in bytes.
const CELL: usize = 48;
const ZONE: usize = 5;

/// Reads each table that tells when its rows are.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Timetable> {
    let tables = reader.plan.tables.iter().enumerate();
    tables.filter_map(|(index, table)| timetable(reader, index, table)).collect()
}

fn timetable(reader: &Reader, index: usize, table: &Table) -> Option<Timetable> {
    let (times, told) = Times::of(reader, table)?;
    let days = Days::of(reader, table, &times);
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let (mut today, mut gone, mut stretch) = (String::new(), 0, 0);
    let mut last: Option<(usize, u32)> = None;
    let rows = told.into_iter().map(|(row, told)| {
        days.follow(reader, &table.rows[row], told.day, &mut today);
        let count = known.len();
        let named = named_days(reader, &table.rows[row]);
        let day = *known.entry(format!("{today} {named}")).or_insert(count);
        let start = told.start.minutes_after_midnight;
        match last.replace((day, start)) {
            Some((before, _)) if before != day => (gone, stretch) = (0, stretch + 1),
            // Half a day earlier than the row before is the next morning.
            Some((_, before)) if start + DAY / 2 < before => gone += DAY,
            Some((_, before)) if start < before => stretch += 1,
            _ => {}
        }
        let from = gone + start;
        let to = told.length.map(|length| from + length);
        let Told { start, end, begins, ends, .. } = told;
        let text = fold(reader.slice(reader.document.block(table.rows[row].block).span));
        let beside = [Word::Unattended, Word::Alongside].into_iter().any(|word| reader.vocabulary.says(&text, word));
        TimedRow { row, day, stretch, start, end, from, to, begins, ends, beside }
    });
    let rows = rows.collect();
    Some(Timetable { table: index, by_length: matches!(times, Times::Lengths(..)), rows })
}

/// What a row tells of its times.
struct Told<'t> {
    /// The day that stands before its time.
    day: &'t str,
    /// The zone that stands behind it.
    zone: &'t str,
    start: Clock,
    end: Option<Clock>,
    /// From the one to the other, in minutes.
    length: Option<u32>,
    begins: Span,
    ends: Span,
}

/// How a table tells when its rows are.
#[derive(Clone, Copy)]
enum Times {
    /// In one column: `09:00–10:30`.
    Slots(usize),
    /// In two: `09:00` and `10:30`.
    Columns(usize, usize),
    /// In two: `09:00` and `90 min`.
    Lengths(usize, usize),
}

impl Times {
    /// Those of a table that tells it of each row, with what they are.
    fn of<'t>(reader: &Reader<'t>, table: &Table) -> Option<(Self, Vec<(usize, Told<'t>)>)> {
        let words = reader.vocabulary;
        // Most tables tell no times, which their first row shows.
        let first = table.rows.iter().find(|row| !row.total)?;
        let timed = |c: usize| first.cells.get(c).is_some_and(|&cell| moment(reader, cell).is_some());
        // How much time has gone by then is no time of the day.
        let runs = |c: usize| words.says(&table.columns[c].key, Word::RunningTime);
        let timed: Vec<usize> = (0..table.columns.len()).filter(|&c| timed(c) && !runs(c)).collect();
        let named = |word: Word| timed.iter().copied().find(|&c| words.is_word(head(&table.columns[c].key), word));
        let begin = || {
            let time = |&&c: &&usize| words.is_name(head(&table.columns[c].key), Name::ClockTime);
            named(Word::Starting).or_else(|| timed.iter().find(time).copied())
        };
        let length = |begin: usize| (0..table.columns.len()).find(|&c| c != begin && is_length(reader, table, c));
        let slots = timed.iter().map(|&c| Self::Slots(c));
        let columns = named(Word::Starting).and_then(|start| Some(Self::Columns(start, named(Word::Ending)?)));
        let lengths = begin().and_then(|start| Some(Self::Lengths(start, length(start)?)));
        slots.chain(columns).chain(lengths).find_map(|times| Some((times, times.told(reader, table)?)))
    }

    /// What each row tells; `None` where one of them does not, or there is only one.
    fn told<'t>(self, reader: &Reader<'t>, table: &Table) -> Option<Vec<(usize, Told<'t>)>> {
        let rows = table.rows.iter().enumerate().filter(|(_, row)| !row.total);
        let told: Option<Vec<_>> = rows.map(|(index, row)| Some((index, self.of_row(reader, table, row)?))).collect();
        // What is told in two zones cannot be compared by the clock.
        let one_zone = |told: &Vec<(usize, Told)>| told.iter().all(|(_, row)| row.zone == told[0].1.zone);
        told.filter(|told| told.len() > 1 && one_zone(told))
    }

    /// From when to when a row is.
    fn of_row<'t>(self, reader: &Reader<'t>, table: &Table, row: &Row) -> Option<Told<'t>> {
        let told = |column: usize| moment(reader, *row.cells.get(column)?);
        match self {
            Self::Slots(column) => {
                let slot = told(column)?;
                let length = minutes(slot.start, slot.end?)?;
                Some(Told { length: Some(length), ..slot })
            }
            Self::Columns(start, end) => {
                let (from, to) = (told(start)?, told(end)?);
                if from.end.or(to.end).is_some() || from.zone != to.zone {
                    return None;
                }
                // What ends on another day goes on for nobody knows how long.
                let length = if from.day == to.day { Some(minutes(from.start, to.start)?) } else { None };
                Some(Told { end: length.map(|_| to.start), length, ends: to.begins, ..from })
            }
            Self::Lengths(start, column) => {
                let from = told(start).filter(|from| from.end.is_none())?;
                let length = row.cells.get(column).and_then(|&cell| length(reader, table, column, cell));
                let Some((length, ends)) = length else { return Some(from) };
                let end = Clock { minutes_after_midnight: (from.start.minutes_after_midnight + length) % DAY };
                Some(Told { end: Some(end), length: Some(length), ends, ..from })
            }
        }
    }

    /// Whether they stand in that column.
    fn stand_in(self, column: usize) -> bool {
        match self {
            Self::Slots(one) => column == one,
            Self::Columns(start, other) | Self::Lengths(start, other) => column == start || column == other,
        }
    }
}

/// The minutes from the one time to the other, which may be past midnight at night; `None` where they are the wrong way round.
fn minutes(start: Clock, end: Clock) -> Option<u32> {
    let [from, to] = [start, end].map(|clock| clock.minutes_after_midnight);
    let night = from >= EVENING && to < from;
    let to = if night { to + DAY } else { to };
    (to > from).then(|| to - from)
}

/// The time of the day that is all of a cell, but for the day before it and the zone behind it.
fn moment<'t>(reader: &Reader<'t>, cell: BlockId) -> Option<Told<'t>> {
    let span = reader.cell_span(cell);
    if span.len() > CELL || !reader.digits.any_in(span) {
        return None;
    }
    let text = reader.slice(span).trim_matches(['*', '`']);
    let at = span.of_part(reader.slice(span), text);
    let Slot { start, end, span } = quantity::clock(text, at.start)?;
    let (before, behind) = (&text[..(span.start - at.start) as usize], &text[(span.end - at.start) as usize..]);
    let (day, zone) = (before.trim().trim_end_matches(','), behind.trim());
    let plain = |zone: &str| zone.len() <= ZONE && zone.chars().all(char::is_alphabetic);
    (is_day(day) && plain(zone)).then_some(Told { day, zone, start, end, length: None, begins: span, ends: span })
}

/// Whether a text is empty, or names a day and says nothing else: "Sat", "2026-11-28", "Day 2".
fn is_day(text: &str) -> bool {
    text.is_empty()
        || quantity::weekday(text.trim_end_matches('.')).is_some()
        || quantity::dates(text, 0).first().is_some_and(|day| day.span.len() == text.len())
        || quantity::windows(text, 0).next().is_some_and(|day| day.span.len() == text.len() && !day.is_range())
}

/// Whether a column says how long its rows take by the clock.
fn is_length(reader: &Reader, table: &Table, column: usize) -> bool {
    let name = head(&table.columns[column].key);
    let passing = || reader.vocabulary.measure(name) == Some(Measure::Length);
    reader.vocabulary.is_name(name, Name::Lasting) || passing()
}

/// How long a row takes, in minutes, where that is said firmly and with nothing behind it; and where.
fn length(reader: &Reader, table: &Table, column: usize, cell: BlockId) -> Option<(u32, Span)> {
    let span = reader.cell_span(cell);
    let text = reader.slice(span);
    let length = quantity::cell(text, span.start)?.under(&table.columns[column].name);
    let clocked = matches!(length.unit, Unit::Time(TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour));
    let firm = length.hedge == Hedge::Exact && !length.is_range() && !text.contains(['(', '?']);
    let minutes = length.low.round();
    (clocked && firm && (1.0..f64::from(DAY)).contains(&minutes)).then_some((minutes as u32, length.span))
}

/// A heading without what stands in brackets behind it: "Time (CET)".
fn head(key: &str) -> &str {
    window::trim(key.split(['(', '[']).next().unwrap_or(key))
}

/// The columns of a table that say of which day, of which run or in which zone a row's times are.
struct Days(Vec<usize>);

impl Days {
    fn of(reader: &Reader, table: &Table, times: &Times) -> Self {
        let told = |column: &usize| {
            let Column { role, key, .. } = &table.columns[*column];
            matches!(role, Some(Role::Date | Role::Group))
                || reader.vocabulary.is_name(head(key), Name::ClockDay)
                || role.is_none() && parts(reader, table, *column)
        };
        Self((0..table.columns.len()).filter(|&column| !times.stand_in(column)).filter(told).collect())
    }

    /// Makes of the day of the row before the one of this row: what stands in none of its cells goes on.
    fn follow(&self, reader: &Reader, row: &Row, day: &str, today: &mut String) {
        let texts =
            self.0.iter().filter_map(|&column| row.cells.get(column)).map(|&c| reader.slice(reader.cell_span(c)));
        let said: Vec<&str> = texts.chain([day]).filter(|text| !text.is_empty()).collect();
        if !said.is_empty() {
            *today = said.join(" ");
        }
    }
}

/// Whether a column parts the rows of a table: one value stands above the other, and one of them in several rows.
fn parts(reader: &Reader, table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let texts = cells.map(|&cell| reader.slice(reader.cell_span(cell))).filter(|text| !text.is_empty());
    let (mut seen, mut last, mut rows) = (FxHashSet::default(), "", 0);
    for text in texts {
        rows += 1;
        if text != last && !seen.insert(text) {
            return false;
        }
        last = text;
    }
    1 < seen.len() && seen.len() < rows
}

/// The days and weeks that the words of a row name: "Dry run on Friday", "Desk (week 2)".
fn named_days(reader: &Reader, row: &Row) -> String {
    let text = reader.slice(reader.document.block(row.block).span);
    let weekdays = text.split(|c: char| !c.is_alphanumeric()).filter(|word| quantity::weekday(word).is_some());
    let windows = quantity::windows(text, 0).map(|window| &text[window.span.range()]);
    weekdays.chain(windows).collect::<Vec<_>>().join(" ")
}
