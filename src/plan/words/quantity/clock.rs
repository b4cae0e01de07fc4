//! Times of day.

use super::{
    amount::meridiem,
    chars::{after, before, digit, digits_end, gap, is_glue, next_digit, word},
};
use crate::source::Span;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// Minutes after midnight; more than a day for an impossible `25:00`.
    pub minutes_after_midnight: u32,
}

impl Clock {
    /// Whether a day has such a time; `24:00` is its end.
    pub fn is_possible(self) -> bool {
        self.minutes_after_midnight <= 24 * 60
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes_after_midnight / 60, self.minutes_after_midnight % 60)
    }
}

/// A time of day, or the time between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// When it is or begins.
    pub start: Clock,
    /// When it ends; earlier than `start` where it runs past midnight.
    pub end: Option<Clock>,
    /// From the first figure to the last.
    pub span: Span,
}

/// The first time or slot in `text`; see [`clocks`].
pub fn clock(text: &str, base: u32) -> Option<Slot> {
    Slots { text, base, from: 0 }.next()
}

/// All times and slots in `text`, left to right: `9:30`, `9 AM`, `14:00–15:30`,
/// `5-7 PM`. Spans are shifted by `base`.
pub fn clocks(text: &str, base: u32) -> Vec<Slot> {
    Slots { text, base, from: 0 }.collect()
}

struct Slots<'a> {
    text: &'a str,
    base: u32,
    from: usize,
}

impl Iterator for Slots<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        loop {
            let at = next_digit(self.text, self.from)?;
            match slot(self.text, at) {
                Some((start, end, last)) => {
                    self.from = last;
                    let base = self.base as usize;
                    return Some(Slot { start, end, span: Span::new(base + at, base + last) });
                }
                None => self.from = digits_end(self.text, at),
            }
        }
    }
}

/// Digits that may be a time of day.
#[derive(Debug, Clone, Copy)]
struct Figure {
    hour: u32,
    minute: u32,
    /// Whether minutes were written.
    colon: bool,
    /// Whether `AM` (false) or `PM` (true) stands behind it.
    pm: Option<bool>,
    end: usize,
}

impl Figure {
    fn with(self, pm: Option<bool>) -> Clock {
        let hour = match pm {
            Some(pm) if self.hour <= 12 => self.hour % 12 + if pm { 12 } else { 0 },
            _ => self.hour,
        };
        Clock { minutes_after_midnight: hour * 60 + self.minute }
    }

    fn is_time(self) -> bool {
        self.colon || self.pm.is_some()
    }
}

fn slot(text: &str, at: usize) -> Option<(Clock, Option<Clock>, usize)> {
    // In `2025-03-04T09:30` the letter only parts the two.
    let stamp = matches!(before(text, at), Some('T')) && at >= 2 && digit(text, at - 2);
    let joined = |c: char| is_glue(c) || matches!(c, '.' | ':' | '/' | '-' | '–' | '#' | ',' | '=' | '@' | '$');
    if !stamp && before(text, at).is_some_and(joined) {
        return None;
    }
    let first = figure(text, at)?;
    let second = link(text, first.end).and_then(|from| figure(text, from)).filter(|second| second.is_time());
    match second {
        // `9:00-5` and `9-17:00` are no slots; `5-7 PM` is.
        Some(second) if first.is_time() || second.pm.is_some() => {
            let end = second.with(second.pm);
            let start = first.with(first.pm.or(second.pm));
            let inherited = first.pm.is_none() && second.pm.is_some();
            // `11-1 PM` starts in the morning.
            let start = if inherited && start > end { first.with(second.pm.map(|pm| !pm)) } else { start };
            Some((start, Some(end), second.end))
        }
        _ if first.is_time() => Some((first.with(first.pm), None, first.end)),
        _ => None,
    }
}

/// `9`, `09:30`, `9:30:00`, with `AM` or `PM`.
fn figure(text: &str, at: usize) -> Option<Figure> {
    let hour_end = digits_end(text, at);
    let hour = two_digits(text, at, hour_end)?;
    let mut end = hour_end;
    let (mut minute, mut colon) = (0, false);
    if after(text, end) == Some(':') && digits_end(text, end + 1) == end + 3 {
        minute = two_digits(text, end + 1, end + 3)?;
        colon = true;
        end += 3;
        if after(text, end) == Some(':') && digits_end(text, end + 1) == end + 3 {
            end += 3;
        }
    }
    let mark = gap(text, end).and_then(|at| meridiem(text, at));
    let (pm, end) = match mark {
        Some((pm, end)) if (1..=12).contains(&hour) => (Some(pm), end),
        _ => (None, end),
    };
    let zulu = colon && after(text, end) == Some('Z');
    let end = end + usize::from(zulu);
    let goes_on = after(text, end).is_some_and(|c| is_glue(c) || c == '%')
        || matches!(after(text, end), Some(':' | '.' | '/')) && digit(text, end + 1);
    (!goes_on && minute < 60 && hour < 60).then_some(Figure { hour, minute, colon, pm, end })
}

fn two_digits(text: &str, from: usize, to: usize) -> Option<u32> {
    text.get(from..to).filter(|digits| matches!(digits.len(), 1 | 2))?.parse().ok()
}

/// Where the end of a slot starts after a dash, "to", "until".
fn link(text: &str, from: usize) -> Option<usize> {
    let at = gap(text, from)?;
    let end = match after(text, at)? {
        c @ ('-' | '–' | '—' | '→' | '‑') => at + c.len_utf8(),
        _ => match word(text, at) {
            link @ ("to" | "until" | "till" | "bis") => at + link.len(),
            _ => return None,
        },
    };
    gap(text, end).filter(|at| digit(text, *at))
}
