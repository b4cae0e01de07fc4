//! Rows that are parts of another: `1.1.1` below `1.1`, `1a` below `1`, "↳ Names" below "Header".

use crate::{
    markdown::BlockId,
    plan::{Role, model::Table, read::Reader},
};

/// What stands before the name of a row that is part of a row above.
const INDENT: [&str; 14] =
    ["└", "↳", "├", "- ", "– ", "→", "&nbsp;", "&emsp;", "\u{a0}", "\u{2003}", "\u{3000}", "…", "+", "•"];

/// Notes of each row of which other one it is a part.
pub(super) fn read(reader: &Reader, table: &mut Table) {
    // The rows above of which the next one may be a part, with their numbers.
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut whole = None;
    let ids = table.column(Role::Id).unwrap_or(0);
    for row in 0..table.rows.len() {
        if table.rows[row].total {
            above.clear();
            whole = None;
            continue;
        }
        let cell = |&cell: &BlockId| reader.slice(reader.cell_span(cell));
        let mut cells = table.rows[row].cells.iter().take(2).map(cell);
        let number = number(table.rows[row].cells.get(ids).map_or("", cell));
        // Most cells begin with a letter or a figure.
        let plain = |cell: &str| cell.bytes().next().is_none_or(|b| b.is_ascii_alphanumeric());
        if cells.any(|cell| !plain(cell) && INDENT.iter().any(|mark| cell.starts_with(mark))) {
            table.rows[row].part_of = whole;
            continue;
        }
        whole = Some(row);
        while above.last().is_some_and(|(_, outer)| !is_below(outer, number)) {
            above.pop();
        }
        table.rows[row].part_of = above.last().map(|(outer, _)| *outer);
        if !number.is_empty() {
            above.push((row, number));
        }
    }
}

/// The number with which a cell begins: `1.1`, `2a`, `T3.1`.
fn number(cell: &str) -> &str {
    let cell = cell.trim_start_matches(['*', '_', '`', '~', '[']);
    let end = cell.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(cell.len());
    let word = cell[..end].trim_end_matches(['.', '-']);
    if word.contains(|c: char| c.is_ascii_digit()) || is_letter(word) { word } else { "" }
}

/// Whether a part is called by a letter: `A`, of which `A1` is one.
fn is_letter(word: &str) -> bool {
    matches!(word.as_bytes(), [b'A'..=b'Z'])
}

/// Whether `inner` is the number of a part of `outer`: `1.1.2` of `1.1`, `1a` of `1`, `A1` of `A`.
pub fn is_below(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| match rest.as_bytes() {
        [b'.' | b'-', digit, ..] => digit.is_ascii_digit(),
        [letter] if letter.is_ascii_lowercase() => true,
        [first, ..] => first.is_ascii_digit() && is_letter(outer),
        [] => false,
    })
}
