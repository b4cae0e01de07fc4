//! One layer of settings, and how layers add up.

use crate::{
    diagnostic::{Rule, Severity},
    message::did_you_mean,
    plan::Vocabulary,
    rules,
    settings::{Check, Date, FailOn, Require, Settings},
};
use std::{collections::BTreeMap, sync::Arc};

/// What `select`, `extend-select` and `ignore` name.
#[derive(Debug, Clone, Copy)]
pub enum Selector {
    /// Every rule.
    All,
    /// Every rule that is on by default.
    Default,
    /// The rules of a family.
    Family(&'static str),
    /// One rule.
    Rule(&'static Rule),
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// What was perhaps meant, where no rule or family has that name.
    pub fn parse(name: &str) -> Result<Self, Option<&'static str>> {
        match name {
            "all" => Ok(Self::All),
            "default" => Ok(Self::Default),
            _ => match (rules::find(name), rules::all().iter().find(|r| r.family == name)) {
                (Some(rule), _) => Ok(Self::Rule(rule)),
                (None, Some(rule)) => Ok(Self::Family(rule.family)),
                (None, None) => {
                    let names = rules::all().iter().flat_map(|r| [r.name, r.family]);
                    Err(did_you_mean(name, names.chain(["all", "default"])))
                }
            },
        }
    }

    fn matches(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Default => rule.page().default,
            Self::Family(family) => rule.family == family,
            Self::Rule(one) => rule.name == one.name,
        }
    }
}

/// What one place says: the file, one of its overrides by path, or the command line.
///
/// Layers add up in that order, and what a later one says of a rule or a key
/// holds. Within a layer `ignore` is the strongest, then `severity`, then
/// `extend-select`, then `select`.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The rules that run; what earlier layers selected is forgotten.
    pub select: Option<Vec<Selector>>,
    /// Rules that run besides.
    pub extend_select: Vec<Selector>,
    /// Rules that do not run.
    pub ignore: Vec<Selector>,
    /// Rules with another severity; `None` is off, and a severity switches a pedantic rule on.
    pub severity: Vec<(&'static Rule, Option<Severity>)>,
    /// Paths that are never read, as gitignore patterns; only for all documents.
    pub exclude: Vec<String>,
    /// From which severity on the exit code is 1; only for all documents.
    pub fail_on: Option<FailOn>,
    /// Where the baseline lies; only for all documents.
    pub baseline: Option<String>,
    /// What must hold.
    pub require: Require,
    /// The checks that are declared; only in a file, for all documents.
    pub checks: Option<Arc<BTreeMap<String, Check>>>,
    /// The day that dates are compared with; only from the command line.
    pub today: Option<Date>,
    /// More words that are understood, by the vocabulary's keys.
    pub vocabulary: BTreeMap<String, Vec<String>>,
}

impl Layer {
    /// Whether it says in so many words that `rule` runs, or does not; a `select` without it is no such word.
    pub(super) fn says(&self, rule: &Rule) -> Option<bool> {
        let named = |list: &[Selector]| list.iter().any(|s| s.matches(rule));
        let severity = self.severity.iter().rev().find(|(r, _)| r.name == rule.name).map(|(_, level)| level.is_some());
        match () {
            () if named(&self.ignore) => Some(false),
            () => severity.or_else(|| named(&self.extend_select).then_some(true)),
        }
    }
}

/// What `layers` come to, the strongest last.
pub(super) fn sum<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> Settings {
    let mut out = Settings::default();
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for layer in layers {
        for rule in rules::all() {
            let named = |list: &[Selector]| list.iter().any(|s| s.matches(rule));
            let severity = layer.severity.iter().rev().find(|(r, _)| r.name == rule.name).map(|(_, level)| *level);
            if let Some(select) = &layer.select {
                out.enabled.insert(rule.name, named(select));
            }
            if named(&layer.extend_select) {
                out.enabled.insert(rule.name, true);
            }
            if let Some(level) = severity {
                out.enabled.insert(rule.name, level.is_some());
                level.map(|level| out.severity.insert(rule.name, level));
            }
            if named(&layer.ignore) {
                out.enabled.insert(rule.name, false);
            }
        }
        out.fail_on = layer.fail_on.unwrap_or(out.fail_on);
        out.today = layer.today.or(out.today);
        out.require.owner = layer.require.owner.or(out.require.owner);
        out.require.gate = layer.require.gate.or(out.require.gate);
        out.require.items = layer.require.items.clone().or(out.require.items.take());
        out.require.gates = layer.require.gates.clone().or(out.require.gates.take());
        out.checks = layer.checks.clone().unwrap_or(out.checks);
        for (key, list) in &layer.vocabulary {
            words.entry(key.clone()).or_default().extend(list.iter().cloned());
        }
    }
    out.vocabulary = vocabulary(&words);
    out
}

/// The standard vocabulary with the configuration's words.
fn vocabulary(words: &BTreeMap<String, Vec<String>>) -> Arc<Vocabulary> {
    if words.is_empty() { Vocabulary::standard() } else { Vocabulary::extended(words) }
}
