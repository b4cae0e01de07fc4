//! Shares that are not counted by heads: by hours or points, or with what is begun.

use super::{
    WEIGHED,
    counts::{row_begun, row_done, tables},
};
use crate::{
    markdown::SectionId,
    plan::{
        Table, TaskId,
        quantity::{self, Quantity},
        sums,
    },
    rules::Context,
};

/// How many boxes are looked at for their size.
const BOXES: usize = 500;

/// Whether the sizes of rows or boxes bear out `percent`, or rows of which nobody knows how much of them is done.
pub(super) fn holds(cx: &Context, section: SectionId, tasks: &[TaskId], percent: f64) -> bool {
    let near = |share: f64| (share - percent).abs() <= WEIGHED;
    by_boxes(cx, tasks).is_some_and(near)
        || tables(cx, section).iter().any(|table| by_begun(cx, table, percent) || by_column(cx, table).any(near))
}

/// Whether `percent` lies between what is done and what is begun or said in words that no state is.
fn by_begun(cx: &Context, table: &Table, percent: f64) -> bool {
    let rows = || table.rows.iter().filter(|row| !row.total);
    let states = || rows().map(|row| row_done(cx, row));
    let all = rows().count() as f64;
    let done = states().filter(|state| *state == Some(true)).count() as f64;
    let begun = rows().filter(|row| row_begun(cx, row)).count() as f64;
    let share = |rows: f64| 100.0 * rows / all;
    states().flatten().next().is_some()
        && begun > 0.0
        && (share(done) - WEIGHED..=share(done + begun) + WEIGHED).contains(&percent)
}

/// What share of each column of figures of work stands in rows that are done.
fn by_column<'c>(cx: &'c Context, table: &'c Table) -> impl Iterator<Item = f64> + 'c {
    let text = cx.source.text();
    let rows = || (0..table.rows.len()).filter(|&row| row_done(cx, &table.rows[row]).is_some());
    (1..table.columns.len()).filter_map(move |column| {
        let parts = sums::column(text, cx.document, table, rows(), column)?;
        let measured = quantity::unit_named(&table.columns[column].name).is_some()
            || parts.iter().any(|part| part.quantity.unit.is_of_work());
        let done = |part: &&sums::Part| row_done(cx, &table.rows[part.row]) == Some(true);
        let of = |parts: &mut dyn Iterator<Item = &sums::Part>| parts.map(|part| part.quantity.high).sum::<f64>();
        let (done, all) = (of(&mut parts.iter().filter(done)), of(&mut parts.iter()));
        (measured && all > 0.0).then(|| 100.0 * done / all)
    })
}

/// What share of the work of boxes that each say how much they are is done.
fn by_boxes(cx: &Context, tasks: &[TaskId]) -> Option<f64> {
    let (mut done, mut all) = (0.0, 0.0);
    for &task in tasks.iter().take(BOXES) {
        let task = cx.plan.task(task);
        let text = cx.text(cx.document.text_span(task.block));
        let sized = |q: &Quantity| q.is_time() || matches!(q.unit.noun(), Some("point" | "sp"));
        let size = quantity::each(text, 0).find(sized)?.high;
        all += size;
        done += if task.done() { size } else { 0.0 };
    }
    (all > 0.0).then(|| 100.0 * done / all)
}
