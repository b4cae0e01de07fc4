//! Where git does not answer, nobody knows what a tick rests on: no finding, no fix, and a word about it in every run.

use crate::room::Room;
use std::{fs, os::unix::fs::PermissionsExt};

/// A room in which T1 is recorded and ticked, T2 is ticked without a record, and T3 cites a commit that is nowhere.
fn room() -> Room {
    let room = Room::new();
    let require = "\n[require.evidence]\nitem = { checks = [\"unit\"] }\n";
    room.write("planvet.toml", room.read("planvet.toml") + require);
    room.record("T1");
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    room.commit("work");
    room.planvet("check").is(0, "no findings");
    room
}

/// A `PATH` with a git that does this first.
fn git_that(room: &Room, does: &str) -> String {
    let folder = room.beside("bin");
    fs::create_dir_all(&folder).expect("a folder");
    let git = folder.join("git");
    fs::write(&git, format!("#!/bin/sh\n{does}\nPATH=${{PATH#*:}} exec git \"$@\"\n")).expect("a script");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).expect("a mode");
    format!("{}:{}", folder.display(), std::env::var("PATH").expect("a path"))
}

/// No error, no fix, one note.
#[track_caller]
fn untold(room: &Room, path: &str, note: &str) {
    let vars = [("PATH", path)];
    let checked = room.planvet_with("check", &vars);
    checked.is(0, "no errors or warnings").is(0, note);
    assert_eq!(checked.err.matches("note: ").count(), 1, "{}", checked.err);
    let plan = room.read("plan.md");
    room.planvet_with("check --fix --unsafe-fixes", &vars).is(0, note);
    assert_eq!(room.read("plan.md"), plan);
    assert_eq!(room.planvet_with("check --quiet", &vars).err, "");
}

#[test]
fn a_repository_of_somebody_else() {
    let room = room();
    let path = git_that(&room, "export GIT_TEST_ASSUME_DIFFERENT_OWNER=1");
    let note = "the records of their items are not checked; `git config --global --add safe.directory";
    untold(&room, &path, note);
    // What was never recorded is not, whoever owns the repository.
    room.edit("plan.md", "- [ ] T2", "- [x] T2");
    let told = room.planvet_with("check", &[("PATH", &path)]);
    told.is(1, "“T2” is ticked, and `unit` is not recorded");
    assert!(!told.out.contains("“T1”"), "{}", told.out);
}

#[test]
fn no_git() {
    untold(&room(), "/nowhere", "note: git is not on the PATH");
}

#[test]
fn no_repository() {
    let room = room();
    fs::remove_dir_all(room.root.join(".git")).expect("removed");
    untold(&room, &std::env::var("PATH").expect("a path"), "note: there is no git repository here");
}

#[test]
fn a_repository_inside_another_one() {
    let room = room();
    let around = Room::new();
    fs::rename(&room.root, around.root.join("sub")).expect("moved");
    let checked = around.planvet("check");
    checked.is(0, "no errors or warnings").is(0, "note: sub is a repository of its own");
    around.planvet_in(&around.root.join("sub"), "check").is(0, "no findings");
}

#[test]
fn nothing_to_look_up_is_nothing_to_say() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.md"), "# Plan\n\n- [x] T1 Write it\n- [ ] T2 Read it\n").expect("a file");
    let room = Room::new();
    let told = room.planvet_in(folder.path(), "check");
    assert_eq!(told.err, "", "{}", told.out);
    fs::write(folder.path().join("plan.md"), "# Plan\n\n- [x] T1 Write it (commit 4f9a1c2)\n").expect("a file");
    room.planvet_in(folder.path(), "check").is(0, "note: there is no git repository here");
}
