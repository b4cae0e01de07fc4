//! Numbers of things beside which it is said which they are: "5 phases (Phases 1-3, 6)".

use super::{Counter, compare, finding, introduced};
use crate::{
    markdown::SectionId,
    plan::{
        Announced, Announcement, Task, TaskKind,
        quantity::{Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use std::cell::LazyCell;

/// Compares each of them with the things.
pub(super) fn check<'c>(cx: &Context<'c>, out: &mut Findings, counter: impl Fn() -> &'c Counter<'c>) {
    let whole = |section: SectionId| cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, section);
    let marks = LazyCell::new(|| {
        let marked = |task: &Task| task.parallel.is_some() && task.kind == TaskKind::Work;
        cx.plan.distinct_tasks().filter(|(_, task)| marked(task)).count()
    });
    for Announcement { count, block, of } in &cx.plan.announcements {
        match of {
            Announced::Named { names, counts } => named(cx, out, count, *names, counts),
            Announced::Below(block) => introduced::vet(cx, out, count, *block, &counter),
            Announced::Under(section) => under(cx, out, count, *section, counter()),
            Announced::Groups => {
                let noun = count.unit.noun().filter(|_| whole(cx.document.block(*block).section));
                let Some(noun) = noun else { continue };
                compare(cx, out, count, noun, SectionId(0), &counter().below(SectionId(0), noun));
            }
            Announced::Asked(counts) => asked(cx, out, count, counts),
            Announced::Marked => marked(cx, out, count, *marks),
            Announced::Team(names) => team(cx, out, count, *names),
            Announced::All { .. } | Announced::Parts { .. } => {}
        }
    }
}

/// "5 phases (Phases 1-3, 6)", "T001-T008 (7 tasks)".
fn named(cx: &Context, out: &mut Findings, claim: &Quantity, names: Span, counts: &[u64]) {
    if counts.contains(&(claim.low as u64)) {
        return;
    }
    let noun = claim.unit.noun().unwrap_or_default();
    let shown = |number: f64| Unit::Count(noun.into()).amount(number).to_string();
    let message = format!("{} announced, and {} named beside it", shown(claim.low), counts[0]);
    let fix = mend::correct(cx, claim.span, claim.low, counts[0] as f64);
    out.push(
        finding(out, claim.span, &message)
            .label(format!("{} by the names", shown(counts[0] as f64)))
            .related(names, "these")
            .fix(fix),
    );
}

/// "v1 requirements: 33 total", and how many there are.
fn asked(cx: &Context, out: &mut Findings, claim: &Quantity, counts: &[u64]) {
    let Some(&count) = counts.first().filter(|_| !counts.contains(&(claim.low as u64))) else { return };
    let message = format!("{} announced, and there are {count}", claim.unit.amount(claim.low));
    let fix = mend::correct(cx, claim.span, claim.low, count as f64).filter(|_| counts.len() == 1);
    out.push(finding(out, claim.span, &message).label(format!("{count} have an id here")).fix(fix));
}

/// "Tasks (5)" over three: what stands below the heading, where the whole plan has another number, too.
fn under(cx: &Context, out: &mut Findings, claim: &Quantity, section: SectionId, counter: &Counter) {
    let Some(noun) = claim.unit.noun() else { return };
    let all = counter.below(SectionId(0), noun);
    if all.counts.is_empty() || all.refutes(claim.low as usize) {
        compare(cx, out, claim, noun, section, &counter.below(section, noun));
    }
}

/// "20 tasks marked [P]", and how many bear that mark.
fn marked(cx: &Context, out: &mut Findings, claim: &Quantity, marks: usize) {
    if marks == 0 || claim.low == marks as f64 {
        return;
    }
    let message = format!("{} tasks are said to be marked [P], and {} are", claim.low, claim.unit.amount(marks as f64));
    let fix = mend::correct(cx, claim.span, claim.low, marks as f64);
    out.push(finding(out, claim.span, &message).label(format!("{marks} by the marks")).fix(fix));
}

/// "Team: 4 agents (ada, bob)".
fn team(cx: &Context, out: &mut Findings, claim: &Quantity, names: usize) {
    if claim.low == names as f64 {
        return;
    }
    let listed = Unit::Count("name".into());
    let message = format!("{} announced, and {} follow", claim.unit.amount(claim.low), listed.amount(names as f64));
    let fix = mend::correct(cx, claim.span, claim.low, names as f64);
    out.push(finding(out, claim.span, &message).label(format!("{names} by the names behind it")).fix(fix));
}
