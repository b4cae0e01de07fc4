//! Phases of which the plan says when they are: they may overlap, and their lengths do not add up to that of the whole.

use crate::{
    markdown::{BlockId, Kind},
    plan::{Axis, Column, GroupId, Name, Noun, Role, Why, quantity},
    rules::Context,
};

/// Whether a column beside the lengths, or the headings, tell when two of `groups` are: "Weeks 2–4", "Jan 12".
pub(super) fn are(cx: &Context, groups: &[GroupId]) -> bool {
    let placed = groups.iter().filter(|&&group| in_row(cx, group) || in_title(cx, group));
    placed.take(2).count() == 2
}

/// Whether another cell of the group's row is a range or a day.
fn in_row(cx: &Context, group: GroupId) -> bool {
    let places = cx.plan.group(group).places.iter().filter(|place| matches!(place.why, Why::Row | Why::Cell));
    places.filter_map(|place| row_at(cx, place.span.start)).any(|row| {
        let around = cx.document.block(row).parent;
        let table = around.and_then(|block| cx.plan.tables.binary_search_by_key(&block, |t| t.block).ok());
        let columns = table.into_iter().flat_map(|index| &cx.plan.tables[index].columns);
        let cells = columns.zip(cx.document.children(row)).skip(1);
        let places = cells.filter(|(column, _)| tells_when(cx, column));
        places.map(|(_, cell)| cx.text(cx.document.text_span(cell))).any(|text| is_place(text) || begins(cx, text))
    })
}

fn row_at(cx: &Context, at: u32) -> Option<BlockId> {
    let block = cx.document.block_at(at)?;
    let mut around = std::iter::once(block).chain(cx.document.ancestors(block));
    around.find(|&b| matches!(cx.document.block(b).kind, Kind::Row { .. }))
}

/// Whether a column is that of the weeks or the days on which something is.
fn tells_when(cx: &Context, column: &Column) -> bool {
    column.role == Some(Role::Date)
        || is_time(cx, &column.key)
        || cx.settings.vocabulary.is_name(&column.key, Name::Calendar)
}

fn is_time(cx: &Context, word: &str) -> bool {
    matches!(cx.settings.vocabulary.noun(word), Some(Noun::Group(Axis::Time)))
}

/// Whether the heading of the group tells its weeks: "Phase 2: Core (Weeks 2-4)".
fn in_title(cx: &Context, group: GroupId) -> bool {
    let Some(section) = cx.plan.group(group).section else { return false };
    let glosses = cx.document.section(section).title.split(['(', '[', '—', '–', '|', ',']).skip(1);
    glosses.filter(|gloss| gloss.contains(|c: char| c.is_ascii_digit())).any(|gloss| {
        let word = gloss.trim().split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        is_time(cx, word)
    })
}

/// Whether a cell names the one week or day with which something begins: "Week 5".
fn begins(cx: &Context, text: &str) -> bool {
    let (word, number) = text.trim().split_at(text.trim().find(|c: char| !c.is_alphabetic()).unwrap_or(0));
    is_time(cx, word) && number.trim().parse::<u32>().is_ok()
}

/// Whether a cell is a day or month, or a range that has no unit behind it: "2–4", "KW 3–5".
fn is_place(text: &str) -> bool {
    let number = |part: &str| -> Option<f64> {
        part.trim().trim_start_matches(|c: char| c.is_alphabetic() || c == ' ').replace(',', ".").parse().ok()
    };
    let range = text.split_once(['–', '—', '-']).and_then(|(from, to)| number(from).zip(number(to)));
    let month = text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).is_some_and(quantity::month);
    range.is_some_and(|(from, to)| from <= to) || month || !quantity::dates(text, 0).is_empty()
}
