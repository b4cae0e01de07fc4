//! Tables that deal out what is no work, files, areas, gates, to all rows but one.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::BlockId,
    plan::{Role, Table, TableKind, Topic},
    rules::{Context, Findings},
};

/// From how many rows on a table deals things out.
const ROWS: usize = 4;

/// Finds the one row whose owner cell is empty where all others name somebody.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    for table in &cx.plan.tables {
        if let Some((column, row)) = forgotten(cx, table) {
            let (name, cell) = (table.rows[row].cells[0], table.rows[row].cells[column]);
            let heading = quote(&table.columns[column].name);
            let title = cx.document.plain(cx.source.text(), name);
            let message = format!("`{}` has no owner: `{heading}` is empty", quote(title.trim()));
            let place = cx.document.text_span(name);
            let found = out
                .at(place, message)
                .label("no owner here")
                .severity(Severity::Warning)
                .confidence(Confidence::Conventional)
                .help(format!(
                    "the other {} rows name somebody: name who has this one, or write N/A and why",
                    table.rows.len() - 1
                ))
                .about(Subject::Place(cx.document.block(cell).span));
            out.push(found);
        }
    }
}

/// The owner column of a table and the only row in which it is empty.
fn forgotten(cx: &Context, table: &Table) -> Option<(usize, usize)> {
    if table.kind != TableKind::Other || table.rows.len() < ROWS {
        return None;
    }
    let column = table.column(Role::Owner).filter(|&column| column > 0)?;
    if [Topic::Template, Topic::Prompt, Topic::Legend].iter().any(|&topic| cx.plan.within(table.section, topic)) {
        return None;
    }
    let text = |cell: BlockId| cx.text(cx.document.text_span(cell)).trim();
    let empty = |row: &usize| table.rows[*row].cells.get(column).is_some_and(|&cell| text(cell).is_empty());
    let mut rows = (0..table.rows.len()).filter(empty);
    let (row, None) = (rows.next()?, rows.next()) else { return None };
    // A line between the rows, or one that sums them up.
    let named =
        table.rows[row].cells.first().is_some_and(|&cell| !text(cell).is_empty() && !text(cell).starts_with('['));
    let last = row + 1 == table.rows.len() && text(table.rows[row].cells[0]).starts_with("**");
    (named && !last && !table.rows[row].total).then_some((column, row))
}
