//! Tasks whose title has an unusual form: what stands below tells that it is a task. `### P0-01 · Title`,
//! `### 1.2 Title`, `**Task 1.2: Title**`, `**T1**: Title`.

use super::{
    Dialect, Noun, Role,
    model::*,
    names,
    read::{LIKELY, Reader},
    sections::{self, is_task_id},
};
use crate::markdown::{BlockId, Kind, SectionId};

/// What the fields of a task say.
const OF_TASKS: [Role; 7] =
    [Role::Depends, Role::Blocks, Role::Owner, Role::Duration, Role::Status, Role::Priority, Role::Branch];

/// The id with which a title begins, without a separator or behind an unusual one, and the rest.
pub(super) fn leading_id(title: &str) -> Option<(&str, &str)> {
    let text = title.trim_start_matches('(');
    if !sections::begins_task_id(text) {
        return None;
    }
    let end = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')).count();
    let id = Some(text[..end].trim_end_matches(['.', '-'])).filter(|id| is_task_id(id))?;
    let tail = text[id.len()..].trim_start_matches(['*', '`', ']', ')', '.', '·', '•', ' ']);
    // The title is set off, and is not the rest of a word.
    (tail.len() < text.len() - id.len() && !tail.is_empty()).then(|| (id, sections::strip_marks(tail)))
}

/// Whether a number has several parts: `1.2`.
pub(super) fn is_dotted(number: &str) -> bool {
    number.contains('.') && number.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether the fields below a title make it that of a task: one is enough below an id, and below a number two, or an
/// order.
pub(super) fn is_task(reader: &Reader, section: SectionId, id: &str) -> bool {
    // A format says itself what its tasks look like.
    if reader.plan.dialect != Dialect::Free {
        return false;
    }
    let roles = fields(reader, section);
    let planned = roles.iter().any(|&r| r != Role::Status && r != Role::Priority);
    match is_dotted(id) {
        true => roles.contains(&Role::Depends) || planned && roles.len() > 1,
        false => !roles.is_empty(),
    }
}

/// Whether a line of bold text that calls itself a task is one: its fields or boxes stand below it, or another such
/// line beside it.
pub(super) fn is_bold_task(reader: &Reader, section: SectionId) -> bool {
    let document = reader.document;
    let here = document.section(section);
    let boxed = || {
        let from = reader.boxes.partition_point(|(id, _)| id.0 < here.start);
        reader.boxes.get(from).is_some_and(|(id, _)| id.0 < here.end)
    };
    let alike = |other: SectionId| {
        let other = document.section(other);
        let title = other.title.trim_start();
        let noun = || sections::leading_noun(title, reader).is_some_and(|(_, noun, _)| noun == Noun::Task);
        other.level == 7 && other.parent == here.parent && noun()
    };
    let beside = [section.0.wrapping_sub(1), section.0 + 1];
    let beside = || beside.iter().any(|&s| (s as usize) < document.sections.len() && alike(SectionId(s)));
    !fields(reader, section).is_empty() || boxed() || beside()
}

/// The roles of the labels right below a heading.
fn fields(reader: &Reader, section: SectionId) -> Vec<Role> {
    let document = reader.document;
    let here = document.section(section);
    // A further heading has fields of its own.
    let next = document.sections.get(section.0 as usize + 1).and_then(|s| s.heading);
    let end = next.map_or(here.end, |heading| heading.0.min(here.end));
    let from = document.labels.partition_point(|l| l.block.0 < here.start);
    let own = document.labels[from..].iter().take_while(|l| l.block.0 < end).filter(|l| l.marked);
    let mut roles: Vec<Role> =
        own.filter_map(|l| reader.vocabulary.roles(reader.slice(l.key)).first().copied()).collect();
    roles.retain(|role| OF_TASKS.contains(role));
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Reads `**T1**: Title` and `**Task 1.2:** Title` above a list of fields.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    if reader.plan.dialect != Dialect::Free {
        return;
    }
    for label in document.labels.iter().filter(|l| l.marked && !l.value.is_empty()) {
        let key = reader.slice(label.key);
        // Most keys hold no number.
        if !key.bytes().any(|b| b.is_ascii_digit()) || document.block(label.block).parent.is_some() {
            continue;
        }
        let noun = || match sections::leading_noun(key, reader)? {
            (_, Noun::Task, tail) => sections::leading_label(tail).filter(|(.., rest)| rest.is_empty()).map(|l| l.0),
            _ => None,
        };
        let id = Some(key).filter(|key| is_task_id(key)).or_else(noun);
        let Some((id, list)) = id.zip(list_of_fields(reader, label.block)) else { continue };
        let section = reader.section(label.block);
        let group = reader.plan.group_around(document, section);
        let place = Place::new(label.key.to(label.value), Why::BoldLine, LIKELY);
        let title = reader.plain_in(label.block, label.value);
        let task = Task::new(sections::strip_marks(&title), place, label.block, section);
        if reader.tasks.contains_key(&names::id_key(id)) {
            continue;
        }
        let id_span = label.key.of_part(key, id);
        let task = reader.task(Task { id: Some(id.into()), id_span: Some(id_span), group, ..task });
        // Its fields stand in the list.
        reader.task_blocks.insert(list, task);
    }
}

/// The list right below a paragraph, where its items are the fields of a task.
fn list_of_fields(reader: &Reader, paragraph: BlockId) -> Option<BlockId> {
    let document = reader.document;
    let list = document.next_sibling(paragraph).filter(|&b| matches!(document.block(b).kind, Kind::List { .. }))?;
    let role = |key| reader.vocabulary.roles(reader.slice(key)).first().is_some_and(|role| OF_TASKS.contains(role));
    document.labels_in(list).iter().any(|l| role(l.key)).then_some(list)
}
