//! "Progress: 0/9 tasks" over seven boxes, where each of the lines like it counts all of those below its own heading, and
//! the row `| Phase 1 | 0/9 |` beside such rows.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{Boxes, Progress, names},
    rules::{Context, Findings},
    source::Span,
};

/// How many lines like it have to be right.
const RIGHT: usize = 2;

/// Compares the wholes of which `claims` speak with the boxes of their sections, where all but one agree.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes, claims: &[(SectionId, Progress, Span)]) {
    let mut right = 0;
    let mut wrong = Vec::new();
    for &(section, claim, at) in claims {
        let Progress::Of(_, of) = claim else { continue };
        let tallies = boxes.tallies(boxes.of_section(cx.document, section));
        match tallies.iter().map(|tally| tally.of).max() {
            None => {}
            Some(_) if tallies.iter().any(|tally| tally.of == of) => right += 1,
            Some(_) if counts_part(cx, boxes, section, of) || names_several(cx, boxes, section) => {}
            Some(most) => wrong.push((section, at, most)),
        }
    }
    let [(section, at, most)] = wrong[..] else { return };
    if right < RIGHT || out.tell(at) {
        return;
    }
    let title = &cx.document.section(section).title;
    let finding = out
        .at(at, format!("“{}” counts others than the {most} boxes below `{}`", quote(cx.text(at)), quote(title)))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{most} boxes stand here"))
        .help("correct the number, or add the boxes that are missing; the lines like it count all of theirs")
        .about(Subject::Place(cx.document.section(section).title_span));
    out.push(finding);
}

/// How many headings inside a section are looked at.
const PARTS: usize = 32;

/// Whether as many boxes stand below one of the headings inside a section, which are then all that is counted.
fn counts_part(cx: &Context, boxes: &Boxes, section: SectionId, of: u64) -> bool {
    let end = cx.document.section(section).end;
    let inside = (section.0 + 1..cx.document.sections.len() as u32).map(SectionId).take(PARTS);
    let mut inside = inside.take_while(|&part| cx.document.section(part).start < end);
    inside.any(|part| boxes.tallies(boxes.of_section(cx.document, part)).iter().any(|tally| tally.of == of))
}

/// Whether a box of a section stands for several tasks: `- [ ] T1-T3 Read`.
fn names_several(cx: &Context, boxes: &Boxes, section: SectionId) -> bool {
    let ids = boxes.of_section(cx.document, section).iter().filter_map(|&task| cx.plan.task(task).id.as_deref());
    { ids }.any(|id| names::several(&cx.settings.vocabulary, id).len() > 1)
}
