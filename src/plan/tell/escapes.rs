//! Escapes in running text that belong into a program's: `\n`, `\"`, and `u2014`, which lost its backslash.

use crate::{
    markdown::{BlockId, InlineKind},
    plan::read::{Reader, speaks},
    source::{Sign, Span},
};

/// Escapes that stand in no code, tag or link.
#[derive(Debug, Default)]
pub struct Escapes {
    /// `\n` and `\"`.
    pub written: Vec<Span>,
    /// `u2014`, which lost its backslash.
    pub lost: Vec<Span>,
}

/// Reads every `\n`, `\"` and `u2014`.
pub(in crate::plan) fn read(reader: &Reader) -> Escapes {
    let bytes = reader.text.as_bytes();
    let escapes = reader.signs.each(reader.text, Sign::Backslash);
    let written = escapes.filter(|at| matches!(bytes.get(at + 1), Some(b'n' | b'"')));
    let lost = memchr::memmem::find_iter(bytes, "u2").filter(|&at| lost_sign(reader.text, at).is_some());
    Escapes {
        written: spoken(reader, written.map(|at| Span::new(at, at + 2))),
        lost: spoken(reader, lost.map(|at| Span::new(at, at + LOST))),
    }
}

/// How long `u2014` is.
const LOST: usize = 5;

/// The sign for which `u2014` at `at` stands, where it is a word of its own; only such as are written in prose.
pub fn lost_sign(text: &str, at: usize) -> Option<char> {
    let inside =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'\\' | b'_' | b'-' | b'/' | b'#' | b'=' | b'@' | b'.');
    let bytes = text.as_bytes();
    let code = text.get(at + 1..at + LOST)?;
    let apart = !bytes[..at].last().is_some_and(inside)
        && !bytes.get(at + LOST).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/'));
    let digits = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let sign = char::from_u32(u32::from_str_radix(code, 16).ok()?).filter(|_| apart && code.chars().all(digits))?;
    // Dashes, quotation marks, arrows, comparisons, frames and marks.
    let written = matches!(sign, '\u{2013}'..='\u{2026}' | '\u{2190}'..='\u{21d4}' | '\u{2248}'..='\u{2265}' | '\u{2500}'..='\u{25ff}')
        || matches!(sign, '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b55}' | '\u{23e9}'..='\u{23f3}');
    written.then_some(sign)
}

/// Those of `places`, which follow each other, that stand in no code, tag or link.
fn spoken(reader: &Reader, places: impl Iterator<Item = Span>) -> Vec<Span> {
    let document = reader.document;
    let other = |kind| matches!(kind, InlineKind::Code | InlineKind::Html | InlineKind::Link(_));
    // In the block at hand: the next inline, and how far code, tags and links before it reach.
    let (mut holder, mut next, mut reach): (Option<BlockId>, usize, u32) = (None, 0, 0);
    let mut found = Vec::new();
    for span in places {
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
