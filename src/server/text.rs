//! Places as editors count them: lines from 0, characters in units of an encoding that both sides have agreed on.

use crate::source::{LineIndex, Source, Span};
use gen_lsp_types::{Position, Range};

/// The units in which a client counts the characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What every client understands.
    #[default]
    Utf16,
}

impl Encoding {
    /// The name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    /// The length of `text` in its units.
    fn len(self, text: &str) -> u32 {
        match self {
            Self::Utf8 => text.len() as u32,
            // Most lines are ASCII, where bytes are units.
            Self::Utf16 if text.is_ascii() => text.len() as u32,
            Self::Utf16 => text.encode_utf16().count() as u32,
        }
    }

    /// The byte at which `units` end in `line`; its end where it is shorter, and the start of a character that they
    /// would cut in two.
    fn offset(self, line: &str, units: u32) -> usize {
        if line.is_ascii() || self == Self::Utf8 {
            let mut at = (units as usize).min(line.len());
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            return at;
        }
        let mut counted = 0;
        for (at, c) in line.char_indices() {
            if counted + c.len_utf16() as u32 > units {
                return at;
            }
            counted += c.len_utf16() as u32;
        }
        line.len()
    }
}

/// Where `offset` of the text of `source` stands in the editor.
pub fn position(source: &Source, offset: u32, encoding: Encoding) -> Position {
    let (line, before) = source.line_before(offset);
    Position { line, character: encoding.len(before) }
}

/// Where `span` stands in the editor.
pub fn range(source: &Source, span: Span, encoding: Encoding) -> Range {
    Range { start: position(source, span.start, encoding), end: position(source, span.end, encoding) }
}

/// The offset in the text of `source` at which `position` stands.
pub fn offset(source: &Source, position: Position, encoding: Encoding) -> u32 {
    // What the editor holds is the text before any repair.
    let at = offset_in(source.written(), source.written_lines(), position, encoding);
    source.repaired(at)
}

fn offset_in(text: &str, lines: &LineIndex, position: Position, encoding: Encoding) -> usize {
    let range = lines.range_of(position.line as usize);
    let start = range.start;
    let line = text.get(range).unwrap_or("").trim_end_matches(['\n', '\r']);
    start + encoding.offset(line, position.character)
}

/// Replaces `range` of `text` by `new`. Places beyond the end of a line or of the text mean that end.
pub fn replace(text: &mut String, range: Range, new: &str, encoding: Encoding) {
    let lines = LineIndex::new(text);
    let start = offset_in(text, &lines, range.start, encoding);
    let end = offset_in(text, &lines, range.end, encoding);
    text.replace_range(start.min(end)..end.max(start), new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn places_go_there_and_back() {
        let text = "# ü😀x\r\n| a | 日 |\rend\n";
        let source = Source::new("a.md", text.as_bytes().to_vec()).expect("text");
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset_, _) in text.char_indices().filter(|(_, c)| !['\r', '\n'].contains(c)) {
                let place = position(&source, offset_ as u32, encoding);
                assert_eq!(offset(&source, place, encoding), offset_ as u32, "{encoding:?} {place:?}");
            }
        }
        assert_eq!(position(&source, 8, Encoding::Utf16), at(0, 5));
        assert_eq!(position(&source, 8, Encoding::Utf8), at(0, 8));
        let end = text.find("end").expect("the word") as u32;
        assert_eq!(position(&source, end, Encoding::Utf16), at(2, 0));
    }

    #[test]
    fn edits_beyond_the_end_are_edits_at_the_end() {
        let edit = |text: &str, from: Position, to: Position, new: &str| {
            let mut text = text.to_owned();
            replace(&mut text, Range { start: from, end: to }, new, Encoding::Utf16);
            text
        };
        assert_eq!(edit("ab\ncd\n", at(0, 1), at(1, 1), "X"), "aXd\n");
        assert_eq!(edit("ab\ncd", at(0, 99), at(0, 99), "X"), "abX\ncd");
        assert_eq!(edit("ab", at(7, 0), at(9, 4), "X"), "abX");
        assert_eq!(edit("a😀b", at(0, 2), at(0, 3), ""), "ab", "a character is not cut in two");
        assert_eq!(edit("abc", at(0, 2), at(0, 1), "X"), "aXc", "a range that is turned round");
        assert_eq!(edit("", at(0, 0), at(0, 0), "X"), "X");
        assert_eq!(edit("a\r\nb", at(0, 9), at(1, 0), ""), "ab");
    }

    #[test]
    fn places_of_repaired_text_are_those_of_the_buffer() {
        // What UTF-8 looks like when it was read as Windows-1252.
        let text = "# Plan\n\nDie GerÃ¤te fÃ¼r alle, mÃ¶glichst schÃ¶n.\n\n- [x] T1 prÃ¼fen\n";
        let source = Source::new("a.md", text.as_bytes().to_vec()).expect("text");
        assert_ne!(source.text(), text);
        let found = source.text().find("T1").expect("the task") as u32;
        let place = position(&source, found, Encoding::Utf16);
        assert_eq!(place, at(4, 6));
        assert_eq!(offset(&source, place, Encoding::Utf16), found);
        let end = source.text().find("fen").expect("the word") as u32;
        assert_eq!(offset(&source, position(&source, end, Encoding::Utf16), Encoding::Utf16), end);
    }
}
