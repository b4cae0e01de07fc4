//! A number beside the ids that it counts in the row of a table: `| Completed | 4 | T1, T2, T3 |`.

use super::named::{self, Listed, Order};
use crate::{
    markdown::BlockId,
    plan::{
        Name, Role, Word, id_key,
        model::*,
        quantity::{self, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};
use std::ops::Deref;

/// The longest table that deals out tasks, in rows, and the longest cell that names them, in bytes.
const SIZE: (usize, u32) = (60, 400);

/// How many rows have to be right where the plan has none of the ids elsewhere.
const RIGHT: usize = 2;

/// Reads the tables whose rows say how many tasks there are, and which.
pub(super) fn read(reader: &Reader, order: &impl Deref<Target = Order>, found: &mut Vec<Announcement>) {
    for table in reader.plan.tables.iter().filter(|t| (2..=SIZE.0).contains(&t.rows.len())) {
        let mut counting = (1..table.columns.len()).filter(|&column| counts(reader, table, column));
        let (Some(count), None) = (counting.next(), counting.next()) else { continue };
        let others = (0..table.columns.len()).filter(|&column| column != count);
        let mut dealt = others.filter_map(|column| dealt(reader, table, count, column, order));
        // Beside a second column of ids it is not certain which are counted.
        let (Some(claims), None) = (dealt.next(), dealt.next()) else { continue };
        let right = claims.iter().filter(|(claim, _)| claim.is_right()).count();
        let least = if claims.iter().all(|(_, known)| *known) { 1 } else { RIGHT };
        if right >= least && claims.len() <= 2 * right {
            found.extend(claims.into_iter().map(|(claim, _)| claim));
        }
    }
}

/// Whether a column is headed as one of counts and holds plain numbers.
fn counts(reader: &Reader, table: &Table, column: usize) -> bool {
    let key = &table.columns[column].key;
    let named = |name| reader.vocabulary.is_name(key, name);
    (named(Name::Amount) || named(Name::TaskCount))
        && table.rows.iter().any(|row| number(reader, row, column).is_some())
        && table.rows.iter().all(|row| is_empty(reader, row, column) || number(reader, row, column).is_some())
}

/// Whether nothing stands in a cell.
fn is_empty(reader: &Reader, row: &Row, column: usize) -> bool {
    row.cells.get(column).is_none_or(|&cell| !reader.plain(cell).contains(char::is_alphanumeric))
}

/// The plain number of tasks in a cell.
fn number(reader: &Reader, row: &Row, column: usize) -> Option<Quantity> {
    let span = reader.document.text_span(*row.cells.get(column)?);
    let claim = quantity::cell(reader.slice(span), span.start).filter(Quantity::is_whole)?;
    let tasks = Unit::Count("task".into());
    let plain = claim.unit == Unit::None || claim.unit == tasks;
    (plain && !reader.slice(span).contains(['+', '~', '/'])).then(|| claim.in_unit(&tasks))
}

/// What the rows of a table say, where each cell of `column` holds ids and nothing else, and whether the plan has them.
fn dealt(
    reader: &Reader,
    table: &Table,
    count: usize,
    column: usize,
    order: &impl Deref<Target = Order>,
) -> Option<Vec<(Announcement, bool)>> {
    let head = &table.columns[column];
    let other = matches!(head.role, Some(Role::Depends | Role::Blocks | Role::With | Role::Date | Role::Duration));
    // "Open tasks" and "Key tasks" are some of them.
    let some = |word: &str| {
        let words = reader.vocabulary;
        words.counts_others(word) || words.status(word).is_some() || words.is_name(word, Name::InState)
    };
    if other || reader.vocabulary.says(&head.key, Word::BesideWork) || head.key.split(' ').any(some) {
        return None;
    }
    let (mut claims, mut several) = (Vec::new(), false);
    for row in table.rows.iter().filter(|row| !row.total && !is_empty(reader, row, column)) {
        let block = row.cells[column];
        let names = reader.document.text_span(block);
        let count = number(reader, row, count)?;
        let Listed { counts, strange, .. } = named(reader, &count, block, names, order)?;
        let (said, written) = (count.low as u64, counts[0]);
        // What is far more counts the parts of what is named.
        if said > 2 * written || written > 2 * said {
            return None;
        }
        several |= written > 1;
        claims.push((Announcement { count, block, of: Announced::Named { names, counts } }, !strange));
    }
    several.then_some(claims)
}

/// How many tasks a cell names: "T1, T2", "T001-T010", and "1, 2, 3" where tasks bear these numbers.
fn named(
    reader: &Reader,
    claim: &Quantity,
    cell: BlockId,
    names: Span,
    order: &impl Deref<Target = Order>,
) -> Option<Listed> {
    if names.len() as u32 > SIZE.1 {
        return None;
    }
    let text = reader.plain(cell);
    let bare = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && order.contains_key(&id_key(part));
    let numbers = text.split(',').map(str::trim).all(|part| !part.is_empty() && bare(part));
    if numbers {
        return Some(Listed { counts: vec![text.split(',').count() as u64], known: true, strange: false });
    }
    named::counts(reader, claim, names, order)
}
