//! What a repository holds: its plans by format, what is over, and what is reported of them.

use crate::{
    check::Checked,
    diagnostic::Severity,
    plan::{Dialect, LONG, is_archive},
    source::Source,
    workspace::{Input, View},
};
use rayon::prelude::*;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

/// What was found.
#[derive(Debug, Default)]
pub struct Survey {
    /// How many documents were read.
    pub documents: usize,
    /// How many plans they hold; one may be kept in several documents.
    pub plans: usize,
    /// How many plans follow a format, by its name; the commonest first.
    pub formats: Vec<(&'static str, usize)>,
    /// Folders with plans that are over, relative to the root, each with the number of plans below.
    pub archives: Vec<(String, usize)>,
}

impl Survey {
    /// Sums up `checked`, what became of `inputs`.
    pub fn of(inputs: &[Input], checked: &[Checked]) -> Self {
        // The plan of each document that holds one.
        let plan = |c: &'_ Checked| c.plan.clone().filter(|_| c.counts.is_plan()).map(|plan| (c.path.clone(), plan));
        let plans: BTreeMap<Box<str>, Box<str>> = checked.iter().filter_map(plan).collect();
        let held: Vec<(&Input, &str)> =
            inputs.iter().filter_map(|input| Some((input, &**plans.get(&*input.shown)?))).collect();
        let formats: BTreeSet<(&str, &str)> =
            held.par_iter().filter_map(|(input, plan)| Some((*plan, format_of(input)?.name()))).collect();
        let archives: BTreeSet<(&str, String)> =
            held.iter().filter_map(|(input, plan)| Some((*plan, archive(&input.shown)?))).collect();
        Self {
            documents: checked.len(),
            plans: plans.values().collect::<BTreeSet<_>>().len(),
            formats: counted(formats.into_iter().map(|(_, format)| format)),
            archives: counted(archives.into_iter().map(|(_, folder)| folder)),
        }
    }

    /// Prints it for a person.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{} in {}", some(self.plans, "plan"), some(self.documents, "document"))?;
        if self.plans == 0 {
            return writeln!(out, "\n`planvet show FILE` says what was understood of a document, and what was not.");
        }
        writeln!(out, "\n  {:<24}{:>8}", "format", "plans")?;
        for (format, count) in &self.formats {
            writeln!(out, "  {format:<24}{count:>8}")?;
        }
        Ok(())
    }
}

/// What is reported: errors and warnings of each rule, the worst first.
#[derive(Debug, Default)]
pub struct Findings(Vec<(&'static str, [usize; 2])>);

/// Rules that the table names.
const SHOWN: usize = 12;

impl Findings {
    /// Those in `checked`.
    pub fn of(checked: &[Checked]) -> Self {
        let mut rules: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for finding in checked.iter().flat_map(|c| &c.diagnostics) {
            match finding.severity {
                Severity::Error => rules.entry(finding.rule.name).or_default()[0] += 1,
                Severity::Warning => rules.entry(finding.rule.name).or_default()[1] += 1,
                Severity::Info => {}
            }
        }
        let mut rules: Vec<_> = rules.into_iter().collect();
        rules.sort_by_key(|(_, counts)| Reverse(*counts));
        Self(rules)
    }

    /// How many errors and warnings there are.
    pub fn sum(&self) -> [usize; 2] {
        self.0.iter().fold([0, 0], |[errors, warnings], (_, [e, w])| [errors + e, warnings + w])
    }

    /// Prints them for a person.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if self.0.is_empty() {
            return writeln!(out, "With it planvet reports nothing.");
        }
        writeln!(out, "  {:<24}{:>8}{:>10}", "reported with it", "errors", "warnings")?;
        for (rule, [errors, warnings]) in self.0.iter().take(SHOWN) {
            writeln!(out, "  {rule:<24}{errors:>8}{warnings:>10}")?;
        }
        if let Some(rest) = self.0.get(SHOWN..).filter(|rest| !rest.is_empty()) {
            let sum = |at: usize| rest.iter().map(|(_, counts)| counts[at]).sum::<usize>();
            writeln!(out, "  {:<24}{:>8}{:>10}", some(rest.len(), "more rule"), sum(0), sum(1))?;
        }
        Ok(())
    }
}

/// The format of a plan.
fn format_of(input: &Input) -> Option<Dialect> {
    let source = Source::new(&*input.shown, input.clone().read(&View::default()).ok()?).ok()?;
    Some(Dialect::of(&input.shown, source.text(), &source.digits().rows::<LONG>()))
}

/// The outermost folder of `path` whose name says that what it holds is over, with a slash at its end.
fn archive(path: &str) -> Option<String> {
    let (folders, _) = path.rsplit_once('/')?;
    let parts: Vec<&str> = folders.split('/').collect();
    let at = parts.iter().position(|part| is_archive(part))?;
    Some(format!("{}/", parts[..=at].join("/")))
}

/// How often each of `all` occurs, the commonest first.
fn counted<T: Ord + Clone>(all: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// "1 plan", "2 plans".
pub fn some(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
