//! Months, days of the week and units of time, by their names in the languages of plans.

use super::{
    chars::lower,
    time_words::{MONTHS, OF, UNITS, UNSPACED, WEEKDAYS},
    unit::TimeUnit,
};
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// English months where they are short, with a capital.
const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Longest name, in bytes.
const LONGEST: usize = 24;

static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

/// With which two letters words begin: most words are told apart by these. A bit for each second one.
#[derive(Default)]
struct Heads([u32; 27]);

impl Heads {
    fn of<'w>(words: impl Iterator<Item = &'w &'w str>) -> Self {
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
    months: FxHashMap<&'static str, i8>,
    weekdays: FxHashMap<&'static str, Weekday>,
    units: FxHashMap<&'static str, TimeUnit>,
}

impl Words {
    fn new() -> Self {
        let months: FxHashMap<_, _> = meanings(MONTHS.into_iter().zip(1..)).collect();
        let weekday = |number: i8| Weekday::from_monday_one_offset(number).unwrap_or(Weekday::Monday);
        let weekdays: FxHashMap<_, _> = meanings(WEEKDAYS.into_iter().zip((1..).map(weekday))).collect();
        let units: FxHashMap<_, _> = meanings(UNITS.into_iter().map(|(unit, words)| (words, unit))).collect();
        Self {
            month_heads: Heads::of(months.keys().chain(&SHORT)),
            weekday_heads: Heads::of(weekdays.keys()),
            unit_heads: Heads::of(units.keys()),
            months,
            weekdays,
            units,
        }
    }
}

/// Each word of lists with what those of its list mean.
fn meanings<T: Copy>(
    lists: impl Iterator<Item = (&'static [&'static str], T)>,
) -> impl Iterator<Item = (&'static str, T)> {
    lists.flat_map(|(words, meaning)| words.iter().map(move |word| (*word, meaning)))
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
    OF.contains(&word)
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
    let units = meanings(UNSPACED.into_iter().map(|(unit, words)| (words, unit)));
    let begins = units.filter(|(word, _)| text.starts_with(word)).max_by_key(|(word, _)| word.len());
    begins.map(|(word, unit)| (unit, word.len()))
}

/// Whether `word` is a unit of time and nothing else: "week", "周".
pub fn is_time(word: &str) -> bool {
    time_word(word).is_some() || unspaced_time(word).is_some_and(|(_, length)| length == word.len())
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
