//! Stores, names and words that mean harm.

use crate::{
    forgeries::forge,
    room::{RED, Room, files},
};
use planvet::evidence::record::sha256;
use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt,
        fs::{PermissionsExt, symlink},
    },
    path::PathBuf,
};

/// Folders that are none: nothing behind them is looked at, nothing is written there, and it is said.
#[test]
fn links_and_other_things_for_folders_hold_no_record() {
    for (name, whole) in [
        (".planvet", true),
        (".planvet/evidence", true),
        (".planvet/evidence/plan", true),
        (".planvet/evidence/plan/T1", false),
    ] {
        let room = Room::new();
        room.record("T1");
        let folder = room.root.join(name);
        let away = room.beside("away");
        fs::rename(&folder, &away).expect("moved");
        symlink(&away, &folder).expect("a link");
        let said = format!("{name} does not count, nor what lies in it: it is no plain folder");
        if whole {
            assert!(room.line("T1").contains("no record"), "{name}: {}", room.line("T1"));
            room.planvet("evidence list").is(0, &said);
            room.planvet("tick T1").is(1, &said);
            assert!(room.planvet("check").err.contains(&said), "{name}");
        } else {
            assert!(room.line("T1").contains("1 refused"), "{name}: {}", room.line("T1"));
        }
        room.planvet("evidence verify").is(1, &format!("  {name}\n")).is(1, "NOT file: it is no plain folder");
        room.planvet("tick T1").is(1, "unit is not recorded");
        let before = files(&away);
        room.planvet("record unit --item T1").is(2, "the record cannot be written");
        assert!(files(&away) == before, "{name}: written behind a link");

        fs::remove_file(&folder).expect("removed");
        room.write(name, "a file");
        assert!(room.line("T1").contains("no record"), "{name}: {}", room.line("T1"));
        room.planvet("record unit --item T1").is(2, "the record cannot be written");
    }
}

#[test]
fn names_and_files_that_cannot_be_read_are_no_record() {
    let room = Room::new();
    let path = room.root.join(room.record("T1"));
    let odd = path.with_file_name(OsStr::from_bytes(b"unit-\xff.json"));
    fs::rename(&path, &odd).expect("renamed");
    assert!(room.line("T1").contains("1 refused"), "{}", room.line("T1"));
    room.planvet("evidence verify").is(1, "NOT file: its name is no UTF-8");
    fs::rename(&odd, &path).expect("renamed");
    let plans = room.root.join(".planvet/evidence");
    let odd = plans.join(OsStr::from_bytes(b"pl\xffn"));
    fs::rename(plans.join("plan"), &odd).expect("renamed");
    room.planvet("evidence verify").is(1, "NOT file: its name is no UTF-8");
    fs::rename(&odd, plans.join("plan")).expect("renamed");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("a mode");
    if fs::read(&path).is_err() {
        room.planvet("evidence verify").is(1, "NOT file: it cannot be read");
        assert!(room.line("T1").contains("1 refused"));
    }
}

#[test]
fn nothing_that_a_record_says_reaches_the_terminal_raw() {
    let room = Room::new();
    let path = room.record("T1");
    let evil = "\\u001b]0;owned\\u0007\\u202e ::error::x";
    let path = forge(&room, &path, "\"T1\"", &format!("\"{evil}\""));
    for args in ["evidence verify", "evidence show T1", "evidence list"] {
        let said = room.planvet(args);
        assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{args}: {:?}", said.out);
    }
    // And where it belongs to no plan.
    fs::rename(room.root.join(".planvet/evidence/plan"), room.root.join(".planvet/evidence/gone")).expect("moved");
    let path = path.replace("/plan/", "/gone/");
    for from in [evil, "\"v\": 1"] {
        room.planvet("evidence verify").is(1, "NOT file");
        let said = room.planvet("evidence verify").out;
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']) && !said.contains(" ::error"), "{said:?}");
        if from == evil {
            let text = room.read(&path).replace("\"v\": 1", &format!("\"v\": 1, \"{evil}\": 1"));
            room.write(&path, text);
        }
    }
}

#[test]
fn ten_thousand_records_in_a_folder() {
    let room = Room::new();
    let path = room.record("T1");
    let (text, folder) = (room.read(&path), PathBuf::from(&path).parent().expect("a folder").to_owned());
    for n in 0..10_000 {
        let other = text.replace("\"exitCode\": 0", &format!("\"exitCode\": {n}")).replace("PASSED", "FAILED");
        fs::write(room.root.join(&folder).join(format!("unit-{}.json", &sha256(other.as_bytes())[..16])), other)
            .unwrap();
    }
    let start = std::time::Instant::now();
    room.planvet("evidence list").is(0, "T1");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    eprintln!("{:?}", start.elapsed());
}

#[test]
fn back_to_the_files_of_a_record_it_counts_again_unless_it_failed_there() {
    let room = Room::new();
    room.record("T1");
    room.write("src/lib", "works otherwise\n");
    assert!(room.line("T1").contains("unit drifted"));
    room.write("src/lib", "works\n");
    assert!(room.line("T1").contains("recorded"), "the same files are the same evidence");
}

#[test]
fn a_report_written_again_is_told_and_takes_nothing_away() {
    let room = Room::new();
    room.record("T1");
    room.write("out/junit.xml", RED);
    room.planvet("evidence show T1").is(0, "?   report file: out/junit.xml was written again since");
    fs::remove_file(room.root.join("out/junit.xml")).expect("removed");
    room.planvet("evidence show T1").is(0, "?   report file: out/junit.xml is not here any more");
    assert!(room.line("T1").contains("recorded"));
}

#[test]
fn what_cannot_be_compared_is_worth_nothing() {
    let room = Room::new();
    room.record("T1");
    room.write(".gitattributes", "src/lib filter=evil\n").commit("attributes");
    room.git(&["config", "filter.evil.clean", "cat"]);
    room.write("src/lib", "broken\n");
    room.planvet("evidence verify").is(1, "NOT files: src/lib");
    room.planvet("tick T1").is(1, "unit: files: src/lib is changed and goes through the filter");
}
