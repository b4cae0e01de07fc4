//! A figure with its parts in brackets: "25 tests (12 unit + 8 integration + 4 end to end)".

use crate::{
    diagnostic::{Confidence, Severity},
    plan::{
        Name, Word,
        quantity::{self, Hedge, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
    source::{Span, window},
};

/// How long a bracket may be, and how much before it is read, in bytes.
const SIDE: usize = 160;

/// Most words between the figure and the bracket.
const BETWEEN: usize = 5;

/// From how many parts on an enumeration is one of all parts; what is joined by plus signs is from two on.
const MANY: usize = 3;

/// Finds figures whose parts in brackets come to another one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let bytes = cx.source.text().as_bytes();
    for open in cx.brackets() {
        // Most begin with no number, or none stands before them.
        let begins = bytes.get(open + 1).is_some_and(u8::is_ascii_digit);
        if begins && cx.holds_digit(Span::new(open.saturating_sub(SIDE), open)) {
            vet(cx, out, open);
        }
    }
}

fn vet(cx: &Context, out: &mut Findings, open: usize) {
    let text = cx.source.text();
    let behind = window::after(text, open + 1, SIDE);
    let close = memchr::memchr3(b')', b'(', b'\n', behind.as_bytes()).filter(|&at| behind[at..].starts_with(')'));
    let Some(inside) = close.map(|at| Span::new(open + 1, open + 1 + at)) else { return };
    let Some((parts, joined)) = parts(cx, inside) else { return };
    let Some(whole) = whole(cx, open) else { return };
    let words = &cx.settings.vocabulary;
    let unclear = || words.words(cx.text(inside)).any(|(w, _)| matches!(w, Word::Overlapping | Word::Adjusting));
    if !alike(&whole, &parts) || unclear() || out.tell(whole.span) {
        return;
    }
    let counted: Vec<Quantity> = parts.iter().map(|q| in_kind(q, &whole)).collect();
    let Some(sum) = Sum::of(&counted).filter(|sum| sum.refutes(&whole)) else { return };
    // What is far from the whole are only some of its parts, or other things.
    let (room, least) = if joined { (0.25, 2.0) } else { (0.1, 1.0) };
    let near = (sum.low - whole.low).abs() <= (room * whole.low).max(least * whole.unit.factor());
    if !near || parts.iter().any(|q| q.low >= whole.low) {
        return;
    }
    let shown = sum.written_in(&whole.unit).shown();
    let message = format!("the {} figures in brackets add up to {shown}, and {whole} stands before them", parts.len());
    out.push(
        out.at(whole.span, message)
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("they add up to {shown}"))
            .related(inside, "these")
            .fix(mend::correct_sum(cx, whole.span, whole.low, &sum))
            .help("correct the figure, or the part that is wrong or missing; most readers look only at the whole"),
    );
}

/// The parts in a bracket, each of which begins with its figure, and whether plus signs join them.
fn parts(cx: &Context, bracket: Span) -> Option<(Vec<Quantity>, bool)> {
    let inside = cx.text(bracket);
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
        let beside = words.any(|w| cx.settings.vocabulary.is_name(w, Name::BesideWhole));
        let own = begins(part) && part[..(found.span.start - at) as usize].trim().is_empty() && !beside;
        let firm = found.hedge == Hedge::Exact && !found.is_range();
        (own && firm && !rest.contains(|c: char| c.is_ascii_digit() || matches!(c, '→' | '=' | '%'))).then_some(found)
    };
    let parts: Vec<Quantity> = inside.split(sign).map(figure).collect::<Option<_>>()?;
    (parts.len() >= if joined { 2 } else { MANY }).then_some((parts, joined))
}

/// The figure before a bracket, with nothing but what it counts between them.
fn whole(cx: &Context, open: usize) -> Option<Quantity> {
    let line = window::line_before(cx.source.text(), open, SIDE);
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

/// Whether parts may be those of the whole, by what they count.
fn alike(whole: &Quantity, parts: &[Quantity]) -> bool {
    let counts = |q: &Quantity| matches!(q.unit, Unit::None | Unit::Count(_));
    if !counts(whole) {
        return parts.iter().all(|q| q.unit.comparable(&whole.unit));
    }
    // "5 files (3 added + 4 tests)": the last one's noun is that of all, and another one.
    let nouns: Vec<&str> = parts.iter().filter_map(|q| q.unit.noun()).collect();
    let own = nouns.iter().all(|noun| whole.unit.noun() == Some(noun));
    parts.iter().all(counts) && (own || nouns.len() == parts.len())
}

/// A part as one of the whole's kind.
fn in_kind(part: &Quantity, whole: &Quantity) -> Quantity {
    match part.unit {
        Unit::None | Unit::Count(_) => part.clone().in_unit(&whole.unit),
        _ => part.clone(),
    }
}
