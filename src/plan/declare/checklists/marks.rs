//! What the marks in boxes mean, and what a legend in the form of a checklist says of them.

use crate::{
    markdown::{BlockId, BoxMark, Document, Kind},
    plan::{Name, Topic, Vocabulary, model::*, names, read::Reader},
};

/// What a legend of the document says about its own marks: `[~] in progress`.
pub(super) fn custom(reader: &Reader) -> Vec<(char, Status)> {
    let mut found = Vec::new();
    // Where only the usual marks stand, there is nothing to explain.
    if reader.boxes.iter().all(|(_, mark)| matches!(mark.mark, ' ' | 'x' | 'X')) {
        return found;
    }
    for &(id, mark) in reader.boxes {
        let plain = reader.plain(id);
        if let Some(status) = reader.vocabulary.status(plain.trim_start_matches(|c: char| !c.is_alphanumeric()))
            && may_explain(reader, id)
            && is_legend(reader, id)
        {
            found.push((mark.mark, status));
        }
    }
    // "- [-] Spikes — N/A" says what the mark means here.
    let dropped =
        |(id, mark): &(BlockId, BoxMark)| mark.mark == '-' && says_dropped(reader.vocabulary, &reader.plain(*id));
    if found.iter().all(|(mark, _)| *mark != '-') && reader.boxes.iter().any(dropped) {
        found.push(('-', Status::Dropped));
    }
    found
}

/// Whether an item says that it is left out.
fn says_dropped(words: &Vocabulary, text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '/').any(|word| words.is_name(word, Name::LeftOut))
}

/// Longest line of a legend, in bytes, marks included.
const LEGEND: usize = 160;

/// Longest state that an item of a legend begins with, in bytes, marks included.
const STATE: usize = 48;

/// How many items of a list are looked at to tell whether it is a legend.
const SIBLINGS: usize = 12;

/// The items around `item`, itself among them, that have a box.
fn boxed(document: &Document, item: BlockId) -> impl Iterator<Item = (BlockId, BoxMark)> {
    let siblings = document.block(item).parent.into_iter().flat_map(|list| document.children(list).take(SIBLINGS));
    siblings.filter_map(|id| match document.block(id).kind {
        Kind::Item { mark: Some(mark) } => Some((id, mark)),
        _ => None,
    })
}

/// Whether the list around `item` may explain marks: it has several, or stands under a legend's heading.
pub(super) fn may_explain(reader: &Reader, item: BlockId) -> bool {
    let mut marks = boxed(reader.document, item).map(|(_, mark)| mark.mark);
    let first = marks.next();
    marks.any(|mark| Some(mark) != first) || reader.plan.within(reader.section(item), Topic::Legend)
}

/// Whether an item of a list that may explain marks does so instead of naming work: it says a state
/// and nothing else, as all beside it do.
pub(super) fn is_legend(reader: &Reader, item: BlockId) -> bool {
    let legend = || reader.plan.within(reader.section(item), Topic::Legend);
    says_status(reader, item) && (legend() || boxed(reader.document, item).all(|(id, _)| says_status(reader, id)))
}

/// Whether an item begins with a state; a legend's line is short.
fn says_status(reader: &Reader, item: BlockId) -> bool {
    let raw = reader.slice(reader.document.text_span(item));
    // The first byte of a dash stands for it.
    let ends = |b: u8| matches!(b, b'(' | b',' | b':' | 0xE2);
    if raw.len() > LEGEND || raw.len() > STATE && !raw.bytes().take(STATE).any(ends) {
        return false;
    }
    let plain = reader.plain(item);
    let text = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = text.split(['(', '—', '–', ',', ':']).next().unwrap_or(text);
    text.len() < 80 && reader.vocabulary.status(head).is_some()
}

/// The state that the mark in a box says; `None` where only a legend could tell.
pub(in crate::plan) fn status(mark: char, custom: &[(char, Status)]) -> Option<Status> {
    if let Some((_, status)) = custom.iter().find(|(c, _)| *c == mark) {
        return Some(*status);
    }
    match mark {
        ' ' => Some(Status::Open),
        'x' | 'X' => Some(Status::Done),
        '~' | '/' => Some(Status::Doing),
        '!' => Some(Status::Blocked),
        '>' | '<' => Some(Status::Dropped),
        // `-` is in progress for Kiro and cancelled for others: without a legend it says only "not open".
        '-' => Some(Status::Doing),
        // A cross may be a tick or strike its item out.
        '❌' | '✗' => None,
        drawn => names::mark_status(drawn),
    }
}
