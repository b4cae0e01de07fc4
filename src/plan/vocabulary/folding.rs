//! How words are compared: in lower case, without marks, with single spaces.

use super::super::names::{Key, is_mark};
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
pub(super) fn trim(text: &str) -> &str {
    let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    // Most words begin and end with a letter.
    match letter(text.as_bytes().first()) && letter(text.as_bytes().last()) {
        true => text,
        false => text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | ':')),
    }
}

/// Whether folding a trimmed text is no more than lower case: plain characters with single spaces.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Every byte is asked, so that many can be asked at once.
    let plain = |b: u8| matches!(b, b' '..=b'~') & (b != b'*') & (b != b'`');
    let pairs = bytes.iter().zip(&bytes[bytes.len().min(1)..]);
    bytes.iter().fold(true, |all, &b| all & plain(b))
        && pairs.fold(true, |all, (&a, &b)| all & ((a != b' ') | (b != b' ')))
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
}
