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
const RIGHT: usize = 3;

/// Whether `right` lines of a grammar beside `wrong` ones make the latter mistakes.
fn followed(right: usize, wrong: usize) -> bool {
    right >= FOLLOWED && wrong * RIGHT <= right
}

/// Notes those of `lines` that have the fault, where nearly all others are right; each is whether
/// it is right and the text that shows it.
pub(super) fn odd(reader: &mut Reader, fault: Fault, lines: impl IntoIterator<Item = (bool, Span)>) {
    let (right, wrong): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(right, _)| *right);
    if !followed(right.len(), wrong.len()) {
        return;
    }
    for (_, span) in wrong {
        // The nearest right line before it, else the first, is what the author had in mind.
        let before = right.partition_point(|(_, r)| r.start < span.start).saturating_sub(1);
        reader.plan.malformed.push(Malformed { span, fault, example: Some(right[before].1) });
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

/// Notes the items that have no id of the format, or one of another form, in lists most of which have one.
pub(super) fn ids(reader: &mut Reader, fits: fn(&str) -> bool) {
    let (mut right, mut forms, mut missing) = (0, Vec::new(), Vec::new());
    for list in lists(reader) {
        let place = |id: TaskId| reader.plan.task(id).id_span.unwrap_or(reader.plan.task(id).span());
        let fits = |id: &TaskId| reader.plan.task(*id).id.as_deref().is_some_and(fits);
        let good: Vec<Span> = list.iter().filter(|id| fits(id)).map(|&id| place(id)).collect();
        // A list of things that nobody numbers stands beside the numbered ones.
        if good.is_empty() || 2 * good.len() < list.len() {
            continue;
        }
        right += good.len();
        // Who counts from T1 to T120 leaves no zero out.
        let given = |id: &TaskId| reader.plan.task(*id).id.as_deref().unwrap_or_default();
        let padded = list.iter().filter(|id| fits(id)).any(|id| number(given(id)).starts_with('0'));
        let counted = |id: &TaskId| {
            !padded && !number(given(id)).is_empty() && number(given(id)).bytes().all(|b| b.is_ascii_digit())
        };
        for &id in list.iter().filter(|id| !fits(id) && !counted(id)) {
            let task = reader.plan.task(id);
            let span = task.id_span.unwrap_or(start(reader, task));
            let example = good[good.partition_point(|g| g.start < span.start).saturating_sub(1)];
            let (fault, found) = match task.id {
                Some(_) => (Fault::IdForm, &mut forms),
                None => (Fault::NoId, &mut missing),
            };
            found.push(Malformed { span, fault, example: Some(example) });
        }
    }
    for found in [forms, missing] {
        if followed(right, found.len()) {
            reader.plan.malformed.extend(found);
        }
    }
}

/// An id behind its letters: `12` of `T12`.
fn number(id: &str) -> &str {
    id.trim_start_matches(|c: char| c.is_ascii_alphabetic())
}

/// The first word of an item, which stands for what it should begin with.
fn start(reader: &Reader, task: &Task) -> Span {
    let span = task.span();
    let raw = reader.slice(span);
    span.of_part(raw, raw.split_whitespace().next().unwrap_or(raw))
}
