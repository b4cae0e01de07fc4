//! Tables that list sets of tasks which run side by side: `Parallel Group | Tasks`, `Wave | Tasks that can run in parallel`.

use super::{LINE, Sides, named, pairs};
use crate::plan::{
    Name, Role, Word,
    model::*,
    names,
    read::{LIKELY, Reader},
    relate::resolve::names_only,
};
use rustc_hash::FxHashSet;

/// A row of such a table: where it lists its tasks, and what each name there stands for.
type Set = (Place, Vec<Vec<Node>>);

/// Reads the rows of all such tables.
pub(super) fn read(reader: &mut Reader, left: &mut usize) {
    let mut found: Vec<Set> = Vec::new();
    for table in reader.plan.tables.iter().filter(|t| t.kind != TableKind::Work && t.columns.len() > 1) {
        let Some((column, grouped)) = listing(reader, table) else { continue };
        let sets: Vec<Set> = table.rows.iter().filter_map(|row| set(reader, table, row, column)).collect();
        if !grouped || !sets.is_empty() && are_of_members(reader, table, &sets) {
            found.extend(sets);
        }
    }
    for (place, these) in found {
        pairs(reader, place, &Sides { these, those: None, all: false }, left);
    }
}

/// The column of a table that lists tasks which run side by side, and whether only the name of the rows says that they do.
fn listing(reader: &Reader, table: &Table) -> Option<(usize, bool)> {
    let is = |column: &Column, name: Name| reader.vocabulary.is_name(&column.key, name);
    let first = &table.columns[0];
    if is(first, Name::ParallelSet) {
        return Some((table.column(Role::Task)?, true));
    }
    // Beside the name of a task stands what runs beside that one.
    let slots = first.role == Some(Role::Group) && !table.has(Role::Task) && !table.has(Role::Id);
    let column = table.columns.iter().position(|c| is(c, Name::RunTogether)).filter(|_| slots)?;
    Some((column, false))
}

/// The tasks that a row lists, where it lists several and takes nothing of it back.
fn set(reader: &Reader, table: &Table, row: &Row, column: usize) -> Option<Set> {
    let &cell = row.cells.get(column).filter(|_| !row.total)?;
    let span = reader.cell_span(cell);
    let these = (span.len() <= LINE).then(|| named(reader, span)).flatten()?;
    let all_told = |(at, &cell): (usize, &_)| {
        let (span, awaited) = (reader.cell_span(cell), table.columns[at].role == Some(Role::Depends));
        let text = reader.slice(span);
        match awaited {
            // "Various (see each task)" leaves the order to the tasks.
            true => names_only(text, span, &names::refs(reader.vocabulary, text, span.start)),
            false => !reader.vocabulary.says(text, Word::Limiting) && !reader.vocabulary.says(text, Word::Serial),
        }
    };
    let whole = row.cells.iter().enumerate().take(table.columns.len()).all(all_told);
    let tasks = these.iter().flatten().all(|node| matches!(node, Node::Task(_)));
    (whole && tasks).then(|| (Place::new(span, Why::Cell, LIKELY), these))
}

/// Whether the tasks of each row run side by side, and not the rows, with an order in each of them: the rows wait for
/// something or for each other, and in none do most tasks wait for the one before.
fn are_of_members(reader: &Reader, table: &Table, sets: &[Set]) -> bool {
    let orders = reader.plan.edges.iter().filter(|e| e.relation != Relation::With);
    let ordered: FxHashSet<(Node, Node)> = orders.flat_map(|e| [(e.before, e.after), (e.after, e.before)]).collect();
    let chained = |(_, these): &Set| {
        let nodes: Vec<Node> = these.iter().flatten().copied().collect();
        let next = nodes.windows(2).filter(|pair| ordered.contains(&(pair[0], pair[1]))).count();
        2 * next >= nodes.len().saturating_sub(1).max(1)
    };
    let mut rows = sets.iter().enumerate().flat_map(|(row, set)| set.1.iter().flatten().map(move |&node| (node, row)));
    let homes: rustc_hash::FxHashMap<Node, usize> = rows.by_ref().collect();
    let across =
        || ordered.iter().any(|(a, b)| homes.get(a).zip(homes.get(b)).is_some_and(|(one, other)| one != other));
    !sets.iter().any(chained) && (table.rows.len() == 1 || table.has(Role::Depends) || across())
}
