//! What a record says of its item, its command and its reports.

use super::{Forgery, cut, done, forge, refit, set};
use crate::room::Room;
use std::fs;

/// Records T2, and gives the path.
fn second(room: &Room) -> String {
    room.record("T2")
}

/// Takes T1's record away, and makes one of a check that failed.
fn failed(room: &Room, path: &str) -> String {
    fs::remove_file(room.root.join(path)).expect("removed");
    room.write("src/lib", "broken\n").planvet("record unit --item T1").is(1, "unit failed");
    room.records()[0].clone()
}

/// Records that say something else than what happened.
pub const INSIDE: &[Forgery] = &[
    ("edited", |r, p| done(r.edit(p, "\"tests\": 2", "\"tests\": 3")), "NOT file: its name does not fit its content"),
    ("a blank more", |r, p| done(r.write(p, r.read(p) + " ")), "NOT file: its name does not fit its content"),
    (
        "renamed",
        |r, p| fs::rename(r.root.join(p), r.root.join(p).with_file_name("unit-0123456789abcdef.json")).unwrap(),
        "NOT file: its name does not fit its content",
    ),
    (
        "named as another check",
        |r, p| fs::rename(r.root.join(p), r.root.join(p.replace("unit-", "lint-"))).unwrap(),
        "NOT file: its name does not fit its content",
    ),
    (
        "another item's, moved",
        |r, p| {
            let other = second(r);
            fs::remove_file(r.root.join(p)).unwrap();
            fs::rename(r.root.join(&other), r.root.join(other.replace("/T2/", "/T1/"))).unwrap();
        },
        "NOT file: it is about T2 of plan, and lies in another folder",
    ),
    (
        "another item's, relabelled",
        |r, p| {
            let other = second(r);
            fs::remove_file(r.root.join(p)).unwrap();
            fs::rename(r.root.join(&other), r.root.join(other.replace("/T2/", "/T1/"))).unwrap();
            forge(r, &other.replace("/T2/", "/T1/"), "\"key\": \"T2\"", "\"key\": \"T1\"");
        },
        "NOT text: the item said something else",
    ),
    (
        "another plan's",
        |r, p| done(forge(r, p, "\"plan\": \"plan\"", "\"plan\": \"other\"")),
        "NOT file: it is about T1 of other",
    ),
    (
        "another plan's folder",
        |r, _| {
            let folder = r.root.join(".planvet/evidence/plan");
            fs::rename(&folder, folder.with_file_name("elsewhere")).unwrap();
        },
        "NOT file: it is about T1 of plan",
    ),
    (
        "another check's",
        |r, p| {
            fs::remove_file(r.root.join(p)).unwrap();
            r.planvet("record lint --item T1").is(0, "lint passed");
            let lint = r.records()[0].clone();
            let text = r.read(&lint).replace("check:lint", "check:unit");
            fs::remove_file(r.root.join(&lint)).unwrap();
            r.write(p, "").write("x", "");
            refit(r, p, &text);
        },
        "NOT check: `unit` is declared in another way now",
    ),
    ("another command", |r, p| done(forge(r, p, "\"check.sh\"", "\"true.sh\"")), "NOT command: it ran something else"),
    ("no command", |r, p| done(refit(r, p, &cut(&r.read(p), "\"argv\": [", "]"))), "NOT file: it names no command"),
    ("another folder", |r, p| done(set(r, p, "cwd", "\"sub\"")), "NOT command: it ran something else"),
    (
        "exit code of a success",
        |r, p| done(set(r, p, "exitCode", "1")),
        "NOT file: it says PASSED, and the command exited with 1",
    ),
    (
        "result of a failure",
        |r, p| done(forge(r, &failed(r, p), "FAILED", "PASSED")),
        "NOT file: it says PASSED, and the command exited with 1",
    ),
    (
        "failure of a success",
        |r, p| {
            fs::remove_file(r.root.join(p)).unwrap();
            r.planvet("record lint --item T1").is(0, "lint passed");
            forge(r, &r.records()[0], "PASSED", "FAILED");
        },
        "NOT file: it says FAILED, and the command exited with 0",
    ),
    ("a result of its own", |r, p| done(forge(r, p, "PASSED", "GREAT")), "NOT file: it cannot be read"),
    (
        "no tests",
        |r, p| done(set(r, p, "tests", "0")),
        "NOT file: it says PASSED, and the report out/junit.xml has no test",
    ),
    (
        "tests skipped",
        |r, p| done(set(r, p, "skipped", "2")),
        "NOT file: it says PASSED, and the report out/junit.xml has no test",
    ),
    (
        "failures",
        |r, p| done(set(r, p, "failures", "1")),
        "NOT file: it says PASSED, and the report out/junit.xml has failures",
    ),
    (
        "more failures than tests",
        |r, p| done(set(r, p, "errors", "7")),
        "NOT file: the report out/junit.xml counts more results",
    ),
    ("fewer than none", |r, p| done(set(r, p, "failures", "-1")), "NOT file: it cannot be read"),
    ("more than can be counted", |r, p| done(set(r, p, "tests", "1e30")), "NOT file: it cannot be read"),
    (
        "sums that overflow",
        |r, p| done(set(r, p, "errors", "18446744073709551615")),
        "NOT file: the report out/junit.xml counts more",
    ),
    (
        "report left out",
        |r, p| done(refit(r, p, &cut(&r.read(p), "\"reports\": [", "\n      ]"))),
        "NOT report: the check is a test",
    ),
    (
        "another report",
        |r, p| done(forge(r, p, "out/junit.xml", "out/other.xml")),
        "NOT report: the check does not declare the report out/other.xml",
    ),
    (
        "a report outside",
        |r, p| done(forge(r, p, "out/junit.xml", "../../etc/passwd")),
        "NOT file: `../../etc/passwd` is no path inside",
    ),
    (
        "a report at the root",
        |r, p| done(forge(r, p, "out/junit.xml", "/dev/zero")),
        "NOT file: `/dev/zero` is no path inside",
    ),
    (
        "a document outside",
        |r, p| done(forge(r, p, "\"plan.md\"", "\"../plan.md\"")),
        "NOT file: `../plan.md` is no path inside",
    ),
    ("an item outside", |r, p| done(forge(r, p, "\"T1\"", "\"../../T1\"")), "NOT file: it is about ../../T1 of plan"),
    (
        "a plan outside",
        |r, p| done(forge(r, p, "\"plan\": \"plan\"", "\"plan\": \"../plan\"")),
        "NOT file: it is about T1 of ../plan",
    ),
    (
        "a check outside",
        |r, p| done(forge(r, p, "check:unit", "check:../unit")),
        "NOT file: its check has no plain name",
    ),
    (
        "a listed file outside",
        |r, p| done(forge(r, p, "\"src/lib\"", "\"../lib\"")),
        "NOT file: `../lib` is no path inside",
    ),
];
