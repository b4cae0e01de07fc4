//! Plans of obra/superpowers: `### Task 3: Title`, its files below `**Files:**` by what is done
//! with them, what it takes from other tasks below `**Interfaces:**`, then steps that each
//! are a box: `- [ ] **Step 1: Write the test**`. Grammar: its skill for writing plans.

use super::{Page, cut, grammar, has};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Fault, FileRef, Node, Place, Relation, TaskId, Why, fold, folds_to,
        names::{self, Ref},
        read::{LIKELY, Reader},
        relate::resolve::Pending,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// How much of a document its head is, in bytes.
const HEAD: usize = 1_500;

/// Whether a document is such a plan: its place, or the skill that its head asks for.
pub(super) fn is(page: &Page) -> bool {
    page.path.contains("docs/superpowers/plans/")
        || page.signed && {
            let head = cut(page.head, HEAD);
            has(head, "superpowers:executing-plans") && has(head, "> **For ")
        }
}

/// Adds what only the format tells.
pub(super) fn read(reader: &mut Reader) {
    steps(reader);
    files(reader);
    consumed(reader);
}

/// The task in whose section a place stands.
fn task_of(reader: &Reader, section: SectionId) -> Option<TaskId> {
    reader.plan.sections_around(reader.document, section).find_map(|s| reader.plan.sections[s.0 as usize].task)
}

/// The boxes of a task's section are its parts.
fn steps(reader: &mut Reader) {
    let mut parts: FxHashMap<TaskId, Vec<(bool, Span)>> = FxHashMap::default();
    for index in 0..reader.plan.tasks.len() {
        let task = &reader.plan.tasks[index];
        if task.parent.is_some() || !grammar::is_box(task) {
            continue;
        }
        let Some(whole) = task_of(reader, task.section) else { continue };
        parts.entry(whole).or_default().push((step(&task.title).is_some(), task.span()));
        reader.plan.tasks[index].parent = Some(whole);
    }
    let mut parts: Vec<_> = parts.into_values().collect();
    parts.sort_unstable_by_key(|lines| lines[0].1);
    parts.into_iter().for_each(|lines| grammar::odd(reader, Fault::NoId, lines));
}

/// The number of "Step 3: …".
fn step(title: &str) -> Option<&str> {
    let rest = title.strip_prefix("Step ")?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '–'))).unwrap_or(rest.len());
    rest[..end].starts_with(|c: char| c.is_ascii_digit()).then(|| &rest[..end])
}

/// What is done with the files of a task: `- Create: …` writes, `- Read: …` does not. Nothing
/// else of the section names a file that the task as a whole writes.
fn files(reader: &mut Reader) {
    let document = reader.document;
    let mut named: FxHashMap<TaskId, Vec<FileRef>> = FxHashMap::default();
    for (index, section) in document.sections.iter().enumerate().skip(1) {
        if !folds_to(section.title.trim_end_matches(':'), "files") {
            continue;
        }
        let Some(task) = task_of(reader, SectionId(index as u32)) else { continue };
        let list = named.entry(task).or_default();
        let mut lists = (section.start..section.end).map(BlockId);
        let body = lists.find(|&b| matches!(document.block(b).kind, Kind::List { .. }));
        for item in body.into_iter().flat_map(|body| document.children(body)) {
            list.extend(file(reader, item));
        }
    }
    for (id, task) in reader.plan.tasks.iter_mut().enumerate() {
        if task.places.first().is_some_and(|p| p.why == Why::Heading) {
            task.files = named.remove(&TaskId(id as u32)).unwrap_or_default();
        }
    }
}

/// `- Modify: `src/queue.rs:10-40` (the limit)`.
fn file(reader: &Reader, item: BlockId) -> Option<FileRef> {
    let span = reader.document.text_span(item);
    let raw = reader.slice(span);
    let (verb, rest) = raw.split_once(':')?;
    let verb = fold(verb.trim_matches(['*', '_', ' ']));
    let writes = match &*verb {
        "create" | "modify" | "test" | "delete" | "rename" | "move" | "remove" | "update" | "add" => true,
        "read" | "reference" | "run" | "verify" | "see" => false,
        _ => return None,
    };
    let rest = rest.trim_start_matches(['*', '_', ' ']);
    let path = match rest.strip_prefix('`') {
        Some(code) => &code[..code.find('`')?],
        None => rest.split_whitespace().next()?,
    };
    // `src/queue.rs:10-40` without the lines.
    let path = path.split_once(':').map_or(path, |(path, _)| path);
    let fits = !path.is_empty() && !path.contains([' ', '*', '{', '<']);
    fits.then(|| FileRef { path: path.into(), span: span.of_part(raw, path), writes })
}

/// Longest list of tasks of whose output a task makes use, in characters.
const NAMES: usize = 80;

/// "Consumes: the queue (Task 2)" waits for task 2.
fn consumed(reader: &mut Reader) {
    let document = reader.document;
    for label in &document.labels {
        if !folds_to(reader.slice(label.key), "consumes") {
            continue;
        }
        let Some(task) = task_of(reader, document.block(label.block).section) else { continue };
        let raw = reader.slice(label.value);
        for (at, _) in raw.match_indices("Task") {
            // "Tasks 1, 2 and 4"; the name of a task ends with its clause.
            let clause = raw[at..].char_indices().take(NAMES).find(|(_, c)| matches!(c, ')' | ';' | '.' | '`'));
            let end =
                clause.map_or_else(|| raw[at..].char_indices().nth(NAMES).map(|(end, _)| end), |(end, _)| Some(end));
            let value = raw[at..end.map_or(raw.len(), |end| at + end)].trim();
            let named = names::refs(reader.vocabulary, value, 0);
            if matches!(named.first(), Some(Ref::Numbered(n)) if &*n.kind == "task")
                || matches!(named.first(), Some(Ref::Range(r)) if &*r.kind == "task")
            {
                let place = Place::new(label.value.of_part(raw, value), Why::Dialect, LIKELY);
                reader.pending.push(Pending { subject: Node::Task(task), relation: Relation::After, place });
            }
        }
    }
}
