//! The defects, by the family of the rule that knows them. To add one: a function that puts it
//! into a clean plan wherever there is a place for it, and a line in the table of its family.

mod arithmetic;
mod commands;
mod dependencies;
mod dialect;
mod evidence;
mod gates;
mod orders;
mod ownership;
mod parallel;
mod planvet;
mod prompts;
mod references;
mod schedule;
mod sections;
mod text;

use crate::clean::{Clean, Mutant};

/// A defect and the rule that knows it.
pub struct Defect {
    pub rule: &'static str,
    pub what: &'static str,
    /// The clean plan with the defect, once for each place; none where the plan has no place for it.
    pub put: fn(&Clean) -> Vec<Mutant>,
}

/// A table of defects: the rule, what is done, the function that does it.
macro_rules! defects {
    ($($rule:literal $what:literal $put:ident;)*) => {
        pub const DEFECTS: &[super::Defect] = &[$(super::Defect { rule: $rule, what: $what, put: $put }),*];
    };
}
use defects;

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Defect> {
    let families = [
        ownership::DEFECTS,
        dependencies::DEFECTS,
        orders::DEFECTS,
        arithmetic::DEFECTS,
        gates::DEFECTS,
        evidence::DEFECTS,
        schedule::DEFECTS,
        parallel::DEFECTS,
        prompts::DEFECTS,
        references::DEFECTS,
        commands::DEFECTS,
        dialect::DEFECTS,
        text::DEFECTS,
        sections::DEFECTS,
        planvet::DEFECTS,
    ];
    families.into_iter().flatten()
}
