//! What a report says, and whether it is evidence.

use super::tally::Tally;
use jiff::Timestamp;
use std::fmt;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// JUnit XML, in all its dialects.
    Junit,
    /// Common Test Report Format, JSON.
    Ctrf,
    /// Test Anything Protocol, versions 12 to 14.
    Tap,
    /// The events of `go test -json`.
    Go,
    /// SARIF 2.1: the invocations of an analysis.
    Sarif,
    /// LCOV tracefile.
    Lcov,
    /// Cobertura XML.
    Cobertura,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Junit => "JUnit XML",
            Self::Ctrf => "CTRF",
            Self::Tap => "TAP",
            Self::Go => "go test -json",
            Self::Sarif => "SARIF",
            Self::Lcov => "LCOV",
            Self::Cobertura => "Cobertura",
        })
    }
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ratio {
    /// How many of them.
    pub covered: u64,
    /// Of how many.
    pub total: u64,
}

/// How much of the code a run went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Lines that can be run.
    pub lines: Ratio,
    /// Branches, where the report has any.
    pub branches: Option<Ratio>,
}

/// How an analysis ran. That it ran says nothing about tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// How many times a tool was run.
    pub invocations: usize,
    /// Whether each run was successful by its own word; false where there was none.
    pub successful: bool,
    /// The exit codes that are told, the first [`super::NAMES`] of them.
    pub exit_codes: Vec<i64>,
}

/// What a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Tests.
    Tests,
    /// Tests that were not skipped.
    Ran,
    /// Failures and errors together, since runners share them out differently.
    Failed,
    /// Skipped tests.
    Skipped,
    /// Lines of code.
    Lines,
}

/// A total that a report states, and that what it lists does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Of what.
    pub counter: Counter,
    /// What is stated, as it is written.
    pub stated: String,
    /// What was counted.
    pub counted: u64,
    /// The line where it is stated, from 1; 0 where that is not known.
    pub line: u32,
    /// Whether what is stated is worse than what was counted, so that the report is not green.
    pub worse: bool,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.counter {
            Counter::Tests => "tests",
            Counter::Ran => "tests that ran",
            Counter::Failed => "failed tests",
            Counter::Skipped => "skipped tests",
            Counter::Lines => "lines",
        };
        write!(f, "the number of {what} is stated as {}, and {} are listed", self.stated, self.counted)?;
        if self.line > 0 { write!(f, " (line {})", self.line) } else { Ok(()) }
    }
}

/// What a report says.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its format.
    pub format: Format,
    /// Tests that it lists, with those that did not run. A test that only holds others is not counted.
    pub tests: u64,
    /// Tests that failed.
    pub failures: u64,
    /// Tests that broke before they could pass or fail, and what else broke: a set-up, a build.
    pub errors: u64,
    /// Tests that did not run or whose result is said not to matter: skipped, disabled, pending, to do, expected to fail.
    pub skipped: u64,
    /// What failed or broke, the first [`super::NAMES`] of them, each cut at [`super::NAME`] characters.
    pub failed: Vec<String>,
    /// Coverage, where the report is about that.
    pub coverage: Option<Coverage>,
    /// How an analysis ran, where the report is about that.
    pub analysis: Option<Analysis>,
    /// When the run started, where the report says it with an offset from UTC.
    pub started: Option<Timestamp>,
    /// When the run, or the writing of the report, ended; as above.
    pub finished: Option<Timestamp>,
    /// Why the run did not come to its end, where it did not.
    pub incomplete: Option<String>,
    /// Totals that do not fit what is listed.
    pub contradictions: Vec<Contradiction>,
}

impl Report {
    /// A report of nothing.
    pub(super) fn new(format: Format) -> Self {
        Self::counted(format, Tally::default())
    }

    /// A report of these tests.
    pub(super) fn counted(format: Format, tally: Tally) -> Self {
        Self {
            format,
            tests: tally.tests,
            failures: tally.failures,
            errors: tally.errors,
            skipped: tally.skipped,
            failed: tally.failed,
            coverage: None,
            analysis: None,
            started: None,
            finished: None,
            incomplete: None,
            contradictions: Vec::new(),
        }
    }

    /// How many tests ran: they passed, failed or broke.
    pub fn ran(&self) -> u64 {
        self.tests.saturating_sub(self.skipped)
    }

    /// Whether the report is evidence that tests passed: it is about tests, the
    /// run came to its end, at least one test ran, none failed or broke, and
    /// the report does not state worse than it lists.
    ///
    /// # Errors
    /// The first reason why it is not.
    pub fn green(&self) -> Result<(), NotGreen> {
        if self.failures + self.errors > 0 {
            let (failed, names) = (self.failures + self.errors, self.failed.clone());
            return Err(NotGreen::Failed { failed, tests: self.tests, names });
        }
        if let Some(why) = &self.incomplete {
            return Err(NotGreen::Incomplete(why.clone()));
        }
        if matches!(self.format, Format::Lcov | Format::Cobertura | Format::Sarif) {
            return Err(NotGreen::NoTests(self.format));
        }
        if let Some(worse) = self.contradictions.iter().find(|c| c.worse) {
            return Err(NotGreen::Contradicted(worse.clone()));
        }
        if self.ran() == 0 {
            return Err(NotGreen::NothingRan { skipped: self.skipped });
        }
        Ok(())
    }
}

/// Why a report is no evidence that tests passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotGreen {
    /// Something failed or broke.
    #[error("{failed}{} failed{}", of(*failed, *tests), list(names))]
    Failed {
        /// How many failed or broke.
        failed: u64,
        /// Of how many.
        tests: u64,
        /// The first of them.
        names: Vec<String>,
    },
    /// The run stopped, or the report is cut off.
    #[error("the run did not come to its end: {0}")]
    Incomplete(String),
    /// The report is about something else.
    #[error("{} says nothing about tests", .0)]
    NoTests(Format),
    /// The report states worse than it lists.
    #[error("{0}")]
    Contradicted(Contradiction),
    /// There was no test, or none was run.
    #[error("no test ran{}", if *skipped > 0 { format!(", {skipped} skipped") } else { String::new() })]
    NothingRan {
        /// How many were skipped.
        skipped: u64,
    },
}

/// Of how many tests; nothing where what failed is more than them, such as a build.
fn of(failed: u64, tests: u64) -> String {
    if failed <= tests { format!(" of {tests} tests") } else { String::new() }
}

/// The first three names, behind a colon.
fn list(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    if first.is_empty() { String::new() } else { format!(": {}", first.join(", ")) }
}
