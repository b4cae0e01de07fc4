//! Statistics by priority, owner or kind, `| Priority | Total | Done |`, against the rows of the tables of tasks in which
//! these are a column.

use super::{apart, headline, row_status};
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::BlockId,
    plan::{DONE_MARKS, Name, Role, Status, Table, fold},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// The most tables of statistics that are looked at.
const TABLES: usize = 8;

/// The fewest tasks that are counted together hardly by chance.
const ALL: u64 = 4;

/// The rows that have one value: how many there are, how many are done, and how many were dropped.
#[derive(Default)]
struct Have {
    all: u64,
    done: u64,
    dropped: u64,
}

/// How many of one value the statistics count as done.
struct Said {
    /// That names the value.
    cell: BlockId,
    number: u64,
    /// Where the number stands.
    at: Span,
}

/// Finds what is counted as done in another number than that of the rows, where all other numbers are theirs.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let statistics = cx.plan.tables.iter().filter_map(|table| Some((table, columns(cx, table)?)));
    let statistics: Vec<_> = statistics.take(TABLES).collect();
    for &(table, (done, all)) in &statistics {
        // Of two that count the same, one tells what was, and so do "Last sprint" and "As of 3 May:".
        let alike = statistics.iter().filter(|(other, _)| other.columns[0].key == table.columns[0].key).count();
        if alike > 1 || !is_of_now(cx, table) {
            continue;
        }
        let Some(have) = have(cx, table) else { continue };
        let Some(said) = said(cx, table, done, all, &have) else { continue };
        for Said { cell, number, at } in said {
            let have = &have[&value(cx, cell)];
            if number != have.done && number != have.done + have.dropped && !out.tell(at) {
                report(cx, out, cell, at, number, have);
            }
        }
    }
}

/// Whether a table stands right below a heading of statistics: "Summary by priority".
fn is_of_now(cx: &Context, table: &Table) -> bool {
    let section = cx.document.section(table.section);
    let above = cx.document.previous_sibling(table.block);
    section.heading.is_some()
        && above == section.heading
        && headline::is_of_progress(cx, &section.title, &table.columns[0].key)
}

/// The columns of what is done and of all in a table of statistics.
fn columns(cx: &Context, table: &Table) -> Option<(usize, usize)> {
    let words = &cx.settings.vocabulary;
    // "✅ Fixed" is how the rows are marked that are done.
    let marked = |name: &str| {
        let state = words.status(name.trim_matches(|c: char| !c.is_alphanumeric()));
        name.starts_with(DONE_MARKS) && state == Some(Status::Done)
    };
    let all = table.columns.iter().position(|c| words.is_name(&c.key, Name::CountedAll)).filter(|&c| c > 0)?;
    let named = |column: usize| {
        let column = &table.columns[column];
        words.is_name(&column.key, Name::CountedDone) || marked(&column.name)
    };
    let mut done = (1..table.columns.len()).filter(|&column| named(column));
    let first = done.next().filter(|_| done.next().is_none())?;
    (table.rows.len() > 1).then_some((first, all))
}

/// What the rows of the tables of tasks say that have the first column of `statistics`; `None` where one of them says
/// nothing of how far it is.
fn have(cx: &Context, statistics: &Table) -> Option<FxHashMap<String, Have>> {
    let first = statistics.columns.first()?;
    let alike = |table: &Table, column: usize| {
        let column = &table.columns[column];
        !first.key.is_empty() && column.key == first.key
            || first.role == Some(Role::Priority) && column.role == Some(Role::Priority)
    };
    let mut found: FxHashMap<String, Have> = FxHashMap::default();
    for table in cx.plan.tables.iter().filter(|table| table.block != statistics.block) {
        let Some(column) = (1..table.columns.len()).find(|&column| alike(table, column)) else { continue };
        for row in table.rows.iter().filter(|row| !row.total) {
            let have = found.entry(value(cx, *row.cells.get(column)?)).or_default();
            let status = row_status(cx, row)?;
            have.all += 1;
            have.done += u64::from(status == Status::Done);
            have.dropped += u64::from(status == Status::Dropped);
        }
    }
    (found.len() > 1).then_some(found)
}

/// What a cell says, without marks: "🔴 High".
fn value(cx: &Context, cell: BlockId) -> String {
    let text = cx.document.plain(cx.source.text(), cell);
    fold(text.trim_matches(|c: char| !c.is_alphanumeric())).into_owned()
}

/// How much of each value the rows of the statistics say is done, and where; `None` unless they tell of as many tasks as
/// there are, and of each value, but for one at most, of as many as have it.
fn said(cx: &Context, table: &Table, done: usize, all: usize, have: &FxHashMap<String, Have>) -> Option<Vec<Said>> {
    let (mut said, mut whole, mut others) = (Vec::new(), 0, 0);
    for row in table.rows.iter().filter(|row| !row.total) {
        let span = |column: usize| Some(cx.document.text_span(*row.cells.get(column)?));
        let number = |column: usize| apart::number(cx.text(span(column)?));
        let (cell, all) = (*row.cells.first()?, number(all)?);
        whole += all;
        match have.get(&value(cx, cell))?.all == all {
            true => said.push(Said { cell, number: number(done)?, at: span(done)? }),
            false => others += 1,
        }
    }
    let certain = said.len() > 1 && others < 2 && whole >= ALL;
    (certain && whole == have.values().map(|have| have.all).sum::<u64>()).then_some(said)
}

fn report(cx: &Context, out: &mut Findings, cell: BlockId, at: Span, number: u64, have: &Have) {
    let Have { all, done, .. } = have;
    let name = quote(&cx.document.plain(cx.source.text(), cell));
    let finding = out
        .at(at, format!("{number} of `{name}` are counted as done here, and {done} of its {all} rows say so"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{done} by the rows"))
        .help("count again, or correct the rows; who reads only the summary believes it")
        .about(Subject::Place(at));
    out.push(finding);
}
