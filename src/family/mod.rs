//! Documents that form one plan: a format's folder, what `[[plan]]` names, those that carry one
//! key. Each is read alone; what crosses them is looked up here, so that a document gets the same
//! findings alone, with its folder and in the whole tree. What a document links to is its guest:
//! no part of the plan, but what stands there is known.

mod circles;
mod guests;
mod key;
mod series;

pub use guests::{Guest, Read, Shelf, targets as links};
pub use key::{HEAD as KEY_HEAD, key, no_key};

use crate::{
    markdown::Document,
    plan::{Dangling, Dialect, Node, Plan, Pointer, Relation, Requirement, Task, TaskId, fold, id_key, names},
    source::Source,
};
use rustc_hash::{FxHashMap, FxHashSet};
use series::Series;
use std::{
    iter, slice,
    sync::{Arc, OnceLock},
};

/// How many documents of a plan are looked through for each of them.
const LOOKS: usize = 64;

/// A document that was read.
#[derive(Debug)]
pub struct Member {
    /// Its text.
    pub source: Arc<Source>,
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

    /// What its headings begin with, folded: "phase 3" of "Phase 3: Quay".
    pub fn titles(&self) -> impl Iterator<Item = String> {
        self.document.sections.iter().map(|section| {
            let words = section.title.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
            let words: Vec<&str> = words.filter(|w| !w.is_empty()).take(2).collect();
            fold(&words.join(" ")).into_owned()
        })
    }

    /// What its tasks, groups and sections go by, folded: "t012", "wave 13", "section 9".
    pub fn names(&self) -> impl Iterator<Item = String> {
        let tasks = self.plan.tasks.iter().filter_map(|t| t.id.as_deref()).map(|id| fold(id).into_owned());
        let groups = self.plan.groups.iter().map(|group| fold(&group.name()).into_owned());
        let numbers = self.plan.sections.iter().filter_map(|s| s.number.as_deref()).map(|n| format!("section {n}"));
        tasks.chain(groups).chain(numbers).chain(self.titles())
    }
}

/// The documents of one plan, by their paths; most plans are one document.
pub struct Family<'r> {
    members: Vec<Arc<Member>>,
    index: OnceLock<Index>,
    series: OnceLock<Series>,
    /// The tasks on a way that leads back to itself, or between two such ways.
    circling: OnceLock<FxHashSet<Placed>>,
    /// The guests of each member, read when somebody asks for them.
    guests: Vec<OnceLock<Vec<Arc<Guest>>>>,
    /// The documents that rows and boxes of each member are about and that belong to no plan with it, by path.
    subjects: Vec<OnceLock<FxHashMap<String, Arc<Guest>>>>,
    read: Option<Read<'r>>,
}

/// A task with the number of its document.
type Placed = (usize, TaskId);

/// Where documents define things.
#[derive(Debug, Default)]
struct Index {
    tasks: FxHashMap<names::Key, Vec<Placed>>,
    requirements: FxHashMap<names::Key, Vec<(usize, usize)>>,
    /// What says of itself that it is a part of the task of that key.
    parts: FxHashMap<names::Key, Vec<Placed>>,
}

impl Index {
    fn of<'m>(members: impl IntoIterator<Item = &'m Member>) -> Self {
        let mut index = Self::default();
        for (member, entry) in members.into_iter().enumerate() {
            for (task, found) in entry.plan.distinct_tasks() {
                if let Some(key) = task_key(found) {
                    index.tasks.entry(key).or_default().push((member, task));
                }
            }
            for part in entry.plan.dangling.iter().filter(|d| d.relation == Relation::Part) {
                if let Node::Task(task) = part.subject {
                    index.parts.entry(id_key(&part.text)).or_default().push((member, task));
                }
            }
            for (at, requirement) in entry.plan.requirements.iter().enumerate() {
                index.requirements.entry(requirement.key.clone()).or_default().push((member, at));
            }
        }
        index
    }
}

impl From<Vec<Arc<Member>>> for Family<'_> {
    fn from(mut members: Vec<Arc<Member>>) -> Self {
        members.sort_by(|a, b| a.source.path().cmp(b.source.path()));
        let guests = members.iter().map(|_| OnceLock::new()).collect();
        let subjects = members.iter().map(|_| OnceLock::new()).collect();
        Self {
            members,
            index: OnceLock::new(),
            series: OnceLock::new(),
            circling: OnceLock::new(),
            guests,
            subjects,
            read: None,
        }
    }
}

impl<'r> Family<'r> {
    /// Lets `read` read what the documents link to.
    pub fn with_guests(self, read: Read<'r>) -> Self {
        Self { read: Some(read), ..self }
    }

    /// The documents, by path.
    pub fn members(&self) -> &[Arc<Member>] {
        &self.members
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.members.iter().map(|m| &**m)))
    }

    fn guests(&self, own: usize) -> &[Arc<Guest>] {
        self.guests[own].get_or_init(|| match &self.read {
            Some(read) => guests::of(own, &self.members, read),
            None => Vec::new(),
        })
    }

    fn subjects(&self, own: usize) -> &FxHashMap<String, Arc<Guest>> {
        self.subjects[own].get_or_init(|| match &self.read {
            Some(read) => guests::subjects(own, &self.members, read),
            None => FxHashMap::default(),
        })
    }
}

/// By what a task is known in other documents: its id, as [`id_key`] makes it, else a title that is long enough to
/// be its own.
pub fn task_key(task: &Task) -> Option<names::Key> {
    const WORDS: usize = 4;
    match &task.id {
        Some(id) => Some(id_key(id)),
        None => {
            let title = names::title_key(&task.title);
            (title.split(' ').filter(|word| word.len() > 1).count() >= WORDS).then(|| title.into())
        }
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
    family: &'a Family<'a>,
    /// Which of its members is meant.
    own: usize,
}

impl<'a> Kin<'a> {
    /// The member of `family` at `own`.
    pub fn new(family: &'a Family<'a>, own: usize) -> Self {
        Self { family, own }
    }

    /// The document itself.
    pub fn own(&self) -> &'a Member {
        &self.family.members[self.own]
    }

    /// The other documents of its plan, by path.
    pub fn others(self) -> impl Iterator<Item = &'a Member> {
        self.family.members.iter().enumerate().filter(move |(at, _)| *at != self.own).map(|(_, member)| &**member)
    }

    /// The documents to which it links and that belong to no plan with it. What stands there is known; that it
    /// does not stand there says nothing.
    pub fn guests(self) -> impl Iterator<Item = &'a Member> {
        self.family.guests(self.own).iter().map(|guest| &*guest.member)
    }

    /// The other documents in which something may stand that this one speaks of: those of its plan, the first
    /// [`LOOKS`] of a folder full of them, then its guests, which are read only where nothing before them is what is
    /// looked for.
    pub fn elsewhere(self) -> impl Iterator<Item = &'a Member> {
        self.others().take(LOOKS).chain(iter::once_with(move || self.guests()).flatten())
    }

    /// The guests that its format names: what this document speaks of stands there or nowhere.
    pub fn beside(self) -> impl Iterator<Item = &'a Member> {
        let beside = &self.own().plan.beside;
        let guests = (!beside.is_empty()).then(|| self.guests()).into_iter().flatten();
        guests.filter(|guest| beside.iter().any(|path| guest.source.path() == &**path))
    }

    /// What of this document is about another one that can be read, with that.
    pub fn pointed(self) -> impl Iterator<Item = (&'a Pointer, &'a Member)> {
        let own = self.own();
        own.plan.pointers.iter().filter_map(move |pointer| {
            let path = guests::pointed(own, pointer)?;
            let members = &self.family.members;
            let member = match members.binary_search_by(|member| member.source.path().cmp(&path)) {
                Ok(at) => (at != self.own).then(|| &*members[at])?,
                Err(_) => &*self.family.subjects(self.own).get(&path)?.member,
            };
            Some((pointer, member))
        })
    }

    /// Whether no other document belongs to its plan.
    pub fn is_alone(&self) -> bool {
        self.family.members.len() < 2
    }

    /// The tasks of that key, as [`task_key`] makes it, in the other documents.
    pub fn tasks(self, key: &str) -> impl Iterator<Item = (&'a Member, TaskId, &'a Task)> {
        let found = if self.is_alone() { None } else { self.family.index().tasks.get(key) };
        let found = found.into_iter().flatten().filter(move |(member, _)| *member != self.own);
        found.map(move |found| entry(&self.family.members, found))
    }

    /// The tasks of other documents that say that they are parts of the one of that key.
    pub fn parts(self, key: &str) -> impl Iterator<Item = (&'a Member, &'a Task)> {
        let found = if self.is_alone() { None } else { self.family.index().parts.get(key) };
        let found = found.into_iter().flatten().filter(move |(member, _)| *member != self.own);
        found.map(move |found| entry(&self.family.members, found)).map(|(member, _, task)| (member, task))
    }

    /// Whether the ids of the tasks of the whole plan are a series in which `id` would stand and does not.
    pub fn lacks(self, id: &str) -> bool {
        let series = || Series::of(self.family.members.iter().map(|m| &**m));
        !self.is_alone() && self.family.series.get_or_init(series).lacks(id)
    }

    /// The tasks of that key in the other documents of its plan and in its guests.
    pub fn tasks_elsewhere(self, key: &str) -> impl Iterator<Item = (&'a Member, TaskId, &'a Task)> {
        let found = self.family.guests(self.own).iter().flat_map(move |guest| {
            let found = guest.index.tasks.get(key).into_iter().flatten();
            found.map(|found| entry(slice::from_ref(&guest.member), found))
        });
        self.tasks(key).chain(found)
    }

    /// The requirements of that id in all documents, this one included.
    pub fn requirements(self, key: &str) -> impl Iterator<Item = (&'a Member, &'a Requirement)> {
        self.family.index().requirements.get(key).into_iter().flatten().map(move |&(member, at)| {
            let member: &Member = &self.family.members[member];
            (member, &member.plan.requirements[at])
        })
    }

    /// What tasks of this document wait for in the others, where one task has that id.
    pub fn awaited(self) -> impl Iterator<Item = Awaited<'a>> {
        self.waits().map(move |(wait, subject, (member, task))| {
            let member = &self.family.members[member];
            Awaited { wait, subject, member, task }
        })
    }

    /// The same, as an [`Index`] names the tasks.
    fn waits(self) -> impl Iterator<Item = (&'a Dangling, TaskId, Placed)> {
        let dangling = if self.is_alone() { &[][..] } else { &self.own().plan.dangling[..] };
        dangling.iter().filter_map(move |wait| {
            let Node::Task(subject) = wait.subject else { return None };
            let named =
                self.family.index().tasks.get(&*id_key(&wait.text)).filter(|_| wait.relation == Relation::After)?;
            let mut found = named.iter().filter(|(member, _)| *member != self.own);
            let only = *found.next()?;
            found.next().is_none().then_some((wait, subject, only))
        })
    }

    /// What tasks of this document wait for in the others, with the numbers of the wave of each, where the format
    /// counts the waves of all its documents together.
    pub fn waves(self) -> impl Iterator<Item = (Awaited<'a>, u32, u32)> {
        let own = &self.own().plan;
        let counted = own.dialect == Dialect::Gsd;
        let awaited = self.awaited().filter(move |_| counted);
        awaited.filter_map(|a| Some((a, wave(own, a.subject)?, wave(&a.member.plan, a.task)?)))
    }

    /// Whether this document comes before `other` among those of the plan, so that of two that
    /// contradict each other one speaks.
    pub fn precedes(self, other: &Member) -> bool {
        self.own().source.path() < other.source.path()
    }

    /// Whether `other` sees this document: it is of its plan, or the other links to it.
    pub fn is_known_to(self, other: &Member) -> bool {
        let tied = self.others().any(|member| std::ptr::eq(member, other));
        tied || guests::targets(other).iter().any(|target| target == self.own().source.path())
    }

    /// Whether this document is the one of the two that speaks where `other` contradicts it: the one that links to
    /// the other, else the first.
    pub fn speaks(self, other: &Member) -> bool {
        let own = self.own().source.path();
        let is_guest = self.guests().any(|guest| std::ptr::eq(guest, other));
        self.precedes(other) || is_guest && !guests::targets(other).iter().any(|target| target == own)
    }
}

/// The number of the wave of a task.
pub fn wave(plan: &Plan, task: TaskId) -> Option<u32> {
    let group = plan.group(plan.task(task).group?);
    group.label.parse().ok().filter(|_| &*group.word == "wave")
}

/// A task of `members`, as an [`Index`] names it.
fn entry<'a>(members: &'a [Arc<Member>], &(member, task): &Placed) -> (&'a Member, TaskId, &'a Task) {
    let member = &members[member];
    (member, task, member.plan.task(task))
}
