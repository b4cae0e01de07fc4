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

/// A row of a timetable: from when to when, and where that stands.
struct Booking {
    start: Clock,
    end: Clock,
    row: BlockId,
    at: Span,
}

/// Finds rows whose times overlap and whose owner is one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let timed = |table: &&Table| table.column(Role::Owner).is_some() && slot_column(cx, table).is_some();
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
        let Some(column) = slot_column(cx, table) else { continue };
        let day = table.columns.iter().position(|c| c.role == Some(Role::Date) || &*c.key == "day");
        let mut booked: FxHashMap<(ActorId, &str), Vec<Booking>> = FxHashMap::default();
        let mut today = "";
        for row in &table.rows {
            let text = |c: usize| row.cells.get(c).map_or("", |&cell| cx.text(cx.document.block(cell).span).trim());
            if let Some(day) = day.map(text).filter(|d| !d.is_empty()) {
                today = day;
            }
            let Some(subject) = row.subject.filter(|_| !stands_by(cx, table, row)) else { continue };
            let Some(slot) = row.cells.get(column).and_then(|&cell| slot(cx, cell)) else { continue };
            let Some(end) = slot.end.filter(|e| minutes(*e).saturating_sub(minutes(slot.start)) <= SHIFT) else {
                continue;
            };
            for &actor in owners.get(&subject).into_iter().flatten() {
                let booking = Booking { start: slot.start, end, row: row.block, at: slot.span };
                booked.entry((actor, today)).or_default().push(booking);
            }
        }
        let mut booked: Vec<_> = booked.into_iter().collect();
        booked.sort_unstable_by_key(|((actor, day), _)| (*actor, *day));
        for ((actor, _), mut bookings) in booked {
            bookings.sort_by_key(|b| (b.start, b.at.start));
            let actor = cx.plan.actor(actor);
            if actor.kind == ActorKind::Pool {
                continue;
            }
            // What overlaps in a row is one knot, and one finding.
            let mut knot: Option<Diagnostic> = None;
            for pair in bookings.windows(2) {
                let [a, b] = pair else { continue };
                if a.end <= b.start || a.row == b.row {
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

fn minutes(clock: Clock) -> u32 {
    clock.minutes_after_midnight
}

/// The column whose every cell is a time of the day with its end.
fn slot_column(cx: &Context, table: &Table) -> Option<usize> {
    // How much time has gone by then is no time of the day.
    let sums = |c: usize| cx.settings.vocabulary.says(&table.columns[c].key, Word::RunningTime);
    let slots = |c: usize| table.rows.iter().all(|r| r.cells.get(c).is_some_and(|&cell| slot(cx, cell).is_some()));
    let timed = |c: usize| slots(c) && !sums(c);
    (0..table.columns.len()).find(|&c| table.rows.len() > 1 && timed(c))
}

fn slot(cx: &Context, cell: BlockId) -> Option<Slot> {
    let span = cx.document.block(cell).span;
    let raw = cx.text(span);
    let found = quantity::clock(raw, span.start)?;
    let whole = found.span.len() == raw.trim().trim_matches(['*', '`']).len();
    found.end.filter(|end| whole && *end > found.start).map(|_| found)
}
