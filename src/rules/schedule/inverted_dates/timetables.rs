//! Rows of a timetable that begin before what they wait for ends, and one that falls out of the order of its column.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{Edge, Ends, Name, Node, Orders, Relation, Role, Table, TaskKind, TimedRow, Timetable, Why},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The most rows of a table whose times were probably written by mistake.
const SLIPS: usize = 2;

/// From how many rows on a column shows that it goes on.
const COLUMN: usize = 5;

/// The farthest, in minutes, that a row falls back by mistake; farther back, it is another day or another list.
const FALL: u32 = 60;

/// One o'clock in the afternoon, in minutes: only a clock of 24 hours goes on to it.
const AFTERNOON: u32 = 13 * 60;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.timetables.is_empty() {
        return;
    }
    orders(cx, out);
    cx.plan.timetables.iter().for_each(|timetable| falls(cx, out, timetable));
}

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
fn orders(cx: &Context, out: &mut Findings) {
    let timed = timed(cx);
    let mut tables: Vec<Kept> = Vec::new();
    tables.resize_with(cx.plan.timetables.len(), Kept::default);
    for edge in cx.plan.edges.iter().filter(|e| e.place.why == Why::Cell && e.relation != Relation::With) {
        let row = |node: Node| timed.get(&cx.plan.canonical(node)).copied().flatten();
        let (Some((table, first)), Some((other, next))) = (row(edge.before), row(edge.after)) else { continue };
        if table != other || first.row == next.row || first.stretch != next.stretch {
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
        let alone = early.len() == 1 && timetable.ends == Ends::Told;
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
                report(cx, out, timetable, &early);
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
    // In the same window, each in its turn.
    let window = first.from == next.from && first.to == next.to;
    // "T1 (draft)"
    let glossed = cx.source.text()[edge.place.span.end as usize..].trim_start_matches(['*', '`', ' ']).starts_with('(');
    !window
        && !glossed
        && !first.beside
        && !next.beside
        && !over(edge.before)
        && !over(edge.after)
        && !part(first, next)
        && !part(next, first)
        && !spans_others(timetable, first)
        && !spans_others(timetable, next)
}

/// Whether several other rows begin and end while a row goes on: a window, a watch.
fn spans_others(timetable: &Timetable, row: &TimedRow) -> bool {
    let inside = |other: &&TimedRow| {
        other.row != row.row && other.stretch == row.stretch && row.from <= other.from && other.to <= row.to
    };
    timetable.rows.iter().filter(|other| other.to.is_some()).filter(inside).nth(1).is_some()
}

fn report(cx: &Context, out: &mut Findings, timetable: &Timetable, early: &Early) {
    let Early { edge, first, next } = early;
    let (after, before) = (quote(&cx.plan.name(edge.after)), quote(&cx.plan.name(edge.before)));
    let (begins, end) = (next.start, first.end.unwrap_or(first.start));
    let mut found = out
        .at(next.begins, format!("`{after}` starts at {begins} and waits for `{before}`, which ends at {end}"))
        .label("starts too early")
        .related(first.ends, format!("`{before}` ends here"))
        .related(edge.place.span, "the order")
        .help("start it later, end the other earlier, or take the dependency out if both may overlap");
    if timetable.ends == Ends::Length {
        found = found.severity(Severity::Warning).confidence(Confidence::Conventional);
    }
    out.push(found);
}

/// The one row whose time lies before that of the row above it, in a column that goes on otherwise.
fn falls(cx: &Context, out: &mut Findings, timetable: &Timetable) {
    let (table, rows) = (&cx.plan.tables[timetable.table], &timetable.rows);
    if timetable.ends == Ends::Told || rows.len() < COLUMN || !leads(cx, table, timetable.column) {
        return;
    }
    let fallen = |at: &usize| rows[at - 1].day == rows[*at].day && rows[*at].from < rows[at - 1].from;
    let mut all = (1..rows.len()).filter(fallen);
    let (Some(at), None) = (all.next(), all.next()) else { return };
    let (above, row) = (&rows[at - 1], &rows[at]);
    // Without the one or without the other, the column goes on from day to day as it is.
    let follows = |a: Option<&TimedRow>, b: &TimedRow| a.is_some_and(|a| a.day == b.day && a.from <= b.from);
    let above_odd = follows(at.checked_sub(2).map(|at| &rows[at]), row);
    let row_odd = rows.get(at + 1).is_some_and(|next| follows(Some(above), next));
    let part = |timed: &TimedRow| table.rows[timed.row].part_of.is_some();
    if above.from - row.from > FALL
        || !above_odd && !row_odd
        || above.beside
        || row.beside
        || part(above)
        || part(row)
        || !is_of_24_hours(cx, rows)
        || begins_another_list(cx, table, timetable, at)
    {
        return;
    }
    let found = out
        .at(
            row.begins,
            format!("{} stands below {}, and the rows of this table go on by the clock", row.start, above.start),
        )
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label("earlier than the row above")
        .related(above.begins, "the row above")
        .help("mend one of the two times, or put the rows in their order; whoever does the steps goes by the clock");
    out.push(found);
}

/// Whether nothing but numbers and days stands before a column: it says in which order the rows come.
fn leads(cx: &Context, table: &Table, column: usize) -> bool {
    let words = &cx.settings.vocabulary;
    table.columns[..column]
        .iter()
        .all(|column| matches!(column.role, Some(Role::Id | Role::Date)) || words.is_name(&column.key, Name::ClockDay))
}

/// Whether the times are told on a clock of 24 hours, or each with its half of the day.
fn is_of_24_hours(cx: &Context, rows: &[TimedRow]) -> bool {
    let halves = rows.iter().filter(|row| cx.text(row.begins).ends_with(['m', 'M', '.'])).count();
    let whole = |row: &TimedRow| row.start.minutes_after_midnight >= AFTERNOON || cx.text(row.begins).starts_with('0');
    halves == rows.len() || halves == 0 && rows.iter().any(whole)
}

/// Whether a column says of the rows from `at` on that they are others' than those above: another team, another phase.
fn begins_another_list(cx: &Context, table: &Table, timetable: &Timetable, at: usize) -> bool {
    let (above, below) = timetable.rows.split_at(at);
    (0..table.columns.len()).filter(|&column| column != timetable.column).any(|column| {
        let texts = |rows: &[TimedRow]| -> Vec<&str> {
            let cells = rows.iter().filter_map(|timed| table.rows[timed.row].cells.get(column));
            cells.map(|&cell| cx.text(cx.document.block(cell).span).trim()).filter(|text| !text.is_empty()).collect()
        };
        let (above, below) = (texts(above), texts(below));
        let own: [FxHashSet<&str>; 2] = [&above, &below].map(|texts| texts.iter().copied().collect());
        own[0].is_disjoint(&own[1]) && own[0].len() + own[1].len() < above.len() + below.len()
    })
}
