//! What a check costs: the time of each stage and each rule, taken only where somebody asks.

use crate::rules;
use std::time::{Duration, Instant};

/// A part of the way through the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Bytes from the disk, decoded and repaired.
    Source,
    /// Markdown parsed.
    Markdown,
    /// The plan understood.
    Plan,
    /// A rule, by its place in [`rules::all`].
    Rule(usize),
}

/// Looks on while work is done. `()` looks away, and costs nothing.
pub trait Clock: Default + Send {
    /// Does `work`, which belongs to `stage`.
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T;
}

impl Clock for () {
    fn run<T>(&mut self, _: Stage, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// How long the stages and rules took, in all files together.
#[derive(Debug, Clone)]
pub struct Times {
    /// Source, Markdown, plan.
    pub stages: [Duration; 3],
    /// Each rule, in the order of [`rules::all`].
    pub rules: Vec<Duration>,
}

impl Default for Times {
    fn default() -> Self {
        Self { stages: Default::default(), rules: vec![Duration::ZERO; rules::all().len()] }
    }
}

impl Times {
    /// How long that took.
    pub fn of(&mut self, stage: Stage) -> &mut Duration {
        match stage {
            Stage::Source => &mut self.stages[0],
            Stage::Markdown => &mut self.stages[1],
            Stage::Plan => &mut self.stages[2],
            Stage::Rule(index) => &mut self.rules[index],
        }
    }
}

impl Clock for Times {
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        *self.of(stage) += start.elapsed();
        result
    }
}

impl std::ops::AddAssign<&Times> for Times {
    fn add_assign(&mut self, other: &Times) {
        self.stages.iter_mut().zip(&other.stages).for_each(|(sum, more)| *sum += *more);
        self.rules.iter_mut().zip(&other.rules).for_each(|(sum, more)| *sum += *more);
    }
}
