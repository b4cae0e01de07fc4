//! planvet under the real pre-commit: what is staged decides, and nothing is swallowed.

mod support;

#[path = "precommit/manifest.rs"]
mod manifest;
#[path = "precommit/room.rs"]
mod room;
#[path = "precommit/wheel.rs"]
mod wheel;

use room::{BAD, GOOD, Room, WARNING};

/// A repository that uses the hook for an installed planvet, which is the one of this build.
fn system() -> Option<Room> {
    let room = Room::new()?;
    let hooks = room.hooks(&[(".pre-commit-hooks.yaml", include_str!("../.pre-commit-hooks.yaml"))]);
    Some(room.using(&hooks, "planvet-system"))
}

#[test]
fn a_bad_plan_is_refused_and_a_good_one_committed() {
    let Some(room) = system() else { return };
    room.write("docs/plan.md", BAD).stage("docs/plan.md");
    room.commit().refused("docs/plan.md:").refused("dependency-cycle");
    room.write("docs/plan.md", GOOD).stage("docs/plan.md");
    room.commit().accepted("1 plan (2 tasks");
}

#[test]
fn what_is_staged_decides() {
    let Some(room) = system() else { return };
    // Bad on disk, good in the index.
    room.write("plan.md", GOOD).stage("plan.md").write("plan.md", BAD);
    room.commit().accepted("no findings");
    assert_eq!(room.read("plan.md"), BAD, "what was not staged is still there");
    // Good on disk, bad in the index.
    room.stage("plan.md").write("plan.md", GOOD);
    room.commit().refused("dependency-cycle");
    assert_eq!(room.read("plan.md"), GOOD);
}

#[test]
fn an_excluded_plan_is_skipped_though_it_is_named() {
    let Some(room) = system() else { return };
    room.write("planvet.toml", "exclude = [\"archive/**\"]\n").stage("planvet.toml");
    room.write("archive/plan.md", BAD).stage("archive/plan.md");
    room.commit().accepted("keeps out 1 path");
}

#[test]
fn warnings_are_seen_where_the_hook_passes() {
    let Some(room) = system() else { return };
    room.write("plan.md", WARNING).stage("plan.md");
    room.commit().accepted("warning[same-backup]");
}

#[test]
fn files_that_are_no_plans_are_no_business_of_ours() {
    let Some(room) = system() else { return };
    room.write("notes.txt", BAD).stage("notes.txt");
    room.write("vendor/theirs/plan.md", BAD).stage("vendor/theirs/plan.md");
    room.commit().accepted("no files to check");
}

#[test]
fn many_files_are_one_run() {
    let Some(room) = system() else { return };
    for n in 0..300 {
        room.write(&format!("docs/{n}.md"), GOOD);
    }
    room.stage("docs");
    room.commit().accepted("300 files, 300 plans");
}
