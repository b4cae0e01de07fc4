//! Ranges of the plan's own days, weeks and months, in headings, labels and timed columns, whatever they are the time of:
//! "Weeks 5–8", "**Sprint 2 (Days 6-10):**".

use crate::{
    plan::{
        Name, Role, Table,
        quantity::{self, Window},
        read::Reader,
    },
    source::Span,
};
use memchr::memchr2;

/// Longest text that is read, in bytes.
const LINE: usize = 160;

/// Reads every one, as it is written.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Window> {
    let mut found: Vec<Window> = Vec::new();
    let mut add = |span: Span| {
        let text = || reader.slice(span);
        if span.len() <= LINE && reader.digits.any_in(span) && memchr2(b'-', 0xe2, text().as_bytes()).is_some() {
            found.extend(quantity::written(text(), span.start));
        }
    };
    reader.document.sections.iter().skip(1).for_each(|section| add(section.title_span));
    reader.document.labels.iter().for_each(|label| [label.key, label.value].into_iter().for_each(&mut add));
    for table in &reader.plan.tables {
        for column in (0..table.columns.len()).filter(|&column| is_timed(reader, table, column)) {
            table.rows.iter().filter_map(|row| row.cells.get(column)).for_each(|&cell| add(reader.cell_span(cell)));
        }
    }
    found.sort_by_key(|window| window.span.start);
    found.dedup_by_key(|window| window.span);
    found
}

/// Whether the cells of a column may tell days or weeks.
fn is_timed(reader: &Reader, table: &Table, column: usize) -> bool {
    let entry = &table.columns[column];
    column == 0
        || matches!(entry.role, Some(Role::Duration | Role::Date))
        || quantity::is_time(&entry.key)
        || reader.vocabulary.is_name(&entry.key, Name::Calendar)
}
