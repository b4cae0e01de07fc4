//! Another value, written as the old one was.

use super::{
    Quantity, Unit, cell,
    number::{self, Number},
    scan,
};
use std::ops::Range;

/// Most decimals that a figure gets which was written with fewer.
const DECIMALS: usize = 2;

/// The number in `written`, which says `claimed`, and what to write in its place so that it says `value`, both in the
/// base of the unit; thousands stay separated as they were, and everything around the number stands. Where the figure
/// itself does not tell how decimals and thousands are written, those beside it do: `like`.
///
/// `None` where several numbers make the figure (`1 h 30 min`, `2–3 h`), where `value` cannot be written in its unit,
/// or where what comes of it would be read as something else.
pub fn restate(written: &str, claimed: f64, value: f64, like: &[&str]) -> Option<(Range<usize>, String)> {
    let old = figure(written).filter(|q| q.low == claimed && !q.is_range())?;
    let start = written.find(|c: char| c.is_ascii_digit())?;
    let number = number::read(written, start).filter(|n| n.value != 0.0)?;
    let behind = |c: char| c.is_ascii_digit();
    if written[number.end..].contains(behind) || !value.is_finite() || value < 0.0 {
        return None;
    }
    let digits = &written[start..number.end];
    let wanted = value * number.value / old.low;
    let manner = Manner::of(digits, &number, like);
    let text = digits_of(wanted, manner, old.unit == Unit::Percent)?;
    let new = format!("{}{text}{}", &written[..start], &written[number.end..]);
    let read = figure(&new).filter(|new| new.unit == old.unit && new.hedge == old.hedge && !new.is_range())?;
    // One of a thing is called otherwise than several.
    let named = matches!(old.unit, Unit::Count(_) | Unit::Time(_));
    let called = !named || (number.value == 1.0) == (wanted == 1.0);
    let right = (read.low - value).abs() <= slack(&old, &read);
    (called && right && text != digits).then_some((start..number.end, text))
}

/// By how much a new figure may miss the value; only a percentage is rounded.
fn slack(old: &Quantity, new: &Quantity) -> f64 {
    if old.unit == Unit::Percent { 0.5 * new.step } else { 1e-6 * new.low.max(1.0) }
}

fn figure(text: &str) -> Option<Quantity> {
    let bare = text.trim_matches(['*', '_', '`', ' ', '\t']);
    cell(bare, 0).or_else(|| match &scan(bare, 0)[..] {
        [one] => Some(one.clone()),
        _ => None,
    })
}

/// How a number is written.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// Decimals of its own.
    own: usize,
    /// The most decimals of those beside it.
    beside: usize,
    /// What stands between thousands.
    separator: Option<char>,
    /// What stands before decimals.
    mark: char,
}

impl Manner {
    /// That of `number`, which is written as `digits`; what it does not tell, the figures `like` it do.
    fn of(digits: &str, number: &Number, like: &[&str]) -> Self {
        let beside: Vec<(&str, Number)> = like.iter().filter_map(|text| first_number(text)).collect();
        let own = decimals(number);
        let told = |number: &Number| number.grouped || number.value >= 1_000.0;
        let grouped = match told(number) {
            true => Some((digits, *number)),
            false => beside.iter().copied().find(|(_, number)| told(number)),
        };
        let separator = grouped.filter(|(_, number)| number.grouped);
        let comma = if own > 0 { number.comma } else { beside.iter().any(|(_, number)| number.comma) };
        Self {
            own,
            beside: beside.iter().map(|(_, number)| decimals(number)).max().unwrap_or(0),
            separator: separator.and_then(|(digits, _)| digits.chars().find(|c| !c.is_ascii_digit())),
            mark: if comma { ',' } else { '.' },
        }
    }
}

/// The first number of `text`, with its digits.
fn first_number(text: &str) -> Option<(&str, Number)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let number = number::read(text, start)?;
    Some((&text[start..number.end], number))
}

fn decimals(number: &Number) -> usize {
    (1.0 / number.step).log10().round() as usize
}

/// `wanted` in digits.
fn digits_of(wanted: f64, manner: Manner, rounded: bool) -> Option<String> {
    let Manner { own, beside, separator, mark } = manner;
    let exact = |decimals: &usize| {
        let scaled = wanted * 10_f64.powi(*decimals as i32);
        rounded || (scaled - scaled.round()).abs() < 1e-6
    };
    let decimals = [own, own.max(beside)].into_iter().chain(own..=own.max(DECIMALS)).find(exact)?;
    let text = format!("{wanted:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.extend(separator);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(mark);
        out.push_str(fraction);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restated(written: &str, value: f64) -> Option<String> {
        restated_like(written, value, &[])
    }

    fn restated_like(written: &str, value: f64, like: &[&str]) -> Option<String> {
        let (range, text) = restate(written, figure(written)?.low, value, like)?;
        Some(format!("{}{text}{}", &written[..range.start], &written[range.end..]))
    }

    #[test]
    fn a_figure_keeps_its_form() {
        for (written, value, expected) in [
            ("15", 13.0, "13"),
            ("**15**", 13.0, "**13**"),
            ("2 h", 165.0, "2.75 h"),
            ("~900 lines", 1_080.0, "~1080 lines"),
            ("1,900 lines", 2_080.0, "2,080 lines"),
            ("1'900 lines", 900.0, "900 lines"),
            ("$1,250", 980.0, "$980"),
            ("12k lines", 14_000.0, "14k lines"),
            ("1,5 h", 120.0, "2,0 h"),
            ("52 %", 42.5, "42 %"),
            ("52.1%", 42.55, "42.5%"),
            ("25 tests", 30.0, "30 tests"),
        ] {
            assert_eq!(restated(written, value).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn what_a_figure_does_not_tell_its_neighbours_do() {
        for (written, value, like, expected) in [
            ("$3,900", 3900.5, &["$1,300.50", "$2,600.00"][..], "$3,900.50"),
            ("$980", 1_250.0, &["$1,100", "$150"], "$1,250"),
            ("$980", 1_250.0, &["$1100", "$150"], "$1250"),
            ("980 lines", 1_250.0, &["1'100", "150"], "1'250 lines"),
            ("3900", 3950.0, &["1,300", "2,650"], "3950"),
            ("$2,500", 2_600.0, &["$1,300.50", "$1,299.50"], "$2,600"),
            ("3 h", 165.0, &["1,25 h", "1,5 h"], "2,75 h"),
            ("2 h", 150.0, &["30 min", "2 h"], "2.5 h"),
        ] {
            assert_eq!(restated_like(written, value, like).as_deref(), Some(expected), "{written} {like:?}");
        }
    }

    #[test]
    fn what_is_not_sure_is_left() {
        for (written, value) in [
            ("1 h 30 min", 60.0),
            ("2–3 h", 240.0),
            ("15", 15.0),
            ("2 tests", 1.0),
            ("1 test", 2.0),
            ("5 h", 100.0),
            ("12", f64::INFINITY),
            ("twelve", 13.0),
        ] {
            assert_eq!(restated(written, value), None, "{written}");
        }
    }
}
