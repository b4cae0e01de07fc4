//! What closes a document: labels behind its last rule speak of all of it.

use crate::{
    markdown::{BlockId, Kind},
    plan::read::Reader,
};

/// The first block behind the last rule, where nothing but labels and remarks in small print stands from
/// there to the end and something else stands before it.
pub(in crate::plan) fn start(reader: &Reader) -> Option<BlockId> {
    let document = reader.document;
    let rule = reader.document.rule?;
    let opens = document.previous_sibling(rule).is_none_or(|b| matches!(document.block(b).kind, Kind::Heading(_)));
    let first = BlockId(rule.0 + 1);
    let mut labelled = false;
    for (id, block) in document.iter().skip(first.0 as usize) {
        let text = reader.slice(block.span);
        match block.kind {
            Kind::Html => {}
            Kind::Paragraph if block.parent.is_none() && text.len() < PRINT => {
                let label = document.labels_in(id).first().filter(|l| {
                    l.marked && text[..(l.key.start - block.span.start) as usize].chars().all(|c| c == '*' || c == '_')
                });
                labelled |= label.is_some();
                if label.is_none() && !text.starts_with(['*', '_']) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    (labelled && !opens).then_some(first)
}

/// The longest paragraph of a footer, in bytes.
const PRINT: usize = 600;
