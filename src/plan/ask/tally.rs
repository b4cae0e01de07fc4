//! How far a part of a plan has come: its boxes, in every way in which an author might count them.

use crate::{
    markdown::{Document, SectionId},
    plan::{DONE_MARKS, Plan, model::*},
};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// The tasks of a document that stand as boxes, in its order.
#[derive(Debug)]
pub struct Boxes<'p> {
    plan: &'p Plan,
    ids: Cow<'p, [TaskId]>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Finished.
    pub done: u64,
    /// All.
    pub of: u64,
}

impl Tally {
    /// What is left.
    pub fn left(self) -> u64 {
        self.of - self.done
    }

    /// The finished part in hundredths.
    pub fn percent(self) -> f64 {
        if self.of == 0 { 0.0 } else { 100.0 * self.done as f64 / self.of as f64 }
    }

    /// Counts one task.
    pub fn add(&mut self, done: bool) {
        self.of += 1;
        self.done += u64::from(done);
    }
}

impl<'p> Boxes<'p> {
    /// The boxes of `plan`.
    pub fn of(plan: &'p Plan) -> Self {
        Self { plan, ids: Self::ids(plan).into() }
    }

    /// The same, where their ids are known.
    pub fn known(plan: &'p Plan, ids: &'p [TaskId]) -> Self {
        Self { plan, ids: ids.into() }
    }

    /// The ids of the boxes of `plan`.
    pub fn ids(plan: &Plan) -> Vec<TaskId> {
        let boxed = |t: &Task| t.places.first().is_some_and(|p| p.why == Why::Box);
        let mut ids: Vec<TaskId> = plan.tasks().filter(|(_, t)| boxed(t)).map(|(id, _)| id).collect();
        ids.sort_by_key(|&t| plan.task(t).block);
        ids
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Those of a section and of the sections inside it.
    pub fn of_section(&self, document: &Document, section: SectionId) -> &[TaskId] {
        let section = document.section(section);
        let from = self.ids.partition_point(|&t| self.plan.task(t).block.0 < section.start);
        let to = self.ids.partition_point(|&t| self.plan.task(t).block.0 < section.end);
        self.ids.get(from..to).unwrap_or(&[])
    }

    /// What the author of "5 of 12" may have counted among `tasks`: all boxes, the outermost,
    /// the innermost, the required, the outermost required; each only where it counts something.
    pub fn tallies(&self, tasks: &[TaskId]) -> Vec<Tally> {
        let parents: FxHashSet<TaskId> = tasks.iter().filter_map(|&t| self.plan.task(t).parent).collect();
        let ways: [fn(&Task, bool) -> bool; 6] = [
            |_, _| true,
            |t, _| t.parent.is_none(),
            |_, parent| !parent,
            |t, _| t.required(),
            |t, _| t.required() && t.parent.is_none(),
            |t, parent| t.required() && !parent,
        ];
        // An open box may bear a mark beside it: "- [ ] Banner ✅ (created)".
        let marked = |task: &Task| task.status() == Some(Status::Done) || task.title.contains(DONE_MARKS);
        let mut found: Vec<Tally> = Vec::new();
        for counts in ways {
            let (mut tally, mut all) = (Tally::default(), Tally::default());
            for &id in tasks {
                let task = self.plan.task(id);
                if counts(task, parents.contains(&id)) {
                    tally.add(task.status() == Some(Status::Done));
                    all.add(marked(task));
                }
            }
            for tally in [tally, all] {
                if tally.of > 0 && !found.contains(&tally) {
                    found.push(tally);
                }
            }
        }
        found
    }
}
