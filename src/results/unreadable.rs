//! Why a report could not be read, and where.

use super::Format;
use std::fmt;

/// A place in a report; both count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in Unicode scalar values.
    pub column: u32,
}

impl Place {
    /// The place of the byte at `offset`, or of the end where `text` is shorter.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let end = (0..=offset.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        let before = &text[..end];
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |s| s.chars().count()) + 1;
        Self { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A report that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What it was read as; `None` where not even that is known.
    pub format: Option<Format>,
    /// What is wrong, in a sentence without a full stop.
    pub what: String,
    /// Where.
    pub at: Option<Place>,
}

impl Unreadable {
    /// A file that is no report.
    pub(super) fn unknown(why: impl fmt::Display) -> Self {
        Self { format: None, what: format!("this is no report that planvet reads: {why}"), at: None }
    }

    /// Bytes that are no text.
    pub(super) fn bytes(what: impl Into<String>, at: Option<Place>) -> Self {
        Self { format: None, what: what.into(), at }
    }

    /// A report of `format` with something wrong at `offset` of `text`.
    pub(super) fn at(format: Format, what: impl Into<String>, text: &str, offset: usize) -> Self {
        Self { format: Some(format), what: what.into(), at: Some(Place::of(text, offset)) }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(format) = self.format {
            write!(f, "{format}: ")?;
        }
        f.write_str(&self.what)?;
        self.at.map_or(Ok(()), |at| write!(f, " ({at})"))
    }
}

impl std::error::Error for Unreadable {}
