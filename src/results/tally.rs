//! Counting tests.

/// How many names of failed tests are kept.
pub const NAMES: usize = 20;

/// How many characters of a name are kept.
pub const NAME: usize = 120;

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    Broken,
    Skipped,
}

/// Tests, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) tests: u64,
    pub(super) failures: u64,
    pub(super) errors: u64,
    pub(super) skipped: u64,
    pub(super) failed: Vec<String>,
}

impl Tally {
    /// Counts a test.
    pub(super) fn add(&mut self, outcome: Outcome, name: impl FnOnce() -> String) {
        self.tests += 1;
        match outcome {
            Outcome::Passed => return,
            Outcome::Skipped => {
                self.skipped += 1;
                return;
            }
            Outcome::Failed => self.failures += 1,
            Outcome::Broken => self.errors += 1,
        }
        if self.failed.len() < NAMES {
            self.failed.push(cut(&name()));
        }
    }

    /// Counts something that broke and is no test: a set-up, a build.
    pub(super) fn broke(&mut self, name: impl FnOnce() -> String) {
        self.add(Outcome::Broken, name);
        self.tests -= 1;
    }

    /// Counts all of `other`.
    pub(super) fn merge(&mut self, other: Tally) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
        let room = NAMES - self.failed.len();
        self.failed.extend(other.failed.into_iter().take(room));
    }

    /// The same tests, where none of their results is to matter.
    pub(super) fn excused(self) -> Self {
        Self { tests: self.tests, skipped: self.tests, ..Self::default() }
    }

    /// Failures and errors.
    pub(super) fn bad(&self) -> u64 {
        self.failures + self.errors
    }
}

/// A name of at most [`NAME`] characters, on one line.
fn cut(name: &str) -> String {
    let line = name.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Whether node's runner wrote this name for a file that held no test, and which it counts as one that passed.
pub(super) fn stands_for_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, end)| end);
    matches!(ending, Some("js" | "mjs" | "cjs" | "ts" | "mts" | "cts"))
}
