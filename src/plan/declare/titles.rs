//! Tasks whose title has an unusual form: what stands below tells that it is a task. `### P0-01 · Title`,
//! `### 1.2 Title`, `**Task 1.2: Title**`, `**T1**: Title`.

mod tracked;

use super::{
    checklists,
    sections::{self, is_task_id},
};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Dialect, Noun, Role,
        model::*,
        names,
        read::{LIKELY, Reader},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

pub(in crate::plan) use tracked::read as tracked;

/// What the fields of a task say.
const OF_TASKS: [Role; 7] =
    [Role::Depends, Role::Blocks, Role::Owner, Role::Duration, Role::Status, Role::Priority, Role::Branch];

/// The id with which a title begins, without a separator or behind an unusual one, and the rest.
pub(in crate::plan) fn leading_id(title: &str) -> Option<(&str, &str)> {
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

/// Boxes that are drawn, and what a ticked one would be in brackets.
const DRAWN: [(char, char); 3] = [('☐', ' '), ('☑', 'x'), ('☒', 'x')];

/// The mark of the box with which a title begins, and what follows it: `[x] Task 2: …`, `- [ ] W-01 …`, `☐ T3: …`.
/// A format says itself what its headings mean.
pub(in crate::plan) fn leading_box<'t>(reader: &Reader, title: &'t str) -> Option<(char, &'t str)> {
    // Most titles begin with a letter or a digit.
    if reader.plan.dialect != Dialect::Free || title.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let text = title.trim_start_matches(['-', '*', ' ']);
    if let Some((mark, rest)) = DRAWN.iter().find_map(|(drawn, mark)| Some((*mark, text.strip_prefix(*drawn)?))) {
        return Some((mark, rest.trim_start_matches(['\u{fe0f}', ' '])));
    }
    let (mark, rest) = text.strip_prefix('[')?.split_once(']')?;
    let mut marks = mark.chars();
    let mark = marks.next().filter(|_| marks.next().is_none())?;
    (rest.starts_with(' ') && checklists::marks::status(mark, &[]).is_some()).then(|| (mark, rest.trim_start()))
}

/// What the box at the start of a heading says.
pub(in crate::plan) fn box_status(reader: &Reader, mark: char, place: Place) -> Option<StatusClaim> {
    let raw = reader.slice(place.span);
    let drawn = raw.find(|c| DRAWN.iter().any(|(drawn, _)| *drawn == c));
    let (start, end) = match raw.find('[') {
        Some(start) if drawn.is_none_or(|drawn| start < drawn) => (start, raw[start..].find(']')? + start + 1),
        _ => drawn.map(|start| (start, start + '☐'.len_utf8()))?,
    };
    let span = place.span.of_part(raw, &raw[start..end]);
    Some(StatusClaim { status: checklists::marks::status(mark, &[])?, said: Said::Box, place: Place { span, ..place } })
}

/// From how many headings on that count issues they are the tasks of a plan.
const ISSUES: usize = 3;

/// The headings that are tasks of a tracker, `### Issue #12: Title`, by their sections: their ids and titles. What
/// only talks of issues has no fields of a task below them, and names one twice.
pub(in crate::plan) fn issues<'t>(reader: &Reader<'t>) -> FxHashMap<SectionId, (&'t str, &'t str)> {
    let document = reader.document;
    let mut found: FxHashMap<SectionId, (&str, &str)> = FxHashMap::default();
    if reader.plan.dialect != Dialect::Free {
        return found;
    }
    let mut seen = FxHashSet::default();
    for (index, section) in document.sections.iter().enumerate().filter(|(_, s)| (2..7).contains(&s.level)) {
        // Most titles begin with another letter.
        if matches!(section.title.as_bytes(), [first, ..] if first.is_ascii_alphanumeric() && !matches!(first, b'I' | b'P'))
        {
            continue;
        }
        let title = section.title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(tail) = ["Issue #", "PR #"].iter().find_map(|word| title.strip_prefix(word)) else {
            continue;
        };
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        let rest = tail[digits..].trim_start();
        let set_off = rest.starts_with([':', '-', '–', '—']) && (1..=6).contains(&digits);
        if !seen.insert(&tail[..digits]) {
            return FxHashMap::default();
        }
        let id = SectionId(index as u32);
        if set_off && is_planned(&fields(reader, id)) {
            let from = title.len() - tail.len() - 1;
            found.insert(id, (&title[from..from + 1 + digits], sections::strip_marks(rest)));
        }
    }
    if found.len() < ISSUES { FxHashMap::default() } else { found }
}

/// Whether a heading that calls itself a step is a task: it has fields of one, and is not a part of another.
pub(in crate::plan) fn is_step(reader: &Reader, section: SectionId) -> bool {
    let parent = reader.document.section(section).parent;
    let inside = |s: SectionId| reader.plan.sections[s.0 as usize].task.is_some();
    reader.plan.dialect == Dialect::Free
        && is_planned(&fields(reader, section))
        && !reader.plan.sections_around(reader.document, parent).any(inside)
}

/// Whether fields are those of a task beyond doubt: an order, or two of them.
fn is_planned(roles: &[Role]) -> bool {
    let planned = roles.iter().any(|&r| r != Role::Status && r != Role::Priority);
    roles.contains(&Role::Depends) || planned && roles.len() > 1
}

/// Whether a number has several parts: `1.2`.
pub(in crate::plan) fn is_dotted(number: &str) -> bool {
    number.contains('.') && number.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether the fields below a title make it that of a task: one is enough below an id, and below a number two, or an
/// order.
pub(in crate::plan) fn is_task(reader: &Reader, section: SectionId, id: &str) -> bool {
    // A format says itself what its tasks look like.
    if reader.plan.dialect != Dialect::Free {
        return false;
    }
    let roles = fields(reader, section);
    match is_dotted(id) {
        true => is_planned(&roles),
        false => !roles.is_empty() || is_tagged(&reader.document.section(section).title, id),
    }
}

/// Whether a tag of tasks stands behind the id of a title: `T007 [P] [US4] Fix the release`.
fn is_tagged(title: &str, id: &str) -> bool {
    let tail = title.split_once(id).map_or("", |(_, tail)| tail.trim_start_matches(['*', '`', ':', ' ']));
    let tag = |text: &str| text == "P" || text.strip_prefix("US").is_some_and(|n| n.parse::<u16>().is_ok());
    tail.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(inside, _)| tag(inside))
}

/// Whether a line of bold text that calls itself a task is one: its fields or boxes stand below it, or another such
/// line beside it.
pub(in crate::plan) fn is_bold_task(reader: &Reader, section: SectionId) -> bool {
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
        other.is_bold_line() && other.parent == here.parent && noun()
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
    let own = document.labels[from..].iter().zip(&reader.label_roles[from..]).take_while(|(l, _)| l.block.0 < end);
    let mut roles: Vec<Role> = own.filter(|(l, _)| l.marked).filter_map(|(_, roles)| roles.first().copied()).collect();
    roles.retain(|role| OF_TASKS.contains(role));
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Reads `**T1**: Title` and `**Task 1.2:** Title` above a list of fields.
pub(in crate::plan) fn read(reader: &mut Reader) {
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
