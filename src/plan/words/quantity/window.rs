//! Days, weeks and months counted from the start of a plan: "Weeks 3–5", "Day 2", "第3-4周", "3주차".

use super::{
    TimeUnit,
    chars::{after, before, digit, digits_end, gap, gap_before, is_glue, letters, letters_before, next_digit},
    time_word,
    words::unspaced_time,
};
use crate::source::Span;

/// A stretch of the plan's own calendar, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What is counted: days, weeks or months.
    pub unit: TimeUnit,
    /// The first of them.
    pub first: u32,
    /// The last of them; `first` where there is only one, less only where [`written`] finds it so.
    pub last: u32,
    /// From the word of the unit to the last figure, or to the word behind it.
    pub span: Span,
}

impl Window {
    /// How many days, weeks or months it covers.
    pub fn length(&self) -> u32 {
        self.last - self.first + 1
    }

    /// Whether it is more than one of them.
    pub fn is_range(&self) -> bool {
        self.first < self.last
    }

    /// Whether its last one is before its first: "Weeks 8–5".
    pub fn is_reversed(&self) -> bool {
        self.last < self.first
    }
}

impl std::fmt::Display for Window {
    /// `week 3`, `weeks 3–5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            TimeUnit::Day => "day",
            TimeUnit::Month => "month",
            _ => "week",
        };
        match self.first == self.last {
            true => write!(f, "{unit} {}", self.first),
            false => write!(f, "{unit}s {}–{}", self.first, self.last),
        }
    }
}

/// Longest number of a week or a day, in digits.
const DIGITS: usize = 3;

/// All windows in `text`, left to right. Spans are shifted by `base`.
pub fn windows(text: &str, base: u32) -> impl Iterator<Item = Window> {
    written(text, base).filter(|window| !window.is_reversed())
}

/// The same, with those whose last day or week is before their first one.
pub fn written(text: &str, base: u32) -> impl Iterator<Item = Window> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next_digit(text, from)?;
            match window(text, at) {
                Some((start, unit, (first, last), end)) => {
                    from = end;
                    return Some(Window {
                        unit,
                        first,
                        last,
                        span: Span::new(base as usize + start, base as usize + end),
                    });
                }
                None => from = digits_end(text, at),
            }
        }
    })
}

/// A bare number or range in the units that a heading names: "3–5" below "Weeks".
pub fn bare_window(text: &str, base: u32, unit: TimeUnit) -> Option<Window> {
    let start = text.len() - text.trim_start().len();
    let ((first, last), end) = digit(text, start).then(|| numbers(text, start, unit))??;
    let span = Span::new(base as usize + start, base as usize + end);
    (first <= last && text[end..].trim().is_empty()).then_some(Window { unit, first, last, span })
}

/// The window whose first figure begins at byte `at`: where it begins, its unit, its ends and where it ends.
fn window(text: &str, at: usize) -> Option<(usize, TimeUnit, (u32, u32), usize)> {
    let (start, counted) = counter(text, at)?;
    let unit = counted.unwrap_or(TimeUnit::Week);
    let (ends, mut end) = numbers(text, at, unit)?;
    // "第3周", "3주차": the word stands behind the number.
    let unit = match counted {
        Some(unit) => unit,
        None => {
            let (unit, length) = ordinal(text, end, start < at)?;
            end += length;
            unit
        }
    };
    let calendar = matches!(unit, TimeUnit::Day | TimeUnit::Week | TimeUnit::Month);
    (calendar && !after(text, end).is_some_and(|c| is_glue(c) || matches!(c, '+' | '/' | '%')))
        .then_some((start, unit, ends, end))
}

/// What stands before the figure at `at` and says that it counts weeks: where it begins, and its unit where it names one.
fn counter(text: &str, at: usize) -> Option<(usize, Option<TimeUnit>)> {
    let gap = gap_before(text, at, 0);
    if let Some('第') = before(text, gap) {
        return Some((gap - '第'.len_utf8(), None));
    }
    let word = letters_before(text, gap, 0);
    if word.is_empty() {
        return Some((at, None));
    }
    let start = gap - word.len();
    let unit = time_word(word).filter(|_| word.len() > 2 && gap < at)?;
    (!before(text, start).is_some_and(is_glue)).then_some((start, Some(unit)))
}

/// The unit right behind a number in a script without spaces, where it counts and does not measure: "第3周", "3주차".
fn ordinal(text: &str, end: usize, announced: bool) -> Option<(TimeUnit, usize)> {
    const COUNTERS: [(&str, TimeUnit); 5] = [
        ("주차", TimeUnit::Week),
        ("일차", TimeUnit::Day),
        ("週目", TimeUnit::Week),
        ("日目", TimeUnit::Day),
        ("か月目", TimeUnit::Month),
    ];
    let rest = text.get(end..)?;
    let counter = COUNTERS.iter().find(|(word, _)| rest.starts_with(word)).map(|(word, unit)| (*unit, word.len()));
    // "第 3 周"
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let unit = || unspaced_time(&rest[gap..]).map(|(unit, length)| (unit, gap + length));
    counter.or_else(|| unit().filter(|_| announced))
}

/// The ends of a range that begins at byte `at`, both the same where it is one number, and where it ends.
fn numbers(text: &str, at: usize, unit: TimeUnit) -> Option<((u32, u32), usize)> {
    let (first, end) = number(text, at)?;
    let whole = || (((first, first), end), after(text, end) != Some('.') || !digit(text, end + 1));
    let Some(next) = second(text, end, unit) else {
        let (found, is_whole) = whole();
        return is_whole.then_some(found);
    };
    let (last, end) = number(text, next)?;
    Some(((first, last), end))
}

/// Where the second figure of a range begins: behind a dash or "to", and the unit said once more.
fn second(text: &str, end: usize, unit: TimeUnit) -> Option<usize> {
    let at = gap(text, end)?;
    let dash = after(text, at).filter(|c| matches!(c, '-' | '–' | '—' | '~' | '～' | '〜' | '→'));
    let joint = match dash {
        Some(c) => c.len_utf8(),
        None if at > end => {
            Some(letters(text, at)).filter(|w| matches!(*w, "to" | "bis" | "à" | "a" | "al" | "до"))?.len()
        }
        None => return None,
    };
    let mut at = gap(text, at + joint)?;
    let word = letters(text, at);
    if !word.is_empty() {
        at = gap(text, at + word.len()).filter(|_| time_word(word) == Some(unit))?;
    } else if let Some('第') = after(text, at) {
        at += '第'.len_utf8();
    }
    digit(text, at).then_some(at)
}

fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let end = digits_end(text, at);
    let digits = text.get(at..end).filter(|digits| digits.len() <= DIGITS)?;
    Some((digits.parse().ok()?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        windows(text, 0).map(|w| format!("{w} [{}]", &text[w.span.start as usize..w.span.end as usize])).collect()
    }

    #[test]
    fn forms() {
        assert_eq!(shown("Phase 1 (Weeks 1-4)"), ["weeks 1–4 [Weeks 1-4]"]);
        assert_eq!(shown("Week 3"), ["week 3 [Week 3]"]);
        assert_eq!(shown("Week 1 to Week 3, Day 2"), ["weeks 1–3 [Week 1 to Week 3]", "day 2 [Day 2]"]);
        assert_eq!(shown("Wochen 2–3"), ["weeks 2–3 [Wochen 2–3]"]);
        assert_eq!(shown("第1-4周"), ["weeks 1–4 [第1-4周]"]);
        assert_eq!(shown("（第 1 周）"), ["week 1 [第 1 周]"]);
        assert_eq!(shown("3주차"), ["week 3 [3주차]"]);
    }

    #[test]
    fn none() {
        for text in ["4 weeks", "Weeks 5+", "Week 1.5", "Phase 3", "3-4周", "week of 3 May", "Weeks 5-3", "2026-03-01"]
        {
            assert!(shown(text).is_empty(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9 Wweks第周週주차~–-]{0,24}") {
            for window in windows(&text, 0) {
                assert!(window.first <= window.last && text.get(window.span.range()).is_some());
            }
        }
    }
}
