//! Cells of a total that come from the other cells of their row, or weigh those of their column.

use super::{Wrong, name};
use crate::{
    plan::{Table, fold},
    rules::Context,
};

/// Whether the figure is no sum of its column: the difference of two cells of its row, as each row has it; a mean; or
/// each row as often as another cell says.
pub(super) fn is_derived(cx: &Context, table: &Table, wrong: &Wrong) -> bool {
    is_mean(cx, table, wrong)
        || (0..table.columns.len()).filter(|&c| c != wrong.column).any(|c| is_weighted(cx, table, wrong, c))
        || is_difference(cx, table, wrong)
}

/// "Overall" and the like, where the figure lies between those of the rows.
fn is_mean(cx: &Context, table: &Table, wrong: &Wrong) -> bool {
    let name = fold(&name(cx, table, wrong.row)).into_owned();
    let values = || wrong.parts.iter().map(|p| p.quantity.value());
    let (least, most) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let value = wrong.claim.value();
    !name.contains("total") && !name.contains("sum") && least < value && value < most
}

/// Whether the rows come to the figure when each counts as often as the column `by` says: points times how many there
/// are.
fn is_weighted(cx: &Context, table: &Table, wrong: &Wrong, by: usize) -> bool {
    let times = |row: usize| leading(cx, table, row, by);
    let all: Option<f64> = wrong.parts.iter().map(|p| Some(times(p.row)? * p.quantity.value())).sum();
    all.is_some_and(|all| (all - wrong.claim.value()).abs() < 1e-6)
}

/// Whether each figure of the column, the total's too, is what one column has more than another. Such figures add up as
/// those columns do: where the total of one of these is right, that of the other is wrong as well.
fn is_difference(cx: &Context, table: &Table, wrong: &Wrong) -> bool {
    let rows = || wrong.parts.iter().map(|p| (p.row, p.quantity.value())).chain([(wrong.row, wrong.claim.value())]);
    let pair = |row: usize, from: usize, to: usize| leading(cx, table, row, from).zip(leading(cx, table, row, to));
    let differs = |from: usize, to: usize| {
        rows().all(|(row, value)| {
            pair(row, from, to).is_some_and(|(from, to)| ((to - from).abs() - value.abs()).abs() < 1e-6)
        })
    };
    // Amounts by which some rows have more and others less, without their signs, do not add up.
    let both_ways = |from: usize, to: usize| {
        let more = |(row, _)| pair(row, from, to).map_or(0.0, |(from, to)| (to - from).clamp(-1.0, 1.0));
        rows().map(more).any(|sign| sign < 0.0) && rows().map(more).any(|sign| sign > 0.0)
    };
    let adds_up = |column: usize| {
        let sum: Option<f64> = wrong.parts.iter().map(|p| leading(cx, table, p.row, column)).sum();
        sum.zip(leading(cx, table, wrong.row, column)).is_some_and(|(sum, total)| (sum - total).abs() < 1e-6)
    };
    // What is compared stands side by side.
    let others: Vec<usize> = (1..table.columns.len()).filter(|&c| c != wrong.column).collect();
    others.windows(2).any(|pair| {
        let (from, to) = (pair[0], pair[1]);
        differs(from, to) && (both_ways(from, to) || !adds_up(from) && !adds_up(to))
    })
}

/// The number with which a cell begins: 60 of `60/100`.
fn leading(cx: &Context, table: &Table, row: usize, column: usize) -> Option<f64> {
    let plain = cx.document.plain(cx.source.text(), *table.rows[row].cells.get(column)?);
    let text = plain.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-');
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    text[..end].trim_end_matches('.').parse().ok()
}
