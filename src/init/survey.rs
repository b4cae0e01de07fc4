//! What a repository holds: its plans by format, what would be reported of them, what is over.

use crate::{
    check::Checked,
    diagnostic::Severity,
    plan::{Dialect, is_archive},
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
    /// How many plans follow a format, by its name; the commonest first.
    pub formats: Vec<(&'static str, usize)>,
    /// Errors and warnings of each rule, the worst first.
    pub rules: Vec<(&'static str, [usize; 2])>,
    /// Folders with plans that are over, relative to the root, each with the number of plans below.
    pub archives: Vec<(String, usize)>,
}

/// Rules that the table names.
const SHOWN: usize = 12;

impl Survey {
    /// Sums up `checked`, what became of `inputs`.
    pub fn of(inputs: &[Input], checked: &[Checked]) -> Self {
        let plans: BTreeSet<&str> = checked.iter().filter(|c| c.counts.is_plan()).map(|c| &*c.path).collect();
        let held: Vec<&Input> = inputs.iter().filter(|input| plans.contains(&*input.shown)).collect();
        let formats: Vec<Dialect> = held.par_iter().filter_map(|input| format_of(input)).collect();

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
        Self {
            documents: checked.len(),
            formats: counted(formats.into_iter().map(Dialect::name)),
            rules,
            archives: counted(held.iter().filter_map(|input| archive(&input.shown))),
        }
    }

    /// How many plans there are.
    pub fn plans(&self) -> usize {
        self.formats.iter().map(|(_, count)| count).sum()
    }

    /// How many errors and warnings there are.
    pub fn findings(&self) -> [usize; 2] {
        self.rules.iter().fold([0, 0], |[errors, warnings], (_, [e, w])| [errors + e, warnings + w])
    }

    /// Prints it for a person.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (documents, plans) = (some(self.documents, "document"), some(self.plans(), "plan"));
        writeln!(out, "{plans} in {documents}")?;
        if self.plans() == 0 {
            return writeln!(out, "\n`planvet show FILE` says what was understood of a document, and what was not.");
        }
        writeln!(out, "\n  {:<24}{:>8}", "format", "plans")?;
        for (format, count) in &self.formats {
            writeln!(out, "  {format:<24}{count:>8}")?;
        }
        if self.rules.is_empty() {
            return writeln!(out, "\nplanvet would report nothing.");
        }
        writeln!(out, "\n  {:<24}{:>8}{:>10}", "would be reported", "errors", "warnings")?;
        for (rule, [errors, warnings]) in self.rules.iter().take(SHOWN) {
            writeln!(out, "  {rule:<24}{errors:>8}{warnings:>10}")?;
        }
        if let Some(rest) = self.rules.get(SHOWN..).filter(|rest| !rest.is_empty()) {
            let sum = |at: usize| rest.iter().map(|(_, counts)| counts[at]).sum::<usize>();
            writeln!(out, "  {:<24}{:>8}{:>10}", some(rest.len(), "more rule"), sum(0), sum(1))?;
        }
        Ok(())
    }
}

/// The format of a plan.
fn format_of(input: &Input) -> Option<Dialect> {
    let source = Source::new(&*input.shown, input.clone().read(&View::default()).ok()?).ok()?;
    Some(Dialect::of(&input.shown, source.text()))
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
