//! Documents that form one plan: a format's folder, or what `[[plan]]` names. Each is read
//! alone; what crosses them is looked up here, so that a document gets the same findings
//! alone, with its folder and in the whole tree.

mod find;
#[cfg(test)]
mod tests;

pub use find::{Unit, units};

use crate::{
    markdown::Document,
    plan::{Dangling, Node, Plan, Relation, Requirement, Task, TaskId, id_key},
    source::Source,
};
use rustc_hash::FxHashMap;
use std::{collections::hash_map::Entry, sync::OnceLock};

/// A document that was read.
#[derive(Debug)]
pub struct Member {
    /// Its text.
    pub source: Source,
    /// Its blocks.
    pub document: Document,
    /// What they mean.
    pub plan: Plan,
}

impl Member {
    /// The name of its file.
    pub fn file(&self) -> &str {
        let path = self.source.path();
        path.rsplit('/').next().unwrap_or(path)
    }
}

/// The documents of one plan, by their paths; most plans are one document.
#[derive(Debug)]
pub struct Family {
    members: Vec<Member>,
    index: OnceLock<Index>,
}

/// Where the members of a family define things.
#[derive(Debug, Default)]
struct Index {
    tasks: FxHashMap<Box<str>, Vec<(usize, TaskId)>>,
    requirements: FxHashMap<Box<str>, Vec<(usize, usize)>>,
}

impl From<Vec<Member>> for Family {
    fn from(mut members: Vec<Member>) -> Self {
        members.sort_by(|a, b| a.source.path().cmp(b.source.path()));
        Self { members, index: OnceLock::new() }
    }
}

impl Family {
    /// The documents, by path.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Gives the documents back.
    pub fn into_members(self) -> Vec<Member> {
        self.members
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (member, entry) in self.members.iter().enumerate() {
                for (task, found) in entry.plan.distinct_tasks() {
                    if let Some(id) = &found.id {
                        index.tasks.entry(id_key(id)).or_default().push((member, task));
                    }
                }
                for (at, requirement) in entry.plan.requirements.iter().enumerate() {
                    index.requirements.entry(requirement.key.clone()).or_default().push((member, at));
                }
            }
            index
        })
    }
}

/// A task that waits for one in another document.
#[derive(Debug, Clone, Copy)]
pub struct Awaited<'a> {
    /// Where it says so.
    pub wait: &'a Dangling,
    /// What waits.
    pub subject: TaskId,
    /// The document of what it waits for.
    pub member: &'a Member,
    /// What it waits for, there.
    pub task: TaskId,
}

/// One document among those of its plan.
#[derive(Clone, Copy)]
pub struct Kin<'a> {
    family: &'a Family,
    /// Which of its members is meant.
    own: usize,
}

impl<'a> Kin<'a> {
    /// The member of `family` at `own`.
    pub fn new(family: &'a Family, own: usize) -> Self {
        Self { family, own }
    }

    /// The document itself.
    pub fn own(&self) -> &'a Member {
        &self.family.members[self.own]
    }

    /// The other documents of its plan, by path.
    pub fn others(self) -> impl Iterator<Item = &'a Member> {
        self.family.members.iter().enumerate().filter(move |(at, _)| *at != self.own).map(|(_, member)| member)
    }

    /// Whether no other document belongs to its plan.
    pub fn is_alone(&self) -> bool {
        self.family.members.len() < 2
    }

    /// The tasks of that id, as [`id_key`] makes it, in the other documents.
    pub fn tasks(self, key: &str) -> impl Iterator<Item = (&'a Member, TaskId, &'a Task)> {
        let found = if self.is_alone() { None } else { self.family.index().tasks.get(key) };
        found.into_iter().flatten().filter(move |(member, _)| *member != self.own).map(move |&(member, task)| {
            let member = &self.family.members[member];
            (member, task, member.plan.task(task))
        })
    }

    /// The requirements of that id in all documents, this one included.
    pub fn requirements(self, key: &str) -> impl Iterator<Item = (&'a Member, &'a Requirement)> {
        self.family.index().requirements.get(key).into_iter().flatten().map(move |&(member, at)| {
            let member = &self.family.members[member];
            (member, &member.plan.requirements[at])
        })
    }

    /// What tasks of this document wait for in the others, where one task has that id.
    pub fn awaited(self) -> impl Iterator<Item = Awaited<'a>> {
        let dangling = if self.is_alone() { &[][..] } else { &self.own().plan.dangling[..] };
        dangling.iter().filter_map(move |wait| {
            let Node::Task(subject) = wait.subject else { return None };
            let key = id_key(&wait.text);
            let mut found = self.tasks(&key);
            let (member, task, _) = found.next().filter(|_| wait.relation == Relation::After)?;
            found.next().is_none().then_some(Awaited { wait, subject, member, task })
        })
    }

    /// The way by which `task` waits for itself through other documents: the documents and waits on it.
    pub fn circle(self, task: TaskId) -> Option<Vec<(&'a Member, &'a Dangling)>> {
        // Each step with the one before it, so that the way can be walked back.
        let mut seen: FxHashMap<(usize, TaskId), (usize, &Dangling)> = FxHashMap::default();
        let mut steps: Vec<(usize, TaskId)> = vec![(self.own, task)];
        let mut at = 0;
        while let Some(&(member, waiting)) = steps.get(at) {
            let kin = Kin { own: member, ..self };
            for awaited in kin.awaited().filter(|a| a.subject == waiting) {
                let next = self.family.members.iter().position(|m| std::ptr::eq(m, awaited.member))?;
                let node = (next, awaited.task);
                if node == (self.own, task) {
                    let mut way = vec![(kin.own(), awaited.wait)];
                    let mut step = at;
                    while let Some((before, wait)) = seen.get(&steps[step]) {
                        way.push((&self.family.members[steps[*before].0], *wait));
                        step = *before;
                    }
                    way.reverse();
                    return Some(way);
                }
                if let Entry::Vacant(new) = seen.entry(node) {
                    new.insert((at, awaited.wait));
                    steps.push(node);
                }
            }
            at += 1;
        }
        None
    }

    /// Whether this document comes before `other` among those of the plan, so that of two that
    /// contradict each other one speaks.
    pub fn precedes(self, other: &Member) -> bool {
        self.own().source.path() < other.source.path()
    }
}
