//! Where a comment goes that ignores a finding: inside what it is about, and never between rows or items, where it
//! would break the table or list.

use super::{Diagnostic, Edit, Subject};
use crate::{
    markdown::{BlockId, Document, Kind},
    source::{Source, Span},
};

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
        let ending = ending(source);
        return Some(insert(front.span.start as usize, format!("# planvet-ignore {rule}: {reason}{ending}")));
    }
    let block = document.block_at(finding.span.start);
    let whole = finding.subject == Some(Subject::Document) || block.is_none();
    let place = block.filter(|_| !whole).map(|block| place(source, document, block));
    Some(match place {
        Some(Place::Inside(at)) => {
            let space = if source.text()[..at].ends_with([' ', '\t']) { "" } else { " " };
            insert(at, format!("{space}{}", comment("")))
        }
        Some(Place::Before(block)) => {
            let start = line_start(source, document.block(block).span.start as usize);
            let text = &source.text()[start..];
            let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
            insert(start, format!("{indent}{}{}", comment(""), ending(source).repeat(2)))
        }
        None => {
            let at = first.filter(|b| b.kind == Kind::FrontMatter).map_or(0, |front| after_front(source, front.span));
            insert(at, format!("{}{}", comment("-file"), ending(source).repeat(2)))
        }
    })
}

/// Where a comment covers what it is about.
enum Place {
    /// Behind this text.
    Inside(usize),
    /// On a line of its own before this block.
    Before(BlockId),
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
