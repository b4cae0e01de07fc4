//! Progress: so many of so many.

use super::chars::{
    after, before, digit, digits_end, gap, gap_before, is_glue, letters_before, next_digit, token_end, word,
};
use crate::{
    plan::words::vocabulary::{Name, Vocabulary},
    source::Span,
};

/// What the part of a whole is called that is behind us.
pub const FINISHED: [&str; 11] = [
    "complete",
    "completed",
    "done",
    "passing",
    "passed",
    "pass",
    "progress",
    "finished",
    "implemented",
    "success",
    "ready",
];

/// `5/12`, `5 of 12`, with the percentage beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The part; never more than the whole.
    pub done: u64,
    /// The whole; never 0.
    pub of: u64,
    /// The percentage written beside it: `5/12 (42 %)`, `42% (5/12)`, `42% done (5/12)`.
    pub percent: Option<f64>,
    /// Whether that percentage was written without decimals.
    pub percent_whole: bool,
    /// From the first figure to the last.
    pub span: Span,
}

impl Ratio {
    /// The part in hundredths of the whole.
    pub fn computed_percent(&self) -> f64 {
        100.0 * self.done as f64 / self.of as f64
    }
}

/// The first ratio in `text`; see [`ratios`].
pub fn ratio(text: &str, base: u32) -> Option<Ratio> {
    Ratios { text, base, from: 0, floor: 0 }.next()
}

/// All ratios in `text`, left to right; spans are shifted by `base`.
///
/// No ratio: dates, paths, `24/7`, fractions (`1/2 day`, "2/3 majority"),
/// positions ("step 5 of 12") and selections ("top 5 of 12").
pub fn ratios(text: &str, base: u32) -> Vec<Ratio> {
    Ratios { text, base, from: 0, floor: 0 }.collect()
}

struct Ratios<'a> {
    text: &'a str,
    base: u32,
    from: usize,
    /// The end of the last ratio.
    floor: usize,
}

impl Iterator for Ratios<'_> {
    type Item = Ratio;

    fn next(&mut self) -> Option<Ratio> {
        loop {
            let at = next_digit(self.text, self.from)?;
            match read(self.text, at, self.floor) {
                Some((mut ratio, end)) => {
                    self.from = end;
                    self.floor = end;
                    ratio.span.start = ratio.span.start.saturating_add(self.base);
                    ratio.span.end = ratio.span.end.saturating_add(self.base);
                    return Some(ratio);
                }
                None => self.from = digits_end(self.text, at),
            }
        }
    }
}

fn read(text: &str, at: usize, floor: usize) -> Option<(Ratio, usize)> {
    let joined =
        |c: char| is_glue(c) || matches!(c, '.' | '/' | '-' | '–' | '#' | ',' | ':' | '=' | '%' | '@' | '\\' | '$');
    if before(text, at).is_some_and(joined) {
        return None;
    }
    let (done, done_end) = integer(text, at)?;
    let (of_at, worded) = link(text, done_end)?;
    let (of, end) = integer(text, of_at)?;
    let next = after(text, end);
    let next_joins = next.is_some_and(is_glue)
        || matches!(next, Some('/' | '\\' | '%' | '#'))
        || matches!(next, Some('.' | '-' | ':' | ',')) && after(text, end + 1).is_some_and(is_glue);
    if of == 0 || done > of || next_joins || !worded && is_fraction(text, done, of, end) || is_place(text, at, floor) {
        return None;
    }
    let (percent, start, end) = beside(text, at, end, floor);
    let (percent, percent_whole) = percent.unzip();
    let span = Span::new(start, end);
    Some((Ratio { done, of, percent, percent_whole: percent_whole.unwrap_or(true), span }, end))
}

/// An integer, with commas between thousands; no leading zero.
fn integer(text: &str, at: usize) -> Option<(u64, usize)> {
    let mut end = digits_end(text, at);
    while text.as_bytes().get(end) == Some(&b',') && digits_end(text, end + 1) == end + 4 {
        end += 4;
    }
    if end - at > 12 || end == at || end - at > 1 && text[at..].starts_with('0') {
        return None;
    }
    let value = text[at..end].bytes().filter(u8::is_ascii_digit).fold(0, |n, b| n * 10 + u64::from(b - b'0'));
    Some((value, end))
}

/// Where the whole starts after `/`, "of", "out of", "of the", and whether it
/// was words.
fn link(text: &str, from: usize) -> Option<(usize, bool)> {
    let at = gap(text, from)?;
    if after(text, at) == Some('/') {
        let next = gap(text, at + 1)?;
        return digit(text, next).then_some((next, false));
    }
    let said = word(text, at);
    if let Some(next) = gap(text, at + said.len()).filter(|&next| !said.is_empty() && digit(text, next))
        && Vocabulary::shipped().is_name(said, Name::OutOf)
    {
        // "5 de 2026" is a day.
        let year = matches!(text[next..digits_end(text, next)].parse(), Ok(1900..=2099));
        return (!year).then_some((next, true));
    }
    let mut at = at;
    let mut found = false;
    for expected in ["out", "of", "the"] {
        if text[at..].starts_with(expected) && word(text, at) == expected {
            found |= expected == "of";
            at = gap(text, at + expected.len())?;
        }
    }
    (found && digit(text, at)).then_some((at, true))
}

/// Whether `done/of` before `end` is a fraction word, a date or a saying.
fn is_fraction(text: &str, done: u64, of: u64, end: usize) -> bool {
    if (done, of) == (7, 24) || (done, of) == (24, 7) {
        return true;
    }
    let next = gap(text, end).map_or("", |at| word(text, at));
    let small = matches!((done, of), (1, 2..=5) | (2, 3) | (3, 4) | (2, 5));
    small
        && matches!(
            next,
            "day"
                | "days"
                | "hour"
                | "hours"
                | "h"
                | "week"
                | "weeks"
                | "month"
                | "sprint"
                | "of"
                | "the"
                | "majority"
                | "a"
                | "an"
        )
}

/// Whether the words before `at` make it a position, a selection or a date.
fn is_place(text: &str, at: usize, floor: usize) -> bool {
    let end = gap_before(text, at, floor);
    if end == at {
        return false;
    }
    let word = letters_before(text, end, floor);
    let words = Vocabulary::shipped();
    words.is_name(word, Name::Placing) || words.is_name(word, Name::Part) || words.is_one(word)
}

/// The percentage after or before the ratio, whether it is whole, and the span
/// of all together.
fn beside(text: &str, start: usize, end: usize, floor: usize) -> (Option<(f64, bool)>, usize, usize) {
    if let Some(at) = gap(text, end) {
        let open = after(text, at)
            .filter(|c| matches!(c, '(' | '（' | '[' | '=' | ':' | '—' | '–' | '-' | '≈' | '→' | '|' | ','));
        let at = open.map_or(Some(at), |c| gap(text, at + c.len_utf8()));
        let at = at.map(|at| {
            if matches!(after(text, at), Some('~' | '≈')) {
                at + after(text, at).map_or(0, char::len_utf8)
            } else {
                at
            }
        });
        if let Some(at) = at.filter(|at| digit(text, *at) && *at > end)
            && let Some((value, percent_end)) = percent(text, at)
        {
            let close = match open {
                Some('(') => ")",
                Some('（') => "）",
                _ => "",
            };
            let closed = text[percent_end..].starts_with(close);
            return (Some(value), start, percent_end + if closed { close.len() } else { 0 });
        }
    }
    // `42% (5/12)`, `42% complete (5/12 tasks)`
    let head = text.get(floor..start).unwrap_or("");
    if let Some(head) = head.strip_suffix('(').map(str::trim_end)
        && let Some(figure) = head.strip_suffix('%').or_else(|| said(head, text, end))
    {
        let figure = figure.trim_end();
        let digits =
            figure.bytes().rev().take(8).take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let from = floor + figure.len() - digits;
        if digits > 0
            && digit(text, from)
            && let Some((value, _)) = percent(text, from)
        {
            return (Some(value), from, end + usize::from(after(text, end) == Some(')')));
        }
    }
    (None, start, end)
}

/// What stands before the `%` of `head`, where only a word for what is done stands behind it, and the bracket that
/// `head` opens holds nothing but the ratio that ends at `end` and what it counts.
fn said<'t>(head: &'t str, text: &str, end: usize) -> Option<&'t str> {
    let word = head.len() - head.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let named = FINISHED.contains(&&*head[word..].to_ascii_lowercase());
    let figure = head[..word].trim_end_matches([' ', '*', '_']).strip_suffix('%').filter(|_| named)?;
    let (counted, _) = text[end..].split_once(')')?;
    counted.chars().all(|c| c.is_alphabetic() || c == ' ').then_some(figure)
}

/// The percentage at `at`, whether it has no decimals, and where it ends.
fn percent(text: &str, at: usize) -> Option<((f64, bool), usize)> {
    let mut end = digits_end(text, at);
    let whole = !(matches!(after(text, end), Some('.' | ',')) && digit(text, end + 1));
    if !whole {
        end = digits_end(text, end + 1);
    }
    let value: f64 = text.get(at..end).filter(|figure| figure.len() < 12)?.replace(',', ".").parse().ok()?;
    let sign = gap(text, end).filter(|sign| after(text, *sign) == Some('%'))?;
    (token_end(text, sign + 1) == sign + 1).then_some(((value, whole), sign + 1))
}
