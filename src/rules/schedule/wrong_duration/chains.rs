//! "**Duration:** 10 days" of a phase, against the longest chain of its tasks that wait for each other.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{
        GroupId, Measure, Node, Relation, Role, TaskId,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;
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
        vet(cx, out, group, &orders, &times);
    }
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

/// Compares the longest chain of a phase with how long that is said to take.
fn vet(
    cx: &Context,
    out: &mut Findings,
    group: GroupId,
    orders: &[(TaskId, TaskId)],
    times: &FxHashMap<TaskId, Quantity>,
) {
    let claim = &cx.plan.group(group).durations[0];
    let unit = &times[&orders[0].0].unit;
    let weeks = claim.quantity.unit == Unit::Time(TimeUnit::Week) && *unit == Unit::Time(TimeUnit::Day);
    let alike = orders.iter().all(|(a, b)| [a, b].iter().all(|task| times[task].unit.comparable(unit)));
    let firm = matches!(claim.quantity.hedge, Hedge::Exact | Hedge::AtMost);
    if !firm || !alike || !weeks && !claim.quantity.unit.comparable(unit) {
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
            return report(cx, out, group, &ends, times, if weeks { WEEK } else { 1.0 });
        }
    }
}

fn report(
    cx: &Context,
    out: &mut Findings,
    group: GroupId,
    ends: &FxHashMap<TaskId, (f64, Option<TaskId>)>,
    times: &FxHashMap<TaskId, Quantity>,
    days: f64,
) {
    let claim = &cx.plan.group(group).durations[0];
    let last = ends.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(a.0)));
    let Some((&last, &(takes, _))) = last.filter(|(_, (takes, _))| *takes > claim.quantity.high * days + 1e-6) else {
        return;
    };
    let mut chain: Vec<TaskId> = std::iter::successors(Some(last), |task| ends.get(task)?.1).collect();
    chain.reverse();
    let names: Vec<String> = chain.iter().map(|&task| quote(&cx.plan.task(task).shown()).to_string()).collect();
    let shown = Quantity { low: takes, high: takes, ..times[&last].clone() };
    let name = quote(&cx.plan.group(group).name()).to_string();
    let finding = out
        .at(claim.span, format!("`{name}` takes {} here, and {} take {shown}", claim.quantity, names.join(" → ")))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{shown} by the longest chain"))
        .help("correct how long the phase takes, or drop an order that does not hold; each of these waits for the one before it")
        .about(Subject::Place(claim.span));
    let place = |task: &TaskId| (cx.plan.task(*task).span(), "waits for the one before it");
    out.push(finding.also(chain.iter().skip(1).map(place)));
}
