//! Decoding, and the lossless repair of text that was decoded with the wrong table.

use super::{OffsetMap, Span, Unreadable};

/// With which table UTF-8 was misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Garbling {
    /// Mac OS Roman.
    MacRoman,
    /// Windows-1252 (and Latin-1).
    Windows1252,
    /// Windows-949 (Korean).
    Windows949,
}

/// One run of text that was repaired.
#[derive(Debug, Clone)]
pub struct Repair {
    /// Where it stands in the repaired text.
    pub span: Span,
    /// What had garbled it.
    pub garbling: Garbling,
}

/// A repaired text.
pub(super) struct Repaired {
    pub text: String,
    pub map: OffsetMap,
    pub repairs: Vec<Repair>,
}

/// The text of `bytes`.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Unreadable::NotText { what: "not UTF-8".into(), at: super::Position { line: 1, column: 1, offset: at as u32 } }
    })
}

/// The repaired text, where something could be repaired.
pub(super) fn repair(_text: &str) -> Option<Repaired> {
    None
}
