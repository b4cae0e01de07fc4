//! Names and ids: when two spellings mean one thing ([`key`]), and what a
//! dependency cell or an id cell names ([`refs`], [`ids`]).

mod clauses;
mod id;
mod list;
mod marks;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;

pub use clauses::is_partial;
pub use id::{Id, IdRange, Key, id_key, is_id_range, leading_id};
pub use list::{Numbered, Ref, has_remark, is_pattern, listed, listed_among, refs, several, without_glosses};
pub use marks::{DONE_MARKS, is_ambiguous, is_mark, mark_status};
pub use words::{is_nothing, kind};

use super::quantity::{
    self, Unit,
    chars::{after, before},
};

/// The form in which names are compared.
///
/// Emphasis, code ticks, emoji and marks, a trailing count or duration in
/// brackets ("(7 commands)", "[2 h]") and a trailing colon are taken off, case
/// is folded, white space collapsed, `&` is "and". Display what the author
/// wrote, never this.
pub fn key(text: &str) -> Cow<'_, str> {
    if is_key(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(fold(trim(text)))
}

/// The label of a group for comparison: folded, `01` is `1`, and `2-A` is `2a`.
pub fn label_key(label: &str) -> Key {
    let mut bare = label;
    while let Some(rest) = bare.strip_prefix('0').filter(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
        bare = rest;
    }
    match bare.as_bytes() {
        [head @ .., b'0'..=b'9', b'-', letter] if letter.is_ascii_alphabetic() => {
            crate::plan::folded(&format!("{}{}", &bare[..head.len() + 1], *letter as char))
        }
        _ => crate::plan::folded(bare),
    }
}

/// Like [`key`], with a leading section number (`3.1`, `2.`, `4)`) taken off.
pub fn title_key(text: &str) -> Cow<'_, str> {
    key(without_number(text))
}

/// With which bytes [`title_key`] may begin: the first one of the text, and the one behind its number. Few titles need be
/// folded where these are asked first.
pub fn initials(text: &str) -> impl Iterator<Item = u8> {
    let letter = |text: &str| text.bytes().next().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    let folded = || title_key(text).bytes().next();
    let behind = || text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')')).trim_start();
    let (first, second) = match letter(text) {
        Some(first) if first.is_ascii_digit() => (Some(first), letter(behind()).or_else(folded)),
        first => (first.or_else(folded), None),
    };
    first.into_iter().chain(second)
}

/// `text` without the section number at its start: "3.1 Setup" is "Setup".
///
/// A number alone, or one that counts ("4 agents"), stays.
pub fn without_number(text: &str) -> &str {
    // Most titles begin with a letter.
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return text;
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let number = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, rest) = start.split_at(number);
    let (number, rest) = match rest.strip_prefix(')') {
        Some(rest) if !number.is_empty() => (number, rest),
        _ if number.contains('.') => (number, rest),
        _ => return text,
    };
    let titled = number.starts_with(|c: char| c.is_ascii_digit())
        && rest.starts_with(char::is_whitespace)
        && rest.contains(char::is_alphabetic)
        && quantity::cell(start, 0).is_none();
    if titled { rest.trim_start() } else { text }
}

/// Whether `text` is a key already, so that nothing need be copied.
fn is_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b' ' | b'-' | b'.' | b'/');
    bytes.iter().all(|b| plain(*b))
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && !text.contains("  ")
}

/// What [`key`] takes off the end.
fn trim(mut text: &str) -> &str {
    loop {
        let before = text.len();
        text = text
            .trim_end_matches(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, '*' | '_' | '`' | ':' | '：'));
        if let Some((head, gloss)) = gloss(text)
            && is_measure(gloss)
            && head.contains(char::is_alphanumeric)
        {
            text = head;
        }
        if text.len() == before {
            return text;
        }
    }
}

/// A name without the gloss in brackets behind it: "Effort" of "Effort (days)", "Cost" of "Cost [EUR]".
pub fn bare(name: &str) -> &str {
    let bracket = name.char_indices().find(|&(at, c)| at > 0 && matches!(c, '(' | '（' | '['));
    bracket.map_or(name, |(at, _)| &name[..at]).trim()
}

/// A name without marks around it and without what a bracket, colon or dash adds: "Lunch" of "**Lunch** (1 h)".
pub fn head(name: &str) -> &str {
    let mark = |c: char| !c.is_alphanumeric();
    let bare = name.trim_start_matches(mark);
    bare.split(['(', ':', '—', '–']).next().unwrap_or(bare).trim_end_matches(mark)
}

/// Longest gloss that is read as a count, in bytes.
const GLOSS: usize = 60;

/// Splits the brackets off that end `text`.
fn gloss(text: &str) -> Option<(&str, &str)> {
    let (inner, open) = match text.strip_suffix(')') {
        Some(inner) => (inner, '('),
        None => (text.strip_suffix(']')?, '['),
    };
    let from = inner.len().saturating_sub(GLOSS);
    let from = (from..inner.len()).find(|at| inner.is_char_boundary(*at))?;
    let at = from + inner[from..].rfind(open)?;
    Some((&inner[..at], &inner[at + 1..]))
}

/// Whether a gloss only says how many or how long.
fn is_measure(gloss: &str) -> bool {
    match quantity::cell(gloss, 0) {
        Some(quantity) => !matches!(quantity.unit, Unit::None) || gloss.trim().len() < 4,
        None => quantity::ratio(gloss, 0).is_some_and(|ratio| ratio.span.len() == gloss.trim().len()),
    }
}

/// Which bytes [`fold`] takes as they are, but for their case.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_graphic() && !matches!(byte as u8, b'*' | b'`' | b'~' | b'_' | b'&');
        byte += 1;
    }
    plain
};

/// How many of `bytes` are plain words with single spaces between them.
fn plain_len(bytes: &[u8]) -> usize {
    let plain = |at: usize| bytes.get(at).is_some_and(|b| PLAIN[*b as usize]);
    let inner = |at: usize| at > 0 && bytes[at] == b' ' && plain(at + 1);
    (0..bytes.len()).take_while(|&at| plain(at) || inner(at)).count()
}

/// Whether all of `text` is plain words with single spaces between them: most names are.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Every byte is asked, so that many can be asked at once.
    let plain = |b: u8| matches!(b, b' '..=b'~') & !matches!(b, b'*' | b'`' | b'~' | b'_' | b'&');
    let pairs = bytes.iter().zip(&bytes[bytes.len().min(1)..]);
    bytes.iter().fold(true, |all, &b| all & plain(b))
        && pairs.fold(true, |all, (&a, &b)| all & ((a != b' ') | (b != b' ')))
        && !text.starts_with(' ')
        && !text.ends_with(' ')
}

fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let mut at = 0;
    while let Some(c) = after(text, at) {
        let plain = plain_len(&text.as_bytes()[at..]);
        if plain > 0 {
            if std::mem::take(&mut space) && !out.is_empty() {
                out.push(' ');
            }
            let start = out.len();
            out.push_str(&text[at..at + plain]);
            out[start..].make_ascii_lowercase();
            at += plain;
            continue;
        }
        let (previous, next) = (before(text, at), after(text, at + c.len_utf8()));
        at += c.len_utf8();
        let emphasis = match c {
            '*' | '`' => true,
            '~' => previous == Some('~') || next == Some('~'),
            // `_word_`, not `snake_case`
            '_' => !(previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            _ => false,
        };
        if emphasis {
            continue;
        }
        if c.is_whitespace() || is_mark(c) {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) && !out.is_empty() || c == '&' && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        match c {
            '&' => {
                out.push_str("and");
                space = true;
            }
            '–' | '—' | '‑' | '−' => out.push('-'),
            '’' => out.push('\''),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}
