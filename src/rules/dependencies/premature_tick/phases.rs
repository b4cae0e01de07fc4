//! Phases of which work is done, while nothing is done of the phase that a field says they depend on.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{GroupId, Node, Relation, Status, StatusClaim, Why, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// The states of the tasks of a phase.
#[derive(Default)]
struct Work {
    /// Where the first that is done says so.
    done: Option<StatusClaim>,
    open: usize,
    /// Some do not say, are not needed, or are under way.
    other: bool,
}

/// Finds them, where each phase has tasks that say how far they are and says nothing itself.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let group = |node: Node| if let Node::Group(group) = node { Some(group) } else { None };
    let stated = cx.plan.edges.iter().filter(|e| {
        e.relation == Relation::After
            && matches!(e.place.why, Why::Label | Why::Cell)
            && e.place.confidence >= Confidence::Conventional
    });
    let edges: Vec<_> = stated.filter_map(|e| Some((e, group(e.before)?, group(e.after)?))).collect();
    if edges.is_empty() {
        return;
    }
    let work = work(cx);
    let silent = |id: GroupId| cx.plan.group(id).statuses.is_empty() && !namesakes(&cx.plan.group(id).places);
    for (edge, before, after) in edges {
        let (Some(first), Some(next)) = (work.get(&before), work.get(&after)) else { continue };
        let untouched = first.done.is_none() && !first.other && first.open > 0;
        let Some(done) = next.done.filter(|_| untouched && silent(before) && silent(after)) else { continue };
        let (name, waited) = (quote(&cx.plan.group(after).name()).to_string(), cx.plan.group(before).name());
        let found = out
            .at(
                done.place.span,
                format!("work of “{name}” is done, but it depends on “{}”, of which nothing is", quote(&waited)),
            )
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label("done, by this mark")
            .related(edge.place.span, "depends on it here")
            .related(cx.plan.group(before).span(), "nothing of it is done")
            .help("tick what is finished, open this task again, or drop the dependency if it no longer holds")
            .about(Subject::Place(cx.plan.group(after).span()));
        out.push(found);
    }
}

/// The states of the tasks of each phase.
fn work(cx: &Context) -> FxHashMap<GroupId, Work> {
    let mut found: FxHashMap<GroupId, Work> = FxHashMap::default();
    for (_, task) in cx.plan.distinct_tasks() {
        let around = std::iter::successors(task.group, |&group| cx.plan.group(group).parent).take(8);
        for group in around {
            let work = found.entry(group).or_default();
            match task.status() {
                Some(Status::Done) => work.done = work.done.or(task.statuses.first().copied()),
                Some(Status::Open | Status::Blocked) if task.required() => work.open += 1,
                _ => work.other = true,
            }
        }
    }
    found
}
