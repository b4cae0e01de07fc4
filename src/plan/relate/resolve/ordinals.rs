//! Boxes and items that have no ids but the numbers of their list: "2. [ ] **Reader**", for which others wait as "Task 2".

use crate::{
    markdown::Kind,
    plan::{Noun, model::*, names::Numbered, read::Reader},
};
use rustc_hash::FxHashMap;
use std::{cell::OnceCell, collections::hash_map::Entry};

/// The boxes by the numbers of their lists, once that was asked; none where a number stands twice.
#[derive(Default)]
pub(super) struct Ordinals(OnceCell<FxHashMap<u32, TaskId>>);

impl Ordinals {
    /// The box that "Task 2" names, seen from another one of them.
    pub fn numbered(&self, reader: &Reader, from: Node, numbered: &Numbered) -> Option<Node> {
        let task =
            || matches!(reader.vocabulary.noun(&numbered.kind), Some(Noun::Task)) && !numbered.kind.ends_with("story");
        task().then(|| self.of(reader, from, numbered.label)).flatten()
    }

    /// The box of that number, seen from another one of them.
    pub fn of(&self, reader: &Reader, from: Node, number: &str) -> Option<Node> {
        let (Node::Task(from), Ok(number)) = (from, number.parse::<u32>()) else { return None };
        let named = self.0.get_or_init(|| counted(reader));
        let own = ordinal(reader, reader.plan.task(from)).and_then(|own| named.get(&own));
        (own == Some(&from)).then(|| named.get(&number)).flatten().map(|&task| Node::Task(task))
    }
}

/// The boxes of numbered lists by their numbers, where none has an id and no number stands twice.
fn counted(reader: &Reader) -> FxHashMap<u32, TaskId> {
    let mut found = FxHashMap::default();
    for (id, task) in reader.plan.tasks() {
        let Some(number) = ordinal(reader, task) else { continue };
        match found.entry(number) {
            Entry::Vacant(free) => _ = free.insert(id),
            Entry::Occupied(_) => return FxHashMap::default(),
        }
    }
    found
}

/// The number that a list gives to a box of its own.
fn ordinal(reader: &Reader, task: &Task) -> Option<u32> {
    let document = reader.document;
    let item = task.places.first().is_some_and(|p| matches!(p.why, Why::Box | Why::Item));
    let own = item && task.id.is_none() && task.parent.is_none();
    let list = document.block(task.block).parent.filter(|_| own)?;
    let ordered = matches!(document.block(list).kind, Kind::List { ordered: true });
    ordered.then(|| reader.number(task.block)).flatten()
}
