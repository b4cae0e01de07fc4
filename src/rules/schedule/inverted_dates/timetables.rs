//! Rows of a timetable that begin before what they wait for ends.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{Edge, Node, Orders, Relation, TaskKind, TimedRow, Timetable, Why},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// The most rows of a table whose times were probably written by mistake.
const SLIPS: usize = 2;

/// How many times as long as the overlap both rows are: where they share more, the next goes on within the first, or
/// follows it batch by batch.
const SHARED: u32 = 3;

/// A row that begins before the one for which it waits ends.
struct Early<'c> {
    edge: &'c Edge,
    first: &'c TimedRow,
    next: &'c TimedRow,
}

/// What the orders among the rows of one timetable come to.
#[derive(Default)]
struct Kept<'c> {
    early: Vec<Early<'c>>,
    kept: usize,
}

/// Rows that begin before what they depend on ends.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.timetables.is_empty() {
        return;
    }
    let timed = timed(cx);
    let mut tables: Vec<Kept> = Vec::new();
    tables.resize_with(cx.plan.timetables.len(), Kept::default);
    for edge in cx.plan.edges.iter().filter(|e| e.place.why == Why::Cell && e.relation != Relation::With) {
        let row = |node: Node| timed.get(&cx.plan.canonical(node)).copied().flatten();
        let (Some((table, first)), Some((other, next))) = (row(edge.before), row(edge.after)) else { continue };
        if table != other || first.row == next.row || first.stretch != next.stretch || first.day != next.day {
            continue;
        }
        match first.to {
            Some(end) if next.from < end => tables[table].early.push(Early { edge, first, next }),
            Some(_) => tables[table].kept += 1,
            None => {}
        }
    }
    let (mut plain, mut known) = (None, None);
    for (timetable, Kept { early, kept }) in cx.plan.timetables.iter().zip(tables) {
        // Where several begin early, the plan lets work overlap; a length may be told with some room in it.
        let alone = early.len() == 1 && !timetable.by_length;
        if early.is_empty() || !alone && early.len() > SLIPS.min(kept) {
            continue;
        }
        let plain = plain.get_or_insert_with(|| plainly(cx));
        let known = known.get_or_insert_with(|| Orders::of(cx.plan));
        for early in early {
            let [before, after] = [early.edge.before, early.edge.after];
            let stated = [before, after].iter().all(|node| plain.get(node).copied().unwrap_or(true));
            // Where each waits for the other, one of the orders is wrong, and not a time.
            let round = known.leads(cx.plan.canonical(after), cx.plan.canonical(before));
            if stated && !round && is_firm(cx, timetable, &early) {
                report(cx, out, &early);
            }
        }
    }
}

/// Where each thing stands among the timetables; nowhere where it stands twice.
fn timed<'c>(cx: &Context<'c>) -> FxHashMap<Node, Option<(usize, &'c TimedRow)>> {
    let mut found = FxHashMap::default();
    for (index, timetable) in cx.plan.timetables.iter().enumerate() {
        let rows = &cx.plan.tables[timetable.table].rows;
        for timed in &timetable.rows {
            let Some(subject) = rows[timed.row].subject else { continue };
            let known = found.entry(cx.plan.canonical(subject));
            known.and_modify(|known| *known = None).or_insert(Some((index, timed)));
        }
    }
    found
}

/// Whether all that a thing waits for was understood: "T1 + 30 min" may say when it may begin.
fn plainly(cx: &Context) -> FxHashMap<Node, bool> {
    let mut plain = FxHashMap::default();
    for stated in &cx.plan.stated {
        *plain.entry(stated.subject).or_insert(true) &= stated.whole;
    }
    plain
}

/// Whether nothing that is told of two rows lets the one begin before the other ends.
fn is_firm(cx: &Context, timetable: &Timetable, early: &Early) -> bool {
    let Early { edge, first, next } = early;
    let table = &cx.plan.tables[timetable.table];
    // What is over went as it went, and a milestone has no end.
    let over = |node: Node| match node {
        Node::Task(task) => cx.plan.task(task).done() || cx.plan.task(task).kind == TaskKind::Landmark,
        _ => true,
    };
    let part = |a: &TimedRow, b: &TimedRow| table.rows[a.row].part_of == Some(b.row);
    // "T1 (draft)", "Rig the lights (from the second truck on)"
    let glossed = |row: &TimedRow| cx.text(cx.document.block(table.rows[row.row].block).span).contains('(');
    is_slip(first, next)
        && !glossed(first)
        && !glossed(next)
        && !first.beside
        && !next.beside
        && !over(edge.before)
        && !over(edge.after)
        && !part(first, next)
        && !part(next, first)
        && !spans_others(timetable, first)
        && !spans_others(timetable, next)
}

/// Whether a row begins by mistake before the other ends: before that one has begun, or so shortly before its end that
/// it was meant to follow.
fn is_slip(first: &TimedRow, next: &TimedRow) -> bool {
    let (Some(end), Some(length)) = (first.to, first.minutes()) else { return false };
    let shared = end - next.from;
    let follows = next.to.is_none_or(|to| end < to) && SHARED * shared <= length.min(next.minutes().unwrap_or(length));
    next.from < first.from || follows
}

/// Whether several other rows begin and end while a row goes on: a window, a watch.
fn spans_others(timetable: &Timetable, row: &TimedRow) -> bool {
    let inside = |other: &&TimedRow| {
        other.row != row.row && other.stretch == row.stretch && row.from <= other.from && other.to <= row.to
    };
    timetable.rows.iter().filter(|other| other.to.is_some()).filter(inside).nth(1).is_some()
}

fn report(cx: &Context, out: &mut Findings, early: &Early) {
    let Early { edge, first, next } = early;
    let (after, before) = (quote(&cx.plan.name(edge.after)), quote(&cx.plan.name(edge.before)));
    let (begins, end) = (next.start, first.end.unwrap_or(first.start));
    let found = out
        .at(next.begins, format!("`{after}` starts at {begins} and waits for `{before}`, which ends at {end}"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label("starts too early")
        .related(first.ends, format!("`{before}` ends here"))
        .related(edge.place.span, "the order")
        .help("start it later, end the other earlier, or take the dependency out if both may overlap");
    out.push(found);
}
