//! Positions on disk, cheap also where one line holds the whole file.

use super::{
    Report,
    fold::{Shown, fold},
};
use crate::{
    check::Checked,
    diagnostic::{Diagnostic, Related},
    source::{Position, Source, Span},
};
use std::{cell::RefCell, collections::BTreeMap};

/// Bytes of a line after which a position is remembered.
const STEP: u32 = 4096;

/// Answers [`Source::position`] for many offsets of one file.
///
/// A column counts the characters before it, so that each question costs the
/// length of its line. Here a long line is counted once: positions met on the way
/// are kept, and the next question starts from the nearest.
pub(super) struct Locator<'a> {
    source: &'a Source,
    known: RefCell<BTreeMap<u32, Position>>,
}

impl<'a> Locator<'a> {
    /// The positions of `source`.
    pub fn new(source: &'a Source) -> Self {
        Self { source, known: RefCell::default() }
    }

    /// Where `offset` of the text lies on disk.
    pub fn position(&self, offset: u32) -> Position {
        let text = self.source.text();
        let offset = super::excerpt::floor(text, offset as usize) as u32;
        let line = self.source.lines().line_of(offset as usize);
        let start = self.source.lines().start_of(line) as u32;
        if offset - start <= STEP {
            return self.source.position(offset);
        }
        let mut known = self.known.borrow_mut();
        let nearest = known.range(start..=offset).next_back();
        let (mut at, mut position) = nearest.map_or_else(|| (start, self.source.position(start)), |(&a, &p)| (a, p));
        while at < offset {
            let next = super::excerpt::floor(text, (at + STEP).min(offset) as usize) as u32;
            position = self.step(at, position, next);
            at = next;
            if at < offset {
                known.insert(at, position);
            }
        }
        position
    }

    /// Where `span` of the text begins and ends on disk.
    pub fn range(&self, span: Span) -> [Position; 2] {
        [span.start, span.end].map(|offset| self.position(offset))
    }

    /// The position of `to`, from that of `from` on the same line.
    fn step(&self, from: u32, position: Position, to: u32) -> Position {
        let repairs = self.source.repairs();
        let next = repairs.partition_point(|r| r.span.end <= from);
        if repairs.get(next).is_some_and(|r| r.span.start < to) {
            return self.source.position(to);
        }
        let between = self.source.text().get(from as usize..to as usize).unwrap_or("");
        Position {
            line: position.line,
            column: position.column + between.chars().count() as u32,
            offset: position.offset + (to - from),
        }
    }
}

/// Where the findings of one file lie on disk.
pub(super) struct Places<'a> {
    /// The file.
    pub file: &'a Checked,
    own: Option<Locator<'a>>,
}

impl<'a> Places<'a> {
    /// Those of every file of `report`, by path.
    pub fn all(report: &'a Report) -> impl Iterator<Item = Self> {
        report.files().iter().map(|file| Self { file, own: file.source.as_deref().map(Locator::new) })
    }

    /// Its findings that are `wanted`, as people are shown them.
    pub fn shown(&self, wanted: impl Fn(&Diagnostic) -> bool) -> Vec<Shown<'a>> {
        fold(self.file.diagnostics.iter().filter(|d| wanted(d)))
    }

    /// Where `span` begins and ends; 1:1–1:1 where the text is not at hand.
    pub fn range(&self, span: Span) -> [Position; 2] {
        let whole_file = [Position { line: 1, column: 1, offset: 0 }; 2];
        self.own.as_ref().map_or(whole_file, |own| own.range(span))
    }

    /// The path and the place of what belongs to a finding.
    pub fn related(&self, related: &'a Related) -> (&'a str, [Position; 2]) {
        match &related.elsewhere {
            None => (&self.file.path, self.range(related.span)),
            Some(elsewhere) => (&elsewhere.path, elsewhere.range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_source() {
        let text = format!("a\r\nü{}日{}\nend", "xyü".repeat(4000), "z".repeat(9000));
        let source = Source::new("a.md", text.clone().into_bytes()).expect("text");
        let locator = Locator::new(&source);
        let offsets = text.char_indices().map(|(i, _)| i as u32);
        for offset in offsets.clone().step_by(997).chain(offsets.step_by(613)).chain([text.len() as u32]) {
            assert_eq!(locator.position(offset), source.position(offset), "{offset}");
        }
    }
}
