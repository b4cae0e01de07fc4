//! From when to when something is done on a day: `| 09:00–10:30 | Opening |`, "### Lunch (12:30 – 13:30)",
//! "- 10:30-11:00 Notes".

use crate::{
    markdown::BlockId,
    plan::{
        model::*,
        quantity::{self, Slot},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// Longest text that is read, in bytes.
const LINE: usize = 160;

/// Reads the times of timetables, of headings and of lists, those together that stand beside each other.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Vec<Slot>> {
    let mut found: Vec<Vec<Slot>> = reader.plan.tables.iter().flat_map(|table| columns(reader, table)).collect();
    let mut headings: FxHashMap<u32, Vec<Slot>> = FxHashMap::default();
    for section in reader.document.sections.iter().skip(1) {
        let slot = slot(reader, section.title_span);
        headings.entry(section.parent.0).or_default().extend(slot);
    }
    let mut lists: FxHashMap<BlockId, Vec<Slot>> = FxHashMap::default();
    for &(item, text) in reader.numbered {
        let (block, list) = (reader.document.block(text).span, reader.document.block(item).parent);
        let (Some(list), Some(slot)) = (list, slot(reader, block)) else { continue };
        // Further on, an item only speaks of a time.
        let before = reader.slice(Span { end: slot.span.start, ..block });
        if !before.contains(char::is_alphanumeric) || before.trim_start().starts_with("**") {
            lists.entry(list).or_default().push(slot);
        }
    }
    found.extend(headings.into_values().chain(lists.into_values()).filter(|slots| !slots.is_empty()));
    found.sort_by_key(|slots| slots[0].span);
    found
}

/// How many rows the timetables have.
pub(in crate::plan) fn timed(hours: &[Vec<Slot>]) -> usize {
    hours.iter().filter(|slots| is_timetable(slots)).map(Vec::len).sum()
}

/// The fewest rows of a timetable.
const ROWS: usize = 3;

/// Whether times go on from row to row, but for one; hours of opening do not.
fn is_timetable(slots: &[Slot]) -> bool {
    let on = slots.windows(2).filter(|pair| pair[0].end.is_some_and(|end| end <= pair[1].start)).count();
    slots.len() >= ROWS && on + 2 >= slots.len()
}

/// How many cells show whether their column tells times.
const FIRST: usize = 3;

/// The columns of a table in which most cells say from when to when.
fn columns<'r>(reader: &'r Reader, table: &'r Table) -> impl Iterator<Item = Vec<Slot>> + 'r {
    (0..table.columns.len()).filter_map(move |column| {
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(column)).map(|&cell| reader.cell_span(cell));
        // Most columns tell no times, which their first cells show.
        let tells = |span: Span| memchr::memchr(b':', reader.slice(span).as_bytes()).is_some();
        if !cells().take(FIRST).any(tells) {
            return None;
        }
        let slots: Vec<Slot> = cells().filter_map(|span| slot(reader, span)).collect();
        (slots.len() > 1 && slots.len() * 2 > cells().filter(|span| !span.is_empty()).count()).then_some(slots)
    })
}

/// The one stretch of a day in a text.
fn slot(reader: &Reader, span: Span) -> Option<Slot> {
    if span.len() > LINE || !reader.digits.any_in(span) {
        return None;
    }
    let text = reader.slice(span);
    let mut found = memchr::memchr(b':', text.as_bytes()).map(|_| quantity::clocks(text, span.start))?.into_iter();
    found.next().filter(|slot| slot.end.is_some() && found.next().is_none())
}
