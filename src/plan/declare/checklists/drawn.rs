//! Lists whose items begin with a mark or a state in the place of a box: `- ⬜ Tag it`, `- ✅ Pack it`, "1. `DONE` Tag it".

use crate::{
    markdown::{BlockId, BoxMark, Document, InlineKind},
    plan::{DONE_MARKS, Status, Vocabulary},
    source::Span,
};

/// Empty boxes: nothing else is drawn so.
const EMPTY: [char; 5] = ['☐', '⬜', '🔲', '◻', '□'];

/// Work that waits for its turn, or has begun.
const WAITING: [char; 3] = ['⏳', '🔄', '⚪'];

/// What is there in part: no box of its own, but one among others.
const PARTIAL: [char; 3] = ['🚧', '🔶', '🟡'];

/// How many items have to be open before marks are boxes, and which part of all where the open mark is no box.
const OPEN: (usize, usize) = (3, 4);

/// From how many items on a list in which each begins with a state in code is one of tasks.
const CODED: usize = 3;

/// The items of those `lists` in which each one begins with a state in code, of which some are still to be done.
pub(in crate::plan) fn coded(
    text: &str,
    document: &Document,
    vocabulary: &Vocabulary,
    lists: &[BlockId],
) -> Vec<(BlockId, BoxMark)> {
    let state = |item: BlockId| {
        let first = document.text_block(item).and_then(|block| document.inlines_of(block).first())?;
        let code = Some(first.span).filter(|_| first.kind == InlineKind::Code)?;
        let mark = match vocabulary.status(text[code.range()].trim_matches('`'))? {
            Status::Done => 'x',
            Status::Doing => '/',
            Status::Blocked => '!',
            Status::Dropped => '-',
            _ => ' ',
        };
        Some((item, BoxMark { mark, span: code, optional: false }))
    };
    let mut found: Vec<(BlockId, BoxMark)> = Vec::new();
    for &list in lists {
        let marked = document.children(list).map(state).collect::<Option<Vec<_>>>();
        found.extend(marked.filter(|marked| marked.len() >= CODED).into_iter().flatten());
    }
    found.sort_unstable_by_key(|(item, _)| *item);
    if found.iter().any(|(_, mark)| mark.mark == ' ') { found } else { Vec::new() }
}

/// The items of those `lists` in which each one begins with such a mark. A document that praises what is there has hardly
/// any open ones, and neither has one that explains its marks.
pub(in crate::plan) fn items(text: &str, document: &Document, lists: &[BlockId]) -> Vec<(BlockId, BoxMark)> {
    let mut found: Vec<(BlockId, BoxMark)> = Vec::new();
    let (mut empty, mut waiting, mut done) = (0, 0, 0);
    for &list in lists {
        let items = || document.children(list).map(|item| Some((item, mark(text, document.text_span(item))?)));
        // Most lists have none, as their first item shows.
        let Some(marked) = items().collect::<Option<Vec<_>>>().filter(|marked| marked.len() > 1) else { continue };
        for (_, found) in &marked {
            empty += usize::from(EMPTY.contains(&found.mark));
            waiting += usize::from(WAITING.contains(&found.mark));
            done += usize::from(DONE_MARKS.contains(&found.mark));
        }
        found.extend(marked);
    }
    found.sort_unstable_by_key(|(item, _)| *item);
    let open = empty + waiting;
    let boxes = empty >= OPEN.0 || done > 0 && open >= OPEN.0 && OPEN.1 * open >= found.len();
    if boxes { found } else { Vec::new() }
}

/// Longest number before a mark, in bytes.
const NUMBER: usize = 8;

/// The mark with which an item's text begins, perhaps behind its number: `1.02 ✅ Design it`.
fn mark(text: &str, item: Span) -> Option<BoxMark> {
    let text = &text[item.range()];
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (text, item) = match text[number..].strip_prefix(' ') {
        Some(rest) if (1..=NUMBER).contains(&number) => (rest, item.of_part(text, rest)),
        _ => (text, item),
    };
    let mark = text.chars().next().filter(|c| !c.is_ascii())?;
    let known = [&EMPTY[..], &WAITING, &PARTIAL, &DONE_MARKS].iter().any(|marks| marks.contains(&mark));
    let rest = text[mark.len_utf8()..].trim_start_matches('\u{fe0f}');
    let span = Span { end: item.start + mark.len_utf8() as u32, ..item };
    (known && rest.starts_with(' ')).then_some(BoxMark { mark, span, optional: false })
}
