//! A day of last year among those of a column that go on from row to row: in January the old year is soon written.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::BlockId,
    plan::DateClaim,
    rules::{Context, Findings},
};
use jiff::{ToSpan, civil::Date};
use rustc_hash::FxHashMap;

/// From how many days on a column shows that it goes on.
const COLUMN: usize = 4;

/// Finds the one day in a column that falls out of its order, and fits with another year.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.dates.len() < COLUMN {
        return;
    }
    let mut of: FxHashMap<BlockId, Option<&DateClaim>> = FxHashMap::default();
    for claim in &cx.plan.dates {
        // Of two days in one cell none is certain.
        of.entry(claim.block).and_modify(|known| *known = None).or_insert(Some(claim));
    }
    for table in cx.plan.tables.iter().filter(|t| t.rows.len() >= COLUMN) {
        for column in 0..table.columns.len() {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
            let days: Vec<(&DateClaim, Date)> = cells
                .filter_map(|cell| of.get(cell).copied().flatten())
                .filter_map(|claim| Some((claim, claim.day.date()?)))
                .collect();
            if days.len() >= COLUMN && days.len() * 4 >= table.rows.len() * 3 {
                vet(cx, out, &days);
            }
        }
    }
}

fn vet(cx: &Context, out: &mut Findings, days: &[(&DateClaim, Date)]) {
    let Some(fall) = days.windows(2).position(|pair| pair[1].1 < pair[0].1) else { return };
    // The first and the last day fit with many a year.
    for at in [fall, fall + 1].into_iter().filter(|at| (1..days.len() - 1).contains(at)) {
        // The day in another year, where all go on from row to row then.
        let fits = |years: i64| {
            let moved = days[at].1.checked_add(years.years()).ok()?;
            let rest = days.iter().enumerate().map(|(index, (_, day))| if index == at { moved } else { *day });
            rest.is_sorted().then_some(moved)
        };
        let Some(meant) = [1, -1].into_iter().find_map(fits) else { continue };
        let (claim, near) = (days[at].0, days[at - 1].0);
        let written = quote(cx.text(claim.day.span));
        let year = meant.year();
        out.push(
            out.at(claim.day.span, format!("{written} falls out of the order of its column, and would fit in {year}"))
                .severity(Severity::Warning)
                .confidence(Confidence::Conventional)
                .label("probably the wrong year")
                .related(near.day.span, "beside this")
                .help("correct the year, or put the row where its day belongs"),
        );
        return;
    }
}
