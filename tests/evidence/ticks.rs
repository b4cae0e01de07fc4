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

/// What `check` says by these rules, one line a finding.
fn check(room: &Room, rules: &str) -> Vec<String> {
    let answer = room.planvet(&format!("check --select {rules} --format concise -v"));
    let lines = answer.out.lines().filter(|line| line.contains('[')).map(str::to_owned);
    lines.collect()
}

#[test]
fn the_record_of_another_check_proves_no_tick() {
    let room = Room::new();
    let policy = room.read("planvet.toml") + "\n[require.evidence]\nitem = { checks = [\"unit\"] }\n";
    room.write("planvet.toml", policy);
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    room.planvet("record lint --item T1").is(0, "lint passed");
    let rules = "unproven-tick,stale-evidence,failed-evidence";
    let told = |found: &[String]| matches!(found, [one] if one.contains("error[unproven-tick]") && one.contains("T1"));
    assert!(told(&check(&room, rules)), "{:?}", check(&room, rules));
    // Nor when it is stale, or has failed: nobody asks for it.
    room.write("src/lib", "works otherwise\n");
    assert!(told(&check(&room, rules)), "{:?}", check(&room, rules));
    // The one that is asked for does; and once it is stale, that is the one thing to say.
    room.record("T1");
    assert_eq!(check(&room, rules), [""; 0]);
    room.write("src/lib", "works once more\n");
    let found = check(&room, rules);
    assert!(matches!(&found[..], [one] if one.contains("[stale-evidence]")), "{found:?}");
}

#[test]
fn a_box_that_is_ticked_already_is_said_so() {
    let room = Room::new();
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    room.planvet("tick T1")
        .is(1, "T1: already ticked, and its evidence does not suffice: ")
        .is(1, "unit is not recorded");
    room.planvet("tick T2 --undo").is(0, "T2: not ticked");
    room.record("T1");
    room.planvet("tick T1").is(0, "T1: already ticked, and its evidence suffices");
    room.planvet("tick T1 --undo").is(0, "T1: stays ticked: its evidence suffices");
    assert!(room.read("plan.md").contains("- [x] T1"));
    room.edit("plan.md", "- [ ] T3", "- [>] T3");
    room.record("T3");
    room.planvet("tick T3").is(1, "T3: not ticked: it is dropped");
    assert!(!room.planvet("tick --ready").out.contains("T3"));
}

#[test]
fn what_is_cited_suffices_where_no_more_is_asked_for() {
    let room = Room::new();
    room.write("planvet.toml", "[require.evidence]\nitem = { level = \"reported\" }\n");
    room.edit("plan.md", "the reader", "the reader report:unit.xml").write("unit.xml", crate::room::RED);
    room.planvet("tick T1 T2").is(1, "T1: not ticked: no report beside it shows tests that ran and passed");
    room.write("unit.xml", crate::room::GREEN);
    room.planvet("tick --ready").is(0, "T1: ticked");
    assert!(room.read("plan.md").contains("- [ ] T2"));
}

#[test]
fn the_list_and_the_check_agree() {
    let room = Room::new();
    room.edit("planvet.toml", "[check.lint]", "[require.evidence]\nitem = { checks = [\"unit\"] }\n\n[check.lint]");
    let id = room.git(&["rev-parse", "HEAD"]);
    room.edit("plan.md", "- [ ] T1 Write the reader", &format!("- [x] T1 Write the reader (commit {})", id.trim()));
    room.edit("plan.md", "- [ ] T2", "- [x] T2");
    let found = room.planvet("check --select unproven-tick --fail-on never").out;
    for (item, level) in [("T1", "referenced"), ("T2", "ticked")] {
        assert!(found.contains(&format!("{level}; `recorded`")), "{found}");
        assert!(room.line(item).contains(&format!("[x]  {level} ")), "{}", room.line(item));
    }
    room.record("T1");
    assert!(room.line("T1").contains("[x]  recorded "), "{}", room.line("T1"));
}

#[test]
fn nothing_to_tick_is_said() {
    let room = Room::new();
    room.planvet("tick --ready").is(0, "nothing to tick: no open item has the evidence that it needs");
    room.planvet("tick --ready --undo").is(0, "nothing to open again");
    room.record("T1");
    assert_eq!(room.planvet("tick --ready").err, "");
}

#[test]
fn what_failed_is_shown_first() {
    let room = Room::new();
    room.record("T1");
    room.write("src/lib", "works otherwise\n");
    let shown = room.planvet("evidence show T1").out;
    let marks: Vec<&str> = shown.lines().skip_while(|line| !line.contains("NOT ")).map(|line| line.trim()).collect();
    assert!(
        matches!(&marks[..], [not, ok] if not.starts_with("NOT files: ") && ok.starts_with("ok  file, item, ")),
        "{shown}"
    );
}

#[test]
fn a_card_that_moves_keeps_its_evidence() {
    let room = Room::empty();
    // The scope is the whole repository: the card is not in it, wherever it lies.
    room.edit("planvet.toml", "scope = [\"src/**\"]\nreport", "report");
    let card = "---\nid: task-7\ntitle: Intake\nstatus: To Do\n---\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 The reader reads\n<!-- AC:END -->\n";
    room.write("backlog/tasks/task-7 - intake.md", card).commit("begin");
    let list = room.planvet("evidence list").out;
    let key = list.lines().find(|line| line.contains("The reader reads")).and_then(|l| l.split_whitespace().next());
    let key = key.unwrap_or_else(|| panic!("{list}")).to_owned();
    room.record(&key);
    room.git(&["mv", "-k", "backlog/tasks/task-7 - intake.md", "backlog/task-7 - intake.md"]);
    fs::create_dir_all(room.root.join("backlog/completed")).expect("a folder");
    room.git(&["mv", "backlog/task-7 - intake.md", "backlog/completed/task-7 - intake.md"]);
    assert!(room.line(&key).contains("unit current"), "{}", room.line(&key));
    room.planvet(&format!("tick {key}")).is(0, "ticked");
    // Two cards with one name are not told apart by a guess.
    room.write("backlog/tasks/task-7 - again.md", card);
    room.planvet(&format!("tick {key}")).is(2, "several documents have an item");
}

#[test]
fn a_record_is_what_a_document_asks_for() {
    let room = Room::new();
    for rule in ["Tick a box only after the build passes.", "Every tick needs a commit and a test report."] {
        room.write("plan.md", format!("# Plan\n\n{rule}\n\n- [x] T1 Write the reader\n- [ ] T2 Write the writer\n"));
        let _ = fs::remove_dir_all(room.root.join(".planvet"));
        assert_eq!(check(&room, "unproven-tick").len(), 1, "{rule}");
        room.record("T1");
        assert_eq!(check(&room, "unproven-tick"), [""; 0], "{rule}");
    }
    // One without a report is no report.
    fs::remove_dir_all(room.root.join(".planvet")).expect("removed");
    room.planvet("record lint --item T1").is(0, "lint passed");
    assert_eq!(check(&room, "unproven-tick").len(), 1);
}

#[test]
fn what_stands_beside_an_item_costs_it_no_record() {
    let room = Room::empty();
    let two = "# Release\n\n- [ ] A1 Write the reader\n- [ ] A2 Write the writer\n";
    room.write("plan.md", two).commit("begin");
    room.planvet("record unit --item A1").is(0, "unit passed");
    room.planvet("tick A1").is(0, "ticked");
    let policy = room.read("planvet.toml") + "\n[require.evidence]\nitem = { checks = [\"unit\"] }\n";
    room.write("planvet.toml", policy);
    let ticked = two.replacen("[ ]", "[x]", 1);
    for plan in [ticked.clone(), ticked.clone() + "- [ ] A3 Write it down\n", ticked.replace("- [ ] A2", "- [ ] B2")] {
        room.write("plan.md", &plan);
        room.planvet("check").is(0, "no findings");
        room.planvet("evidence verify").is(0, "1 record, ");
    }
    // Another text is another item.
    room.write("plan.md", "# Release\n\n- [x] A1 Write the editor\n- [ ] B2 Ship it\n");
    room.planvet("check").is(1, "error[unproven-tick]");
}
