//! `planvet record`: what it passes on, what it refuses, and what decides.

use crate::room::{GREEN, RED, Room, files};
use std::{fs, io::Read, os::unix::fs::symlink, process::Command, time::Duration};

/// Makes `unit` run `script`.
fn script(room: &Room, script: &str) {
    room.write("check.sh", script).commit("another check");
}

/// Asserts that a run of `unit` records nothing and says why.
#[track_caller]
fn refused(room: &Room, args: &str, said: &str) {
    let before = room.records();
    room.planvet(args).is(2, said);
    assert_eq!(room.records(), before, "nothing was written");
}

#[test]
fn output_goes_through_in_both_streams() {
    let room = Room::new();
    script(&room, "mkdir -p out; cp src/report out/junit.xml; echo to out; echo to err >&2; printf 'no end'\n");
    let answer = room.planvet("record unit --item T1");
    assert_eq!((answer.code, &*answer.out), (0, "to out\nno end"));
    assert!(
        answer.err.starts_with("to err\nplanvet: unit passed for T1: .planvet/evidence/plan/T1/unit-"),
        "{answer:?}"
    );
    let record = room.read(&room.records()[0]);
    assert!(!record.contains("to out") && !record.contains("to err"), "the text itself is not stored");
}

#[test]
fn exit_codes_go_through() {
    let room = Room::new();
    for (command, code) in [("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill -15 $$", 143)] {
        script(&room, command);
        room.planvet("record unit --item T1").is(code, "unit failed");
        let last =
            room.records().into_iter().map(|r| room.read(&r)).filter(|r| r.contains(&format!("\"exitCode\": {code}")));
        assert_eq!(last.count(), 1, "{command}");
    }
    room.planvet("evidence list").is(0, "unit failed");
}

#[test]
fn a_signal_goes_to_the_command() {
    let room = Room::new();
    script(&room, "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done\n");
    let mut child = room.start("record unit --item T1");
    let mut out = child.stdout.take().expect("a stream");
    let mut ready = [0; 6];
    out.read_exact(&mut ready).expect("the command begins");
    assert!(Command::new("kill").arg(child.id().to_string()).status().expect("kill runs").success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("the command ends");
    assert_eq!((rest.as_str(), child.wait().expect("it ends").code()), ("told\n", Some(3)));
}

#[test]
fn what_takes_too_long_is_stopped_with_all_it_started_and_has_failed() {
    let room = Room::new();
    room.record("T1");
    // One process that ends when asked to, one that does not, and one that outlives its parent.
    for (name, hangs) in [
        ("polite", "sleep 60; touch out/late\n"),
        ("deaf", "trap '' TERM; (trap '' TERM; sleep 60; touch out/late) & sleep 60; sleep 60\n"),
        ("left behind", "(sleep 60; touch out/late) &\nexit 0\n"),
        ("green on request", "trap 'exit 0' TERM; cat src/report > out/junit.xml; sleep 60 & wait\n"),
    ] {
        script(&room, &format!("mkdir -p out; echo begun\n{hangs}"));
        let begin = std::time::Instant::now();
        let answer = room.planvet("record unit --item T1 --timeout 1s");
        answer.is(124, "unit failed for T1").is(124, "the command was stopped, since it took longer than --timeout");
        assert_eq!(answer.out, "begun\n", "{name}");
        assert!(begin.elapsed() < Duration::from_secs(20), "{name}: {:?}", begin.elapsed());
        assert!(room.line("T1").contains("unit failed"), "{name}: {}", room.line("T1"));
    }
    let last = room.records().into_iter().map(|r| room.read(&r)).filter(|r| r.contains("\"exitCode\": 124")).count();
    assert_eq!(last, 4);
    script(&room, "mkdir -p out; cp src/report out/junit.xml; exit 3\n");
    room.planvet("record unit --item T1 --timeout 1m").is(3, "unit failed");
    refused(&room, "record unit --item T1 --timeout 0s", "write a duration as 90s, 15m or 1h30m");
    refused(&room, "record unit --item T1 --timeout soon", "write a duration");
}

#[test]
fn only_what_is_declared_is_run() {
    let room = Room::new();
    script(&room, "touch /dev/null\n");
    refused(&room, "record unit --item T1 -- true", "is declared as [\"sh\", \"check.sh\"]; record runs nothing else");
    refused(&room, "record unit --item T1 -- sh check.sh more", "record runs nothing else");
    refused(&room, "record fast --item T1", "declares no check `fast`; there is lint, unit");
    room.planvet("record lint --item T1 -- true").is(0, "lint passed");
    room.edit("planvet.toml", "\"true\"", "\"no-such-program\"");
    refused(&room, "record lint --item T1", "no-such-program cannot be run");
}

#[test]
fn a_command_may_not_change_what_it_speaks_of() {
    let room = Room::new();
    script(&room, "echo more >> src/lib; mkdir -p out; cp src/report out/junit.xml\n");
    refused(&room, "record unit --item T1", "the command changed files");
    script(&room, "touch src/new; mkdir -p out; cp src/report out/junit.xml\n");
    refused(&room, "record unit --item T1", "the command changed files");
}

#[test]
fn a_report_that_proves_nothing_is_refused() {
    let room = Room::new();
    script(&room, "true\n");
    refused(&room, "record unit --item T1", "out/junit.xml does not count: it cannot be read");
    room.write("out/junit.xml", GREEN);
    refused(&room, "record unit --item T1", "older than the command");
    script(&room, "cp -p old.xml out/junit.xml\n");
    room.write("old.xml", GREEN);
    let hour =
        fs::metadata(room.root.join("old.xml")).and_then(|m| m.modified()).expect("a time") - Duration::from_secs(3600);
    fs::File::options().write(true).open(room.root.join("old.xml")).and_then(|f| f.set_modified(hour)).expect("a time");
    refused(&room, "record unit --item T1", "older than the command");

    script(&room, "mkdir -p out; cp src/report out/junit.xml\n");
    for (report, said) in [
        ("<testsuite name=\"t\" tests=\"0\"/>", "has no test that ran"),
        (
            "<testsuite name=\"t\" tests=\"1\"><testcase name=\"a\"><skipped/></testcase></testsuite>",
            "has no test that ran",
        ),
        ("all tests passed\n", "cannot be understood"),
        ("", "cannot be understood"),
        ("<testsuite name=\"t\"><testcase name=\"a\"/>", "cannot be understood"),
    ] {
        room.write("src/report", report);
        refused(&room, "record unit --item T1", said);
    }
}

#[test]
fn a_report_that_is_no_plain_file_is_refused() {
    let room = Room::new();
    script(&room, "mkdir -p out; rm -f out/junit.xml; cp src/report out/real.xml; ln -s real.xml out/junit.xml\n");
    refused(&room, "record unit --item T1", "out/junit.xml does not count: it is no plain file");
    script(&room, "rm -f out/junit.xml; mkfifo out/junit.xml\n");
    refused(&room, "record unit --item T1", "out/junit.xml does not count: it is no plain file");
    script(&room, "rm -f out/junit.xml; mkdir -p out/junit.xml\n");
    refused(&room, "record unit --item T1", "out/junit.xml does not count: it is no plain file");
    assert!(symlink("a", room.root.join("b")).is_ok());
}

#[test]
fn a_red_report_is_a_failure_whatever_the_command_says() {
    let room = Room::new();
    room.write("src/report", RED);
    room.planvet("record unit --item T1").is(1, "the command exited with 0, and its report says otherwise");
    assert!(room.read(&room.records()[0]).contains("\"result\": \"FAILED\""));
    room.planvet("tick T1").is(1, "unit failed");
    room.planvet("evidence verify").is(0, "1 record, it holds");
}

#[test]
fn what_finds_no_tests_answers_with_its_exit_code() {
    let room = Room::new();
    let kind = "report = \"out/junit.xml\"\nkind = \"command\"";
    room.edit("planvet.toml", "report = \"out/junit.xml\"", kind);
    room.write("src/report", "TN:\nSF:src/lib\nDA:1,1\nLF:1\nLH:1\nend_of_record\n");
    room.planvet("record unit --item T1").is(0, "unit passed");
    room.planvet("evidence list").is(0, "unit current");
}

#[test]
fn items_have_to_be_certain() {
    let room = Room::new();
    refused(&room, "record unit --item T9", "no plan here has an item `T9`");
    room.write("more/plan.md", "# Plan\n\n- [ ] T1 Write the other reader\n");
    let answer = room.planvet("record unit --item T1");
    answer.is(2, "several documents have an item `T1`; name one with --plan:");
    for line in ["  T1 --plan more-plan  more/plan.md:3  ", "  T1 --plan plan  plan.md:3  "] {
        answer.is(2, line);
    }
    room.planvet("record unit --item T1 --plan more-plan").is(0, "unit passed");
    room.write("plan.md", "# Plan\n\n- [ ] T1 One\n- [ ] Write it\n- [ ] T1 Two\n- [ ] Write it\n");
    refused(&room, "record unit --item T1 --plan plan.md", "several documents have an item `T1`");
    fs::remove_dir_all(room.root.join("more")).expect("removed");
    refused(&room, "record unit --item T1", "`T1` is not the only item of that id or text");
    room.planvet("record unit --item T1").is(2, "  T1~2 --plan plan  plan.md:5  ");
    room.planvet("tick T1~2").is(2, "is not the only item of that id");
}

#[test]
fn nothing_in_scope_proves_nothing() {
    let room = Room::new();
    room.edit("planvet.toml", "scope = [\"src/**\"]\nreport", "scope = [\"lib/**\"]\nreport");
    refused(&room, "record unit --item T1", "no file is in the scope of the check `unit`");
}

#[test]
fn the_newest_decides_on_the_same_files() {
    let room = Room::new();
    // Outside of the scope, as the weather is.
    script(&room, "mkdir -p out; cp src/report out/junit.xml; test ! -e /tmp/../$PWD/out/rain\n");
    room.record("T1");
    assert!(room.line("T1").contains("unit current"));
    room.write("out/rain", "");
    room.planvet("record unit --item T1").is(1, "unit failed");
    assert!(room.line("T1").contains("unit failed"), "{}", room.line("T1"));
    fs::remove_file(room.root.join("out/rain")).expect("removed");
    room.record("T1");
    assert!(room.line("T1").contains("recorded"), "{}", room.line("T1"));
    room.planvet("evidence verify").is(0, "3 records, all of them hold");
}

#[test]
fn pruning_is_for_the_main_branch_and_asks_first() {
    let room = Room::new();
    room.record("T1");
    let kept = room.record("T1");
    room.commit("evidence");
    room.planvet("evidence prune").is(0, "1 would be removed");
    assert_eq!(room.records().len(), 2);
    for how in [&["checkout", "-q", "-b", "work"][..], &["checkout", "-q", "--detach"]] {
        room.git(how);
        room.planvet("evidence prune --write").is(2, "records are pruned on `main` only");
    }
    room.git(&["branch", "-m", "main", "trunk"]);
    room.planvet("evidence prune --write")
        .is(2, "records are pruned on the default branch only, and nothing says which");
    // What origin calls its own wins, whatever other branches there are.
    room.git(&["branch", "main", "trunk"]);
    room.git(&["update-ref", "refs/remotes/origin/trunk", "trunk"]);
    room.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    room.git(&["checkout", "-q", "main"]);
    room.planvet("evidence prune --write").is(2, "records are pruned on `trunk` only");
    room.git(&["symbolic-ref", "-d", "refs/remotes/origin/HEAD"]);
    room.git(&["checkout", "-q", "trunk"]);
    room.git(&["branch", "-D", "main"]);
    room.git(&["branch", "-m", "trunk", "main"]);
    assert_eq!(room.records().len(), 2);
    room.git(&["checkout", "-q", "main"]);
    room.planvet("evidence prune --write").is(0, "1 removed");
    assert_eq!(room.records(), [kept]);
    assert!(room.line("T1").contains("recorded"));
}

#[test]
fn looking_leaves_git_as_it_was() {
    let room = Room::new();
    room.record("T1");
    room.commit("evidence");
    // As young as the index, and changed: what git would like to refresh.
    room.write("src/lib", "works  \n").write("src/more", "new\n");
    let before = files(&room.root.join(".git"));
    assert!(before.len() > 10);
    for args in [
        "check",
        "evidence list",
        "evidence show T1",
        "evidence verify -v",
        "evidence prune",
        "tick T1 --dry-run",
        "evidence verify --policy-from main",
    ] {
        room.planvet(args);
        assert!(files(&room.root.join(".git")) == before, "{args} wrote into .git");
    }
    room.planvet("record unit --item T2").is(0, "unit passed");
    assert!(files(&room.root.join(".git")) == before, "record wrote into .git");
}

#[test]
fn no_repository_no_evidence() {
    let room = Room::new();
    let folder = room.beside("bare");
    fs::create_dir(&folder).expect("a folder");
    room.planvet_in(&folder, "evidence list").is(2, "this is no git repository");
}
