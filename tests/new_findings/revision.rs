//! What came after a revision, and what is staged.

use super::{ASKED, CITED, LAST, Place, plan, support::planvet};
use std::fs;

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
