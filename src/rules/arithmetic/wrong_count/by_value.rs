//! How many tasks a summary gives to each value of a column: `| Severity | Total |` beside a table of the tasks with their
//! severity.

use super::finding;
use crate::{
    diagnostic::{Subject, quote},
    markdown::BlockId,
    plan::{Name, Role, Row, Table, fold},
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
        let Some(counts) = counts(cx, table, key) else { continue };
        if cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, table.section) {
            compare(cx, out, table, column, &counts);
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

/// How many rows of the other tables have each value below the heading `key`; `None` where that is not certain.
fn counts<'c>(cx: &Context<'c>, summary: &Table, key: &str) -> Option<FxHashMap<String, u64>> {
    let lists = |t: &&Table| t.block != summary.block && t.column(Role::Task).is_some() && counting(cx, t).is_none();
    let mut found: FxHashMap<String, u64> = FxHashMap::default();
    for table in cx.plan.tables.iter().filter(lists) {
        // What stands in a table without that column, may be counted as well.
        let column = table.columns.iter().position(|c| *c.key == *key)?;
        for row in table.rows.iter().filter(|row| !row.total) {
            *found.entry(value(cx, row, column)?).or_default() += 1;
        }
    }
    (found.len() >= RIGHT).then_some(found)
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

fn compare(cx: &Context, out: &mut Findings, table: &Table, column: usize, counts: &FxHashMap<String, u64>) {
    let (mut right, mut wrong): (usize, Vec<(Span, u64, u64, String)>) = (0, Vec::new());
    for row in table.rows.iter().filter(|row| !row.total) {
        let number = |cell: BlockId| cx.document.plain(cx.source.text(), cell).trim().parse::<u64>().ok();
        let Some((cell, value)) = row.cells.get(column).copied().zip(value(cx, row, 0)) else { return };
        let Some(said) = number(cell) else { return };
        let have = counts.get(&value).copied().unwrap_or_default();
        if said == have {
            right += 1;
        } else {
            let name = cx.document.plain(cx.source.text(), row.cells[0]).trim().to_owned();
            wrong.push((cx.document.text_span(cell), said, have, name));
        }
    }
    let [(span, said, have, name)] = &wrong[..] else { return };
    if right < RIGHT || *have == 0 {
        return;
    }
    let (heading, rows) = (quote(&table.columns[0].name), if *have == 1 { "row has" } else { "rows have" });
    let message = format!("{said} announced for `{}`, and {have} {rows} it below `{heading}`", quote(name));
    let fix = mend::correct(cx, *span, *said as f64, *have as f64);
    out.push(
        finding(out, *span, &message)
            .label(format!("{have} by the rows"))
            .about(Subject::Place(cx.document.block(table.block).span))
            .fix(fix),
    );
}
