//! Records that were made or changed by hand, and what `planvet evidence` says of each.

#[path = "forgeries/around.rs"]
mod around;
#[path = "forgeries/form.rs"]
mod form;
#[path = "forgeries/inside.rs"]
mod inside;

use crate::room::Room;
use planvet::evidence::record::sha256;
use std::{fs, path::Path, process::Command};

/// A name, what is done, and what `verify` names; the box is worth nothing then.
type Forgery = (&'static str, Deed<Room>, &'static str);

/// What is done where T1 is recorded: to the room, and its record.
pub type Deed<T> = fn(&T, &str);

/// Makes an action of a value.
pub fn done<T>(_: T) {}

/// Writes a record's text anew and gives it the name that fits, its signature too.
pub fn refit(room: &Room, path: &str, text: &str) -> String {
    let (folder, name) = path.rsplit_once('/').expect("a path");
    let check = name.rsplit_once('-').expect("a name").0;
    let fitted = format!("{folder}/{check}-{}.json", &sha256(text.as_bytes())[..16]);
    fs::remove_file(room.root.join(path)).expect("removed");
    let _ = fs::rename(room.root.join(format!("{path}.sig")), room.root.join(format!("{fitted}.sig")));
    room.write(&fitted, text);
    fitted
}

/// Changes one text in a record, whose name fits again.
#[track_caller]
pub fn forge(room: &Room, path: &str, from: &str, to: &str) -> String {
    let text = room.read(path);
    assert!(text.contains(from), "the record holds {from:?}: {text}");
    refit(room, path, &text.replacen(from, to, 1))
}

/// Changes the value of a key in a record.
#[track_caller]
pub fn set(room: &Room, path: &str, key: &str, value: &str) -> String {
    let text = room.read(path);
    let line = text.lines().find(|l| l.trim_start().starts_with(&format!("\"{key}\": "))).expect(key);
    let comma = if line.ends_with(',') { "," } else { "" };
    let other = format!("\"{key}\": {value}{comma}");
    refit(room, path, &text.replacen(line.trim_start(), &other, 1))
}

pub fn fifo(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

/// The text without what stands between two marks; for an array that becomes empty.
fn cut(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} in {text}")) + from.len();
    let end = start + text[start..].find(to).expect("an end");
    format!("{}{}", &text[..start], text[end..].trim_start_matches('\n'))
}

#[test]
fn forgeries_are_worth_nothing_and_are_named() {
    let all = [inside::INSIDE, form::FORM, around::FILES, around::PLANS].concat();
    assert!(all.len() >= 40);
    let mut wrong = Vec::new();
    for (name, deed, said) in all {
        let room = Room::new();
        let path = room.record("T1");
        assert!(room.line("T1").contains("recorded"));
        deed(&room, &path);
        let verify = room.planvet("evidence verify");
        if verify.code != 1 || !verify.out.contains(said) {
            wrong.push(format!("{name}: {said:?} is not in {} {}{}", verify.code, verify.out, verify.err));
        }
        let list = room.planvet("evidence list");
        let worth = ["recorded", "signed", "attested"].into_iter().find(|w| list.out.contains(&format!("  {w} ")));
        if list.code != 0 || worth.is_some() {
            wrong.push(format!("{name}: {} {}{}", list.code, list.out, list.err));
        }
        let tick = room.planvet("tick --ready");
        if tick.out.contains("ticked") {
            wrong.push(format!("{name}: {}", tick.out));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
