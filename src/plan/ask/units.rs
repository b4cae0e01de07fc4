//! What the parts of a group are that may run side by side: its tasks, each with all that is a part of it.

use crate::{
    markdown::{Document, SectionId},
    plan::{Plan, model::*},
};
use rustc_hash::FxHashMap;

/// A part of a group that somebody does from its beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A task with its subtasks.
    Task(TaskId),
    /// A section, the task that it is about and the steps in it.
    Section(SectionId),
}

/// Where the parts of each group stand.
#[derive(Debug, Default)]
pub struct Units {
    /// The innermost section that holds all of a group's tasks.
    homes: FxHashMap<GroupId, SectionId>,
}

impl Plan {
    /// Where the parts of each group stand.
    pub fn units(&self, document: &Document) -> Units {
        let mut homes: FxHashMap<GroupId, SectionId> = FxHashMap::default();
        for task in self.tasks.iter().filter(|t| t.table.is_none() && t.kind == TaskKind::Work) {
            let Some(group) = task.group else { continue };
            let section = match task.places.first().map(|p| p.why) {
                Some(Why::Heading | Why::BoldLine) => document.section(task.section).parent,
                _ => task.section,
            };
            let home = homes.entry(group).or_insert(section);
            if *home != section {
                let both = self.sections_around(document, section);
                let around: Vec<SectionId> = self.sections_around(document, *home).collect();
                *home = both.into_iter().find(|s| around.contains(s)).unwrap_or(SectionId(0));
            }
        }
        Units { homes }
    }
}

impl Units {
    /// The part of its group to which a task belongs.
    pub fn of(&self, plan: &Plan, document: &Document, id: TaskId) -> Unit {
        let task = plan.task(id);
        let home = task.group.and_then(|g| self.homes.get(&g)).filter(|_| task.table.is_none());
        let inside = home.and_then(|home| {
            let around = plan.sections_around(document, task.section);
            around.take_while(|s| s != home).last()
        });
        if let Some(section) = inside {
            return Unit::Section(section);
        }
        // Ids that name their own whole lead nowhere.
        let mut top = id;
        for _ in 0..DEEPEST {
            match plan.task(top).parent.filter(|p| plan.task(*p).group == task.group) {
                Some(parent) => top = parent,
                None => break,
            }
        }
        match plan.canonical(Node::Task(top)) {
            Node::Task(task) => Unit::Task(task),
            _ => Unit::Task(top),
        }
    }
}

/// The most levels of tasks in tasks.
const DEEPEST: usize = 64;
