//! Rows that say in one cell what state they are in, and in another how much of them is done: `| Parser | Done | 40% |`.

use super::state;
use crate::{
    markdown::BlockId,
    plan::{
        Role,
        model::{Advance, Place, StatusClaim, Table, Why},
        read::{LIKELY, Reader},
    },
};

/// Adds the rows of a table with a column of states and one of hundredths that is named like one.
pub(super) fn read(reader: &mut Reader, table: &Table) {
    let Some(status) = table.column(Role::Status) else { return };
    let Some(share) = (0..table.columns.len()).find(|&c| c != status && is_share(reader, table, c)) else { return };
    // What a total holds is a part of something else.
    let rows = table.rows.iter().filter(|row| !row.total);
    let advance = rows.filter_map(|row| {
        let (&said, &share) = (row.cells.get(status)?, row.cells.get(share)?);
        let place = Place::new(reader.cell_span(said), Why::Cell, LIKELY);
        let said = state(reader, &reader.plain(said)).map(|(status, said)| StatusClaim { status, said, place });
        Some(Advance { said, percent: percent(reader, share)?, share: reader.cell_span(share) })
    });
    let found: Vec<Advance> = advance.collect();
    if !found.is_empty() {
        reader.plan.advances.push(found);
    }
}

/// Whether a column is named like one of states, "Progress" or "% complete", and holds hundredths.
fn is_share(reader: &Reader, table: &Table, column: usize) -> bool {
    let name = table.columns[column].key.trim_matches(|c: char| !c.is_alphanumeric());
    let named = name.is_empty() || reader.vocabulary.roles(name).contains(&Role::Status);
    named && table.rows.iter().filter_map(|row| row.cells.get(column)).any(|&cell| percent(reader, cell).is_some())
}

/// The hundredths that are all that a cell says.
fn percent(reader: &Reader, cell: BlockId) -> Option<f64> {
    let text = reader.slice(reader.cell_span(cell));
    let figure = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')).strip_suffix('%')?;
    figure.trim_end().parse().ok().filter(|percent| (0.0..=100.0).contains(percent))
}
