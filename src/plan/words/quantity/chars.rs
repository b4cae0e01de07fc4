//! Looking left and right in a text, a bounded number of steps at a time.

use rustc_hash::FxHashSet;
use std::{borrow::Cow, sync::LazyLock};

/// A list of words in which a word is looked up, not searched.
pub type Words = LazyLock<FxHashSet<&'static str>>;

/// Longest word that is looked at, in bytes.
const WORD: usize = 32;
/// Most characters of white space and emphasis between a figure and its unit.
const GAP: usize = 8;

/// `word` in lower case.
pub fn lower(word: &str) -> Cow<'_, str> {
    // Most are.
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase() })
}

/// The character that ends at byte `at`.
#[inline]
pub fn before(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at.checked_sub(1)?)? {
        plain if plain.is_ascii() => Some(char::from(plain)),
        _ => text.get(..at)?.chars().next_back(),
    }
}

/// The character that starts at byte `at`.
#[inline]
pub fn after(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at)? {
        plain if plain.is_ascii() => Some(char::from(plain)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// Whether `c` belongs to the number or name beside it.
///
/// Chinese, Japanese and Korean are written without spaces, so they do not.
pub fn is_glue(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric() && !is_unspaced(c)
}

/// Whether `c` is of a script that does not set spaces between words and numbers.
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF)
}

/// Whether a digit starts at byte `at`.
pub fn digit(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// The first digit at or after byte `from`.
pub fn next_digit(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    rest.iter().position(u8::is_ascii_digit).map(|i| from + i)
}

/// The end of the run of digits that starts at `from`.
pub fn digits_end(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// The end of a short run of white space and emphasis marks; `None` where the
/// run is too long to join what stands on its sides.
pub fn gap(text: &str, from: usize) -> Option<usize> {
    // Most are a space or nothing, before a letter or a sign.
    let plain = |at: usize| matches!(text.as_bytes().get(at), Some(b'!'..=b')' | b'+'..=b'~'));
    match text.as_bytes().get(from) {
        Some(b' ') if plain(from + 1) => return Some(from + 1),
        _ if plain(from) => return Some(from),
        _ => {}
    }
    let mut end = from;
    for (steps, c) in text.get(from..)?.chars().enumerate() {
        if !(c.is_whitespace() || c == '*') {
            break;
        }
        if steps == GAP {
            return None;
        }
        end += c.len_utf8();
    }
    Some(end)
}

/// The start of a short run of white space and emphasis marks that ends at `to`.
pub fn gap_before(text: &str, to: usize, floor: usize) -> usize {
    let mut start = to;
    for c in text.get(floor..to).unwrap_or("").chars().rev().take(GAP) {
        if !(c.is_whitespace() || matches!(c, '*' | '_')) {
            break;
        }
        start -= c.len_utf8();
    }
    start
}

/// The word that starts at `from`: letters, with hyphens and apostrophes inside.
/// Empty where there is none, where it is very long or runs on into digits.
pub fn word(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    let plain = plain_letters(rest);
    let ends = |b: &u8| matches!(b, b' '..=b'&' | b'('..=b',' | b'.' | b'/' | b':'..=b'@');
    if plain <= WORD && rest.as_bytes().get(plain).is_none_or(ends) {
        return &rest[..plain];
    }
    let mut end = 0;
    for (i, c) in rest.char_indices() {
        let inner = matches!(c, '-' | '\'' | '’') && i > 0 && after(rest, i + c.len_utf8()).is_some_and(letter);
        if !(letter(c) || inner) {
            if is_glue(c) {
                return "";
            }
            break;
        }
        end = i + c.len_utf8();
        if end > WORD {
            return "";
        }
    }
    &rest[..end]
}

/// The run of letters that starts at `from`, at most [`WORD`] bytes of it.
pub fn letters(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or("");
    let plain = plain_letters(rest);
    if plain <= WORD && rest.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return &rest[..plain];
    }
    let end = rest.char_indices().take_while(|&(i, c)| letter(c) && i < WORD).last();
    &rest[..end.map_or(0, |(i, c)| i + c.len_utf8())]
}

/// The run of letters that ends at `to` and starts no earlier than `floor`.
pub fn letters_before(text: &str, to: usize, floor: usize) -> &str {
    let rest = text.get(floor..to).unwrap_or("");
    let plain = rest.bytes().rev().take(WORD).take_while(u8::is_ascii_alphabetic).count();
    let from = rest.len() - plain;
    if plain == WORD || rest[..from].bytes().next_back().is_none_or(|b| b.is_ascii()) {
        return &rest[from..];
    }
    let start = rest.char_indices().rev().take(WORD).take_while(|&(_, c)| letter(c)).last();
    &rest[start.map_or(rest.len(), |(i, _)| i)..]
}

/// How many ASCII letters stand at the start of `text`: most words are of no others.
#[inline]
fn plain_letters(text: &str) -> usize {
    text.bytes().take(WORD + 1).take_while(u8::is_ascii_alphabetic).count()
}

#[inline]
fn letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && c.is_alphabetic() && !is_unspaced(c)
}

/// The end of the token around `from` that was found to be no quantity: ids,
/// versions, dates, paths.
pub fn token_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let mut end = from;
    for (i, c) in rest.char_indices() {
        let joined = matches!(
            c,
            '.' | '-' | '–' | '/' | '#' | ':' | '@' | '%' | '&' | '=' | '+' | '\\' | '^' | ',' | '’' | '\''
        );
        // A joint needs something to join.
        let joins = joined && after(rest, i + c.len_utf8()).is_some_and(is_glue);
        if !(is_glue(c) || joins) {
            break;
        }
        end = from + i + c.len_utf8();
    }
    end.max(digits_end(text, from))
}
