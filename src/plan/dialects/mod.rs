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

/// A format: what it is called, whether a document of that path and text follows it, and what
/// it adds to the plan.
type Format = (Dialect, &'static str, fn(&str, &str) -> bool, fn(&mut Reader));

/// One line a format; the first that knows a document has it.
const ALL: &[Format] = &[(Dialect::SpecKit, "spec-kit", spec_kit::is, spec_kit::read)];

impl Dialect {
    /// The format of a document by its path and text.
    pub fn of(path: &str, text: &str) -> Self {
        ALL.iter().find(|(_, _, is, _)| is(path, text)).map_or(Dialect::Free, |&(dialect, ..)| dialect)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.format().map_or("free playbook", |&(_, name, ..)| name)
    }

    fn format(self) -> Option<&'static Format> {
        ALL.iter().find(|(dialect, ..)| *dialect == self)
    }
}

/// Lets the document's format add what only it knows.
pub(super) fn read(reader: &mut Reader) {
    if let Some((_, _, _, read)) = reader.plan.dialect.format() {
        read(reader);
    }
}
