//! Days of the calendar.

use super::{
    chars::{after, before, digit, digits_end, gap, gap_before, is_glue, letters, letters_before, next_digit},
    clock,
    words::{is_of, month_number, weekday},
};
use crate::source::{Span, window};
use jiff::civil::{Date, Weekday};

/// A day as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// What it says.
    pub written: Written,
    /// The day of the week beside it, and where that stands.
    pub weekday: Option<(Weekday, Span)>,
    /// The date, the day of the week excluded.
    pub span: Span,
}

/// What a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `2025-03-04`, `4 March 2025`.
    Date(Date),
    /// `03/04/2025`: with the month first, and with the day first.
    Either(Date, Date),
    /// `4 March`.
    Yearless {
        /// From 1.
        month: i8,
        /// From 1.
        day: i8,
    },
    /// A day that no calendar has: `31 June`.
    Impossible,
}

impl Day {
    /// The dates that it may mean, with the month first and with the day first; none without a year.
    pub fn readings(&self) -> Option<[Date; 2]> {
        match self.written {
            Written::Date(date) => Some([date, date]),
            Written::Either(month_first, day_first) => Some([month_first, day_first]),
            _ => None,
        }
    }

    /// The one date that it means.
    pub fn date(&self) -> Option<Date> {
        self.readings().filter(|[a, b]| a == b).map(|[date, _]| date)
    }

    /// The date that it means in `year`, where it names none itself.
    pub fn in_year(&self, year: i16) -> Option<Date> {
        match self.written {
            Written::Yearless { month, day } => Date::new(year, month, day).ok(),
            _ => self.date(),
        }
    }
}

/// All dates in `text`, left to right; spans are shifted by `base`.
///
/// `2025-03-04`, `2025/03/04`, `04.03.2025`, `03/04/2025`, `4 March 2025`, "March 4th, 2025",
/// `3–7 March`, `Mon 3/4`, `4 de marzo de 2025`, `2025年3月4日`, `3월 4일`. No date: what is joined to a name (`2025-03-04-notes`), a
/// path, a version, a month with its year and no day.
pub fn dates(text: &str, base: u32) -> Vec<Day> {
    let mut found: Vec<Day> = Vec::new();
    let (mut from, mut floor) = (0, 0);
    while let Some(at) = next_digit(text, from) {
        let read = date(text, at, floor, &mut found);
        from = read.unwrap_or_else(|| digits_end(text, at));
        floor = read.unwrap_or(floor);
    }
    for day in &mut found {
        day.weekday = beside(text, day.span);
        let shift = |span: Span| Span { start: span.start.saturating_add(base), end: span.end.saturating_add(base) };
        day.span = shift(day.span);
        day.weekday = day.weekday.map(|(weekday, span)| (weekday, shift(span)));
    }
    found
}

/// The date or dates of which the digits at `at` are a part, and where to go on.
fn date(text: &str, at: usize, floor: usize, found: &mut Vec<Day>) -> Option<usize> {
    let joined = |c: char| is_glue(c) || matches!(c, '-' | '/' | '.' | '#' | '\\' | '%' | '$');
    // `due:2025-03-04` is a date, `10:03-04-2025` is not.
    let keyed = |c: char| matches!(c, ':' | '=' | '@') && at > 1 && digit(text, at - 2);
    if before(text, at).is_some_and(|c| joined(c) || keyed(c)) {
        return None;
    }
    let end = digits_end(text, at);
    match end - at {
        4 => year_first(text, at, end, found).or_else(|| in_characters(text, at, end, found)),
        1 | 2 => numbers(text, at, end, found)
            .or_else(|| named(text, at, end, floor, found))
            .or_else(|| slashed(text, at, end, found))
            .or_else(|| yearless_in_characters(text, at, end, found)),
        _ => None,
    }
}

/// `2025-03-04`, `2025/03/04`, `2025.03.04`, with or without a time behind it.
fn year_first(text: &str, at: usize, year_end: usize, found: &mut Vec<Day>) -> Option<usize> {
    let sign = after(text, year_end).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let month_end = digits_end(text, year_end + 1);
    if after(text, month_end) != Some(sign) || month_end - year_end != 3 {
        return None;
    }
    let end = digits_end(text, month_end + 1);
    let time = after(text, end) == Some('T') && digit(text, end + 1);
    if end - month_end != 3 || !time && !ends(text, end) {
        return None;
    }
    let (year, month, day) =
        (number(text, at, year_end)?, number(text, year_end + 1, month_end)?, number(text, month_end + 1, end)?);
    // `2026-03-32`: all else is that of a date.
    let slip = sign == '-' && (32..40).contains(&day) && month <= 12;
    let written =
        if slip { possible(year, month, 31).and(Some(Written::Impossible)) } else { possible(year, month, day) };
    found.push(Day { written: written?, weekday: None, span: Span::new(at, end) });
    Some(end)
}

/// `2025年3月4日`, `2025년 3월 4일`.
fn in_characters(text: &str, at: usize, year_end: usize, found: &mut Vec<Day>) -> Option<usize> {
    let month = gap(text, behind(text, year_end, &["年", "년"])?)?;
    let (month, day, end) = month_and_day(text, month, digits_end(text, month))?;
    let written = possible(number(text, at, year_end)?, month, day)?;
    found.push(Day { written, weekday: None, span: Span::new(at, end) });
    Some(end)
}

/// `3月4日`, `3월 4일`: of any year.
fn yearless_in_characters(text: &str, at: usize, month_end: usize, found: &mut Vec<Day>) -> Option<usize> {
    let (month, day, end) = month_and_day(text, at, month_end)?;
    let known = (1..=12).contains(&month) && (1..=31).contains(&day);
    let written = known.then_some(Written::Yearless { month: month as i8, day: day as i8 })?;
    found.push(Day { written, weekday: None, span: Span::new(at, end) });
    Some(end)
}

/// The month from `at` to `month_end`, the day behind it, and where that ends.
fn month_and_day(text: &str, at: usize, month_end: usize) -> Option<(i16, i16, usize)> {
    let day = gap(text, behind(text, month_end, &["月", "월"])?)?;
    let day_end = digits_end(text, day);
    let end = behind(text, day_end, &["日", "号", "號", "일"])?;
    Some((number(text, at, month_end)?, number(text, day, day_end)?, end))
}

/// The end of the first of `signs` that stands at `at`.
fn behind(text: &str, at: usize, signs: &[&str]) -> Option<usize> {
    let rest = text.get(at..)?;
    signs.iter().find(|sign| rest.starts_with(**sign)).map(|sign| at + sign.len())
}

/// `04.03.2025`, `03/04/2025`, `03-04-2025`.
fn numbers(text: &str, at: usize, first_end: usize, found: &mut Vec<Day>) -> Option<usize> {
    let sign = after(text, first_end).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let second_end = digits_end(text, first_end + 1);
    if after(text, second_end) != Some(sign) || !(2..=3).contains(&(second_end - first_end)) {
        return None;
    }
    let end = digits_end(text, second_end + 1);
    if !ends(text, end) {
        return None;
    }
    let (first, second) = (number(text, at, first_end)?, number(text, first_end + 1, second_end)?);
    let year = number(text, second_end + 1, end)?;
    if end - second_end == 3 {
        let written = short(first, second, year).filter(|_| end - at == "14/01/26".len() && sign == '/')?;
        found.push(Day { written, weekday: None, span: Span::new(at, end) });
        return Some(end);
    }
    if end - second_end != 5 {
        return None;
    }
    let month_first = (second <= 31).then(|| possible(year, first, second)).flatten();
    let day_first = possible(year, second, first);
    let written = match (month_first.filter(|_| sign != '.'), day_first) {
        (Some(Written::Date(a)), Some(Written::Date(b))) if a == b => Written::Date(a),
        (Some(Written::Date(a)), Some(Written::Date(b))) => Written::Either(a, b),
        (Some(Written::Date(a)), _) | (_, Some(Written::Date(a))) => Written::Date(a),
        // A version has parts like these; a month that is none makes it no date.
        _ if sign == '.' && second > 12 => return None,
        _ => Written::Impossible,
    };
    found.push(Day { written, weekday: None, span: Span::new(at, end) });
    Some(end)
}

/// `14/01/26`, the year in two digits; none where it may as well stand first, as in `23/02/26`.
fn short(first: i16, second: i16, third: i16) -> Option<Written> {
    let date = |year: i16, month: i16, day: i16| match possible(2000 + year, month, day)? {
        Written::Date(date) if (20..40).contains(&year) => Some(date),
        _ => None,
    };
    match (date(third, first, second), date(third, second, first), date(first, second, third)) {
        (Some(a), Some(b), None) if a != b => Some(Written::Either(a, b)),
        (Some(one), _, None) | (None, Some(one), None) => Some(Written::Date(one)),
        // `31/04/26` is a slip, and not of 2031.
        (None, None, Some(one)) if !(20..40).contains(&third) => Some(Written::Date(one)),
        // Who puts the year first may mean another day.
        _ => None,
    }
}

/// `Mon 3/4`, `3/4 (Mon)`: the fourth of March, where a day of the week stands right before it, or in brackets behind.
fn slashed(text: &str, at: usize, first_end: usize, found: &mut Vec<Day>) -> Option<usize> {
    let end = digits_end(text, first_end + 1);
    if after(text, first_end) != Some('/') || !(2..=3).contains(&(end - first_end)) || !ends(text, end) {
        return None;
    }
    let (month, day) = (number(text, at, first_end)?, number(text, first_end + 1, end)?);
    let span = Span::new(at, end);
    let known = (1..=12).contains(&month) && (1..=31).contains(&day);
    let bracketed = || text[end..].trim_start_matches(' ').starts_with(['(', '（']);
    beside(text, span).filter(|(_, word)| known && ((word.end as usize) <= at || bracketed()))?;
    found.push(Day { written: Written::Yearless { month: month as i8, day: day as i8 }, weekday: None, span });
    Some(end)
}

/// `4 March`, `4th of March 2025`, `March 4`, `Mar 4th, 2025`, `3–7 March`, `March 3–7, 2025`.
fn named(text: &str, at: usize, end: usize, floor: usize, found: &mut Vec<Day>) -> Option<usize> {
    let day = number(text, at, end).filter(|day| (1..=31).contains(day))?;
    let end = ordinal(text, end);
    let second = second_day(text, end);
    let last = second.map_or(end, |(_, to)| to.end as usize);
    let (month, from, to) = match month_ahead(text, at, floor) {
        Some((month, from)) => (month, from, last),
        None => month_behind(text, last).map(|(month, to)| (month, at, to))?,
    };
    let (year, to) = year_behind(text, to).map_or((None, to), |(year, to)| (Some(year), to));
    if !ends(text, to) {
        return None;
    }
    let written = |day: i16| match year {
        Some(year) => possible(year, i16::from(month), day),
        // The longest that the month can be.
        None if i16::from(Date::constant(2024, month, 1).days_in_month()) < day => Some(Written::Impossible),
        None => Some(Written::Yearless { month, day: day as i8 }),
    };
    match second {
        Some((other, span)) => {
            found.push(Day { written: written(day)?, weekday: None, span: Span::new(from, end) });
            let span = Span::new(span.start as usize, to.max(last));
            found.push(Day { written: written(other)?, weekday: None, span });
        }
        None => found.push(Day { written: written(day)?, weekday: None, span: Span::new(from, to.max(end)) }),
    }
    Some(to.max(last))
}

/// The month before the day at `at`, and where it starts.
fn month_ahead(text: &str, at: usize, floor: usize) -> Option<(i8, usize)> {
    let end = gap_before(text, at, floor);
    let end = if before(text, end) == Some('.') { end - 1 } else { end };
    let word = letters_before(text, end, floor);
    let month = month_number(word).filter(|_| end < at)?;
    Some((month, end - word.len()))
}

/// The month behind the day that ends at `from`, and where it ends.
fn month_behind(text: &str, from: usize) -> Option<(i8, usize)> {
    let dotted = after(text, from) == Some('.');
    let mut at = gap(text, from + usize::from(dotted)).filter(|&at| at > from + usize::from(dotted))?;
    let of = letters(text, at);
    if is_of(of) {
        at = gap(text, at + of.len())?;
    }
    let word = letters(text, at);
    Some((month_number(word)?, at + word.len()))
}

/// The year behind what ends at `from`, and where it ends.
fn year_behind(text: &str, from: usize) -> Option<(i16, usize)> {
    let comma = matches!(after(text, from), Some(',' | '.'));
    let mut at = gap(text, from + usize::from(comma)).filter(|&at| at > from)?;
    let of = letters(text, at);
    if is_of(of) {
        at = gap(text, at + of.len())?;
    }
    let end = digits_end(text, at);
    let year = number(text, at, end).filter(|year| end - at == 4 && (2000..2100).contains(year))?;
    ends(text, end).then_some((year, end))
}

/// The end of a day's number with its `st`, `nd`, `rd`, `th`.
fn ordinal(text: &str, end: usize) -> usize {
    match letters(text, end) {
        letters @ ("st" | "nd" | "rd" | "th" | "er") => end + letters.len(),
        _ => end,
    }
}

/// The day behind a dash: the `7` of `3–7 March`.
fn second_day(text: &str, from: usize) -> Option<(i16, Span)> {
    let at = gap(text, from)?;
    let sign = after(text, at).filter(|c| matches!(c, '-' | '–' | '—'))?;
    let start = gap(text, at + sign.len_utf8())?;
    let end = digits_end(text, start);
    let day = number(text, start, end).filter(|day| end - start < 3 && (1..=31).contains(day))?;
    Some((day, Span::new(start, ordinal(text, end))))
}

/// A date with a year; `None` where the numbers are none of a date.
fn possible(year: i16, month: i16, day: i16) -> Option<Written> {
    if !(1990..2100).contains(&year) || !(1..=31).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(Date::new(year, month as i8, day as i8).map_or(Written::Impossible, Written::Date))
}

fn number(text: &str, from: usize, to: usize) -> Option<i16> {
    text.get(from..to)?.parse().ok()
}

/// Whether nothing behind `end` makes what ends there a part of a name, a path or a number.
fn ends(text: &str, end: usize) -> bool {
    match after(text, end) {
        Some(c) if is_glue(c) => false,
        Some('/' | '\\' | '_' | '%' | '#') => false,
        Some(c @ ('-' | '.' | ':' | '@')) => !after(text, end + c.len_utf8()).is_some_and(is_glue),
        _ => true,
    }
}

/// The day of the week as one sign in brackets with which `text` begins, `(화)`, and where the sign stands.
fn in_brackets(text: &str) -> Option<(Weekday, usize)> {
    let inside = text.trim_start_matches(' ').strip_prefix(['(', '（'])?;
    let sign = inside.chars().next().filter(|c| !c.is_ascii())?;
    let day = WEEKDAY_SIGNS.iter().find(|(signs, _)| signs.contains(&sign)).map(|(_, day)| *day)?;
    inside[sign.len_utf8()..].starts_with([')', '）']).then_some((day, text.len() - inside.len()))
}

/// The signs for the days of the week in Korean, and in Japanese and Chinese.
const WEEKDAY_SIGNS: [([char; 2], Weekday); 7] = [
    (['월', '月'], Weekday::Monday),
    (['화', '火'], Weekday::Tuesday),
    (['수', '水'], Weekday::Wednesday),
    (['목', '木'], Weekday::Thursday),
    (['금', '金'], Weekday::Friday),
    (['토', '土'], Weekday::Saturday),
    (['일', '日'], Weekday::Sunday),
];

/// The longest text that tells an hour, in bytes: "10:00:00 – 11:30:00 AM".
const HOUR: usize = 24;

/// Where the text goes on behind the hour that follows a date ending at `end`: "2025-11-22 18:00 UTC".
fn behind_clock(text: &str, end: usize) -> usize {
    let rest = window::after(text, end, HOUR);
    let found = rest.strip_prefix(' ').and_then(|rest| clock(rest, 1)).filter(|slot| slot.span.start == 1);
    let Some(slot) = found else { return end };
    let hour = slot.span.end as usize;
    let zone = rest[hour..].strip_prefix(' ').map_or("", |rest| letters(rest, 0));
    let zoned = (2..=4).contains(&zone.len()) && zone.bytes().all(|b| b.is_ascii_uppercase());
    end + hour + if zoned { 1 + zone.len() } else { 0 }
}

/// The day of the week before a date, or in brackets or behind a comma after it.
fn beside(text: &str, span: Span) -> Option<(Weekday, Span)> {
    let frame = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | '*' | '_');
    let head = text.get(..span.start as usize)?;
    let bare = head.trim_end_matches(frame);
    if head.len() - bare.len() <= 4 {
        // "Mon. 3 March", and not "…on Monday. 3 March".
        let word = letters_before(bare.trim_end_matches('.'), bare.trim_end_matches('.').len(), 0);
        let dotted = bare.ends_with('.') && word.len() > 4;
        let start = bare.trim_end_matches('.').len() - word.len();
        if let Some(day) = weekday(word).filter(|_| !dotted && head.len() > start + word.len()) {
            // "Mon–Fri 3 March": the first of several days is not beside it.
            let earlier =
                bare[..start].trim_end_matches(|c: char| frame(c) || matches!(c, '-' | '–' | '—' | '/' | '&' | '+'));
            let earlier = earlier.strip_suffix(" to").or(earlier.strip_suffix(" and")).unwrap_or(earlier);
            let listed = weekday(letters_before(earlier, earlier.len(), 0)).is_some();
            return (!listed).then(|| (day, Span::new(start, start + word.len())));
        }
    }
    let from = behind_clock(text, span.end as usize);
    let tail = text.get(from..)?;
    if let Some((day, at)) = in_brackets(tail) {
        let start = from + at;
        return Some((day, Span::new(start, start + '月'.len_utf8())));
    }
    let bare = tail.trim_start_matches(|c: char| frame(c) || c == '[');
    let gap = &tail[..tail.len() - bare.len()];
    let start = from + gap.len();
    let word = letters(text, start);
    let end = start + word.len();
    let rest = text.get(end..)?.trim_start_matches([',', ' ']);
    // What stands before the next date belongs to that; "(Friday, 4:00 PM)" goes on with the hour.
    let hour = || clock(window::after(rest, 0, HOUR), 0).is_some_and(|slot| slot.span.start == 0);
    let hour = gap.contains(['(', '[']) && hour();
    let other = !hour && rest.starts_with(|c: char| c.is_ascii_digit()) || month_number(letters(rest, 0)).is_some();
    let listed = rest.starts_with(['-', '–', '—', '/', '&']);
    let near = (1..=3).contains(&gap.len());
    let day = weekday(word).filter(|_| near && !other && !listed)?;
    Some((day, Span::new(start, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let one = |day: &Day| {
            let written = match day.written {
                Written::Date(date) => date.to_string(),
                Written::Either(a, b) => format!("{a}|{b}"),
                Written::Yearless { month, day } => format!("{month}/{day}"),
                Written::Impossible => "never".into(),
            };
            let day = day.weekday.map_or(String::new(), |(day, _)| format!("{day:?} "));
            format!("{day}{written}")
        };
        dates(text, 0).iter().map(one).collect()
    }

    #[test]
    fn forms() {
        for (text, expected) in [
            ("2025-03-04", "2025-03-04"),
            ("2025/03/04 and 2025.03.04; 2025-03-04T09:30:00Z", "2025-03-04, 2025-03-04, 2025-03-04"),
            ("due:2025-03-04", "2025-03-04"),
            ("04.03.2025", "2025-03-04"),
            ("03/04/2025", "2025-03-04|2025-04-03"),
            ("13/04/2025, 04/13/2025, 05/05/2025", "2025-04-13, 2025-04-13, 2025-05-05"),
            ("31/06/2025", "never"),
            ("14/01/26, 05/01/26", "2026-01-14, 2026-05-01|2026-01-05"),
            ("13/02/26 or 26/02/13", "2026-02-13, 2026-02-13"),
            ("4 March 2025 or 4th of March", "2025-03-04, 3/4"),
            ("March 4, 2025; Mar. 4th", "2025-03-04, 3/4"),
            ("3–7 March 2025", "2025-03-03, 2025-03-07"),
            ("Mar 3-7, 2025", "2025-03-03, 2025-03-07"),
            ("Mar 28 – Apr 4, 2025", "3/28, 2025-04-04"),
            ("2025-02-30, 31 June, Feb 29, 30 Feb 2025", "never, never, 2/29, never"),
            ("4 de marzo de 2025, 31 avril, le 1er mai", "2025-03-04, never, 5/1"),
            ("4. März 2025; 4 марта 2025 г.", "2025-03-04, 2025-03-04"),
            ("2025年3月4日，2025年4月31日; 2026-03-32, 2026-03-44, 2026.03.32", "2025-03-04, never, never"),
            ("2025년 3월 4일, 3월 5일; 3月6日", "2025-03-04, 3/5, 3/6"),
        ] {
            assert_eq!(shown(text).join(", "), expected, "{text}");
        }
    }

    #[test]
    fn no_dates() {
        for text in [
            "2025-03-04-notes.md",
            "docs/2025/03/04/x",
            "v2025.03.04",
            "March 2025",
            "1.13.2025",
            "1/2/26",
            "23/02/26",
            "31/04/26",
            "12/12/12",
            "2024-12345",
            "T12-03-2025x",
            "3.4 March",
            "Phase 3 may start",
            "3 Mars rovers",
            "2025年3月",
        ] {
            assert_eq!(shown(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn days_of_the_week() {
        for (text, expected) in [
            ("Mon, 3 Mar 2025", "Monday 2025-03-03"),
            ("Tuesday (2025-03-04)", "Tuesday 2025-03-04"),
            ("2025-03-04 (Tue)", "Tuesday 2025-03-04"),
            ("March 4, 2025, Tuesday", "Tuesday 2025-03-04"),
            ("Wed 5 Mar, Thu 6 Mar", "Wednesday 3/5, Thursday 3/6"),
            ("Mon–Fri 3 March", "3/3"),
            ("every Monday. 3 March is free", "3/3"),
            ("2025-03-04, Monday–Friday", "2025-03-04"),
            ("lundi 3 mars 2025; Dienstag, 4. März 2025", "Monday 2025-03-03, Tuesday 2025-03-04"),
            ("viernes 7 de marzo", "Friday 3/7"),
            ("3/4 (Tue), 3/5 (水), 3月6日(木)", "Tuesday 3/4, Wednesday 3/5, Thursday 3/6"),
        ] {
            assert_eq!(shown(text).join(", "), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9a-zA-Z,./() –é月-]{0,40}") {
            for day in dates(&text, 0) {
                assert!(text.get(day.span.range()).is_some());
                assert!(day.weekday.is_none_or(|(_, span)| text.get(span.range()).is_some()));
            }
        }
    }
}
