//! Several places of one task.

use super::forms::prefix;
use crate::plan::{
    Dialect,
    model::*,
    names::{self, id_key},
    read::Reader,
};
use rustc_hash::FxHashSet;

/// A task in a summary table and its own section or item are one task with two
/// places: equal ids, and one of the two is a row or heading while the other is not.
pub(super) fn merge_places(reader: &mut Reader) {
    // In most plans each task has an id of its own; formats may give it another one later.
    let named = || reader.plan.tasks.iter().filter(|task| task.id.is_some()).count();
    if reader.plan.dialect == Dialect::Free && reader.tasks.len() == named() {
        return;
    }
    for index in 0..reader.plan.tasks.len() {
        let task = &reader.plan.tasks[index];
        let Some(id) = &task.id else { continue };
        let Some(&first) = reader.tasks.get(&id_key(id)) else { continue };
        if first.index() == index {
            continue;
        }
        let why = |t: &Task| t.places.first().map(|p| p.why);
        let (a, b) = (&reader.plan.tasks[first.index()], &reader.plan.tasks[index]);
        let different = why(a) != why(b) || (a.table.is_some() && a.table != b.table);
        let same_scope = a.group == b.group || a.group.is_none() || b.group.is_none();
        // A row that says nothing but the id speaks of whatever has it.
        let bare = [a, b].iter().any(|t| id_key(&t.title) == id_key(id));
        let same_title = bare || similar(&a.title, &b.title) || (!prefix(id).is_empty() && akin(&a.title, &b.title));
        if different && same_scope && same_title {
            let (places, statuses) = (b.places.clone(), b.statuses.clone());
            let title = b.title.clone();
            let task = &mut reader.plan.tasks[first.index()];
            // A row of a matrix has no title of its own.
            if task.id.as_deref().is_some_and(|id| id_key(id) == id_key(&task.title)) {
                task.title = title;
            }
            // The row of a task speaks of the section that is about it.
            if task.places.first().is_some_and(|p| p.why == Why::Heading) {
                let rows = statuses.iter().filter(|s| s.place.why == Why::Cell);
                let section = task.section;
                reader.plan.scope_statuses.extend(rows.map(|&claim| ScopeStatus { section, claim }));
            }
            task.places.extend(places);
            task.statuses.extend(statuses);
            reader.plan.repeats.insert(TaskId(index as u32), first);
        }
    }
}

/// Whether two titles may name one thing: one begins with the other, or they share a telling word.
fn similar(a: &str, b: &str) -> bool {
    let (a, b) = (names::key(a), names::key(b));
    let telling = |w: &&str| w.chars().count() > 3;
    !a.is_empty()
        && !b.is_empty()
        && (a.starts_with(&*b)
            || b.starts_with(&*a)
            || a.split(' ').filter(telling).any(|word| b.split(' ').any(|other| other == word)))
}

/// Whether two titles share half of the words of the shorter one; enough where an id with letters agrees.
fn akin(a: &str, b: &str) -> bool {
    let words = |t: &str| -> FxHashSet<String> {
        let words = t.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2);
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && 2 * shared >= a.len().min(b.len())
}
