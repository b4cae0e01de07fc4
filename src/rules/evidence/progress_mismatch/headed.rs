//! Tasks with headings of their own, each of which says in its section how far it is: `### T1: Read`, `**Status:** done`.

use crate::{
    markdown::SectionId,
    plan::{Status, Tally},
    rules::Context,
};

/// The most sections that are looked at.
const LOOKS: usize = 256;

/// How many of the tasks with headings in a section say that they are done, and how many there are; `None` where one of
/// them does not say how far it is, or there are fewer than two.
pub(super) fn tally(cx: &Context, section: SectionId) -> Option<Tally> {
    let scope = cx.document.section(section);
    let sections = &cx.document.sections;
    let mut tally = Tally::default();
    // The parts of a task are counted with it.
    let mut end = 0;
    let mut looks = 0;
    for (at, own) in sections.iter().enumerate().skip(section.0 as usize + 1) {
        if own.start >= scope.end {
            break;
        }
        looks += 1;
        if looks > LOOKS {
            return None;
        }
        let Some(task) = cx.plan.sections[at].task.filter(|_| own.start >= end) else { continue };
        end = own.end;
        let last = cx.document.blocks.get(own.end.checked_sub(1)? as usize)?.span.end;
        let here = |at: u32| own.title_span.start <= at && at < last;
        let said = cx.plan.task(task).statuses.iter().find(|status| here(status.place.span.start))?;
        tally.add(said.status == Status::Done);
    }
    (tally.of > 1).then_some(tally)
}
