//! Progress that is said elsewhere of a section by its name: "**Backend: complete** (28/28 tasks)" above
//! "## Backend tasks".

use super::{Homes, compare, heads_tasks};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{Boxes, Progress, Role},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;
use std::ops::Deref;

/// The longest text that is read, in bytes.
const TEXT: usize = 80;

/// Compares what labels, and headings without boxes of their own, say with the boxes of the sections that they name.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes, homes: &impl Deref<Target = Homes>) {
    let sections = cx.document.sections.iter().enumerate().skip(1);
    let headings = sections.filter_map(|(at, section)| {
        let bare = boxes.of_section(cx.document, SectionId(at as u32)).is_empty();
        let name = section.title.split([':', '(', '—', '–']).next()?;
        Some((name, super::title(cx, section), section.heading.filter(|_| bare)?))
    });
    let labels = cx.document.labels.iter().map(|label| (cx.text(label.key), label.value, label.block));
    // "Progress" says how far all around it is, and names no section of that title.
    let labels = labels.filter(|(name, ..)| !cx.settings.vocabulary.is(name, Role::Status));
    // What a heading says in the form of a label is told with the heading.
    let mut told: FxHashSet<BlockId> = FxHashSet::default();
    for (name, at, block) in headings.chain(labels).filter(|(_, at, _)| at.len() <= TEXT && cx.holds_digit(*at)) {
        let claim = Progress::read(cx.text(at), false).filter(|claim| matches!(claim, Progress::Of(..)));
        let Some(claim) = claim.filter(|_| !told.contains(&block)) else { continue };
        let heads = cx.document.section(cx.document.block(block).section).heading == Some(block);
        told.extend(heads.then_some(block));
        if let [home] = homes.titles.certain(cx.document, name.trim(), block)[..]
            && !heads_tasks(cx, home)
        {
            compare(cx, out, boxes, home, claim, at);
        }
    }
}
