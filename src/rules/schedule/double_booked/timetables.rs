//! Tables with a time of the day in each row.

use crate::{
    diagnostic::{Diagnostic, quote},
    markdown::BlockId,
    plan::{
        ActorId, ActorKind, Assignee, Duty, Node, Role, Row, Table, Word,
        quantity::{self, Clock, Slot},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Longest booking, in minutes, that keeps somebody busy; a shift goes on beside other work.
const SHIFT: u32 = 6 * 60;

/// Minutes of a day, and from when on what goes past midnight is a night's work.
const DAY: u32 = 24 * 60;
const EVENING: u32 = 18 * 60;

/// A row of a timetable: from when to when, in minutes after the first midnight as well, and where that stands.
struct Booking {
    start: Clock,
    end: Clock,
    minutes: (u32, u32),
    row: BlockId,
    at: Span,
}

/// The nights that the rows of a day go through, one after the other.
#[derive(Default)]
struct Nights {
    gone: u32,
    last: u32,
}

impl Nights {
    /// From when to when the next row is, in minutes after the first midnight.
    fn minutes(&mut self, slot: &Slot, end: Clock) -> (u32, u32) {
        let start = slot.start.minutes_after_midnight;
        // Half a day earlier than the row before is the next morning.
        if start + DAY / 2 < self.last {
            self.gone += DAY;
        }
        self.last = start;
        let end = end.minutes_after_midnight;
        let over = if end < start { DAY } else { 0 };
        (self.gone + start, self.gone + end + over)
    }
}

/// Finds rows whose times overlap and whose owner is one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let timed = |table: &&Table| table.has(Role::Owner) && Times::of(cx, table).is_some();
    if !cx.plan.tables.iter().any(|table| timed(&table)) {
        return;
    }
    let mut owners: FxHashMap<Node, Vec<ActorId>> = FxHashMap::default();
    for assignment in cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner) {
        if let Assignee::Actors(list) = &assignment.assignee {
            owners.entry(assignment.subject).or_default().extend(list);
        }
    }
    for table in cx.plan.tables.iter().filter(timed) {
        let Some(times) = Times::of(cx, table) else { continue };
        let dated = |c: &usize| table.columns[*c].role == Some(Role::Date) || &*table.columns[*c].key == "day";
        let day = (0..table.columns.len()).filter(|&c| !times.stand_in(c)).find(dated);
        let mut booked: FxHashMap<(ActorId, &str), Vec<Booking>> = FxHashMap::default();
        let (mut today, mut nights) = ("", Nights::default());
        for row in table.rows.iter().filter(|row| !row.total) {
            let text = |c: usize| row.cells.get(c).map_or("", |&cell| cx.text(cx.document.block(cell).span).trim());
            if let Some(day) = day.map(text).filter(|d| !d.is_empty()) {
                if day != today {
                    nights = Nights::default();
                }
                today = day;
            }
            let Some((slot, end)) = times.of_row(cx, row).and_then(|slot| Some((slot, slot.end?))) else { continue };
            let minutes = nights.minutes(&slot, end);
            let Some(subject) = row.subject.filter(|_| !stands_by(cx, table, row)) else { continue };
            if minutes.1 - minutes.0 > SHIFT {
                continue;
            }
            for &actor in owners.get(&subject).into_iter().flatten() {
                let booking = Booking { start: slot.start, end, minutes, row: row.block, at: slot.span };
                booked.entry((actor, today)).or_default().push(booking);
            }
        }
        let mut booked: Vec<_> = booked.into_iter().collect();
        booked.sort_unstable_by_key(|((actor, day), _)| (*actor, *day));
        for ((actor, _), mut bookings) in booked {
            bookings.sort_by_key(|b| (b.minutes.0, b.at.start));
            let actor = cx.plan.actor(actor);
            if actor.kind == ActorKind::Pool || cx.settings.vocabulary.is_crowd(&actor.name) {
                continue;
            }
            // What overlaps in a row is one knot, and one finding.
            let mut knot: Option<Diagnostic> = None;
            for pair in bookings.windows(2) {
                let [a, b] = pair else { continue };
                if a.minutes.1 <= b.minutes.0 || a.row == b.row {
                    knot.take().into_iter().for_each(|found| out.push(found));
                    continue;
                }
                let message = || format!("`{}` is booked until {} and from {} on", quote(&actor.name), a.end, b.start);
                knot = Some(match knot.take() {
                    Some(found) => found.related(b.at, "and this one"),
                    None => out
                        .at(b.at, message())
                        .label("begins before the other ends")
                        .related(a.at, "the other booking")
                        .help("move one of the two, or give it to somebody else"),
                });
            }
            knot.into_iter().for_each(|found| out.push(found));
        }
    }
}

/// Whether the owner of a row is only there in case: "Ada (on call)".
fn stands_by(cx: &Context, table: &Table, row: &Row) -> bool {
    let cell = table.column(Role::Owner).and_then(|column| row.cells.get(column));
    let mut asides = cell.map_or("", |&cell| cx.text(cx.document.block(cell).span)).split(['(', '[']).skip(1);
    asides.any(|aside| cx.settings.vocabulary.says(aside, Word::Standby))
}

/// How a table tells when its rows are.
enum Times {
    /// In one column: `09:00–10:30`.
    Slots(usize),
    /// In two: `09:00` and `10:30`.
    Columns(usize, usize),
}

impl Times {
    /// Those of a table that tells it of each row.
    fn of(cx: &Context, table: &Table) -> Option<Self> {
        let words = &cx.settings.vocabulary;
        let rows = || table.rows.iter().filter(|row| !row.total);
        let told = |times: &Self| rows().nth(1).is_some() && rows().all(|row| times.of_row(cx, row).is_some());
        // How much time has gone by then is no time of the day.
        let mut columns = (0..table.columns.len()).filter(|&c| !words.says(&table.columns[c].key, Word::RunningTime));
        let slots = columns.find(|&c| told(&Self::Slots(c))).map(Self::Slots);
        let named = |word: Word| table.columns.iter().position(|c| words.is_word(&c.key, word));
        let columns = || Some(Self::Columns(named(Word::Starting)?, named(Word::Ending)?));
        slots.or_else(|| columns().filter(told))
    }

    /// Whether they stand in that column.
    fn stand_in(&self, column: usize) -> bool {
        match *self {
            Self::Slots(slots) => column == slots,
            Self::Columns(start, end) => column == start || column == end,
        }
    }

    /// From when to when a row is.
    fn of_row(&self, cx: &Context, row: &Row) -> Option<Slot> {
        let slot = |column: usize| alone(cx, *row.cells.get(column)?);
        let slot = match *self {
            Self::Slots(column) => slot(column)?,
            Self::Columns(start, end) => {
                let (from, to) = (slot(start)?, slot(end)?);
                let plain = from.end.is_none() && to.end.is_none();
                plain.then(|| Slot { start: from.start, end: Some(to.start), span: from.span.to(to.span) })?
            }
        };
        let night = |end: Clock| slot.start.minutes_after_midnight >= EVENING && end < slot.start;
        slot.end.filter(|&end| end > slot.start || night(end)).map(|_| slot)
    }
}

/// The time of the day that is all of a cell.
fn alone(cx: &Context, cell: BlockId) -> Option<Slot> {
    let span = cx.document.block(cell).span;
    let raw = cx.text(span);
    let found = quantity::clock(raw, span.start)?;
    (found.span.len() == raw.trim().trim_matches(['*', '`']).len()).then_some(found)
}
