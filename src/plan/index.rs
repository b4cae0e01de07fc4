//! Tasks and groups by what names them, so that a name costs no search through the plan.

use crate::plan::{
    model::{Axis, Group, GroupId, TableId, TaskId},
    names::Key,
};
use rustc_hash::FxHashMap;

/// What is defined so far; of several with one name the first counts.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Tasks by the key of their id and their group.
    tasks: FxHashMap<(Key, Option<GroupId>), TaskId>,
    /// Tasks by the key of their id and their table.
    rows: FxHashMap<(Key, TableId), TaskId>,
    /// Groups by word and label.
    labelled: FxHashMap<(Key, Key), GroupId>,
    /// Tasks that are called as a group is: the box "Phase 11: Sync".
    called: FxHashMap<(Key, Key), TaskId>,
    /// How many tasks are called by each such word, and whether one of them is the first.
    calls: FxHashMap<Key, (u32, bool)>,
    /// Groups by the first letter of their word and their label: `W3`.
    initials: FxHashMap<(char, Key), GroupId>,
    /// Groups without a label, in order.
    unlabelled: FxHashMap<(Key, Axis), Vec<GroupId>>,
    /// Words of groups, and whether one of these has a label.
    words: FxHashMap<Key, bool>,
}

impl Index {
    /// Notes a task whose id has the key `key`.
    pub fn task(&mut self, key: Key, group: Option<GroupId>, id: TaskId) {
        self.tasks.entry((key, group)).or_insert(id);
    }

    /// Notes a row whose id has the key `key`.
    pub fn row(&mut self, key: Key, table: TableId, id: TaskId) {
        self.rows.entry((key, table)).or_insert(id);
    }

    /// Notes a task that came in the place of what had its name before.
    pub fn instead(&mut self, key: &Key, group: Option<GroupId>, table: Option<TableId>, id: TaskId) {
        self.tasks.insert((key.clone(), group), id);
        if let Some(table) = table {
            self.rows.insert((key.clone(), table), id);
        }
    }

    /// Notes a group; once more where its label has changed.
    pub fn group(&mut self, id: GroupId, group: &Group) {
        match self.words.get_mut(&group.word) {
            Some(numbered) => *numbered |= !group.label.is_empty(),
            None => _ = self.words.insert(group.word.clone(), !group.label.is_empty()),
        }
        if group.label.is_empty() {
            self.unlabelled.entry((group.word.clone(), group.axis)).or_default().push(id);
            return;
        }
        self.labelled.entry((group.word.clone(), group.label.clone())).or_insert(id);
        if let Some(initial) = group.word.chars().next() {
            self.initials.entry((initial, group.label.clone())).or_insert(id);
        }
    }

    /// Notes another name of a group: "User Story 1" of "Phase 3: User Story 1".
    pub fn alias(&mut self, word: &str, label: &str, id: GroupId) {
        self.labelled.entry((word.into(), label.into())).or_insert(id);
    }

    /// Notes a task that is called as a group is.
    pub fn called(&mut self, word: &str, label: &str, id: TaskId) {
        self.called.entry((word.into(), label.into())).or_insert(id);
        let (count, first) = self.calls.entry(word.into()).or_default();
        (*count, *first) = (*count + 1, *first || label == "1");
    }

    /// Whether so many tasks are called as groups of that word are, the first one among them.
    pub fn calls(&self, word: &str, least: u32) -> bool {
        self.calls.get(word).is_some_and(|&(count, first)| count >= least && first)
    }

    /// The task that is called as a group of that word and label is.
    pub fn task_called(&self, word: &str, label: &str) -> Option<TaskId> {
        self.called.get(&(word.into(), label.into())).copied()
    }

    /// The first task of `group` whose id has the key `key`.
    pub fn task_of(&self, key: &str, group: Option<GroupId>) -> Option<TaskId> {
        self.tasks.get(&(key.into(), group)).copied()
    }

    /// The first row of `table` whose id has the key `key`.
    pub fn row_of(&self, key: &str, table: TableId) -> Option<TaskId> {
        self.rows.get(&(key.into(), table)).copied()
    }

    /// The group that `W3` names: the initial of its word, then its label.
    pub fn by_initial(&self, initial: char, label: &str) -> Option<GroupId> {
        self.initials.get(&(initial, label.into())).copied()
    }

    /// The group of that word and label.
    pub fn labelled(&self, word: &str, label: &str) -> Option<GroupId> {
        self.labelled.get(&(word.into(), label.into())).copied()
    }

    /// The groups of that word or alias, each once, in order.
    pub fn called_so(&self, word: &str) -> Vec<GroupId> {
        let named = self.labelled.iter().filter(|((own, _), _)| own == word);
        let mut groups: Vec<GroupId> = named.map(|(_, &group)| group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The labels of the groups of that word or alias, in no order.
    pub fn labels(&self, word: &str) -> impl Iterator<Item = &str> {
        self.labelled.keys().filter(move |(own, _)| own == word).map(|(_, label)| &**label)
    }

    /// The group that is the `ordinal`th of its kind, from 1, among those without a label.
    pub fn unlabelled(&self, word: &str, axis: Axis, ordinal: usize) -> Option<GroupId> {
        self.unlabelled.get(&(word.into(), axis))?.get(ordinal.checked_sub(1)?).copied()
    }

    /// Whether groups of that word have labels.
    pub fn numbers(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|&numbered| numbered)
    }

    /// Whether there is a group of that word.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}
