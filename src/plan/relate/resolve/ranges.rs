//! Ranges of ids: "T1-T5", "Waves 1-3".

use super::{LONGEST_RANGE, Pending, capital, dangling, edge, forms::IdForms};
use crate::plan::{
    Noun,
    declare::sections,
    model::{Node, Place, Relation},
    names::{self, IdRange},
    read::Reader,
};

/// Adds the orders on what a range names; whether all of it is there.
pub(super) fn resolve(reader: &mut Reader, wait: &Pending, ids: &IdForms, range: &IdRange, place: Place) -> bool {
    if let Some(other) = reader.id_node(range.text, wait.subject) {
        edge(reader, wait, other, place);
        return true;
    }
    let node = |id: &String| match &*range.kind {
        "" => reader.id_node(id, wait.subject),
        kind => reader.numbered(kind, id),
    };
    let named: Vec<(String, Option<Node>)> =
        range.ids().take(LONGEST_RANGE).map(|id| (node(&id), id)).map(|(node, id)| (id, node)).collect();
    for other in named.iter().filter_map(|(_, other)| *other) {
        edge(reader, wait, other, place);
    }
    // What begins with something that is here, and ends behind all that is here, goes too far; what is held up may
    // stand in another part.
    if let [(_, Some(_)), .., (last, None)] = &named[..]
        && wait.relation == Relation::After
        && is_own(reader, ids, &range.kind, last)
    {
        let name = if range.kind.is_empty() { last.clone() } else { format!("{} {last}", capital(&range.kind)) };
        dangling(reader, wait, &name, place, true);
    }
    // `M0-09` has the form of a range, and is an id beside `M0-01` to `M0-05`.
    let none = named.iter().all(|(_, other)| other.is_none());
    if none && !names::is_id_range(range.text) && ids.fits(range.text) {
        dangling(reader, wait, range.text, place, true);
    }
    named.iter().all(|(_, other)| other.is_some())
}

/// From how many tasks on that are called by a word, "Epic 1" to "Epic 3", none of the others is of another document.
const CALLED: u32 = 3;

/// Whether a number of that kind would be one of this document's.
pub(super) fn is_own(reader: &Reader, ids: &IdForms, kind: &str, label: &str) -> bool {
    let title = reader.document.sections.get(1).filter(|s| s.level == 1).map_or("", |s| &*s.title);
    // In "Story 3: Points", "Story 2" has a document of its own.
    let titled = sections::leading_noun(title, reader)
        .is_some_and(|(word, _, rest)| word == *kind && rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    match reader.vocabulary.noun(kind) {
        _ if titled => false,
        // "Package 1A" is a part of one, and what comes before the first number another document has.
        None | Some(Noun::Task) if reader.index.calls(kind, CALLED) && label.bytes().all(|b| b.is_ascii_digit()) => {
            true
        }
        _ if kind.is_empty() => ids.fits(label),
        // "Task 9" beside tasks 1 to 3.
        Some(Noun::Task) => ids.fits(label) || kind == "task" && ids.fits(&format!("T{label}")),
        Some(Noun::Agent) => {
            let known = |label: &str| reader.actors.contains_key(&*format!("{kind} {label}"));
            known("1") && known("2") || known("a") && known("b")
        }
        _ => reader.index.numbers(kind) && !ids.is_earlier(kind, label) && !ids.outlines(reader, label),
    }
}
