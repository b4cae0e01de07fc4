//! Tables of who does what.

use super::kinds;
use crate::{
    page::{Change, Page},
    table::Row,
    words,
};

kinds! {
    65 "an owner's cell is emptied" ["missing-owner" "unowned-task"] no_owner;
    90 "a row gets a cell too many" ["ragged-table"] ragged_row;
    80 "a line of dashes loses a cell" ["broken-table"] short_dashes;
    80 "a line of dashes is lost" ["broken-table"] no_dashes;
}

fn no_owner(page: &Page) -> Vec<Change> {
    const OWNERS: [&str; 9] =
        ["owner", "owner(s)", "owners", "assignee", "assigned to", "assigned", "responsible", "agent", "lead"];
    const NOBODY: [&str; 8] = ["", "-", "—", "–", "?", "n/a", "tbd", "none"];
    let mut changes = Vec::new();
    for table in page.tables.iter().filter(|t| t.rows.len() > 2) {
        // In the first column it is a table of people.
        let Some(owner) = table.column(|head| OWNERS.contains(&head)).filter(|column| *column > 0) else { continue };
        if table.values(owner).any(|name| NOBODY.contains(&name.to_lowercase().as_str())) {
            continue;
        }
        let is_open = |row: &&Row| {
            let line = page.lines[row.line];
            !words::says_done(line) && !line.to_lowercase().contains("total")
        };
        changes.extend(table.rows.iter().filter(is_open).map(|row| row.with(page, owner, " ")));
    }
    changes
}

fn ragged_row(page: &Page) -> Vec<Change> {
    let rows = page.tables.iter().flat_map(|t| &t.rows).map(|row| (row.line, page.lines[row.line].trim_end()));
    rows.filter(|(_, row)| row.ends_with('|'))
        .map(|(at, row)| page.rewrite(at, format!("{row} extra note |")))
        .collect()
}

fn short_dashes(page: &Page) -> Vec<Change> {
    let shorter = |at: usize| {
        page.lines[at].trim_end().strip_suffix('|')?.rfind('|').map(|end| page.lines[at][..=end].to_owned())
    };
    dashes(page).filter_map(|at| Some(page.rewrite(at, shorter(at)?))).collect()
}

fn no_dashes(page: &Page) -> Vec<Change> {
    dashes(page).map(|at| page.cut(at..at + 1)).collect()
}

/// The lines of dashes of tables with two rows and two columns at least.
fn dashes(page: &Page) -> impl Iterator<Item = usize> {
    let tables = page.tables.iter().filter(|t| t.heads.len() > 1 && t.rows.len() > 1);
    tables.filter_map(|t| t.rows[0].line.checked_sub(1)).filter(|&at| page.lines[at].starts_with('|'))
}
