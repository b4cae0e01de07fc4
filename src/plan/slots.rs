//! Tables that deal tasks out to groups: `| Wave | Tasks |` with `A2, A3, A4` in a cell.

use super::{
    model::{GroupId, TaskId},
    names::{self, Ref},
    read::Reader,
    resolve,
};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Whether every cell is a list of ids and nothing else, and one of them names several:
/// then the rows are groups, and the cells say what they hold.
pub(super) fn lists_ids<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut several = false;
    for cell in cells {
        let parts = cell.split([',', ';', '&', '+']).map(str::trim).filter(|p| !p.is_empty());
        let (mut count, mut ids) = (0, true);
        for part in parts {
            count += 1;
            // A name with a gloss is a title.
            let named = names::refs(part, 0);
            several |= matches!(named.as_slice(), [Ref::Range(range)] if range.kind.is_empty());
            ids &= matches!(named.as_slice(), [Ref::Id(_) | Ref::Range(_)]) && !part.contains(' ');
        }
        if count == 0 || !ids {
            return false;
        }
        several |= count > 1;
    }
    several
}

/// Puts each task that no place gives to a group yet into the one whose row lists it.
pub(super) fn deal(reader: &mut Reader) {
    let mut groups: FxHashMap<Box<str>, GroupId> = FxHashMap::default();
    for (group, span) in std::mem::take(&mut reader.listed) {
        for id in ids(reader, span) {
            groups.entry(names::id_key(&id)).or_insert(group);
        }
    }
    if groups.is_empty() {
        return;
    }
    for (index, task) in reader.plan.tasks.iter_mut().enumerate().filter(|(_, t)| t.group.is_none()) {
        let Some(key) = task.id.as_deref().map(names::id_key) else { continue };
        task.group = groups.get(&key).copied();
        reader.index.task(key, task.group, TaskId(index as u32));
    }
}

fn ids(reader: &Reader, span: Span) -> Vec<String> {
    let mut found = Vec::new();
    for named in names::refs(reader.slice(span), span.start) {
        match named {
            Ref::Id(id) => found.push(id.text.to_owned()),
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
        assert!(lists_ids(["A1", "A2, A3"].into_iter()));
        assert!(lists_ids(["T1-T4", "T5"].into_iter()));
        assert!(!lists_ids(["A1", "A2"].into_iter()), "each row may be that task");
        assert!(!lists_ids(["A1, A2", "Write the report"].into_iter()));
        assert!(!lists_ids(["A1, A2", ""].into_iter()));
        assert!(!lists_ids(["A1 (draft), A2"].into_iter()));
    }
}
