//! Where reports go: several at once, whole or not at all.

use super::support::{HOME, planvet};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// One error.
const GARBLED: &str = "# Plan\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag ‚Üí publish | Ana | open |\n";

fn room() -> tempfile::TempDir {
    let room = tempfile::tempdir().expect("a folder");
    fs::write(room.path().join("plan.md"), GARBLED).expect("a file");
    room
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn several_at_once() {
    let room = room();
    fs::write(room.path().join("old.sarif"), "old").expect("a file");
    let answer = planvet(room.path(), ["--output=full", "--output=sarif=old.sarif", "--output=junit=new.xml"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.out.contains("error[mojibake]") && answer.out.contains("plan.md:5:7"), "{answer:?}");
    let read = |name| fs::read_to_string(room.path().join(name)).expect("a report");
    assert!(read("old.sarif").contains("\"ruleId\":\"mojibake\"") && read("new.xml").contains("</testsuites>"));
    assert_eq!(names(room.path()), ["new.xml", "old.sarif", "plan.md"]);
}

#[test]
fn two_in_one_place_are_refused() {
    let room = room();
    for (args, says) in [
        (["--output=json", "--output=sarif"], "standard output"),
        (["--output=json=a", "--output=sarif=a"], "two outputs go to a"),
    ] {
        let answer = planvet(room.path(), args);
        assert!(answer.code == 2 && answer.err.contains(says), "{answer:?}");
    }
    assert_eq!(names(room.path()), ["plan.md"]);
    let unknown = planvet(room.path(), ["--format", "sarrif"]);
    assert!(unknown.code == 2 && unknown.err.contains("junit, rdjson, markdown"), "{unknown:?}");
}

#[test]
fn what_cannot_be_written_is_said_and_the_rest_is_written() {
    let room = room();
    let answer =
        planvet(room.path(), ["--output=json=none/a.json", "--output=junit=plan.md/b.xml", "--output=sarif=c.sarif"]);
    assert_eq!(answer.code, 2, "{answer:?}");
    let lines: Vec<_> = answer.err.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("error: none/a.json cannot be written: "), "{answer:?}");
    assert!(lines[1].starts_with("error: plan.md/b.xml cannot be written: "), "{answer:?}");
    assert!(!answer.err.contains(".planvet-") && !answer.err.contains("os error"), "{answer:?}");
    assert_eq!(names(room.path()), ["c.sarif", "plan.md"]);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
    command.args(["--format", "sarif", "testdata/cutover.md"]).current_dir(HOME);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("planvet starts");
    drop(child.stdout.take());
    let out = child.wait_with_output().expect("planvet ends");
    assert_eq!((out.status.code(), &*String::from_utf8_lossy(&out.stderr)), (Some(1), ""));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_disk_that_is_full_leaves_the_old_report() {
        let room = room();
        fs::write(room.path().join("a.sarif"), "old").expect("a file");
        // A limit on the size of files stands for the full disk; the shell's unit is at most 1,024 bytes.
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --output=sarif=a.sarif";
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_planvet")]).current_dir(room.path());
        let out = shell.output().expect("a shell");
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: a.sarif cannot be written: ") && said.lines().count() == 1, "{said}");
        assert_eq!(fs::read_to_string(room.path().join("a.sarif")).expect("the old one"), "old");
        assert_eq!(names(room.path()), ["a.sarif", "plan.md"]);
    }

    #[test]
    fn devices_are_written_to_and_stay_devices() {
        let room = room();
        let answer = planvet(room.path(), ["--output=json=/dev/stderr"]);
        assert!(answer.code == 1 && answer.err.starts_with("{\"version\":1"), "{answer:?}");
        if Path::new("/dev/full").exists() {
            let answer = planvet(room.path(), ["--output=json=/dev/full"]);
            assert!(answer.code == 2 && answer.err.contains("/dev/full cannot be written"), "{answer:?}");
        }
    }

    #[test]
    fn a_folder_that_may_not_be_written_to_stays_as_it_is() {
        let room = room();
        let shut = room.path().join("shut");
        fs::create_dir(&shut).expect("a folder");
        fs::write(shut.join("a.json"), "old").expect("a file");
        fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).expect("permissions");
        // The superuser may write everywhere.
        if fs::write(shut.join("probe"), "").is_err() {
            let answer = planvet(room.path(), ["--output=json=shut/a.json"]);
            assert!(answer.code == 2 && answer.err.contains("shut/a.json cannot be written"), "{answer:?}");
            assert_eq!(fs::read_to_string(shut.join("a.json")).expect("the old one"), "old");
        }
        fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    #[test]
    fn links_and_permissions_stay() {
        let room = room();
        let real = room.path().join("real.json");
        fs::write(&real, "old").expect("a file");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
        symlink("real.json", room.path().join("link.json")).expect("a link");
        let answer = planvet(room.path(), ["--output=json=link.json"]);
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(fs::symlink_metadata(room.path().join("link.json")).expect("a link").is_symlink());
        assert!(fs::read_to_string(&real).expect("a report").starts_with("{\"version\":1"));
        assert_eq!(fs::metadata(&real).expect("a file").permissions().mode() & 0o777, 0o640);
    }
}
