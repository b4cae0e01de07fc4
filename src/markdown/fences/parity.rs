//! Fence lines that an author opened and closed in turn, until one of them was left out: from there on the parser takes
//! text for code and code for text. Only where each line stands tells which it is: an author sets a block off from the
//! text around it, and not from its own.

use super::{FenceDefect, FenceFault, fence_lines, line_at, whole};
use crate::source::Span;

/// The line before the one that begins at `start`, without the marks of quotations and emphasis.
pub(super) fn before(text: &str, start: u32) -> &str {
    let before = text[..start as usize].strip_suffix('\n').unwrap_or("");
    before[before.rfind('\n').map_or(0, |n| n + 1)..].trim_matches([' ', '\t', '>', '*', '_', '\r'])
}

/// Whether nothing stands on the line behind the one that ends at `end`.
fn is_blank_behind(text: &str, end: u32) -> bool {
    let behind = text[end as usize..].trim_start_matches('\r');
    behind.strip_prefix('\n').unwrap_or(behind).lines().next().is_none_or(is_blank)
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Whether a line stands where one that opens a block does: set off from what is above it, and not from what is below.
pub(super) fn opens(text: &str, line: Span) -> bool {
    let above = before(text, line.start);
    (above.is_empty() || above.ends_with(':') || is_heading(above)) && !is_blank_behind(text, line.end)
}

/// Whether a line stands where one that closes a block does.
pub(super) fn closes(text: &str, line: Span) -> bool {
    let above = before(text, line.start);
    !above.is_empty() && !is_heading(above) && is_blank_behind(text, line.end)
}

/// Whether a line is a heading below the title; a comment of a script has one `#`.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    (2..=6).contains(&level) && line[level..].starts_with(' ')
}

/// Whether a heading stands in `body`, set off from what is above it.
pub(super) fn holds_heading(text: &str, body: Span) -> bool {
    let raw = &text[body.range()];
    memchr::memmem::find_iter(raw.as_bytes(), b"\n##").any(|at| {
        let line = raw[at + 1..].lines().next().unwrap_or("");
        is_heading(line) && is_blank(raw[..at].trim_end_matches('\r').rsplit('\n').next().unwrap_or(""))
    })
}

/// The line that was left out of those around the closed block at `block`, which holds a heading: the parser takes
/// for its end what opens the next one.
pub(super) fn left_out(text: &str, block: Span, body: Span, open: Span, info: Span) -> Option<FenceDefect> {
    if !holds_heading(text, body) {
        return None;
    }
    let close = line_at(text, block.end.saturating_sub(2).max(block.start) as usize);
    let next = fence_lines(text, close.end as usize, text.len()).next()?;
    let shifted = opens(text, close) && !next.info && closes(text, whole(text, &next));
    let fault = match () {
        () if !shifted => return None,
        () if opens(text, open) => FenceFault::Unclosed,
        () if info.is_empty() && closes(text, open) => FenceFault::Unopened,
        () => return None,
    };
    let at = if fault == FenceFault::Unopened { open } else { close };
    Some(FenceDefect { fault, open, at, close: None, swallowed: Span::default(), until: 0 })
}

/// A fence that nothing closes: the last of the document, or, where it `may_close`, the end of a block whose beginning was
/// left out.
pub(super) fn at_the_end(text: &str, body: Span, open: Span, may_close: bool) -> FenceDefect {
    let stray = may_close && closes(text, open) && !is_blank(&text[body.range()]);
    let fault = if stray { FenceFault::Unopened } else { FenceFault::Unclosed };
    FenceDefect { fault, open, at: open, close: None, swallowed: Span::default(), until: 0 }
}
