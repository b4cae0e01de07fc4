//! See `rules/text/broken-table.md`.

use crate::{
    diagnostic::{Edit, Fix, Safety},
    markdown::BlockId,
    rules::{Context, Findings},
};

/// How many lines without a line of dashes are surely rows.
const ROWS: usize = 3;

/// Finds rows that are drawn as a line of text, since their line of dashes is missing or does not fit.
pub fn check(cx: &Context, out: &mut Findings) {
    for &block in &cx.document.barred {
        // These are told as rows of the table above them.
        if !cx.plan.tables.iter().any(|table| table.cut_off == Some(block)) {
            report(cx, out, block);
        }
    }
}

fn report(cx: &Context, out: &mut Findings, block: BlockId) {
    let span = cx.document.block(block).span;
    let text = cx.text(span);
    let mut lines = text.lines().map(str::trim);
    let (Some(header), Some(second)) = (lines.next(), lines.next()) else { return };
    let Some(columns) = cells(header).map(Iterator::count) else { return };
    let rows: Vec<usize> = lines.map_while(|line| Some(cells(line)?.count())).collect();
    let Some(dashes) = dashes(second) else {
        if columns > 1 && rows.len() + 2 >= ROWS && cells(second).is_some_and(|row| row.count() == columns) {
            let message =
                format!("these {} rows are drawn as a line of text: a line of dashes is missing", rows.len() + 2);
            let found = out.at(span.of_part(text, header), message).label("no header of a table");
            out.push(found.help("put a line of dashes, such as `|---|---|`, below the header"));
        }
        return;
    };
    let (why, help) = match dashes.len() {
        _ if !second.is_ascii() => (
            "the line below its header is of long dashes".to_owned(),
            "write it with the `-` of the keyboard: `|---|---|`",
        ),
        count if count != columns => (
            format!("its header has {columns} cells, and the line of dashes {count}"),
            "give the line of dashes as many cells as the header has",
        ),
        _ => return,
    };
    let place = span.of_part(text, second);
    let fits = !rows.is_empty() && rows.iter().all(|&cells| cells == columns);
    let line =
        dashes.iter().copied().chain(std::iter::repeat("---")).take(columns).fold("|".to_owned(), |l, d| l + d + "|");
    let found = out.at(place, format!("this table is drawn as a line of text: {why}")).label("does not make a table");
    out.push(found.help(help).fix(fits.then(|| Fix {
        safety: Safety::Safe,
        message: format!("write `{line}`"),
        edits: vec![Edit { span: place, text: line }],
    })));
}

/// The cells of a line of dashes, each as it should be; dashes that a word processor made longer are some.
fn dashes(line: &str) -> Option<Vec<&'static str>> {
    cells(line)?
        .map(|cell| {
            let cell = cell.trim();
            let (left, right) = (cell.starts_with(':'), cell.ends_with(':'));
            let inner = cell.trim_matches(':');
            let drawn = !inner.is_empty() && inner.chars().all(|c| matches!(c, '-' | '–' | '—' | '―' | '−'));
            drawn.then_some(match (left, right) {
                (false, false) => "---",
                (true, false) => ":---",
                (false, true) => "---:",
                (true, true) => ":---:",
            })
        })
        .collect()
}

/// The cells of a row that begins and ends with a bar.
fn cells(row: &str) -> Option<impl Iterator<Item = &str>> {
    let inner = row.strip_prefix('|')?.strip_suffix('|').filter(|inner| !inner.ends_with('\\'))?;
    let mut escaped = false;
    Some(inner.split(move |c| {
        let bar = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        bar
    }))
}
