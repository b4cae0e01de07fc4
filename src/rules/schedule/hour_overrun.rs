//! See `rules/schedule/hour-overrun.md`.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::SectionId,
    plan::{
        ActorId, Assignee, Duty, Group, Node, Role, Table, Why, fold, names,
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
    let mut given: FxHashMap<SectionId, Vec<(Quantity, Span)>> = FxHashMap::default();
    for group in cx.plan.groups.iter().filter(|g| &*g.word == "slot") {
        let (Some(own), Some(length)) = (group.section, length(group)) else { continue };
        let owner = cx.plan.sections_around(cx.document, own).find(|s| actor(*s).is_some());
        if let Some(owner) = owner {
            given.entry(owner).or_default().push(length);
        }
    }
    if given.is_empty() {
        return;
    }
    for field in cx.plan.fields.iter().filter(|f| f.role == Some(Role::Duration) && f.why == Why::Label) {
        let (Some(owner), Some(given)) = (actor(field.section), given.get(&field.section)) else { continue };
        let Some(budget) = quantity::scan(cx.text(field.value), field.value.start).into_iter().next() else { continue };
        if given.len() > 1 {
            report(cx, out, owner, &budget, field.value, given, "slots");
        }
    }
}

/// How long a slot of the day is, by what it says, else by its end.
fn length(group: &Group) -> Option<(Quantity, Span)> {
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
    "capacity",
    "available",
    "availability",
    "available hours",
    "hours available",
    "hour budget",
    "hours budget",
    "budgeted hours",
    "max hours",
    "time budget",
];

/// A table of who has how many hours, and the tasks that another one gives to each.
fn rows(cx: &Context, out: &mut Findings) {
    // Hours of each day or week do not say how many there are in all.
    let rate =
        |heading: &str| heading.contains('/') || ["per", "daily", "weekly", "each"].iter().any(|w| heading.contains(w));
    let named =
        |heading: &str| CAPACITY.contains(&heading.split('(').next().unwrap_or(heading).trim()) && !rate(heading);
    let capacity = |t: &Table| t.columns.iter().position(|c| named(&c.key));
    let Some((table, column)) = cx.plan.tables.iter().find_map(|t| Some((t, capacity(t)?))).filter(|(_, c)| *c > 0)
    else {
        return;
    };
    let mut figures: FxHashMap<Node, (Quantity, Span)> = FxHashMap::default();
    for work in cx.plan.tables.iter().filter(|t| !std::ptr::eq(*t, table)) {
        let Some(effort) = work.column(Role::Duration) else { continue };
        for row in &work.rows {
            let (Some(subject), Some(&cell)) = (row.subject, row.cells.get(effort)) else { continue };
            let figure = hours(cx, &work.columns[effort].name, cx.document.text_span(cell));
            figure.map(|figure| figures.insert(subject, figure));
        }
    }
    let mut loads: FxHashMap<ActorId, Vec<(Quantity, Span)>> = FxHashMap::default();
    for assignment in cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner) {
        let (Some(figure), Assignee::Actors(who)) = (figures.get(&assignment.subject), &assignment.assignee) else {
            continue;
        };
        if let [owner] = &who[..] {
            loads.entry(*owner).or_default().push(figure.clone());
        }
    }
    let actors: FxHashMap<&str, ActorId> =
        cx.plan.actors.iter().enumerate().map(|(i, a)| (&*a.key, ActorId(i as u32))).collect();
    for row in table.rows.iter().filter(|r| !r.total) {
        let (Some(&name), Some(&cell)) = (row.cells.first(), row.cells.get(column)) else { continue };
        let key = names::key(&cx.document.plain(cx.source.text(), name)).into_owned();
        let Some(&owner) = actors.get(&*key) else { continue };
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
    // In the unit of the budget, where it is one figure.
    let shown = if sum.low == sum.high { budget.unit.amount(sum.low).to_string() } else { sum.shown() };
    let name = quote(&cx.plan.actor(owner).name);
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
