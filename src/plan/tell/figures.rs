//! Numbers that a plan states, with what they are about.

mod headlines;

use crate::{
    markdown::{BlockId, Document, SectionId},
    plan::{
        Name, Phrase, Role, Vocabulary, Word,
        model::*,
        names,
        quantity::{self, Hedge, Quantity, Unit},
        read::{LIKELY, Reader, SURE},
    },
    source::Span,
};
use std::borrow::Cow;

/// Longest text whose figures are read, in bytes: what is longer argues.
const TEXT: usize = 200;

/// Reads the figures of headings, labels, items and metric tables.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Figure> {
    let mut found = Vec::new();
    headings(reader, &mut found);
    items(reader, &mut found);
    labels(reader, &mut found);
    metrics(reader, &mut found);
    found
}

/// "Parsers (7 commands)", "**Cold start** (target: < 2 s)".
fn headings(reader: &Reader, figures: &mut Vec<Figure>) {
    let document = reader.document;
    for (index, section) in document.sections.iter().enumerate().skip(1) {
        let Some(block) = section.heading else { continue };
        let why = if section.is_bold_line() { Why::BoldLine } else { Why::Heading };
        let place = Source { block, section: SectionId(index as u32), why, confidence: LIKELY };
        // Around a bold line, its whole paragraph: the gloss may stand outside the bold.
        let span = if section.is_bold_line() { document.text_span(block) } else { section.title_span };
        // "Phase 3: Parsers", "2.1. Parsers": most headings have no other number.
        if reader.digits.any_in(span) && !is_numbered(&section.title) {
            text(reader, span, place, figures);
        }
    }
}

/// Whether the only number of a title names it.
fn is_numbered(title: &str) -> bool {
    let Some(first) = title.bytes().position(|b| b.is_ascii_digit()) else { return false };
    let end = title[first..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(title.len(), |at| first + at);
    let named = title[..end].ends_with('.') || title[end..].starts_with([':', ')']);
    named && !title[..first].ends_with(['(', '~', '<', '≤', '≥']) && !title[end..].bytes().any(|b| b.is_ascii_digit())
}

/// List items, unless a label says what their figure is about.
fn items(reader: &Reader, figures: &mut Vec<Figure>) {
    for &(id, paragraph) in reader.numbered {
        let span = reader.document.text_span(id);
        if is_claim(reader, span) {
            let section = reader.section(id);
            let place = Source { block: paragraph, section, why: Why::Item, confidence: LIKELY };
            text(reader, span, place, figures);
        }
    }
}

/// Whether a text may claim or bound something: "80+ tests", "latency below 1 s", "12 parsers (~900 lines)".
/// Numbers without such a sign beside them, or such a word, are a part of what is to be done.
fn is_claim(reader: &Reader, span: Span) -> bool {
    let bounded = || reader.plan.phrases_in(span).any(|h| h.phrase == Phrase::Bound);
    span.len() <= TEXT && (is_signed(reader, span) || bounded())
}

/// Whether a sign stands beside a number of a text that makes it a claim.
fn is_signed(reader: &Reader, span: Span) -> bool {
    let bytes = reader.slice(span).as_bytes();
    // The last byte before `at` that is neither white space nor emphasis.
    let sign = |at: usize| bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'*' | b'_')).copied();
    // The last byte of `≤`, `≥` and `≈` stands for them.
    let bound = |b: u8| matches!(b, b'<' | b'>' | b'=' | b'~' | b'(' | 0x88 | 0xA4 | 0xA5);
    reader.digits.within(span).any(|at| sign(at - span.start as usize).is_some_and(bound))
        || memchr::memchr2_iter(b'+', b'%', bytes).any(|at| sign(at).is_some_and(|b| b.is_ascii_alphanumeric()))
}

/// Values of labels outside lists.
fn labels(reader: &Reader, figures: &mut Vec<Figure>) {
    for field in &reader.plan.fields {
        if field.item.is_some() || field.why == Why::FrontMatter || field.value.is_empty() {
            continue;
        }
        let whole = field.key.to(field.value);
        let place = Source { block: field.block, section: field.section, why: Why::Label, confidence: SURE };
        text(reader, whole, place, figures);
    }
}

/// The targets of a table of metrics.
fn metrics(reader: &Reader, figures: &mut Vec<Figure>) {
    for (index, table) in reader.plan.tables.iter().enumerate() {
        let (Some(metric), Some(target)) = (table.column(Role::Metric), table.column(Role::Target)) else { continue };
        let section = table.section;
        let cells = table.rows.iter().filter_map(|row| Some((*row.cells.get(metric)?, *row.cells.get(target)?)));
        for (name, cell) in cells {
            let span = reader.cell_span(cell);
            if !has_figure(reader, span) {
                continue;
            }
            let found = quantity::scan(&unticked(reader.slice(span)), span.start);
            let [quantity] = &found[..] else { continue };
            figures.push(Figure {
                quantity: quantity.clone(),
                text: span,
                name: Some(name),
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
fn text(reader: &Reader, span: Span, source: Source, figures: &mut Vec<Figure>) {
    if span.len() > TEXT || !has_figure(reader, span) {
        return;
    }
    let raw = unticked(reader.slice(span));
    // A number without a unit counts something that is said elsewhere, or names it.
    let speaks = |quantity: &Quantity| quantity.unit != Unit::None || source.why == Why::Label;
    figures.extend(quantity::each(&raw, span.start).filter(speaks).map(|quantity| Figure {
        text: span,
        name: None,
        place: Place::new(quantity.span, source.why, source.confidence),
        quantity,
        block: source.block,
        section: source.section,
        table: None,
    }));
}

/// Whether a number stands in a text, and not only digits of names such as `T012`, `v2` and `src/v1.rs`.
fn has_figure(reader: &Reader, span: Span) -> bool {
    let bytes = reader.slice(span).as_bytes();
    let glued = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'#');
    reader.digits.within(span).any(|at| !bytes[..at - span.start as usize].last().is_some_and(glued))
}

impl Figure {
    /// What it claims, where `subject` is what it is about and `text` that of the document.
    pub fn role(&self, subject: &str, text: &str, words: &Vocabulary) -> FigureRole {
        if self.table.is_none() && Self::is_of_total(subject) {
            FigureRole::Total
        } else if self.is_bound() || self.table.is_some() || words.says(&text[self.text.range()], Word::Aim) {
            FigureRole::Target
        } else {
            FigureRole::Claim
        }
    }

    /// Whether it is to be kept on one side.
    pub fn is_bound(&self) -> bool {
        matches!(self.quantity.hedge, Hedge::AtLeast | Hedge::AtMost)
    }

    /// Whether it ends its text, set off from the words before it: "Core features - 8 tasks", "Reader: 24-32 hours".
    pub fn is_last(&self, text: &str) -> bool {
        let (before, after) = (
            &text[self.text.start as usize..self.quantity.span.start as usize],
            &text[self.quantity.span.end as usize..self.text.end as usize],
        );
        let before = before.trim_end_matches(['*', '_']);
        let set_off = [" - ", " – ", " — ", ": ", "⏱️ ", "⏱ ", "⏰ ", "⏳ "].iter().any(|mark| before.ends_with(mark));
        set_off && !after.contains(|c: char| !matches!(c, ' ' | '*' | '_' | '#'))
    }

    /// Whether what a figure is about is a total.
    pub fn is_of_total(subject: &str) -> bool {
        matches!(subject.split(' ').next(), Some("total" | "totals"))
    }

    /// What it is about, folded: `startup time`. Few figures are asked.
    pub fn subject(&self, text: &str, document: &Document, words: &Vocabulary) -> String {
        let raw = &text[self.text.range()];
        let mut bare = raw.to_owned();
        let at = |offset: u32| offset - self.text.start;
        let own = Span { start: at(self.quantity.span.start), end: at(self.quantity.span.end) };
        let figured = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
        // What a cell says is one figure, as most texts are.
        if self.name.is_some() || !figured(&raw[..own.start as usize]) && !figured(&raw[own.end as usize..]) {
            blank(&mut bare, own);
        } else {
            quantity::each(&unticked(raw), 0).for_each(|quantity| blank(&mut bare, quantity.span));
        }
        let whole = self.name.map(|name| format!("{} {bare}", document.plain(text, name)));
        let key = names::key(whole.as_deref().unwrap_or(&bare));
        let parts = key.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '%')));
        let parts = parts.map(|w| w.trim_matches(['-', '/', '.']));
        parts.filter(|w| !w.is_empty() && !words.is_name(w, Name::Filler)).collect::<Vec<_>>().join(" ")
    }
}

/// `raw` with code spans blanked, every byte in its place.
pub(in crate::plan) fn unticked(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'`', raw.as_bytes()).is_none() {
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

/// Takes `part` out of `raw`.
fn blank(raw: &mut String, part: Span) {
    if raw.get(part.range()).is_some() {
        raw.replace_range(part.range(), &" ".repeat(part.len()));
    }
}
