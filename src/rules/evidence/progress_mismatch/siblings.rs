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
            Some(most) => wrong.push((section, at, (of, most))),
        }
    }
    if let [(section, at, counts)] = wrong[..]
        && right >= RIGHT
    {
        report(cx, out, section, at, counts);
    }
}

/// Reports a line or heading that counts `of` where there are `most` boxes.
fn report(cx: &Context, out: &mut Findings, section: SectionId, at: Span, (of, most): (u64, u64)) {
    if out.tell(at) {
        return;
    }
    let heading = cx.document.section(section);
    let place = match heading.title_span.overlaps(at) {
        true => "it".to_owned(),
        false => format!("`{}`", quote(&heading.title)),
    };
    let finding = out
        .at(at, format!("“{}” counts {of}, and {most} boxes stand below {place}", quote(cx.text(at))))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{most} boxes stand here"))
        .help("correct the number, or add the boxes that are missing; the lines like it count all of theirs")
        .about(Subject::Place(heading.title_span));
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

/// Whether a box of a section stands for several tasks: `- [ ] T1-T3 Read`, `- [ ] … three more`.
fn names_several(cx: &Context, boxes: &Boxes, section: SectionId) -> bool {
    let mut tasks = boxes.of_section(cx.document, section).iter().map(|&task| cx.plan.task(task));
    let several = |id: &str| names::several(&cx.settings.vocabulary, id).len() > 1;
    tasks.any(|task| {
        task.id.as_deref().is_some_and(several) || task.title.starts_with('…') || task.title.starts_with("...")
    })
}
