//! Rows that share their owner with others of their table: parts of a row, and rows that go on with the one above.

use crate::{
    plan::{Node, Role, Table},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many parts name an owner of their own for one that does not, so that each has to.
const MOST: usize = 3;

/// Adds what needs no owner of its own: `1.1` below `1`, "↳ tests" below "Parser", a row whose first cell is empty as it
/// goes on with the one above, and a row all of whose parts have owners. `named` is who has a place for an owner, and
/// whether somebody stands there.
pub(super) fn of(cx: &Context, table: &Table, named: &FxHashMap<Node, bool>, found: &mut FxHashSet<Node>) {
    let Some(owner) = table.column(Role::Owner).filter(|&owner| owner > 0) else { return };
    let spans = is_spanning(cx, table);
    let goes_on = |row: usize| spans && row > 0 && !table.rows[row - 1].total && text(cx, table, row, 0).is_empty();
    let whole = |row: usize| table.rows[row].part_of.or_else(|| goes_on(row).then(|| row - 1));
    let has_owner = |row: usize| match table.rows[row].subject {
        Some(node) => named.get(&node) == Some(&true),
        None => is_name(cx, text(cx, table, row, owner)),
    };
    let blank = |row: usize| table.rows[row].subject.filter(|node| named.get(node) == Some(&false));
    let (mut heirs, mut own) = (FxHashMap::default(), 0);
    let mut parts: FxHashMap<usize, bool> = FxHashMap::default();
    for row in 0..table.rows.len() {
        let Some(whole) = whole(row) else { continue };
        if table.rows[row].part_of.is_some() {
            *parts.entry(whole).or_insert(true) &= has_owner(row);
        }
        match blank(row) {
            Some(node) if has_owner(whole) || heirs.contains_key(&whole) => _ = heirs.insert(row, node),
            _ => own += usize::from(has_owner(row)),
        }
    }
    if own < MOST * heirs.len() {
        found.extend(heirs.into_values());
    }
    found.extend(parts.into_iter().filter(|&(_, owned)| owned).filter_map(|(whole, _)| blank(whole)));
}

/// Whether the first column parts a table, so that an empty cell repeats what stands above it: days, weeks, epics. Marks
/// and ranks do not, and what stands in it is another thing each time.
fn is_spanning(cx: &Context, table: &Table) -> bool {
    let first = table.columns.first().and_then(|c| c.role);
    let of_row = matches!(first, Some(Role::Status | Role::Priority | Role::Mode | Role::Evidence));
    let rows = || (0..table.rows.len()).filter(|&row| !table.rows[row].total);
    let filled: Vec<&str> = rows().map(|row| text(cx, table, row, 0)).filter(|cell| !cell.is_empty()).collect();
    let apart = || filled.windows(2).all(|pair| pair[0] != pair[1]);
    let named = || filled.iter().all(|cell| cell.contains(char::is_alphanumeric));
    !of_row && filled.len() > 1 && named() && apart()
}

/// What stands in a cell.
fn text<'t>(cx: &Context<'t>, table: &Table, row: usize, column: usize) -> &'t str {
    table.rows[row].cells.get(column).map_or("", |&cell| cx.text(cx.document.text_span(cell)).trim())
}

/// Whether a cell names somebody.
fn is_name(cx: &Context, cell: &str) -> bool {
    cell.contains(char::is_alphanumeric) && !cx.settings.vocabulary.is_owner_placeholder(cell)
}
