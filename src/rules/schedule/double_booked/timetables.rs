//! Tables with a time of the day in each row.

use crate::{
    diagnostic::{Diagnostic, quote},
    plan::{Actor, ActorId, ActorKind, Assignee, Duty, Node, Role, Row, Table, TimedRow, Timetable, Word},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Longest booking, in minutes, that keeps somebody busy; a shift goes on beside other work.
const SHIFT: u32 = 6 * 60;

/// Finds rows whose times overlap and whose owner is one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // A row that only says how long it takes may run by itself: an export, an oven.
    let owned = |timetable: &&Timetable| !timetable.by_length && cx.plan.tables[timetable.table].has(Role::Owner);
    if !cx.plan.timetables.iter().any(|timetable| owned(&timetable)) {
        return;
    }
    let mut owners: FxHashMap<Node, Vec<ActorId>> = FxHashMap::default();
    for assignment in cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner) {
        if let Assignee::Actors(list) = &assignment.assignee {
            owners.entry(assignment.subject).or_default().extend(list);
        }
    }
    for timetable in cx.plan.timetables.iter().filter(owned) {
        for (actor, bookings) in booked(cx, timetable, &owners) {
            let actor = cx.plan.actor(actor);
            if actor.kind != ActorKind::Pool && !cx.settings.vocabulary.is_crowd(&actor.name) {
                knots(out, actor, &without_wholes(cx, timetable, bookings));
            }
        }
    }
}

/// The rows of each owner on each day, by their begin.
fn booked<'c>(
    cx: &Context<'c>,
    timetable: &'c Timetable,
    owners: &FxHashMap<Node, Vec<ActorId>>,
) -> Vec<(ActorId, Vec<&'c TimedRow>)> {
    let table = &cx.plan.tables[timetable.table];
    let mut booked: FxHashMap<(ActorId, usize), Vec<&TimedRow>> = FxHashMap::default();
    for timed in timetable.rows.iter().filter(|timed| timed.minutes().is_some_and(|minutes| minutes <= SHIFT)) {
        let row = &table.rows[timed.row];
        let Some(owners) = row.subject.and_then(|subject| owners.get(&subject)) else { continue };
        if !stands_by(cx, table, row) && !timed.beside {
            owners.iter().for_each(|&actor| booked.entry((actor, timed.day)).or_default().push(timed));
        }
    }
    let mut booked: Vec<_> = booked.into_iter().collect();
    booked.sort_unstable_by_key(|((actor, day), _)| (*actor, *day));
    let sorted = booked.into_iter().map(|((actor, _), mut rows)| {
        rows.sort_by_key(|row| (row.from, row.begins.start));
        (actor, rows)
    });
    sorted.collect()
}

/// The bookings that are not the whole of others: "1" is that of "1.1", and "Phase A" that of the rows which fill it.
fn without_wholes<'c>(cx: &Context, timetable: &Timetable, bookings: Vec<&'c TimedRow>) -> Vec<&'c TimedRow> {
    let rows = &cx.plan.tables[timetable.table].rows;
    let is_whole = |at: usize| {
        let whole = bookings[at];
        let (mut filled, mut parts) = (whole.from, 0);
        for part in &bookings[at + 1..] {
            if Some(part.from) >= whole.to {
                break;
            }
            if rows[part.row].part_of == Some(whole.row) && part.to <= whole.to {
                return true;
            }
            if part.from != filled || part.to.is_none() {
                return false;
            }
            filled = part.to.unwrap_or(filled);
            parts += 1;
        }
        parts > 1 && Some(filled) == whole.to
    };
    (0..bookings.len()).filter(|&at| !is_whole(at)).map(|at| bookings[at]).collect()
}

/// Reports what overlaps; what does so in a row is one knot, and one finding.
fn knots(out: &mut Findings, actor: &Actor, bookings: &[&TimedRow]) {
    let mut knot: Option<Diagnostic> = None;
    for pair in bookings.windows(2) {
        let [a, b] = pair else { continue };
        let (Some(to), Some(end)) = (a.to, a.end) else { continue };
        if to <= b.from || a.row == b.row || goes_on(a, b) {
            knot.take().into_iter().for_each(|found| out.push(found));
            continue;
        }
        let message = || format!("`{}` is booked until {end} and from {} on", quote(&actor.name), b.start);
        knot = Some(match knot.take() {
            Some(found) => found.related(b.span(), "and this one"),
            None => out
                .at(b.span(), message())
                .label("begins before the other ends")
                .related(a.span(), "the other booking")
                .help("move one of the two, or give it to somebody else"),
        });
    }
    knot.into_iter().for_each(|found| out.push(found));
}

/// Whether the one goes on by itself while the other is done: paint dries, bread is in the oven.
fn goes_on(a: &TimedRow, b: &TimedRow) -> bool {
    let inside = a.from < b.from && b.to < a.to;
    inside && a.minutes().zip(b.minutes()).is_some_and(|(long, short)| 2 * short <= long)
}

/// Whether the owner of a row is only there in case: "Ada (on call)".
fn stands_by(cx: &Context, table: &Table, row: &Row) -> bool {
    let cell = table.column(Role::Owner).and_then(|column| row.cells.get(column));
    let mut asides = cell.map_or("", |&cell| cx.text(cx.document.block(cell).span)).split(['(', '[']).skip(1);
    asides.any(|aside| cx.settings.vocabulary.says(aside, Word::Standby))
}
