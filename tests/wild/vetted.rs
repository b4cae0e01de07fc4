//! What planvet says of a text that stands alone.

use crate::support::HOME;
use planvet::{
    check,
    config::{Configs, Layer},
    diagnostic::Diagnostic,
    project::Project,
    settings::Settings,
    source::Source,
};
use std::{
    collections::BTreeMap,
    panic,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

/// The day on which the documents are vetted, so that what is overdue stays the same.
const TODAY: &str = "2026-01-05";

/// As a user gets it without a configuration.
static SETTINGS: LazyLock<Arc<Settings>> = LazyLock::new(|| {
    let command = Layer { today: Some(TODAY.parse().expect("a day")), ..Layer::default() };
    Configs::new(PathBuf::from(HOME), command).isolated().of(Path::new(HOME)).settings(Path::new(HOME))
});

/// The findings of a document.
pub struct Vetted {
    pub is_plan: bool,
    diagnostics: Vec<Diagnostic>,
}

/// A finding by its rule and its message, where another line or another figure makes no other one.
type Key = (&'static str, String);

fn key(diagnostic: &Diagnostic) -> Key {
    let mut folded = String::new();
    for c in diagnostic.message.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !folded.ends_with('#') {
            folded.push(c);
        }
    }
    (diagnostic.rule.name, folded)
}

impl Vetted {
    /// The error is what a panic said.
    pub fn read(path: &str, text: &str) -> Result<Self, String> {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
        let vet = || check::document(source, &SETTINGS, &Project::default());
        let checked = panic::catch_unwind(panic::AssertUnwindSafe(vet)).map_err(|said| {
            let said = said.downcast_ref::<String>().map(String::as_str).or(said.downcast_ref::<&str>().copied());
            format!("panic: {}", said.unwrap_or_default())
        })?;
        Ok(Self { is_plan: checked.counts.is_plan(), diagnostics: checked.diagnostics })
    }

    /// The findings that `before` does not have, or not as often.
    pub fn beyond(&self, before: &Self) -> Vec<&Diagnostic> {
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        before.diagnostics.iter().for_each(|d| *known.entry(key(d)).or_default() += 1);
        let is_new = |d: &&Diagnostic| match known.get_mut(&key(d)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
        self.diagnostics.iter().filter(is_new).collect()
    }
}
