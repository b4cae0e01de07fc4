//! Numbers that a plan states, with what they are about.

use super::{
    Phrase, Role, Word, fold,
    model::*,
    names,
    quantity::{self, Hedge, Quantity, Unit},
    read::{LIKELY, Reader, SURE},
};
use crate::{
    diagnostic::Confidence,
    markdown::{BlockId, Kind, SectionId},
    source::Span,
};
use std::borrow::Cow;

/// Longest text whose figures are read, in bytes: what is longer argues.
const TEXT: usize = 200;

/// Reads the figures of headings, labels, items and metric tables.
pub(super) fn read(reader: &mut Reader) {
    headings(reader);
    items(reader);
    labels(reader);
    metrics(reader);
}

/// "Parsers (7 commands)", "**Cold start** (target: < 2 s)".
fn headings(reader: &mut Reader) {
    let document = reader.document;
    for (index, section) in document.sections.iter().enumerate().skip(1) {
        let Some(block) = section.heading else { continue };
        let why = if section.level == 7 { Why::BoldLine } else { Why::Heading };
        let place = Source { block, section: SectionId(index as u32), why, confidence: LIKELY };
        // "Phase 3: Parsers", "2.1. Parsers": most headings have no other number.
        if is_numbered(&section.title) {
            continue;
        }
        // Around a bold line, its whole paragraph: the gloss may stand outside the bold.
        let span = if section.level == 7 { document.text_span(block) } else { section.title_span };
        text(reader, span, place);
    }
}

/// Whether the only number of a title names it.
fn is_numbered(title: &str) -> bool {
    let Some(first) = title.bytes().position(|b| b.is_ascii_digit()) else { return false };
    let end = title[first..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(title.len(), |at| first + at);
    let named = title[..end].ends_with('.') || title[end..].starts_with([':', ')']);
    named && !title[..first].ends_with(['(', '~', '<', '≤', '≥']) && !any(&title[end..], |b| b.is_ascii_digit())
}

/// List items, unless a label says what their figure is about.
fn items(reader: &mut Reader) {
    let document = reader.document;
    for (id, block) in document.iter() {
        if !matches!(block.kind, Kind::Item { .. }) {
            continue;
        }
        let Some(paragraph) = document.text_block(id) else { continue };
        if !is_claim(reader, document.text_span(id)) {
            continue;
        }
        let place = Source { block: paragraph, section: block.section, why: Why::Item, confidence: LIKELY };
        text(reader, document.text_span(id), place);
    }
}

/// Whether a text may claim or bound something: "80+ tests", "latency below 1 s", "12 parsers (~900 lines)".
/// Numbers without such a sign beside them, or such a word, are a part of what is to be done.
fn is_claim(reader: &Reader, span: Span) -> bool {
    let raw = reader.slice(span);
    let bounded = || reader.plan.phrases_in(span).any(|h| h.phrase == Phrase::Bound);
    raw.len() <= TEXT && any(raw, |b| b.is_ascii_digit()) && (is_signed(raw) || bounded())
}

/// Whether a sign stands beside a number of a text that makes it a claim.
fn is_signed(raw: &str) -> bool {
    // The last byte of `≤`, `≥` and `≈` stands for them.
    let before = |b: u8| matches!(b, b'<' | b'>' | b'=' | b'~' | b'(' | 0x88 | 0xA4 | 0xA5);
    let behind = |b: u8| matches!(b, b'+' | b'%');
    if !any(raw, |b| before(b) | behind(b)) {
        return false;
    }
    let mut previous = b' ';
    // The last byte that is neither white space nor emphasis.
    let mut sign = b' ';
    raw.bytes().any(|b| {
        let number = b.is_ascii_digit() && !previous.is_ascii_digit();
        let claims = number && before(sign) || behind(b) && (sign.is_ascii_digit() || sign.is_ascii_alphabetic());
        previous = b;
        if !matches!(b, b' ' | b'*' | b'_') {
            sign = b;
        }
        claims
    })
}

/// Whether a byte of a short text is such a one; every byte is asked, so that many can be asked at once.
fn any(raw: &str, is: impl Fn(u8) -> bool) -> bool {
    raw.bytes().fold(false, |found, b| found | is(b))
}

/// Values of labels outside lists.
fn labels(reader: &mut Reader) {
    for index in 0..reader.plan.fields.len() {
        let field = &reader.plan.fields[index];
        if field.item.is_some() || field.why == Why::FrontMatter || field.value.is_empty() {
            continue;
        }
        let whole = field.key.to(field.value);
        let place = Source { block: field.block, section: field.section, why: Why::Label, confidence: SURE };
        text(reader, whole, place);
    }
}

/// The targets of a table of metrics.
fn metrics(reader: &mut Reader) {
    for index in 0..reader.plan.tables.len() {
        let table = &reader.plan.tables[index];
        let (Some(metric), Some(target)) = (table.column(Role::Metric), table.column(Role::Target)) else { continue };
        let section = table.section;
        let cells: Vec<(BlockId, BlockId)> =
            table.rows.iter().filter_map(|row| Some((*row.cells.get(metric)?, *row.cells.get(target)?))).collect();
        for (name, cell) in cells {
            let span = reader.cell_span(cell);
            if !has_figure(reader.slice(span)) {
                continue;
            }
            let mut raw = reader.slice(span).to_owned();
            let found = quantity::scan(&unticked(&raw), span.start);
            let [quantity] = &found[..] else { continue };
            blank(&mut raw, span, quantity.span);
            let subject = subject(reader, &format!("{} {raw}", reader.plain(name)));
            reader.plan.figures.push(Figure {
                quantity: quantity.clone(),
                subject,
                role: FigureRole::Target,
                place: Place::new(quantity.span, Why::Cell, SURE),
                block: cell,
                section,
                table: Some(TableId(index as u32)),
            });
        }
    }
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct Source {
    block: BlockId,
    section: SectionId,
    why: Why,
    confidence: Confidence,
}

/// The figures of a short text.
fn text(reader: &mut Reader, span: Span, source: Source) {
    let raw = reader.slice(span);
    if span.len() > TEXT || !has_figure(raw) {
        return;
    }
    let found = quantity::scan(&unticked(raw), span.start);
    // A number without a unit counts something that is said elsewhere, or names it.
    let speaks = |quantity: &Quantity| quantity.unit != Unit::None || source.why == Why::Label;
    if !found.iter().any(speaks) {
        return;
    }
    let mut bare = raw.to_owned();
    for quantity in &found {
        blank(&mut bare, span, quantity.span);
    }
    let subject = subject(reader, &bare);
    let aim = reader.vocabulary.says(raw, Word::Aim);
    for quantity in found.into_iter().filter(speaks) {
        let role = role(&quantity, &subject, aim);
        reader.plan.figures.push(Figure {
            role,
            subject: subject.clone(),
            place: Place::new(quantity.span, source.why, source.confidence),
            quantity,
            block: source.block,
            section: source.section,
            table: None,
        });
    }
}

fn role(quantity: &Quantity, subject: &str, aim: bool) -> FigureRole {
    if subject.split(' ').next().is_some_and(|word| matches!(word, "total" | "totals")) {
        FigureRole::Total
    } else if aim || matches!(quantity.hedge, Hedge::AtLeast | Hedge::AtMost) {
        FigureRole::Target
    } else {
        FigureRole::Claim
    }
}

/// Whether a number stands in a text, and not only digits of names such as `T012`, `v2` and `src/v1.rs`.
fn has_figure(raw: &str) -> bool {
    let mut previous = b' ';
    any(raw, |b| b.is_ascii_digit())
        && raw.bytes().any(|b| {
            let glued = previous.is_ascii_alphanumeric() || matches!(previous, b'_' | b'.' | b'/' | b'#');
            previous = b;
            b.is_ascii_digit() && !glued
        })
}

/// `raw` with code spans blanked, every byte in its place.
pub(super) fn unticked(raw: &str) -> Cow<'_, str> {
    if !raw.contains('`') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    for (index, piece) in raw.split('`').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        match index % 2 {
            0 => out.push_str(piece),
            _ => out.extend(std::iter::repeat_n(' ', piece.len())),
        }
    }
    Cow::Owned(out)
}

/// Takes `part` out of `raw`, which stands at `whole`.
fn blank(raw: &mut String, whole: Span, part: Span) {
    let (from, to) = ((part.start - whole.start) as usize, (part.end - whole.start) as usize);
    if raw.get(from..to).is_some() {
        raw.replace_range(from..to, &" ".repeat(to - from));
    }
}

/// The words that say what is measured: `startup time`.
fn subject(reader: &Reader, text: &str) -> Box<str> {
    let key = names::key(text);
    let folded = fold(&key);
    let words = folded.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '%')));
    let mut out = String::new();
    for word in words.map(|w| w.trim_matches(['-', '/', '.'])).filter(|w| !w.is_empty()) {
        if reader.vocabulary.is_word(word, Word::Filler) {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.into()
}
