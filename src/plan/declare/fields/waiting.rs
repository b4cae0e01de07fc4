//! Numbered sections that wait for each other, whatever they are called: "## Epic 2: Parse" with "**Depends on:** Epic 1"
//! is a piece of work.

use crate::{
    markdown::SectionId,
    plan::{
        Role, Vocabulary,
        model::{Field, Place, Task, Why},
        names::{self, Key, Ref},
        read::{LIKELY, Reader},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

/// From how many sections on their numbers count them.
const ROW: usize = 3;

/// The longest title and value that are read, in bytes.
const LINE: usize = 120;

/// Makes tasks of the sections that are no tasks yet.
pub(super) fn read(reader: &mut Reader) {
    let waits = |f: &&Field| {
        let order = matches!(f.role, Some(Role::Depends | Role::Blocks | Role::With));
        order && f.why == Why::Label && f.of_section(reader.document) && f.value.len() < LINE
    };
    let mut named: FxHashSet<String> = FxHashSet::default();
    for field in reader.plan.fields.iter().filter(waits).filter(|f| reader.digits.any_in(f.value)) {
        let found = names::refs(reader.vocabulary, reader.slice(field.value), 0);
        named.extend(found.into_iter().filter_map(|found| match found {
            Ref::Numbered(one) if reader.numbered(&one.kind, one.label).is_none() => Some(one.kind.to_string()),
            _ => None,
        }));
    }
    if named.is_empty() {
        return;
    }
    let mut rows: FxHashMap<(String, u8), Vec<(SectionId, Key)>> = FxHashMap::default();
    for (index, section) in reader.document.sections.iter().enumerate().skip(1) {
        let own = !section.is_bold_line() && section.title.len() < LINE;
        let title = own.then(|| numbered(reader.vocabulary, &section.title)).flatten();
        if let Some((kind, label)) = title.filter(|(kind, _)| named.contains(kind)) {
            rows.entry((kind, section.level)).or_default().push((SectionId(index as u32), label));
        }
    }
    let mut rows: Vec<_> = rows.into_iter().filter(|(_, sections)| sections.len() >= ROW).collect();
    rows.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    for ((kind, _), sections) in rows {
        sections.into_iter().for_each(|(section, label)| add(reader, &kind, &label, section));
    }
}

/// The kind and the number with which a title begins: "Epic 2: Parse", "Work Package 3 — Print".
fn numbered(words: &Vocabulary, title: &str) -> Option<(String, Key)> {
    let found = names::refs(words, title, 0).into_iter().next()?;
    let Ref::Numbered(one) = found else { return None };
    let before = title[..one.span.start as usize].trim();
    let behind = title[one.span.end as usize..].trim_start();
    // "Build Epic 2" is another one's.
    let leads = before.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() < 2;
    let ends = behind.is_empty() || behind.starts_with(|c: char| !c.is_alphanumeric());
    (leads && ends).then(|| (one.kind.to_string(), names::label_key(one.label)))
}

/// The task of a section, by its name.
fn add(reader: &mut Reader, kind: &str, label: &str, section: SectionId) {
    let facts = &reader.plan.sections[section.0 as usize];
    if facts.group.is_some() {
        return;
    }
    let entry = reader.document.section(section);
    let task = match (facts.task, entry.heading) {
        (Some(task), _) => task,
        (None, Some(heading)) => {
            let place = Place::new(entry.title_span, Why::Heading, LIKELY);
            reader.task(Task::new(&entry.title, place, heading, section))
        }
        (None, None) => return,
    };
    reader.plan.sections[section.0 as usize].task = Some(task);
    reader.index.called(kind, label, task);
}
