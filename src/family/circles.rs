//! Tasks that wait for each other over several documents.

use super::{Family, Kin, Member, Placed};
use crate::plan::{Dangling, TaskId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map;

impl<'a> Kin<'a> {
    /// The way by which `task` waits for itself through other documents: the documents and waits on it.
    pub fn circle(self, task: TaskId) -> Option<Vec<(&'a Member, &'a Dangling)>> {
        let circling = self.family.circling.get_or_init(|| circling(self.family));
        if !circling.contains(&(self.own, task)) {
            return None;
        }
        // Each step with the one before it, so that the way can be walked back.
        let mut seen: FxHashMap<Placed, (usize, &Dangling)> = FxHashMap::default();
        let mut steps: Vec<Placed> = vec![(self.own, task)];
        let mut at = 0;
        while let Some(&(member, waiting)) = steps.get(at) {
            let kin = Kin { own: member, ..self };
            for (wait, _, node) in kin.waits().filter(|(_, subject, _)| *subject == waiting) {
                if node == (self.own, task) {
                    let mut way = vec![(kin.own(), wait)];
                    let mut step = at;
                    while let Some((before, wait)) = seen.get(&steps[step]) {
                        way.push((&self.family.members[steps[*before].0], *wait));
                        step = *before;
                    }
                    way.reverse();
                    return Some(way);
                }
                if let hash_map::Entry::Vacant(new) = seen.entry(node) {
                    new.insert((at, wait));
                    steps.push(node);
                }
            }
            at += 1;
        }
        None
    }
}

/// The tasks that are left when all that wait for nothing are taken away, and all for which nothing waits, as long as
/// there are any.
fn circling(family: &Family) -> FxHashSet<Placed> {
    let mut ways = [FxHashMap::default(), FxHashMap::default()];
    for own in 0..family.members.len() {
        for (_, subject, awaited) in (Kin { own, family }).waits() {
            add(&mut ways[0], (own, subject), awaited);
            add(&mut ways[1], awaited, (own, subject));
        }
    }
    let mut left: FxHashSet<Placed> = ways[0].keys().filter(|task| ways[1].contains_key(task)).copied().collect();
    for (forth, back) in [(&ways[0], &ways[1]), (&ways[1], &ways[0])] {
        let leads =
            |task: &Placed, left: &FxHashSet<Placed>| forth[task].iter().filter(|next| left.contains(next)).count();
        let mut open: FxHashMap<Placed, usize> = left.iter().map(|task| (*task, leads(task, &left))).collect();
        let mut ends: Vec<Placed> = open.iter().filter(|(_, count)| **count == 0).map(|(task, _)| *task).collect();
        while let Some(end) = ends.pop() {
            left.remove(&end);
            for before in &back[&end] {
                let Some(count) = open.get_mut(before) else { continue };
                *count = count.saturating_sub(1);
                if *count == 0 && left.contains(before) {
                    ends.push(*before);
                }
            }
        }
    }
    left
}

/// Notes one more way from a task.
fn add(ways: &mut FxHashMap<Placed, Vec<Placed>>, from: Placed, to: Placed) {
    ways.entry(from).or_default().push(to);
}
