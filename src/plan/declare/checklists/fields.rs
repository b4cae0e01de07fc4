//! Boxes that are fields of the task above them: `- [ ] **Owner**: Ada` below `- [ ] **Task**: Schema`.

use crate::{
    markdown::{BlockId, Kind, Label},
    plan::{
        Role, Word, folds_to,
        model::*,
        read::{LIKELY, Reader},
    },
};
use rustc_hash::FxHashMap;

/// The items that are fields, and the box of the task that each is about where one of their list is it.
pub(super) struct Fields(FxHashMap<BlockId, Option<BlockId>>);

/// What a box begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Words.
    Words,
    /// `**Task**:`.
    Task,
    /// `**Owner**:`.
    Owner,
    /// Another field of a task.
    Field,
    /// A key of its own, or a question.
    Other,
}

impl Fields {
    /// Those of a document.
    pub fn of(reader: &Reader) -> Self {
        let document = reader.document;
        let mut leads: FxHashMap<BlockId, Lead> = FxHashMap::default();
        let mut lists: Vec<BlockId> = Vec::new();
        for label in document.labels.iter().filter(|l| l.marked && !l.value.is_empty()) {
            let around = document.ancestors(label.block).next().into_iter().chain([label.block]);
            let boxed = |&b: &BlockId| matches!(document.block(b).kind, Kind::Item { mark: Some(_) });
            let Some(item) = around.into_iter().find(boxed).filter(|&item| begins(reader, item, label)) else {
                continue;
            };
            leads.insert(item, lead(reader, label));
            lists.extend(document.block(item).parent.filter(|list| lists.last() != Some(list)));
        }
        let mut found = FxHashMap::default();
        for list in lists {
            let boxes =
                document.children(list).filter(|&b| matches!(document.block(b).kind, Kind::Item { mark: Some(_) }));
            let boxes: Vec<(BlockId, Lead)> =
                boxes.map(|b| (b, leads.get(&b).copied().unwrap_or(Lead::Words))).collect();
            fields_of(&boxes, &mut found);
        }
        Self(found)
    }

    /// Makes tasks of the items without a box whose boxes say who does them: "1. **Account** (day 1)".
    pub fn own(&self, reader: &mut Reader) {
        let document = reader.document;
        let around = |&item: &BlockId| document.ancestors(item).nth(1);
        let loose = self.0.iter().filter(|(_, of)| of.is_none()).filter_map(|(item, _)| around(item));
        let plain = |b: &BlockId| matches!(document.block(*b).kind, Kind::Item { mark: None });
        let mut items: Vec<BlockId> = loose.filter(plain).filter(|b| !reader.task_blocks.contains_key(b)).collect();
        items.sort_unstable();
        items.dedup();
        for item in items {
            let span = document.text_span(item);
            let section = reader.section(item);
            let title = reader.plain(item);
            let task =
                Task::new(title.lines().next().unwrap_or_default(), Place::new(span, Why::Item, LIKELY), item, section);
            let group = reader.plan.group_around(document, section);
            reader.task(Task { group, ..task });
        }
    }

    /// Whether an item is a field, and of which box.
    pub fn get(&self, item: BlockId) -> Option<Option<BlockId>> {
        self.0.get(&item).copied()
    }
}

/// Notes the fields of one list. A list with keys of its own asks for something by them.
fn fields_of(boxes: &[(BlockId, Lead)], found: &mut FxHashMap<BlockId, Option<BlockId>>) {
    let has = |lead: Lead| boxes.iter().any(|(_, l)| *l == lead);
    if has(Lead::Other) {
        return;
    }
    if has(Lead::Task) {
        let mut task = None;
        for &(item, lead) in boxes {
            match lead {
                Lead::Task => task = Some(item),
                Lead::Owner | Lead::Field if task.is_some() => _ = found.insert(item, task),
                _ => {}
            }
        }
        return;
    }
    // Who does the work stands below all of it.
    let work = boxes.iter().take_while(|(_, l)| *l == Lead::Words).count();
    let rest = &boxes[work..];
    if work > 0 && has(Lead::Owner) && rest.iter().all(|(_, l)| *l != Lead::Words) {
        found.extend(rest.iter().map(|&(item, _)| (item, None)));
    }
}

/// Whether a label stands at the start of an item.
fn begins(reader: &Reader, item: BlockId, label: &Label) -> bool {
    let start = reader.document.text_span(item).start;
    start <= label.key.start
        && reader.text[start as usize..label.key.start as usize].bytes().all(|b| matches!(b, b'*' | b'_'))
}

fn lead(reader: &Reader, label: &Label) -> Lead {
    let key = reader.slice(label.key);
    if reader.slice(label.value).trim_end().ends_with('?') {
        return Lead::Other;
    }
    match reader.vocabulary.roles(key).first() {
        Some(Role::Owner) => Lead::Owner,
        Some(Role::Task) if folds_to(key, "task") => Lead::Task,
        Some(Role::Task) if folds_to(key, "deliverable") || folds_to(key, "deliverables") => Lead::Field,
        Some(
            Role::Backup
            | Role::Reviewer
            | Role::Depends
            | Role::Blocks
            | Role::With
            | Role::Duration
            | Role::Status
            | Role::Priority
            | Role::Outputs
            | Role::Date
            | Role::Files,
        ) => Lead::Field,
        _ if reader.vocabulary.is_word(key, Word::Whole) => Lead::Field,
        _ => Lead::Other,
    }
}
