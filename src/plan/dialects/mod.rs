//! Formats with a grammar of their own. Each has a file that says how to tell
//! it and what it adds to the plan that the general readers made.

mod spec_kit;

use super::read::Reader;

/// The format that a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// No particular one.
    #[default]
    Free,
    /// GitHub's spec-kit: `specs/NNN-name/tasks.md`, `T001 [P] [US1] …`.
    SpecKit,
}

impl Dialect {
    /// The format of a document by its path and text.
    pub fn of(path: &str, text: &str) -> Self {
        if spec_kit::is(path, text) { Dialect::SpecKit } else { Dialect::Free }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Free => "free playbook",
            Dialect::SpecKit => "spec-kit",
        }
    }
}

/// Lets the document's format add what only it knows.
pub(super) fn read(reader: &mut Reader) {
    match reader.plan.dialect {
        Dialect::SpecKit => spec_kit::read(reader),
        Dialect::Free => {}
    }
}
