//! See `rules/text/ragged-table.md`.

use crate::{
    diagnostic::{Severity, quote},
    markdown::BlockId,
    plan::{Row, Table},
    rules::{Context, Findings},
    source::Span,
};

/// Finds rows with more cells than their table has columns, rows that an empty line cuts off, and text that none does.
pub fn check(cx: &Context, out: &mut Findings) {
    let cut_off: Vec<(&Table, BlockId)> = cx.plan.tables.iter().filter_map(|t| Some((t, t.cut_off?))).collect();
    match cut_off[..] {
        // Who separates rows by empty lines does so everywhere.
        [first, _, _, ..] => report_cut_off(cx, out, first, &cut_off),
        _ => cut_off.iter().for_each(|one| report_cut_off(cx, out, *one, std::slice::from_ref(one))),
    }
    for table in &cx.plan.tables {
        if let Some(text) = table.swallowed {
            report_swallowed(cx, out, text);
        }
        for row in &table.rows {
            if let Some(extra) = beyond(cx, table, row) {
                report(cx, out, table, row, extra);
            }
        }
    }
}

/// What stands in a row behind its last cell; the parser drops it, as every renderer does.
fn beyond(cx: &Context, table: &Table, row: &Row) -> Option<Span> {
    let last = cx.document.block(*row.cells.last()?).span.end;
    let rest = Span { start: last, end: cx.document.block(row.block).span.end.max(last) };
    let raw = cx.text(rest);
    let extra = raw.trim_matches(|c: char| c.is_whitespace() || c == '|');
    // A lost empty cell is no loss, and a comment is not shown anyway.
    let comment = extra.starts_with("<!--") && extra.find("-->").is_some_and(|end| end + 3 == extra.len());
    (row.cells.len() >= table.columns.len() && !extra.is_empty() && !comment).then(|| rest.of_part(raw, extra))
}

fn report(cx: &Context, out: &mut Findings, table: &Table, row: &Row, extra: Span) {
    let whole = cx.text(cx.document.block(row.block).span);
    let columns = table.columns.len();
    let cells = columns + pipes(cx.text(extra)) + 1;
    let name = row.cells.iter().map(|&cell| cx.document.plain(cx.source.text(), cell)).find(|c| !c.trim().is_empty());
    let row_name = name.map_or_else(|| "this row".to_owned(), |name| format!("the row \"{}\"", quote(&name)));
    let columns_word = if columns == 1 { "column" } else { "columns" };
    let help = if whole.matches('`').count() >= 2 && in_code(whole) {
        "a pipe ends a cell in code as well: write `\\|` for one that belongs to the text"
    } else {
        "take out the cell too many or give the table a column for it; a pipe that belongs to the text is written `\\|`"
    };
    let mut finding = out
        .at(
            extra,
            format!(
                "{row_name} has {cells} cells and its table {columns} {columns_word}: \"{}\" is not shown",
                quote(cx.text(extra))
            ),
        )
        .label("dropped wherever the table is shown")
        .help(help);
    if let (Some(first), Some(last)) = (table.columns.first(), table.columns.last()) {
        finding = finding.related(first.span.to(last.span), format!("{columns} {columns_word}"));
    }
    out.push(finding);
}

fn report_swallowed(cx: &Context, out: &mut Findings, text: BlockId) {
    let span = cx.document.block(text).span;
    let line = span.of_part(cx.text(span), cx.text(span).trim_end());
    let finding = out
        .at(line, "this line is shown as a row of the table above it")
        .label("belongs to the table wherever it is shown")
        .help("put an empty line before it")
        .severity(Severity::Info);
    out.push(finding);
}

fn report_cut_off(cx: &Context, out: &mut Findings, (table, rows): (&Table, BlockId), all: &[(&Table, BlockId)]) {
    let line = |rows: BlockId| {
        let span = cx.document.block(rows).span;
        let text = cx.text(span);
        span.of_part(text, text.lines().next().unwrap_or(text).trim_end())
    };
    let more = match all.len() {
        1 => String::new(),
        many => format!(", as others do in {} more places", many - 1),
    };
    let message = match cx.text(cx.document.block(rows).span).lines().count() {
        1 => format!("an empty line cuts this row off from its table{more}"),
        many => format!("an empty line cuts these {many} rows off from their table{more}"),
    };
    let mut finding = out
        .at(line(rows), message)
        .label("shown as plain text, and no row to any reader of tables")
        .help("take out the empty line, or repeat the header and the line of dashes above the row")
        .gathers(all.iter().map(|(_, rows)| line(*rows)));
    if let (Some(first), Some(last)) = (table.columns.first(), table.columns.last()) {
        finding = finding.related(first.span.to(last.span), "the table");
    }
    finding = finding.also(all.iter().skip(1).map(|(_, rows)| (line(*rows), "and here")));
    out.push(finding);
}

/// How many pipes separate cells in `text`.
fn pipes(text: &str) -> usize {
    text.match_indices('|').filter(|(at, _)| !text[..*at].ends_with('\\')).count()
}

/// Whether a pipe stands between two ticks.
fn in_code(row: &str) -> bool {
    row.split('`').skip(1).step_by(2).any(|code| pipes(code) > 0)
}
