//! Whether two documents mean one task where both use its id: one of them is a view of the other.

use crate::{
    family::Member,
    plan::{Plan, Task, id_key, names},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The documents that were compared with this one, by where they lie in memory.
#[derive(Default)]
pub(super) struct Views<'c> {
    own: OnceCell<FxHashMap<names::Key, &'c Task>>,
    known: FxHashMap<*const Member, bool>,
}

impl<'c> Views<'c> {
    /// Whether the id of `task` is a name in `other` too: the two are parts of one plan, or they have one numbering, as
    /// most ids of the one occur in the other and most of these stand there for the same work.
    pub fn share(&mut self, cx: &Context<'c>, task: &Task, other: &Member) -> bool {
        if !is_place(task) && is_tied(cx, other) {
            return true;
        }
        let own = self.own.get_or_init(|| named(cx.plan).collect());
        *self.known.entry(std::ptr::from_ref(other)).or_insert_with(|| {
            let (mut shared, mut agreeing, mut all) = (0, 0, 0);
            for (key, task) in named(&other.plan) {
                let same = own.get(&key);
                all += 1;
                shared += usize::from(same.is_some());
                agreeing += usize::from(same.is_some_and(|own| is_same_work(own, task)));
            }
            !are_series(cx, other) && 2 * shared > own.len().min(all) && 2 * agreeing > shared
        })
    }
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
/// id is a mere number.
pub(super) fn is_same_work(a: &Task, b: &Task) -> bool {
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
