//! Rows of a table that tell of the others, or of what is kept back: nobody does them.

use crate::{
    markdown::BlockId,
    plan::{Role, Word, model::*, read::Reader},
};

/// Marks the rows at the foot of a table that tell of those above them as totals, whatever they are called: they have a
/// figure and no owner, and no id where all others have one, or they are the only ones in bold, or named after a figure.
pub(super) fn read(reader: &Reader, table: &mut Table) {
    let Some(owner) = table.column(Role::Owner) else { return };
    let first = [0, table.column(Role::Id).unwrap_or(0)];
    let foot = Foot { reader, owner, first };
    let tells = |row: &&Row| row.total || foot.has_figure_only(row) && (foot.is_set_off(row) || foot.is_figure(row));
    let from = table.rows.len() - table.rows.iter().rev().take_while(tells).count();
    let (work, below) = table.rows.split_at(from);
    if work.len() < below.iter().filter(|row| !row.total).count() {
        return;
    }
    // Where the others are alike, the foot tells nothing of itself.
    let mut others = work.iter().filter(|row| !row.total);
    let nameless = below.iter().all(|row| foot.is_nameless(row));
    let apart = others.all(|row| !foot.is_nameless(row) && (nameless || !foot.is_bold(row)));
    let marks = |row: &Row| !foot.keeps_back(row) && (apart || foot.is_figure(row));
    let marked: Vec<usize> = (from..table.rows.len()).filter(|&at| marks(&table.rows[at])).collect();
    marked.into_iter().for_each(|at| table.rows[at].total = true);
}

/// What is asked of the rows of a table.
struct Foot<'r, 't> {
    reader: &'r Reader<'t>,
    /// The column of owners.
    owner: usize,
    /// The columns in which a row has its id.
    first: [usize; 2],
}

impl Foot<'_, '_> {
    fn is_blank(&self, cell: Option<&BlockId>) -> bool {
        cell.is_none_or(|&cell| self.reader.plain(cell).trim().is_empty())
    }

    fn is_nameless(&self, row: &Row) -> bool {
        self.first.iter().any(|&column| self.is_blank(row.cells.get(column)))
    }

    /// The first cell of a row that holds anything, and those behind it.
    fn parts<'c>(&self, row: &'c Row) -> Option<(BlockId, &'c [BlockId])> {
        let at = row.cells.iter().position(|cell| !self.is_blank(Some(cell)))?;
        Some((row.cells[at], &row.cells[at + 1..]))
    }

    fn raw(&self, cell: BlockId) -> &str {
        self.reader.slice(self.reader.cell_span(cell))
    }

    /// Whether a row has a figure behind its name, and no owner.
    fn has_figure_only(&self, row: &Row) -> bool {
        let figure = |&cell: &BlockId| self.raw(cell).contains(|c: char| c.is_ascii_digit());
        self.is_blank(row.cells.get(self.owner)) && self.parts(row).is_some_and(|(_, rest)| rest.iter().any(figure))
    }

    fn is_bold(&self, row: &Row) -> bool {
        self.parts(row).is_some_and(|(name, _)| self.raw(name).starts_with("**"))
    }

    /// Whether a row has no id, or is bold with its figures.
    fn is_set_off(&self, row: &Row) -> bool {
        let bold = |(_, rest): (_, &[BlockId])| rest.iter().any(|&cell| self.raw(cell).starts_with("**"));
        self.is_nameless(row) || self.is_bold(row) && self.parts(row).is_some_and(bold)
    }

    /// Whether a row is named after a figure: "Average per person", "Headcount".
    fn is_figure(&self, row: &Row) -> bool {
        let Some((name, _)) = self.parts(row) else { return false };
        let name = self.reader.plain(name);
        self.reader.vocabulary.words(name.trim()).any(|(word, at)| word == Word::Statistic && at.start == 0)
    }

    fn keeps_back(&self, row: &Row) -> bool {
        self.parts(row).is_some_and(|(name, _)| self.reader.vocabulary.says(&self.reader.plain(name), Word::Adjusting))
    }
}

/// Whether a row keeps something back, and is nobody's work: "Buffer (20 %)" with hours and without an owner.
pub(super) fn is_spare(reader: &Reader, table: &Table, row: &Row, name: &str) -> bool {
    let owner = table.column(Role::Owner).and_then(|column| row.cells.get(column));
    reader.vocabulary.is_spare(name) && owner.is_some_and(|&cell| reader.plain(cell).trim().is_empty())
}
