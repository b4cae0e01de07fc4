//! How words are compared: in lower case, without marks, with single spaces.

use crate::plan::names::{Key, is_mark};
use std::borrow::Cow;

/// Lower case, emphasis marks and emoji off, white space collapsed.
pub fn fold(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    if is_plain(trimmed) {
        return match trimmed.bytes().fold(false, |found, b| found | b.is_ascii_uppercase()) {
            true => Cow::Owned(trimmed.to_ascii_lowercase()),
            false => Cow::Borrowed(trimmed),
        };
    }
    let mut out = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else if c.is_ascii() {
            if !matches!(c, '*' | '`') {
                out.push(c.to_ascii_lowercase());
            }
        } else if !is_mark(c) {
            out.extend(c.to_lowercase());
        }
    }
    out.truncate(out.trim_end().len());
    // A heading that is only a mark stays one.
    if out.is_empty() { Cow::Borrowed(trimmed) } else { Cow::Owned(out) }
}

/// Whether `text`, folded, is `folded`; nothing is written down.
pub fn folds_to(text: &str, folded: &str) -> bool {
    let trimmed = trim(text);
    if is_plain(trimmed) { trimmed.eq_ignore_ascii_case(folded) } else { fold(trimmed) == folded }
}

/// `text`, folded, to be kept.
pub fn folded(text: &str) -> Key {
    let trimmed = trim(text);
    if !is_plain(trimmed) {
        return fold(trimmed).into();
    }
    let mut key = Key::from(trimmed);
    key.make_ascii_lowercase();
    key
}

/// What [`fold`] leaves at neither end.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    // Most words begin and end with a letter.
    if letter(text.as_bytes().first()) && letter(text.as_bytes().last()) { text } else { trim_marks(text) }
}

fn trim_marks(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | ':'))
}

/// Whether folding a trimmed text is no more than lower case: plain characters with single spaces. Of a few that are
/// plain it says no, and folding them tells.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (eights, _) = bytes.as_chunks();
    // The last eight, some of them once more.
    let few = || bytes.iter().fold(EACH * u64::from(b'x'), |eight, &b| eight << 8 | u64::from(b));
    let last = bytes.last_chunk().map_or_else(few, |eight| u64::from_le_bytes(*eight));
    let (mut odd, mut before) = (strange(last, 0), 0);
    for eight in eights.iter().map(|eight| u64::from_le_bytes(*eight)) {
        odd |= strange(eight, before);
        before = holds(eight, b' ');
    }
    odd == 0
}

/// One in each of eight bytes.
const EACH: u64 = u64::MAX / 0xFF;

/// The highest bits of eight bytes.
const HIGH: u64 = EACH << 7;

/// The highest bit of each of eight bytes that folding may take off or change, or that is the second of two spaces;
/// `before` are the spaces of the eight before them.
#[inline]
fn strange(eight: u64, before: u64) -> u64 {
    let spaces = holds(eight, b' ');
    let twice = spaces & (spaces << 8 | before >> (u64::BITS - 8));
    let control = eight.wrapping_sub(EACH * u64::from(b' ')) & HIGH;
    let foreign = (eight | eight.wrapping_add(EACH)) & HIGH;
    twice | control | foreign | holds(eight, b'*') | holds(eight, b'`')
}

/// The highest bit of each of eight bytes that is `byte`, and sometimes of the one behind such a byte.
#[inline]
fn holds(eight: u64, byte: u8) -> u64 {
    let apart = eight ^ (EACH * u64::from(byte));
    apart.wrapping_sub(EACH) & !apart & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(fold("**Primary  Agent**"), "primary agent");
        assert_eq!(fold("* Primary`\t`Agent :"), "primary agent");
        assert_eq!(fold("✅ Done"), "done");
        assert_eq!(fold("Done ✅ \u{a0}Ja"), "done ja");
        assert_eq!(fold("✅"), "✅");
        assert_eq!(fold("a**"), "a");
        assert_eq!(fold("owner"), "owner");
        assert!(matches!(fold(" owner of it:"), Cow::Borrowed("owner of it")));
    }

    proptest::proptest! {
        #[test]
        fn plain_texts_are_folded_by_case_alone(text in "[ a-eA-E`*~!-&\t\u{7f}é✅]{0,20}") {
            let trimmed = trim(&text);
            if is_plain(trimmed) {
                let marked = format!("{trimmed}*");
                assert_eq!(fold(&marked), trimmed.to_ascii_lowercase());
            }
        }

        #[test]
        fn words_are_plain(text in "[a-zA-Z0-9]{0,12}( [a-z()0-9/-]{1,12}){0,3}") {
            assert!(is_plain(&text));
        }
    }
}
