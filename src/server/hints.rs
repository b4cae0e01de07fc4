//! What is computed from a plan, shown beside it: inlay hints and code lenses.

use super::{
    hover,
    view::{Facts, View},
};
use crate::{
    evidence::{ledger, verify::State},
    plan::{Axis, GroupId, Mode, Node, Plan, TaskId},
    source::Span,
};
use gen_lsp_types::{CodeLens, Command, InlayHint, Range};
use rustc_hash::FxHashMap;

/// The sums of tables, the longest chains of phases, and what backs the ticks, inside `within`.
pub fn inlay(view: View, within: Span) -> Vec<InlayHint> {
    let mut hints: Vec<(u32, String)> = Vec::new();
    for total in hover::totals(view) {
        hints.push((total.span.end, format!("{} {}", if total.right { "=" } else { "≠" }, total.sum)));
    }
    for (id, group) in view.plan().groups() {
        // How long it takes is asked of all tasks; few groups are seen at once.
        let at = view.trimmed(group.span()).end;
        if at < within.start || within.end < at {
            continue;
        }
        if let Some(length) = view.plan().length_of(view.source(), &view.member.document, id) {
            let (sum, chain) = (length.sum.shown(), length.chain_shown());
            let text = if sum == chain { sum } else { format!("{sum}, longest chain {chain}") };
            hints.push((at, text));
        }
    }
    hints.extend(evidence(view));
    hints.retain(|(at, _)| within.start <= *at && *at <= within.end);
    hints.sort();
    hints.into_iter().map(|(at, text)| hint(view, at, text)).collect()
}

/// What backs the ticks: a word behind each task with records.
fn evidence(view: View) -> Vec<(u32, String)> {
    let plan = view.plan();
    let entries = ledger::of(view.member, view.project, view.settings);
    let words = entries.iter().filter_map(|entry| {
        let standings = entry.checks().into_iter().filter_map(|check| Some((check, entry.standing(check)?)));
        let parts: Vec<String> = standings
            .map(|(check, standing)| match (&standing.verdict.state, standing.failed()) {
                (_, true) => format!("{check} failed"),
                (State::Current, _) => format!("{check} passed"),
                (state, _) => format!("{check} {}", state.word()),
            })
            .collect();
        let at = view.trimmed(plan.task(entry.item.task).span()).end;
        (!parts.is_empty()).then(|| (at, parts.join(", ")))
    });
    words.collect()
}

#[expect(clippy::default_trait_access, reason = "the fields are those of the protocol")]
fn hint(view: View, at: u32, text: String) -> InlayHint {
    InlayHint {
        position: view.position(at),
        label: crate::message::escape::terminal(&text).into_owned().into(),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: Default::default(),
    }
}

/// What a reader of a plan asks of its parts: what may begin, what waits for it, who writes at once.
pub fn lenses(view: View) -> Vec<CodeLens> {
    let (plan, facts) = (view.plan(), view.facts());
    let groups = by_group(plan);
    let mut lenses = Vec::new();
    for (id, task) in plan.distinct_tasks() {
        let mut parts = Vec::new();
        if is_ready(plan, &facts, &groups, id) {
            parts.push("ready".to_owned());
        }
        match facts.holds_up(Node::Task(id)).len() {
            0 => {}
            many => parts.push(format!("blocks {many}")),
        }
        if !parts.is_empty() {
            lenses.push(lens(view.range(task.span()), parts.join(" · ")));
        }
    }
    for (id, group) in plan.groups().filter(|(_, group)| group.axis == Axis::Time) {
        let tasks = groups.get(&id).map_or(&[][..], Vec::as_slice);
        let writers = writers(plan, id, tasks);
        let mut parts = Vec::new();
        if !tasks.is_empty() {
            let done = tasks.iter().filter(|&&task| plan.task(task).done()).count();
            parts.push(format!("{done} of {} done", tasks.len()));
        }
        if writers > 1 {
            parts.push(format!("{writers} parallel writers"));
        }
        if !parts.is_empty() {
            lenses.push(lens(view.range(view.trimmed(group.span())), parts.join(" · ")));
        }
    }
    lenses.sort_by_key(|lens| lens.range.start);
    lenses
}

/// The tasks of each group.
fn by_group(plan: &Plan) -> FxHashMap<GroupId, Vec<TaskId>> {
    let mut groups: FxHashMap<GroupId, Vec<TaskId>> = FxHashMap::default();
    for (id, group) in plan.distinct_tasks().filter_map(|(id, task)| Some((id, task.group?))) {
        groups.entry(group).or_default().push(id);
    }
    groups
}

/// Whether an open task waits for nothing that is not finished. A task that waits for nothing at all says nothing.
fn is_ready(plan: &Plan, facts: &Facts, groups: &FxHashMap<GroupId, Vec<TaskId>>, id: TaskId) -> bool {
    let finished = |node: &Node| match node {
        Node::Task(task) => plan.task(*task).done(),
        Node::Group(group) => groups.get(group).is_some_and(|tasks| tasks.iter().all(|&task| plan.task(task).done())),
        Node::Actor(_) => false,
    };
    let before = facts.waits_for(Node::Task(id));
    plan.task(id).open() && !before.is_empty() && before.iter().all(finished)
}

/// How many tasks of a group may write files at once.
fn writers(plan: &Plan, group: GroupId, tasks: &[TaskId]) -> usize {
    let together = matches!(plan.group(group).mode, Some((Mode::Parallel, _)));
    let writes = |&&task: &&TaskId| {
        let task = plan.task(task);
        (together || task.parallel.is_some()) && !task.done() && task.files.iter().any(|f| f.writes)
    };
    tasks.iter().filter(writes).count()
}

fn lens(range: Range, title: String) -> CodeLens {
    // A lens without a command is drawn by no client; one of that name does nothing.
    let command = Command { title, tooltip: None, command: String::new(), arguments: None };
    CodeLens { range, command: Some(command), data: None }
}
