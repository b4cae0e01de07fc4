//! What planvet.toml asks of a tick.

use crate::{
    findings,
    place::{Place, git_is_here},
    plan,
};
use std::ffi::OsStr;

/// The findings under a level that is required.
fn under(place: &Place, level: &str, vars: &[(&str, &OsStr)]) -> Vec<String> {
    place.write("planvet.toml", format!("[require.evidence]\nitem = {{ level = \"{level}\" }}\n"));
    findings(&place.root, "unproven-tick", vars).0
}

fn lines(found: &[String]) -> Vec<&str> {
    found.iter().map(|f| &f[..f.find(' ').expect("a line")]).collect()
}

#[test]
fn each_level_asks_for_more() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let id = place.write("src/a.rs", "a").commit("a");
    place.write("unit.xml", "<testsuite><testcase name=\"a\"/></testsuite>");
    place.write(
        "plan.md",
        plan(&[
            "Write `src/a.rs`, 40 tests passed on 2026-01-31",
            "Write `src/a.rs` (commit 0a1b2c3)",
            "Write `src/a.rs` https://git.example/o/r/pull/12",
            &format!("Write `src/b.rs` (commit {id})"),
            &format!("Write `src/a.rs` (commit {id})"),
            "Write `src/a.rs` report:unit.xml",
        ]),
    );
    assert_eq!(lines(&under(&place, "referenced", &[])), ["3", "4"]);
    assert_eq!(lines(&under(&place, "touched", &[])), ["3", "4", "5", "6"]);
    assert_eq!(lines(&under(&place, "reported", &[])), ["3", "4", "5", "6", "7"]);
    // What records prove is not read yet.
    assert_eq!(lines(&under(&place, "recorded", &[])), ["3", "4", "5", "6", "7", "8"]);
    let found = under(&place, "touched", &[]);
    assert!(found.iter().all(|f| f.contains(" error ")), "{found:?}");
    assert!(found[3].ends_with("no commit beside it changes a file that it names"), "{found:?}");
    // `ticked` asks for nothing more than the document does.
    assert!(under(&place, "ticked", &[]).iter().all(|f| !f.contains(" error ")));
}

#[test]
fn what_a_commit_touches() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("src/a.rs", "a\nb\nc\n").write("src/b/c.rs", "b").commit("first");
    place.git(&["mv", "src/a.rs", "src/new.rs"]);
    let renamed = place.commit("rename");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write("src/b/c.rs", "c").commit("side");
    place.git(&["checkout", "-q", "-"]);
    place.write("README", "r").commit("main");
    place.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let merge = place.git(&["rev-parse", "HEAD"]);
    place.write(
        "plan.md",
        plan(&[
            &format!("Write `src/a.rs` (commit {renamed})"),
            &format!("Write `src/new.rs` (commit {renamed})"),
            &format!("Write `src/b/c.rs` (commit {merge})"),
            &format!("Write `src/b/` (commit {merge})"),
            &format!("Write `src/new.rs` (commit {merge})"),
            &format!("Write it, and name nothing (commit {merge})"),
            &format!("Write the parts (commit {merge})\n  - [x] Write `src/b/c.rs`"),
        ]),
    );
    assert_eq!(lines(&under(&place, "touched", &[])), ["7", "8"]);
}

#[test]
fn a_submodule_is_a_path() {
    if !git_is_here() {
        return;
    }
    let (library, place) = (Place::new(), Place::new());
    library.write("src/a.c", "a").commit("a");
    place.git(&["submodule", "--quiet", "add", library.root.to_str().expect("UTF-8"), "vendored"]);
    let id = place.commit("take it in");
    place.write(
        "plan.md",
        plan(&[
            &format!("Take in `vendored/src/a.c` (commit {id})"),
            &format!("Take in `other/src/a.c` (commit {id})"),
        ]),
    );
    assert_eq!(lines(&under(&place, "touched", &[])), ["4"]);
}

#[test]
fn what_cannot_be_looked_up_is_no_error() {
    if !git_is_here() {
        return;
    }
    let origin = Place::new();
    let first = origin.write("src/a.rs", "a").commit("a");
    origin.write("src/b.rs", "b").commit("b");
    let (from, to) = (format!("file://{}", origin.root.display()), origin.root.with_file_name("clone"));
    origin.git(&["clone", "-q", "--depth=1", &from, to.to_str().expect("UTF-8")]);
    let clone = Place::at(to);
    clone.write("plan.md", plan(&[&format!("Write `src/a.rs` (commit {first})"), "Write `src/b.rs`"]));
    let found = under(&clone, "touched", &[]);
    assert!(
        matches!(&found[..], [a, b] if a.starts_with("3 info ") && a.contains("shallow") && b.starts_with("4 error ")),
        "{found:?}"
    );
    let found = under(&clone, "touched", &[("PATH", OsStr::new(""))]);
    assert!(matches!(&found[..], [a, _] if a.starts_with("3 info ") && a.contains("git cannot be asked")), "{found:?}");
    // No commit can make a report.
    assert_eq!(lines(&under(&clone, "reported", &[])), ["3", "4"]);
}

#[test]
fn gates_can_be_asked_for_more_than_items() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let id = place.write("src/a.rs", "a").commit("a");
    let gate = |cited: &str| {
        let plan =
            "# Release plan\n\n## Phase 1: Read\n\n- [x] T001 Write it, see #12\n- [x] T002 Gate: `src/a.rs` reads";
        place.write("plan.md", format!("{plan} {cited}\n- [ ] T003 Mend it\n"));
    };
    let found = |policy: &str| {
        place.write("planvet.toml", format!("[require.evidence]\n{policy}\n"));
        findings(&place.root, "unproven-tick", &[]).0
    };
    gate("");
    let told = found("gate = { level = \"touched\" }");
    assert!(matches!(&told[..], [one] if one.starts_with("6 error ")), "{told:?}");
    gate(&format!("(commit {id})"));
    assert_eq!(found("gate = { level = \"touched\" }"), [""; 0]);
    assert_eq!(lines(&found("gate = { level = \"reported\" }")), ["6"]);
    assert_eq!(lines(&found("gate = { level = \"reported\" }\nitem = { level = \"touched\" }")), ["5", "6"]);
    assert_eq!(lines(&found("gate = { level = \"ticked\" }\nitem = { level = \"touched\" }")), ["5"]);
}

#[test]
fn what_the_document_asks_for_plainly() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let id = place.write("src/a.rs", "a").commit("a");
    place.write("unit.xml", "<testsuite><testcase name=\"a\"/></testsuite>");
    let items = [
        "Write it, 40 tests passed on 2026-01-31",
        &format!("Write it (commit {id})"),
        "Write it report:unit.xml",
        &format!("Write it (commit {id}) report:unit.xml"),
        &format!("Write it (commit {id}), https://ci.example/o/r/actions/runs/12"),
        &format!("Write the parts (commit {id})\n  - [x] One of them report:unit.xml\n  - [x] Another"),
    ];
    let found = |rule: &str| {
        place.write("plan.md", plan(&items).replace("\n\n", &format!("\n\n{rule}\n\n")));
        findings(&place.root, "unproven-tick", &[]).0
    };
    let told = found("Every tick needs a commit and a test report.");
    let said = "items are ticked, and nothing beside them shows what the document asks for";
    assert!(matches!(&told[..], [one] if one.starts_with("5 warning ") && one.contains(said)), "{told:?}");
    assert!(told[0].contains("warning 4 items"), "{told:?}");
    assert!(found("Every tick needs a commit or a test report.")[0].contains(" “T001” is ticked"), "one is enough");
    assert!(found("A ticked item must have a planvet record.")[0].contains("6 items"), "none is recorded");
    // A commit that is not there is unknown-evidence's to tell.
    place.write("plan.md", "# Plan\n\nEvery tick needs a commit.\n\n- [x] T001 Write it (commit 0a1b2c3)\n");
    assert_eq!(findings(&place.root, "unproven-tick", &[]).0, [""; 0]);
    assert_eq!(findings(&place.root, "unknown-evidence", &[]).0.len(), 1);
}
