//! Formats with a grammar of their own. Each has a file that says how to tell
//! it and what it adds to the plan that the general readers made.

mod exec_plan;
mod grammar;
mod kiro;
mod open_spec;
mod spec_kit;
mod superpowers;

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
    /// OpenSpec: `openspec/changes/<id>/`, `2.1 …` below `## 2. …`.
    OpenSpec,
    /// Kiro and cc-sdd: `.kiro/specs/<name>/`, `2.1 …` with `_Requirements: 1.1_`.
    Kiro,
    /// Plans of obra/superpowers: `### Task 3: …` with steps.
    Superpowers,
    /// A living plan with a section of progress.
    ExecPlan,
}

/// A format: what it is called, whether a document of that path and text follows it, and what
/// it adds to the plan.
type Format = (Dialect, &'static str, fn(&str, &str) -> bool, fn(&mut Reader));

/// One line a format; the first that knows a document has it, so those that look at the path alone come first.
const ALL: &[Format] = &[
    (Dialect::Kiro, "Kiro", kiro::is, kiro::read),
    (Dialect::OpenSpec, "OpenSpec", open_spec::is, open_spec::read),
    (Dialect::SpecKit, "spec-kit", spec_kit::is, spec_kit::read),
    (Dialect::Superpowers, "superpowers", superpowers::is, superpowers::read),
    (Dialect::ExecPlan, "ExecPlan", exec_plan::is, exec_plan::read),
];

impl Dialect {
    /// The format of a document by its path and text.
    pub fn of(path: &str, text: &str) -> Self {
        ALL.iter().find(|(_, _, is, _)| is(path, text)).map_or(Dialect::Free, |&(dialect, ..)| dialect)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.format().map_or("free playbook", |&(_, name, ..)| name)
    }

    /// Whether a numbered heading opens a group of tasks.
    pub(super) fn groups_by_number(self) -> bool {
        self == Dialect::OpenSpec
    }

    /// Whether the rows of a table may be tasks; a map of files says what each task touches.
    pub(super) fn has_work_tables(self) -> bool {
        self != Dialect::Superpowers
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
