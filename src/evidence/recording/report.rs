//! The report that a check wrote.

use super::Refusal;
use crate::{
    evidence::{
        record::{Report, Sha256Digest, sha256},
        store,
    },
    results::{self, NotGreen},
    settings::{Check, CheckKind},
};
use std::{
    path::Path,
    time::{Duration, SystemTime},
};

/// How far the times of files may lie behind the clock: FAT counts in steps of 2 seconds.
const COARSE: Duration = Duration::from_secs(2);

/// A report, and why it is not green.
pub(super) type Read = (Report, Result<(), String>);

/// What was there before the check ran.
pub(super) struct Before {
    modified: Option<SystemTime>,
    now: SystemTime,
}

impl Before {
    pub(super) fn look(check: &Check, root: &Path) -> Self {
        Self { modified: modified(check, root), now: SystemTime::now() }
    }

    /// The report of a check that has one, and whether it is green; `code` is what the check exited with.
    pub(super) fn read(&self, check: &Check, root: &Path, code: i32) -> Result<Option<Read>, Refusal> {
        let Some(name) = &check.report else { return Ok(None) };
        let refused = |why: String| match code {
            0 => Err(Refusal::Report(name.clone(), why)),
            // Tests that could not even be compiled write none.
            _ => Ok(None),
        };
        let bytes = match store::plain(&root.join(name), results::LIMIT as u64) {
            Ok(bytes) => bytes,
            Err(why) => return refused(format!("does not count: {why}")),
        };
        if !self.is_fresh(check, root) {
            return refused("is older than the command that should have written it".to_owned());
        }
        let read = match results::read(&bytes, name) {
            Ok(read) => read,
            Err(why) => return refused(format!("cannot be understood: {why}")),
        };
        let green = read.green();
        if matches!(green, Err(NotGreen::NoTests(_) | NotGreen::NothingRan { .. })) {
            return match check.kind {
                CheckKind::Test => refused("has no test that ran".to_owned()),
                // Coverage and findings say nothing of tests: its exit code answers for it.
                CheckKind::Command => Ok(None),
            };
        }
        let green = green.map_err(|why| why.to_string());
        let report = Report {
            name: name.clone(),
            format: read.format.to_string(),
            digest: Sha256Digest { sha256: sha256(&bytes) },
            tests: read.tests,
            failures: read.failures,
            errors: read.errors,
            skipped: read.skipped,
        };
        Ok(Some((report, green)))
    }

    /// Whether the check wrote the report that is there now.
    fn is_fresh(&self, check: &Check, root: &Path) -> bool {
        modified(check, root).is_some_and(|now| Some(now) != self.modified && now + COARSE >= self.now)
    }
}

/// When the report of a check was written.
fn modified(check: &Check, root: &Path) -> Option<SystemTime> {
    std::fs::symlink_metadata(root.join(check.report.as_ref()?)).ok()?.modified().ok()
}
