//! Boxes that may stay open below a part that is done: they are no work of that part.

use crate::{
    markdown::SectionId,
    plan::{Task, Topic},
    rules::Context,
};

/// What headings call that is no work of the part around them.
const ASIDE: [Topic; 5] = [Topic::Aside, Topic::Rollback, Topic::Template, Topic::Optional, Topic::Later];

/// Whether a heading between a box and the part that is called done says that the box is none of its work: what is
/// done when something goes wrong, or comes round again, or another time.
pub(super) fn is_aside(cx: &Context, task: &Task, done: SectionId) -> bool {
    let mut between = cx.plan.sections_around(cx.document, task.section).take_while(|&s| s != done);
    between.any(|section| says(cx, section))
}

fn says(cx: &Context, section: SectionId) -> bool {
    let facts = &cx.plan.sections[section.0 as usize];
    if facts.group.is_none() && facts.task.is_none() {
        return ASIDE.iter().any(|topic| facts.topics.contains(topic));
    }
    // A phase of that name is work, unless brackets say when: "Phase 5: Monitoring", "Phase 5 (next release)".
    let title = &cx.document.section(section).title;
    let gloss = title.find('(').map_or("", |at| &title[at..]);
    cx.settings.vocabulary.topics(gloss).any(|topic| ASIDE.contains(&topic))
}
