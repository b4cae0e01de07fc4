//! Files and reports: there, not there, not green.

use crate::{
    findings,
    place::{Place, git_is_here},
    plan, unknown,
};

const GREEN: &str = "<testsuite><testcase name=\"a\"/></testsuite>";
const RED: &str = "<testsuite><testcase name=\"a\"/><testcase name=\"b\u{202e}\"><failure/></testcase></testsuite>";

fn failed(place: &Place) -> Vec<String> {
    findings(&place.root, "failed-evidence", &[]).0
}

#[test]
fn reports_that_are_red_or_ran_nothing() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write("r/green.xml", GREEN).write("r/red.xml", RED).write("r/none.xml", "<testsuite/>");
    place.write("r/skipped.tap", "1..1\nok 1 a # SKIP later\n").write("r/cut.xml", &RED[..60]);
    place.write("r/note.json", "{\"a\": 1}").write("r/cover.info", "SF:a\nDA:1,1\nend_of_record\n");
    place.write(
        "docs/plan.md",
        plan(&[
            "Write it report:r/green.xml",
            "Write it report:../r/red.xml",
            "Write it report:r/none.xml",
            "Write it report:r/skipped.tap",
            "Write it report:r/cut.xml",
            "Write it, known to fail (report:r/red.xml, expected)",
            "Read reports/none.xml and r/red.xml",
            "Write it report:r/cover.info",
            "Write it\n  - Evidence: r/note.json",
            "Write it\n  - Evidence: r/red.xml",
        ]),
    );
    let found = failed(&place);
    let lines: Vec<&str> = found.iter().map(|f| &f[..f.find(' ').expect("a line")]).collect();
    assert_eq!(lines, ["4", "5", "6", "14"], "{found:?}");
    assert!(found[0].contains("1 of 2 tests failed: b") && !found[0].contains('\u{202e}'), "{found:?}");
    assert!(found[1].contains("no test ran"), "{found:?}");
    assert!(found.iter().all(|f| f.contains(" error ")), "{found:?}");
    // The one that is cut off cannot be read, which is another rule's.
    let found = unknown(&place);
    assert!(matches!(&found[..], [f] if f.starts_with("7 warning ") && f.contains("cannot be read")), "{found:?}");
}

#[test]
fn files_that_are_not_there() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    place.write(".gitignore", "/reports/\n").write("docs/.gitignore", "*.json\n").write("docs/seen.md", "a");
    place.write(
        "docs/plan.md",
        plan(&[
            "Write it report:out.xml",
            "Write it report:reports/unit.xml",
            "Write it report:unit.json",
            "Write it report:../coverage/unit.xml",
            "Write it\n  - Evidence: seen.md, ran.log and [notes](shots/a.png)",
            "Write it report:../../../etc/passwd.xml",
            "Write it report:/etc/passwd.xml",
            "Write it report:<path>.xml",
            "Write results/unit.xml",
        ]),
    );
    let found = unknown(&place);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("3 warning ") && found[0].contains("`out.xml`, cited as its evidence"), "{found:?}");
    assert!(found[1].starts_with("8 warning ") && found[1].contains("`shots/a.png`"), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_followed() {
    if !git_is_here() {
        return;
    }
    let place = Place::new();
    let outside = place.root.with_file_name("outside.xml");
    std::fs::write(&outside, RED).expect("a file");
    std::os::unix::fs::symlink(&outside, place.root.join("out.xml")).expect("a link");
    let pipe = std::process::Command::new("mkfifo").arg(place.root.join("pipe.xml")).status();
    assert!(pipe.is_ok_and(|s| s.success()));
    place.write("plan.md", plan(&["Write it report:out.xml", "Write it report:pipe.xml"]));
    assert!(failed(&place).is_empty() && unknown(&place).is_empty(), "{:?} {:?}", failed(&place), unknown(&place));
}
