//! The order stands in one document and the tick, or what is open, in another that is a view of it.

use crate::{
    diagnostic::{Confidence, Subject, quote},
    family::Member,
    plan::{Edge, Node, Plan, Relation, Status, StatusClaim, Task, TaskId, Told},
    rules::{
        Context, Findings,
        views::{View, views},
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// How many open dependencies a finding points at.
const SHOWN: usize = 5;

/// Finds tasks that are done while one for which they wait is open, as only two documents together say.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for view in views(cx) {
        here(cx, out, &view);
        there(cx, out, &view);
    }
}

/// An order, its two tasks in the document that states it, and the same two in the other.
struct Wait<'a> {
    edge: &'a Edge,
    before: [Option<&'a Task>; 2],
    after: [Option<&'a Task>; 2],
}

impl<'a> Wait<'a> {
    /// Whether the documents say together that what waits is done, and what it waits for is open.
    fn is_early(&self) -> bool {
        let statuses = |tasks: &[Option<&'a Task>; 2]| -> Vec<StatusClaim> {
            tasks.iter().flatten().flat_map(|task| task.statuses.iter().copied()).collect()
        };
        let (before, after) = (statuses(&self.before), statuses(&self.after));
        let done = !after.is_empty() && after.iter().all(|s| s.status == Status::Done);
        let undone = |s: &StatusClaim| matches!(s.status, Status::Open | Status::Doing | Status::Blocked);
        let sure = before.iter().any(|s| s.place.confidence > Confidence::Inferred);
        done && sure && before.iter().all(undone) && self.before.iter().flatten().all(|task| task.required())
    }
}

/// What `plan` says of the order of tasks that it shares with `other`; `shared` are these, there by here.
fn waits<'a>(plan: &'a Plan, other: &'a Plan, shared: &FxHashMap<TaskId, TaskId>) -> Vec<Wait<'a>> {
    let both = |id: TaskId| [Some(plan.task(id)), shared.get(&id).map(|&id| other.task(id))];
    let told = plan.edges.iter().filter(|edge| {
        matches!(edge.relation, Relation::After | Relation::Blocks)
            && edge.place.confidence >= Confidence::Conventional
            && edge.told() == Told::Stated
    });
    let found = told.filter_map(|edge| {
        let (Node::Task(before), Node::Task(after)) = (plan.canonical(edge.before), plan.canonical(edge.after)) else {
            return None;
        };
        Some(Wait { edge, before: both(before), after: both(after) }).filter(|wait| before != after && wait.is_early())
    });
    let found: Vec<Wait> = found.collect();
    if found.is_empty() {
        return found;
    }
    // An order that a table turns round is wrong itself.
    let contrary: Vec<Span> = plan.contrary_orders().into_iter().map(|(_, turned)| turned.place.span).collect();
    found.into_iter().filter(|wait| !contrary.contains(&wait.edge.place.span)).collect()
}

/// Waits by the task that is done too early.
type Early<'a> = Vec<(&'a Task, Vec<Wait<'a>>)>;

fn gather<'a>(early: &mut Early<'a>, after: &'a Task, wait: Wait<'a>) {
    match early.iter_mut().find(|(task, _)| std::ptr::eq(*task, after)) {
        Some((_, waits)) => waits.push(wait),
        None => early.push((after, vec![wait])),
    }
}

/// The order stands in this document.
fn here(cx: &Context, out: &mut Findings, view: &View) {
    let shared: FxHashMap<TaskId, TaskId> = view.tasks.iter().copied().collect();
    let (mut ticked, mut elsewhere) = (Early::new(), Early::new());
    for wait in waits(cx.plan, &view.member.plan, &shared) {
        let ([Some(before), _], [Some(after), other]) = (wait.before, wait.after) else { continue };
        if !after.statuses.is_empty() {
            // What this document says alone is told already.
            if before.statuses.is_empty() {
                gather(&mut ticked, after, wait);
            }
        } else if let Some(other) = other.filter(|_| !cx.kin.is_known_to(view.member)) {
            gather(&mut elsewhere, other, wait);
        }
    }
    let docs = [cx.kin.own(), view.member];
    for (after, waits) in ticked {
        tell(cx, out, after, &waits, docs, after.statuses.first().map(|s| s.place.span));
    }
    for (after, waits) in elsewhere {
        tell(cx, out, after, &waits, docs, None);
    }
}

/// The order stands in the other one, and the tick in this.
fn there(cx: &Context, out: &mut Findings, view: &View) {
    let shared: FxHashMap<TaskId, TaskId> = view.tasks.iter().map(|&(own, other)| (other, own)).collect();
    let mut early = Early::new();
    for wait in waits(&view.member.plan, cx.plan, &shared) {
        if let [Some(stated), Some(own)] = wait.after
            && stated.statuses.is_empty()
            && !wait.before[1].is_some_and(|before| is_told(cx.plan, before, own))
        {
            gather(&mut early, own, wait);
        }
    }
    for (after, waits) in early {
        let tick = after.statuses.first().map(|s| s.place.span);
        tell(cx, out, after, &waits, [view.member, cx.kin.own()], tick);
    }
}

/// Whether `plan` itself lets one of its tasks wait for the other.
fn is_told(plan: &Plan, before: &Task, after: &Task) -> bool {
    let is = |node: Node, task: &Task| matches!(node, Node::Task(id) if std::ptr::eq(plan.task(id), task));
    plan.edges.iter().any(|e| is(plan.canonical(e.before), before) && is(plan.canonical(e.after), after))
}

/// Tells of a task that is done too early: at the tick where that stands here, else where this document lets it wait.
/// The first of `docs` states the orders.
fn tell(cx: &Context, out: &mut Findings, after: &Task, waits: &[Wait], docs: [&Member; 2], tick: Option<Span>) {
    let Some(first) = waits.first() else { return };
    let what = match waits {
        [one] => {
            format!("it depends on “{}”, which is not", one.before[0].map_or_else(String::new, |t| quote(&t.shown())))
        }
        several => format!("{} tasks that it depends on are not", several.len()),
    };
    let label = if tick.is_some() { "done, by this mark" } else { "depends on it here" };
    let mut finding = out
        .at(tick.unwrap_or(first.edge.place.span), format!("“{}” is done, but {what}", quote(&after.shown())))
        .label(label)
        .help("tick what is finished, open this task again, or drop the dependency if it no longer holds")
        .about(Subject::Place(tick.map_or(first.edge.place.span, |_| after.span())));
    let mut point = |member: &Member, span: Span, text: &str| {
        let found = finding.clone();
        finding = match std::ptr::eq(member, cx.kin.own()) {
            true => found.related(span, text),
            false => found.related_in(&member.source, span, text),
        };
    };
    if let Some(done) = after.statuses.first().filter(|_| tick.is_none()) {
        point(docs[1], done.place.span, "done, by this mark");
    }
    for wait in waits.iter().take(SHOWN) {
        if tick.is_some() {
            point(docs[0], wait.edge.place.span, "depends on it here");
        }
        let open = wait.before.into_iter().zip(docs).find_map(|(task, doc)| Some((doc, task?.statuses.first()?)));
        if let Some((member, open)) = open {
            point(member, open.place.span, open.status.word());
        }
    }
    out.push(finding);
}
