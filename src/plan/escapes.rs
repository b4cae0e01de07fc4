//! Backslashes in running text that belong into a program's: `\n`, `\"`.

use super::read::{Reader, speaks};
use crate::{
    markdown::InlineKind,
    source::{Sign, Span},
};

/// Reads every `\n` and `\"` that stands in no code, tag or link.
pub(super) fn read(reader: &Reader) -> Vec<Span> {
    let mut found = Vec::new();
    let document = reader.document;
    let other = |kind| matches!(kind, InlineKind::Code | InlineKind::Html | InlineKind::Link(_));
    // In the block at hand: the next inline, and how far code, tags and links before it reach.
    let (mut holder, mut next, mut reach) = (None, 0, 0);
    let bytes = reader.text.as_bytes();
    let escapes = reader.signs.each(reader.text, Sign::Backslash);
    for at in escapes.filter(|at| matches!(bytes.get(at + 1), Some(b'n' | b'"'))) {
        let span = Span::new(at, at + 2);
        let Some(block) = document.block_at(span.start).filter(|&b| speaks(document.block(b).kind)) else { continue };
        if holder.replace(block) != Some(block) {
            (next, reach) = (0, 0);
        }
        for inline in document.inlines_of(block)[next..].iter().take_while(|i| i.span.start < span.end) {
            next += 1;
            if other(inline.kind) {
                reach = reach.max(inline.span.end);
            }
        }
        if reach <= span.start {
            found.push(span);
        }
    }
    found
}
