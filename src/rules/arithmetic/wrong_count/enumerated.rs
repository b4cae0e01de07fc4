//! A number beside the names of what it counts: "5 phases (Phases 1-3, 6)", "T001-T008 (7 tasks)".

use super::{exact, finding, summaries::Line};
use crate::{
    markdown::Kind,
    plan::{
        Name, Task, id_key,
        names::{self, Ref},
        names_only,
        quantity::{self, Quantity, Unit},
    },
    rules::{BRACKET, Context, Findings, mend},
    source::{Span, window},
};
use rustc_hash::FxHashMap;
use std::{cell::LazyCell, ops::Deref};

/// How far a number stands from the bracket behind what it counts, at most, in bytes.
const NOUN: usize = 40;

/// How far before a number its hedge begins, at most, in characters.
const HEDGE: usize = 12;

/// The longest range whose ids are looked up.
const RANGE: u32 = 1_000;

/// Compares numbers with the names beside them.
pub(super) fn check(cx: &Context, out: &mut Findings, lines: &[Line]) {
    let order = LazyCell::new(|| order_of(cx));
    dealt(cx, out, lines, &order);
    for open in cx.brackets() {
        bracket(cx, out, open, &order);
    }
}

/// Compares the number inside a bracket, or right before it, with the names on its other side.
fn bracket(cx: &Context, out: &mut Findings, open: usize, order: &impl Deref<Target = FxHashMap<names::Key, usize>>) {
    let text = cx.source.text();
    let rest = window::after(text, open + 1, BRACKET);
    let close = memchr::memchr3(b')', b'(', b'\n', rest.as_bytes()).filter(|&at| rest[at..].starts_with(')'));
    let Some(close) = close else { return };
    let inside = Span::new(open + 1, open + 1 + close);
    let line = window::line_before(text, open, BRACKET);
    let from = open - line.len();
    let ahead = || cx.holds_digit(Span::new(from, open)) && counts_names(cx, line);
    let within = || cx.text(inside).starts_with(|c: char| c.is_ascii_digit()) && counts_names(cx, cx.text(inside));
    if !cx.holds_digit(inside) || !ahead() && !within() {
        return;
    }
    let told = counted_before(line, from, inside).or_else(|| counted_inside(cx, line, from, inside));
    let Some((claim, named)) = told else { return };
    let Some(counts) = counts(cx, &claim, named, order) else { return };
    if !counts.contains(&(claim.low as u64)) && !in_code(cx, named) {
        report(cx, out, &claim, named, counts[0]);
    }
}

/// `- **Wave 4**: 3 tasks — T12 → quick, T13 → deep, T14`: as many as there are parts that begin with an id.
fn dealt(cx: &Context, out: &mut Findings, lines: &[Line], order: &impl Deref<Target = FxHashMap<names::Key, usize>>) {
    for line in lines {
        let value = cx.text(line.value);
        let Some(claim) = quantity::each(value, line.value.start).next().filter(exact) else { continue };
        let counted = claim.unit.noun().is_some_and(|noun| is_named(cx, noun)) && claim.span.start == line.value.start;
        let rest = &value[(claim.span.end - line.value.start) as usize..];
        let Some(names) = rest.trim_start().strip_prefix(['—', '–', '-', ':']).filter(|_| counted) else {
            continue;
        };
        let named = line.value.of_part(value, names.trim());
        if let Some(count) = numbers(cx.text(named)) {
            if count != claim.low as u64 {
                report(cx, out, &claim, named, count);
            }
            continue;
        }
        let known =
            |part: &str| names::leading_id(part.trim(), 0).is_some_and(|id| order.contains_key(&id_key(id.text)));
        let open = names.contains(['…', '+']) || names.contains("..") || names.contains(" and ");
        let parts = names.split(',').count();
        if parts > 1 && !open && names.split(',').all(known) && parts != claim.low as usize {
            report(cx, out, &claim, named, parts as u64);
        }
    }
}

/// How many numbers of a tracker a text is a list of, and nothing else: `#7-11, #13-18, #26`.
fn numbers(text: &str) -> Option<u64> {
    let number = |part: &str| part.trim_start_matches('#').parse::<u64>().ok();
    let part = |part: &str| {
        let part = part.trim().strip_prefix('#')?;
        match part.split_once(['-', '–']) {
            Some((first, last)) => number(last)?.checked_add(1)?.checked_sub(number(first)?).filter(|count| *count > 1),
            None => number(part).map(|_| 1),
        }
    };
    let parts: Vec<u64> = text.trim_end_matches(['.', ' ']).split(',').map(part).collect::<Option<_>>()?;
    (parts.len() > 1).then(|| parts.iter().fold(0, |sum: u64, part| sum.saturating_add(*part)))
}

/// Whether a text may end with a word for things that are named by number or id: "5 security phases".
fn counts_names(cx: &Context, text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let last = &text[text.trim_end_matches(char::is_alphabetic).len()..];
    let one = last.strip_suffix(['s', 'S']).unwrap_or(last);
    !last.is_empty() && (is_named(cx, one) || names::kind(&cx.settings.vocabulary, last).is_some())
}

/// Whether tasks are called so whose ids are named.
fn is_named(cx: &Context, noun: &str) -> bool {
    cx.settings.vocabulary.is_name(noun, Name::NamedThing)
}

/// "5 security phases" right before a bracket.
fn counted_before(line: &str, from: usize, inside: Span) -> Option<(Quantity, Span)> {
    let said = line.trim_end_matches([' ', '*', '_']);
    // The number stands some words before the bracket, and a hedge before it.
    let digit = said.rfind(|c: char| c.is_ascii_digit()).filter(|at| said.len() - at <= NOUN)?;
    let near = said[..digit].char_indices().rev().take(HEDGE).last().map_or(digit, |(at, _)| at);
    let near = said[..near].rfind(' ').map_or(0, |at| at + 1);
    let claim = quantity::each(&said[near..], (from + near) as u32).last()?;
    (claim.span.end as usize == from + said.len()).then_some((claim, inside))
}

/// "(7 tasks)" right behind the names, which begin the line or follow its colon.
fn counted_inside(cx: &Context, line: &str, from: usize, inside: Span) -> Option<(Quantity, Span)> {
    let first = cx.text(inside).as_bytes().first().filter(|b| b.is_ascii_digit());
    let claim = first.and_then(|_| quantity::cell(cx.text(inside), inside.start))?;
    let start = line.rfind([':', '|']).map_or(0, |at| at + 1);
    let named = line[start..].trim_matches([' ', '*', '_', '-', '`']);
    let line = Span::new(from, from + line.len()).of_part(line, named);
    (!named.is_empty()).then_some((claim, line))
}

/// Where each task stands among all, by the keys of their ids; the first of several.
fn order_of(cx: &Context) -> FxHashMap<names::Key, usize> {
    let mut tasks: Vec<&Task> = cx.plan.distinct_tasks().map(|(_, task)| task).filter(|t| t.id.is_some()).collect();
    tasks.sort_by_key(|task| task.block);
    let mut order = FxHashMap::default();
    for (at, id) in tasks.iter().enumerate().filter_map(|(at, t)| Some((at, t.id.as_deref()?))) {
        order.entry(id_key(id)).or_insert(at);
    }
    order
}

/// How many things the text at `named` names, in every way of counting; `None` where it names other ones than `claim`
/// counts, or says more.
fn counts(cx: &Context, claim: &Quantity, named: Span, order: &FxHashMap<names::Key, usize>) -> Option<Vec<u64>> {
    let noun = claim.unit.noun().filter(|_| exact(claim))?;
    let text = cx.text(named);
    let refs = names::refs(&cx.settings.vocabulary, text, named.start);
    let open = ["…", "..", "+", "~", "/"].iter().any(|sign| text.contains(sign));
    if refs.is_empty() || open || !names_only(text, named, &refs) {
        return None;
    }
    let mut counts = Counts::default();
    for found in &refs {
        match found {
            Ref::Id(id) if is_named(cx, noun) && order.contains_key(&id_key(id.text)) => counts.add(1, 1, 1),
            Ref::Numbered(one) if *one.kind == *noun => counts.add(1, 1, 1),
            Ref::Range(range) if *range.kind == *noun && range.prefix.is_empty() => {
                let all = u64::from(range.count());
                counts.add(all, all, all);
            }
            Ref::Range(range) if is_named(cx, noun) && range.kind.is_empty() && range.count() <= RANGE => {
                let known: Vec<usize> = range.ids().filter_map(|id| order.get(&id_key(&id)).copied()).collect();
                let (first, last) = known.iter().min().zip(known.iter().max())?;
                counts.add(u64::from(range.count()), known.len() as u64, (last - first + 1) as u64);
            }
            _ => return None,
        }
    }
    Some(vec![counts.written, counts.known, counts.between])
}

/// How many names there are.
#[derive(Default)]
struct Counts {
    /// As they are written.
    written: u64,
    /// Without those of a range that the plan does not have.
    known: u64,
    /// With those that stand between the ends of a range.
    between: u64,
}

impl Counts {
    fn add(&mut self, written: u64, known: u64, between: u64) {
        (self.written, self.known, self.between) = (self.written + written, self.known + known, self.between + between);
    }
}

fn in_code(cx: &Context, at: Span) -> bool {
    let block = cx.document.block_at(at.start).map(|block| cx.document.block(block));
    block.is_none_or(|block| block.span.start > at.start || matches!(block.kind, Kind::Code { .. }))
}

fn report(cx: &Context, out: &mut Findings, claim: &Quantity, named: Span, count: u64) {
    let noun = claim.unit.noun().unwrap_or_default();
    let shown = |number: f64| Unit::Count(noun.into()).amount(number).to_string();
    let message = format!("{} announced, and {count} named beside it", shown(claim.low));
    let fix = mend::correct(cx, claim.span, claim.low, count as f64);
    out.push(
        finding(out, claim.span, &message)
            .label(format!("{} by the names", shown(count as f64)))
            .related(named, "these")
            .fix(fix),
    );
}
