//! "12 + 8 + 5 = 27", "3 people × 5 days = 20 person-days".

use super::is_program;
use crate::{
    plan::{
        model::*,
        quantity::{self, Quantity, Unit},
        read::Reader,
        words::terms,
    },
    source::{Span, window},
};

/// How much of its line is read on either side of the sign, in bytes.
const SIDE: usize = 240;

/// How far behind the sign its figure begins, at most, in bytes: after a space, emphasis and a hedge.
const LEAD: usize = 8;

/// Reads the sums and products whose result is said behind a sign.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    let bytes = reader.text.as_bytes();
    let signs = memchr::memchr_iter(b'=', bytes).filter(|&at| may_equal(reader, bytes, at));
    found.extend(signs.filter_map(|at| equation(reader, at)));
}

/// Whether a sign stands for itself, between what may be figures; most are code.
fn may_equal(reader: &Reader, bytes: &[u8], at: usize) -> bool {
    let near = Span::new(at + 1, (at + 1 + LEAD).min(bytes.len()));
    let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'*' | b'_'));
    let ends = before.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b')' || !b.is_ascii());
    ends && bytes.get(at + 1) == Some(&b' ') && reader.digits.any_in(near)
}

/// The sum before the sign at `at`, where it is written, and the figure behind.
fn equation(reader: &Reader, at: usize) -> Option<Addition> {
    let line = window::line_before(reader.text, at, SIDE);
    let joined = line.contains(['+', '×', '*', '·', '→']) || line.contains(" x ") || line.contains("->");
    let in_code = line.matches('`').count() % 2 == 1;
    if !joined || in_code || line.len() == SIDE || is_program(reader, at) {
        return None;
    }
    let plain = line.replace("**", "  ").replace("__", "  ");
    let (from, to) = segment(&plain)?;
    let start = at - line.len() + from;
    let terms = terms::read(&plain[from..to], start as u32)?;
    let whole = claimed(window::after(reader.text, at + 1, SIDE), at as u32 + 1)?;
    let form = AdditionForm::Equation { value: terms.value, plain: terms.plain };
    Some(Addition { whole, parts: terms.figures, text: Span::new(start, start + to - from), form })
}

/// Where the last part of a line begins and ends that nothing cuts off: behind a colon, a bar, an open bracket.
fn segment(line: &str) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut start = 0;
    for (at, sign) in line.char_indices().rev() {
        let spaced = line[at + sign.len_utf8()..].starts_with(' ');
        match sign {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '|' | '=' | '(' | ']' | '：' | '—' | '–' if depth == 0 => start = at + sign.len_utf8(),
            ':' | ';' | '.' | '-' | '>' | '?' | '!' if depth == 0 && spaced && !line[..at].ends_with('-') => {
                start = at + 1
            }
            _ => continue,
        }
        if start > 0 {
            break;
        }
    }
    let part = line[start..].trim();
    let from = start + line[start..].len() - line[start..].trim_start().len();
    (!part.is_empty()).then_some((from, from + part.len()))
}

/// The figure right behind the sign, where nothing goes on from it.
fn claimed(behind: &str, base: u32) -> Option<Quantity> {
    let line = behind.lines().next().unwrap_or(behind).replace("**", "  ").replace("__", "  ");
    // What is told for a year is so much all the same.
    let amount = line.find("/").filter(|at| line[at + 1..].starts_with(char::is_alphabetic)).unwrap_or(line.len());
    let claim = quantity::each(&line[..amount], base).next()?;
    let (start, end) = ((claim.span.start - base) as usize, (claim.span.end - base) as usize);
    let rest = line[end..].trim_start();
    let rest = rest.strip_prefix('/').filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(rest);
    let goes_on = rest.starts_with(['+', '×', '*', '·', '/', '→', '−', '^', '%', '=', '<', '>', '`', '-'])
        || ["x ", "of ", "or ", "to ", "- ", "– "].iter().any(|word| rest.starts_with(word));
    let measured = !matches!(claim.unit, Unit::Percent | Unit::Multiplier);
    (line[..start].trim().is_empty() && !goes_on && measured).then_some(claim)
}
