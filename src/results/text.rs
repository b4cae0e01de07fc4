//! From a report's bytes to its text.

use super::{Place, Unreadable};

/// The largest report that is read, in bytes. Real ones with the output of thousands of tests have a few megabytes.
pub const LIMIT: usize = 64 << 20;

/// The text of `bytes`, without a byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > LIMIT {
        let what = format!("this report has {} bytes, and planvet reads no more than {LIMIT}", bytes.len());
        return Err(Unreadable::bytes(what, None));
    }
    if let Some(name) = foreign(bytes) {
        let what = format!("this is {name}: write the report as UTF-8 (PowerShell: `Out-File -Encoding utf8`)");
        return Err(Unreadable::bytes(what, Some(Place { line: 1, column: 1 })));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = str::from_utf8(bytes).map_err(|e| {
        let valid = str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default();
        let byte = bytes.get(valid.len()).copied().unwrap_or_default();
        let what = format!("this is not UTF-8: byte 0x{byte:02X}");
        Unreadable::bytes(what, Some(Place::of(valid, valid.len())))
    })?;
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(Unreadable::bytes("there is a NUL byte in this report", Some(Place::of(text, at))));
    }
    if text.trim().is_empty() {
        return Err(Unreadable::bytes("this report is empty", None));
    }
    Ok(text)
}

/// Names UTF-16 and UTF-32 by their marks, or by the NUL beside the first character, which is ASCII in every report.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some("UTF-16"),
        _ => None,
    }
}
