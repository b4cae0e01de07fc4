//! Whether two documents mean one task where both use its id: one of them is a view of the other.

use crate::{
    family::{Member, task_key},
    plan::{Plan, Task, TaskId, id_key, names},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The documents that were compared with this one, by where they lie in memory.
#[derive(Default)]
pub(in crate::rules) struct Views<'c> {
    own: OnceCell<FxHashMap<names::Key, &'c Task>>,
    known: FxHashMap<*const Member, bool>,
}

impl<'c> Views<'c> {
    /// Whether the id of `task` is a name in `other` too: the two are parts of one plan, or they have one numbering.
    pub(in crate::rules) fn share(&mut self, cx: &Context<'c>, task: &Task, other: &Member) -> bool {
        !is_place(task) && is_tied(cx, other) || self.are_one(cx, other)
    }

    /// Whether `other` and this document have one numbering: they are of one plan, or half the ids of the one occur in
    /// the other, and most of these stand there for the same work.
    pub(in crate::rules) fn are_one(&mut self, cx: &Context<'c>, other: &Member) -> bool {
        let own = self.own.get_or_init(|| named(cx.plan).collect());
        *self.known.entry(std::ptr::from_ref(other)).or_insert_with(|| {
            let (mut shared, mut agreeing, mut all) = (0, 0, 0);
            for (key, task) in named(&other.plan) {
                let same = own.get(&key);
                all += 1;
                shared += usize::from(same.is_some());
                agreeing += usize::from(same.is_some_and(|own| is_same_work(own, task)));
            }
            let near = is_tied(cx, other) || 2 * shared >= own.len().min(all);
            !are_series(cx, other) && near && 2 * agreeing > shared
        })
    }
}

/// Another document of which this one is a view, or that is a view of this one.
pub(in crate::rules) struct View<'a> {
    pub member: &'a Member,
    /// The tasks that both have: here and there.
    pub tasks: Vec<(TaskId, TaskId)>,
}

/// How many documents are looked at for each id.
const LOOKS: usize = 64;

/// The documents in which ids of this one name the same tasks.
pub(in crate::rules) fn views<'a>(cx: &Context<'a>) -> Vec<View<'a>> {
    let named = || cx.plan.distinct_tasks().filter(|(_, task)| task.id.is_some());
    if !is_current(cx.kin.own()) || named().next().is_none() || cx.kin.elsewhere().next().is_none() {
        return Vec::new();
    }
    let mut own: FxHashMap<names::Key, Option<TaskId>> = FxHashMap::default();
    for (id, key) in named().filter_map(|(id, task)| Some((id, task_key(task)?))) {
        // An id that two tasks have tells neither.
        own.entry(key).and_modify(|task| *task = None).or_insert(Some(id));
    }
    let mut found: FxHashMap<*const Member, View> = FxHashMap::default();
    for (key, id) in own.iter().filter_map(|(key, id)| Some((key, (*id)?))) {
        let others: Vec<_> = cx.kin.tasks_elsewhere(key).take(LOOKS).collect();
        for &(member, other, task) in &others {
            let lone = others.iter().filter(|(one, ..)| std::ptr::eq(*one, member)).count() == 1;
            if lone && task.id.is_some() && is_same_work(cx.plan.task(id), task) {
                let view = found.entry(member).or_insert_with(|| View { member, tasks: Vec::new() });
                view.tasks.push((id, other));
            }
        }
    }
    let mut views = Views::default();
    let mut found: Vec<View> = found.into_values().collect();
    found.retain(|view| view.tasks.len() > 1 && is_current(view.member) && views.are_one(cx, view.member));
    found.iter_mut().for_each(|view| view.tasks.sort_unstable());
    found.sort_unstable_by_key(|view| view.member.source.path());
    found
}

/// Whether a document speaks of work at hand: an archive keeps what was, a form is to be copied.
pub(in crate::rules) fn is_current(member: &Member) -> bool {
    !member.plan.archived && !member.plan.template
}

/// The tasks of a plan by their ids.
fn named(plan: &Plan) -> impl Iterator<Item = (names::Key, &Task)> {
    plan.distinct_tasks().filter_map(|(_, task)| Some((id_key(task.id.as_deref()?), task)))
}

/// Whether two documents are of one form and each counts its own: "Sprint 1" and "Sprint 2", `phase-1.md` and
/// `phase-2.md`, or the `tasks.md` of two folders that no plan ties together.
fn are_series(cx: &Context, other: &Member) -> bool {
    let own = cx.kin.own();
    let bare = |name: &str| name.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let group = |member: &Member| {
        let first = member.plan.sections.get(1)?.group?;
        let group = member.plan.group(first);
        (!group.label.is_empty()).then(|| (group.word.clone(), group.label.clone()))
    };
    let numbered = group(own).zip(group(other));
    let same_file = own.file() == other.file();
    numbered.is_some_and(|(a, b)| a.0 == b.0 && a.1 != b.1)
        || !same_file && bare(own.file()) == bare(other.file())
        || same_file && !is_tied(cx, other)
}

/// Whether a document belongs to the plan of this one; others are only linked.
fn is_tied(cx: &Context, other: &Member) -> bool {
    !cx.kin.guests().any(|guest| std::ptr::eq(guest, other))
}

/// Whether the id of a task is a mere number, as each list has.
fn is_place(task: &Task) -> bool {
    task.id.as_deref().is_some_and(|id| !id.contains(char::is_alphabetic))
}

/// Whether two tasks of one id are about the same thing: their titles share most of their words; all of them, where the
/// id is a mere number, as each list has.
pub(in crate::rules) fn is_same_work(a: &Task, b: &Task) -> bool {
    let words = |task: &Task| -> FxHashSet<String> {
        let key = names::title_key(&task.title).into_owned();
        let words = key.split(|c: char| !c.is_alphanumeric());
        words.filter(|w| w.len() > 2 && w.contains(char::is_alphabetic)).map(str::to_owned).collect()
    };
    let (one, other) = (words(a), words(b));
    if is_place(a) && is_place(b) {
        return one == other && !one.is_empty();
    }
    let shared = one.intersection(&other).count();
    shared * 2 >= one.len().min(other.len()) && shared > 0
}
