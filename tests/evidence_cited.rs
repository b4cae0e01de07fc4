//! What planvet says of the evidence that documents cite, in real repositories with the real git.

#[path = "evidence_cited/commits.rs"]
mod commits;
#[path = "evidence_cited/files.rs"]
mod files;
#[path = "evidence_cited/levels.rs"]
mod levels;
#[allow(dead_code, reason = "the tests of git use the rest")]
#[path = "git/place.rs"]
mod place;
mod support;

use place::Place;
use std::{ffi::OsStr, path::Path, process::Command};

/// A plan with these items, all ticked.
pub fn plan(items: &[&str]) -> String {
    let items: Vec<String> =
        items.iter().enumerate().map(|(n, item)| format!("- [x] T{:03} {item}\n", n + 1)).collect();
    format!("# Release plan\n\n{}", items.concat())
}

/// The findings of `rule` in `folder`, each as `line severity message`, and standard error.
#[track_caller]
pub fn findings(folder: &Path, rule: &str, vars: &[(&str, &OsStr)]) -> (Vec<String>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.args([".", "-v", "--select", rule, "--format", "concise"]).current_dir(folder).env("NO_COLOR", "1");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").envs(vars.iter().copied());
    let output = command.output().expect("planvet starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(matches!(output.status.code(), Some(0 | 1)), "{out}{err}");
    let named = format!("[{rule}] ");
    let found = out.lines().filter_map(|line| {
        let (place, message) = line.split_once(&named)?;
        let mut place = place.rsplitn(3, ':');
        let severity = place.next()?.trim();
        let line = place.nth(0).and(place.next()).and_then(|p| p.rsplit(':').next())?;
        Some(format!("{line} {severity} {message}"))
    });
    (found.collect(), err.into_owned())
}

/// The findings of unknown-evidence in the repository at `place`.
#[track_caller]
pub fn unknown(place: &Place) -> Vec<String> {
    findings(&place.root, "unknown-evidence", &[]).0
}

/// Two ids of 7 digits with a letter and a digit that are no commit's.
pub const NONE: [&str; 2] = ["0a1b2c3", "9f8e7d6"];

/// The first digits of an id, as people write it: with a letter and a digit.
pub fn short(id: &str) -> &str {
    let both = |n: &usize| id[..*n].contains(|c: char| c.is_ascii_digit()) && id[..*n].contains(char::is_alphabetic);
    (7..40).find(both).map_or(id, |n| &id[..n])
}
