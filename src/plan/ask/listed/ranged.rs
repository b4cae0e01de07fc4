//! Rows and boxes that are several tasks each: `| T001-T005 | Setup |`, `T002/T003 Linter and formatter`.

use super::Counter;
use crate::plan::{
    model::*,
    names,
    words::vocabulary::{Role, Vocabulary},
};
use rustc_hash::FxHashSet;

/// Longest name of a row that is a range, in bytes.
const RANGE: usize = 24;

impl Counter<'_> {
    /// Whether rows are ranges of tasks that stand nowhere else, so that rows are not what there is to count.
    pub(super) fn has_ranges(&self) -> bool {
        let is_range = |name: &str| {
            name.len() < RANGE
                && matches!(&names::refs(self.words, name, 0)[..], [names::Ref::Range(range)] if range.kind.is_empty())
        };
        let names_some = |table: &Table| {
            table.column(Role::Task).is_some_and(|column| {
                let mut cells = table.rows.iter().filter_map(|row| row.cells.get(column));
                cells.any(|&cell| is_range(&self.text[self.document.text_span(cell).range()]))
            })
        };
        let boxed = |task: &Task| task.places.first().is_some_and(|p| p.why == Why::Box);
        *self.ranged.get_or_init(|| !self.plan.tasks.iter().any(boxed) && self.plan.tables.iter().any(names_some))
    }
}

/// The ids of tasks, and how many of them stand behind the first of their task: `T034-T035` are two.
pub(super) fn ids(words: &Vocabulary, tasks: &[&Task]) -> (FxHashSet<names::Key>, usize) {
    let (mut ids, mut further) = (FxHashSet::default(), 0);
    for id in tasks.iter().filter_map(|t| t.id.as_deref()) {
        match &names::several(words, id)[..] {
            [] => _ = ids.insert(names::id_key(id)),
            several => {
                further += several.len() - 1;
                ids.extend(several.iter().map(|id| names::id_key(id)));
            }
        }
    }
    (ids, further)
}

/// How many things the name with which a text begins stands for: five of "FR-001 to FR-005: sign in", three of
/// "Steps 1-3: freeze"; one where it is no range.
pub(super) fn begins(words: &Vocabulary, text: &str) -> usize {
    let text = text.trim_start_matches(['*', '_', '`', '[', ' ']);
    let end = text.find([':', '—', '(', '|']).or_else(|| text.find(" - ")).unwrap_or(text.len());
    let head = text[..end].trim_end_matches(['*', '_', '`', ']', ' ']);
    // Most names hold no number.
    if !head.bytes().any(|b| b.is_ascii_digit()) {
        return 1;
    }
    match &names::refs(words, head, 0)[..] {
        [names::Ref::Range(range)] if !range.kind.is_empty() => range.count() as usize,
        _ => names::several(words, head).len().max(1),
    }
}
