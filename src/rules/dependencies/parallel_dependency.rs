//! See `rules/dependencies/parallel-dependency.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    plan::{Mode, Node, Relation, TaskId, id_key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds tasks that run side by side although one waits for the other.
pub fn check(cx: &Context, out: &mut Findings) {
    // One order may be said in several places: by the column of each of the two, by a drawing.
    let mut told: FxHashMap<(Box<str>, Box<str>), Diagnostic> = FxHashMap::default();
    for edge in &cx.plan.edges {
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { continue };
        if edge.relation == Relation::With || edge.place.confidence == Confidence::Inferred || before == after {
            continue;
        }
        // A row of a matrix and the task itself bear one name.
        let key = |task: TaskId| id_key(cx.plan.task(task).name());
        let pair = (key(before), key(after));
        if let Some(found) = told.remove(&pair) {
            told.insert(pair, found.related(edge.place.span, "said here too"));
            continue;
        }
        let Some(why) = side_by_side(cx, before, after) else { continue };
        let (a, b) = (quote(&cx.plan.name(Node::Task(after))), quote(&cx.plan.name(Node::Task(before))));
        let mut found = out
            .at(edge.place.span, format!("`{a}` waits for `{b}`, but {why}"))
            .label(format!("waits for `{b}`"))
            .related(cx.plan.span(edge.before), "what it waits for")
            .confidence(edge.place.confidence)
            .help("run one after the other, or drop the dependency if they can start together");
        if let Some(mark) = cx.plan.task(after).parallel {
            found = found.related(mark, "marked as parallel");
        }
        told.insert(pair, found);
    }
    let mut told: Vec<Diagnostic> = told.into_values().collect();
    told.sort_by_key(|d| d.span);
    told.into_iter().for_each(|d| out.push(d));
    across(cx, out);
}

/// The same where what a task waits for stands in another document, and the format counts the waves of all of them.
fn across(cx: &Context, out: &mut Findings) {
    for (awaited, wave, _) in cx.kin.waves().filter(|(_, own, other)| own == other) {
        let (name, waited) = (cx.plan.task(awaited.subject).name(), awaited.member.plan.task(awaited.task).name());
        let (name, waited) = (quote(name), quote(waited));
        let at = awaited.member.plan.span(Node::Task(awaited.task));
        out.push(
            out.at(awaited.wait.place.span, format!("`{name}` waits for `{waited}`, but both start in `Wave {wave}`"))
                .label(format!("waits for `{waited}`"))
                .related_in(&awaited.member.source, at, "what it waits for")
                .help("move it to a later wave, or drop the dependency if they can start together"),
        );
    }
}

/// Why the two are meant to run at once.
fn side_by_side(cx: &Context, a: TaskId, b: TaskId) -> Option<String> {
    let (x, y) = (cx.plan.task(a), cx.plan.task(b));
    let group = x.group.filter(|g| y.group == Some(*g));
    if x.parallel.is_some() && y.parallel.is_some() && (group.is_some() || x.section == y.section) {
        return Some("both are marked as parallel".into());
    }
    let group = group?;
    let name = quote(&cx.plan.group(group).name());
    if let Some((Mode::Parallel, _)) = cx.plan.group(group).mode {
        return Some(format!("`{name}` runs its tasks in parallel"));
    }
    cx.plan.starts_together(group, a).then(|| format!("both start in `{name}`"))
}
