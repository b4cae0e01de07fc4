//! Baselines, `--since` and `--staged` from end to end, with the real git.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
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

#[test]
fn a_baseline_holds_back_what_was_there() {
    let place = Place::repository(&[("docs/a.md", &plan(&["T1", "T2"])), ("docs/b.md", &plan(&["T3"]))]);
    assert_eq!(place.found(&[]).len(), 3);
    let answer = place.planvet(&["baseline"]);
    assert_eq!((answer.code, &*answer.out), (0, ""), "{answer:#?}");
    assert!(answer.err.contains("planvet-baseline.toml: 3 added"), "{answer:#?}");
    insta::assert_snapshot!(place.read("planvet-baseline.toml"), @r#"
    # Findings that were there when this file was written; only new ones are reported.
    # `planvet baseline` takes out what was mended.
    version = 1
    findings = [
      { path = "docs/a.md", rule = "missing-owner", key = "T1", count = 1 },
      { path = "docs/a.md", rule = "missing-owner", key = "T2", count = 1 },
      { path = "docs/b.md", rule = "missing-owner", key = "T3", count = 1 },
    ]
    "#);
    assert_eq!(place.found(&[]).len(), 3, "it has to be named");
    place.write("planvet.toml", "baseline = \"planvet-baseline.toml\"\n");
    assert_eq!(place.found(&[]), [""; 0]);
    assert_eq!(place.found(&["--no-baseline"]).len(), 3);
    let answer = place.planvet(&[]);
    assert!(answer.code == 0 && answer.out.contains("3 known before"), "{answer:#?}");
    assert!(place.planvet(&["--format", "json"]).out.contains("\"known\":3"));
    assert_eq!(planvet(&place.path("docs"), ["--format", "concise", "a.md"]).code, 0, "from a folder below");

    // Lines move, the table is reflowed, a file is renamed, a neighbour has another title.
    let moved = plan(&["T1", "T2"]).replace("# Move\n", "# The great move\n\nTwo nights.\n");
    place.write(
        "docs/a.md",
        &moved.replace("| ID | Task |", "| ID |   Task    |").replace("Carry the T1", "Move the T1"),
    );
    fs::rename(place.path("docs/b.md"), place.path("docs/c.md")).expect("a rename");
    assert_eq!(place.found(&[]), [""; 0]);
    // One is mended, another is new: it is not paid for.
    place.write("docs/a.md", &plan(&["T1", "T9"]).replace("Carry the T9", "Carry all"));
    assert_eq!(place.found(&[]), ["docs/a.md:7 missing-owner", "planvet-baseline.toml:6 stale-baseline"]);
    assert_eq!(place.found(&["docs/c.md"]), [""; 0], "of what was not checked nothing is said");
    let answer = place.planvet(&["baseline"]);
    assert!(answer.err.contains("2 kept, 1 taken out") && answer.err.contains("1 new finding is not"), "{answer:#?}");
    assert_eq!(place.found(&[]), ["docs/a.md:7 missing-owner"]);
    assert!(place.read("planvet-baseline.toml").contains("docs/c.md"), "the new name is written down");
    assert!(place.planvet(&["baseline", "--add"]).err.contains("2 kept, 1 added"));
    assert_eq!(place.found(&[]), [""; 0]);
    // A document that is gone.
    fs::remove_file(place.path("docs/c.md")).expect("a file");
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:7 stale-baseline"]);
    assert!(place.planvet(&["baseline"]).err.contains("2 kept, 1 taken out"));
}

#[test]
fn what_is_excluded_now_leaves_the_baseline() {
    let place = Place::repository(&[("docs/a.md", &plan(&["T1"])), ("drafts/b.md", &plan(&["T2"]))]);
    place.planvet(&["baseline"]);
    place.write("planvet.toml", "baseline = \"planvet-baseline.toml\"\nexclude = [\"drafts/\"]\n");
    assert_eq!(place.found(&["docs"]), [""; 0], "nobody looked there");
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:6 stale-baseline"]);
    assert!(place.planvet(&["baseline", "docs"]).err.contains("2 kept"));
    assert!(place.planvet(&["baseline"]).err.contains("1 kept, 1 taken out"));
    assert!(!place.read("planvet-baseline.toml").contains("drafts/b.md"));
    assert_eq!(place.found(&[]), [""; 0]);
    // It pays for nothing: the document was not renamed.
    place.planvet(&["baseline", "--add", "--config", "exclude=[]"]);
    place.write("docs/c.md", &plan(&["T2"]));
    assert_eq!(place.found(&[]), ["docs/c.md:6 missing-owner"]);
}

#[test]
fn files_and_plans_are_counted_for_what_they_are() {
    let place = Place::repository(&[("a.md", &plan(&["T1"])), ("b.md", &plan(&["T2"]))]);
    let closing = |args: &[&str]| place.planvet(args).out.lines().last().unwrap_or_default().to_owned();
    assert!(closing(&[]).starts_with("2 files, 2 plans ("), "{}", closing(&[]));
    place.planvet(&["baseline"]);
    place.write(
        "planvet.toml",
        "baseline = \"planvet-baseline.toml\"\nignore = [\"no-such-rule\"]\n[[plan]]\nfiles = [\"*.md\"]\n",
    );
    place.write("a.md", &plan(&[]));
    assert_eq!(place.found(&[]), ["planvet-baseline.toml:5 stale-baseline", "planvet.toml:2 unknown-rule"]);
    assert!(closing(&[]).starts_with("2 files, 1 plan ("), "{}", closing(&[]));
    assert!(closing(&["a.md"]).starts_with("1 file, 1 plan ("), "{}", closing(&["a.md"]));
    let nothing = closing(&["a.md", "--config", "exclude=['*.md']"]);
    assert!(nothing.starts_with("no files to check: 1 warning"), "{nothing}");
    let json: serde_json::Value = serde_json::from_str(&place.planvet(&["--format", "json"]).out).expect("JSON");
    assert_eq!((json["summary"]["files"].as_u64(), json["summary"]["plans"].as_u64()), (Some(2), Some(1)));
}

#[test]
fn of_two_equal_findings_one_is_mended_and_a_third_is_new() {
    let list =
        |items: &[&str]| format!("# Plan\n\n{}", items.iter().map(|i| format!("- [ ] {i}\n")).collect::<String>());
    let twice = "Tag it on 2026-02-30";
    let place = Place::repository(&[("a.md", &list(&[twice, twice]))]);
    place.planvet(&["baseline"]);
    let found = |items: &[&str]| {
        place.write("a.md", &list(items));
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&[twice, twice, twice]).len(), 1);
    assert_eq!(
        found(&[twice, "Tag that on 2026-02-30"]),
        ["a.md:4 impossible-date", "planvet-baseline.toml:5 stale-baseline"]
    );
}

#[test]
fn garbled_lines_are_known_one_by_one() {
    let line = |id: &str| format!("- [ ] {id} Order the caf√© tables ‚Äî now\n");
    let text = format!("# Plan\n\n{}\nText.\n\n{}", line("T1"), line("T2"));
    let place = Place::repository(&[("a.md", &text)]);
    assert_eq!(place.found(&[]), ["a.md:3 mojibake", "a.md:7 mojibake"]);
    place.planvet(&["baseline"]);
    let baseline = place.read("planvet-baseline.toml");
    assert!(baseline.contains("key = \"T1: √© ‚Äî\", count = 1"), "{baseline}");
    let found = |text: &str| {
        place.write("a.md", text);
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&text.replace("Order", "Buy")), [""; 0]);
    assert_eq!(found(&format!("{text}{}", line("T3"))), ["a.md:8 mojibake"], "a new line");
    assert_eq!(
        found(&text.replacen("now", "now‚Ä¶", 1)),
        ["a.md:3 mojibake", "planvet-baseline.toml:5 stale-baseline"],
        "another character on a garbled line"
    );
    let ignored = text.replacen(" now", " now <!-- planvet-ignore mojibake: it is about that -->", 1);
    place.write("a.md", &ignored);
    assert_eq!(place.found(&[]), ["a.md:7 mojibake"], "an ignore covers its own line");
}

/// A finding may speak of many defects at once.
#[test]
fn what_joins_a_known_finding_is_new() {
    let head = "# Plan\n\nMark items `[x]` only after the build passes.\n\n";
    let list = |open: &str| {
        let items = ["T1 Order the tables", "T2 Tell the team", "T3 Write the notes", "T4 Print them"];
        let mark = |item: &str| if open.contains(&item[..2]) { ' ' } else { 'x' };
        format!("{head}{}", items.iter().map(|item| format!("- [{}] {item}\n", mark(item))).collect::<String>())
    };
    let place = Place::repository(&[("a.md", &list("T3 T4"))]);
    assert_eq!(place.found(&[]), ["a.md:5 unproven-tick"]);
    place.planvet(&["baseline"]);
    let baseline = place.read("planvet-baseline.toml");
    assert!(baseline.contains("key = \"T1\"") && baseline.contains("key = \"T2\""), "{baseline}");
    let found = |text: &str| {
        place.write("a.md", text);
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&list("T3 T4")), [""; 0]);
    assert_eq!(found(&list("T4")), ["a.md:5 unproven-tick"], "a third tick");
    // Without --add the two that are known stay known.
    assert!(place.planvet(&["baseline"]).err.contains("2 kept"));
    assert_eq!(place.read("planvet-baseline.toml"), baseline);
    assert_eq!(found(&list("T2 T3 T4")), ["planvet-baseline.toml:6 stale-baseline"], "one is mended");
}

/// Of findings about several things at once, each thing is known by itself, also when the first of them is mended.
#[test]
fn each_of_several_defects_is_known() {
    let text = |lines: &[&str]| {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        format!("# Plan\n\n- [ ] T1 Set it up\n\n```bash\n{lines}```\n")
    };
    let (one, two, three) = ("Review the parser with Ada", "Check that all tests pass", "Write down what came of it");
    let place = Place::repository(&[("a.md", &text(&[one, "make test", two]))]);
    assert_eq!(place.found(&[]), ["a.md:6 prose-in-shell"]);
    place.planvet(&["baseline"]);
    let found = |lines: &[&str]| {
        place.write("a.md", &text(lines));
        place.found(&["--baseline", "planvet-baseline.toml"])
    };
    assert_eq!(found(&["make", two, one]), [""; 0]);
    assert_eq!(found(&["make", two]), ["planvet-baseline.toml:6 stale-baseline"]);
    assert_eq!(found(&[two, three, one]), ["a.md:6 prose-in-shell"]);
}

#[test]
fn a_baseline_that_cannot_be_used_is_refused() {
    let place = Place::repository(&[("a.md", &plan(&["T1"]))]);
    let refused = |says: &str| {
        let answer = place.planvet(&["--baseline", "b.toml"]);
        assert!(answer.code == 2 && answer.err.contains(says) && answer.out.is_empty(), "{answer:#?}");
    };
    refused("there is no baseline b.toml; `planvet baseline` writes one");
    place.write("b.toml", "version = 9\n");
    refused("version 9");
    place.write("b.toml", "version = 1\nfindings = [ oh\n");
    refused("b.toml:2");
    let answer = place.planvet(&["baseline", "--baseline", "b.toml"]);
    assert_eq!(answer.code, 2, "what is broken is not overwritten: {answer:#?}");
}

/// Whatever is found, a baseline made from it holds it back, and nothing of it is stale.
#[test]
fn a_baseline_silences_its_own_run_over_all_testdata() {
    let place = Place::new();
    let testdata = Path::new(support::HOME).join("testdata");
    for document in support::testdata() {
        let to = place.path("testdata").join(document.strip_prefix(&testdata).expect("below"));
        fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        fs::copy(document, to).expect("a copy");
    }
    let today = ["--today", "2026-01-01"];
    assert!(place.found(&today).len() > 50);
    assert_eq!(place.planvet(&[&["baseline"], &today[..]].concat()).code, 0);
    let held = [&today[..], &["--baseline", "planvet-baseline.toml"]].concat();
    assert_eq!(place.found(&held), [""; 0]);
    let first = place.read("planvet-baseline.toml");
    assert_eq!(place.planvet(&[&["baseline"], &today[..]].concat()).code, 0);
    assert_eq!(place.read("planvet-baseline.toml"), first, "a second time changes nothing");
}

#[test]
fn since_reports_what_the_branch_brought() {
    let place =
        Place::repository(&[("a.md", &plan(&["T1", "T2"])), ("b.md", &plan(&["T3"])), ("r.md", &plan(&["T4"]))]);
    assert_eq!(place.found(&["--since", "main"]), [""; 0]);
    place.git(&["switch", "--quiet", "-c", "work"]);
    place
        .write("a.md", &format!("{}| T7 | Carry | |\n", plan(&["T1", "T2"]).replace("# Move\n", "# Move\n\nWords.\n")));
    place.git(&["mv", "r.md", "s.md"]);
    place.commit("Change");
    place.write("new.md", &plan(&["T8"]));
    let new = ["a.md:10 missing-owner", "new.md:6 missing-owner"];
    assert_eq!(place.found(&["--since", "main"]), new);
    assert!(place.planvet(&["--since", "main"]).out.contains("4 known before"));
    // main goes on; what it brings is not the branch's.
    place.git(&["stash", "--quiet", "--include-untracked"]);
    place.git(&["switch", "--quiet", "main"]);
    place.write("b.md", &plan(&[]));
    place.commit("Mend");
    place.git(&["switch", "--quiet", "work"]);
    place.git(&["stash", "pop", "--quiet"]);
    assert_eq!(place.found(&["--since", "main"]), new);
    // A finding on a line that was changed counts, though it was there before.
    place.write("b.md", &plan(&["T3"]).replace("Carry the T3", "Carry it"));
    assert_eq!(place.found(&["--since", "main", "b.md"]), ["b.md:6 missing-owner"]);
    // A reflowed table is no change.
    place.write("b.md", &plan(&["T3"]).replace("| Carry the T3 over |", "|  Carry   the T3 over   |"));
    assert_eq!(place.found(&["--since", "HEAD", "b.md"]), [""; 0]);
}

#[test]
fn since_reports_what_a_change_causes_elsewhere() {
    let spec = "# Spec\n\n## Requirements\n\n- **FR-001**: It carries.\n- **FR-002**: It rests.\n";
    let tasks = "# Tasks: Move\n\n## Phase 1: Setup\n\n- [ ] T001 Read `src/main.rs`\n- [ ] T002 Carry, as [the page](page.md) says\n";
    let place = Place::repository(&[
        ("specs/001-move/spec.md", spec),
        ("specs/001-move/tasks.md", tasks),
        ("specs/001-move/page.md", "# Page\n"),
        ("src/main.rs", ""),
    ]);
    let before = place.found(&[]);
    fs::remove_file(place.path("specs/001-move/page.md")).expect("a file");
    let after: Vec<String> = place.found(&[]).into_iter().filter(|finding| !before.contains(finding)).collect();
    assert!(!after.is_empty(), "the link is broken now");
    assert_eq!(place.found(&["--since", "HEAD"]), after);
    place.git(&["add", "--all"]);
    assert_eq!(place.found(&["--staged"]), after, "the sibling of what was deleted is checked");
}

/// What is staged may break documents that belong to no plan with it.
#[test]
fn what_is_staged_concerns_those_that_link_to_it() {
    let place = Place::repository(&[
        (
            "plan.md",
            "# Plan\n\n- [ ] T1 Carry, as [the guide](docs/my%20guide.md#steps) says\n- [ ] T2 Mend `src/lib.rs`\n",
        ),
        ("deep/b.md", "# Other\n\n- [ ] T1 Read [it](../docs/my%20guide.md)\n- [ ] T2 Link [nothing](none.md)\n"),
        ("docs/my guide.md", "# Guide\n\n## Steps\n"),
        ("src/lib.rs", ""),
        ("other.md", "# Other\n\n- [ ] T1 Link [nothing](none.md)\n"),
    ]);
    let agree = |found: &[&str]| {
        place.git(&["add", "--all"]);
        assert_eq!(place.found(&["--staged"]), found);
        assert_eq!(place.found(&["--since", "HEAD"]), found, "both mean the same");
        place.git(&["reset", "--quiet", "--hard"]);
    };
    agree(&[]);
    fs::remove_file(place.path("docs/my guide.md")).expect("a file");
    agree(&["deep/b.md:3 missing-file", "plan.md:3 missing-file"]);
    place.git(&["mv", "docs/my guide.md", "docs/guide.md"]);
    agree(&["deep/b.md:3 missing-file", "plan.md:3 missing-file"]);
    place.write("docs/my guide.md", "# Guide\n\n## Two steps\n");
    agree(&["plan.md:3 broken-anchor"]);
    fs::remove_file(place.path("docs/my guide.md")).expect("a file");
    place.git(&["add", "--all"]);
    assert_eq!(place.found(&["--staged", "deep"]), ["deep/b.md:3 missing-file"], "the paths select");
}

#[test]
fn since_says_what_is_wrong_with_the_revision() {
    let place = Place::repository(&[("a.md", &plan(&["T1"]))]);
    for (revision, says) in
        [("nowhere", "no revision `nowhere`"), ("--help", "no revision `--help`"), ("", "no revision")]
    {
        let answer = place.planvet(&[&format!("--since={revision}")]);
        assert!(answer.code == 2 && answer.err.contains(says), "{answer:#?}");
    }
    place.git(&["checkout", "--quiet", "--orphan", "other"]);
    place.commit("Another beginning");
    let answer = place.planvet(&["--since", "main"]);
    assert!(answer.code == 2 && answer.err.contains("no commit in common"), "{answer:#?}");
    let answer = planvet(Place::new().0.path(), ["--since", "main"]);
    assert!(answer.code == 2 && answer.err.contains("no git repository"), "{answer:#?}");
}

#[test]
fn what_cannot_be_checked_is_never_old() {
    let place = Place::repository(&[("plan.md", "# Plan\n\n- [ ] T1 Pack\n")]);
    fs::write(place.path("odd.md"), b"# Plan\n\xff\n").expect("a file");
    place.commit("Odd");
    for args in [["--since", "HEAD", "nowhere.md"], ["--since", "HEAD", "odd.md"]] {
        assert_eq!(place.planvet(&args).code, 2, "{args:?}");
    }
    assert_eq!(place.planvet(&["--since", "HEAD", "plan.md"]).code, 0);
}

#[test]
fn a_defect_that_joins_an_old_finding_is_new() {
    let text = "# Plan\n\n- [x] T1 Pack\n  - [ ] the cups\n";
    let place = Place::repository(&[("plan.md", text)]);
    assert!(place.found(&["--since", "HEAD"]).is_empty());
    place.write("plan.md", &format!("{text}  - [ ] the plates\n"));
    assert_eq!(place.found(&["--since", "HEAD"]), ["plan.md:3 open-children"]);
}

/// A branch may not put its own findings into the baseline that it is measured by.
#[test]
fn the_baseline_is_a_part_of_the_policy() {
    let place = Place::repository(&[("plan.md", &plan(&["T1"])), ("planvet.toml", "baseline = \"known.toml\"\n")]);
    place.planvet(&["baseline"]);
    place.commit("Accept what there is");
    place.git(&["switch", "--quiet", "-c", "work"]);
    place.write("plan.md", &plan(&["T1", "T2"]));
    place.planvet(&["baseline", "--add"]);
    assert_eq!(place.found(&[]), [""; 0]);
    assert_eq!(place.found(&["--policy-from", "main"]), ["plan.md:7 missing-owner"]);
    // What the branch mended and took out is nothing to be told of.
    place.write("plan.md", &plan(&[]));
    place.planvet(&["baseline"]);
    assert_eq!(place.found(&["--policy-from", "main"]), [""; 0]);
    let answer = place.planvet(&["--policy-from", "main~1"]);
    assert!(answer.code == 2 && answer.err.contains("there is no baseline known.toml"), "{answer:#?}");
    assert_eq!(place.found(&["--policy-from", "main~1", "--no-baseline"]), [""; 0]);
}

#[test]
fn a_baseline_keeps_what_was_not_looked_for() {
    let place = Place::repository(&[("plan.md", "# Plan\n\n- [ ] T1 Pack\n- [ ] T1 Load\n\n-[ ] T2 Sail\n")]);
    assert_eq!(place.planvet(&["baseline"]).code, 0);
    let all = place.read("planvet-baseline.toml");
    assert!(all.contains("duplicate-id") && all.contains("malformed-checkbox"), "{all}");
    for args in [["baseline", "--select", "duplicate-id"], ["baseline", "--at-least", "error"]] {
        assert_eq!(place.planvet(&args).code, 0);
        assert_eq!(place.read("planvet-baseline.toml"), all, "{args:?}");
    }
    let nowhere = Place::new();
    assert_eq!(nowhere.planvet(&["baseline", "nowhere.md"]).code, 2);
    assert!(!nowhere.path("planvet-baseline.toml").exists());
}

#[test]
fn the_staged_content_decides() {
    let place = Place::repository(&[("a.md", &plan(&["T1"])), ("b.md", &plan(&["T2"]))]);
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    // Staged bad, mended on disk.
    place.write("a.md", &plan(&["T1", "T5"]));
    place.git(&["add", "a.md"]);
    place.write("a.md", &plan(&[]));
    place.write("b.md", &plan(&["T2", "T6"]));
    place.write("untracked.md", &plan(&["T9"]));
    assert_eq!(place.found(&["--staged"]), ["a.md:7 missing-owner"]);
    assert_eq!(place.found(&["--staged", "b.md"]), [""; 0]);
    // Staged good, broken on disk; b.md is not staged.
    place.git(&["add", "a.md"]);
    place.write("a.md", &plan(&["T7"]));
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    // Deleted on disk after it was staged.
    place.write("c.md", &plan(&["T8"]));
    place.git(&["add", "c.md"]);
    fs::remove_file(place.path("c.md")).expect("a file");
    assert_eq!(place.found(&["--staged"]), ["c.md:6 missing-owner"]);
    // Only meant to be added.
    place.git(&["add", "--intent-to-add", "untracked.md"]);
    assert_eq!(place.found(&["--staged"]), ["c.md:6 missing-owner"]);
    // The staged configuration holds.
    place.write("planvet.toml", "ignore = [\"missing-owner\"]\n");
    assert_eq!(place.found(&["--staged"]), ["c.md:6 missing-owner"]);
    place.git(&["add", "planvet.toml"]);
    place.write("planvet.toml", "");
    assert_eq!(place.found(&["--staged"]), [""; 0]);
}

#[test]
fn what_is_staged_before_the_first_commit_is_new() {
    let place = Place::repository(&[]);
    place.write("a.md", &plan(&["T1"]));
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    place.git(&["add", "a.md"]);
    assert_eq!(place.found(&["--staged"]), ["a.md:6 missing-owner"]);
}

#[test]
fn siblings_come_from_the_index() {
    let place = Place::repository(&[(".kiro/specs/x/requirements.md", ASKED)]);
    place.write(".kiro/specs/x/tasks.md", CITED);
    place.git(&["add", "--all"]);
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    // On disk no such requirement is known; the staged document does.
    place.write(".kiro/specs/x/requirements.md", &ASKED.replace(LAST, ""));
    assert_eq!(place.found(&[".kiro/specs/x/tasks.md"]), [".kiro/specs/x/tasks.md:6 unknown-requirement"]);
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    // Staged, it is a defect of the document that cites it, which is not staged itself.
    place.write(".kiro/specs/x/requirements.md", ASKED);
    place.commit("Cite");
    place.write(".kiro/specs/x/requirements.md", &ASKED.replace(LAST, ""));
    place.git(&["add", "--all"]);
    assert_eq!(place.found(&["--staged"]), [".kiro/specs/x/tasks.md:6 unknown-requirement"]);
    assert_eq!(place.found(&["--since", "HEAD"]), [".kiro/specs/x/tasks.md:6 unknown-requirement"]);
}

#[cfg(unix)]
#[test]
fn a_hook_checks_what_is_committed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::repository(&[("a.md", &plan(&["T1"])), ("b.md", &plan(&[]))]);
    let hook = place.path(".git/hooks/pre-commit");
    let text = format!("#!/bin/sh\nexec '{}' check --staged --format concise\n", env!("CARGO_BIN_EXE_planvet"));
    fs::create_dir_all(hook.parent().expect("a parent")).expect("a folder");
    fs::write(&hook, text).expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("permissions");
    let commits = |args: &[&str]| {
        let output = place.command(&[&["commit", "--quiet", "-m", "x"], args].concat()).output().expect("git starts");
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said.into_owned())
    };
    // Nothing is in the index of the repository: `-a` and paths have one of their own.
    place.write("a.md", &plan(&["T1", "T2"]));
    let (done, said) = commits(&["-a"]);
    assert!(!done && said.contains("a.md:7"), "{said}");
    place.write("b.md", &format!("{}\nMore.\n", plan(&[])));
    let (done, said) = commits(&["b.md"]);
    assert!(done, "a.md is not a part of it: {said}");
    let (done, said) = commits(&["a.md"]);
    assert!(!done && said.contains("a.md:7"), "{said}");
    // From a folder below.
    place.write("a.md", &plan(&["T1"]).replace("# Move", "# The move"));
    let (done, said) = commits(&["-a"]);
    assert!(done, "{said}");
}

#[test]
fn line_ends_are_no_change() {
    let place = Place::repository(&[(".gitattributes", "*.md text eol=crlf\n"), ("a.md", &plan(&["T1"]))]);
    place.write("a.md", &format!("{}| T2 | Carry | |\n", plan(&["T1"])).replace('\n', "\r\n"));
    assert_eq!(place.found(&["--since", "HEAD"]), ["a.md:7 missing-owner"]);
    place.git(&["add", "a.md"]);
    assert_eq!(place.found(&["--staged"]), ["a.md:7 missing-owner"]);
    place.write("a.md", "");
    assert_eq!(place.found(&["--staged"]), ["a.md:7 missing-owner"]);
}

#[test]
fn what_a_sparse_checkout_left_out_is_in_the_index() {
    let place = Place::repository(&[(".kiro/specs/x/requirements.md", ASKED)]);
    place.write(".kiro/specs/x/tasks.md", CITED);
    place.git(&["add", "--all"]);
    place.git(&["update-index", "--skip-worktree", ".kiro/specs/x/requirements.md"]);
    fs::remove_file(place.path(".kiro/specs/x/requirements.md")).expect("a file");
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    place.write(".kiro/specs/x/tasks.md", &CITED.replace("2.2", "2.3"));
    place.git(&["add", ".kiro/specs/x/tasks.md"]);
    assert_eq!(place.found(&["--staged"]), [".kiro/specs/x/tasks.md:6 unknown-requirement"]);
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let inner = Place::repository(&[("a.md", &plan(&["T1"]))]);
    let place = Place::repository(&[("b.md", &plan(&["T2"]))]);
    let url = inner.0.path().to_str().expect("UTF-8");
    place.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "inner"]);
    place.commit("Add a submodule");
    place.write("inner/a.md", &plan(&["T1", "T3"]));
    assert_eq!(place.found(&["--staged"]), [""; 0]);
    let output = place.command(&["-C", "inner", "add", "a.md"]).output().expect("git starts");
    assert!(output.status.success());
    let answer = planvet(&place.path("inner"), ["--staged", "--format", "concise"]);
    assert!(answer.out.contains("a.md:7"), "{answer:#?}");
}

#[test]
fn a_hundred_findings_in_any_order() {
    let ids: Vec<String> = (1..=100).map(|n| format!("T{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let list = |ids: &[&str]| -> String {
        let items = ids.iter().map(|id| format!("- [ ] {id} Tag it on 2026-02-30\n"));
        format!("# Plan\n\n{}", items.collect::<String>())
    };
    let place = Place::repository(&[("a.md", &list(&ids))]);
    assert_eq!(place.found(&[]).len(), 100);
    place.planvet(&["baseline"]);
    let mut shuffled: Vec<&str> = ids.clone();
    // 37 and 100 have no divisor in common.
    (0..100).for_each(|at| shuffled[at] = ids[at * 37 % 100]);
    place.write("a.md", &list(&shuffled));
    assert_eq!(place.found(&["--baseline", "planvet-baseline.toml"]), [""; 0]);
    shuffled.push("T101");
    place.write("a.md", &list(&shuffled));
    assert_eq!(place.found(&["--baseline", "planvet-baseline.toml"]), ["a.md:103 impossible-date"]);
}
