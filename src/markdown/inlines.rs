//! What of a document's inlines holds a place in it.

use super::{Block, BlockId, Document, Inline, Link, SectionId};
use crate::source::{Span, cover};

impl Document {
    /// The blocks of a section and of those below it.
    pub fn blocks_of(&self, section: SectionId) -> impl Iterator<Item = (BlockId, &Block)> {
        let section = self.section(section);
        (section.start..section.end).map(|id| (BlockId(id), self.block(BlockId(id))))
    }

    /// The code span that shares something with `span`.
    pub fn code_over(&self, span: Span) -> Option<Span> {
        cover::over(&self.code_spans, span)
    }

    /// The first link that shares something with `span`.
    pub fn link_over(&self, span: Span) -> Option<&Link> {
        let next = self.links.get(self.links.partition_point(|link| link.span.end <= span.start))?;
        next.span.overlaps(span).then_some(next)
    }

    /// Whether `span` is struck out.
    pub fn is_struck(&self, span: Span) -> bool {
        cover::around(&self.struck, span).is_some()
    }

    /// The inlines of a block that begin inside `span`, behind the one before them, which may reach into it.
    pub fn inlines_over(&self, block: BlockId, span: Span) -> &[Inline] {
        let inlines = self.inlines_of(block);
        let from = inlines.partition_point(|i| i.span.start <= span.start).saturating_sub(1);
        let to = inlines.partition_point(|i| i.span.start < span.end);
        inlines.get(from..to).unwrap_or(&[])
    }

    /// The innermost inline of a block that holds the byte at `offset`, where it is text, code or a tag and holds no
    /// others.
    pub fn inline_at(&self, block: BlockId, offset: u32) -> Option<Inline> {
        let inlines = self.inlines_of(block);
        let last = inlines.partition_point(|i| i.span.start <= offset).checked_sub(1)?;
        Some(inlines[last]).filter(|i| offset < i.span.end)
    }
}
