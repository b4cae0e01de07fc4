//! Task Master's exported text: every field of a task is a heading, `# Status: pending`, and its
//! subtasks are headings of level two, `## 3. Title [done]`.
//! Grammar: the files that `task-master generate` writes.

use super::{has, head};
use crate::{
    markdown::SectionId,
    plan::{
        model::*,
        names::id_key,
        read::{Reader, SURE},
        sections::strip_marks,
    },
    source::Span,
};

/// Whether a document is such an export.
pub(super) fn is(_: &str, text: &str) -> bool {
    let head = head(text).trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    head.starts_with("# Task ID:") && has(head, "\n# Title:")
}

/// Reads the task and its subtasks.
pub(super) fn read(reader: &mut Reader) {
    let sections = || (1..reader.document.sections.len() as u32).map(SectionId);
    let level = |s: SectionId| reader.document.section(s).level;
    let value = |key| sections().filter(|&s| level(s) == 1).find_map(|s| keyed(reader, s, key));
    let Some(id) = value("Task ID") else { return };
    let first = reader.document.section(SectionId(1));
    let title = value("Title").map_or("", |t| reader.slice(t));
    let block = first.heading.unwrap_or(crate::markdown::BlockId(0));
    let mut task = Task::new(title, Place::new(first.title_span, Why::Dialect, SURE), block, SectionId(1));
    task.id = Some(reader.slice(id).into());
    task.id_span = Some(id);
    task.statuses = value("Status").and_then(|s| claim(reader, s)).into_iter().collect();
    let (text, waits) = (reader.text, value("Dependencies"));
    let subtasks: Vec<SectionId> = sections().filter(|&s| level(s) == 2).collect();
    let whole = reader.task(task);
    let mut parts = Vec::new();
    for section in subtasks {
        parts.extend(subtask(reader, whole, section).map(|t| (t, section)));
    }
    for span in waits.into_iter().flat_map(|w| list(text, w)) {
        reader.outside(whole, Relation::After, Place::new(span, Why::Dialect, SURE));
    }
    for &(part, section) in &parts {
        let below = (section.0 + 1..reader.document.sections.len() as u32).map(SectionId);
        let below = below.take_while(|&s| level(s) > 2);
        let waits: Vec<Span> = below.filter_map(|s| keyed(reader, s, "Dependencies")).collect();
        for span in waits.into_iter().flat_map(|w| list(text, w)) {
            depends(reader, whole, part, span);
        }
    }
}

/// The value of a heading `Key: value`.
fn keyed(reader: &Reader, section: SectionId, key: &str) -> Option<Span> {
    let span = reader.document.section(section).title_span;
    let raw = reader.slice(span);
    let value = raw.strip_prefix(key)?.trim_start().strip_prefix(':')?.trim();
    Some(span.of_part(raw, value))
}

fn claim(reader: &Reader, span: Span) -> Option<StatusClaim> {
    let status = reader.vocabulary.status(reader.slice(span))?;
    Some(StatusClaim { status, said: Said::Word, place: Place::new(span, Why::Dialect, SURE) })
}

/// `## 3. Write the parser [in-progress]`.
fn subtask(reader: &mut Reader, whole: TaskId, section: SectionId) -> Option<TaskId> {
    let entry = reader.document.section(section);
    let raw = reader.slice(entry.title_span);
    let (number, rest) = raw.split_once('.')?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (title, state) = match rest.rsplit_once('[') {
        Some((title, state)) => (title, state.split(']').next()),
        None => (rest, None),
    };
    let place = Place::new(entry.title_span, Why::Dialect, SURE);
    let mut task = Task::new(strip_marks(title), place, entry.heading?, section);
    let id = format!("{}.{number}", reader.plan.task(whole).name());
    task.id = Some(id.into());
    task.id_span = Some(entry.title_span.of_part(raw, number));
    task.statuses = state.and_then(|s| claim(reader, entry.title_span.of_part(raw, s))).into_iter().collect();
    task.parent = Some(whole);
    let task = reader.task(task);
    reader.plan.sections[section.0 as usize].task = Some(task);
    Some(task)
}

/// The ids of `1, 5.2 (done)`; none of `None`.
fn list(text: &str, value: Span) -> Vec<Span> {
    let raw = &text[value.range()];
    let parts = raw.split(',').map(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        &part[..part.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(part.len())]
    });
    parts.filter(|p| !p.is_empty()).map(|p| value.of_part(raw, p.trim_end_matches('.'))).collect()
}

/// A subtask waits for a sibling, which `2` and `5.2` name, or for another task.
fn depends(reader: &mut Reader, whole: TaskId, part: TaskId, span: Span) {
    let place = Place::new(span, Why::Dialect, SURE);
    let (text, own) = (reader.slice(span), reader.plan.task(whole).name());
    let sibling = if text.contains('.') { text.to_owned() } else { format!("{own}.{text}") };
    let node = Node::Task(part);
    if let Some(&before) = reader.tasks.get(&id_key(&sibling)) {
        let edge = Edge { before: Node::Task(before), after: node, relation: Relation::After, place };
        reader.plan.edges.push(edge);
    } else if text.split_once('.').is_some_and(|(task, _)| task == own) {
        let dangling = Dangling { subject: node, text: text.into(), relation: Relation::After, place, id_like: true };
        reader.plan.dangling.push(dangling);
    } else {
        reader.outside(part, Relation::After, place);
    }
}
