//! Days and weeks of the plan's own calendar that run backwards: "Weeks 8–5" between "Weeks 1–4" and "Weeks 9–12".

use crate::{
    diagnostic::{Confidence, Severity},
    plan::{
        Role, Table, Word,
        quantity::{self, TimeUnit, Window},
    },
    rules::{Context, Findings},
    source::Span,
};
use memchr::memchr2;

/// Longest text that is read, in bytes.
const LINE: usize = 160;

/// The last part of a week that is numbered behind it: "Week 2-3".
const PARTS: u32 = 3;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut found: Vec<Window> = Vec::new();
    let mut add = |span: Span| {
        let text = || cx.text(span);
        if span.len() <= LINE && cx.holds_digit(span) && memchr2(b'-', 0xe2, text().as_bytes()).is_some() {
            found.extend(quantity::written(text(), span.start));
        }
    };
    cx.document.sections.iter().skip(1).for_each(|section| add(section.title_span));
    cx.document.labels.iter().for_each(|label| [label.key, label.value].into_iter().for_each(&mut add));
    for table in &cx.plan.tables {
        for column in (0..table.columns.len()).filter(|&column| is_timed(cx, table, column)) {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
            cells.for_each(|&cell| add(cx.document.text_span(cell)));
        }
    }
    found.sort_by_key(|window| window.span.start);
    found.dedup_by_key(|window| window.span);
    for unit in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month] {
        one_backwards(cx, out, found.iter().filter(|w| w.unit == unit));
    }
}

/// Whether the cells of a column may tell days or weeks.
fn is_timed(cx: &Context, table: &Table, column: usize) -> bool {
    let entry = &table.columns[column];
    column == 0
        || matches!(entry.role, Some(Role::Duration | Role::Date))
        || quantity::is_time(&entry.key)
        || cx.settings.vocabulary.is_word(&entry.key, Word::Calendar)
}

/// Reports the one range that runs backwards; several count down.
fn one_backwards<'w>(cx: &Context, out: &mut Findings, ranges: impl Iterator<Item = &'w Window>) {
    let ranges: Vec<&Window> = ranges.collect();
    let Some(window) = ranges.iter().find(|w| w.is_reversed()) else { return };
    let same = |w: &&&Window| (w.first, w.last) == (window.first, window.last);
    // "Week 2-1" is the first part of the second week where "Week 2-2" is the second.
    let part = |w: &&&Window| {
        w.first == window.first
            && w.last <= PARTS
            && window.last <= 1
            && !same(w)
            && cx.text(w.span).contains(['-', '–'])
    };
    let forwards = ranges.iter().find(|w| w.is_range());
    let (Some(forwards), None, false) =
        (forwards, ranges.iter().find(part), ranges.iter().any(|w| w.is_reversed() && !same(&w)))
    else {
        return;
    };
    let meant = Window { first: window.last, last: window.first, ..**window };
    for window in ranges.iter().filter(same) {
        let found = out
            .at(window.span, format!("{window} run backwards"))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("probably {meant}"))
            .related(forwards.span, format!("{forwards} run forwards"))
            .help("put the earlier one first, or correct the number; nobody can tell from it when to begin");
        out.push(found);
    }
}
