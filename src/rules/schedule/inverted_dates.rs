//! See `rules/schedule/inverted-dates.md`.

mod dues;
mod hours;
mod timetables;
mod turns;
mod weeks;
mod windows;
mod years;

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{
        DateClaim, DateRole, Edge, Node, Orders, Relation, Status, TaskId,
        quantity::{Day, Written},
    },
    rules::{Context, Findings},
};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// Longest time, in days, for which dates without a year may run into the next one.
const WINTER: i32 = 250;

/// The most dates of one plan that were probably written by mistake.
const SLIPS: usize = 2;

/// Finds ends before starts, and starts before the end of what must be finished first.
pub fn check(cx: &Context, out: &mut Findings) {
    for period in &cx.plan.periods {
        let (start, end) = (&cx.plan.dates[period.start], &cx.plan.dates[period.end]);
        let Some(certain) = is_before(&end.day, &start.day) else { continue };
        let prose = [start, end].iter().any(|d| d.place.confidence == Confidence::Inferred);
        let (from, to) = (shown(cx, &start.day), shown(cx, &end.day));
        let message = match start.subject {
            Some(node) => {
                let ends = if end.role == DateRole::Due { "is due" } else { "ends" };
                format!("`{}` {ends} on {to}, before it starts on {from}", quote(&cx.plan.name(node)))
            }
            None => format!("the end, {to}, lies before the start, {from}"),
        };
        let mut found = out
            .at(end.day.span, message)
            .label("the end")
            .related(start.day.span, "the start")
            .help("correct one of the two dates; the month or the year is the likeliest to be wrong");
        if prose || !certain {
            found = found.severity(Severity::Warning).confidence(Confidence::Inferred);
        }
        out.push(found);
    }
    orders(cx, out);
    timetables::check(cx, out);
    windows::check(cx, out);
    turns::check(cx, out);
    weeks::check(cx, out);
    years::check(cx, out);
    hours::check(cx, out);
    clocks(cx, out);
}

/// A day as it is read, or as it is written where it has no year or may be read in two ways.
fn shown(cx: &Context, day: &Day) -> String {
    let written = cx.text(day.span);
    match day.written {
        Written::Date(date) => date.to_string(),
        // The "7" of "3–7 March".
        Written::Yearless { month, day } if written.len() < 3 => format!("{month:02}-{day:02}"),
        _ => quote(written).to_string(),
    }
}

/// Work that was finished, by the clock, before it was begun on the same day.
fn clocks(cx: &Context, out: &mut Findings) {
    for run in cx.plan.runs.iter().filter(|r| r.dated && r.minutes < 0 && r.minutes > -24 * 60) {
        let (from, to) = (quote(cx.text(run.start)), quote(cx.text(run.end)));
        let found = out
            .at(run.end, format!("the end, {to}, lies before the start, {from}"))
            .severity(Severity::Warning)
            .label("the end")
            .related(run.start, "the start")
            .help("correct one of the two times");
        out.push(found);
    }
}

/// Whether the first day lies before the second, whichever way they are read, and whether that is
/// certain; `None` where it does not.
fn is_before(early: &Day, late: &Day) -> Option<bool> {
    if let (Some(a), Some(b)) = (early.readings(), late.readings()) {
        return a.iter().zip(&b).all(|(a, b)| a < b).then_some(true);
    }
    let year = [early, late].iter().find_map(|d| d.date()).map_or(2025, |d| d.year());
    let days = |a: Date, b: Date| a.until(b).map_or(0, |span| span.get_days());
    let (a, b) = (early.in_year(year)?, late.in_year(year)?);
    // December to January is a short time; March to February is a long one.
    let yearless = [early, late].iter().any(|d| matches!(d.written, Written::Yearless { .. }));
    (yearless && a < b && 365 - days(a, b) > WINTER).then_some(false)
}

/// Work that starts before what it waits for ends.
struct Early<'c> {
    edge: &'c Edge,
    start: &'c DateClaim,
    end: &'c DateClaim,
    /// Whether the days tell their year.
    certain: bool,
}

/// Whether one of the two is not to be done any more, and has no days.
fn is_dropped(cx: &Context, edge: &Edge) -> bool {
    let dropped = |task: TaskId| cx.plan.task(task).statuses.iter().any(|s| s.status == Status::Dropped);
    [edge.before, edge.after].iter().any(|node| matches!(node, Node::Task(task) if dropped(*task)))
}

/// Tasks that start before what they depend on ends.
fn orders(cx: &Context, out: &mut Findings) {
    if cx.plan.edges.is_empty() || cx.plan.dates.is_empty() {
        return;
    }
    let mut of: FxHashMap<(Node, DateRole), Vec<&DateClaim>> = FxHashMap::default();
    for claim in &cx.plan.dates {
        if let Some(subject) = claim.subject.filter(|_| claim.role != DateRole::On) {
            let subject = match subject {
                Node::Task(task) => Node::Task(cx.plan.repeats.get(&task).copied().unwrap_or(task)),
                other => other,
            };
            of.entry((subject, claim.role)).or_default().push(claim);
        }
    }
    // Of several dates of one thing none is certain.
    let only = |node: Node, role: DateRole| match of.get(&(node, role)).map(Vec::as_slice) {
        Some([one]) => Some(*one),
        _ => None,
    };
    let mut known: Option<Orders> = None;
    let mut early: Vec<Early> = Vec::new();
    for edge in &cx.plan.edges {
        let same = edge.before == edge.after || edge.relation == Relation::With;
        if same || edge.place.confidence == Confidence::Inferred || is_dropped(cx, edge) {
            continue;
        }
        let end = only(edge.before, DateRole::End);
        let (Some(end), Some(start)) = (end, only(edge.after, DateRole::Start)) else {
            let dues = [edge.before, edge.after].map(|node| only(node, DateRole::Due).or(only(node, DateRole::End)));
            if let [Some(first), Some(last)] = dues {
                let found = dues::earlier(cx, out, edge, first, last);
                found.into_iter().for_each(|found| out.push(found));
            }
            continue;
        };
        let Some(certain) = is_before(&start.day, &end.day) else { continue };
        if edge.is_qualified(cx.plan, cx.source.text()) {
            continue;
        }
        // Where each waits for the other, one of the orders is wrong, and not a date.
        let orders = known.get_or_insert_with(|| Orders::of(cx.plan));
        if !orders.leads(cx.plan.canonical(edge.after), cx.plan.canonical(edge.before)) {
            early.push(Early { edge, start, end, certain });
        }
    }
    // Where several start early, the plan lets work overlap.
    let distinct = |place: fn(&Early) -> u32| early.iter().map(place).collect::<FxHashSet<u32>>().len();
    if distinct(|e| e.start.day.span.start).min(distinct(|e| e.end.day.span.start)) > SLIPS {
        return;
    }
    for Early { edge, start, end, certain } in early {
        let (after, before) = (quote(&cx.plan.name(edge.after)), quote(&cx.plan.name(edge.before)));
        let [from, to] = [start, end].map(|claim: &DateClaim| shown(cx, &claim.day));
        let mut found = out
            .at(start.day.span, format!("`{after}` starts on {from} and waits for `{before}`, which ends on {to}"))
            .label("starts too early")
            .related(end.day.span, format!("`{before}` ends here"))
            .related(edge.place.span, "the order")
            .help("start it later, end the other earlier, or take the dependency out if both may overlap");
        if !certain {
            found = found.severity(Severity::Warning).confidence(Confidence::Inferred);
        }
        out.push(found);
    }
}
