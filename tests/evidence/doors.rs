//! Every command about evidence says the same of the same items, to people and to programs.

use crate::room::Room;
use boon::{Compiler, Schemas};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// A ticked item that needs `unit`, and has no record.
fn strict() -> Room {
    let room = Room::new();
    let require = "\n[require.evidence]\nitem = { checks = [\"unit\"], level = \"recorded\" }\n";
    room.write("planvet.toml", room.read("planvet.toml") + require);
    room.edit("plan.md", "- [ ] T1", "- [x] T1").commit("policy");
    room
}

/// What `verify` lacks, `check` lacks, and the other way round.
#[track_caller]
fn agree(room: &Room, code: i32, said: &str) {
    let verify = room.planvet("evidence verify");
    verify.is(code, said);
    let check = room.planvet("check --fail-on warning");
    assert_eq!(check.code, code, "{}{}", verify.out, check.out);
}

#[test]
fn verify_is_as_red_as_check() {
    let room = strict();
    agree(&room, 1, "no records; 1 tick lacks what it has to rest on");
    agree(&room, 1, "NOT tick: unit is not recorded");
    room.write("src/lib", "broken\n");
    room.planvet("record unit --item T1").is(1, "unit failed");
    agree(&room, 1, "1 record, it holds and says that its check failed; 1 tick lacks");
    room.write("src/lib", "works\n");
    room.record("T1");
    room.planvet("evidence verify").is(0, "2 records, all of them hold, and 1 says that its check failed");
    agree(&room, 0, "2 records");
    room.edit("plan.md", "- [x] T1", "- [ ] T1");
    agree(&room, 0, "2 records");
    // Nobody asks for anything.
    let bare = Room::new();
    bare.edit("plan.md", "- [ ] T1", "- [x] T1");
    agree(&bare, 0, "no records\n");
}

#[test]
fn what_nobody_minds_no_door_minds() {
    let room = strict();
    room.edit("planvet.toml", "level = \"recorded\"", "level = \"recorded\", stale = \"off\"");
    room.record("T1");
    room.write("src/lib", "works otherwise\n");
    room.planvet("check --fail-on warning").is(0, "no findings");
    room.planvet("tick T1").is(0, "already ticked, and its evidence suffices");
    room.planvet("tick --ready --undo").is(0, "nothing to open again");
    // An open box is not ticked by it.
    room.edit("plan.md", "- [x] T1", "- [ ] T1");
    room.planvet("tick T1").is(1, "`src/lib` has changed since");
}

#[test]
fn the_configuration_is_that_of_the_document() {
    let room = strict();
    room.write("docs/plan.md", "# Writing\n\n- [x] W1: Write it down\n- [ ] W2: Print it\n").commit("docs");
    room.record("W1");
    agree(&room, 1, "NOT tick: unit is not recorded");
    room.record("T1");
    agree(&room, 0, "2 records, all of them hold");
    // Nothing is asked for there any more, and nothing declared.
    room.write("docs/planvet.toml", "select = [\"default\"]\n");
    agree(&room, 1, "NOT check: planvet.toml declares no check `unit`");
    room.planvet("check --format concise").is(0, "the check behind it is not declared here");
    assert!(room.line("W1").contains("unit not declared"), "{}", room.line("W1"));
    assert!(room.line("T1").contains("unit current"), "{}", room.line("T1"));
    room.planvet("record unit --item W2").is(2, "docs/planvet.toml, which holds for docs/plan.md, declares no check");
    // What is declared there is what runs.
    room.write("docs/planvet.toml", "[check.unit]\nargv = [\"sh\", \"-c\", \"echo other\"]\nscope = [\"src/**\"]\n");
    room.planvet("record unit --item W2").is(0, "other");
    room.planvet("tick W2").is(0, "W2: ticked");
    room.planvet("record unit --item W1 --item T1").is(2, "record it for each by itself");
    room.write("docs/planvet.toml", "[nothing]\n");
    for command in ["check", "evidence list", "evidence verify", "tick W2", "record unit --item W1"] {
        room.planvet(command).is(2, "docs/planvet.toml");
    }
}

#[test]
fn what_is_asked_for_and_not_there_is_said() {
    let room = strict();
    for command in ["record unit --item T1", "tick T1", "evidence list", "evidence show T1", "evidence verify"] {
        room.planvet(&format!("{command} --plan plam")).is(2, "there is no plan `plam`; did you mean `plan`?");
        room.planvet(&format!("{command} --in nothere")).is(2, "there is no nothere");
    }
    for name in ["My_Plan two", "../../evil"] {
        room.write("plan.md", format!("# Plan\n\n<!-- plan: {name} -->\n\n- [ ] T1 Write the reader\n- [ ] T2 Two\n"));
        room.planvet("evidence list").is(0, &format!("`<!-- plan: {name} -->` names no plan")).is(0, "go by `plan`");
    }
    room.write("plan.md", "# Plan\n\n- [ ] Write the reader\n- [ ] Write the reader\n- [ ] Else\n");
    room.planvet("evidence list").is(0, "plan.md: 2 items have the id or the words of another one");
}

#[test]
fn records_of_a_document_that_was_moved_are_pointed_at() {
    let room = strict();
    room.record("T1");
    room.commit("recorded");
    room.git(&["mv", "plan.md", "moved.md"]);
    let said = "plan.md is gone, and its records lie under its name: write `<!-- plan: plan -->` below the title";
    let check = room.planvet("check");
    let words: Vec<&str> = check.out.split_whitespace().collect();
    assert!(check.code == 1 && words.join(" ").contains(said), "{}", check.out);
    room.planvet("tick T1").is(1, said);
    room.planvet("evidence verify").is(1, said);
    room.edit("moved.md", "# Plan\n", "# Plan\n\n<!-- plan: plan -->\n");
    agree(&room, 0, "1 record, it holds");
}

#[test]
fn what_is_written_may_be_read_as_the_mask_says() {
    let room = strict();
    let path = room.record("T1");
    let mode = |path: &str| std::fs::metadata(room.root.join(path)).expect("there").permissions().mode() & 0o777;
    // As whatever else this process writes.
    assert_eq!(mode(&path), mode("plan.md"));
    assert_eq!(mode(".planvet/evidence/.gitattributes"), mode("plan.md"));
}

#[test]
fn a_key_that_cannot_sign_stops_everything_before_it_runs() {
    let Some(signers) = crate::signed::Signers::new() else { return };
    let room = &signers.room;
    room.write(".gitignore", "/out/\n/ran\n");
    room.edit("planvet.toml", "[\"true\"]", "[\"touch\", \"ran\"]");
    let public = room.beside("ann").with_extension("pub");
    let record = |key: &std::path::Path| room.planvet(&format!("record lint --item T1 --sign {}", key.display()));
    record(&public).is(2, "SSH_AUTH_SOCK names none");
    assert!(!room.root.join("ran").exists() && room.records().is_empty());
    record(&room.beside("ann")).is(0, ".planvet/allowed_signers does not allow it");
    signers.allow(&[("ann@example", "ann")]);
    assert!(!record(&room.beside("ann")).err.contains("does not allow it"));
}

/// The JSON that a command writes, held against the schema that planvet prints.
#[track_caller]
fn json(room: &Room, args: &str, code: i32) -> Value {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema = serde_json::from_str(&room.planvet("schema evidence").out).expect("JSON");
    compiler.add_resource("schema.json", schema).expect("a resource");
    let index = compiler.compile("schema.json", &mut schemas).unwrap_or_else(|e| panic!("{e:#}"));
    let answer = room.planvet(&format!("{args} --format json"));
    assert_eq!(answer.code, code, "{}{}", answer.out, answer.err);
    let value: Value = serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{e}: {}", answer.out));
    if let Err(error) = schemas.validate(&value, index) {
        panic!("{error:#}\n{value:#}");
    }
    assert_eq!(value["version"], 1);
    // It holds no other shape.
    let mut other = value.clone();
    other["command"] = "else".into();
    assert!(schemas.validate(&other, index).is_err());
    value
}

#[test]
fn programs_are_told_the_same() {
    let room = strict();
    room.edit("check.sh", "mkdir", "echo loud; mkdir").commit("loud");
    let list = json(&room, "evidence list", 0);
    assert_eq!(list["items"][0]["item"], "T1");
    assert_eq!((&list["items"][0]["level"], &list["items"][0]["required"]), (&"ticked".into(), &"recorded".into()));
    let verify = json(&room, "evidence verify", 1);
    assert_eq!(verify["ticks"][0]["why"], "unit is not recorded");
    let tick = json(&room, "tick T1 T2", 1);
    assert_eq!((&tick["items"][1]["done"], &tick["items"][1]["line"]), (&"lacks".into(), &4.into()));
    // What the command says goes elsewhere.
    let record = json(&room, "record unit --item T1 --item T2", 0);
    assert_eq!((&record["result"], &record["exit"]), (&"PASSED".into(), &0.into()));
    assert_eq!(record["records"][1]["item"], "T2");
    let tick = json(&room, "tick T2", 0);
    assert_eq!(tick["items"][0]["done"], "ticked");
    assert!(room.read("plan.md").contains("- [x] T2"));
    let show = json(&room, "evidence show T2", 0);
    assert_eq!(show["records"][0]["path"], record["records"][1]["path"]);
    assert_eq!(show["records"][0]["level"], "recorded");
    assert_eq!(json(&room, "evidence verify", 0)["records"].as_array().map(Vec::len), Some(2));
    room.write("src/lib", "broken\n");
    let record = json(&room, "record unit --item T1", 1);
    assert_eq!(record["result"], "FAILED");
    let record = room.records().pop().expect("a record");
    room.write(&record, "{}");
    room.write(".planvet/evidence/other/T1/unit-0000000000000000.json", "{}");
    let verify = json(&room, "evidence verify", 1);
    assert_eq!(verify["strays"][0]["what"], "file");
    let opened = json(&room, "tick --ready --undo --dry-run", 0);
    assert!(opened["dry_run"] == true && opened["items"][0]["done"] == "opened", "{opened}");
}
