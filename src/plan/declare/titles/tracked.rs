//! Headings of a tracker: beside each other, each with its own state, `### 3. Reducer checks nothing` over
//! `- Status: Completed`.

use super::Dialect;
use crate::{
    markdown::SectionId,
    plan::{Name, Role, Status, read::Reader},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// From how many headings with a state on they are a tracker.
const TRACKED: usize = 3;

/// The headings of a tracker. Things have states too, and all things that a manual describes the same one: some are done
/// and others are not, in words that are said of work, and hardly any heading beside them has none.
pub(in crate::plan) fn read(reader: &Reader) -> FxHashSet<SectionId> {
    let document = reader.document;
    let mut states: FxHashMap<SectionId, Status> = FxHashMap::default();
    if reader.plan.dialect != Dialect::Free {
        return FxHashSet::default();
    }
    let stating = document.labels.iter().zip(reader.label_roles).filter(|(_, roles)| roles.contains(&Role::Status));
    for (label, _) in stating {
        let section = document.block(label.block).section;
        let headed = (2..7).contains(&document.section(section).level);
        // The words for a state are few, and short.
        if headed && label.key.len() < LONGEST {
            let value = reader.plain_in(label.block, label.value);
            let word = value.split(['(', '—', '–', ';', ',', '.']).next().unwrap_or_default().trim();
            let said = reader.vocabulary.status(word).filter(|_| !reader.vocabulary.is_name(word, Name::Standing));
            if let Some(status) = said {
                states.entry(section).or_insert(status);
            }
        }
    }
    if states.len() < TRACKED {
        return FxHashSet::default();
    }
    let mut beside: FxHashMap<(SectionId, u8), (usize, usize)> = FxHashMap::default();
    for (index, section) in document.sections.iter().enumerate().skip(1).filter(|(_, s)| s.level < 7) {
        let (all, stated) = beside.entry((section.parent, section.level)).or_default();
        *all += 1;
        *stated += usize::from(states.contains_key(&SectionId(index as u32)));
    }
    let leaf = |section: SectionId| {
        let here = document.section(section);
        let next = reader.boxes.partition_point(|(id, _)| id.0 < here.start);
        let boxed = reader.boxes.get(next).is_some_and(|(id, _)| id.0 < here.end);
        let parted = document.sections.get(section.0 as usize + 1).is_some_and(|s| s.parent == section && s.level < 7);
        !boxed && !parted
    };
    states.retain(|&section, _| {
        let here = document.section(section);
        let (all, stated) = beside.get(&(here.parent, here.level)).copied().unwrap_or_default();
        4 * stated > 3 * all && leaf(section)
    });
    let done = states.values().filter(|s| **s == Status::Done).count();
    let left = states.values().filter(|s| matches!(s, Status::Open | Status::Doing | Status::Blocked)).count();
    match done > 0 && left > 0 && states.len() >= TRACKED {
        true => states.into_keys().collect(),
        false => FxHashSet::default(),
    }
}

/// Longest key of a state, in bytes.
const LONGEST: usize = 24;
