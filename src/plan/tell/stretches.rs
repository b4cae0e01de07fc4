//! How long what has a first and a last day is said to last: `| 03 Aug | 06 Aug | 4 |`, "Dates" above "Duration",
//! "3 – 14 March (2 weeks)".

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name,
        model::*,
        names,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
        read::Reader,
    },
    source::{Span, window},
};
use rustc_hash::FxHashMap;

/// Longest value that is read, in bytes.
const VALUE: usize = 80;

/// What stands together: the cells of a row, the fields of a list, or those of a section that are in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Block(BlockId),
    Section(SectionId),
}

/// Reads what periods are said to last.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Stretch> {
    if reader.plan.periods.is_empty() {
        return Vec::new();
    }
    // Work may be finished before the day that a label of the whole names as the last.
    let spare = |period: Period| {
        let last = &reader.plan.dates[period.end];
        last.role == DateRole::Due && last.place.why == Why::Label
    };
    let lasting = || reader.plan.periods.iter().copied().filter(|&period| !spare(period));
    let mut found: Vec<Stretch> = lasting().filter_map(|period| behind(reader, period)).collect();
    let lengths = lengths(reader);
    if !lengths.is_empty() {
        let mut periods: FxHashMap<Place, Vec<Period>> = FxHashMap::default();
        for period in lasting() {
            let [first, last] = [period.start, period.end].map(|date| &reader.plan.dates[date]);
            let told = |claim: &DateClaim| matches!(claim.place.why, Why::Cell | Why::Label);
            let place = place(reader, first.block);
            if told(first) && told(last) && place == self::place(reader, last.block) {
                periods.entry(place).or_default().push(period);
            }
        }
        let both = lengths.into_iter().filter_map(|(place, length)| Some((length?, periods.get(&place)?)));
        for (taken, periods) in both {
            if let [period] = periods[..] {
                found.push(Stretch { period, taken, beside: false });
            }
        }
    }
    found.sort_by_key(|e| e.taken.span.start);
    found.dedup_by_key(|e| e.taken.span);
    found
}

fn place(reader: &Reader, block: BlockId) -> Place {
    let holds = |b: &BlockId| matches!(reader.document.block(*b).kind, Kind::List { .. } | Kind::Row { .. });
    let around = reader.document.ancestors(block).find(holds);
    around.map_or(Place::Section(reader.section(block)), Place::Block)
}

/// The one length that stands at each place.
fn lengths(reader: &Reader) -> FxHashMap<Place, Option<Quantity>> {
    let words = reader.vocabulary;
    let mut found: FxHashMap<Place, Option<Quantity>> = FxHashMap::default();
    let mut add = |place: Place, length: Option<Quantity>| {
        found.entry(place).and_modify(|known| *known = None).or_insert(length);
    };
    for label in &reader.document.labels {
        let short = !label.value.is_empty() && label.value.len() < VALUE && reader.digits.any_in(label.value);
        let key = reader.slice(label.key);
        if short && words.is_name(names::bare(key), Name::Lasting) {
            add(place(reader, label.block), length(reader, label.value, None));
        }
    }
    for table in &reader.plan.tables {
        let Some(column) = table.columns.iter().position(|c| words.is_name(names::bare(&c.key), Name::Lasting)) else {
            continue;
        };
        let unit = quantity::unit_of(&table.columns[column].name);
        for row in table.rows.iter().filter(|row| !row.total) {
            if let Some(&cell) = row.cells.get(column) {
                add(Place::Block(row.block), length(reader, reader.cell_span(cell), unit));
            }
        }
    }
    found
}

/// The length that a value is, or with which it begins: "4 weeks (20 working days)".
fn length(reader: &Reader, value: Span, unit: Option<TimeUnit>) -> Option<Quantity> {
    let text = reader.slice(value);
    let mut found = quantity::cell(text, value.start)?;
    if let (Unit::None, Some(unit)) = (&found.unit, unit) {
        found.unit = Unit::Time(unit);
    }
    is_calendar(&found).then_some(found)
}

/// Whether a quantity is told firmly, in days or longer units.
fn is_calendar(quantity: &Quantity) -> bool {
    let unit = matches!(quantity.unit, Unit::Time(TimeUnit::Day | TimeUnit::Week | TimeUnit::Month));
    unit && quantity.hedge == Hedge::Exact
}

/// The length in brackets behind a period.
fn behind(reader: &Reader, period: Period) -> Option<Stretch> {
    let last = &reader.plan.dates[period.end];
    let block = reader.document.block(last.block).span;
    let text = reader.slice(block);
    let rest = window::after(text, (last.day.span.end - block.start) as usize, VALUE);
    let opened = rest.trim_start_matches(['*', '_', ' ']).strip_prefix('(')?;
    let inner = &opened[..opened.find([')', ',', ';', '\n'])?];
    let taken = quantity::cell(inner, block.of_part(text, inner).start)?;
    is_calendar(&taken).then_some(Stretch { period, taken, beside: true })
}
