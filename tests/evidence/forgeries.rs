//! Records that were made or changed by hand, and what `planvet evidence` says of each.

use crate::room::{PLAN, Room};
use planvet::evidence::record::sha256;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

/// What is done where T1 is recorded: to the room, and its record.
pub type Deed<T> = fn(&T, &str);

/// Makes an action of a value.
pub fn done<T>(_: T) {}

/// Writes a record's text anew and gives it the name that fits, its signature too.
pub fn refit(room: &Room, path: &str, text: &str) -> String {
    let (folder, name) = path.rsplit_once('/').expect("a path");
    let check = name.rsplit_once('-').expect("a name").0;
    let fitted = format!("{folder}/{check}-{}.json", &sha256(text.as_bytes())[..16]);
    fs::remove_file(room.root.join(path)).expect("removed");
    let _ = fs::rename(room.root.join(format!("{path}.sig")), room.root.join(format!("{fitted}.sig")));
    room.write(&fitted, text);
    fitted
}

/// Changes one text in a record, whose name fits again.
#[track_caller]
pub fn forge(room: &Room, path: &str, from: &str, to: &str) -> String {
    let text = room.read(path);
    assert!(text.contains(from), "the record holds {from:?}: {text}");
    refit(room, path, &text.replacen(from, to, 1))
}

/// Changes the value of a key in a record.
#[track_caller]
pub fn set(room: &Room, path: &str, key: &str, value: &str) -> String {
    let text = room.read(path);
    let line = text.lines().find(|l| l.trim_start().starts_with(&format!("\"{key}\": "))).expect(key);
    let comma = if line.ends_with(',') { "," } else { "" };
    let other = format!("\"{key}\": {value}{comma}");
    refit(room, path, &text.replacen(line.trim_start(), &other, 1))
}

pub fn fifo(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

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

/// What is done, and what `verify` names. The box is worth nothing then.
const FORGERIES: &[(&str, Deed<Room>, &str)] = &[
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
    ("code changed", |r, _| done(r.write("src/lib", "works, nearly\n")), "NOT files: src/lib has changed since"),
    ("tests changed", |r, _| done(r.write("src/report", "<testsuite/>")), "NOT files: src/report has changed since"),
    (
        "code changed and committed",
        |r, _| done(r.write("src/lib", "works, nearly\n").commit("later")),
        "NOT files: src/lib has",
    ),
    ("code added", |r, _| done(r.write("src/new", "")), "NOT files: src/new has changed since"),
    ("code removed", |r, _| fs::remove_file(r.root.join("src/lib")).unwrap(), "NOT files: src/lib has changed since"),
    (
        "all code removed",
        |r, _| fs::remove_dir_all(r.root.join("src")).unwrap(),
        "NOT files: src/lib and 1 more have changed",
    ),
    (
        "code made to run",
        |r, _| fs::set_permissions(r.root.join("src/lib"), fs::Permissions::from_mode(0o755)).unwrap(),
        "NOT files: files in its scope have changed since",
    ),
    (
        "code behind a link",
        |r, _| {
            fs::rename(r.root.join("src/lib"), r.root.join("lib")).unwrap();
            symlink("../lib", r.root.join("src/lib")).unwrap();
        },
        "NOT files: src/lib has changed since",
    ),
    ("narrower scope", |r, p| done(forge(r, p, "\"src/**\"", "\"src/report\"")), "NOT scope: it is about other files"),
    (
        "another scope tree",
        |r, p| done(refit(r, p, &scope_tree(&r.read(p)))),
        "NOT files: files in its scope have changed since",
    ),
    ("more files", |r, p| done(set(r, p, "files", "3")), "NOT file: it lists other files than it counts"),
    (
        "more files, unlisted",
        |r, p| {
            let bare = cut(&r.read(p), "\"listing\": [", "\n        ]");
            refit(r, p, &bare.replace("\"files\": 2", "\"files\": 99"));
        },
        "NOT files: there are 2 of them",
    ),
    ("no files", |r, p| done(set(r, p, "files", "0")), "NOT file: no file is in its scope"),
    (
        "another tree of the commit",
        |r, p| done(set(r, p, "gitTree", &format!("\"{}\"", "a".repeat(40)))),
        "has another tree than it says",
    ),
    ("no tree", |r, p| done(set(r, p, "gitTree", "\"HEAD\"")), "NOT file: `HEAD` is no id of a git object"),
    ("no commit", |r, p| done(set(r, p, "gitCommit", "\"--upload-pack=x\"")), "NOT file: `--upload-pack=x` is no id"),
    ("no digest", |r, p| done(set(r, p, "outputSha256", "\"\"")), "NOT file: `` is no SHA-256"),
    (
        "another text",
        |r, p| done(set(r, p, "textSha256", &format!("\"{}\"", "0".repeat(64)))),
        "NOT text: the item said something",
    ),
    (
        "from the future",
        |r, p| done(set(r, p, "finishedOn", "\"2999-01-01T00:00:00Z\"")),
        "NOT time: it lies in the future",
    ),
    (
        "ended before it began",
        |r, p| done(set(r, p, "finishedOn", "\"1999-01-01T00:00:00Z\"")),
        "NOT file: the command ended before",
    ),
    (
        "in local time",
        |r, p| done(set(r, p, "startedOn", "\"2020-01-01T00:00:00+02:00\"")),
        "NOT file: its times are not in UTC",
    ),
    ("version 2", |r, p| done(set(r, p, "v", "2")), "NOT file: it has version 2; this planvet knows version 1"),
    ("no version", |r, p| done(set(r, p, "v", "null")), "NOT file: it cannot be read"),
    (
        "a key too many",
        |r, p| done(forge(r, p, "\"v\": 1,", "\"v\": 1, \"level\": \"signed\",")),
        "NOT file: it cannot be read: unknown field",
    ),
    (
        "a key twice",
        |r, p| done(forge(r, p, "\"v\": 1,", "\"v\": 1, \"v\": 1,")),
        "NOT file: it cannot be read: duplicate field",
    ),
    (
        "a result twice",
        |r, p| done(forge(r, p, "\"result\": ", "\"result\": \"FAILED\", \"result\": ")),
        "duplicate field `result`",
    ),
    ("a key missing", |r, p| done(forge(r, p, "\"v\": 1,", "")), "NOT file: it cannot be read: missing field"),
    (
        "another statement",
        |r, p| done(forge(r, p, "test-result/v0.1", "test-result/v9")),
        "NOT file: it is no statement of a test result",
    ),
    ("two documents", |r, p| done(refit(r, p, &(r.read(p) + "{}"))), "NOT file: it cannot be read"),
    ("deep", |r, p| done(refit(r, p, &"[".repeat(500_000))), "NOT file: it cannot be read"),
    (
        "deep inside",
        |r, p| done(forge(r, p, "\"v\": 1", &format!("\"v\": {}", "[".repeat(500_000)))),
        "NOT file: it cannot be read",
    ),
    ("huge", |r, p| done(refit(r, p, &(r.read(p) + &" ".repeat(2 << 20)))), "NOT file: it is larger than 1024 KiB"),
    ("empty", |r, p| done(refit(r, p, "")), "NOT file: it cannot be read"),
    ("no text", |r, p| done(r.write(p, [0xff, 0xfe, 0])), "NOT file: it cannot be read"),
    (
        "a link",
        |r, p| {
            fs::rename(r.root.join(p), r.root.join("kept")).unwrap();
            symlink(r.root.join("kept"), r.root.join(p)).unwrap();
        },
        "NOT file: it is no plain file",
    ),
    (
        "a link into nothing",
        |r, p| {
            fs::remove_file(r.root.join(p)).unwrap();
            symlink("nowhere", r.root.join(p)).unwrap();
        },
        "NOT file: it is no plain file",
    ),
    ("a pipe", |r, p| fifo(&r.root.join(p)), "NOT file: it is no plain file"),
    (
        "the item reworded",
        |r, _| done(r.edit("plan.md", "the reader", "the reader and a parser")),
        "NOT text: the item said",
    ),
    (
        "a character nobody sees in the id",
        |r, _| done(r.edit("plan.md", "T1", "T\u{200b}1")),
        "NOT item: no plan here has the item T1 of plan",
    ),
    (
        "a letter that looks alike",
        |r, _| done(r.edit("plan.md", "reader", "re\u{430}der")),
        "NOT text: the item said something else",
    ),
    (
        "ids swapped",
        |r, _| done(r.write("plan.md", PLAN.replace("T1", "T0").replace("T2", "T1").replace("T0", "T2"))),
        "NOT text",
    ),
    (
        "the id on another item first",
        |r, _| done(r.edit("plan.md", "- [ ] T1", "- [ ] T1 Write nothing\n- [ ] T1")),
        "NOT text",
    ),
    (
        "the item gone",
        |r, _| done(r.edit("plan.md", "- [ ] T1 Write the reader\n", "")),
        "NOT item: no plan here has the item T1",
    ),
    (
        "the plan gone",
        |r, _| fs::remove_file(r.root.join("plan.md")).unwrap(),
        "NOT item: no plan here has the item T1 of plan",
    ),
    (
        "the check loosened",
        |r, _| done(r.edit("planvet.toml", "\"check.sh\"", "\"-c\", \"true\"")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "its scope loosened",
        |r, _| done(r.edit("planvet.toml", "src/**", "src/report")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "its report dropped",
        |r, _| done(r.edit("planvet.toml", "report = \"out/junit.xml\"", "")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "the check gone",
        |r, _| done(r.edit("planvet.toml", "check.unit", "check.unity")),
        "NOT check: planvet.toml declares no check `unit`",
    ),
];

/// The text without what stands between two marks; for an array that becomes empty.
fn cut(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} in {text}")) + from.len();
    let end = start + text[start..].find(to).expect("an end");
    format!("{}{}", &text[..start], text[end..].trim_start_matches('\n'))
}

/// The record with another tree for its scope, the second one in it.
fn scope_tree(text: &str) -> String {
    let at = text.rfind("\"gitTree\": \"").expect("a tree") + 12;
    format!("{}{}{}", &text[..at], "b".repeat(40), &text[at + 40..])
}

#[test]
fn forgeries_are_worth_nothing_and_are_named() {
    assert!(FORGERIES.len() >= 40);
    let mut wrong = Vec::new();
    for (name, deed, said) in FORGERIES {
        let room = Room::new();
        let path = room.record("T1");
        assert!(room.line("T1").contains("recorded"));
        deed(&room, &path);
        let verify = room.planvet("evidence verify");
        if verify.code != 1 || !verify.out.contains(said) {
            wrong.push(format!("{name}: {said:?} is not in {} {}{}", verify.code, verify.out, verify.err));
        }
        let list = room.planvet("evidence list");
        let worth = ["recorded", "signed", "attested"].into_iter().find(|w| list.out.contains(&format!("  {w} ")));
        if list.code != 0 || worth.is_some() {
            wrong.push(format!("{name}: {} {}{}", list.code, list.out, list.err));
        }
        let tick = room.planvet("tick --ready");
        if tick.out.contains("ticked") {
            wrong.push(format!("{name}: {}", tick.out));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
