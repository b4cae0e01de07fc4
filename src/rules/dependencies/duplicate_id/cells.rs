//! The numbers in the first columns of tables.

use super::{
    numbers::{Numbered, Row, alone, numbered},
    sisters::Sisters,
};
use crate::{
    markdown::BlockId,
    plan::{Axis, Noun, Role, Table, Vocabulary, quantity, sums},
    rules::Context,
    source::Span,
};
use rustc_hash::FxHashSet;

/// The cells of first columns that number their rows, which are named by the second.
pub(super) fn numbers<'c>(cx: &Context<'c>, sisters: &Sisters) -> impl Iterator<Item = (Row, Numbered<'c>)> {
    let cx = *cx;
    cx.plan.tables.iter().filter_map(move |table| of_table(&cx, table, sisters)).flatten()
}

fn of_table<'c>(cx: &Context<'c>, table: &'c Table, sisters: &Sisters) -> Option<Vec<(Row, Numbered<'c>)>> {
    let words = &cx.settings.vocabulary;
    let column = table.columns.first()?;
    let grouping = column.role == Some(Role::Group);
    // Several rows may speak of one week, and of the next one none.
    if quantity::is_time(&column.key) || !grouping && !counts_rows(words, &column.key) {
        return None;
    }
    let found = numbered_rows(cx, table, grouping).filter(|_| !sisters.recur(cx, table, 0))?;
    let naming = naming(cx, table);
    let described = || table.columns.get(1).is_some_and(|c| c.role == Some(Role::Task));
    let ids = !grouping && (words.is(&column.key, Role::Id) && !column.key.contains(' ') || described());
    let of = Row::Table { block: table.block, ids };
    let named = found.into_iter().filter_map(|(cells, number)| {
        let name = cells.get(naming).map(|&cell| cx.text(cx.document.text_span(cell)))?;
        // A figure names nothing: then the row has to differ.
        let name = if name.contains(char::is_alphabetic) { name } else { behind(cx, cells)? };
        Some((of, Numbered { name, ..number }))
    });
    Some(named.collect())
}

/// The cells of the rows of a table, with their numbers, where one of these stands twice.
fn numbered_rows<'c>(cx: &Context<'c>, table: &'c Table, grouping: bool) -> Option<Vec<(&'c [BlockId], Numbered<'c>)>> {
    let words = &cx.settings.vocabulary;
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    let (mut again, mut bare) = (false, false);
    let rows = || table.rows.iter().filter(|row| !row.total);
    for row in rows() {
        let span = cx.document.text_span(*row.cells.first()?);
        let titled = || numbered(words, cx.text(span), span).or_else(|| alone(cx, span, ""));
        let number = match grouping.then(titled).flatten() {
            None if !cx.holds_digit(span) => None,
            None => plain(cx.text(span), span).inspect(|_| bare = true),
            titled => titled,
        };
        match number {
            Some(number) => {
                again |= !seen.insert((number.head, number.last));
                found.push((&*row.cells, number));
            }
            // Most first columns hold something else, which their first cell tells.
            None if found.is_empty() && !grouping => return None,
            None => {}
        }
    }
    let numbers: Vec<u32> = found.iter().map(|(_, number)| number.last).collect();
    let all = !bare || found.len() == rows().count();
    (again && all && !is_ranking(cx, table, &numbers)).then_some(found)
}

/// The column that names the rows: of those with more names than repetitions that of tasks, or the first.
fn naming(cx: &Context, table: &Table) -> usize {
    let tells = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        let own: FxHashSet<&str> = cells.map(|&cell| cx.text(cx.document.text_span(cell))).collect();
        2 * own.len() > table.rows.len()
    };
    let telling: Vec<usize> = (1..table.columns.len()).filter(|&column| tells(column)).collect();
    let tasks = telling.iter().find(|&&column| table.columns[column].role == Some(Role::Task));
    tasks.or(telling.first()).copied().unwrap_or(1)
}

/// What stands in a row from its second cell on.
fn behind<'c>(cx: &Context<'c>, cells: &[BlockId]) -> Option<&'c str> {
    let [first, last] = [cells.get(1)?, cells.last()?].map(|&cell| cx.document.text_span(cell));
    Some(cx.text(first.to(last)))
}

/// Whether a heading says that each row below has a number of its own.
fn counts_rows(words: &Vocabulary, key: &str) -> bool {
    let noun = || matches!(words.noun(key), Some(Noun::Task | Noun::Group(Axis::Time)));
    // Two rows may speak of one issue.
    let cited = matches!(key, "ticket" | "ticket id" | "issue" | "issue #" | "ref" | "key");
    words.is(key, Role::Id) && !cited || noun()
}

/// From how many digits on a number is that of a year, or of something counted elsewhere.
const DIGITS: usize = 4;

/// A cell that is a number of a family, and nothing else: `8`, `**4.4**`, `T016`, `IT-03`, `29-01-02`, `P.5`, `step4`.
fn plain(cell: &str, span: Span) -> Option<Numbered<'_>> {
    let text = cell.trim_matches(['*', '_', '`', '[', ']', ' ']).trim_end_matches(['.', ')', ':']);
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[head.len()..];
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    if digits.is_empty() || digits.len() >= DIGITS || !head.chars().all(part) || head.chars().count() > 12 {
        return None;
    }
    Some(Numbered { word: "", head, last: digits.parse().ok()?, name: "", span: span.of_part(cell, text) })
}

/// Whether two rows with one number share a place by a figure in which the rows grow or shrink: `1, 2, 2, 4` by points.
fn is_ranking(cx: &Context, table: &Table, numbers: &[u32]) -> bool {
    if numbers.windows(2).all(|pair| pair[0] != pair[1]) {
        return false;
    }
    let other = |role| matches!(role, Role::Priority | Role::Group);
    (1..table.columns.len()).filter(|&c| !table.columns[c].role.is_some_and(other)).any(|column| {
        let rows = (0..table.rows.len()).filter(|&row| !table.rows[row].total);
        let figures = sums::column(cx.source.text(), cx.document, table, rows, column).unwrap_or_default();
        let values: Vec<f64> = figures.iter().map(|part| part.quantity.value()).collect();
        let tied = || numbers.windows(2).zip(values.windows(2)).any(|(n, v)| n[0] == n[1] && v[0] == v[1]);
        let steps = |way: fn(f64, f64) -> bool| values.windows(2).all(|pair| way(pair[0], pair[1]));
        let differ = values.first() != values.last();
        values.len() == numbers.len() && differ && tied() && (steps(|a, b| a <= b) || steps(|a, b| a >= b))
    })
}
