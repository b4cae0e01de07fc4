//! What the rows of a summary say of the parts of a plan that have sections of their own.

use super::{
    Headline, Said, is_meant,
    parts::{Outline, Parts},
};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        Name, Node, Row, Table, TableKind, Vocabulary, Word, fold,
        quantity::{self, Quantity, Unit},
        sums::Sum,
    },
    rules::Context,
    source::Span,
};
use std::cell::{LazyCell, OnceCell};

/// The longest summary, in rows.
const ROWS: usize = 24;

/// What the rows of a summary say of groups that have sections of their own.
pub(super) fn of_groups(cx: &Context) -> Vec<Headline> {
    let mut found = Vec::new();
    for table in &cx.plan.tables {
        let headings = LazyCell::new(|| headings(table));
        for row in &table.rows {
            let Some(Node::Group(group)) = row.subject else { continue };
            let Some(section) = cx.plan.group(group).section else { continue };
            // What lies in the group's own section is no other place.
            let own = cx.document.section(section);
            if (own.start..own.end).contains(&table.block.0) {
                continue;
            }
            let cells = headings.iter().zip(&row.cells).skip(1);
            let figured = |(_, cell): &(_, &BlockId)| cx.holds_digit(cx.document.block(**cell).span);
            found.extend(cells.filter(figured).filter_map(|(heading, &cell)| {
                let (claim, effort) = of_cell(cx, heading, cell)?;
                Some(Headline { claim, section, said: Said::Row(group), effort, beside: false })
            }));
        }
    }
    found
}

/// What the heading of a column says of the figures below it; looked up where one stands there.
struct Heading<'c> {
    name: &'c str,
    /// What a bare number below it counts, where that is work.
    unit: OnceCell<Option<Unit>>,
    /// Whether its figures may be added.
    added: OnceCell<bool>,
}

/// Those of a table.
fn headings(table: &Table) -> Vec<Heading<'_>> {
    let heading = |name| Heading { name, unit: OnceCell::new(), added: OnceCell::new() };
    table.columns.iter().map(|column| heading(&*column.name)).collect()
}

impl Heading<'_> {
    fn unit(&self) -> Option<&Unit> {
        self.unit.get_or_init(|| quantity::unit_named(self.name).filter(Unit::is_of_work)).as_ref()
    }

    fn is_added(&self, words: &Vocabulary) -> bool {
        let other = |(word, _)| matches!(word, Word::NotAdded | Word::Elsewhen);
        let in_state = |word: &str| words.is_name(word, Name::InState) || words.is_name(word, Name::Spent);
        let state = || fold(self.name).split(' ').any(in_state);
        *self.added.get_or_init(|| !words.words(self.name).any(other) && !state())
    }
}

/// What a cell of a summary says, and whether that is work.
fn of_cell(cx: &Context, heading: &Heading, cell: BlockId) -> Option<(Quantity, bool)> {
    let bare = || cx.text(cx.document.text_span(cell)).bytes().all(|b| b.is_ascii_digit());
    // Most numbers in cells count nothing that the heading names.
    if !heading.is_added(&cx.settings.vocabulary) || bare() && heading.unit().is_none() {
        return None;
    }
    let claim = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0)?;
    let claim = match claim.unit {
        Unit::None => claim.in_unit(heading.unit()?),
        _ => claim,
    };
    let added = claim.unit.is_of_work();
    let effort = !claim.is_time() || cx.settings.vocabulary.is_of_effort(&fold(heading.name));
    added.then(|| (Quantity { span: cx.document.text_span(cell), ..claim }, effort))
}

/// What a column of a summary says of the sections that its rows name, each with the other figures of its row.
pub(super) type Column = Vec<(Headline, Vec<f64>)>;

/// The columns of summaries whose rows name sections: "Low (< 3.0)" for "Low priority gaps".
pub(super) fn of_names(cx: &Context) -> Vec<Column> {
    let mut found = Vec::new();
    // Rows that are tasks, people or targets sum nothing up.
    let sums_up = |t: &&Table| matches!(t.kind, TableKind::Groups | TableKind::Other);
    for table in cx.plan.tables.iter().filter(sums_up).filter(|t| (2..=ROWS).contains(&t.rows.len())) {
        let headings = headings(table);
        let says = |row: &&Row, column: usize| {
            let cell = row.cells.get(column).copied().filter(|&cell| may_be_figure(cx, cell));
            cell.is_some_and(|cell| of_cell(cx, &headings[column], cell).is_some())
        };
        if !(1..table.columns.len()).any(|column| table.rows.iter().filter(|row| says(row, column)).nth(1).is_some()) {
            continue;
        }
        // What has a section by its id was read with the groups.
        let grouped = |row: &Row| matches!(row.subject, Some(Node::Group(g)) if cx.plan.group(g).section.is_some());
        let home = |row: &Row| cx.titles().home(cx.source.text(), cx.document, table, row).filter(|_| !grouped(row));
        let homes: Vec<(usize, SectionId)> =
            table.rows.iter().enumerate().filter_map(|(at, row)| Some((at, home(row)?))).collect();
        let apart = homes.iter().enumerate().all(|(at, home)| homes[..at].iter().all(|other| other.1 != home.1));
        if homes.len() < 2 || !apart {
            continue;
        }
        let columns = (1..table.columns.len()).map(|column| of_column(cx, table, column, &headings[column], &homes));
        found.extend(columns.filter(|column| column.len() > 1));
    }
    found
}

/// How much may stand before the number of a figure, in bytes: a hedge, a currency, marks.
const LEAD: u32 = 32;

/// Whether a cell may be a figure, and not only hold a number somewhere.
fn may_be_figure(cx: &Context, cell: BlockId) -> bool {
    let span = cx.document.text_span(cell);
    cx.holds_digit(Span { end: span.end.min(span.start + LEAD), ..span })
}

fn of_column(cx: &Context, table: &Table, column: usize, heading: &Heading, homes: &[(usize, SectionId)]) -> Column {
    let figure = |cell: BlockId| quantity::cell(&cx.document.plain(cx.source.text(), cell), 0);
    let said = |&(row, section): &(usize, SectionId)| {
        let cells = &table.rows[row].cells;
        let (claim, effort) = of_cell(cx, heading, *cells.get(column)?)?;
        let others = cells.iter().enumerate().skip(1).filter(|(at, _)| *at != column);
        let others = others.filter_map(|(_, &cell)| figure(cell)).map(|q| q.low).collect();
        Some((Headline { claim, section, said: Said::Named, effort, beside: false }, others))
    };
    homes.iter().filter_map(said).collect()
}

/// The figures of a column that the parts of their sections do not add up to, where others show that they are meant to:
/// one is right, and another one too, or the number of parts stands beside it.
pub(super) fn wrong(cx: &Context, outline: &Outline, column: Column) -> Vec<(Headline, Parts, Sum)> {
    let (mut right, mut counted, mut found) = (0, 0, Vec::new());
    for (headline, others) in column {
        let Some(parts) = outline.parts(cx, &headline).filter(|p| p.figures.len() > 1) else { continue };
        let Some(sum) = Sum::of(&parts.figures) else { continue };
        counted += usize::from(others.contains(&(parts.figures.len() as f64)));
        if !sum.refutes(&headline.claim) {
            right += 1;
        } else if !is_meant(cx, &headline, &parts, &sum, false) {
            found.push((headline, parts, sum));
        }
    }
    if right == 0 || right + counted < 2 || found.len() > 2 * right {
        found.clear();
    }
    found
}
