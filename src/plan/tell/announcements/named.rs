//! A number beside the names of what it counts: "5 phases (Phases 1-3, 6)", "T001-T008 (7 tasks)".

use super::lines::Line;
use crate::{
    markdown::Kind,
    plan::{
        Name, id_key,
        model::*,
        names::{self, Ref},
        names_only,
        quantity::{self, Quantity},
        read::Reader,
        tell::brackets::{self, NEAR},
    },
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

/// Where each task stands among all, by the keys of their ids.
type Order = FxHashMap<names::Key, usize>;

/// Reads the lines and the brackets in which things are counted and named.
pub(super) fn read(reader: &Reader, lines: &[Line], brackets: &[usize], found: &mut Vec<Announcement>) {
    let order = LazyCell::new(|| order_of(reader));
    found.extend(lines.iter().filter_map(|line| dealt(reader, line, &order)));
    found.extend(brackets.iter().filter_map(|&open| bracket(reader, open, &order)));
}

/// The number inside a bracket, or right before it, with the names on its other side.
fn bracket(reader: &Reader, open: usize, order: &impl Deref<Target = Order>) -> Option<Announcement> {
    let inside = brackets::inside(reader.text, open, NEAR)?;
    let line = window::line_before(reader.text, open, NEAR);
    let from = open - line.len();
    let text = reader.slice(inside);
    let ahead = || reader.digits.any_in(Span::new(from, open)) && counts_names(reader, line);
    let within = || text.starts_with(|c: char| c.is_ascii_digit()) && counts_names(reader, text);
    if !reader.digits.any_in(inside) || !ahead() && !within() {
        return None;
    }
    let (count, names) = counted_before(line, from, inside).or_else(|| counted_inside(reader, line, from, inside))?;
    let counts = counts(reader, &count, names, order)?;
    let block = reader.document.block_at(names.start)?;
    // Names in code are no names.
    let entry = reader.document.block(block);
    let prose = entry.span.start <= names.start && !matches!(entry.kind, Kind::Code { .. });
    prose.then_some(Announcement { count, block, of: Announced::Named { names, counts } })
}

/// `- **Wave 4**: 3 tasks — T12 → quick, T13 → deep, T14`: as many as there are parts that begin with an id.
fn dealt(reader: &Reader, line: &Line, order: &impl Deref<Target = Order>) -> Option<Announcement> {
    let value = reader.slice(line.value);
    let count = quantity::each(value, line.value.start).next().filter(Quantity::is_whole)?;
    let counted = count.span.start == line.value.start && count.unit.noun().is_some_and(|n| is_named(reader, n));
    let rest = &value[(count.span.end - line.value.start) as usize..];
    let text = rest.trim_start().strip_prefix(['—', '–', '-', ':']).filter(|_| counted)?;
    let names = line.value.of_part(value, text.trim());
    let known = |part: &str| names::leading_id(part.trim(), 0).is_some_and(|id| order.contains_key(&id_key(id.text)));
    let ids = || {
        let open = text.contains(['…', '+']) || text.contains("..") || text.contains(" and ");
        let parts = text.split(',').count();
        (parts > 1 && !open && text.split(',').all(known)).then_some(parts as u64)
    };
    let counts = vec![numbers(reader.slice(names)).or_else(ids)?];
    Some(Announcement { count, block: line.block, of: Announced::Named { names, counts } })
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
fn counts_names(reader: &Reader, text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let last = &text[text.trim_end_matches(char::is_alphabetic).len()..];
    let one = last.strip_suffix(['s', 'S']).unwrap_or(last);
    !last.is_empty() && (is_named(reader, one) || names::kind(reader.vocabulary, last).is_some())
}

/// Whether tasks are called so whose ids are named.
fn is_named(reader: &Reader, noun: &str) -> bool {
    reader.vocabulary.is_name(noun, Name::NamedThing)
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
fn counted_inside(reader: &Reader, line: &str, from: usize, inside: Span) -> Option<(Quantity, Span)> {
    let first = reader.slice(inside).as_bytes().first().filter(|b| b.is_ascii_digit());
    let claim = first.and_then(|_| quantity::cell(reader.slice(inside), inside.start))?;
    let start = line.rfind([':', '|']).map_or(0, |at| at + 1);
    let named = line[start..].trim_matches([' ', '*', '_', '-', '`']);
    let line = Span::new(from, from + line.len()).of_part(line, named);
    (!named.is_empty()).then_some((claim, line))
}

/// Where each task stands among all, by the keys of their ids; the first of several.
fn order_of(reader: &Reader) -> Order {
    let mut tasks: Vec<&Task> = reader.plan.distinct_tasks().map(|(_, task)| task).filter(|t| t.id.is_some()).collect();
    tasks.sort_by_key(|task| task.block);
    let mut order = Order::default();
    for (at, id) in tasks.iter().enumerate().filter_map(|(at, t)| Some((at, t.id.as_deref()?))) {
        order.entry(id_key(id)).or_insert(at);
    }
    order
}

/// How many things the text at `named` names, in every way of counting; `None` where it names other ones than `claim`
/// counts, or says more.
fn counts(reader: &Reader, claim: &Quantity, named: Span, order: &impl Deref<Target = Order>) -> Option<Vec<u64>> {
    let noun = claim.unit.noun().filter(|_| claim.is_whole())?;
    let text = reader.slice(named);
    let refs = names::refs(reader.vocabulary, text, named.start);
    let open = ["…", "..", "+", "~", "/"].iter().any(|sign| text.contains(sign));
    if refs.is_empty() || open || !names_only(text, named, &refs) {
        return None;
    }
    let mut counts = Counts::default();
    for found in &refs {
        match found {
            Ref::Id(id) if is_named(reader, noun) && order.contains_key(&id_key(id.text)) => counts.add(1, 1, 1),
            Ref::Numbered(one) if *one.kind == *noun => counts.add(1, 1, 1),
            Ref::Range(range) if *range.kind == *noun && range.prefix.is_empty() => {
                let all = u64::from(range.count());
                counts.add(all, all, all);
            }
            Ref::Range(range) if is_named(reader, noun) && range.kind.is_empty() && range.count() <= RANGE => {
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
