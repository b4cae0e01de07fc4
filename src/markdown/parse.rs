//! From pulldown-cmark's events to the arena.

use super::{
    Block, BlockId, Document, Inline, InlineKind, Kind, Link, Section, SectionId, boxes, comments, fences, labels,
};
use crate::source::{Span, cover, window};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The extensions that are read: tables, strikethrough. Boxes are ours ([`super::BoxMark`]), and so is where front
/// matter may stand.
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Where the YAML front matter of `text` ends; 0 where it has none. It stands at the top alone: the parser would take
/// what lies between any two rules for metadata, where text follows the first of them.
fn front_matter(text: &str) -> usize {
    let fence = |line: &str| line.trim_end() == "---";
    let mut end = text.len() - text.trim_start().len();
    // Blank lines before it are let pass, an indented rule is none.
    let mut lines = text[end..].split_inclusive('\n').inspect(|line| end += line.len());
    let opened =
        lines.next().is_some_and(fence) && lines.next().is_some_and(|line| !line.trim().is_empty() && !fence(line));
    let closed = opened && lines.any(|line| fence(line) || line.trim_end() == "...");
    if closed { end } else { 0 }
}

/// Parses `text`, and once more where a fence ends elsewhere than its author meant.
pub(super) fn parse(text: &str) -> Document {
    let unwrapped = fences::unwrapped(text);
    let meant = unwrapped.as_deref().unwrap_or(text);
    let mut document = Builder::run(text, meant, &[]);
    let defects = fences::find(meant, &document);
    if !defects.is_empty() {
        if let Some(patch) = fences::patch(meant, &defects) {
            document = Builder::run(text, &patch.text, &patch.extensions);
        }
        document.fence_defects = defects;
    }
    document
}

/// A range of a text that is not too long to be read.
fn span(range: &Range<usize>) -> Span {
    Span { start: range.start as u32, end: range.end as u32 }
}

struct Builder<'a> {
    /// What spans are read from.
    text: &'a str,
    /// Fences that reach further than the parser sees, in order.
    extensions: &'a [fences::Extension],
    document: Document,
    /// Open blocks, outermost first.
    open: Vec<BlockId>,
    /// Whether the innermost open block is a paragraph of ours, for the text of a tight item.
    synthetic: bool,
    /// Text before this offset belongs to an item's box.
    skip_until: u32,
    /// Open sections, outermost first.
    sections: Vec<SectionId>,
    column: u16,
    /// What is known of the innermost open block, where it holds inlines.
    leaf: Option<Leaf>,
    /// How many inlines there were with the last emphasis.
    emphasis: u32,
    colons: labels::Colons,
    /// Blocks that may hold labels.
    labelled: Vec<BlockId>,
}

/// A block that holds inlines, while it is open.
struct Leaf {
    /// Its first inline.
    first: u32,
    /// Where it ends.
    end: u32,
    shown: Span,
}

/// As many blanks as a tab stands for.
const TAB: usize = 4;

/// As deep as most documents go.
const DEPTH: usize = 16;

impl<'a> Builder<'a> {
    /// Parses `patched`, which has the length of `text` and may differ in fence marks.
    fn run(text: &'a str, patched: &str, extensions: &'a [fences::Extension]) -> Document {
        let mut builder = Builder {
            text,
            extensions,
            document: Document {
                // More than nearly all need: growing would copy them.
                blocks: Vec::with_capacity(text.len() / 24),
                starts: Vec::with_capacity(text.len() / 24),
                inlines: Vec::with_capacity(text.len() / 20),
                sections: Vec::with_capacity(text.len() / 256 + 1),
                labels: Vec::with_capacity(text.len() / 256),
                ..Document::default()
            },
            open: Vec::with_capacity(DEPTH),
            synthetic: false,
            skip_until: 0,
            sections: Vec::with_capacity(DEPTH),
            column: 0,
            leaf: None,
            emphasis: 0,
            colons: labels::Colons::default(),
            labelled: Vec::with_capacity(text.len() / 128),
        };
        builder.document.sections.push(Section::whole());
        builder.sections.push(SectionId(0));
        let body = front_matter(patched);
        if body > 0 {
            builder.part(&patched[..body], 0, options() | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS);
        }
        builder.part(&patched[body..], body, options());
        builder.finish()
    }

    /// Takes what stands from `start` on.
    fn part(&mut self, text: &str, start: usize, options: Options) {
        let parser = Parser::new_ext(text, options);
        let mut definitions: Vec<Box<str>> =
            parser.reference_definitions().iter().map(|(name, _)| name.to_lowercase().into()).collect();
        definitions.sort_unstable();
        self.document.definitions = definitions;
        let mut swallowed = 0;
        for (event, range) in parser.into_offset_iter() {
            let range = range.start + start..range.end + start;
            // What lies in the rest of a fence that the parser closed too early is the fence's text.
            if self.swallowed(&event, &range, &mut swallowed) {
                continue;
            }
            // Most are one of these, in an order that a processor learns better than where to jump in a table.
            match event {
                Event::Text(shown) => self.text(&shown, range),
                Event::Start(tag) => self.start(&tag, range),
                Event::End(end) => self.end(end),
                other => self.other(&other, range),
            }
        }
    }

    /// What is neither text nor the start or end of anything.
    #[inline(never)]
    fn other(&mut self, event: &Event, range: Range<usize>) {
        match event {
            Event::Code(_) => {
                let before = self.document.inlines.len();
                self.inline(InlineKind::Code, range);
                self.document.code_spans.extend(self.document.inlines[before..].last().map(|inline| inline.span));
            }
            Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => {
                self.inline(InlineKind::Html, range.clone());
                self.comments(range, false);
            }
            Event::SoftBreak | Event::HardBreak => self.inline(InlineKind::Break, range),
            Event::Rule => {
                if self.open.is_empty() {
                    self.document.rule = Some(self.next());
                }
                self.block(Kind::Rule, range);
                self.close();
            }
            _ => {}
        }
    }

    fn swallowed(&self, event: &Event, range: &Range<usize>, depth: &mut usize) -> bool {
        if self.extensions.is_empty() {
            return false;
        }
        let inside = *depth > 0
            || self.extension_before(range.start).is_some_and(|e| {
                let end = e.rest.end as usize;
                range.start < end && range.end <= end + 1
            });
        if inside {
            match event {
                Event::Start(_) => *depth += 1,
                Event::End(_) => *depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        inside
    }

    fn start(&mut self, tag: &Tag, mut range: Range<usize>) {
        if matches!(tag, Tag::Item | Tag::List(_)) {
            range.start = self.behind_tab(range.start);
        }
        let kind = match tag {
            Tag::Emphasis => return self.inline(InlineKind::Emphasis, range),
            Tag::Strong => return self.inline(InlineKind::Strong, range),
            Tag::Strikethrough => {
                cover::push(&mut self.document.struck, Span::new(range.start, range.end));
                return self.inline(InlineKind::Strike, range);
            }
            Tag::Image { .. } => return self.inline(InlineKind::Image, range),
            Tag::Link { dest_url, .. } => {
                let index = self.document.links.len() as u32;
                let span = Span::new(range.start, range.end);
                self.document.links.push(Link { target: dest_url.as_ref().into(), span });
                return self.inline(InlineKind::Link(index), range);
            }
            Tag::Item => return self.item(range),
            Tag::TableCell => {
                self.column += 1;
                Kind::Cell { column: self.column - 1 }
            }
            Tag::TableHead | Tag::TableRow => {
                self.column = 0;
                Kind::Row { header: matches!(tag, Tag::TableHead) }
            }
            Tag::Heading { level, .. } => Kind::Heading(*level as u8),
            Tag::Paragraph => {
                if self.text.as_bytes().get(range.start) == Some(&b'|') {
                    self.document.barred.push(self.next());
                }
                Kind::Paragraph
            }
            Tag::List(start) => {
                self.document.lists.push(self.next());
                Kind::List { ordered: start.is_some() }
            }
            Tag::BlockQuote(_) => {
                self.document.quotes.push(self.next());
                Kind::Quote
            }
            Tag::CodeBlock(kind) => self.code(kind, &range),
            Tag::Table(_) => {
                self.document.tables.push(self.next());
                Kind::Table
            }
            Tag::HtmlBlock => {
                self.document.html.push(self.next());
                Kind::Html
            }
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle) => Kind::FrontMatter,
            _ => Kind::Other,
        };
        self.close_synthetic();
        if let Some(extension) = self.extension(&range) {
            range.end = extension.close.end as usize;
        }
        let html = kind == Kind::Html;
        self.block(kind, range.clone());
        if html {
            self.comments(range, true);
        }
    }

    /// Where a list or item begins that the parser lets begin at `start`: of a tab that the item around it takes in part,
    /// it counts the blanks that are left as bytes before the marker, and comes to lie in the line above.
    fn behind_tab(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let Some(end) = bytes[start..].iter().take(TAB - 1).position(|&b| b == b'\n') else { return start };
        let line = &bytes[bytes[..start].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1)..start];
        // "-" and a tab in the next line is an item that begins there.
        let inside = end == 0 || !line.iter().all(|b| b" \t-*+.>)0123456789".contains(b));
        if inside && bytes.get(start + end + 1) == Some(&b'\t') { start + end + 1 } else { start }
    }

    /// An item: its box is scanned here, and its text gets a paragraph of its own in a tight list.
    fn item(&mut self, range: Range<usize>) {
        self.close_synthetic();
        // An item that is indented further than need be starts with the spaces too many.
        let bytes = &self.text.as_bytes()[range.clone()];
        let past = |from: usize, is: fn(&u8) -> bool| from + bytes[from..].iter().take_while(|b| is(b)).count();
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        let number = past(past(0, blank), u8::is_ascii_digit);
        let marker = number + usize::from(matches!(bytes.get(number), Some(b'-' | b'*' | b'+' | b'.' | b')')));
        let at = range.start + past(marker, blank);
        let body = &self.text[at..range.end];
        let found = boxes::scan(body, at);
        if let Some((_, taken)) = found {
            self.skip_until = (at + taken) as u32;
        }
        self.document.items.push(self.next());
        self.block(Kind::Item { mark: found.map(|(mark, _)| mark) }, range);
    }

    fn code(&self, kind: &CodeBlockKind, range: &Range<usize>) -> Kind {
        let raw = &self.text[range.clone()];
        if matches!(kind, CodeBlockKind::Indented) {
            return Kind::Code { info: None, body: Span::new(range.start, range.end) };
        }
        let first = raw.find(['\n', '\r']).unwrap_or(raw.len());
        let marks = raw.len() - raw.trim_start_matches(['`', '~']).len();
        let info = raw[marks..first.max(marks)].trim();
        let info = Span::at(range.start).of_part(raw, info);
        let body_start = first + if raw[first..].starts_with("\r\n") { 2 } else { usize::from(first < raw.len()) };
        let body_end = match self.extension(range) {
            Some(extension) => extension.close.start as usize,
            None => range.start + fences::body_end(raw, body_start),
        };
        Kind::Code { info: Some(info), body: Span::new(range.start + body_start, body_end) }
    }

    fn extension(&self, range: &Range<usize>) -> Option<&fences::Extension> {
        let at = self.extensions.binary_search_by_key(&range.start, |e| e.open as usize).ok()?;
        Some(&self.extensions[at])
    }

    /// The last fence whose rest begins at or before `at`; no two share a place.
    fn extension_before(&self, at: usize) -> Option<&fences::Extension> {
        let next = self.extensions.partition_point(|e| e.rest.start as usize <= at);
        Some(&self.extensions[next.checked_sub(1)?])
    }

    fn text(&mut self, shown: &CowStr, range: Range<usize>) {
        // An entity shows fewer bytes than it takes; text shows itself.
        let kind = if shown.len() == range.len() { None } else { shown.chars().next().map(InlineKind::Literal) };
        self.inline(kind.unwrap_or(InlineKind::Text), range);
    }

    fn inline(&mut self, kind: InlineKind, range: Range<usize>) {
        let mut span = span(&range);
        if span.start < self.skip_until {
            if span.end <= self.skip_until {
                return;
            }
            span.start = self.skip_until;
        }
        if self.leaf.is_none()
            && self.open.last().is_some_and(|&b| matches!(self.document.block(b).kind, Kind::Item { .. }))
        {
            self.synthetic = true;
            self.block(Kind::Paragraph, span.range());
        }
        // Text outside of any leaf: that of code, and of footnotes and definitions that are not read.
        let Some(leaf) = &mut self.leaf else { return };
        leaf.end = leaf.end.max(span.end);
        // A comment behind a text is no part of it.
        if kind != InlineKind::Html {
            let start = if leaf.shown.end == 0 { span.start } else { leaf.shown.start };
            leaf.shown = Span { start, end: leaf.shown.end.max(span.end) };
        }
        let inlines = &mut self.document.inlines;
        if kind == InlineKind::Text
            && inlines.len() as u32 > leaf.first
            && let Some(last) = inlines.last_mut()
            && last.kind == InlineKind::Text
            && last.span.end == span.start
        {
            last.span.end = span.end;
            return;
        }
        inlines.push(Inline { kind, span });
        if matches!(kind, InlineKind::Strong | InlineKind::Emphasis) {
            self.emphasis = inlines.len() as u32;
        }
    }

    fn comments(&mut self, range: Range<usize>, alone: bool) {
        let Some(&block) = self.open.last() else { return };
        let raw = &self.text[range.clone()];
        if !raw.contains("<!--") {
            return;
        }
        for (span, body) in comments::scan(raw, range.start) {
            self.document.comments.push(comments::Comment { span, body, block, alone });
        }
    }

    /// The next block.
    fn next(&self) -> BlockId {
        BlockId(self.document.blocks.len() as u32)
    }

    fn block(&mut self, kind: Kind, range: Range<usize>) {
        let section = *self.sections.last().unwrap_or(&SectionId(0));
        let id = self.next();
        self.document.starts.push(range.start as u32);
        self.document.blocks.push(Block {
            kind,
            span: span(&range),
            parent: self.open.last().copied(),
            end: id.0 + 1,
            section,
            inlines: (0, 0),
            shown: Span::default(),
        });
        match kind {
            Kind::Code { .. } | Kind::FrontMatter => self.document.code.push(id),
            Kind::Heading(_) | Kind::Paragraph | Kind::Cell { .. } => {
                let first = self.document.inlines.len() as u32;
                self.leaf = Some(Leaf { first, end: range.end as u32, shown: Span::default() });
            }
            _ => {}
        }
        self.open.push(id);
    }

    fn close_synthetic(&mut self) {
        if std::mem::take(&mut self.synthetic) {
            self.close();
        }
    }

    /// Closes the innermost block.
    fn close(&mut self) {
        let Some(id) = self.open.pop() else { return };
        let (blocks, inlines) = (self.document.blocks.len() as u32, self.document.inlines.len() as u32);
        let block = &mut self.document.blocks[id.0 as usize];
        block.end = blocks;
        let Some(leaf) = self.leaf.take() else { return };
        (block.span.end, block.shown, block.inlines) = (leaf.end, leaf.shown, (leaf.first, inlines));
        let kind = block.kind;
        match kind {
            Kind::Heading(level) if self.open.is_empty() => self.section(level, id),
            Kind::Paragraph if self.open.is_empty() && self.is_bold_line(id) => {
                self.section(7, id);
                // "**Total: 20 h**" heads nothing; its figure is a value.
                if self.is_figure(id) {
                    self.labels(id);
                }
            }
            Kind::Paragraph | Kind::Heading(_) => self.labels(id),
            _ => {}
        }
    }

    /// Notes a block that was just closed where it may hold labels: most have no emphasis and no colon, and so none.
    fn labels(&mut self, id: BlockId) {
        let block = self.document.block(id);
        let emphasised = self.emphasis > block.inlines.0 && block.inlines.0 < block.inlines.1;
        if emphasised || self.colons.any_in(self.text, block.span) {
            self.labelled.push(id);
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Image | TagEnd::Link => {}
            _ => {
                self.close_synthetic();
                self.close();
            }
        }
    }

    /// Whether a paragraph is one line of bold text, with at most a colon, or a gloss or tag in brackets, behind it.
    fn is_bold_line(&self, id: BlockId) -> bool {
        let inlines = self.document.inlines_of(id);
        let Some(first) = inlines.first().filter(|i| i.kind == InlineKind::Strong) else { return false };
        if inlines.iter().any(|i| matches!(i.kind, InlineKind::Break)) {
            return false;
        }
        let end = self.document.block(id).shown.end.max(first.span.end);
        let rest = self.text[first.span.end as usize..end as usize].trim_start_matches(':').trim();
        let bracketed = rest.starts_with(['(', '[']) && rest.trim_end_matches(':').ends_with([')', ']']);
        rest.is_empty() || (rest.len() < 60 && bracketed)
    }

    /// Whether a bold line is a key and a figure.
    fn is_figure(&self, id: BlockId) -> bool {
        let text = &self.text[self.document.text_span(id).range()];
        let value = labels::value_of(text);
        let starts = |word: &&&str| value.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        let value = labels::LOOSELY.iter().find(starts).map_or(value, |word| value[word.len()..].trim_start());
        let money = ["R$", "US$", "Rp", "USD", "EUR"].iter().find_map(|code| value.strip_prefix(code)).unwrap_or(value);
        money.trim_start_matches(['~', '≈', '$', '€', '£', '*', ' ']).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Opens the section of a heading that was just closed.
    fn section(&mut self, level: u8, heading: BlockId) {
        while self.sections.len() > 1 && self.sections.last().is_some_and(|&s| self.document.section(s).level >= level)
        {
            self.close_section(heading.0);
        }
        let id = SectionId(self.document.sections.len() as u32);
        let title_span = self.document.text_span(heading);
        self.document.sections.push(Section {
            level,
            heading: Some(heading),
            parent: *self.sections.last().unwrap_or(&SectionId(0)),
            start: heading.0 + 1,
            end: 0,
            title: "".into(),
            title_span,
        });
        self.document.blocks[heading.0 as usize].section = id;
        self.sections.push(id);
    }

    fn close_section(&mut self, at: u32) {
        if let Some(id) = self.sections.pop() {
            self.document.sections[id.0 as usize].end = at;
        }
    }

    fn finish(mut self) -> Document {
        self.close_synthetic();
        while !self.open.is_empty() {
            self.close();
        }
        let count = self.document.blocks.len() as u32;
        while !self.sections.is_empty() {
            self.close_section(count);
        }
        // Titles and labels are read when all is parsed, since the code for both would fit into no cache.
        for at in 1..self.document.sections.len() {
            let Some(heading) = self.document.sections[at].heading else { continue };
            let title = window::trim(&self.document.plain(self.text, heading)).into();
            self.document.sections[at].title = title;
        }
        for &block in &self.labelled {
            labels::scan(self.text, &mut self.document, block);
        }
        self.document
    }
}
