//! Tables with a time of the day in each row.

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, quote},
    plan::{Actor, ActorId, ActorKind, Assignee, Duty, Ends, Node, Role, Row, Table, TimedRow, Timetable, Word},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Longest booking, in minutes, that keeps somebody busy; a shift goes on beside other work.
const SHIFT: u32 = 6 * 60;

/// The most rows of a table whose lengths overlap by mistake.
const SLIPS: usize = 2;

/// Finds rows whose times overlap and whose owner is one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let owned =
        |timetable: &&Timetable| timetable.ends != Ends::Untold && cx.plan.tables[timetable.table].has(Role::Owner);
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
        let by_length = timetable.ends == Ends::Length;
        let mut found = Vec::new();
        for (actor, bookings) in booked(cx, timetable, &owners) {
            let actor = cx.plan.actor(actor);
            let several = actor.kind == ActorKind::Pool || cx.settings.vocabulary.is_crowd(&actor.name);
            // A role that has a length to fill may be several people.
            if !(several || by_length && actor.kind == ActorKind::Role) {
                knots(out, actor, &bookings, by_length, &mut found);
            }
        }
        if !by_length || found.len() <= SLIPS && keeps_lengths(timetable) {
            found.into_iter().for_each(|found| out.push(found));
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
        // Of several, one may do it for part of the time.
        let one = timetable.ends == Ends::Told || owners.len() == 1;
        if one && !stands_by(cx, table, row) && !timed.beside {
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

/// Reports what overlaps; what does so in a row is one knot, and one finding.
fn knots(out: &Findings, actor: &Actor, bookings: &[&TimedRow], by_length: bool, found: &mut Vec<Diagnostic>) {
    let mut knot: Option<Diagnostic> = None;
    for pair in bookings.windows(2) {
        let [a, b] = pair else { continue };
        let (Some(to), Some(end)) = (a.to, a.end) else { continue };
        if to <= b.from || a.row == b.row || by_length && a.stretch != b.stretch {
            found.extend(knot.take());
            continue;
        }
        let message = || format!("`{}` is booked until {end} and from {} on", quote(&actor.name), b.start);
        knot = Some(match knot.take() {
            Some(found) => found.related(b.span(), "and this one"),
            None => {
                let found = out
                    .at(if by_length { b.begins } else { b.span() }, message())
                    .label("begins before the other ends")
                    .related(if by_length { a.ends } else { a.span() }, "the other booking")
                    .help("move one of the two, or give it to somebody else");
                // A length may be told with some room in it.
                match by_length {
                    true => found.severity(Severity::Warning).confidence(Confidence::Conventional),
                    false => found,
                }
            }
        });
    }
    found.extend(knot);
}

/// Whether most rows end, by their lengths, before the next one begins.
fn keeps_lengths(timetable: &Timetable) -> bool {
    let pairs = timetable.rows.windows(2).filter(|pair| pair[0].stretch == pair[1].stretch);
    let (mut kept, mut broken) = (0, 0);
    for pair in pairs {
        match pair[0].to {
            Some(to) if to <= pair[1].from => kept += 1,
            Some(_) => broken += 1,
            None => {}
        }
    }
    kept >= broken
}

/// Whether the owner of a row is only there in case: "Ada (on call)".
fn stands_by(cx: &Context, table: &Table, row: &Row) -> bool {
    let cell = table.column(Role::Owner).and_then(|column| row.cells.get(column));
    let mut asides = cell.map_or("", |&cell| cx.text(cx.document.block(cell).span)).split(['(', '[']).skip(1);
    asides.any(|aside| cx.settings.vocabulary.says(aside, Word::Standby))
}
