//! Months, days of the week and units of time, by their names in the languages of plans.

use super::{chars::lower, unit::TimeUnit};
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

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

struct Words {
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
        Self {
            months: each(lists.months.into()).collect(),
            weekdays: each(lists.weekdays.into()).map(|(word, number)| (word, weekday(number))).collect(),
            of: lists.of,
            units: by_unit(lists.units).collect(),
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
    const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let first = word.chars().next().filter(|_| (3..=LONGEST).contains(&word.len()))?;
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
    if !(3..=LONGEST).contains(&word.len()) {
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
    if word.len() > LONGEST || matches!(word, "M" | "D" | "S" | "W" | "Y" | "H" | "MS") {
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
