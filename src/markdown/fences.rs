//! Fences that do not end where their author meant them to. After one, the
//! rest of a file parses upside down, so the region is read as it was meant.

mod loss;
mod parity;

use super::{Document, Kind};
use crate::source::Span;
use loss::swallowed;

/// How many fence lines are followed to find the end of a fence around others.
const NESTED: usize = 400;

/// What went wrong with a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FenceFault {
    /// A line inside is indented less than the list item needs, which ends the item and the fence.
    Underindented,
    /// A fence stands inside a fence of the same length, whose end closes the outer one.
    Nested,
    /// Nothing closes it.
    Unclosed,
    /// It was meant to close a block, and nothing opens that.
    Unopened,
}

/// One broken fence.
#[derive(Debug, Clone, Copy)]
pub struct FenceDefect {
    /// What went wrong.
    pub fault: FenceFault,
    /// The line that opens the fence.
    pub open: Span,
    /// The line at which it goes wrong: the one indented too little, or the inner fence.
    pub at: Span,
    /// The line that was meant to close it.
    pub close: Option<Span>,
    /// What shows as code and should not, as far as it stands in one piece; empty where that is nothing.
    pub swallowed: Span,
    /// Where the last of what shows as code and should not ends: behind that piece, where the blocks
    /// that follow are upside down too.
    pub until: u32,
}

/// A fence that reaches further than the parser sees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extension {
    /// Where its block starts.
    pub open: u32,
    /// What the parser takes for other blocks.
    pub rest: Span,
    /// The closing line.
    pub close: Span,
}

/// A text of the same length with the misleading marks overwritten, and what must be extended.
pub(super) struct Patch {
    pub text: String,
    pub extensions: Vec<Extension>,
}

/// Where the body of the fenced block `raw` ends: before its closing line, if it has one.
pub(super) fn body_end(raw: &str, body_start: usize) -> usize {
    closing_line(raw).map_or(raw.len(), |at| at.max(body_start))
}

/// The offset of the last line of `raw`, where it closes the fence that opens `raw`.
fn closing_line(raw: &str) -> Option<usize> {
    let (mark, count) = mark(raw)?;
    let trimmed = raw.trim_end_matches(['\n', '\r']);
    let line = trimmed.rfind(['\n', '\r'])? + 1;
    let last = trimmed[line..].trim_start_matches([' ', '\t', '>']);
    let closing = last.trim_end();
    (closing.len() >= count && closing.bytes().all(|b| b == mark)).then_some(line)
}

/// The fence mark with which `line` begins and how often it stands there (at least three times).
fn mark(line: &str) -> Option<(u8, usize)> {
    let first = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let count = line.bytes().take_while(|&b| b == first).count();
    (count >= 3).then_some((first, count))
}

/// A line of the document with its fence marks.
struct Line {
    span: Span,
    indent: usize,
    mark: u8,
    count: usize,
    /// Whether something stands behind the marks.
    info: bool,
}

/// A line without what ends it.
fn whole(text: &str, line: &Line) -> Span {
    let start = line.span.start as usize;
    Span::new(start, start + text[line.span.range()].trim_end().len())
}

/// The next line after `from` that begins with fence marks.
fn fence_lines(text: &str, from: usize, to: usize) -> impl Iterator<Item = Line> + '_ {
    let bytes = text.as_bytes();
    let mut at = from;
    std::iter::from_fn(move || {
        // Most lines hold no mark, and are not looked at one by one.
        while let Some(found) = memchr::memchr2(b'`', b'~', &bytes[at..to]).map(|found| at + found) {
            let start = memchr::memrchr(b'\n', &bytes[at..found]).map_or(at, |before| at + before + 1);
            let end = memchr::memchr(b'\n', &bytes[found..to]).map_or(to, |n| found + n + 1);
            let span = Span::new(start, end);
            let raw = &text[start..end];
            at = end;
            let body = raw.trim_start_matches([' ', '\t', '>']);
            if let Some((mark, count)) = mark(body) {
                let rest = body[count..].trim();
                // A code span may begin a line; an info string holds no backtick.
                if mark == b'`' && rest.contains('`') {
                    continue;
                }
                return Some(Line { span, indent: raw.len() - body.len(), mark, count, info: !rest.is_empty() });
            }
        }
        None
    })
}

/// Finds the broken fences of a parsed document.
pub(super) fn find(text: &str, document: &Document) -> Vec<FenceDefect> {
    let mut defects: Vec<FenceDefect> = Vec::new();
    let (mut done, mut nests) = (0, false);
    for &id in &document.code {
        let block = document.block(id);
        let Kind::Code { info: Some(info), body } = block.kind else { continue };
        // Markdown may hold blocks of its own, whose fences belong to none of those that follow.
        nests |= is_markdown(text, info);
        let start = block.span.start as usize;
        if start < done {
            continue;
        }
        let raw = &text[block.span.range()];
        let Some((fence_mark, count)) = mark(raw) else { continue };
        let open = line_at(text, start);
        // Before a closing line the body ends.
        let closed = body.end < block.span.end;
        let nested = fence_lines(text, body.start as usize, body.end as usize)
            .find(|l| l.mark == fence_mark && l.count >= count && l.info);
        let defect = if closed {
            match nested {
                Some(inner) => nested_fence(text, document, id.0, open, &inner, fence_mark, count, info),
                None => bare_fence(text, block.span, open, fence_mark, count, info)
                    .or_else(|| parity::left_out(text, block.span, body, open, info).filter(|_| !nests)),
            }
        } else if (block.span.end as usize) < text.trim_end().len() {
            underindented(text, document, id.0, open, fence_mark, count)
        } else {
            Some(parity::at_the_end(text, body, open, info.is_empty() && !nests))
        };
        // Behind a broken fence the parser takes closing lines for opening ones, and no author
        // begins a block with an empty line: such a line is where an unseen block ends.
        let doubtful = info.is_empty()
            && (!defects.is_empty()
                || defect.is_some_and(|d| !matches!(d.fault, FenceFault::Unclosed | FenceFault::Unopened))
                    && begins_empty(text, body));
        if let Some(mut defect) = defect.filter(|_| !doubtful) {
            (defect.swallowed, defect.until) = swallowed(text, document, id.0, body, &defect);
            done = defect.close.map_or(block.span.end as usize, |c| c.end as usize);
            defects.push(defect);
            // Behind a line that was left out, the parser's blocks are nobody's.
            let behind = defect.fault == FenceFault::Unclosed && defect.at.start >= body.end;
            if defect.fault == FenceFault::Unopened || behind {
                break;
            }
        }
    }
    defects
}

fn begins_empty(text: &str, body: Span) -> bool {
    text[body.range()].lines().next().is_none_or(|l| l.trim().is_empty())
}

fn line_at(text: &str, at: usize) -> Span {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |n| n + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
    Span::new(start, if text[start..end].ends_with('\r') { end - 1 } else { end })
}

/// A fence that its list item's end closed: the author's closing line is the
/// next bare one at the opening line's indentation, and opens a block instead.
fn underindented(text: &str, document: &Document, id: u32, open: Span, mark: u8, count: usize) -> Option<FenceDefect> {
    let block = &document.blocks[id as usize];
    let end = block.span.end as usize;
    let indent = text[open.range()].len() - text[open.range()].trim_start().len();
    let at = line_at(text, end.min(text.len().saturating_sub(1)));
    let faulty = fence_lines(text, end, text.len()).next()?;
    let meant = faulty.mark == mark && faulty.count >= count && !faulty.info && faulty.indent.abs_diff(indent) <= 3;
    // What the parser sees there must be the start of another block, not a lucky end.
    let opens = document.blocks[id as usize + 1..]
        .iter()
        .take_while(|b| b.span.start < faulty.span.end)
        .any(|b| matches!(b.kind, Kind::Code { .. }) && b.span.start >= faulty.span.start);
    let gap = &text[end..faulty.span.start as usize];
    let other_content = gap.lines().any(|l| l.starts_with('#')) || gap.lines().count() > 200;
    (meant && opens && !other_content).then_some(FenceDefect {
        fault: FenceFault::Underindented,
        open,
        at: first_text_line(text, at.start as usize, faulty.span.start as usize),
        close: Some(whole(text, &faulty)),
        swallowed: Span::default(),
        until: 0,
    })
}

fn first_text_line(text: &str, from: usize, to: usize) -> Span {
    let mut at = from;
    while at < to {
        let line = line_at(text, at);
        if !text[line.range()].trim().is_empty() {
            return line;
        }
        at = line.end as usize + 1;
    }
    line_at(text, from)
}

/// The line that was meant to close the fence that opens at `from`: opening and closing lines are counted.
/// One without a language closes, or, `by_place`, opens another block where it stands as such a line does.
fn meant_end(text: &str, from: usize, mark: u8, count: usize, by_place: bool) -> Option<Line> {
    let same = |l: &Line| l.mark == mark && l.count >= count;
    let mut lines = fence_lines(text, from, text.len()).skip(1).take(NESTED).filter(same).peekable();
    let mut depth = 1usize;
    while let Some(line) = lines.next() {
        let opens = by_place && depth == 1 && lines.peek().is_some_and(|next| is_opening(text, &line, next));
        depth = if line.info || opens { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return Some(line);
        }
    }
    None
}

/// Whether a bare fence line opens a block that `next` closes: behind an empty line or a colon, with nothing
/// between the two that stands in no block.
fn is_opening(text: &str, line: &Line, next: &Line) -> bool {
    let before = text[..line.span.start as usize].strip_suffix('\n').unwrap_or("");
    let before = before[before.rfind('\n').map_or(0, |n| n + 1)..].trim_matches([' ', '\t', '>', '*', '_', '\r']);
    let headed = || text[line.span.end as usize - 1..next.span.start as usize].contains("\n##");
    !next.info && (before.is_empty() || before.ends_with(':')) && !headed()
}

/// A fence inside a fence of the same length: counting opening and closing
/// lines must find the outer one's end, and the parser must see it elsewhere.
#[allow(clippy::too_many_arguments)]
fn nested_fence(
    text: &str,
    document: &Document,
    id: u32,
    open: Span,
    inner: &Line,
    mark: u8,
    count: usize,
    info: Span,
) -> Option<FenceDefect> {
    let block = &document.blocks[id as usize];
    let language = text[info.range()].split_whitespace().next().unwrap_or("");
    let holds_markdown =
        matches!(language.to_ascii_lowercase().as_str(), "" | "md" | "markdown" | "mdx" | "text" | "txt" | "prompt");
    // The parser takes the meant end for the start of another fence, without a language.
    let opens_another = |c: &Line| {
        document.blocks[id as usize + 1..].iter().take_while(|b| b.span.start < c.span.end).any(|b| {
            matches!(b.kind, Kind::Code { info: Some(info), .. } if info.is_empty()) && b.span.start >= c.span.start
        })
    };
    let from = block.span.start as usize;
    let closed = [true, false]
        .into_iter()
        .find_map(|by_place| meant_end(text, from, mark, count, by_place).filter(|close| opens_another(close)));
    let at = whole(text, inner);
    match closed {
        Some(close) if holds_markdown => Some(FenceDefect {
            fault: FenceFault::Nested,
            open,
            at,
            close: Some(whole(text, &close)),
            swallowed: Span::default(),
            until: 0,
        }),
        // A language that holds no fences, or a part of the document: the first one was never closed.
        _ if !holds_markdown || parity::holds_heading(text, Span { start: open.end, end: at.start }) => {
            Some(FenceDefect {
                fault: FenceFault::Unclosed,
                open,
                at,
                close: None,
                swallowed: Span::default(),
                until: 0,
            })
        }
        _ => None,
    }
}

fn is_markdown(text: &str, info: Span) -> bool {
    ["md", "markdown"].iter().any(|name| text[info.range()].eq_ignore_ascii_case(name))
}

/// A fence without a language inside a fence of Markdown of the same length: the parser takes its beginning for the outer
/// one's end, its end for the beginning of another block, and the outer one's end for the end of that. Only the place
/// of each of the three lines tells: an author sets a block off from the text around it, and not from its own.
fn bare_fence(text: &str, block: Span, open: Span, mark: u8, count: usize, info: Span) -> Option<FenceDefect> {
    if !is_markdown(text, info) {
        return None;
    }
    let same = |l: &Line| l.mark == mark && l.count >= count;
    let close = line_at(text, block.end.saturating_sub(2).max(block.start) as usize);
    let mut lines = fence_lines(text, close.start as usize, text.len()).take_while(|l| same(l) && !l.info);
    let (begin, end, close) = (lines.next()?, lines.next()?, lines.next()?);
    let begins = parity::opens(text, whole(text, &begin));
    let ends = parity::closes(text, whole(text, &end));
    let alike = begin.count == end.count && begin.indent == end.indent;
    let close = whole(text, &close);
    let closes = !parity::before(text, close.start).is_empty();
    (begins && ends && alike && closes).then(|| FenceDefect {
        fault: FenceFault::Nested,
        open,
        at: whole(text, &begin),
        close: Some(close),
        swallowed: Span::default(),
        until: 0,
    })
}

/// The text without the fence around the whole of it, which whoever copied it out of a chat left there: spaces stand in the
/// place of the two lines. `None` where there is none.
pub(super) fn unwrapped(text: &str) -> Option<String> {
    let start = text.len() - text.trim_start().len();
    // Most documents begin with something else.
    let (mark, count) = mark(&text[start..])?;
    let open = line_at(text, start);
    let info = text[open.range()].trim_start()[count..].trim();
    let body = text.trim_end();
    let last = body.rfind('\n').map(|at| at + 1).filter(|&last| last > open.end as usize)?;
    // The last line of a block inside an item stands where its item does.
    let closes = body[last..].starts_with(mark as char)
        && body[last..].trim().len() >= count
        && body[last..].trim().bytes().all(|b| b == mark);
    let markdown = is_markdown(text, open.of_part(&text[open.range()], info));
    // The last line closes the whole where nothing inside is open any more.
    let inner = fence_lines(text, open.end as usize + 1, last).filter(|l| l.mark == mark && l.count >= count);
    let left_open = inner.fold(false, |inside, line| if inside { line.info } else { true });
    (markdown && closes && !left_open).then(|| {
        let spaces = |span: &str| " ".repeat(span.len());
        [&spaces(&text[..open.end as usize]), &text[open.end as usize..last], &spaces(&text[last..])].concat()
    })
}

/// Overwrites the marks that mislead the parser.
pub(super) fn patch(text: &str, defects: &[FenceDefect]) -> Option<Patch> {
    let mut bytes = text.as_bytes().to_vec();
    let mut extensions = Vec::new();
    let mut blank = |from: usize, to: usize| {
        for byte in &mut bytes[from..to] {
            if matches!(*byte, b'`' | b'~') {
                *byte = b'\'';
            }
        }
    };
    for defect in defects {
        match (defect.fault, defect.close) {
            (FenceFault::Nested, Some(close)) => {
                for line in fence_lines(text, defect.open.end as usize + 1, close.start as usize) {
                    blank(line.span.start as usize, line.span.end as usize);
                }
            }
            (FenceFault::Underindented, Some(close)) => {
                blank(close.start as usize, close.end as usize);
                let raw = &text[defect.open.range()];
                let indent = raw.len() - raw.trim_start_matches([' ', '\t', '>']).len();
                // The opening may stand right behind a list marker.
                let open = raw.find(['`', '~']).unwrap_or(indent) + defect.open.start as usize;
                extensions.push(Extension {
                    open: open as u32,
                    rest: Span { start: defect.at.start, end: close.end },
                    close,
                });
            }
            // What follows is text, and so are the few lines of code: the marks of a swallowed fence stay, the first ones go.
            (FenceFault::Unopened, _) => blank(defect.open.start as usize, defect.open.end as usize),
            (FenceFault::Unclosed, _) if defect.at != defect.open || parity::holds_heading(text, defect.swallowed) => {
                blank(defect.open.start as usize, defect.open.end as usize);
            }
            _ => {}
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(Patch { text, extensions })
}
