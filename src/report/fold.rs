//! Findings of one cause: people are shown the first ones of a document, and are told the lines of the others.

use super::summary::count;
use crate::{check::Checked, diagnostic::Diagnostic};
use rustc_hash::FxHashMap;

/// Findings of such a rule that are shown of one document.
const SHOWN: usize = 3;

/// Runs of lines that are named.
const RUNS: usize = 12;

/// A finding that is shown, and those that it stands for besides.
pub(crate) struct Shown<'d> {
    /// It.
    pub finding: &'d Diagnostic,
    /// The others of its rule that are not shown.
    pub others: Vec<&'d Diagnostic>,
}

/// What of `findings`, which are of one document and in order, is shown.
pub(crate) fn fold<'d>(findings: impl Iterator<Item = &'d Diagnostic>) -> Vec<Shown<'d>> {
    let mut shown: Vec<Shown> = Vec::new();
    // Where those stand that have one cause, by rule.
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for finding in findings {
        if finding.rule.page().one_cause {
            let places = places.entry(finding.rule.name).or_default();
            if let Some(&last) = places.get(SHOWN - 1) {
                shown[last].others.push(finding);
                continue;
            }
            places.push(shown.len());
        }
        shown.push(Shown { finding, others: Vec::new() });
    }
    shown
}

impl Shown<'_> {
    /// `and 15 more lines like this: 33, 37–50`; `None` where it stands for itself.
    pub fn more(&self, file: &Checked) -> Option<String> {
        let source = file.source.as_ref().filter(|_| !self.others.is_empty())?;
        let lines: Vec<usize> = self.others.iter().map(|d| source.lines().line_of(d.span.start as usize) + 1).collect();
        let runs: Vec<&[usize]> = lines.chunk_by(|a, b| b - a <= 1).collect();
        let named = runs.iter().take(RUNS).map(|run| match run {
            [first, .., last] if first < last => format!("{first}–{last}"),
            [first, ..] => first.to_string(),
            [] => String::new(),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let rest = if runs.len() > RUNS { ", …" } else { "" };
        Some(format!("and {} like this: {named}{rest}", count(lines.len(), "more line", "more lines")))
    }
}
