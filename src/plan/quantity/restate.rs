//! Another value, written as the old one was.

use super::{Quantity, Unit, cell, number, scan};
use std::ops::Range;

/// Most decimals that a figure gets which was written with fewer.
const DECIMALS: usize = 2;

/// The number in `written`, which says `claimed`, and what to write in its place so that it says `value`, both in the
/// base of the unit; thousands stay separated as they were, and everything around the number stands.
///
/// `None` where several numbers make the figure (`1 h 30 min`, `2–3 h`), where `value` cannot be written in its unit,
/// or where what comes of it would be read as something else.
pub fn restate(written: &str, claimed: f64, value: f64) -> Option<(Range<usize>, String)> {
    let old = figure(written).filter(|q| q.low == claimed && !q.is_range())?;
    let start = written.find(|c: char| c.is_ascii_digit())?;
    let number = number::read(written, start).filter(|n| n.value != 0.0)?;
    let behind = |c: char| c.is_ascii_digit();
    if written[number.end..].contains(behind) || !value.is_finite() || value < 0.0 {
        return None;
    }
    let digits = &written[start..number.end];
    let wanted = value * number.value / old.low;
    let text = digits_of(wanted, digits, &number, old.unit == Unit::Percent)?;
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

/// `wanted` in the digits, decimals and separators of `old`.
fn digits_of(wanted: f64, old: &str, number: &number::Number, rounded: bool) -> Option<String> {
    let scale = (1.0 / number.step).round();
    let own = (0..=15).find(|&n| 10_f64.powi(n as i32) == scale)?;
    let exact = |decimals: &usize| {
        let scaled = wanted * 10_f64.powi(*decimals as i32);
        rounded || (scaled - scaled.round()).abs() < 1e-6
    };
    let decimals = (own..=own.max(DECIMALS)).find(exact)?;
    let text = format!("{wanted:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let separator = old.chars().find(|c| !c.is_ascii_digit()).filter(|_| number.grouped);
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.extend(separator);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(if number.comma { ',' } else { '.' });
        out.push_str(fraction);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restated(written: &str, value: f64) -> Option<String> {
        let (range, text) = restate(written, figure(written)?.low, value)?;
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
