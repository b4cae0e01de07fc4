//! Task Master's own file, `.taskmaster/tasks/tasks.json`: `{"tasks": […]}`, or the same below the name of
//! each tag. Ids count anew in each tag, and nothing waits for a task of another. A subtask is known as `5.2`; among
//! its siblings it is `2`. Grammar: what task-master writes and reads.

use super::has;
use crate::{
    plan::{
        Axis,
        model::*,
        names::{Key, id_key},
        read::{Reader, SURE},
    },
    source::Span,
};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Whether a document is such a file.
pub(super) fn is(path: &str, text: &str) -> bool {
    path.ends_with(".json") && has(text, "\"tasks\"")
}

/// A value as it stands in the file, so that it keeps its place.
type Raw<'a> = &'a RawValue;

/// A task or subtask; what is no such thing is passed over.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    id: Raw<'a>,
    #[serde(borrow)]
    title: Raw<'a>,
    #[serde(borrow)]
    status: Option<Raw<'a>>,
    #[serde(borrow)]
    dependencies: Option<Raw<'a>>,
    #[serde(borrow)]
    subtasks: Option<Raw<'a>>,
}

/// What a task waits for, still as text.
struct Waiting<'a> {
    task: TaskId,
    /// The id of the task of which it is a part.
    whole: Option<Box<str>>,
    on: Raw<'a>,
}

/// Reads every tag, in the order of the file.
pub(super) fn read(reader: &mut Reader) {
    let Some(top) = object(reader.text) else { return };
    let mut tags: Vec<(String, Raw)> = match top.get("tasks") {
        Some(tasks) => vec![(String::new(), tasks)],
        None => top.iter().filter_map(|(name, raw)| Some((name.clone(), tasks_of(raw)?))).collect(),
    };
    tags.sort_by_key(|(_, tasks)| tasks.get().as_ptr().addr());
    let several = tags.len() > 1;
    for (name, tasks) in tags {
        let place = Place::new(place(reader, tasks), Why::Entry, SURE);
        let group = several.then(|| reader.group("tag", "", &name, Axis::Lane, place));
        list(reader, tasks, group);
    }
}

/// The tasks of a tag.
fn tasks_of(tag: Raw<'_>) -> Option<Raw<'_>> {
    object(tag.get())?.get("tasks").copied()
}

fn object(text: &str) -> Option<BTreeMap<String, Raw<'_>>> {
    serde_json::from_str(text).ok()
}

fn array(raw: Raw<'_>) -> Vec<Raw<'_>> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// Where a value stands, without its quotation marks.
fn place(reader: &Reader, raw: Raw) -> Span {
    let text = raw.get();
    let bare = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    Span::new(0, reader.text.len()).of_part(reader.text, bare)
}

/// A text or a number as text.
fn plain(raw: Raw) -> Option<String> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}

/// The tasks of one tag.
fn list(reader: &mut Reader, tasks: Raw, group: Option<GroupId>) {
    let mut known: FxHashMap<Key, TaskId> = FxHashMap::default();
    let mut waiting = Vec::new();
    for raw in array(tasks) {
        let Some((task, id, entry)) = add(reader, raw, None, group) else { continue };
        known.entry(id_key(&id)).or_insert(task);
        waiting.extend(entry.dependencies.map(|on| Waiting { task, whole: None, on }));
        for part in entry.subtasks.map(array).unwrap_or_default() {
            let Some((part, own, entry)) = add(reader, part, Some((task, &id)), group) else { continue };
            known.entry(id_key(&own)).or_insert(part);
            waiting.extend(entry.dependencies.map(|on| Waiting { task: part, whole: Some(id.as_str().into()), on }));
        }
    }
    for wait in waiting {
        for on in array(wait.on) {
            depends(reader, &known, &wait, on);
        }
    }
}

/// Adds a task, or a part of the one that is given with its id; with it, its id and the rest of what is said of it.
fn add<'a>(
    reader: &mut Reader,
    raw: Raw<'a>,
    whole: Option<(TaskId, &str)>,
    group: Option<GroupId>,
) -> Option<(TaskId, String, Entry<'a>)> {
    let entry: Entry = serde_json::from_str(raw.get()).ok()?;
    let (own, title) = (plain(entry.id)?, plain(entry.title)?);
    // Some files give a subtask its whole id.
    let id = match whole {
        Some((_, whole)) if !own.contains('.') => format!("{whole}.{own}"),
        _ => own,
    };
    let mut task = Task::new(
        title.trim(),
        Place::new(place(reader, entry.title), Why::Entry, SURE),
        crate::markdown::BlockId(0),
        crate::markdown::SectionId(0),
    );
    task.id = Some(id.as_str().into());
    task.id_span = Some(place(reader, entry.id));
    task.group = group;
    task.parent = whole.map(|(whole, _)| whole);
    if let Some(raw) = entry.status
        && let Some(status) = reader.vocabulary.status(&plain(raw).unwrap_or_default())
    {
        let place = Place::new(place(reader, raw), Why::Entry, SURE);
        task.statuses.push(StatusClaim { status, said: Said::Word, place });
    }
    Some((reader.task(task), id, entry))
}

/// A subtask waits for a sibling or for a task; both stand in the same tag.
fn depends(reader: &mut Reader, known: &FxHashMap<Key, TaskId>, wait: &Waiting, on: Raw) {
    let Some(text) = plain(on) else { return };
    let place = Place::new(place(reader, on), Why::Entry, SURE);
    let sibling = wait.whole.as_ref().filter(|_| !text.contains('.')).map(|whole| id_key(&format!("{whole}.{text}")));
    // Where the number is the subtask's own, another task is meant.
    let sibling = sibling.and_then(|key| known.get(&key)).filter(|&&task| task != wait.task);
    let found = sibling.or_else(|| known.get(&id_key(&text)));
    let node = Node::Task(wait.task);
    if found.is_some() && found.copied() == reader.plan.task(wait.task).parent {
        return;
    }
    match found {
        Some(&before) => {
            let before = Node::Task(before);
            reader.plan.edges.push(Edge { before, after: node, relation: Relation::After, place });
        }
        None => {
            let text = text.into();
            reader.plan.dangling.push(Dangling::new(node, text, Relation::After, place, true));
        }
    }
}
