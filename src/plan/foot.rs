//! Rows of a table that tell of the others, or of what is kept back: nobody does them.

use super::{Role, Word, model::*, read::Reader};
use crate::markdown::BlockId;

/// Marks the rows at the foot of a table that tell of those above them as totals, whatever they are called: they have a
/// figure and no owner, and either no id where all others have one, or are the only ones in bold.
pub(super) fn read(reader: &Reader, table: &mut Table) {
    let Some(owner) = table.column(Role::Owner) else { return };
    let blank = |cell: Option<&BlockId>| cell.is_none_or(|&cell| reader.plain(cell).trim().is_empty());
    let first = [0, table.column(Role::Id).unwrap_or(0)];
    let nameless = |row: &Row| first.iter().any(|&column| blank(row.cells.get(column)));
    let name = |row: &Row| row.cells.iter().find(|&cell| !blank(Some(cell))).copied();
    let bold = |row: &Row| name(row).is_some_and(|cell| reader.slice(reader.cell_span(cell)).starts_with("**"));
    let figure = |row: &Row| {
        let others = row.cells.iter().filter(|&&cell| Some(cell) != name(row));
        others.into_iter().any(|&cell| reader.slice(reader.cell_span(cell)).contains(|c: char| c.is_ascii_digit()))
    };
    let tells = |row: &&Row| row.total || blank(row.cells.get(owner)) && figure(row) && (nameless(row) || bold(row));
    let from = table.rows.len() - table.rows.iter().rev().take_while(tells).count();
    let (work, foot) = table.rows.split_at(from);
    // Where the others are alike, the foot tells nothing of itself.
    let apart = |row: &Row| !nameless(row) && (!bold(row) || foot.iter().all(nameless));
    if foot.is_empty() || work.len() < foot.len() || !work.iter().filter(|row| !row.total).all(apart) {
        return;
    }
    let words = reader.vocabulary;
    let kept = |row: &Row| name(row).is_some_and(|cell| words.says(&reader.plain(cell), Word::Adjusting));
    let marked: Vec<usize> = (from..table.rows.len()).filter(|&at| !kept(&table.rows[at])).collect();
    marked.into_iter().for_each(|at| table.rows[at].total = true);
}

/// Whether a row keeps something back, and is nobody's work: "Buffer (20 %)" with hours and without an owner.
pub(super) fn is_spare(reader: &Reader, table: &Table, row: &Row, name: &str) -> bool {
    let bare = name.split(['(', ':', '—']).next().unwrap_or(name).trim();
    let owner = table.column(Role::Owner).and_then(|column| row.cells.get(column));
    reader.vocabulary.is_word(bare, Word::Spare) && owner.is_some_and(|&cell| reader.plain(cell).trim().is_empty())
}
