//! Places that deal tasks out to groups: `| Wave | Tasks |` with `A2, A3, A4` in a cell,
//! "Wave 1: A2, A3", a fence of JSON.

use super::{checklists, sections};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Axis, Noun, Role, Vocabulary, Word, fold,
        model::*,
        names::{self, Key, Ref},
        read::{Fence, LIKELY, Reader, SURE},
        relate::resolve,
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// Whether every cell is a list of ids and nothing else, and one of them names several:
/// then the rows are groups, and the cells say what they hold.
pub(in crate::plan) fn lists_ids<'c>(words: &Vocabulary, cells: impl Iterator<Item = &'c str>) -> bool {
    are_ids(words, cells) == Some(true)
}

/// Whether one of the cells names several ids, where each of them names ids and nothing else.
fn are_ids<'c>(words: &Vocabulary, cells: impl Iterator<Item = &'c str>) -> Option<bool> {
    let mut several = false;
    for cell in cells {
        let parts = cell.split([',', ';', '&', '+']).map(str::trim).filter(|p| !p.is_empty());
        let mut count = 0;
        for part in parts {
            count += 1;
            let found = names::refs(words, part, 0);
            if let [Ref::Numbered(task)] = &found[..]
                && &*task.kind == "task"
                && task.span.len() == part.len()
            {
                continue;
            }
            // A name with a gloss is a title; "1.1 - 1.4" is none.
            let joint = |word: &str| matches!(word, "-" | "–" | "—" | "to" | "..");
            if part.contains(' ') && !matches!(part.split(' ').collect::<Vec<_>>()[..], [_, mid, _] if joint(mid)) {
                return None;
            }
            match found.as_slice() {
                [Ref::Range(range)] => several |= range.kind.is_empty(),
                [Ref::Id(_)] => {}
                _ => return None,
            }
        }
        if count == 0 {
            return None;
        }
        several |= count > 1;
    }
    Some(several)
}

/// Whether no second word stands beside the first one of `value`, but for the number of a task.
fn begins_list(value: &str) -> bool {
    let parts = |b: &u8| matches!(b, b' ' | b',' | b';' | b'&' | b'+');
    let value = value.trim_start();
    let value = ["Task ", "Tasks "].iter().find_map(|word| value.strip_prefix(word)).unwrap_or(value).as_bytes();
    let behind = value.iter().position(parts).map_or(&[][..], |at| value[at..].trim_ascii_start());
    behind.first().is_none_or(parts)
}

/// What a gloss says, without its brackets and the marks and colon around it.
fn unbracketed(gloss: &str) -> &str {
    gloss.trim_matches(['*', '_', ' ', '(', ')', '[', ']', ':', '：'])
}

/// The ids of a parallel wave without the remark behind them, where that says that they do not touch each other, or has a
/// name for each: "T1, T2 — no conflicts", "T1 + T4 (strings, maps)". Any other may take the parallel work back.
fn without_remark(reader: &Reader, list: Span) -> Span {
    let text = reader.slice(list);
    let Some(at) = [" — ", " – ", " ("].iter().filter_map(|sign| text.find(sign)).min() else { return list };
    let remark = &text[at..];
    let says = |word| reader.vocabulary.says(remark, word);
    let tells = remark.contains(|c: char| c.is_ascii_digit())
        || [Word::Sequel, Word::Serial, Word::Limiting].into_iter().any(says);
    let inside = remark.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
    let glosses = inside.map_or(0, |inside| inside.split(',').filter(|name| !name.trim().contains(' ')).count());
    let named = || glosses > 1 && glosses == text[..at].split([',', '+', '&']).count();
    let closed = !remark.starts_with(" (") || inside.is_some_and(|inside| !inside.contains(')'));
    let apart = closed && !tells && (says(Word::Untangled) || named());
    if apart { Span { end: list.start + at as u32, ..list } } else { list }
}

/// Lines that list ids behind a wave: "Wave 1 (parallel): T1, T2".
pub(in crate::plan) fn labels(reader: &mut Reader) {
    let document = reader.document;
    for label in &document.labels {
        let (key, value) = (reader.slice(label.key), reader.slice(label.value));
        // Most keys are no group's, and most values are prose, which their first words show.
        if !reader.vocabulary.may_begin_noun(key) || !begins_list(value) {
            continue;
        }
        let Some((word, Noun::Group(axis), tail)) = sections::leading_noun(key, reader) else { continue };
        let Some((number, true, rest)) = sections::leading_label(tail) else { continue };
        // One id may be what the wave is called.
        let known = |id: &String| reader.tasks.contains_key(&names::id_key(id));
        // "**Wave 1 (parallel):**", "**Wave 1** (parallel):".
        let behind = reader.slice(Span { start: label.key.end, end: label.value.start });
        let mode = [rest, behind].into_iter().find_map(|gloss| reader.vocabulary.mode(unbracketed(gloss)));
        let listed = if mode == Some(true) { without_remark(reader, label.value) } else { label.value };
        let several = match are_ids(reader.vocabulary, std::iter::once(reader.slice(listed))) {
            Some(several) => several || ids(reader, listed).first().is_some_and(known),
            None => false,
        };
        if !several {
            continue;
        }
        let place = Place::new(label.key, Why::Label, LIKELY);
        let group = reader.group(&word, number, "", axis, place);
        if let Some(parallel) = mode {
            let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
            reader.relate_members(group, mode, place);
        }
        reader.listed.push((group, listed));
        if axis == Axis::Lane {
            reader.lane_lists.push((Node::Group(group), listed));
        }
    }
}

/// The section of a wave that lists the ids of tasks which stand elsewhere: `- Tasks: 1.1, 2.1-2.3`, "- Task 1.1: Schema".
pub(in crate::plan) fn sections(reader: &mut Reader) {
    let document = reader.document;
    let slot = |section: SectionId| {
        let group = reader.plan.sections[section.0 as usize].group?;
        let entry = reader.plan.group(group);
        (entry.axis == Axis::Time && entry.section == Some(section)).then_some(group)
    };
    if !reader.plan.groups.iter().any(|g| g.axis == Axis::Time && g.section.is_some()) {
        return;
    }
    let mut listed: Vec<(GroupId, Span)> = Vec::new();
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Task) && f.why == Why::Label) {
        let value = || Some(reader.slice(field.value)).filter(|value| begins_list(value));
        let ids = || value().is_some_and(|value| are_ids(reader.vocabulary, std::iter::once(value)).is_some());
        listed.extend(slot(field.section).filter(|_| ids()).map(|group| (group, field.value)));
    }
    for &list in &reader.document.lists {
        let block = document.block(list);
        let Some(group) = slot(block.section).filter(|_| block.parent.is_none()) else { continue };
        let names: Option<Vec<Span>> = document.children(list).map(|item| known(reader, item)).collect();
        listed.extend(names.into_iter().flatten().map(|span| (group, span)));
    }
    reader.listed.extend(listed);
}

/// The id with which an item without a box begins, where it is that of a task that stands elsewhere.
fn known(reader: &Reader, item: BlockId) -> Option<Span> {
    let span = reader.document.text_span(item);
    if !matches!(reader.document.block(item).kind, Kind::Item { mark: None }) || reader.task_blocks.contains_key(&item)
    {
        return None;
    }
    let raw = reader.slice(span);
    let text = raw.trim_start_matches(['*', '`', '[']);
    let id = match sections::leading_noun(text, reader) {
        Some((_, Noun::Task, tail)) => sections::leading_label(tail)?.0,
        _ => checklists::item_id(text).or(text.split(' ').next().filter(|id| sections::is_task_id(id)))?,
    };
    let task = reader.plan.task(*reader.tasks.get(&names::id_key(id))?);
    let declared = matches!(task.places.first()?.why, Why::Heading | Why::Row | Why::Box | Why::BoldLine);
    let behind = &text[text.find(id)? + id.len()..];
    (declared && is_title(reader, behind, &task.title)).then(|| span.of_part(raw, id))
}

/// Whether what stands behind the id of a task is its title, perhaps in other words, and tells nothing else of it: no
/// other task, and no remark such as "T3 starts when the parser stands".
fn is_title(reader: &Reader, behind: &str, title: &str) -> bool {
    let words = behind.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let mut words = words.map(fold).peekable();
    let Some(first) = words.peek() else { return true };
    let title = names::key(title);
    // Without a separator the line may be a sentence.
    let told = match behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
        true => title.starts_with(&**first),
        false => words.any(|word| word.len() > 2 && title.contains(&*word)),
    };
    told && names::refs(reader.vocabulary, behind, 0).is_empty()
}

/// A fence of JSON that deals the tasks out to waves, whose tasks all start at once:
/// `{"waves": [{"id": 1, "tasks": ["1.1", "2"]}]}` or `{"waves": [["1.1", "2"]]}`.
pub(in crate::plan) fn json(reader: &mut Reader) {
    for &Fence { block, info, body } in reader.fences {
        if !reader.slice(info).starts_with("json") {
            continue;
        }
        let raw = reader.slice(body);
        let Some(name) = raw.find("\"waves\"") else { continue };
        let place = Place::new(body.of_part(raw, &raw[name + 1..name + 6]), Why::Timeline, SURE);
        let Ok(graph) = serde_json::from_str::<Value>(raw) else { continue };
        for (index, wave) in graph["waves"].as_array().into_iter().flatten().enumerate() {
            let given = [&wave["id"], &wave["wave"]].into_iter().find(|v| v.is_number() || v.is_string());
            let label = given.map_or_else(|| (index + 1).to_string(), |v| v.to_string().trim_matches('"').to_owned());
            let tasks = wave.as_array().or_else(|| wave["tasks"].as_array());
            let group = reader.group("wave", &label, "", Axis::Time, place);
            reader.plan.groups[group.index()].mode.get_or_insert((Mode::Parallel, place));
            for id in tasks.into_iter().flatten().filter_map(id) {
                reader.dealt.push((group, names::id_key(&id)));
                let span = raw
                    .find(&format!("\"{id}\""))
                    .map_or(place.span, |at| body.of_part(raw, &raw[at + 1..][..id.len()]));
                reader.waved.push((id, span, block));
            }
        }
    }
}

/// The id of a task in JSON: `"1.1"`, `1`, `{"id": "1.1"}`.
fn id(task: &Value) -> Option<String> {
    let id = if task.is_object() { &task["id"] } else { task };
    id.as_str().map(str::to_owned).or_else(|| id.is_number().then(|| id.to_string()))
}

/// The fewest tasks of the plan by which a fence of JSON is known to deal these out.
const KNOWN: usize = 3;

/// The ids in fences of JSON that no task has, where nearly all others there are those of tasks.
pub(in crate::plan) fn unknown(reader: &Reader) -> Vec<Unresolved> {
    let key = |id: &str| names::id_key(id.trim_end_matches(['*', '.']));
    let numbered = |id: &str| id.split('.').all(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty());
    if reader.waved.is_empty() {
        return Vec::new();
    }
    // A task that stands for its parts may have no line of its own.
    let parted: FxHashSet<Key> = reader.plan.tasks.iter().filter_map(|t| t.id.as_deref()).flat_map(wholes_of).collect();
    let known = |id: &str| reader.tasks.contains_key(&key(id)) || parted.contains(&key(id));
    let (found, lost): (Vec<_>, Vec<_>) = reader.waved.iter().partition(|(id, ..)| known(id));
    let wholes = found.iter().filter_map(|(id, ..)| id.split('.').next()?.parse::<u32>().ok());
    let Some(last) = wholes.max().filter(|_| found.len() >= KNOWN && lost.len() * KNOWN <= found.len()) else {
        return Vec::new();
    };
    // A part that no wave has may be the one that is meant.
    let dealt: FxHashSet<Key> = reader.waved.iter().map(|(id, ..)| key(id)).collect();
    let free =
        |id: &str| id.contains('.') && !dealt.contains(&key(id)) && !wholes_of(id).iter().any(|w| dealt.contains(w));
    let spare = reader.plan.tasks.iter().filter_map(|task| task.id.as_deref()).any(free);
    let missing = lost.into_iter().filter(|(id, ..)| numbered(id) && !(spare && id.contains('.')));
    let unresolved = |(id, span, block): &(String, Span, BlockId)| Unresolved {
        name: format!("task {id}").into(),
        place: Place::new(*span, Why::Timeline, SURE),
        block: *block,
        sentence: *span,
        known: format!("tasks up to {last}").into(),
    };
    missing.map(unresolved).collect()
}

/// The ids of what a task is a part of: `2` and `2.1` of `2.1.3`.
fn wholes_of(id: &str) -> Vec<Key> {
    id.match_indices('.').map(|(at, _)| names::id_key(&id[..at])).collect()
}

/// Puts each task that no place gives to a group yet into the one whose row lists it.
pub(in crate::plan) fn deal(reader: &mut Reader) {
    let mut groups: FxHashMap<Key, GroupId> = FxHashMap::default();
    for (group, span) in std::mem::take(&mut reader.listed) {
        for id in ids(reader, span) {
            groups.entry(names::id_key(&id)).or_insert(group);
        }
    }
    for (group, key) in std::mem::take(&mut reader.dealt) {
        groups.entry(key).or_insert(group);
    }
    if groups.is_empty() {
        return;
    }
    // What a heading counts, "Parsers (7 tasks)", is done in the waves that say so.
    let counted = |group: GroupId| &*reader.plan.groups[group.index()].word == "group";
    let free = |t: &Task| t.group.is_none_or(counted);
    for (index, task) in reader.plan.tasks.iter_mut().enumerate().filter(|(_, t)| free(t)) {
        let Some(key) = task.id.as_deref().map(names::id_key) else { continue };
        task.group = groups.get(&key).copied().or(task.group);
        reader.index.task(key, task.group, TaskId(index as u32));
    }
}

fn ids(reader: &Reader, span: Span) -> Vec<String> {
    let mut found = Vec::new();
    for named in names::refs(reader.vocabulary, reader.slice(span), span.start) {
        match named {
            Ref::Id(id) => found.push(id.text.to_owned()),
            Ref::Numbered(task) if &*task.kind == "task" => found.push(task.label.to_owned()),
            Ref::Range(range) => found.extend(range.ids().take(resolve::LONGEST_RANGE).map(|id| id.to_string())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_ids() {
        let words = Vocabulary::standard();
        assert!(lists_ids(&words, ["A1", "A2, A3"].into_iter()));
        assert!(lists_ids(&words, ["T1-T4", "T5"].into_iter()));
        assert!(!lists_ids(&words, ["A1", "A2"].into_iter()), "each row may be that task");
        assert!(!lists_ids(&words, ["A1, A2", "Write the report"].into_iter()));
        assert!(!lists_ids(&words, ["A1, A2", ""].into_iter()));
        assert!(!lists_ids(&words, ["A1 (draft), A2"].into_iter()));
    }
}
