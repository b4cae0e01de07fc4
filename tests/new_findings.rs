//! Baselines, `--since` and `--staged` from end to end, with the real git.

#[path = "new_findings/baseline.rs"]
mod baseline;
#[path = "new_findings/revision.rs"]
mod revision;
mod support;

use std::{fs, path::PathBuf, process::Command};
use support::{Answer, planvet};

/// A folder, planvet and git in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A repository whose first commit holds `files`.
    fn repository(files: &[(&str, &str)]) -> Self {
        let place = Self::new();
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        for (path, text) in files {
            place.write(path, text);
        }
        if !files.is_empty() {
            place.commit("Begin");
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(self.0.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        git
    }

    #[track_caller]
    fn git(&self, args: &[&str]) {
        let output = self.command(args).output().expect("git starts");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    fn planvet(&self, args: &[&str]) -> Answer {
        planvet(self.0.path(), args)
    }

    /// What `planvet check` finds with `args`: `path:line rule`, sorted.
    #[track_caller]
    fn found(&self, args: &[&str]) -> Vec<String> {
        let answer = self.planvet(&[&["check", "--format", "concise", "-v"], args].concat());
        assert!(answer.code < 2, "{answer:#?}");
        let finding = |line: &str| {
            let (place, rest) = line.split_once(": ")?;
            let (path, line) = place.rsplit_once(':')?.0.rsplit_once(':')?;
            let rule = rest.split_once('[')?.1.split_once(']')?.0;
            Some(format!("{path}:{line} {rule}"))
        };
        let mut found: Vec<String> = answer.out.lines().filter_map(finding).collect();
        found.sort();
        found
    }
}

/// Two documents of one plan: what is asked for, and a task that cites it.
const ASKED: &str = "\
# Requirements

### Requirement 1

**User Story:** As a clerk, I want to weigh a parcel, so that I know its price.

#### Acceptance Criteria

1. WHEN a parcel lies on the scale THEN the system SHALL show its weight

### Requirement 2

**User Story:** As a clerk, I want to print a label, so that the parcel can leave.

#### Acceptance Criteria

1. WHEN the price is paid THEN the system SHALL print the label
2. WHEN it is printed THEN the system SHALL say so
";
const LAST: &str = "2. WHEN it is printed THEN the system SHALL say so\n";
const CITED: &str = "\
# Implementation Plan

- [ ] 1. Read the scale
  - _Requirements: 1.1_
- [ ] 2. Print the label
  - _Requirements: 2.1, 2.2_
";

const HEAD: &str = "# Move\n\n| ID | Task | Owner |\n|----|------|-------|\n";

/// A plan of rows without an owner, but for one.
fn plan(ids: &[&str]) -> String {
    let rows: String = ids.iter().map(|id| format!("| {id} | Carry the {id} over | |\n")).collect();
    format!("{HEAD}| A0 | Pack | Ada |\n{rows}")
}
