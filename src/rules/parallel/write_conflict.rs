//! See `rules/parallel/write-conflict.md`.

mod across;
mod beside;
mod folders;

use crate::{
    diagnostic::{Confidence, Severity, listed, quote},
    markdown::Kind,
    plan::{
        Axis, GroupId, Mode, Node, Orders, Phrase, PhraseHit, Status, Task, TaskId, TaskKind, Topic, Unit, Why, files,
    },
    rules::{Context, Findings},
    source::Span,
};
use folders::Folders;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// Finds tasks that run at once and write the same file.
pub fn check(cx: &Context, out: &mut Findings) {
    tasks(cx, out);
    beside::check(cx, out);
    across::check(cx, out);
    every_agent(cx, out);
}

/// A task that writes a file.
#[derive(Clone, Copy)]
struct Writer {
    task: TaskId,
    /// What it is a part of: the steps of one task follow each other, whatever its neighbours do.
    part: Unit,
    /// Where the file is named.
    span: Span,
}

fn tasks(cx: &Context, out: &mut Findings) {
    // Writers of a file by the slot in which they run at once.
    let mut writers: FxHashMap<(Slot, &str, &str), Vec<Writer>> = FxHashMap::default();
    let mut folders = Folders::new(cx);
    let units = LazyCell::new(|| cx.plan.units(cx.document));
    for (id, task) in cx.plan.tasks() {
        let Some(slot) = slot(cx, id) else { continue };
        if task.kind != TaskKind::Work || is_dropped(cx, task) {
            continue;
        }
        let part = match slot {
            Slot::Marked(..) => Unit::Task(id),
            Slot::Group(_) => units.of(cx.plan, cx.document, id),
        };
        // "Append only; the lead merges": the plan has thought of it.
        let locked = || cx.plan.phrases_in(cx.document.text_span(task.block)).any(|h| h.phrase == Phrase::Lock);
        for file in task.files.iter().filter(|f| f.writes) {
            let Some(folder) = folders.of(task, &file.path).filter(|_| !locked()) else { continue };
            let writer = Writer { task: id, part, span: file.span };
            writers.entry((slot, folder, &file.path)).or_default().push(writer);
        }
    }
    let mut clashes: Vec<(Slot, &str, Vec<Writer>)> =
        writers.into_iter().filter(|(_, w)| w.len() > 1).map(|((slot, _, path), w)| (slot, path, w)).collect();
    clashes.sort_unstable_by_key(|(_, _, w)| w[0].span);
    if clashes.is_empty() {
        return;
    }
    let mut orders = Orders::of(cx.plan);
    for (slot, path, list) in clashes {
        let writers = at_once(cx, &list, &mut orders);
        if writers.len() > 1 {
            report(cx, out, slot, path, &writers);
        }
    }
}

/// Those of the writers of a file that run beside another one, each part once.
fn at_once(cx: &Context, list: &[Writer], orders: &mut Orders) -> Vec<Writer> {
    let mut named = FxHashSet::default();
    // One task that stands twice is one.
    let same = |a: &Writer, b: &Writer| {
        let (a, b) = (cx.plan.task(a.task), cx.plan.task(b.task));
        a.id.is_some() && a.id == b.id && a.title == b.title
    };
    let mut beside = |a: &Writer, b: &Writer| {
        a.part != b.part && !same(a, b) && !orders.between(Node::Task(a.task), Node::Task(b.task))
    };
    let found = list.iter().filter(|a| list.iter().take(COMPARED).any(|b| beside(a, b)));
    found.filter(|w| named.insert(w.part)).copied().collect()
}

fn report(cx: &Context, out: &mut Findings, slot: Slot, path: &str, writers: &[Writer]) {
    let [first, again, others @ ..] = writers else { return };
    let names = listed(writers.iter().map(|w| cx.plan.task(w.task).name()), 2);
    // The last one that is open runs beside nobody; the marks are still wrong for whoever copies the plan.
    let past = writers.iter().filter(|w| !cx.plan.task(w.task).done()).count() < 2;
    let said = said(cx, slot);
    let (is, run, help) = match past {
        true => ("was", "were marked to run", "before the plan is used again, mark only one of them"),
        false => ("is", "run", ONE),
    };
    let severity = match said {
        _ if past => Severity::Info,
        Some(_) => Severity::Warning,
        None => Severity::Error,
    };
    let mut found = out
        .at(again.span, format!("`{}` {is} written by {names}, which {run} in parallel", quote(path)))
        .severity(severity)
        .label("written here too")
        .related(first.span, "written here")
        .confidence(Confidence::Conventional)
        .help(help);
    if let Some(said) = said {
        found = found.related(said, "in parallel, as this says");
    }
    found = found.also(others.iter().map(|writer| (writer.span, "and here")));
    out.push(found);
}

/// Whether a task was not done, as its status or a remark in brackets says: "(skipped)", whatever its box says.
fn is_dropped(cx: &Context, task: &Task) -> bool {
    let remark = |h: &PhraseHit| {
        let before = cx.text(Span { start: task.span().start, end: h.span.start.max(task.span().start) });
        h.phrase == Phrase::WaivedAside
            && before.trim_end_matches(['*', '_']).ends_with('(')
            && cx.settings.vocabulary.status(cx.text(h.span)) == Some(Status::Dropped)
    };
    task.statuses.iter().any(|s| s.status == Status::Dropped)
        || cx.plan.phrases_in(cx.document.text_span(task.block)).any(remark)
}

/// What to do where two write one file.
const ONE: &str = "let one of them own the file, or run them one after the other";

/// The sentence that lets a group's tasks run at once, where nothing firmer does.
fn said(cx: &Context, slot: Slot) -> Option<Span> {
    let Slot::Group(group) = slot else { return None };
    let (_, place) = cx.plan.group(group).mode.filter(|(mode, _)| *mode == Mode::Parallel)?;
    (place.why == Why::Sentence).then_some(place.span)
}

/// With how many of a file's writers each of them is compared.
const COMPARED: usize = 64;

/// What runs at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    /// The marked tasks of a phase, or of a section where there is no phase.
    Marked(Option<GroupId>, u32),
    /// All tasks of a parallel group.
    Group(GroupId),
}

fn slot(cx: &Context, id: TaskId) -> Option<Slot> {
    let task = cx.plan.task(id);
    if task.parallel.is_some() {
        let section = if task.group.is_some() { 0 } else { task.section.0 };
        return Some(Slot::Marked(task.group, section));
    }
    let group = task.group?;
    let parallel = matches!(cx.plan.group(group).mode, Some((Mode::Parallel, _)));
    (parallel || cx.plan.starts_together(group, id)).then_some(Slot::Group(group))
}

/// A step that every one of several parallel agents does, and that edits one
/// file: said to be one at a time, but who holds the file is open.
fn every_agent(cx: &Context, out: &mut Findings) {
    let lanes = cx.plan.groups.iter().filter(|g| g.axis == Axis::Lane).count();
    if lanes < 2 {
        return;
    }
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (id, block) in cx.document.iter() {
        if !matches!(block.kind, Kind::Item { mark: None }) || !cx.plan.within(block.section, Topic::PerAgent) {
            continue;
        }
        let span = cx.document.text_span(id);
        let verb = cx.text(span).split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        if !matches!(verb.as_str(), "update" | "edit" | "append" | "modify" | "extend" | "amend") {
            continue;
        }
        for file in files(cx.source.text(), span, false) {
            let path = cx.text(file.span);
            if !seen.insert(path) {
                continue;
            }
            let lock = cx.plan.phrases_in(span).find(|h| h.phrase == Phrase::Lock);
            let rule = if lock.is_some() { "; the plan says one at a time, and not who holds it" } else { "" };
            let mut found = out
                .at(file.span, format!("each of {lanes} parallel lanes edits `{}`{rule}", quote(path)))
                .label("one file, several writers")
                .severity(Severity::Info)
                .confidence(Confidence::Inferred)
                .help("name one writer for the file, or give each lane a file of its own");
            if let Some(lock) = lock {
                found = found.related(lock.span, "the rule without a lock");
            }
            out.push(found);
        }
    }
}
