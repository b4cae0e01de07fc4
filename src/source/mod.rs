//! A file's text, ready to be parsed: decoded, repaired where it was garbled,
//! with a map back to the bytes on disk. Knows nothing of Markdown.

pub mod cover;
mod decode;
mod garbling;
mod intervals;
mod lines;
mod map;
pub mod places;
mod repair;
pub mod signs;
pub mod window;

use std::sync::OnceLock;

pub use garbling::Garbling;
pub(crate) use intervals::Intervals;
pub use lines::LineIndex;
pub use map::OffsetMap;
pub use places::Places;
pub use repair::Repair;
pub use signs::{Sign, Signs};

/// A half-open range of bytes in [`Source::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; an inverted pair gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing lies inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same as a range of indices.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte, or touch where one is empty.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
            || self.is_empty() && other.start <= self.start && self.start <= other.end
            || other.is_empty() && self.start <= other.start && other.start <= self.end
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span of `part`, a slice of `whole`, where `whole` starts at `self.start`.
    ///
    /// `part` must be a subslice of `whole` (as `trim` and `split` return them).
    pub fn of_part(self, whole: &str, part: &str) -> Span {
        let offset = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        debug_assert!(offset <= whole.len());
        Span::new(self.start as usize + offset, self.start as usize + offset + part.len())
    }
}

/// A place in a file as it lies on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
    /// Offset in bytes, from 0.
    pub offset: u32,
}

/// Why a file cannot be vetted.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The operating system refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Not UTF-8; what it seems to be and where that shows.
    #[error("{what}")]
    NotText {
        /// The message, a whole clause.
        what: String,
        /// Where on disk it shows first.
        at: Position,
        /// The bytes before that place, which are text.
        before: Vec<u8>,
    },
    /// Larger than planvet reads.
    #[error("the file has {bytes} bytes; planvet reads files of up to {limit}")]
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// One file's text.
#[derive(Debug)]
pub struct Source {
    path: Box<str>,
    text: Box<str>,
    /// The text on disk, where a repair changed it.
    original: Option<Box<str>>,
    map: OffsetMap,
    repairs: Vec<Repair>,
    lines: OnceLock<LineIndex>,
    written_lines: OnceLock<LineIndex>,
    digits: Places,
    signs: Signs,
}

impl Source {
    /// Decodes and repairs `bytes`.
    ///
    /// `path` is what reports print: relative to the root, with `/`.
    ///
    /// # Errors
    /// [`Unreadable`] where the bytes are no UTF-8 text.
    pub fn new(path: impl Into<Box<str>>, bytes: Vec<u8>) -> Result<Self, Unreadable> {
        let (text, signs, bom) = decode::decode(bytes)?;
        let (text, signs, original, map, repairs) = match repair::repair(&text) {
            None => (text, signs, None, OffsetMap::default(), Vec::new()),
            Some(done) => {
                let signs = Signs::of(&done.text);
                (done.text, signs, Some(text.into()), done.map, done.repairs)
            }
        };
        Ok(Self {
            path: path.into(),
            digits: Places::of(&text, |b| b.is_ascii_digit()),
            signs,
            text: text.into(),
            original,
            map: map.with_bom(bom),
            repairs,
            lines: OnceLock::new(),
            written_lines: OnceLock::new(),
        })
    }

    /// The path as reports print it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text that is parsed; every [`Span`] counts in its bytes. A byte-order mark is not part of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text inside `span`; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The same text as it lies on disk, before any repair; a span inside a repair gives the whole run's start.
    pub fn on_disk(&self, span: Span) -> &str {
        match &self.original {
            None => self.slice(span),
            Some(original) => {
                let (start, end) = (self.map.to_original(span.start as usize), self.map.to_original(span.end as usize));
                original.get(start..end).unwrap_or("")
            }
        }
    }

    /// Where `span` lies in the file's bytes, a byte-order mark counted.
    pub fn bytes_of(&self, span: Span) -> std::ops::Range<usize> {
        let at = |offset: u32| self.map.bom() + self.map.to_original(offset as usize);
        at(span.start)..at(span.end)
    }

    /// The file's bytes that `span` stands for; `None` where it begins or ends inside a repaired run, since a part of
    /// one stands for no bytes of its own.
    pub fn replaceable(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let at = |offset: u32| Some(self.map.bom() + self.map.exact(offset as usize)?);
        Some(at(span.start)?..at(span.end)?).filter(|_| span.end as usize <= self.text.len())
    }

    /// The file's bytes as they were read.
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.original.as_ref().unwrap_or(&self.text);
        let mark = if self.map.bom() > 0 { decode::BOM } else { &[] };
        [mark, text.as_bytes()].concat()
    }

    /// Whether a line of it is the marker of a merge conflict.
    pub fn holds_conflict(&self) -> bool {
        let marker = |line: &str| {
            line.strip_prefix("<<<<<<<").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
                || line.starts_with(">>>>>>> ")
        };
        self.signs.any(Sign::Twice) && self.text.split('\n').any(marker)
    }

    /// What was repaired, in the order of the text.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The lines of [`Source::text`]; a repair never adds or removes one.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text as it was written, before any repair; a byte-order mark is not part of it.
    pub fn written(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.text)
    }

    /// The lines of [`Source::written`].
    pub fn written_lines(&self) -> &LineIndex {
        match &self.original {
            None => self.lines(),
            Some(original) => self.written_lines.get_or_init(|| LineIndex::new(original)),
        }
    }

    /// The offset in [`Source::text`] of an offset in [`Source::written`]; inside a repair, where that starts.
    pub fn repaired(&self, offset: usize) -> u32 {
        self.map.to_repaired(offset) as u32
    }

    /// Where ASCII digits stand in [`Source::text`]: without one a text holds no figure, and costs no further look.
    pub fn digits(&self) -> &Places {
        &self.digits
    }

    /// Where such a sign begins in [`Source::text`].
    pub fn each(&self, sign: Sign) -> impl Iterator<Item = usize> {
        self.signs.each(&self.text, sign)
    }

    /// Which signs stand where in [`Source::text`].
    pub fn signs(&self) -> &Signs {
        &self.signs
    }

    /// The line, from 0, of `offset` of [`Source::text`], and what is written before it on that line.
    pub fn line_before(&self, offset: u32) -> (u32, &str) {
        let offset = (offset as usize).min(self.text.len());
        let line = self.lines().line_of(offset);
        let start = self.lines().start_of(line);
        let before = self.written().get(self.map.to_original(start)..self.map.to_original(offset));
        (line as u32, before.unwrap_or(""))
    }

    /// Where `offset` of [`Source::text`] lies on disk.
    pub fn position(&self, offset: u32) -> Position {
        let (line, before) = self.line_before(offset);
        let offset = self.map.to_original((offset as usize).min(self.text.len())) + self.map.bom();
        Position { line: line + 1, column: before.chars().count() as u32 + 1, offset: offset as u32 }
    }
}
