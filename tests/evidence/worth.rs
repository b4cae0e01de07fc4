//! What `check` makes of a tick whose record no longer speaks of what is there: stale where it once counted, else
//! unproven.

use crate::{
    forgeries::{refit, set},
    room::Room,
    signed::Signers,
};

/// A room in which every tick needs `unit`, at this level.
fn strict(level: &str) -> Room {
    let room = Room::new();
    let require = format!("\n[require.evidence]\nitem = {{ checks = [\"unit\"], level = \"{level}\" }}\n");
    room.write("planvet.toml", room.read("planvet.toml") + &require);
    room.edit("plan.md", "- [ ] T1", "- [x] T1").commit("policy");
    room
}

/// The one error that is found, whose message holds `said`.
#[track_caller]
fn unproven(room: &Room, args: &str, said: &str) {
    let mut answer = room.planvet(&format!("check {args}"));
    answer.out = answer.out.split_whitespace().collect::<Vec<_>>().join(" ");
    answer.is(1, "error[unproven-tick]").is(1, said);
    assert!(!answer.out.contains("stale-evidence") && !answer.out.contains("passed before"), "{}", answer.out);
}

#[test]
fn a_check_that_passed_on_other_files_is_stale() {
    let room = strict("recorded");
    room.record("T1");
    room.planvet("check").is(0, "no findings");
    room.edit("src/lib", "works", "works otherwise");
    room.planvet("check").is(0, "warning[stale-evidence]").is(0, "`unit` passed before that");
    // What failed afterwards, on files that are gone as well, is what was known last.
    room.write("src/lib", "broken\n");
    room.planvet("record unit --item T1").is(1, "unit failed");
    room.write("src/lib", "works again\n");
    unproven(&room, "", "`unit` failed when it was recorded last");
}

#[test]
fn a_check_that_only_failed_never_passed_before() {
    let room = strict("recorded");
    unproven(&room, "", "“T1” is ticked, and `unit` is not recorded");
    unproven(&room, "", "planvet record unit --item T1");
    room.write("src/lib", "broken\n");
    room.planvet("record unit --item T1").is(1, "unit failed");
    room.planvet("check").is(1, "error[failed-evidence]");
    room.write("src/lib", "works\n");
    unproven(&room, "", "`unit` failed when it was recorded last");
    // Also where planvet.toml asks for nothing in particular.
    room.edit("planvet.toml", "\n[require.evidence]\nitem = { checks = [\"unit\"], level = \"recorded\" }\n", "");
    let told = room.planvet("check -v");
    assert!(!told.out.contains("stale-evidence") && !told.out.contains("passed before"), "{}", told.out);
}

#[test]
fn a_check_of_the_branch_is_not_the_one_that_is_asked_for() {
    let room = strict("recorded");
    room.git(&["checkout", "-q", "-b", "work"]);
    let policy = room.read("planvet.toml");
    room.write("planvet.toml", policy.replace("[\"sh\", \"check.sh\"]", "[\"true\"]").replace("report =", "#"));
    room.record("T1");
    room.commit("work");
    room.planvet("check").is(0, "no findings");
    unproven(&room, "--policy-from main", "`unit` is declared in another way now");
}

#[test]
fn a_record_made_by_hand_of_a_failure_is_none() {
    let room = strict("recorded");
    room.write("src/lib", "broken\n");
    room.planvet("record unit --item T2").is(1, "unit failed");
    let path = room.records().remove(0);
    let text = room.read(&path).replacen("\"key\": \"T2\"", "\"key\": \"T1\"", 1);
    let path = refit(&room, &path, &text);
    let moved = path.replace("/T2/", "/T1/");
    room.write(&moved, text);
    std::fs::remove_file(room.root.join(&path)).expect("removed");
    room.write("src/lib", "works\n");
    unproven(&room, "", "`unit` failed when it was recorded last");
}

#[test]
fn a_level_that_was_never_reached_is_not_lost() {
    let room = strict("attested");
    room.record("T1");
    unproven(&room, "", "`unit` is recorded, and attested is asked for");
    room.edit("src/lib", "works", "works otherwise");
    unproven(&room, "", "`unit`: files: `src/lib` has changed since");
}

#[test]
fn a_signed_record_may_be_stale() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ann@example", "ann")]);
    signers.require("signed");
    let room = &signers.room;
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    signers.sign("T1", "ann", &[]);
    room.planvet("check").is(0, "no findings");
    room.edit("src/lib", "works", "works otherwise");
    room.planvet("check").is(0, "warning[stale-evidence]");
    signers.require("attested");
    unproven(room, "", "`unit`: files: `src/lib` has changed since");
}

#[test]
fn whose_key_is_missing_is_said() {
    let Some(signers) = Signers::new() else { return };
    signers.allow(&[("ann@example", "ann")]);
    signers.require("attested");
    let room = &signers.room;
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    signers.sign("T1", "ann", &[]);
    unproven(room, "", "`unit` is signed, and attested is asked for");
    unproven(room, "", "a key that .planvet/allowed_signers gives to it (`ci`)");
}

#[test]
fn drift_that_nobody_minds_is_no_finding() {
    let room = strict("recorded");
    room.edit("planvet.toml", "level = \"recorded\"", "level = \"recorded\", stale = \"off\"");
    unproven(&room, "", "`unit` is not recorded");
    room.record("T1");
    room.edit("src/lib", "works", "works otherwise");
    room.planvet("check").is(0, "no findings");
}

#[test]
fn one_of_several_checks_is_enough_where_none_is_named() {
    let room = Room::new();
    room.write("planvet.toml", room.read("planvet.toml") + "\n[require.evidence]\nitem = { level = \"recorded\" }\n");
    room.edit("plan.md", "- [ ] T1", "- [x] T1");
    unproven(&room, "", "`lint` is not recorded; `unit` is not recorded, one of which is enough");
    room.planvet("tick T2").is(1, "lint is not recorded; unit is not recorded; one of them is enough");
    // A lie about the result is a record that does not count.
    let path = room.record("T1");
    set(&room, &path, "result", "\"FAILED\"");
    room.planvet("check").is(1, "error[failed-evidence]");
}

#[test]
fn a_branch_cannot_excuse_itself_from_the_policy() {
    let room = strict("recorded");
    let known = "- [ ] T2 Write the writer <!-- planvet-ignore unproven-tick: bought -->";
    room.edit("plan.md", "- [ ] T2 Write the writer", known);
    room.edit("plan.md", "- [x] T1", "- [ ] T1").commit("known");
    room.git(&["checkout", "-q", "-b", "work"]);
    room.edit("plan.md", "- [ ] T2", "- [x] T2");
    room.planvet("check --policy-from main").is(0, "no findings");
    let new = "- [x] T3 Write it down <!-- planvet-ignore unproven-tick: trust me -->";
    room.edit("plan.md", "- [ ] T3 Write it down", new);
    room.planvet("check").is(0, "no findings");
    unproven(&room, "--policy-from main", "“T3” is ticked, and `unit` is not recorded");
    unproven(&room, "--policy-from main", "the ignore here does not count");
    // Nor for all of the document, nor from above.
    let end = "\n<!-- planvet-ignore-end unproven-tick -->\n";
    for (comment, end) in [("planvet-ignore-file", ""), ("planvet-ignore", ""), ("planvet-ignore-start", end)] {
        let above = format!("# Plan\n\n<!-- {comment} unproven-tick: trust me -->\n\n- [x] T1 Write the reader\n{end}");
        room.write("plan.md", above);
        room.planvet("check").is(0, "no findings");
        unproven(&room, "--policy-from main", "“T1” is ticked");
    }
}
