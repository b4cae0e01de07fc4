//! Numbered items of a lane that are tasks: "1. **#303: Schema** (120 points)" with `- Files: …` below it.

use super::{checklists, sections};
use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Role,
        model::*,
        read::{LIKELY, Reader},
    },
};

/// Reads the numbered lists in the sections of lanes whose items have files of their own.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    // Few plans have lanes.
    if !reader.plan.groups.iter().any(|g| g.axis == Axis::Lane && g.section.is_some()) {
        return;
    }
    for &list in &reader.document.lists {
        let block = document.block(list);
        if !matches!(block.kind, Kind::List { ordered: true }) {
            continue;
        }
        let lane = || reader.plan.group_around(document, block.section);
        let Some(lane) = lane().filter(|&g| block.parent.is_none() && reader.plan.group(g).axis == Axis::Lane) else {
            continue;
        };
        let items: Vec<BlockId> = document.children(list).collect();
        let named: Option<Vec<&str>> = items.iter().map(|&item| name(reader, item)).collect();
        let Some(named) = named.filter(|_| 2 * items.iter().filter(|&&i| has_files(reader, i)).count() > items.len())
        else {
            continue;
        };
        for (item, raw) in items.into_iter().zip(named) {
            let span = document.text_span(item);
            let id = checklists::item_id(raw);
            let title = id.map_or(raw, |id| &raw[raw.find(id).unwrap_or(0) + id.len()..]);
            let task =
                Task::new(sections::strip_marks(title), Place::new(span, Why::Item, LIKELY), item, block.section);
            let id_span = id.map(|id| span.of_part(reader.slice(span), id));
            reader.task(Task { id: id.map(Into::into), id_span, group: Some(lane), ..task });
        }
    }
}

/// The bold text with which an item begins, where it has no box.
fn name<'t>(reader: &Reader<'t>, item: BlockId) -> Option<&'t str> {
    let open = matches!(reader.document.block(item).kind, Kind::Item { mark: None });
    let (name, _) = reader.slice(reader.document.text_span(item)).strip_prefix("**")?.split_once("**")?;
    open.then_some(name).filter(|name| !name.ends_with(':') && !name.contains('\n'))
}

/// Whether a field below an item's first line says which files it is about.
fn has_files(reader: &Reader, item: BlockId) -> bool {
    let first = reader.document.text_span(item).end;
    let files = |key: &str| reader.vocabulary.roles(key).first() == Some(&Role::Files);
    reader.document.labels_in(item).iter().any(|l| l.key.start >= first && files(reader.slice(l.key)))
}
