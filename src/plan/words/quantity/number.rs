//! The digits of a figure.

use super::chars::{after, digit, digits_end};

/// A number as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    pub value: f64,
    /// What one unit in the last place is worth.
    pub step: f64,
    /// One past the last byte.
    pub end: usize,
    /// Written with a decimal comma, which a list (`1,5`) looks like too.
    pub comma: bool,
    /// Written with separators between thousands.
    pub grouped: bool,
}

/// Small numbers as words, from two on.
const WORDS: [&str; 11] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The small number that a word is, in digits or letters: `5`, "five".
pub fn small(word: &str) -> Option<usize> {
    let spelled = || WORDS.iter().position(|known| known.eq_ignore_ascii_case(word)).map(|at| at + 2);
    word.parse().ok().or_else(spelled)
}

/// Most digits, so that every value is exact in an `f64`.
const DIGITS: usize = 15;

/// Reads the number at `start`, where a digit stands.
///
/// `None` for what is no amount: versions, dates, serial numbers like `007`,
/// and the ambiguous `1.200`.
pub fn read(text: &str, start: usize) -> Option<Number> {
    let lead = digits_end(text, start);
    let width = lead - start;
    if width > DIGITS || width > 1 && text[start..].starts_with('0') {
        return None;
    }
    let mut end = lead;
    // `0,892` has no thousands.
    if width <= 3
        && let Some(separator) = after(text, lead).filter(|c| is_separator(*c))
        && !(text[start..].starts_with('0') && separator == ',')
    {
        while let Some(next) = group(text, end, separator) {
            end = next;
        }
    }
    let grouped = end > lead;

    let mut decimals = 0;
    let mut comma = false;
    let mark = after(text, end);
    if matches!(mark, Some('.' | ',')) && digit(text, end + 1) {
        let last = digits_end(text, end + 1);
        decimals = last - end - 1;
        comma = mark == Some(',');
        let goes_on = matches!(after(text, last), Some('.' | ',')) && digit(text, last + 1);
        let ambiguous = decimals == 3 && !grouped && width <= 3 && !text[start..].starts_with('0');
        if goes_on || ambiguous || comma && (decimals > 2 || grouped) {
            return None;
        }
        end = last;
    } else if mark == Some('.') && after(text, end + 1).is_some_and(char::is_alphabetic) {
        return None; // a file name, or `3.x`
    }

    let mut mantissa: u64 = 0;
    for (n, byte) in text[start..end].bytes().filter(u8::is_ascii_digit).enumerate() {
        if n == DIGITS {
            return None;
        }
        mantissa = mantissa * 10 + u64::from(byte - b'0');
    }
    let scale = 10_f64.powi(decimals as i32);
    Some(Number { value: mantissa as f64 / scale, step: 1.0 / scale, end, comma, grouped })
}

/// Reads a number whose thousands are parted by points, as in `1.200` and `1.200.000,50`: what is no decimal where it
/// stands.
pub fn read_dotted(text: &str, start: usize) -> Option<Number> {
    let lead = digits_end(text, start);
    let mut end = lead;
    while let Some(next) = group(text, end, '.') {
        end = next;
    }
    let cents = text.get(end..).filter(|rest| rest.starts_with(',') && digit(text, end + 1));
    let last = cents.map_or(end, |_| digits_end(text, end + 1));
    let decimals = last - end - usize::from(last > end);
    let goes_on = matches!(after(text, last), Some('.' | ',')) && digit(text, last + 1);
    // `$1.200M` has a decimal point.
    let scaled = after(text, last).is_some_and(char::is_alphanumeric);
    if end == lead || lead - start > 3 || decimals > 2 || goes_on || scaled || text[start..].starts_with('0') {
        return None;
    }
    let digits: String = text[start..last].chars().filter(char::is_ascii_digit).collect();
    let mantissa: f64 = digits.parse().ok().filter(|_| digits.len() <= DIGITS)?;
    let scale = 10_f64.powi(decimals as i32);
    Some(Number { value: mantissa / scale, step: 1.0 / scale, end: last, comma: false, grouped: true })
}

/// Characters that stand between thousands.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The end of a separator and exactly three digits.
fn group(text: &str, at: usize, separator: char) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(separator)?;
    let from = text.len() - rest.len();
    let end = digits_end(text, from);
    // "wave 1 200-300" and "5 100% tests" are two numbers each; so is "Q 2 404s".
    let alone = separator != ' '
        || !after(text, end).is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | ':' | '%' | '+' | '_'));
    (end - from == 3 && alone).then_some(end)
}
