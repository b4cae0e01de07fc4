//! A figure with its parts in brackets: "25 tests (12 unit + 8 integration + 4 end to end)".

use crate::{
    plan::{
        Name,
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
        tell::brackets,
    },
    source::{Span, window},
};

/// How long a bracket may be, and how much before it is read, in bytes.
const SIDE: usize = 160;

/// Most words between the figure and the bracket.
const BETWEEN: usize = 5;

/// From how many parts on an enumeration is one of all parts; what is joined by plus signs is from two on.
const MANY: usize = 3;

/// Reads the brackets that open at `brackets`.
pub(super) fn read(reader: &Reader, brackets: &[usize], found: &mut Vec<Addition>) {
    let bytes = reader.text.as_bytes();
    for &open in brackets {
        // Most begin with no number, or none stands before them.
        let begins = bytes.get(open + 1).is_some_and(u8::is_ascii_digit);
        if begins && reader.digits.any_in(Span::new(open.saturating_sub(SIDE), open)) {
            found.extend(gloss(reader, open));
        }
    }
}

fn gloss(reader: &Reader, open: usize) -> Option<Addition> {
    let text = brackets::inside(reader.text, open, SIDE)?;
    let (parts, joined) = parts(reader, text)?;
    Some(Addition { whole: whole(reader, open)?, parts, text, form: AdditionForm::Gloss { joined } })
}

/// The parts in a bracket, each of which begins with its figure, and whether plus signs join them.
fn parts(reader: &Reader, bracket: Span) -> Option<(Vec<Quantity>, bool)> {
    let inside = reader.slice(bracket);
    let begins = |part: &str| part.trim_start().starts_with(|c: char| c.is_ascii_digit());
    // Most brackets hold one figure, or none.
    let several = |sign: u8, least: usize| memchr::memchr_iter(sign, inside.as_bytes()).nth(least - 2).is_some();
    let (sign, joined) = if several(b',', MANY) && inside.contains(", ") && inside.split(',').all(begins) {
        (',', false)
    } else if several(b'+', 2) {
        ('+', true)
    } else {
        return None;
    };
    let figure = |part: &str| {
        let at = bracket.of_part(inside, part).start;
        let found = quantity::each(part, at).next()?;
        let rest = &part[(found.span.end - at) as usize..];
        let said = &part[(found.span.start - at) as usize..];
        let mut words = said.split(|c: char| !c.is_alphabetic());
        let beside = words.any(|w| reader.vocabulary.is_name(w, Name::BesideWhole));
        let own = begins(part) && part[..(found.span.start - at) as usize].trim().is_empty() && !beside;
        let firm = found.hedge == Hedge::Exact && !found.is_range();
        (own && firm && !rest.contains(|c: char| c.is_ascii_digit() || matches!(c, '→' | '=' | '%'))).then_some(found)
    };
    let parts: Vec<Quantity> = inside.split(sign).map(figure).collect::<Option<_>>()?;
    (parts.len() >= if joined { 2 } else { MANY }).then_some((parts, joined))
}

/// The figure before a bracket, with nothing but what it counts between them.
fn whole(reader: &Reader, open: usize) -> Option<Quantity> {
    let line = window::line_before(reader.text, open, SIDE);
    let digit = line.rfind(|c: char| c.is_ascii_digit())?;
    // Its hedge, and what names it, stand right before it.
    let near = line[..digit].char_indices().rev().take(24).last().map_or(digit, |(at, _)| at);
    let near = line[..near].rfind(' ').map_or(0, |at| at + 1);
    let base = (open - line.len() + near) as u32;
    let found = quantity::each(&line[near..], base).last()?;
    let (start, end) = ((found.span.start - base) as usize + near, (found.span.end - base) as usize + near);
    let between = line[end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let words = between.split(' ').filter(|w| !w.is_empty());
    let plain = words.clone().all(|w| w.chars().all(|c| c.is_alphabetic() || c == '-')) && words.count() <= BETWEEN;
    let firm = found.hedge == Hedge::Exact && !found.is_range() && found.unit.is_added();
    (plain && firm && is_number(&line[..start], found.unit == Unit::None)).then_some(found)
}

/// Whether a figure behind such words is a number of things, and not the name of one: "Sprint 3 goals".
fn is_number(before: &str, bare: bool) -> bool {
    let before = before.trim_end_matches([' ', '*', '_']);
    let last = before.rsplit([' ', '*', '_', '(']).next().unwrap_or(before);
    let told = matches!(&*last.to_lowercase(), "all" | "total" | "the" | "of");
    let set_off = before.ends_with([':', '=', '—', '–', '|', ',', ';', '.', '-', ']', '：', '>']) || before.is_empty();
    set_off || told || !bare && last.starts_with(char::is_lowercase)
}
