//! Which row is to blame.

use super::{Sheet, Wrong, name};
use crate::{
    plan::{Table, quantity, sums::Part},
    rules::Context,
    source::Span,
};

/// The one row that would explain the difference, and how.
pub(super) fn explanation(sheet: &Sheet, wrong: &Wrong) -> Option<(Span, String)> {
    let (cx, table) = (sheet.cx, sheet.table);
    if let Some(found) = only(wrong.parts.iter().filter_map(|part| miscounted(cx, table, wrong, part))) {
        return Some(found);
    }
    // What is left is no longer what was given less what is used.
    let broken = sheet.broken_row().unwrap_or_default();
    if let Some(part) = wrong.parts.iter().find(|part| broken.contains(&part.quantity.span)) {
        return Some((part.quantity.span, "this figure does not fit those beside it, as in the other rows".to_owned()));
    }
    let excess = wrong.sum.low - wrong.claim.value();
    let left_out = wrong.parts.iter().filter(|p| !p.quantity.is_range() && (p.quantity.low - excess).abs() < 1e-6);
    only(left_out).map(|p| (p.quantity.span, "the total would be right without this row".to_owned()))
}

/// A row "Parsers (6)" of which the plan lists another number, which would make the total right.
fn miscounted(cx: &Context, table: &Table, wrong: &Wrong, part: &Part) -> Option<(Span, String)> {
    let name = name(cx, table, part.row);
    let (bare, gloss) = name.strip_suffix(')')?.rsplit_once('(')?;
    let said: usize = gloss.trim().parse().ok().filter(|&n| n > 0)?;
    let wanted = stems(bare);
    let listed = cx.plan.tasks.iter().filter(|task| {
        let own = task.table.is_some_and(|t| std::ptr::eq(&cx.plan.tables[t.index()], table));
        let title = stems(&task.title);
        !own && !wanted.is_empty() && wanted.iter().all(|word| title.contains(word))
    });
    let listed = listed.count();
    let value = part.quantity.low * listed as f64 / said as f64;
    let explains = !wrong.claim.contradicts(wrong.sum.low - part.quantity.low + value);
    (listed > 0 && listed != said && explains).then(|| {
        let span = cx.document.text_span(table.rows[part.row].cells[0]);
        let value = wrong.sum.unit.amount(value);
        (span, format!("the plan lists {listed} of these, not {said}; with {value} here the total is right"))
    })
}

/// The words of a name or path, singular.
fn stems(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|w| quantity::singular(&w.to_lowercase())).collect()
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
