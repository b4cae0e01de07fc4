//! A document as its lines show it: fences, headings, boxes, tables; nothing of what planvet makes of them.

use crate::{table::Table, words};
use std::ops::Range;

/// A document, and what stands at the beginning of its lines.
pub struct Page<'t> {
    pub text: &'t str,
    pub lines: Vec<&'t str>,
    pub fences: Vec<Fence<'t>>,
    pub headings: Vec<Heading<'t>>,
    pub boxes: Vec<Tick<'t>>,
    pub tables: Vec<Table<'t>>,
    /// Whether a line belongs to a fence.
    coded: Vec<bool>,
}

/// A fence by the lines that open and close it.
pub struct Fence<'t> {
    pub opens: usize,
    pub closes: usize,
    pub language: &'t str,
}

/// A heading with its section.
pub struct Heading<'t> {
    pub line: usize,
    pub level: usize,
    pub title: &'t str,
    /// The line behind its section.
    pub end: usize,
}

/// An item with a box.
pub struct Tick<'t> {
    pub line: usize,
    pub indent: usize,
    pub done: bool,
    /// The box, brackets included, in its line.
    pub mark: Range<usize>,
    pub text: &'t str,
}

/// One defect: lines of the document, and what comes in their place.
#[derive(Debug)]
pub struct Change {
    pub lines: Range<usize>,
    pub new: Option<String>,
}

impl<'t> Page<'t> {
    /// `None` where a fence is never closed: nobody could say what is text in it.
    pub fn read(text: &'t str) -> Option<Self> {
        let lines: Vec<&str> = text.split('\n').collect();
        let fences = fences(&lines)?;
        let mut coded = vec![false; lines.len()];
        fences.iter().for_each(|f| coded[f.opens..=f.closes].fill(true));
        let prose = || lines.iter().copied().enumerate().filter(|(at, _)| !coded[*at]);
        let mut headings: Vec<Heading> = prose().filter_map(|(at, line)| heading(at, line, lines.len())).collect();
        for at in 1..headings.len() {
            let (level, line) = (headings[at].level, headings[at].line);
            headings[..at].iter_mut().filter(|h| h.level >= level && h.end > line).for_each(|h| h.end = line);
        }
        let boxes = prose().filter_map(|(at, line)| tick(at, line)).collect();
        let tables = Table::all(&lines, &coded);
        Some(Self { text, lines, fences, headings, boxes, tables, coded })
    }

    /// The lines outside of fences.
    pub fn prose(&self) -> impl Iterator<Item = (usize, &'t str)> {
        self.lines.iter().copied().enumerate().filter(|(at, _)| !self.coded[*at])
    }

    /// The boxes on these lines.
    pub fn boxes_on(&self, lines: Range<usize>) -> &[Tick<'t>] {
        let place = |line| self.boxes.partition_point(|b| b.line < line);
        &self.boxes[place(lines.start)..place(lines.end)]
    }

    /// The boxes below a heading.
    pub fn boxes_below(&self, heading: &Heading) -> &[Tick<'t>] {
        self.boxes_on(heading.line..heading.end)
    }

    /// The spaces before a line.
    pub fn indent(&self, line: usize) -> &'t str {
        let line = self.lines[line];
        &line[..line.len() - line.trim_start().len()]
    }

    /// `new` in place of a part of a line.
    pub fn replace(&self, line: usize, part: Range<usize>, new: &str) -> Change {
        let old = self.lines[line];
        self.rewrite(line, format!("{}{new}{}", &old[..part.start], &old[part.end..]))
    }

    /// Another line in the place of that one.
    pub fn rewrite(&self, line: usize, new: String) -> Change {
        Change { lines: line..line + 1, new: Some(new) }
    }

    /// `new` above a line.
    pub fn insert(&self, line: usize, new: impl Into<String>) -> Change {
        Change { lines: line..line, new: Some(new.into()) }
    }

    /// Without these lines.
    pub fn cut(&self, lines: Range<usize>) -> Change {
        Change { lines, new: None }
    }

    /// Whether something else would stand there.
    pub fn differs(&self, change: &Change) -> bool {
        change.new.as_ref().is_none_or(|new| *new != self.lines[change.lines.clone()].join("\n"))
    }

    /// The document with a defect in it.
    pub fn with(&self, change: &Change) -> String {
        let before = self.lines[..change.lines.start].iter().copied();
        let behind = self.lines[change.lines.end..].iter().copied();
        before.chain(change.new.as_deref()).chain(behind).collect::<Vec<_>>().join("\n")
    }
}

fn fences<'t>(lines: &[&'t str]) -> Option<Vec<Fence<'t>>> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, &str, &str)> = None;
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        let run = line.len() - line.trim_start_matches(['`', '~']).len();
        match open {
            None if run >= 3 => open = Some((at, &line[..run], line[run..].trim())),
            Some((opens, mark, language)) if run == line.len() && line.starts_with(mark) => {
                fences.push(Fence { opens, closes: at, language });
                open = None;
            }
            _ => {}
        }
    }
    open.is_none().then_some(fences)
}

fn heading(at: usize, line: &str, end: usize) -> Option<Heading<'_>> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    ((1..=6).contains(&level) && title.starts_with(' ')).then(|| Heading { line: at, level, title: title.trim(), end })
}

fn tick(at: usize, line: &str) -> Option<Tick<'_>> {
    let item = line.trim_start();
    let indent = &line[..line.len() - item.len()];
    let digits = words::digits(item);
    let bullet =
        item.strip_prefix(['-', '*', '+']).or_else(|| item[digits..].strip_prefix('.').filter(|_| digits > 0))?;
    let inside = bullet.trim_start();
    let text = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| inside.strip_prefix(mark))?;
    let start = line.len() - inside.len();
    let indent = indent.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    (inside.len() < bullet.len()).then(|| Tick {
        line: at,
        indent,
        done: !inside.starts_with("[ ]"),
        mark: start..start + 3,
        text: text.trim(),
    })
}
