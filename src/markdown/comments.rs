//! HTML comments and where they stand.

use super::BlockId;
use crate::source::Span;

/// One `<!-- … -->`.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// The whole comment.
    pub span: Span,
    /// What stands inside.
    pub body: Span,
    /// The block that holds it: the paragraph, heading or cell around an
    /// inline comment, the HTML block of one on a line of its own.
    pub block: BlockId,
    /// Whether it stands on lines of its own.
    pub alone: bool,
}

/// The comments of `raw`, which starts at `base`: whole and inner spans.
pub(super) fn scan(raw: &str, base: usize) -> impl Iterator<Item = (Span, Span)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let open = at + raw[at..].find("<!--")?;
        let body = open + 4;
        let (body_end, end) = match raw[body..].find("-->") {
            Some(len) => (body + len, body + len + 3),
            None => (raw.len(), raw.len()),
        };
        at = end;
        Some((Span::new(base + open, base + end), Span::new(base + body, base + body_end)))
    })
}
