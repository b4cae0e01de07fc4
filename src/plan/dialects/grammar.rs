//! What the formats share when they look for lines that break their grammar: a line
//! is only wrong where most of those beside it are right.

use crate::{
    markdown::Kind,
    plan::{
        Task, TaskId, TaskKind, Why,
        model::{Fault, Malformed},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// From how many right lines on a grammar is the one that its author follows.
const FOLLOWED: usize = 3;

/// How many right lines must stand beside each wrong one.
const RIGHT: usize = 4;

/// Notes those of `lines` that have the fault, where nearly all others are right; each is whether
/// it is right and the text that shows it.
pub(super) fn odd(reader: &mut Reader, fault: Fault, lines: impl IntoIterator<Item = (bool, Span)>) {
    let (right, wrong): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(right, _)| *right);
    if right.len() < FOLLOWED || wrong.len() * RIGHT > right.len() {
        return;
    }
    for (_, span) in wrong {
        // The nearest right line before it, else the first, is what the author had in mind.
        let before = right.partition_point(|(_, r)| r.start < span.start).saturating_sub(1);
        reader.plan.malformed.push(Malformed { span, fault, example: right[before].1 });
    }
}

/// The work of each list of boxes: items of one section at one depth, in order.
pub(super) fn lists(reader: &Reader) -> Vec<Vec<TaskId>> {
    let mut lists: Vec<Vec<TaskId>> = Vec::new();
    let mut known: FxHashMap<(u32, Option<u32>), usize> = FxHashMap::default();
    for (id, task) in reader.plan.tasks().filter(|(_, task)| is_box(task)) {
        let document = reader.document;
        let outer = document.ancestors(task.block).find(|&b| matches!(document.block(b).kind, Kind::Item { .. }));
        let at = *known.entry((task.section.0, outer.map(|b| b.0))).or_insert(lists.len());
        if at == lists.len() {
            lists.push(Vec::new());
        }
        lists[at].push(id);
    }
    lists
}

/// Whether a task is work that has a box of its own.
pub(super) fn is_box(task: &Task) -> bool {
    task.kind == TaskKind::Work && task.places.first().is_some_and(|p| p.why == Why::Box)
}

/// Notes the items of each list that have no id of the format, where most of the list have one.
pub(super) fn ids(reader: &mut Reader, fits: fn(&str) -> bool) {
    for list in lists(reader) {
        let right = |task: &Task| task.id.as_deref().is_some_and(fits);
        let line = |reader: &Reader, id: TaskId| {
            let task = reader.plan.task(id);
            (right(task), task.id_span.unwrap_or(start(reader, task)))
        };
        let (numbered, bare): (Vec<TaskId>, Vec<TaskId>) =
            list.iter().partition(|&&id| reader.plan.task(id).id.is_some());
        let all: Vec<(bool, Span)> = list.iter().map(|&id| line(reader, id)).collect();
        let good: Vec<(bool, Span)> = all.iter().copied().filter(|(right, _)| *right).collect();
        if good.is_empty() {
            continue;
        }
        let of = |reader: &Reader, ids: &[TaskId]| -> Vec<(bool, Span)> {
            let wrong = ids.iter().map(|&id| line(reader, id)).filter(|(right, _)| !right);
            let mut lines: Vec<_> = good.iter().copied().chain(wrong).collect();
            lines.sort_unstable_by_key(|(_, span)| *span);
            lines
        };
        let (forms, missing) = (of(reader, &numbered), of(reader, &bare));
        odd(reader, Fault::IdForm, forms);
        odd(reader, Fault::NoId, missing);
    }
}

/// The first word of an item, which stands for what it should begin with.
fn start(reader: &Reader, task: &Task) -> Span {
    let span = task.span();
    let raw = reader.slice(span);
    span.of_part(raw, raw.split_whitespace().next().unwrap_or(raw))
}
