//! What a configuration asks of evidence: the checks it declares, and what a tick must rest on.

use crate::diagnostic::Severity;

/// What a tick is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The box alone.
    Ticked,
    /// The evidence that is cited exists.
    Referenced,
    /// A cited commit changes a file that the item names.
    Touched,
    /// A test report ran tests, and none failed.
    Reported,
    /// A declared check passed on the files that are there now.
    Recorded,
    /// Recorded, and signed by a key that is allowed to.
    Signed,
    /// Signed in continuous integration.
    Attested,
}

impl Level {
    /// As users write and read them, the weakest first.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("ticked", Self::Ticked),
        ("referenced", Self::Referenced),
        ("touched", Self::Touched),
        ("reported", Self::Reported),
        ("recorded", Self::Recorded),
        ("signed", Self::Signed),
        ("attested", Self::Attested),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// `[check.NAME]`: a command that proves something. Only a declared one counts, so that nobody can choose `true`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The program and its arguments; no shell is between.
    pub argv: Vec<String>,
    /// What it has to show.
    pub kind: CheckKind,
    /// The patterns of the files that it is about, relative to the root; what the item names comes to them.
    pub scope: Vec<String>,
    /// The report that it writes, relative to the root.
    pub report: Option<String>,
}

/// What a check has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckKind {
    /// A report with tests that ran, none of which failed.
    Test,
    /// The exit code 0.
    Command,
}

/// What a tick must rest on: `require.evidence.item`, `require.evidence.gate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequireEvidence {
    /// The checks that have to be recorded; none means any declared one.
    pub checks: Vec<String>,
    /// The least level.
    pub level: Level,
    /// How bad it is that the files have changed since; `None` where it is not.
    pub stale: Option<Severity>,
}

impl RequireEvidence {
    /// Whether what a document cites can be enough: less than a record is asked for, and more than the tick.
    pub fn counts_what_is_cited(&self) -> bool {
        (Level::Referenced..Level::Recorded).contains(&self.level)
    }
}
