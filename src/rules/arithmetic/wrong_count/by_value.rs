//! How many tasks a summary gives to each value of a column: `| Severity | Total |` beside a table of the tasks with their
//! severity.

use super::finding;
use crate::{
    diagnostic::{Subject, quote},
    markdown::BlockId,
    plan::{Name, Node, Role, Row, Status, Table, fold},
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;

/// The longest summary, in rows.
const ROWS: usize = 12;

/// How many rows have to be right to show what is counted.
const RIGHT: usize = 2;

/// Finds the one number of a summary that the tasks do not bear out, where all others are right.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let summary = |table: &&Table| (RIGHT + 1..=ROWS).contains(&table.rows.len()) && counting(cx, table).is_some();
    for table in cx.plan.tables.iter().filter(summary) {
        let Some((column, key)) = counting(cx, table).zip(table.columns.first().map(|c| &*c.key)) else { continue };
        if !cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, table.section) {
            continue;
        }
        // All of them, or those that are still to be done, or those that are.
        let ways = [|_: Option<bool>| true, |done: Option<bool>| done != Some(true), |done| done == Some(true)];
        let ways: Option<Vec<Counts>> = ways.into_iter().map(|way| counts(cx, table, key, way)).collect();
        if let Some(ways) = ways {
            compare(cx, out, table, column, &ways);
        }
    }
}

/// The column of a summary that counts tasks, where its rows are no tasks themselves.
fn counting(cx: &Context, table: &Table) -> Option<usize> {
    let words = &cx.settings.vocabulary;
    let counts = |key: &str| words.is_name(key, Name::TaskCount) || words.is_name(key, Name::Amount);
    let listing = table.column(Role::Id).is_some_and(|id| !counts(&table.columns[id].key));
    (1..table.columns.len()).find(|&c| !listing && counts(&table.columns[c].key))
}

/// How many rows have each value.
type Counts = FxHashMap<String, u64>;

/// How many rows of the other tables have each value below the heading `key`, of those that count by whether they are
/// done; `None` where that is not certain.
fn counts(cx: &Context, summary: &Table, key: &str, way: fn(Option<bool>) -> bool) -> Option<Counts> {
    let lists = |t: &&Table| t.block != summary.block && t.column(Role::Task).is_some() && counting(cx, t).is_none();
    let mut found = Counts::default();
    for table in cx.plan.tables.iter().filter(lists) {
        // What stands in a table without that column, may be counted as well.
        let column = table.columns.iter().position(|c| *c.key == *key)?;
        for row in table.rows.iter().filter(|row| !row.total) {
            *found.entry(value(cx, row, column)?).or_default() += u64::from(way(done(cx, row)));
        }
    }
    (found.len() >= RIGHT).then_some(found)
}

/// Whether a row says that its task is done.
fn done(cx: &Context, row: &Row) -> Option<bool> {
    let Some(Node::Task(task)) = row.subject else { return None };
    let here = cx.document.block(row.block).span;
    let own = cx.plan.task(task).statuses.iter().find(|claim| here.contains(claim.place.span))?;
    Some(own.status == Status::Done)
}

/// What a cell names, without what glosses it: `P0` of "🔴 P0 (critical)"; `None` where it names nothing, or several.
fn value(cx: &Context, row: &Row, column: usize) -> Option<String> {
    let plain = cx.document.plain(cx.source.text(), *row.cells.get(column)?);
    if plain.contains([',', '/', '+', '&', '~']) {
        return None;
    }
    let head = plain.split(['(', '—', '–', ':']).next().unwrap_or(&plain);
    let name = fold(head.split(" - ").next().unwrap_or(head)).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    (!name.is_empty()).then_some(name)
}

fn compare(cx: &Context, out: &mut Findings, table: &Table, column: usize, ways: &[Counts]) {
    let mut said: Vec<(Span, u64, String, String)> = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        let plain = |cell: BlockId| cx.document.plain(cx.source.text(), cell).trim().to_owned();
        let Some((cell, value)) = row.cells.get(column).copied().zip(value(cx, row, 0)) else { return };
        let Ok(number) = plain(cell).parse() else { return };
        said.push((cx.document.text_span(cell), number, value, plain(row.cells[0])));
    }
    let have = |counts: &Counts, value: &str| counts.get(value).copied().unwrap_or_default();
    let wrong = |counts: &Counts| said.iter().filter(|(_, number, value, _)| have(counts, value) != *number).count();
    let Some(all) = ways.first().filter(|_| !ways.iter().any(|way| wrong(way) == 0)) else { return };
    let mut off = said.iter().filter(|(_, number, value, _)| have(all, value) != *number);
    let (Some((span, number, value, name)), None) = (off.next(), off.next()) else { return };
    let have = have(all, value);
    if said.len() <= RIGHT || have == 0 {
        return;
    }
    let (heading, rows) = (quote(&table.columns[0].name), if have == 1 { "row has" } else { "rows have" });
    let message = format!("{number} announced for `{}`, and {have} {rows} it below `{heading}`", quote(name));
    let fix = mend::correct(cx, *span, *number as f64, have as f64);
    out.push(
        finding(out, *span, &message)
            .label(format!("{have} by the rows"))
            .about(Subject::Place(cx.document.block(table.block).span))
            .fix(fix),
    );
}
