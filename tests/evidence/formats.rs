//! From a plan to a tick, in each format of plans.

use crate::room::Room;

/// A document, its text, the item, its box before and after.
const FORMATS: [(&str, &str, &str, &str); 5] = [
    (
        "specs/001-intake/tasks.md",
        "# Tasks: Intake\n\n**Input**: Design documents from `/specs/001-intake/`\n\n## Phase 1: Setup\n\n- [ ] T001 Create the reader in src/lib\n- [ ] T002 [P] Create the writer in src/lib\n",
        "T001",
        "- [ ] T001",
    ),
    (
        "openspec/changes/add-intake/tasks.md",
        "## 1. Reader\n\n- [ ] 1.1 Create the reader\n- [ ] 1.2 Create the writer\n",
        "1.1",
        "- [ ] 1.1",
    ),
    (
        ".kiro/specs/intake/tasks.md",
        "# Implementation Plan\n\n- [ ] 1. Create the reader\n  - _Requirements: 1.1_\n\n- [ ] 2. Create the writer\n  - _Requirements: 1.2_\n",
        "1",
        "- [ ] 1. ",
    ),
    (
        "backlog/tasks/task-7 - intake.md",
        "---\nid: task-7\ntitle: Intake\nstatus: In Progress\nassignee: []\n---\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 The reader reads\n- [ ] #2 The writer writes\n<!-- AC:END -->\n",
        "#1",
        "- [ ] #1",
    ),
    ("docs/plan.md", "# Plan\n\n- [ ] T1 Write the reader\n- [ ] T2 Write the writer\n", "T1", "- [ ] T1"),
];

/// Plans whose items `planvet evidence list` names.
fn each(check: impl Fn(&Room, &str, &str)) {
    for (path, text, item, mark) in FORMATS {
        let room = Room::empty();
        room.write(path, text).commit("begin");
        let key = item_of(&room, item);
        eprintln!("{path}: {key}");
        check(&room, path, &key);
        assert!(room.read(path) == text || room.read(path) == text.replacen(mark, &mark.replace("[ ]", "[x]"), 1));
    }
}

/// The key of an item, which is listed with its id or, where the format has none, by its text.
#[track_caller]
fn item_of(room: &Room, item: &str) -> String {
    let list = room.planvet("evidence list").out;
    let named = |line: &&str| line.split_whitespace().next() == Some(item) || line.contains(" The reader reads");
    let line = list.lines().find(named).unwrap_or_else(|| panic!("{item} is listed: {list}"));
    line.split_whitespace().next().expect("a key").to_owned()
}

#[test]
fn a_failing_build_cannot_tick_and_a_passing_one_can() {
    each(|room, path, item| {
        room.planvet(&format!("tick {item}")).is(1, "unit is not recorded");
        room.write("src/lib", "broken\n");
        room.planvet(&format!("record unit --item {item}")).is(1, "unit failed");
        room.planvet(&format!("tick {item}")).is(1, "unit failed");
        room.planvet("tick --ready").is(0, "");
        assert!(!room.read(path).contains("[x]"));

        room.write("src/lib", "works\n").commit("mended");
        room.record(item);
        room.planvet(&format!("tick {item}")).is(0, "ticked");
        assert_eq!(room.read(path).matches("[x]").count(), 1);
        // The tick itself is no change of what was checked.
        room.planvet("evidence verify").is(0, "all of them hold");

        room.write("src/lib", "works no more\n");
        room.planvet("evidence verify").is(1, "NOT files: `src/lib` has changed since");
        room.planvet("tick --ready --undo --dry-run").is(0, "would be opened again");
    });
}

#[test]
fn squash_rebase_and_a_shallow_clone_leave_evidence_as_it_is() {
    each(|room, path, item| {
        room.git(&["checkout", "-q", "-b", "work"]);
        room.write("src/lib", "works well\n").commit("work");
        room.record(item);
        room.planvet(&format!("tick {item}")).is(0, "ticked");
        room.commit("evidence");

        room.git(&["checkout", "-q", "main"]);
        room.write("README", "elsewhere\n").commit("elsewhere");
        room.git(&["checkout", "-q", "-b", "rebased", "work"]);
        room.git(&["rebase", "-q", "main"]);
        room.planvet("evidence verify").is(0, "1 record, it holds");

        room.git(&["checkout", "-q", "main"]);
        room.git(&["merge", "-q", "--squash", "work"]);
        room.commit("squashed");
        room.git(&["branch", "-q", "-D", "work"]);
        room.planvet("evidence verify").is(0, "1 record, it holds");

        let clone = room.beside("clone");
        let url = format!("file://{}", room.root.display());
        room.git(&["clone", "-q", "--depth", "1", &url, clone.to_str().expect("UTF-8")]);
        assert!(std::fs::read_to_string(clone.join(path)).expect("cloned").contains("[x]"));
        room.planvet_in(&clone, "evidence verify").is(0, "1 record, it holds");
        room.planvet_in(&clone, "evidence verify -v").is(0, "base: commit");
    });
}
