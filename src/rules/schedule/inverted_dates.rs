//! See `rules/schedule/inverted-dates.md`.

mod dues;
mod windows;

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{
        DateClaim, DateRole, Node, Orders, Relation,
        quantity::{Day, Written},
    },
    rules::{Context, Findings},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// Longest time, in days, for which dates without a year may run into the next one.
const WINTER: i32 = 250;

/// Finds ends before starts, and starts before the end of what must be finished first.
pub fn check(cx: &Context, out: &mut Findings) {
    for period in &cx.plan.periods {
        let (start, end) = (&cx.plan.dates[period.start], &cx.plan.dates[period.end]);
        let Some(certain) = is_before(&end.day, &start.day) else { continue };
        let prose = [start, end].iter().any(|d| d.place.confidence == Confidence::Inferred);
        let shown = |claim: &DateClaim| match claim.day.date() {
            Some(date) => date.to_string(),
            None => quote(cx.text(claim.day.span)).to_string(),
        };
        let (from, to) = (shown(start), shown(end));
        let message = match start.subject {
            Some(node) => format!("`{}` ends on {to}, before it starts on {from}", quote(&cx.plan.name(node))),
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
    windows::check(cx, out);
    clocks(cx, out);
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
    for edge in &cx.plan.edges {
        if edge.before == edge.after || edge.relation == Relation::With || edge.place.confidence == Confidence::Inferred
        {
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
        if is_before(&start.day, &end.day) != Some(true) {
            continue;
        }
        // Where each waits for the other, one of the orders is wrong, and not a date.
        let orders = known.get_or_insert_with(|| Orders::of(cx.plan));
        if orders.leads(cx.plan.canonical(edge.after), cx.plan.canonical(edge.before)) {
            continue;
        }
        let (after, before) = (quote(&cx.plan.name(edge.after)), quote(&cx.plan.name(edge.before)));
        let (from, to) = (start.day.readings(), end.day.readings());
        let shown = |days: Option<[Date; 2]>| days.map_or_else(String::new, |[day, _]| day.to_string());
        let (from, to) = (shown(from), shown(to));
        let found = out
            .at(start.day.span, format!("`{after}` starts on {from} and waits for `{before}`, which ends on {to}"))
            .label("starts too early")
            .related(end.day.span, format!("`{before}` ends here"))
            .related(edge.place.span, "the order")
            .help("start it later, end the other earlier, or take the dependency out if both may overlap");
        out.push(found);
    }
}
