//! Months, days of the week and units of time, by their names in the languages of plans.

use super::{chars::lower, unit::TimeUnit};
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// English months where they are short, with a capital.
const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Longest name, in bytes.
const LONGEST: usize = 24;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::of(toml::from_str(include_str!("time_words.toml")).expect("time_words.toml is tested")));

/// `time_words.toml`.
#[derive(serde::Deserialize)]
struct Lists {
    months: [Vec<Box<str>>; 12],
    weekdays: [Vec<Box<str>>; 7],
    of: Vec<Box<str>>,
    units: FxHashMap<TimeUnit, Vec<Box<str>>>,
    unspaced: FxHashMap<TimeUnit, Vec<Box<str>>>,
}

/// With which two letters words begin: most words are told apart by these. A bit for each second one.
#[derive(Default)]
struct Heads([u32; 27]);

impl Heads {
    fn of<'w>(words: impl Iterator<Item = &'w Box<str>>) -> Self {
        let mut heads = Self::default();
        words.for_each(|word| heads.0[slot(word, 0)] |= 1 << slot(word, 1));
        heads
    }

    /// Whether one of the words may be `word`, whatever its case.
    fn may_hold(&self, word: &str) -> bool {
        self.0[slot(word, 0)] >> slot(word, 1) & 1 == 1
    }
}

/// The letter at `at`, from 0; what is none in English has one slot.
fn slot(word: &str, at: usize) -> usize {
    let byte = word.as_bytes().get(at).filter(|b| b.is_ascii_alphabetic());
    byte.map_or(26, |b| usize::from(b.to_ascii_lowercase() - b'a'))
}

struct Words {
    month_heads: Heads,
    weekday_heads: Heads,
    unit_heads: Heads,
    months: FxHashMap<Box<str>, i8>,
    weekdays: FxHashMap<Box<str>, Weekday>,
    of: Vec<Box<str>>,
    units: FxHashMap<Box<str>, TimeUnit>,
    unspaced: Vec<(Box<str>, TimeUnit)>,
}

impl Words {
    fn of(lists: Lists) -> Self {
        let by_unit = |lists: FxHashMap<TimeUnit, Vec<Box<str>>>| {
            lists.into_iter().flat_map(|(unit, words)| words.into_iter().map(move |word| (word, unit)))
        };
        let each = |lists: Vec<Vec<Box<str>>>| {
            let words = lists.into_iter().zip(1i8..);
            words.flat_map(|(words, number)| words.into_iter().map(move |word| (word, number)))
        };
        let weekday = |number: i8| Weekday::from_monday_one_offset(number).unwrap_or(Weekday::Monday);
        let mut unspaced: Vec<(Box<str>, TimeUnit)> = by_unit(lists.unspaced).collect();
        unspaced.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let months: FxHashMap<_, _> = each(lists.months.into()).collect();
        let weekdays: FxHashMap<_, _> =
            each(lists.weekdays.into()).map(|(word, number)| (word, weekday(number))).collect();
        let units: FxHashMap<_, _> = by_unit(lists.units).collect();
        Self {
            month_heads: Heads::of(months.keys().chain(&SHORT.map(Box::from))),
            weekday_heads: Heads::of(weekdays.keys()),
            unit_heads: Heads::of(units.keys()),
            months,
            weekdays,
            of: lists.of,
            units,
            unspaced,
        }
    }
}

/// Whether `word` is the name of a month.
pub fn month(word: &str) -> bool {
    month_number(word).is_some()
}

/// The month that `word` names, from 1: "March", "Sept", "mars", "марта"; an English one with a capital alone.
pub fn month_number(word: &str) -> Option<i8> {
    let possible = (3..=LONGEST).contains(&word.len()) && WORDS.month_heads.may_hold(word);
    let first = word.chars().next().filter(|_| possible)?;
    let folded = lower(word);
    if first.is_uppercase() {
        let short = if folded == "sept" { "sep" } else { &*folded };
        if let Some(month) = SHORT.iter().position(|month| *month == short) {
            return Some(month as i8 + 1);
        }
    }
    // "may" and "march" are words of their own, "Mars" is a planet.
    let another = if first.is_uppercase() { folded == "mars" } else { matches!(&*folded, "may" | "march") };
    WORDS.months.get(&*folded).copied().filter(|_| !another)
}

/// The day of the week that `word` names: "Monday", "mon", "Tues", "lundi".
pub fn weekday(word: &str) -> Option<Weekday> {
    if !(3..=LONGEST).contains(&word.len()) || !WORDS.weekday_heads.may_hold(word) {
        return None;
    }
    let folded = lower(word);
    let known = |name: &str| WORDS.weekdays.get(name).copied();
    // "Tues", "Thur", "Thurs"
    let short = || ["rs", "s", "r"].into_iter().find_map(|end| folded.strip_suffix(end).filter(|head| head.len() == 3));
    known(&folded).or_else(|| known(short()?))
}

/// Whether `word` stands between a day and its month: "4th of March", "4 de marzo".
pub fn is_of(word: &str) -> bool {
    WORDS.of.iter().any(|of| **of == *word)
}

/// A word for a unit of time.
pub fn time_word(word: &str) -> Option<TimeUnit> {
    if word.len() > LONGEST
        || !WORDS.unit_heads.may_hold(word)
        || matches!(word, "M" | "D" | "S" | "W" | "Y" | "H" | "MS")
    {
        return None;
    }
    WORDS.units.get(&*lower(word)).copied()
}

/// The unit of time that the heading of a column names: "Hours", "Effort (h)", "Remaining Hrs"; none where it names two.
pub fn unit_of(heading: &str) -> Option<TimeUnit> {
    let mut units = heading.split(|c: char| !c.is_alphanumeric()).filter_map(time_word);
    let unit = units.next()?;
    units.all(|other| other == unit).then_some(unit)
}

/// A unit of time at the start of `text` in a script without spaces, and its length.
pub fn unspaced_time(text: &str) -> Option<(TimeUnit, usize)> {
    WORDS.unspaced.iter().find(|(word, _)| text.starts_with(&**word)).map(|(word, unit)| (*unit, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!([month_number("Sept"), month_number("März"), month_number("марта")], [Some(9), Some(3), Some(3)]);
        assert_eq!([month_number("mars"), month_number("Mars"), month_number("may")], [Some(3), None, None]);
        assert_eq!(
            [weekday("Tues"), weekday("Thurs"), weekday("mardi")].map(|day| day.map(Weekday::to_monday_one_offset)),
            [Some(2), Some(4), Some(2)]
        );
        assert_eq!(
            [time_word("semanas"), time_word("Tage"), time_word("M")],
            [Some(TimeUnit::Week), Some(TimeUnit::Day), None]
        );
        assert_eq!(unspaced_time("週間"), Some((TimeUnit::Week, "週間".len())));
    }
}
