//! A tick changes one byte.

use crate::room::Room;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

#[test]
fn one_byte_a_box_and_nothing_else() {
    for (name, text) in [
        ("unix", "# Plan\n\n- [ ] T1 One\n- [ ] T2 Two\n"),
        ("windows", "# Plan\r\n\r\n- [ ] T1 One\r\n- [ ] T2 Two\r\n"),
        ("mark", "\u{feff}# Plan\n\n- [ ] T1 One\n- [ ] T2 Two\n"),
        ("no end", "# Plan\n\n- [ ] T1 One\n- [ ] T2 Two"),
        ("mixed", "# Plan\n\n* [ ] T1 Éins 🐢\r\n+ [ ]\tT2 Two  \n\n\n"),
        ("numbered", "# Plan\n\n1. [ ] T1 One\n2. [ ] T2 Two\n"),
        ("quoted", "# Plan\n\n> - [ ] T1 One\n> - [ ] T2 Two\n"),
    ] {
        let room = Room::empty();
        room.write("plan.md", text).commit("begin");
        let path = room.root.join("plan.md");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
        room.record("T1");
        room.planvet("tick T1").is(0, "T1: ticked");
        assert_eq!(room.read("plan.md"), text.replacen("[ ]", "[x]", 1), "{name}");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640, "{name}");

        room.record("T2");
        room.planvet("tick --ready").is(0, "T2: ticked");
        assert_eq!(room.read("plan.md"), text.replace("[ ]", "[x]"), "{name}");

        room.write("src/lib", "works otherwise\n");
        room.planvet("tick --undo --ready").is(0, "T1: opened again");
        assert_eq!(room.read("plan.md"), text, "{name}");
    }
}

#[test]
fn a_link_stays_a_link() {
    let room = Room::empty();
    room.write("kept/real.md", "# Plan\n\n- [ ] T1 One\n");
    symlink("kept/real.md", room.root.join("plan.md")).expect("a link");
    room.commit("begin");
    room.planvet("record unit --item T1 --in plan.md").is(0, "unit passed");
    room.planvet("tick T1 --in plan.md").is(0, "T1: ticked");
    assert!(fs::symlink_metadata(room.root.join("plan.md")).expect("there").is_symlink());
    assert_eq!(room.read("kept/real.md"), "# Plan\n\n- [x] T1 One\n");
}

#[test]
fn no_box_no_tick() {
    let room = Room::empty();
    room.write("plan.md", "# Plan\n\n| ID | Task | Status |\n|---|---|---|\n| T1 | Write it | open |\n")
        .commit("begin");
    room.record("T1");
    room.planvet("tick T1").is(2, "T1 has no box");
    room.planvet("tick T9").is(2, "no plan here has an item `T9`");
}

#[test]
fn a_check_that_failed_is_not_outdone_by_another_one() {
    let room = Room::new();
    room.write("src/lib", "broken\n");
    room.planvet("record unit --item T1").is(1, "unit failed");
    room.planvet("record lint --item T1").is(0, "lint passed");
    room.planvet("tick T1").is(1, "T1: not ticked: unit failed");
    room.write("src/lib", "works\n");
    room.planvet("record lint --item T1").is(0, "lint passed");
    room.planvet("tick T1").is(0, "T1: ticked");
}

#[test]
fn what_is_required_has_to_be_there() {
    let room = Room::new();
    room.edit(
        "planvet.toml",
        "[check.lint]",
        "[require.evidence]\nitem = { checks = [\"unit\", \"lint\"] }\n\n[check.lint]",
    );
    room.record("T1");
    room.planvet("tick T1").is(1, "T1: not ticked: lint is not recorded");
    room.planvet("record lint --item T1").is(0, "lint passed");
    room.planvet("tick T1").is(0, "T1: ticked");
}
