//! A document as a flat arena of blocks and inlines with spans, from one
//! pulldown-cmark pass. Knows nothing of plans.

mod anchors;
mod boxes;
mod comments;
mod data;
mod fences;
mod inlines;
mod labels;
mod parse;
#[cfg(test)]
mod tests;

use crate::source::{Source, Span, Unreadable};
use std::borrow::Cow;

pub use anchors::Anchors;
pub use boxes::{BoxMark, near_miss};
pub use comments::Comment;
pub use fences::{FenceDefect, FenceFault};
pub use labels::{LOOSELY, Label};
pub use parse::options;

/// Index of a [`Block`] in its document's arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// Index of a [`Section`]; 0 is the whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SectionId(pub u32);

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `#` to `######`.
    Heading(u8),
    /// A paragraph; the text of a tight list item is one too.
    Paragraph,
    /// A list.
    List {
        /// Whether it is numbered.
        ordered: bool,
    },
    /// A list item, with its checkbox.
    Item {
        /// The box at its start.
        mark: Option<BoxMark>,
    },
    /// A block quotation.
    Quote,
    /// A code block; fenced where `info` is there.
    Code {
        /// What stands behind the opening fence.
        info: Option<Span>,
        /// The lines inside.
        body: Span,
    },
    /// A table.
    Table,
    /// A row of a table.
    Row {
        /// Whether it is the header.
        header: bool,
    },
    /// A cell of a row.
    Cell {
        /// Its column, from 0.
        column: u16,
    },
    /// Raw HTML, comments included.
    Html,
    /// Front matter, the fences excluded.
    FrontMatter,
    /// A whole file of JSON or YAML.
    Data,
    /// A thematic break.
    Rule,
    /// Anything else.
    Other,
}

/// One block.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text, line ending included where pulldown-cmark says so.
    pub span: Span,
    /// The block around it.
    pub parent: Option<BlockId>,
    /// One past its last descendant in the arena (which is in preorder).
    pub end: u32,
    /// The innermost section it stands in; for a heading, the section it opens.
    pub section: SectionId,
    inlines: (u32, u32),
    /// From the first of its inlines that shows to the end of the last; ends at 0 where none does.
    shown: Span,
}

/// What an inline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineKind {
    /// Text as it stands in the source.
    Text,
    /// A code span, ticks included in the span.
    Code,
    /// One character written as an entity.
    Literal(char),
    /// A line ending inside a paragraph.
    Break,
    /// A link around the following inlines; index into [`Document::links`].
    Link(u32),
    /// An image; its alternative text follows as text.
    Image,
    /// Strong emphasis around the following inlines.
    Strong,
    /// Emphasis around the following inlines.
    Emphasis,
    /// Struck-out text around the following inlines.
    Strike,
    /// A comment or tag.
    Html,
}

/// One inline; containers come before what they hold.
#[derive(Debug, Clone, Copy)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Its text, marks included.
    pub span: Span,
}

/// A link's target.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads, as written.
    pub target: Box<str>,
    /// The whole link.
    pub span: Span,
}

/// A heading and everything below it; a line of bold text that introduces a
/// list, a table or a fence counts as a heading of level 7.
#[derive(Debug, Clone)]
pub struct Section {
    /// 1 to 6, 7 for a bold line, 0 for the whole document.
    pub level: u8,
    /// Its heading; `None` for the whole document.
    pub heading: Option<BlockId>,
    /// The section around it.
    pub parent: SectionId,
    /// The first block below the heading.
    pub start: u32,
    /// One past the last block.
    pub end: u32,
    /// The heading's text without marks.
    pub title: Box<str>,
    /// Where the heading's text stands.
    pub title_span: Span,
}

impl Section {
    /// The whole document.
    fn whole() -> Self {
        let (heading, parent) = (None, SectionId(0));
        Self { level: 0, heading, parent, start: 0, end: 0, title: "".into(), title_span: Span::default() }
    }

    /// Whether its heading is a line in bold.
    pub fn is_bold_line(&self) -> bool {
        self.level == 7
    }
}

/// A parsed document.
#[derive(Debug, Default)]
pub struct Document {
    /// All blocks, in preorder.
    pub blocks: Vec<Block>,
    /// Where each of them begins: what is sought by its place is found without a look at the blocks.
    starts: Vec<u32>,
    /// All inlines, in order.
    pub inlines: Vec<Inline>,
    /// All code spans, in order.
    pub code_spans: Vec<Span>,
    /// What is struck out, in order; none lies in another.
    struck: Vec<Span>,
    /// What is for programs, in order: code, front matter and data.
    pub code: Vec<BlockId>,
    /// All items.
    pub items: Vec<BlockId>,
    /// All lists.
    pub lists: Vec<BlockId>,
    /// All tables.
    pub tables: Vec<BlockId>,
    /// Paragraphs that begin with a bar: rows of no table.
    pub barred: Vec<BlockId>,
    /// All blocks of HTML.
    pub html: Vec<BlockId>,
    /// All quotations.
    pub quotes: Vec<BlockId>,
    /// The last rule that stands in nothing else.
    pub rule: Option<BlockId>,
    /// All links.
    pub links: Vec<Link>,
    /// All sections; the first is the whole document.
    pub sections: Vec<Section>,
    /// Lines of the form `**Key:** value`.
    pub labels: Vec<Label>,
    /// HTML comments.
    pub comments: Vec<Comment>,
    /// Fences that do not end where their author meant them to.
    pub fence_defects: Vec<FenceDefect>,
    /// Names of link reference definitions, folded and sorted.
    pub definitions: Vec<Box<str>>,
}

impl Document {
    /// Reads `source` as what its name says it is: JSON and YAML are one block, everything else is Markdown.
    ///
    /// # Errors
    /// [`Unreadable::NotText`] where it is no JSON or YAML.
    pub fn of(source: &Source) -> Result<Self, Unreadable> {
        data::read(source).unwrap_or_else(|| Ok(Self::parse(source.text())))
    }

    /// Parses `text` in one pass; a second one only where a fence ended elsewhere than meant.
    pub fn parse(text: &str) -> Self {
        parse::parse(text)
    }

    /// The block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// The section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// Every block with its id.
    pub fn iter(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        self.blocks.iter().enumerate().map(|(i, b)| (BlockId(i as u32), b))
    }

    /// The direct children of `id`, in order.
    pub fn children(&self, id: BlockId) -> Children<'_> {
        Children { document: self, next: id.0 + 1, end: self.block(id).end }
    }

    /// Everything below `id`, in preorder.
    pub fn descendants(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        (id.0 + 1..self.block(id).end).map(BlockId)
    }

    /// The blocks that contain `id`, innermost first.
    pub fn ancestors(&self, id: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        std::iter::successors(self.block(id).parent, |&p| self.block(p).parent)
    }

    /// The block that follows `id` beside it, under the same parent.
    pub fn next_sibling(&self, id: BlockId) -> Option<BlockId> {
        let end = self.block(id).end;
        let next = self.blocks.get(end as usize)?;
        (next.parent == self.block(id).parent).then_some(BlockId(end))
    }

    /// The block before `id` beside it, under the same parent.
    pub fn previous_sibling(&self, id: BlockId) -> Option<BlockId> {
        let parent = self.block(id).parent;
        let mut at = id.0.checked_sub(1)?;
        loop {
            let block = &self.blocks[at as usize];
            if block.parent == parent {
                return Some(BlockId(at));
            }
            at = block.parent?.0;
            if Some(BlockId(at)) == parent {
                return None;
            }
        }
    }

    /// The inlines of a heading, paragraph or cell.
    pub fn inlines_of(&self, id: BlockId) -> &[Inline] {
        let (from, to) = self.block(id).inlines;
        &self.inlines[from as usize..to as usize]
    }

    /// The block that holds the text of a block: the first paragraph of an item, else the block itself.
    pub fn text_block(&self, id: BlockId) -> Option<BlockId> {
        match self.block(id).kind {
            Kind::Item { .. } => {
                let first = BlockId(id.0 + 1);
                (first.0 < self.block(id).end && matches!(self.block(first).kind, Kind::Paragraph)).then_some(first)
            }
            Kind::Heading(_) | Kind::Paragraph | Kind::Cell { .. } => Some(id),
            _ => None,
        }
    }

    /// Where the text of a heading, paragraph, cell or item stands; white space, the box, and comments and tags before
    /// and behind it excluded.
    pub fn text_span(&self, id: BlockId) -> Span {
        let block = self.block(self.text_block(id).unwrap_or(id));
        if block.shown.end == 0 { Span { end: block.span.start, ..block.span } } else { block.shown }
    }

    /// The text of a heading, paragraph, cell or item without marks; line endings become spaces.
    pub fn plain<'t>(&self, text: &'t str, id: BlockId) -> Cow<'t, str> {
        match self.text_block(id) {
            Some(holder) => plain(text, self.inlines_of(holder), self.block(holder).span),
            None => Cow::Borrowed(""),
        }
    }

    /// The part of [`Document::plain`] that lies inside `within`.
    pub fn plain_in<'t>(&self, text: &'t str, id: BlockId, within: Span) -> Cow<'t, str> {
        match self.text_block(id) {
            Some(holder) => plain(text, self.inlines_of(holder), within),
            None => Cow::Borrowed(""),
        }
    }

    /// The last block that begins before `offset` or there, where `from` does so too and is not far before it.
    pub fn last_begun(&self, from: BlockId, offset: u32) -> BlockId {
        let behind = self.starts.get(from.0 as usize + 1..).unwrap_or(&[]);
        BlockId(from.0 + behind.iter().take_while(|&&start| start <= offset).count() as u32)
    }

    /// The innermost block that holds the byte at `offset`.
    pub fn block_at(&self, offset: u32) -> Option<BlockId> {
        let mut at = self.starts.partition_point(|&start| start <= offset).checked_sub(1)?;
        loop {
            if offset < self.blocks[at].span.end {
                return Some(BlockId(at as u32));
            }
            at = self.blocks[at].parent?.0 as usize;
        }
    }

    /// The labels that stand in a block or below it, in order.
    pub fn labels_in(&self, id: BlockId) -> &[Label] {
        let from = self.labels.partition_point(|l| l.block < id);
        let to = self.labels.partition_point(|l| l.block.0 < self.block(id).end);
        &self.labels[from..to]
    }

    /// The brackets with which the text of an item begins, where they were meant as a box and are none: `[x ]`. `text` is
    /// that of the document, and `paragraph` the block that holds the text of the item.
    pub fn near_box(&self, text: &str, paragraph: BlockId) -> Option<BoxMark> {
        // Where the text ends takes longer to find than that it begins with a bracket.
        let start = self.inlines_of(paragraph).first()?.span.start;
        let written = text.get(start as usize..).filter(|text| text.starts_with('['))?;
        let (len, ticked) = near_miss(&written[..(self.text_span(paragraph).end.checked_sub(start)?) as usize])?;
        let span = Span::new(start as usize, start as usize + len);
        let name = text[span.range()].trim_matches(['[', ']']).to_lowercase();
        (!self.defines(&name)).then_some(BoxMark { mark: if ticked { 'x' } else { ' ' }, span, optional: false })
    }

    /// Whether a link reference is defined under `name`, which is folded.
    pub fn defines(&self, name: &str) -> bool {
        self.definitions.binary_search_by(|d| (**d).cmp(name)).is_ok()
    }

    /// The text between two pieces of code, and around them.
    pub fn prose(&self, text: &str) -> impl Iterator<Item = Span> {
        self.between(text, |_| true)
    }

    /// The text outside of code blocks; front matter and data belong to it.
    pub fn unfenced(&self, text: &str) -> impl Iterator<Item = Span> {
        self.between(text, |kind| matches!(kind, Kind::Code { .. }))
    }

    /// The text between those of what is for programs that are `left_out`.
    fn between(&self, text: &str, left_out: fn(Kind) -> bool) -> impl Iterator<Item = Span> {
        let code = self.code.iter().map(|&id| self.block(id)).filter(move |b| left_out(b.kind)).map(|b| b.span);
        let mut from = 0;
        code.chain([Span::at(text.len())]).map(move |code| {
            let prose = Span { start: from, end: code.start.max(from) };
            from = code.end.max(from);
            prose
        })
    }

    /// The rows of a table, the header first.
    pub fn rows(&self, table: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        self.children(table).filter(|&r| matches!(self.block(r).kind, Kind::Row { .. }))
    }

    /// The code inside a code span, ticks and padding taken off.
    pub fn code_span(&self, text: &str, span: Span) -> Span {
        let raw = &text[span.range()];
        span.of_part(raw, bare_code(raw))
    }
}

/// Iterator over direct children.
pub struct Children<'a> {
    document: &'a Document,
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = BlockId;
    fn next(&mut self) -> Option<BlockId> {
        if self.next >= self.end {
            return None;
        }
        let id = BlockId(self.next);
        self.next = self.document.block(id).end;
        Some(id)
    }
}

/// A code span without its ticks, and white space inside them. Most have one at each end.
fn bare_code(raw: &str) -> &str {
    match raw.as_bytes() {
        [b'`', b'!'..=b'_' | b'a'..=b'~', b'`'] => &raw[1..2],
        [b'`', b'!'..=b'_' | b'a'..=b'~', .., b'!'..=b'_' | b'a'..=b'~', b'`'] => &raw[1..raw.len() - 1],
        _ => raw.trim_matches('`').trim(),
    }
}

/// Concatenates what `inlines` show inside `within`; borrows where one piece is all.
fn plain<'t>(text: &'t str, inlines: &[Inline], within: Span) -> Cow<'t, str> {
    // As most are.
    if let [Inline { kind: InlineKind::Text, span }] = inlines
        && within.contains(*span)
    {
        return Cow::Borrowed(text.get(span.range()).unwrap_or(""));
    }
    let mut out: Cow<'t, str> = Cow::Borrowed("");
    // They are sorted by their starts; the one before the first inside may reach into it.
    let from = inlines.partition_point(|i| i.span.start < within.start).saturating_sub(1);
    for inline in inlines[from..].iter().take_while(|i| i.span.start < within.end) {
        let start = inline.span.start.max(within.start);
        let end = inline.span.end.min(within.end);
        if start >= end {
            continue;
        }
        let raw = text.get(start as usize..end as usize).unwrap_or("");
        let part = match inline.kind {
            InlineKind::Text => raw,
            InlineKind::Code => bare_code(raw),
            InlineKind::Break => " ",
            InlineKind::Literal(c) => {
                out.to_mut().push(c);
                continue;
            }
            _ => continue,
        };
        match &mut out {
            whole if whole.is_empty() => *whole = Cow::Borrowed(part),
            Cow::Owned(whole) => whole.push_str(part),
            Cow::Borrowed(_) if part.is_empty() => {}
            Cow::Borrowed(first) => {
                // Marks only make it shorter.
                let mut whole = String::with_capacity((within.end - start) as usize + first.len());
                whole.push_str(first);
                whole.push_str(part);
                out = Cow::Owned(whole);
            }
        }
    }
    out
}
