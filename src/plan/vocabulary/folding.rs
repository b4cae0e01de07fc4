//! How words are compared: in lower case, without marks, with single spaces.

use super::super::names::is_mark;
use std::borrow::Cow;

/// Lower case, emphasis marks and emoji off, white space collapsed.
pub fn fold(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    if is_folded(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    if let Some(bytes) = Folded::of(trimmed) {
        let mut out = String::with_capacity(trimmed.len());
        out.extend(bytes.map(char::from));
        return if out.is_empty() { Cow::Borrowed(trimmed) } else { Cow::Owned(out) };
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

/// What [`fold`] leaves at neither end.
pub(super) fn trim(text: &str) -> &str {
    let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    // Most words begin and end with a letter.
    match letter(text.as_bytes().first()) && letter(text.as_bytes().last()) {
        true => text,
        false => text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | ':')),
    }
}

/// Whether a trimmed text is ASCII and folded as it stands.
pub(super) fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Every byte is asked, so that many can be asked at once.
    let plain = |b: u8| matches!(b, b' '..=b'~') & !b.is_ascii_uppercase() & (b != b'*') & (b != b'`');
    let pairs = bytes.iter().zip(&bytes[bytes.len().min(1)..]);
    bytes.iter().fold(true, |all, &b| all & plain(b))
        && pairs.fold(true, |all, (&a, &b)| all & ((a != b' ') | (b != b' ')))
}

/// What becomes of a byte: nothing where this is 0.
const FOLD: [u8; 128] = {
    let mut folded = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        folded[byte as usize] = match byte {
            b'*' | b'`' => 0,
            b'\t'..=b'\r' => b' ',
            _ => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    folded
};

/// The bytes of an ASCII text, trimmed by [`trim`], as [`fold`] writes them; nothing need be written down to compare.
#[derive(Clone)]
pub(super) struct Folded<'t> {
    rest: std::slice::Iter<'t, u8>,
    /// Whether white space came since the last byte.
    gap: bool,
    /// What comes behind it.
    held: u8,
    begun: bool,
}

impl<'t> Folded<'t> {
    /// `None` where the text is not ASCII.
    pub(super) fn of(trimmed: &'t str) -> Option<Self> {
        let folded = || Self { rest: trimmed.as_bytes().iter(), gap: false, held: 0, begun: false };
        trimmed.is_ascii().then(folded)
    }
}

impl Iterator for Folded<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        if self.held != 0 {
            return Some(std::mem::take(&mut self.held));
        }
        loop {
            match FOLD[usize::from(self.rest.next()? & 0x7F)] {
                0 => {}
                b' ' => self.gap = self.begun,
                byte if self.gap => {
                    (self.gap, self.held) = (false, byte);
                    return Some(b' ');
                }
                byte => {
                    self.begun = true;
                    return Some(byte);
                }
            }
        }
    }
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
