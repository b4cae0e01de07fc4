//! Task Master's exported tasks. In the older form every field is a heading (`# Status: pending`) and subtasks
//! are `## 3. Title [done]`; in the newer one fields are labels (`**Status:** pending`) and subtasks `### 7.3. Title`.
//! Grammar: the files that `task-master generate` writes; several may stand in one document.

use super::{Page, has, tasks_json};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        Role,
        declare::{fields::field_status, sections::strip_marks},
        model::*,
        names::id_key,
        read::{Reader, SURE},
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// Whether a document is such an export, or the file that it is made from.
pub(super) fn is(page: &Page) -> bool {
    if tasks_json::is(page.path, page.text) {
        return true;
    }
    let head = page.head.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    head.starts_with("# Task ID:") && (has(head, "\n# Title:") || has(head, "\n**Title:**"))
}

/// A task whose names of others are still text.
struct Waiting {
    task: TaskId,
    /// The task of which it is a part.
    whole: Option<TaskId>,
    /// The value that names the others.
    value: Span,
}

/// Labels by their section.
type Labels = FxHashMap<SectionId, Vec<Field>>;

/// Reads the tasks and their subtasks.
pub(super) fn read(reader: &mut Reader) {
    if tasks_json::is(reader.path, reader.text) {
        return tasks_json::read(reader);
    }
    let labels = reader.labels_by_section();
    let all: Vec<SectionId> = (1..reader.document.sections.len() as u32).map(SectionId).collect();
    let mut waiting = Vec::new();
    let mut from = 0;
    while from < all.len() {
        let begins = |s: &SectionId| keyed(reader, *s, "Task ID").is_some();
        let next = all[from + 1..].iter().position(begins).map_or(all.len(), |at| from + 1 + at);
        whole(reader, &labels, &all[from..next], &mut waiting);
        from = next;
    }
    for wait in waiting {
        for span in list(reader.text, wait.value) {
            depends(reader, &wait, span);
        }
    }
}

/// The task whose sections these are, and its parts.
fn whole(reader: &mut Reader, labels: &Labels, sections: &[SectionId], waiting: &mut Vec<Waiting>) {
    let (first, text) = (sections[0], reader.text);
    let Some(id) = keyed(reader, first, "Task ID") else { return };
    let level = |s: SectionId| reader.document.section(s).level;
    let top = || sections.iter().copied().filter(|&s| level(s) == 1);
    let value = |key: &str, role: Role| {
        let label = labelled(reader, labels, first, key, role);
        top().find_map(|s| keyed(reader, s, key)).or(label)
    };
    let title = value("Title", Role::Task).map_or("", |t| &text[t.range()]);
    let entry = reader.document.section(first);
    let place = Place::new(entry.title_span, Why::Dialect, SURE);
    let mut task = Task::new(title, place, entry.heading.unwrap_or(BlockId(0)), first);
    task.id = Some(text[id.range()].into());
    task.id_span = Some(id);
    task.statuses = value("Status", Role::Status).and_then(|s| claim(reader, s)).into_iter().collect();
    let waits = value("Dependencies", Role::Depends);
    let parts: Vec<(SectionId, &[SectionId])> = sections
        .iter()
        .enumerate()
        .filter(|&(_, &s)| (2..=3).contains(&level(s)))
        .map(|(at, &s)| {
            let below = &sections[at + 1..];
            let end = below.iter().position(|&b| level(b) <= level(s)).unwrap_or(below.len());
            (s, &below[..end])
        })
        .collect();
    let task = reader.task(task);
    reader.plan.sections[first.0 as usize].task = Some(task);
    waiting.extend(waits.map(|value| Waiting { task, whole: None, value }));
    for (section, below) in parts {
        let Some(part) = subtask(reader, labels, task, section) else { continue };
        let label = labelled(reader, labels, section, "Dependencies", Role::Depends);
        let value = below.iter().find_map(|&s| keyed(reader, s, "Dependencies")).or(label);
        waiting.extend(value.map(|value| Waiting { task: part, whole: Some(task), value }));
    }
}

/// The value of a heading `Key: value`.
fn keyed(reader: &Reader, section: SectionId, key: &str) -> Option<Span> {
    let span = reader.document.section(section).title_span;
    let raw = reader.slice(span);
    let value = raw.strip_prefix(key)?.trim_start().strip_prefix(':')?.trim();
    Some(span.of_part(raw, value))
}

/// The value of a label that stands in a section.
fn labelled(reader: &Reader, labels: &Labels, section: SectionId, key: &str, role: Role) -> Option<Span> {
    let fields = labels.get(&section)?;
    fields.iter().find(|f| f.role == Some(role) || reader.slice(f.key) == key).map(|f| f.value)
}

fn claim(reader: &Reader, span: Span) -> Option<StatusClaim> {
    let status = reader.vocabulary.status(reader.slice(span))?;
    Some(StatusClaim { status, said: Said::Word, place: Place::new(span, Why::Dialect, SURE) })
}

/// `## 3. Write the parser [in-progress]`, `### 7.3. Write the parser`.
fn subtask(reader: &mut Reader, labels: &Labels, whole: TaskId, section: SectionId) -> Option<TaskId> {
    let entry = reader.document.section(section);
    let raw = reader.slice(entry.title_span);
    let head = raw.split_whitespace().next()?;
    let number = head.strip_suffix('.')?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let rest = &raw[head.len()..];
    let (title, state) = match rest.rsplit_once('[') {
        Some((title, state)) => (title, state.split(']').next()),
        None => (rest, None),
    };
    let own = reader.plan.task(whole).name();
    let id = if number.contains('.') { number.to_owned() } else { format!("{own}.{number}") };
    let place = Place::new(entry.title_span, Why::Dialect, SURE);
    let mut task = Task::new(strip_marks(title), place, entry.heading?, section);
    task.id = Some(id.into());
    task.id_span = Some(entry.title_span.of_part(raw, number));
    let said = state.and_then(|s| claim(reader, entry.title_span.of_part(raw, s)));
    let field = labels.get(&section).and_then(|all| all.iter().find(|f| f.role == Some(Role::Status)));
    task.statuses = said.or_else(|| field_status(reader, field?)).into_iter().collect();
    task.parent = Some(whole);
    let task = reader.task(task);
    reader.plan.sections[section.0 as usize].task = Some(task);
    Some(task)
}

/// The ids of `1, 5.2 (done), 7 ✓`; none of `None`.
fn list(text: &str, value: Span) -> Vec<Span> {
    let raw = &text[value.range()];
    let raw = raw.split('#').next().unwrap_or(raw);
    let parts = raw.split(',').map(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        &part[..part.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(part.len())]
    });
    parts.filter(|p| !p.is_empty()).map(|p| value.of_part(raw, p.trim_end_matches('.'))).collect()
}

/// A subtask waits for a sibling, which `2` and `5.2` name, or for another task, which may stand elsewhere.
fn depends(reader: &mut Reader, wait: &Waiting, span: Span) {
    let place = Place::new(span, Why::Dialect, SURE);
    let (text, node) = (reader.slice(span), Node::Task(wait.task));
    let own = wait.whole.map(|w| reader.plan.task(w).name().to_owned());
    let sibling = own.as_ref().filter(|_| !text.contains('.')).map(|own| id_key(&format!("{own}.{text}")));
    let found = sibling.and_then(|key| reader.tasks.get(&key)).or_else(|| reader.tasks.get(&id_key(text)));
    if let Some(&before) = found {
        let edge = Edge { before: Node::Task(before), after: node, relation: Relation::After, place };
        reader.plan.edges.push(edge);
    } else if own.is_some() && text.split_once('.').map(|(task, _)| task) == own.as_deref() {
        let dangling = Dangling::new(node, text.into(), Relation::After, place, true);
        reader.plan.dangling.push(dangling);
    } else {
        reader.outside(wait.task, Relation::After, place);
    }
}
