//! Where brackets open in running text that stand beside a number, looked for once for all who read them.

use crate::{
    plan::read::Reader,
    source::{Span, window},
};

/// How far from where a bracket opens it is read to each side, in bytes.
pub(super) const NEAR: usize = 80;

/// The brackets behind a space that begin with a number, or have numbers near on both sides.
pub(in crate::plan) fn beside_numbers(reader: &Reader) -> Vec<usize> {
    let bytes = reader.text.as_bytes();
    let opens = |prose: Span| {
        let from = prose.start as usize;
        memchr::memchr_iter(b'(', reader.slice(prose).as_bytes()).map(move |at| from + at)
    };
    // Most brackets hold no number, or none stands beside them.
    let digit = |from: usize, to: usize| reader.digits.any_in(Span::new(from, to));
    let both = |open: usize| digit(open + 1, open + 1 + NEAR) && digit(open.saturating_sub(NEAR), open);
    let told = |open: usize| bytes.get(open + 1).is_some_and(u8::is_ascii_digit) || both(open);
    let stands = |&open: &usize| open > 0 && bytes[open - 1] == b' ' && told(open);
    reader.document.unfenced(reader.text).flat_map(opens).filter(stands).collect()
}

/// What the bracket holds that opens at `open`, where it is closed within `most` bytes and holds no other one.
pub(super) fn inside(text: &str, open: usize, most: usize) -> Option<Span> {
    let behind = window::after(text, open + 1, most);
    let close = memchr::memchr3(b')', b'(', b'\n', behind.as_bytes()).filter(|&at| behind[at..].starts_with(')'))?;
    Some(Span::new(open + 1, open + 1 + close))
}
