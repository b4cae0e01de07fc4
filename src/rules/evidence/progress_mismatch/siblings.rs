//! "Progress: 0/9 tasks" over seven boxes, where each of the lines like it counts all of those below its own heading.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{Boxes, Progress},
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
            Some(most) => wrong.push((section, at, most)),
        }
    }
    let [(section, at, most)] = wrong[..] else { return };
    if right < RIGHT || out.tell(at) {
        return;
    }
    let finding = out
        .at(at, format!("“{}” counts others than the {most} boxes below this heading", quote(cx.text(at))))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{most} boxes stand here"))
        .help("correct the number, or add the boxes that are missing; the lines like it count all of theirs")
        .about(Subject::Place(cx.document.section(section).title_span));
    out.push(finding);
}
