//! `planvet.toml`: what is asked of a project's plans.

use crate::{diagnostic::Severity, plan::Vocabulary, rules::Rule};
use std::sync::Arc;

/// What holds for one document, after files, overrides and flags are merged.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Severity by rule where the configuration names one; `None`: off. Keyed by rule name.
    levels: rustc_hash::FxHashMap<&'static str, Option<Severity>>,
    /// The words that are understood.
    pub vocabulary: Arc<Vocabulary>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { levels: Default::default(), vocabulary: Vocabulary::standard() }
    }
}

impl Settings {
    /// Whether `rule` runs at all.
    pub fn enabled(&self, rule: &Rule) -> bool {
        match self.levels.get(rule.name) {
            Some(level) => level.is_some(),
            None => rule.page().default,
        }
    }

    /// The severity that the configuration demands for `rule`, whatever the rule says.
    pub fn forced(&self, rule: &Rule) -> Option<Severity> {
        self.levels.get(rule.name).copied().flatten()
    }
}
