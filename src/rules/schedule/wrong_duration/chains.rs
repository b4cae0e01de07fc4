//! "**Duration:** 10 days" of a phase, "**Total duration:** 10 days" of the plan, against the longest chain of the tasks
//! that wait for each other.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{
        Edge, Field, GroupId, Measure, Node, Phrase, PhraseHit, Relation, Role, TaskId, Word,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The most days of a week.
const WEEK: f64 = 7.0;

/// How many times the orders of a phase are gone through: no chain is longer.
const LONGEST: usize = 64;

/// Finds phases in which tasks that wait for each other take longer than they say.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let told = |group: GroupId| cx.plan.group(group).durations.len() == 1;
    if !cx.plan.groups().any(|(group, _)| told(group)) {
        return;
    }
    let times = times(cx);
    let group = |task: TaskId| cx.plan.task(task).group.filter(|&group| told(group));
    let mut orders: BTreeMap<GroupId, Vec<(TaskId, TaskId)>> = BTreeMap::new();
    for edge in cx.plan.edges.iter().filter(|e| matches!(e.relation, Relation::After | Relation::Blocks)) {
        let ends = (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after));
        let (Node::Task(before), Node::Task(after)) = ends else { continue };
        if let Some(own) = group(before).filter(|own| group(after) == Some(*own))
            && [before, after].iter().all(|task| times.contains_key(task))
        {
            orders.entry(own).or_default().push((before, after));
        }
    }
    for (group, orders) in orders {
        let name = quote(&cx.plan.group(group).name()).to_string();
        vet(cx, out, &Claim { name, length: &cx.plan.group(group).durations[0].quantity }, &orders, &times);
    }
}

/// How long something takes, as the plan says.
struct Claim<'c> {
    /// What it says it of.
    name: String,
    length: &'c Quantity,
}

/// Finds plans in which tasks that wait for each other take longer than the whole, as the one field for that says.
pub(super) fn of_whole(cx: &Context, out: &mut Findings, claims: &[(&Field, Quantity)]) {
    // Several claims differ by what they count, and one with a gloss has something else in mind.
    let [(field, length)] = claims else { return };
    let name = cx.text(field.key);
    if name.contains('(') {
        return;
    }
    let times = times(cx);
    let around = |task: TaskId| cx.plan.sections_around(cx.document, cx.plan.task(task).section);
    let below = |task: TaskId| around(task).any(|section| section == field.section);
    // Of two ways to do it, each has a part of its own.
    let own = times.keys().any(|&task| below(task));
    let loose = loose(cx);
    let waits = |task: TaskId| !loose.contains(&Node::Task(task));
    let counts = |task: TaskId| times.contains_key(&task) && is_due(cx, task) && waits(task) && (!own || below(task));
    let order = |edge: &Edge| match (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after)) {
        (Node::Task(before), Node::Task(after)) if counts(before) && counts(after) => Some((before, after)),
        _ => None,
    };
    let sure = |e: &&Edge| {
        matches!(e.relation, Relation::After | Relation::Blocks) && e.place.confidence > Confidence::Inferred
    };
    let orders: Vec<(TaskId, TaskId)> = cx.plan.edges.iter().filter(sure).filter_map(order).collect();
    if !orders.is_empty() {
        vet(cx, out, &Claim { name: quote(name).to_string(), length }, &orders, &times);
    }
}

/// The tasks that need not wait for all of what their rows name: "T1 (start)", "T1, may overlap".
fn loose(cx: &Context) -> FxHashSet<Node> {
    let plain = |text: &str| !text.contains('(') && !cx.settings.vocabulary.says(text, Word::Overlapping);
    let stated = cx.plan.stated.iter().filter(|s| !s.whole || !plain(cx.text(s.place.span)));
    stated.map(|s| cx.plan.canonical(s.subject)).collect()
}

/// Whether a task has to be done, as far as its row says.
fn is_due(cx: &Context, task: TaskId) -> bool {
    let own = cx.plan.task(task);
    let waived = |hit: &PhraseHit| matches!(hit.phrase, Phrase::Waived | Phrase::WaivedAside | Phrase::WaivedWithin);
    own.required() && !cx.plan.phrases_in(cx.document.block(own.block).span).any(waived)
}

/// How long tasks take, as their rows say in a column for time that passes.
fn times(cx: &Context) -> FxHashMap<TaskId, Quantity> {
    let mut times = FxHashMap::default();
    for table in &cx.plan.tables {
        let Some(column) = table.column(Role::Duration) else { continue };
        if cx.settings.vocabulary.measure(&table.columns[column].name) != Some(Measure::Length) {
            continue;
        }
        for row in &table.rows {
            let (Some(Node::Task(task)), Some(&cell)) = (row.subject, row.cells.get(column)) else { continue };
            let time = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0).filter(Quantity::is_time);
            times.extend(time.map(|time| (task, time)));
        }
    }
    times
}

/// Compares the longest chain of tasks with how long all of them are said to take.
fn vet(
    cx: &Context,
    out: &mut Findings,
    claim: &Claim,
    orders: &[(TaskId, TaskId)],
    times: &FxHashMap<TaskId, Quantity>,
) {
    let unit = &times[&orders[0].0].unit;
    let weeks = claim.length.unit == Unit::Time(TimeUnit::Week) && *unit == Unit::Time(TimeUnit::Day);
    let alike = orders.iter().all(|(a, b)| [a, b].iter().all(|task| times[task].unit.comparable(unit)));
    let firm = matches!(claim.length.hedge, Hedge::Exact | Hedge::AtMost);
    if !firm || !alike || !weeks && !claim.length.unit.comparable(unit) {
        return;
    }
    let mut ends: FxHashMap<TaskId, (f64, Option<TaskId>)> = FxHashMap::default();
    let low = |task: TaskId| times[&task].low;
    let end = |ends: &FxHashMap<TaskId, (f64, Option<TaskId>)>, task| ends.get(&task).map_or(low(task), |e| e.0);
    for _ in 0..LONGEST {
        let mut changed = false;
        for &(before, after) in orders {
            let later = end(&ends, before) + low(after);
            if later > end(&ends, after) {
                ends.insert(after, (later, Some(before)));
                changed = true;
            }
        }
        if !changed {
            return report(cx, out, claim, &ends, times, if weeks { WEEK } else { 1.0 });
        }
    }
}

fn report(
    cx: &Context,
    out: &mut Findings,
    claim: &Claim,
    ends: &FxHashMap<TaskId, (f64, Option<TaskId>)>,
    times: &FxHashMap<TaskId, Quantity>,
    days: f64,
) {
    let last = ends.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(a.0)));
    let Some((&last, &(takes, _))) = last.filter(|(_, (takes, _))| *takes > claim.length.high * days + 1e-6) else {
        return;
    };
    let mut chain: Vec<TaskId> = std::iter::successors(Some(last), |task| ends.get(task)?.1).collect();
    chain.reverse();
    let names: Vec<String> = chain.iter().map(|&task| quote(&cx.plan.task(task).shown()).to_string()).collect();
    let shown = Quantity { low: takes, high: takes, ..times[&last].clone() };
    let Claim { name, length } = claim;
    let finding = out
        .at(length.span, format!("`{name}` takes {length} here, and {} take {shown}", names.join(" → ")))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{shown} by the longest chain"))
        .help(
            "correct how long it takes, or drop an order that does not hold; each of these waits for the one before it",
        )
        .about(Subject::Place(length.span));
    let place = |task: &TaskId| (cx.plan.task(*task).span(), "waits for the one before it");
    out.push(finding.also(chain.iter().skip(1).map(place)));
}
