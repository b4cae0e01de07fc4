//! A table by its cells.

use crate::{
    page::{Change, Page},
    words,
};

/// A table in which each row has as many cells as the header, in two rows at least.
pub struct Table<'t> {
    /// The headings of its columns, in lower case.
    pub heads: Vec<String>,
    pub rows: Vec<Row<'t>>,
}

/// A row below the header.
pub struct Row<'t> {
    pub line: usize,
    /// Its cells as they stand there, spaces and emphasis included.
    pub cells: Vec<&'t str>,
}

impl<'t> Table<'t> {
    /// The tables outside of fences.
    pub fn all(lines: &[&'t str], coded: &[bool]) -> Vec<Self> {
        let mut tables = Vec::new();
        let mut at = 0;
        while at + 1 < lines.len() {
            let is_table = !coded[at] && !coded[at + 1] && lines[at].contains('|') && is_rule(lines[at + 1]);
            at += 1;
            if !is_table {
                continue;
            }
            let heads: Vec<String> = cells(lines[at - 1]).into_iter().map(|c| words::plain(c).to_lowercase()).collect();
            let end = (at + 1..lines.len()).find(|&row| coded[row] || !lines[row].contains('|')).unwrap_or(lines.len());
            let rows: Vec<Row> = (at + 1..end).map(|line| Row { line, cells: cells(lines[line]) }).collect();
            if rows.len() > 1 && rows.iter().all(|row| row.cells.len() == heads.len()) {
                tables.push(Self { heads, rows });
            }
            at = end;
        }
        tables
    }

    /// The first column whose heading `fits`.
    pub fn column(&self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        self.heads.iter().position(|head| fits(head))
    }

    /// What stands in a column, from top to bottom.
    pub fn values(&self, column: usize) -> impl Iterator<Item = &'t str> {
        self.rows.iter().map(move |row| row.plain(column))
    }
}

impl<'t> Row<'t> {
    /// The text of a cell.
    pub fn plain(&self, column: usize) -> &'t str {
        words::plain(self.cells[column])
    }

    /// The row with `new` in a cell.
    pub fn with(&self, page: &Page, column: usize, new: &str) -> Change {
        let mut cells = self.cells.clone();
        cells[column] = new;
        page.rewrite(self.line, format!("{}|{}|", page.indent(self.line), cells.join("|")))
    }
}

/// The line between header and rows.
fn is_rule(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices('|').filter(|(at, _)| !line[..*at].ends_with('\\')) {
        cells.push(&line[start..at]);
        start = at + 1;
    }
    cells.extend(Some(&line[start..]).filter(|rest| !rest.trim().is_empty()));
    cells
}
