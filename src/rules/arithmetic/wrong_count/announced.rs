//! Numbers of things beside which it is said which they are: "5 phases (Phases 1-3, 6)".

use super::{Counter, adds_up, compare, finding, introduced};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        Announced, Announcement, BOLD_LINES, Task, TaskKind,
        quantity::{Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;

/// Compares each of them with the things.
pub(super) fn check<'c>(cx: &Context<'c>, out: &mut Findings, counter: impl Fn() -> &'c Counter<'c>) {
    let whole = |section: SectionId| cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, section);
    let marks = LazyCell::new(|| {
        let marked = |task: &Task| task.parallel.is_some() && task.kind == TaskKind::Work;
        cx.plan.distinct_tasks().filter(|(_, task)| marked(task)).count()
    });
    let places = LazyCell::new(|| Places::of(cx));
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
            Announced::Above(section) => above(cx, out, (count, *block), *section, counter(), &places),
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

/// Where the tasks of a plan stand, and the lines that count those above them.
struct Places {
    all: Vec<u32>,
    outer: Vec<u32>,
    lines: FxHashMap<SectionId, usize>,
}

impl Places {
    fn of(cx: &Context) -> Self {
        let places = |outer: bool| {
            let tasks = cx.plan.tasks.iter().filter(|task| !outer || task.parent.is_none());
            let mut places: Vec<u32> = tasks.map(|task| task.block.0).collect();
            places.sort_unstable();
            places
        };
        let mut lines = FxHashMap::default();
        for announcement in &cx.plan.announcements {
            if let Announced::Above(section) = announcement.of {
                *lines.entry(section).or_default() += 1;
            }
        }
        Self { all: places(false), outer: places(true), lines }
    }
}

/// "Subtotal: 12 tasks" below all the tasks of its section, where no part around it has so many.
fn above(
    cx: &Context,
    out: &mut Findings,
    (claim, line): (&Quantity, BlockId),
    section: SectionId,
    counter: &Counter,
    places: &Places,
) {
    let own = counter.below(section, "task");
    let said = claim.low as usize;
    let behind = |part: SectionId| {
        let end = if part.0 == 0 { u32::MAX } else { cx.document.section(part).end };
        places.all.partition_point(|&at| at < line.0) < places.all.partition_point(|&at| at < end)
    };
    // What stands behind all tasks of a larger part may count these, and each total all so far.
    let around = cx.plan.sections_around(cx.document, section).chain([SectionId(0)]).filter(|&part| !behind(part));
    let before = |tasks: &[u32]| tasks.partition_point(|&at| at < line.0) == said;
    let held = own.counts.contains(&said)
        || { around }.any(|part| counter.below(part, "task").counts.contains(&said))
        || before(&places.all)
        || before(&places.outer);
    let (Some(&count), false) = (own.counts.first(), held || own.what == BOLD_LINES) else { return };
    // What is far more counts the steps of each.
    let like = said <= 2 * count && count <= 2 * said;
    if !like || places.lines[&section] > 1 || adds_up(cx, claim, section) || behind(section) {
        return;
    }
    let shown = |number: usize| Unit::Count("task".into()).amount(number as f64).to_string();
    let fix = mend::correct(cx, claim.span, claim.low, count as f64).filter(|_| own.counts.len() == 1);
    let verb = if count == 1 { "stands" } else { "stand" };
    let message = format!("{} announced, and {count} {verb} above it", shown(said));
    out.push(finding(out, claim.span, &message).label(format!("{count} by the {}", own.what)).fix(fix));
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
