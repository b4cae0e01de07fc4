//! Where a comment goes that ignores a finding: inside what it is about, and never between rows or items, where it
//! would break the table or list.

use super::ignores;
use crate::{
    diagnostic::{Diagnostic, Edit, Subject},
    markdown::{BlockId, Document, Inline, InlineKind, Kind},
    source::{Source, Span},
};
use std::mem::discriminant;

/// The edit that ignores `finding` in its document; `reason` is what the comment says.
///
/// `None` where no comment can stand: in a file of JSON.
pub fn ignore(source: &Source, document: &Document, finding: &Diagnostic, reason: &str) -> Option<Edit> {
    let rule = finding.rule.name;
    let first = document.blocks.first();
    if first.is_some_and(|block| block.kind == Kind::Data) {
        let yaml = source.path().ends_with(".yaml") || source.path().ends_with(".yml");
        return yaml.then(|| insert(0, format!("# planvet-ignore-file {rule}: {reason}\n")));
    }
    let comment = |word: &str| format!("<!-- planvet-ignore{word} {rule}: {reason} -->");
    if let Some(front) = first.filter(|b| b.kind == Kind::FrontMatter && b.span.overlaps(finding.span)) {
        // Before the line of dashes it would be a heading, and what follows no front matter.
        let inside = source.lines().start_of(source.lines().line_of(front.span.start as usize) + 1);
        return Some(insert(inside, format!("# planvet-ignore {rule}: {reason}{}", ending(source))));
    }
    let block = document.block_at(finding.span.start);
    let whole = finding.subject == Some(Subject::Document);
    let places = block.filter(|_| !whole).map(|block| places(source, document, block)).unwrap_or_default();
    let within = |place: Place| match place {
        Place::Inside(at) => {
            let (before, after) = source.text().split_at(at);
            let space = if before.ends_with([' ', '\t']) { "" } else { " " };
            let apart = if after.starts_with('<') { " " } else { "" };
            insert(at, format!("{space}{}{apart}", comment("")))
        }
        Place::Before(block) => {
            let start = line_start(source, document.block(block).span.start as usize);
            let text = &source.text()[start..];
            let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
            insert(start, format!("{indent}{}{}", comment(""), ending(source).repeat(2)))
        }
    };
    let doubtful = block.is_some_and(|b| source.slice(document.block(outermost(document, b)).span).contains(OPENER));
    let mut edits = places.into_iter().map(within);
    Some(edits.find(|edit| !doubtful || is_heard(source, document, finding, edit)).unwrap_or_else(|| {
        let at = first.filter(|b| b.kind == Kind::FrontMatter).map_or(0, |front| after_front(source, front.span));
        insert(at, format!("{}{}", comment("-file"), ending(source).repeat(2)))
    }))
}

/// How comments begin, and declarations. One that nothing ends is text, until a comment behind it ends it.
const OPENER: &str = "<!";

/// Whether the comment of `edit` is read as one that silences `finding`, and all around it as before.
fn is_heard(source: &Source, document: &Document, finding: &Diagnostic, edit: &Edit) -> bool {
    let mut text = source.text().to_owned();
    text.replace_range(edit.span.range(), &edit.text);
    let Ok(edited) = Source::new(source.path(), text.into_bytes()) else { return false };
    let after = Document::parse(edited.text());
    let kinds = |document: &Document| -> Vec<_> {
        let kinds = document.blocks.iter().map(|block| block.kind).filter(|kind| *kind != Kind::Html);
        kinds.map(|kind| discriminant(&kind)).collect()
    };
    let at = edit.span.start + (edit.text.len() - edit.text.trim_start().len()) as u32;
    // A declaration takes what stands in it away.
    let around = |inline: &Inline| inline.kind == InlineKind::Html && inline.span.start < at && at < inline.span.end;
    let start = finding.span.start;
    let shift = if edit.span.start <= start { edit.text.len() as u32 } else { 0 };
    kinds(document) == kinds(&after)
        && !after.inlines.iter().any(around)
        && ignores::silences(&edited, &after, finding.rule, start + shift)
}

/// Where a comment covers what it is about.
#[derive(Clone, Copy)]
enum Place {
    /// Behind this text.
    Inside(usize),
    /// On a line of its own before this block.
    Before(BlockId),
}

/// Where a comment can cover what stands in `block`, the best first.
fn places(source: &Source, document: &Document, block: BlockId) -> Vec<Place> {
    let best = place(source, document, block);
    let unclosed = match best {
        Place::Inside(end) => unclosed(source, document, end),
        Place::Before(_) => None,
    };
    let above = Place::Before(outermost(document, block));
    [Some(best), unclosed.map(Place::Inside), Some(above)].into_iter().flatten().collect()
}

/// Where a comment begins in the text that ends at `end`, which nothing closes there.
fn unclosed(source: &Source, document: &Document, end: usize) -> Option<usize> {
    let block = document.block_at(end.checked_sub(1)? as u32)?;
    let texts = document.inlines_of(block).iter().filter(|inline| inline.kind == InlineKind::Text);
    let mut openers = texts.flat_map(|inline| {
        let found = source.slice(inline.span).match_indices(OPENER).map(|(at, _)| inline.span.start as usize + at);
        found.collect::<Vec<_>>()
    });
    openers.find(|&at| !source.text()[..at].ends_with('\\'))
}

fn place(source: &Source, document: &Document, block: BlockId) -> Place {
    let around = || std::iter::once(block).chain(document.ancestors(block));
    let find = |wanted: fn(Kind) -> bool| around().find(|&b| wanted(document.block(b).kind));
    if let Some(row) = find(|kind| matches!(kind, Kind::Row { .. })) {
        return in_row(document, row, block);
    }
    // A table that is wrong as a whole is covered from above, as what has no text of its own is.
    let own = find(|kind| matches!(kind, Kind::Heading(_) | Kind::Paragraph | Kind::Item { .. }));
    let opaque = find(|kind| matches!(kind, Kind::Table | Kind::Code { .. } | Kind::Html | Kind::Quote));
    match (own, opaque) {
        (own, Some(opaque)) if own.is_none_or(|own| own < opaque) => Place::Before(outermost(document, opaque)),
        (Some(own), _) => match end_of_text(source, document, own) {
            Some(at) => Place::Inside(at),
            None => Place::Before(outermost(document, own)),
        },
        (None, _) => Place::Before(outermost(document, block)),
    }
}

/// In the cell of the finding, or the last one of the row that holds text.
fn in_row(document: &Document, row: BlockId, block: BlockId) -> Place {
    let cells: Vec<BlockId> =
        document.children(row).filter(|&c| matches!(document.block(c).kind, Kind::Cell { .. })).collect();
    let filled = |&&cell: &&BlockId| !document.inlines_of(cell).is_empty();
    let own = cells.iter().find(|&&cell| cell == block).filter(filled);
    match own.or_else(|| cells.iter().rev().find(filled)) {
        Some(&cell) => Place::Inside(document.text_span(cell).end as usize),
        None => Place::Before(outermost(document, row)),
    }
}

/// The end of the text of a heading, paragraph or item; `None` where it has none.
fn end_of_text(source: &Source, document: &Document, block: BlockId) -> Option<usize> {
    let text = document.text_span(document.text_block(block)?);
    // A backslash or spaces at the end of a line are marks, and a comment behind them would make them text.
    let end = text.start as usize + source.slice(text).trim_end().trim_end_matches('\\').trim_end().len();
    (!text.is_empty()).then_some(end)
}

/// The block around `block` before which a line can stand: what is no row, and no item.
fn outermost(document: &Document, block: BlockId) -> BlockId {
    let around = document
        .ancestors(block)
        .filter(|&b| matches!(document.block(b).kind, Kind::Table | Kind::List { .. } | Kind::Quote));
    around.last().unwrap_or(block)
}

fn insert(at: usize, text: String) -> Edit {
    Edit { span: Span::at(at), text }
}

fn line_start(source: &Source, offset: usize) -> usize {
    source.lines().start_of(source.lines().line_of(offset))
}

/// Behind the closing line of the front matter.
fn after_front(source: &Source, front: Span) -> usize {
    let line = source.lines().line_of(front.end as usize);
    let fence = |line: &usize| source.text()[source.lines().range_of(*line)].trim_end() == "---";
    let closing = (line..line + 2).find(fence).unwrap_or(line);
    source.lines().start_of(closing + 1)
}

/// How the document ends its lines.
fn ending(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}
