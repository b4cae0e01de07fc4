//! See `rules/gates/premature-gate.md`.

use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::SectionId,
    plan::{Gate, GroupId, Said, Status, StatusClaim, Task, TaskId, TaskKind, Why, Word, namesakes},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep groups stand in each other.
const DEPTH: usize = 8;

/// Finds gates that are marked as passed while required work before them is open.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.gates.iter().any(|g| !g.statuses.is_empty()) {
        return;
    }
    let work = Work::of(cx);
    let mut told: FxHashSet<Span> = FxHashSet::default();
    for gate in &cx.plan.gates {
        let Some(passed) = passed(cx, gate) else { continue };
        let Some((mut open, whose)) = work.open_before(cx, gate) else { continue };
        // Of an open part of a ticked task open-children speaks.
        open.retain(|task| task.parent.is_none_or(|parent| !cx.plan.task(parent).done()));
        // What is open before two checkpoints is told at the first one.
        if gate.guards.is_none() {
            open.retain(|task| told.insert(task.span()));
        }
        // A mark alone may be decoration where most of the work is open.
        let marked = passed.said == Said::Mark;
        if open.is_empty() || marked && open.len() * 2 >= work.of_guarded(gate).len() {
            continue;
        }
        let are = match open.len() {
            1 => format!("a task {whose} is"),
            n => format!("{n} tasks {whose} are"),
        };
        let finding = out
            .at(passed.place.span, format!("“{}” is marked as passed while {are} open", quote(&gate.name)))
            .label("passed, by this mark")
            .severity(if marked { Severity::Warning } else { Severity::Error })
            .help("tick what is finished, or open the gate again until it is")
            .about(Subject::Place(gate.place.span))
            .also(open.iter().map(|task| (task.span(), "still open")));
        out.push(finding);
    }
}

/// What says that a gate is passed, where nothing says otherwise.
fn passed<'c>(cx: &Context, gate: &'c Gate) -> Option<&'c StatusClaim> {
    // Two phases of one name: whose work is open is not certain.
    if gate.guards.is_some_and(|g| namesakes(&cx.plan.group(g).places)) {
        return None;
    }
    let done = |claim: &StatusClaim| claim.status == Status::Done;
    let passed = gate.statuses.iter().find(|s| done(s)).filter(|_| gate.statuses.iter().all(done))?;
    // "Passed with conditions" says itself that something is open.
    let reserved = |at: Span| cx.settings.vocabulary.says(cx.line(at), Word::Conditional);
    (!reserved(passed.place.span) && !reserved(gate.place.span)).then_some(passed)
}

/// The work of a plan, by what a gate may wait for.
struct Work<'c> {
    /// That of each group, that of the groups inside it included.
    groups: FxHashMap<GroupId, Vec<(TaskId, &'c Task)>>,
    lists: FxHashMap<List, Vec<(TaskId, &'c Task)>>,
    /// Whether a task whose parts stand inside it has one that is required and not done; beside it, it has work of its own.
    parted: FxHashMap<TaskId, bool>,
}

impl<'c> Work<'c> {
    fn of(cx: &Context<'c>) -> Self {
        let mut groups: FxHashMap<GroupId, Vec<(TaskId, &Task)>> = FxHashMap::default();
        let mut lists: FxHashMap<List, Vec<(TaskId, &Task)>> = FxHashMap::default();
        for (id, task) in cx.plan.tasks().filter(|(_, t)| t.kind == TaskKind::Work) {
            for group in std::iter::successors(task.group, |&g| cx.plan.group(g).parent).take(DEPTH) {
                groups.entry(group).or_default().push((id, task));
            }
            if task.table.is_none() {
                lists.entry(list_of(cx, id)).or_default().push((id, task));
            }
        }
        let mut parted: FxHashMap<TaskId, bool> = FxHashMap::default();
        let inside =
            |parent: TaskId, task: &Task| cx.document.ancestors(task.block).any(|b| b == cx.plan.task(parent).block);
        for (parent, task) in cx.plan.tasks().filter_map(|(_, t)| Some((t.parent?, t))).filter(|(p, t)| inside(*p, t)) {
            *parted.entry(parent).or_default() |= task.required() && !task.done();
        }
        Self { groups, lists, parted }
    }

    /// The work of the group that a gate guards.
    fn of_guarded(&self, gate: &Gate) -> &[(TaskId, &'c Task)] {
        gate.guards.and_then(|group| self.groups.get(&group)).map_or(&[], Vec::as_slice)
    }

    /// The open work for which a gate waits, and whose it is; `None` where that is not known.
    fn open_before(&self, cx: &Context, gate: &Gate) -> Option<(Vec<&'c Task>, String)> {
        let settled = |id: TaskId| self.parted.get(&id) == Some(&false);
        match (gate.guards, gate.tasks.as_slice()) {
            (Some(group), _) => {
                let open = open_before(gate, self.of_guarded(gate), settled);
                Some((open, format!("of {}", cx.plan.group(group).name())))
            }
            // A checkpoint among the tasks of a list waits for those above it.
            (None, &[own]) if gate.place.why == Why::Box => {
                let list = self.lists.get(&list_of(cx, own)).map_or(&[][..], Vec::as_slice);
                Some((open_before(gate, list, settled), "above it".to_owned()))
            }
            _ => None,
        }
    }
}

/// The section and the task around a task: what has both in common is one list.
type List = (SectionId, Option<TaskId>);

fn list_of(cx: &Context, task: TaskId) -> List {
    let task = cx.plan.task(task);
    (task.section, task.parent)
}

/// The open required work that the gate waits for: what stands before it in its group, or all where nothing does. A task
/// whose parts are `settled` is not, though its own box was forgotten.
fn open_before<'c>(gate: &Gate, work: &[(TaskId, &'c Task)], settled: impl Fn(TaskId) -> bool) -> Vec<&'c Task> {
    let work = || work.iter().copied().filter(|(id, _)| !gate.tasks.contains(id));
    let earlier = |t: &Task| t.span() < gate.place.span;
    let some_before = work().any(|(_, t)| earlier(t));
    let open = work().filter(|(id, t)| t.required() && t.open() && !settled(*id));
    open.map(|(_, t)| t).filter(|t| earlier(t) || !some_before).collect()
}
