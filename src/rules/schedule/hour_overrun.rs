//! See `rules/schedule/hour-overrun.md`.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Section, SectionId},
    plan::{
        ActorId, Assignee, Duty, Group, Name, Node, Role, Table, Why, names,
        quantity::{self, Quantity},
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
    for group in cx.plan.groups.iter().filter(|g| g.is_time_of_day()) {
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
        let Some(budget) = quantity::each(cx.text(field.value), field.value.start).next() else { continue };
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

/// Who has how many hours, and the tasks that a table gives to each.
fn rows(cx: &Context, out: &mut Findings) {
    if cx.plan.assignments.is_empty() {
        return;
    }
    let budgets = budgets(cx);
    if budgets.is_empty() {
        return;
    }
    let mut figures: FxHashMap<Node, (Quantity, Span)> = FxHashMap::default();
    for work in &cx.plan.tables {
        let Some(effort) = work.column(Role::Duration) else { continue };
        for row in &work.rows {
            let (Some(subject), Some(&cell)) = (row.subject, row.cells.get(effort)) else { continue };
            // "Ada (if time)"
            if cx.is_left_out(cx.text(cx.document.block(row.block).span)) {
                continue;
            }
            let figure = length_in(cx, work, effort, cell);
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
    for (name, budget, span) in budgets {
        let Some(&owner) = actors.get(&*name) else { continue };
        // What stands in the budget itself is no task.
        let given = loads.get(&owner).filter(|given| given.iter().all(|(_, at)| *at != span));
        if let Some(given) = given {
            report(cx, out, owner, &budget, span, given, "tasks");
        }
    }
}

/// Who has how many hours: by a column `Capacity`, by a table of roles with their hours, or by a list about capacity.
fn budgets(cx: &Context) -> Vec<(String, Quantity, Span)> {
    // Hours of each day or week do not say how many there are in all.
    let rate =
        |heading: &str| heading.contains('/') || ["per", "daily", "weekly", "each"].iter().any(|w| heading.contains(w));
    let called = |heading: &str, name: Name| cx.settings.vocabulary.is_name(names::bare(heading), name);
    let named = |heading: &str| called(heading, Name::Capacity) && !rate(heading);
    let of_roles = |t: &Table| {
        let first = t.columns.first().and_then(|c| c.role);
        let people = matches!(first, Some(Role::Role | Role::Person | Role::Owner | Role::Team));
        people && !t.has(Role::Task) && !t.has(Role::Status)
    };
    let mut found = Vec::new();
    for table in &cx.plan.tables {
        let allotted = |heading: &str| called(heading, Name::Allotted) && of_roles(table) && !rate(heading);
        let Some(column) = table.columns.iter().position(|c| named(&c.key) || allotted(&c.key)).filter(|c| *c > 0)
        else {
            continue;
        };
        for row in table.rows.iter().filter(|r| !r.total) {
            let (Some(&name), Some(&cell)) = (row.cells.first(), row.cells.get(column)) else { continue };
            let key = names::key(&cx.document.plain(cx.source.text(), name)).into_owned();
            let budget = length_in(cx, table, column, cell);
            found.extend(budget.map(|(budget, span)| (key, budget, span)));
        }
    }
    let it = b"capacity";
    let is_it = |word: &[u8]| word.eq_ignore_ascii_case(it);
    let about = |section: &Section| {
        let title = section.title.as_bytes();
        let begins = |at: usize| title[at..].get(..it.len()).is_some_and(is_it);
        let mut words = section.title.split(|c: char| !c.is_alphanumeric());
        memchr::memchr2_iter(b'c', b'C', title).any(begins) && words.any(|word| is_it(word.as_bytes()))
    };
    if cx.document.sections.iter().any(about) {
        let sections = |block: BlockId| cx.document.section(cx.document.block(block).section);
        for label in cx.document.labels.iter().filter(|l| about(sections(l.block))) {
            let value = cx.text(label.value);
            let plain = value.split('(').next().unwrap_or(value);
            if let [budget] = quantity::scan(plain, label.value.start).as_slice()
                && budget.is_time()
                && !rate(&value.to_lowercase().replace('(', " ").split_whitespace().take(2).collect::<String>())
            {
                found.push((names::key(cx.text(label.key)).into_owned(), budget.clone(), budget.span));
            }
        }
    }
    found
}

/// The length in a cell of a column; a bare number takes the unit of its heading.
fn length_in(cx: &Context, table: &Table, column: usize, cell: BlockId) -> Option<(Quantity, Span)> {
    let span = cx.document.text_span(cell);
    let figure = quantity::cell(cx.text(span), span.start)?.under(&table.columns[column].name);
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
    let what = match given.len() {
        1 => format!("the one {} given to it takes", what.trim_end_matches('s')),
        count => format!("the {count} {what} given to it take"),
    };
    let message = format!("`{name}` has {budget}, and {what} {shown}");
    let mut found = out
        .at(at, message)
        .label(format!("{shown} are given"))
        .confidence(Confidence::Conventional)
        .help("budget the hours that the plan needs, or give some of the work to somebody else");
    found = found.also(given.iter().map(|(quantity, span)| (*span, quantity.to_string())));
    out.push(found);
}
