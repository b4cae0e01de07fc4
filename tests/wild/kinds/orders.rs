//! Rows with ids, and what they wait for.

use super::kinds;
use crate::{
    page::{Change, Page},
    table::{Row, Table},
    words,
};

kinds! {
    60 "a row gets the id of the row above" ["duplicate-id" "unknown-dependency"] id_of_row_above;
    90 "a row waits for an id that is not there" ["unknown-dependency" "undefined-reference"] unknown_in_table;
    90 "two rows wait for each other" ["dependency-cycle" "backward-dependency" "edge-mismatch"] cycle_in_table;
}

/// The tables whose rows have ids, and in which column.
fn numbered<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = (&'p Table<'t>, usize)> {
    const IDS: [&str; 17] = [
        "#",
        "id",
        "task",
        "task id",
        "step",
        "item",
        "story",
        "wp",
        "ticket",
        "no",
        "no.",
        "epic",
        "us",
        "ref",
        "key",
        "phase",
        "milestone",
    ];
    let is_id = |table: &Table, column: usize| {
        let mut ids: Vec<&str> = table.values(column).collect();
        ids.sort_unstable();
        IDS.contains(&table.heads[column].as_str())
            && ids.iter().all(|id| words::is_id(id))
            && ids.is_sorted_by(|a, b| a < b)
    };
    page.tables.iter().filter_map(move |t| Some((t, (0..t.heads.len().min(3)).find(|&c| is_id(t, c))?)))
}

/// The rows that wait for nothing but ids of their table: the column that says so, the row, the ids.
fn waiting<'p, 't>(table: &'p Table<'t>, id: usize) -> Vec<(usize, &'p Row<'t>, Vec<&'t str>)> {
    let is_order = |head: &str| {
        let before = ["depend", "blocked by", "prereq", "predecessor", "waits"];
        ["dep", "deps", "after", "requires"].contains(&head)
            || before.iter().any(|word| head.contains(word))
                && !head.contains("dependent")
                && !head.contains("independ")
    };
    let Some(order) = table.column(is_order) else { return Vec::new() };
    let rows = table.rows.iter().map(|row| {
        let ids: Vec<&str> = row.plain(order).split([' ', ',', ';', '&', '+']).filter(|i| !i.is_empty()).collect();
        (order, row, ids)
    });
    rows.filter(|(.., ids)| !ids.is_empty() && ids.iter().all(|i| table.values(id).any(|own| own == *i))).collect()
}

fn id_of_row_above(page: &Page) -> Vec<Change> {
    let pairs = numbered(page)
        .filter(|(t, _)| t.rows.len() > 2)
        .flat_map(|(table, id)| table.rows.windows(2).map(move |rows| rows[1].with(page, id, rows[0].cells[id])));
    pairs.collect()
}

fn unknown_in_table(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, id) in numbered(page) {
        for (order, row, ids) in waiting(table, id) {
            let other = words::unknown(ids[0], page.text);
            changes.extend(other.map(|other| row.with(page, order, &row.cells[order].replacen(ids[0], &other, 1))));
        }
    }
    changes
}

fn cycle_in_table(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, id) in numbered(page) {
        for (order, row, ids) in waiting(table, id) {
            let first = table.rows.iter().find(|r| r.plain(id) == ids[0] && r.line != row.line);
            changes.extend(first.map(|first| first.with(page, order, &format!(" {} ", row.plain(id)))));
        }
    }
    changes
}
