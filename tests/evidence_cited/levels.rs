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
