//! How long a group of tasks takes, as its tasks say: all of them, and the longest chain.

use super::sums::Sum;
use crate::{
    markdown::Document,
    plan::{
        Plan, Role,
        model::*,
        quantity::{self, Quantity},
    },
    source::{Source, Span},
};
use rustc_hash::FxHashMap;

/// How long tasks take together.
#[derive(Debug, Clone)]
pub struct Length {
    /// All of them, one after the other.
    pub sum: Sum,
    /// The longest chain of tasks that wait for each other, in the base of the unit of [`Length::sum`].
    pub chain: f64,
    /// How many tasks say how long they take.
    pub tasks: usize,
}

impl Length {
    /// The longest chain as a person writes it.
    pub fn chain_shown(&self) -> String {
        self.sum.at(self.chain).shown()
    }
}

impl Plan {
    /// How long the distinct tasks of `group` take; `None` where fewer than two say so, or where what they say cannot
    /// be added.
    pub fn length_of(&self, source: &Source, document: &Document, group: GroupId) -> Option<Length> {
        let tasks = self.distinct_tasks().filter(|(_, task)| task.group == Some(group));
        let timed = tasks.filter_map(|(id, task)| Some((id, self.length_of_task(source, document, task)?)));
        let timed: Vec<(TaskId, Quantity)> = timed.collect();
        if timed.len() < 2 {
            return None;
        }
        let sum = Sum::of(timed.iter().map(|(_, q)| q))?;
        let parallel = matches!(self.group(group).mode, Some((Mode::Parallel, _)));
        Some(Length { sum, chain: self.longest_chain(&timed, parallel), tasks: timed.len() })
    }

    /// How long a task takes, as its row says.
    fn length_of_task(&self, source: &Source, document: &Document, task: &Task) -> Option<Quantity> {
        let table = &self.tables[task.table?.index()];
        let column = table.column(Role::Duration)?;
        let row = &table.rows[table.rows.binary_search_by_key(&task.block, |row| row.block).ok()?];
        let cell = *row.cells.get(column)?;
        let quantity = quantity::cell(&document.plain(source.text(), cell), 0)?;
        quantity.is_time().then(|| Quantity { span: Span::default(), ..quantity })
    }

    /// The longest way through `tasks` along their orders; where they have none, all of them, or the longest one of
    /// those that work side by side.
    fn longest_chain(&self, tasks: &[(TaskId, Quantity)], parallel: bool) -> f64 {
        let at: FxHashMap<TaskId, usize> = tasks.iter().enumerate().map(|(i, (task, _))| (*task, i)).collect();
        let index = |node| match self.canonical(node) {
            Node::Task(task) => at.get(&task).copied(),
            _ => None,
        };
        let orders = self.edges.iter().filter(|e| e.relation != Relation::With);
        let orders: Vec<(usize, usize)> =
            orders.filter_map(|e| Some((index(e.before)?, index(e.after)?))).filter(|(a, b)| a != b).collect();
        let lows = || tasks.iter().map(|(_, q)| q.low);
        if orders.is_empty() {
            return if parallel { lows().fold(0.0, f64::max) } else { lows().sum() };
        }
        // Each round makes chains of one more task right; a cycle is for a rule to find.
        let mut ends: Vec<f64> = lows().collect();
        for _ in 0..tasks.len().min(64) {
            let mut changed = false;
            for &(before, after) in &orders {
                let end = ends[before] + tasks[after].1.low;
                changed |= end > ends[after];
                ends[after] = ends[after].max(end);
            }
            if !changed {
                break;
            }
        }
        ends.into_iter().fold(0.0, f64::max)
    }
}
