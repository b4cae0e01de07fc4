//! Parts of a document in which nothing was written: a section that is only "TODO", "TODO: describe the risks".

use super::{is_todo, is_undecided};
use crate::{
    markdown::{Block, BlockId, Kind, SectionId},
    plan::{Name, Topic, Word, read::Reader},
    source::Span,
};

/// The longest remark of that kind, in bytes.
const LONGEST: usize = 120;

/// The paragraphs of `reader`'s document that say only that something is to be written there. What is told, asked or
/// decided later may wait, and so may a phase that is planned when its turn comes.
pub(super) fn read(reader: &Reader, found: &mut Vec<Span>) {
    let document = reader.document;
    for (id, block) in document.iter().filter(|(_, b)| b.kind == Kind::Paragraph && b.parent.is_none()) {
        let span = document.text_span(id);
        if span.len() > LONGEST || !(fills(reader, id, block, span) || demands(reader, span)) || waits(reader, block) {
            continue;
        }
        found.push(span);
    }
}

/// Whether a paragraph says "TODO" and nothing else, and is all that stands below its heading.
fn fills(reader: &Reader, id: BlockId, block: &Block, span: Span) -> bool {
    let text = reader.slice(span).trim_matches(['*', '_', '`', ':', ' ']);
    let section = reader.document.section(block.section);
    let alone = section.heading.is_some() && section.start == id.0 && section.end == block.end;
    alone && section.level > 1 && (is_todo(text) || is_undecided(reader, text))
}

/// Whether a paragraph is an order to whoever writes the document on: "TODO: Fill the details".
fn demands(reader: &Reader, span: Span) -> bool {
    let text = reader.slice(span).trim_start_matches(['*', '_', '[']);
    let Some((mark, order)) = text.split_once(':') else { return false };
    let first = order.trim_start_matches(['*', '_', ' ']).split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    is_todo(mark.trim_end_matches(['*', '_'])) && reader.vocabulary.is_name(first, Name::FillIn)
}

/// Whether the part of the document in which `block` stands may be written later, or is no text.
fn waits(reader: &Reader, block: &Block) -> bool {
    let later = [Topic::Template, Topic::Prompt, Topic::Legend, Topic::PerAgent, Topic::Later, Topic::Optional];
    let mut around = reader.plan.sections_around(reader.document, block.section);
    let part = |s: SectionId| reader.document.section(s).level > 1;
    later.into_iter().any(|topic| reader.plan.within(block.section, topic))
        || around.any(|s| {
            let facts = &reader.plan.sections[s.0 as usize];
            let title = &reader.document.section(s).title;
            part(s)
                && (facts.task.is_some() || facts.group.is_some() || reader.vocabulary.says(title, Word::WrittenLater))
        })
}
