//! Progress that is said elsewhere of a section by its name: "**Backend: complete** (28/28 tasks)" above
//! "## Backend tasks".

use super::{compare, heads_tasks};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{Boxes, Progress, Role},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// The longest text that is read, in bytes.
const TEXT: usize = 80;

/// Compares what labels, and headings without boxes of their own, say with the boxes of the sections that they name.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes, headed: &[(SectionId, Progress, Span)]) {
    let headings = headed.iter().filter_map(|&(id, claim, at)| {
        let section = cx.document.section(id);
        let bare = boxes.of_section(cx.document, id).is_empty();
        let name = section.title.split([':', '(', '—', '–']).next()?;
        Some((name, claim, at, section.heading.filter(|_| bare && at.len() <= TEXT)?))
    });
    let labels = cx.document.labels.iter().filter(|l| l.value.len() <= TEXT && cx.holds_digit(l.value));
    let labels = labels.filter_map(|label| {
        let claim = Progress::read(&cx.settings.vocabulary, cx.text(label.value), false)?;
        // "Progress" says how far all around it is, and names no section of that title.
        let name = Some(cx.text(label.key)).filter(|name| !cx.settings.vocabulary.is(name, Role::Status))?;
        Some((name, claim, label.value, label.block))
    });
    // What a heading says in the form of a label is told with the heading.
    let mut told: FxHashSet<BlockId> = FxHashSet::default();
    for (name, claim, at, block) in headings.chain(labels).filter(|(_, claim, ..)| matches!(claim, Progress::Of(..))) {
        if told.contains(&block) {
            continue;
        }
        let heads = cx.document.section(cx.document.block(block).section).heading == Some(block);
        told.extend(heads.then_some(block));
        if let [home] = cx.titles().certain(&cx.settings.vocabulary, cx.document, name.trim(), block)[..]
            && !heads_tasks(cx, home)
        {
            compare(cx, out, boxes, home, claim, at).into_iter().for_each(|found| out.push(found));
        }
    }
}
