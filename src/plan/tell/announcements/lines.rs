//! Lines that may count something behind a name: `- **Story 1** (P1): 9 tasks`, `**Phase 1 (Setup)**: 4 items`.

use crate::{
    markdown::{BlockId, Kind, Label},
    plan::{
        Name,
        model::*,
        quantity::{self, Quantity},
        read::Reader,
    },
    source::Span,
};

/// The longest value that counts, in bytes.
const VALUE: usize = 120;

/// A name and what is said of it.
#[derive(Clone, Copy)]
pub(super) struct Line {
    name: Span,
    pub value: Span,
    pub block: BlockId,
}

/// The lines that may count something, in the order in which they stand.
pub(super) fn lines(reader: &Reader) -> Vec<Line> {
    let document = reader.document;
    let counts = |value: Span| reader.digits.any_in(value) && may_count(reader.slice(value));
    let item = |block: BlockId| matches!(document.block(block).kind, Kind::Item { .. });
    let mut found: Vec<Line> = Vec::new();
    for &(block, text) in reader.numbered {
        let span = document.text_span(text);
        if span.len() <= VALUE
            && reader.digits.any_in(span)
            && let Some((name, value)) = parted(reader.slice(span))
        {
            let [name, value] = [name, value].map(|part| span.of_part(reader.slice(span), part));
            found.extend(counts(value).then_some(Line { name, value, block }));
        }
    }
    // Most labels stand in items, which were read.
    let alone = |l: &&Label| !item(l.block) && !document.ancestors(l.block).any(item);
    let labels = document.labels.iter().filter(|l| l.value.len() <= VALUE && reader.digits.any_in(l.value));
    let labels = labels.filter(alone).filter(|l| may_count(reader.slice(l.value)));
    found.extend(labels.map(|l| Line { name: l.key, value: l.value, block: l.block }));
    found.sort_by_key(|line| line.value.start);
    found
}

/// Reads what the lines say of the parts that they name.
pub(super) fn read(reader: &Reader, lines: &[Line], found: &mut Vec<Announcement>) {
    found.extend(lines.iter().filter_map(|line| {
        let count = number(reader, line.value)?;
        let before = Span { end: count.span.start, ..line.value };
        Some(Announcement { count, block: line.block, of: Announced::Parts { name: line.name, before } })
    }));
}

/// What stands before the first colon that a space follows, and behind it.
fn parted(text: &str) -> Option<(&str, &str)> {
    let mut colons = memchr::memchr_iter(b':', text.as_bytes()).map(|at| text.split_at(at));
    let found = colons.find(|(_, rest)| rest[1..].trim_start_matches(['*', '_']).starts_with(' '))?;
    Some((found.0, found.1[1..].trim_start_matches(['*', '_', ' '])))
}

/// Whether a word behind the first number of a value is one for what is counted: most have none.
fn may_count(value: &str) -> bool {
    let counts = |word: &[u8]| {
        let begins = |thing: &[u8]| word.get(..thing.len()).is_some_and(|head| head.eq_ignore_ascii_case(thing));
        match word.first().map_or(0, |first| first | 0x20) {
            b't' => begins(b"task") || begins(b"todo") || begins(b"ticket"),
            b'i' => begins(b"item") || begins(b"issue"),
            b's' => begins(b"stor"),
            b'b' => begins(b"box"),
            b'c' => begins(b"checkbox"),
            _ => false,
        }
    };
    let behind = value.bytes().position(|b| b.is_ascii_digit()).unwrap_or(value.len());
    value.as_bytes()[behind..].split(|b| !b.is_ascii_alphabetic()).any(counts)
}

/// How many tasks a value counts: "17 tasks (~52 hours)", "T001-T008 (8 tasks)", "___ / 4 items", "3/5 tasks".
fn number(reader: &Reader, span: Span) -> Option<Quantity> {
    let value = reader.slice(span);
    let counted = |q: &Quantity| q.unit.noun().is_some_and(|noun| reader.vocabulary.is_name(noun, Name::TickedThing));
    let mut found = quantity::each(value, span.start).filter(counted);
    let said = found.next().filter(Quantity::is_whole)?;
    let at = |place: u32| (place - span.start) as usize;
    let (before, after) = (&value[..at(said.span.start)], &value[at(said.span.end)..]);
    let last = before.split_whitespace().next_back().unwrap_or("");
    // "20 tasks marked [P]" are some of them.
    let set_off = |c: char| matches!(c, '(' | '[' | ',' | ';' | '=' | '—' | '–' | '-' | '|' | '.' | '*' | '✅');
    let ends = after.trim_start().is_empty() || after.trim_start().starts_with(set_off);
    let otherwise = reader.vocabulary.counts_others(last) || before.trim_end().ends_with(['+', '-', '–', '→']);
    (found.next().is_none() && ends && !otherwise).then_some(said)
}
