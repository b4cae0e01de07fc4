//! From bytes to text: UTF-8 and nothing else, with a clear word about what a file is instead.

use super::{LineIndex, Position, Sign, Signs, Unreadable};

/// The byte-order mark that Windows editors put before UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text of `bytes` without its byte-order mark, what signs it has, and that mark's length in bytes.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, Signs, usize), Unreadable> {
    let bom = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let mut text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let bytes = e.into_bytes();
        if let Some(foreign) = foreign(&bytes) {
            return foreign;
        }
        if let Some(at) = memchr::memchr(0, &bytes) {
            return binary(bytes, at, bom);
        }
        let byte = bytes.get(at).copied().unwrap_or_default();
        let what = format!("this is not UTF-8 (byte 0x{byte:02X}; perhaps Windows-1252 or Latin-1): save it as UTF-8");
        not_text(what, bytes, at, bom)
    })?;
    let signs = Signs::of(&text);
    let nul = signs.each(&text, Sign::Nul).next();
    if let Some(at) = nul {
        return Err(foreign(text.as_bytes()).unwrap_or_else(|| binary(text.into_bytes(), at, bom)));
    }
    if bom == 0 {
        return Ok((text, signs, bom));
    }
    text.drain(..bom);
    let signs = Signs::of(&text);
    Ok((text, signs, bom))
}

/// The error about the NUL byte at `at`.
fn binary(bytes: Vec<u8>, at: usize, bom: usize) -> Unreadable {
    let what = "this looks like a binary file (it holds a NUL byte), not Markdown";
    not_text(what.to_owned(), bytes, at, bom)
}

/// The error about the byte at `at`, where `bytes` starts with a mark of `bom` bytes.
fn not_text(what: String, mut bytes: Vec<u8>, at: usize, bom: usize) -> Unreadable {
    // Other bad bytes may stand before a NUL.
    bytes.truncate(at);
    let valid = str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
    bytes.truncate(valid);
    let before = str::from_utf8(&bytes[bom.min(valid)..]).unwrap_or_default();
    let lines = LineIndex::new(before);
    let line = lines.count() - 1;
    let column = before.get(lines.start_of(line)..).map_or(0, |s| s.chars().count());
    let at = Position { line: line as u32 + 1, column: column as u32 + 1, offset: valid as u32 };
    Unreadable::NotText { what, at, before: bytes }
}

/// The error about a Unicode encoding other than UTF-8, told by its byte-order mark or by where its NUL bytes stand.
fn foreign(bytes: &[u8]) -> Option<Unreadable> {
    let name = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        _ => by_nul_pattern(&bytes[..bytes.len().min(4096)])?,
    };
    let what = format!("this is {name}, not UTF-8: save it as UTF-8");
    Some(Unreadable::NotText { what, at: Position { line: 1, column: 1, offset: 0 }, before: Vec::new() })
}

/// Text in UTF-16 or UTF-32 is mostly ASCII in Markdown, and each such character brings NUL bytes in a fixed place.
fn by_nul_pattern(head: &[u8]) -> Option<&'static str> {
    if head.len() < 4 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let mut nul = [0usize; 4];
    for (i, &byte) in head.iter().enumerate() {
        if byte == 0 {
            nul[i % 4] += 1;
        }
    }
    let units = head.len() / 4;
    // Three quarters, since real text also holds dashes and letters beyond Latin-1.
    let full = |n: usize| n * 4 >= units * 3;
    let none = |n: usize| n * 16 <= units;
    match nul {
        [a, b, c, d] if full(b) && full(c) && (full(a) && none(d) || full(d) && none(a)) => Some("UTF-32"),
        [a, b, c, d] if full(a) && full(c) && none(b) && none(d) => Some("UTF-16"),
        [a, b, c, d] if full(b) && full(d) && none(a) && none(c) => Some("UTF-16"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> (String, Position) {
        match decode(bytes.to_vec()) {
            Err(Unreadable::NotText { what, at, .. }) => (what, at),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn utf8_with_and_without_mark() {
        let decode = |bytes: Vec<u8>| decode(bytes).map(|(text, _, bom)| (text, bom));
        assert_eq!(decode("# Plan é".into()).unwrap(), ("# Plan é".into(), 0));
        assert_eq!(decode("\u{FEFF}# Plan".into()).unwrap(), ("# Plan".into(), 3));
        assert_eq!(decode(Vec::new()).unwrap(), (String::new(), 0));
    }

    #[test]
    fn other_unicode_is_named() {
        let utf16 = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let utf16be = |s: &str| s.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let utf32 = |s: &str| s.chars().flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<u8>>();
        for (bytes, name) in [
            (utf16("\u{FEFF}# Plan"), "UTF-16"),
            (utf16("# Plan — one é"), "UTF-16"),
            (utf16be("# Plan — one é"), "UTF-16"),
            (utf16be("\u{FEFF}x"), "UTF-16"),
            (utf32("\u{FEFF}# Plan"), "UTF-32"),
            (utf32("# Plan, one"), "UTF-32"),
        ] {
            let (what, at) = error(&bytes);
            assert!(what.contains(name), "{what}");
            assert_eq!(at, Position { line: 1, column: 1, offset: 0 });
        }
    }

    #[test]
    fn binary_and_legacy_bytes_are_placed() {
        let (what, at) = error(b"# Plan\r\nab\0c");
        assert!(what.contains("binary"), "{what}");
        assert_eq!(at, Position { line: 2, column: 3, offset: 10 });
        let (what, at) = error(b"\xEF\xBB\xBFone\rcaf\xE9 au lait");
        assert!(what.contains("0xE9"), "{what}");
        assert_eq!(at, Position { line: 2, column: 4, offset: 10 });
    }
}
