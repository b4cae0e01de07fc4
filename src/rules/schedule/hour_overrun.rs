//! See `rules/schedule/hour-overrun.md`.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::SectionId,
    plan::{
        ActorId, Assignee, Duty, Field, Group, Node, Role, Table, Why, fold, names,
        quantity::{self, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds owners who are given more hours than they have.
pub fn check(cx: &Context, out: &mut Findings) {
    slots(cx, out);
    rows(cx, out);
}

/// `Hours: 1-2 h` in an agent's section, and the slots of the day in the same section.
fn slots(cx: &Context, out: &mut Findings) {
    let actor = |section: SectionId| cx.plan.sections[section.0 as usize].actor;
    let budget = |f: &&Field| f.role == Some(Role::Duration) && f.why == Why::Label && actor(f.section).is_some();
    for field in cx.plan.fields.iter().filter(budget) {
        let Some(owner) = actor(field.section) else { continue };
        let Some(budget) = quantity::scan(cx.text(field.value), field.value.start).into_iter().next() else { continue };
        let given: Vec<(Quantity, Span)> = cx.plan.groups.iter().filter_map(|g| length(cx, field.section, g)).collect();
        if given.len() > 1 {
            report(cx, out, owner, &budget, field.value, &given, "slots");
        }
    }
}

/// How long a slot of the day in a section is, by what it says, else by its end.
fn length(cx: &Context, section: SectionId, group: &Group) -> Option<(Quantity, Span)> {
    let own = group.section.filter(|_| &*group.word == "slot")?;
    if !cx.plan.sections_around(cx.document, own).any(|s| s == section) {
        return None;
    }
    if let Some(said) = group.durations.first() {
        return Some((said.quantity.clone(), said.span));
    }
    let slot = quantity::clock(&group.label, 0)?;
    let minutes = slot.end?.minutes_after_midnight.checked_sub(slot.start.minutes_after_midnight)?;
    let length = quantity::cell(&format!("{minutes} min"), 0)?;
    Some((length, group.span()))
}

/// What a column of hours that somebody has is called.
const CAPACITY: [&str; 10] = [
    "capacity", "available", "availability", "available hours", "hours available", "hour budget", "hours budget", "budgeted hours",
    "max hours", "time budget",
];

/// A table of who has how many hours, and the tasks that another one gives to each.
fn rows(cx: &Context, out: &mut Findings) {
    let named = |heading: &str| CAPACITY.contains(&fold(heading.split('(').next().unwrap_or(heading)).trim());
    let capacity = |t: &Table| t.columns.iter().position(|c| named(&c.name));
    let Some((table, column)) = cx.plan.tables.iter().find_map(|t| Some((t, capacity(t)?))).filter(|(_, c)| *c > 0) else {
        return;
    };
    let mut loads: FxHashMap<ActorId, Vec<(Quantity, Span)>> = FxHashMap::default();
    for work in cx.plan.tables.iter().filter(|t| !std::ptr::eq(*t, table)) {
        let Some(effort) = work.column(Role::Duration) else { continue };
        let cells: FxHashMap<Node, _> =
            work.rows.iter().filter_map(|r| Some((r.subject?, *r.cells.get(effort)?))).collect();
        for assignment in cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner) {
            let (Some(&cell), Assignee::Actors(who)) = (cells.get(&assignment.subject), &assignment.assignee) else { continue };
            let figure = hours(cx, &work.columns[effort].name, cx.document.text_span(cell));
            if let ([owner], Some(figure)) = (&who[..], figure) {
                loads.entry(*owner).or_default().push(figure);
            }
        }
    }
    for row in table.rows.iter().filter(|r| !r.total) {
        let (Some(&name), Some(&cell)) = (row.cells.first(), row.cells.get(column)) else { continue };
        let key = names::key(&cx.document.plain(cx.source.text(), name)).into_owned();
        let Some(owner) = cx.plan.actors.iter().position(|a| *a.key == *key).map(|i| ActorId(i as u32)) else { continue };
        let budget = hours(cx, &table.columns[column].name, cx.document.text_span(cell));
        if let (Some((budget, span)), Some(given)) = (budget, loads.get(&owner)) {
            report(cx, out, owner, &budget, span, given, "tasks");
        }
    }
}

/// The length in a cell; a bare number takes the unit of its heading.
fn hours(cx: &Context, heading: &str, span: Span) -> Option<(Quantity, Span)> {
    let text = cx.text(span);
    let figure = quantity::cell(text, span.start)?;
    let unit = match fold(heading).as_ref() {
        h if h.contains("hour") || h.contains("(h)") => "h",
        h if h.contains("day") || h.contains("(d)") => "days",
        _ => "",
    };
    let figure = match figure.unit {
        Unit::None if !unit.is_empty() => quantity::cell(&format!("{} {unit}", text.trim()), span.start)?,
        _ => figure,
    };
    figure.is_time().then_some((figure, span))
}

fn report(
    cx: &Context,
    out: &mut Findings,
    owner: ActorId,
    budget: &Quantity,
    at: Span,
    given: &[(Quantity, Span)],
    what: &str,
) {
    let sum = Sum::of(given.iter().map(|(q, _)| q)).filter(|s| s.refutes(budget) && s.low > budget.high);
    let Some(sum) = sum.filter(|_| budget.is_time()) else { return };
    let (name, shown) = (quote(&cx.plan.actor(owner).name), sum.shown());
    let message = format!("`{name}` has {budget}, and the {} {what} given to it take {shown}", given.len());
    let mut found = out
        .at(at, message)
        .label(format!("{shown} are given"))
        .confidence(Confidence::Conventional)
        .help("budget the hours that the plan needs, or give some of the work to somebody else");
    for (quantity, span) in given.iter().take(6) {
        found = found.related(*span, quantity.to_string());
    }
    out.push(found);
}
