//! The few lines of a text that one finding shows, cut so that they fit a
//! terminal, with what is invisible made visible. miette draws them.
//!
//! miette's own `SourceCode` for a string walks it from the start for each span.
//! An [`Excerpt`] is cut with the line index and costs what it shows, whatever the
//! size of the file or of its lines.

use crate::{
    message::escape,
    source::{Position, Source, Span},
};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a tab stop.
const TAB: usize = 4;

/// The columns to which a line is never cut further.
const NARROW: usize = 12;

/// A place to be shown.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Where in the text.
    pub span: Span,
    /// The same on disk.
    pub position: Position,
    /// What is said there.
    pub message: String,
    /// Whether it is the finding itself.
    pub primary: bool,
}

impl Place {
    /// Columns of what is said there.
    fn label(&self) -> usize {
        escape::terminal(&self.message).width()
    }
}

/// Lines of one file with marked places, none of which overlaps another.
pub(super) struct Excerpt {
    path: String,
    text: String,
    lines: Vec<Line>,
    marks: Vec<Mark>,
}

struct Line {
    /// From 0.
    number: usize,
    /// Bytes in [`Excerpt::text`], the line ending included.
    range: Range<usize>,
}

/// A place in the excerpt's own text.
pub(super) struct Mark {
    /// Bytes in the excerpt.
    pub range: Range<usize>,
    /// Which place it is, of those given.
    pub place: usize,
    position: Position,
}

impl Excerpt {
    /// The lines from the first to the last of `places`, in `width` columns each, of the file that is called `path`;
    /// `places` must be sorted by span.
    pub fn new(source: &Source, path: &str, places: &[Place], width: usize) -> Self {
        let mut excerpt =
            Self { path: escape::terminal(path).into(), text: String::new(), lines: Vec::new(), marks: Vec::new() };
        let line_of = |p: &Place| source.lines().line_of(p.span.start as usize);
        let (Some(first), Some(last)) = (places.first().map(line_of), places.last().map(line_of)) else {
            return excerpt;
        };
        let given = places;
        let mut places = places.iter().enumerate().peekable();
        for number in first..=last {
            let whole = source.lines().range_of(number);
            let line = source.text().get(whole.clone()).unwrap_or("").trim_end_matches(['\n', '\r']);
            let mut here = Vec::new();
            while let Some((index, place)) = places.next_if(|(_, p)| line_of(p) == number) {
                here.push((index, place.position, within(line, place.span, whole.start)));
            }
            let marks: Vec<_> = here.iter().map(|(index, _, range)| (range.clone(), given[*index].label())).collect();
            let start = excerpt.text.len();
            let shown = fitted(line, &marks, width, &mut excerpt.text);
            for (place, position, range) in here {
                excerpt.marks.push(Mark { range: shown.range(&range), place, position });
            }
            excerpt.text.push('\n');
            excerpt.lines.push(Line { number, range: start..excerpt.text.len() });
        }
        excerpt
    }

    /// The marked places.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The column in its line where what is said of `mark` begins: miette draws an arm from its middle.
    pub fn column_of_label(&self, mark: &Mark) -> usize {
        let start = self.lines.iter().rfind(|l| l.range.start <= mark.range.start).map_or(0, |l| l.range.start);
        label_at(&self.text, start, &mark.range)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let first = self.lines.partition_point(|l| l.range.end <= span.offset());
        let last = self.lines.partition_point(|l| l.range.end < end.max(span.offset() + 1));
        let (Some(first), Some(last)) = (self.lines.get(first), self.lines.get(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let range = first.range.start..last.range.end;
        let column = self.marks.iter().find(|m| m.range.start == span.offset()).map_or(1, |m| m.position.column);
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            self.text.get(range.clone()).unwrap_or("").as_bytes(),
            (range.start, range.len()).into(),
            first.number,
            column.saturating_sub(1) as usize,
            // More than there are: miette joins what seems to touch, and an excerpt is one piece.
            self.lines.len() + 1,
        )))
    }
}

/// The least columns for the label of a mark in lines of `width`; a longer one is wrapped.
pub(super) fn least(width: usize) -> usize {
    (width / 2).min(24)
}

/// The columns that a label of so many gets at least: one that is hardly longer than [`least`] stays in one piece.
fn wanted(label: usize, width: usize) -> usize {
    if label <= least(width) + 4 { label } else { least(width) }
}

fn label_at(text: &str, line: usize, mark: &Range<usize>) -> usize {
    let columns = |range: Range<usize>| text.get(range).map_or(0, UnicodeWidthStr::width);
    columns(line..mark.start) + columns(mark.clone()) / 2 + 4
}

/// Appends `line` to `out`, cut so that also the labels of its marks, each with its columns, fit in `width`.
fn fitted(line: &str, marks: &[(Range<usize>, usize)], width: usize, out: &mut String) -> Shown {
    let ranges: Vec<_> = marks.iter().map(|(range, _)| range.clone()).collect();
    let start = out.len();
    let mut room = width;
    loop {
        let shown = show(line, &windows(line, &ranges, room), out);
        let end =
            |(range, label): &(Range<usize>, usize)| label_at(out, start, &shown.range(range)) + wanted(*label, width);
        let over = marks.iter().filter(|(_, label)| *label > 0).map(end).max().unwrap_or(0).saturating_sub(width);
        if over == 0 || room <= NARROW {
            return shown;
        }
        // What stands left of the marks makes room for what is said of them.
        room = room.min(take(line.chars(), room).0).saturating_sub(over).max(NARROW);
        out.truncate(start);
    }
}

/// The largest character boundary of `text` up to `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `span` inside `line`, which starts at `start`: clipped to the line and to whole characters.
fn within(line: &str, span: Span, start: usize) -> Range<usize> {
    let from = floor(line, (span.start as usize).saturating_sub(start));
    let mut to = (span.end as usize).saturating_sub(start).clamp(from, line.len());
    while !line.is_char_boundary(to) {
        to += 1;
    }
    from..to
}

/// Columns of `c` as it is shown.
fn columns(c: char) -> usize {
    match escape::shown(c) {
        _ if c == '\t' => TAB,
        escape::Shown::Plain if is_shape(c) => 0,
        escape::Shown::Plain => c.width().unwrap_or(0),
        escape::Shown::Picture(_) => 1,
        escape::Shown::Code => 8,
    }
}

/// Characters that only change the shape of an emoji before or after them. Terminals
/// disagree on the width of what they make, so a snippet goes without: an underline
/// sits right everywhere.
fn is_shape(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The parts of `line` to show in about `width` columns: all of it where it fits, else what surrounds `marks`.
fn windows(line: &str, marks: &[Range<usize>], width: usize) -> Vec<Range<usize>> {
    if take(line.chars(), width).1 == line.len() {
        return std::iter::once(0..line.len()).collect();
    }
    if marks.is_empty() {
        let (_, bytes) = take(line.chars(), width.saturating_sub(1));
        return std::iter::once(0..bytes).collect();
    }
    let width = width.saturating_sub(marks.len() + 1);
    let each = (width / marks.len()).max(8);
    let mut windows: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        let (inside, bytes) = take(line[mark.clone()].chars(), each);
        let mut window = mark.start..mark.start + bytes;
        let mut spare = each - inside;
        let (before, bytes) = take(line[..window.start].chars().rev(), spare / 2);
        window.start -= bytes;
        spare -= before;
        let (after, bytes) = take(line[window.end..].chars(), if window.end < mark.end { 0 } else { spare });
        window.end += bytes;
        spare -= after;
        window.start -= take(line[..window.start].chars().rev(), spare).1;
        match windows.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => windows.push(window),
        }
    }
    windows
}

/// How many columns and bytes of `chars` fit in `width` columns.
fn take(chars: impl Iterator<Item = char>, width: usize) -> (usize, usize) {
    let (mut used, mut bytes) = (0, 0);
    // Bounded also where thousands of combining characters share one column.
    for c in chars.take(width * 8) {
        let columns = columns(c);
        if used + columns > width {
            break;
        }
        used += columns;
        bytes += c.len_utf8();
    }
    (used, bytes)
}

/// Where the characters of a line came to stand.
struct Shown {
    /// Byte in the line, byte in the excerpt; ascending in both.
    at: Vec<(usize, usize)>,
    end: usize,
}

impl Shown {
    fn offset(&self, byte: usize) -> usize {
        self.at.get(self.at.partition_point(|&(b, _)| b < byte)).map_or(self.end, |&(_, o)| o)
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

/// Appends `windows` of `line` to `out`, with `…` for what lies between.
fn show(line: &str, windows: &[Range<usize>], out: &mut String) -> Shown {
    let mut at = Vec::new();
    let (mut column, mut shown_to) = (0, 0);
    for window in windows {
        if window.start > shown_to {
            at.push((shown_to, out.len()));
            out.push('…');
            column += 1;
        }
        for (i, c) in line[window.clone()].char_indices() {
            let rest = &line[window.start + i..];
            at.push((window.start + i, out.len()));
            if c == '\t' {
                let stop = TAB - column % TAB;
                out.extend(std::iter::repeat_n(' ', stop));
                column += stop;
            } else if escape::opens_command(rest) {
                out.push_str("#·");
                column += 2;
            } else if !is_shape(c) {
                // What was left out between the two may have kept a command apart.
                if c == '[' && out.ends_with("##") {
                    out.push('·');
                    column += 1;
                }
                escape::push(out, c);
                column += columns(c);
            }
        }
        shown_to = window.end;
    }
    if shown_to < line.len() {
        at.push((shown_to, out.len()));
        out.push('…');
    }
    Shown { at, end: out.len() }
}

#[cfg(test)]
// Marks are ranges, also where there is only one.
#[allow(clippy::single_range_in_vec_init)]
mod tests {
    use super::*;

    fn shown(line: &str, marks: &[Range<usize>], width: usize) -> (String, Vec<String>) {
        let mut out = String::new();
        let shown = show(line, &windows(line, marks, width), &mut out);
        let marked = marks.iter().map(|m| out[shown.range(m)].to_string()).collect();
        (out, marked)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(shown("| a | b |", &[2..3], 20), ("| a | b |".into(), vec!["a".into()]));
        assert_eq!(shown("", &[0..0], 20), ("".into(), vec!["".into()]));
    }

    #[test]
    fn a_long_line_is_cut_around_its_marks() {
        let line = format!("{}here{}there{}", "a".repeat(50), "b".repeat(50), "c".repeat(50));
        let (out, marked) = shown(&line, &[50..54, 104..109], 40);
        assert_eq!(out, "…aaaaaaaherebbbbbbb…bbbbbbthereccccccc…");
        assert_eq!(marked, ["here", "there"]);
    }

    #[test]
    fn a_long_mark_is_cut_at_its_end() {
        let (out, marked) = shown(&"x".repeat(100), &[10..90], 30);
        assert_eq!(out.chars().count(), 30);
        assert!(marked[0].ends_with('…'), "{marked:?}");
    }

    #[test]
    fn a_line_makes_room_for_what_is_said_at_its_end() {
        let line = "| T10 | Write the last of the pages and read them once more | Ana | T18 |";
        let at = line.find("T18").expect("a mark");
        let cut = |marks: &[(Range<usize>, usize)], width| {
            let mut out = String::new();
            let shown = fitted(line, marks, width, &mut out);
            let ends = marks.iter().map(|(range, label)| label_at(&out, 0, &shown.range(range)) + label).max();
            assert!(out.width() <= width && ends <= Some(width), "{out}: {ends:?}");
            out
        };
        assert_eq!(cut(&[(at..at + 3, 0)], 76), line);
        assert!(cut(&[(at..at + 3, 20)], 76).ends_with("| Ana | T18 |"));
        assert!(cut(&[(2..5, 13), (at..at + 3, 20)], 60).starts_with("| T10 |"));
    }

    #[test]
    fn tabs_marks_and_shapes_keep_their_places() {
        assert_eq!(shown("a\tb\u{1b}c", &[2..3, 4..5], 40), ("a   b␛c".into(), vec!["b".into(), "c".into()]));
        assert_eq!(shown("a##\u{fe0f}[b", &[1..2], 40).0, "a##·[b");
        let (out, marked) = shown("👩‍💻 ⚠️ done", &[19..23], 40);
        assert_eq!((out.as_str(), marked[0].as_str()), ("👩💻 ⚠ done", "done"));
    }

    #[test]
    fn spans_that_do_not_fit_are_clipped() {
        assert_eq!(within("aü", Span::new(12, 99), 10), 1..3);
        assert_eq!(within("aü", Span::new(10, 12), 10), 0..3);
        assert_eq!(within("a", Span::new(50, 60), 10), 1..1);
    }
}
