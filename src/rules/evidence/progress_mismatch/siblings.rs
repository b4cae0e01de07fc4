//! "Progress: 0/9 tasks" over seven boxes, where each of the lines like it counts all of those below its own heading, and
//! the row `| Phase 1 | 0/9 |` beside such rows.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{Boxes, Progress, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

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

/// For each further heading that is wrong so many more have to be right.
const EACH: usize = 3;

/// Compares the wholes of which headings speak, "Data (0/2)", with the boxes below them, where nearly all headings say
/// what is ticked below them, and of how many.
pub(super) fn headed(cx: &Context, out: &mut Findings, boxes: &Boxes, claims: &[(SectionId, Progress, Span)]) {
    let counts = |section| !boxes.of_section(cx.document, section).is_empty() && super::is_counted(cx, section);
    let claims: Vec<_> = claims.iter().copied().filter(|&(section, ..)| counts(section)).collect();
    let inside = sums(cx, &claims);
    let (mut right, mut wrong, mut wholes) = (0, Vec::new(), FxHashSet::default());
    for &(section, claim, at) in &claims {
        let Progress::Of(done, of) = claim else { continue };
        let tallies = boxes.tallies(boxes.of_section(cx.document, section));
        wholes.insert(of);
        if tallies.iter().any(|&tally| claim.holds(tally)) {
            right += 1;
        } else if tallies.iter().all(|tally| tally.of != of)
            // Only what is left may be kept.
            && tallies.iter().all(|tally| tally.done > 0 || tally.of != of - done)
            && inside.get(&section) != Some(&(done, of))
            && !counts_headings(cx, section, of)
            && !counts_part(cx, boxes, section, of)
            && !names_several(cx, boxes, section)
        {
            wrong.extend(tallies.iter().map(|tally| tally.of).max().map(|most| (section, at, (of, most))));
        }
    }
    // Where all are of five, they may be marks.
    if right >= RIGHT + EACH * wrong.len().saturating_sub(1) && wholes.len() > 1 {
        wrong.into_iter().for_each(|(section, at, counts)| report(cx, out, section, at, counts));
    }
}

/// Whether as many headings stand right below that of a section.
fn counts_headings(cx: &Context, section: SectionId, of: u64) -> bool {
    let end = cx.document.section(section).end;
    let inside = (section.0 + 1..cx.document.sections.len() as u32).map(SectionId).take(LOOKS);
    let inside = inside.take_while(|&part| cx.document.section(part).start < end);
    { inside }.filter(|&part| cx.document.section(part).parent == section).count() as u64 == of
}

/// How many headings are looked at for those right below another one.
const LOOKS: usize = 64;

/// What the headings right inside each section come to: if one of these is wrong, the sum is wrong there.
fn sums(cx: &Context, claims: &[(SectionId, Progress, Span)]) -> FxHashMap<SectionId, (u64, u64)> {
    let mut sums: FxHashMap<SectionId, (u64, u64)> = FxHashMap::default();
    for (section, claim, _) in claims {
        if let Progress::Of(done, of) = claim {
            let sum = sums.entry(cx.document.section(*section).parent).or_default();
            *sum = (sum.0.saturating_add(*done), sum.1.saturating_add(*of));
        }
    }
    sums
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
