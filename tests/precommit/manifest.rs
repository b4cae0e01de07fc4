//! The manifest says what planvet reads, and names what is installed.

use crate::{room::Room, support};
use planvet::workspace::{DATA, EXTENSIONS, NEVER};
use std::process::Command;

const MANIFEST: &str = include_str!("../../.pre-commit-hooks.yaml");

/// The values of `key` in all hooks.
fn values(key: &str) -> Vec<String> {
    let manifest = support::yaml::read(MANIFEST).expect("YAML");
    let hooks = manifest[0].as_array().expect("a list of hooks");
    hooks.iter().map(|hook| hook[key].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn pre_commit_takes_it() {
    let (Some(room), Some(pre_commit)) = (Room::new(), support::tool("pre-commit")) else { return };
    let manifest = std::path::Path::new(support::HOME).join(".pre-commit-hooks.yaml");
    room.run(Command::new(pre_commit).arg("validate-manifest").arg(manifest)).accepted("");
}

#[test]
fn every_hook_gets_the_files_that_planvet_reads() {
    let escaped = |names: &[&str]| names.join("|").replace('.', "\\.");
    let files = format!("(?i)(\\.({})|(^|/)({}))$", EXTENSIONS.join("|"), escaped(&DATA));
    let never = format!("(^|/)({})/", escaped(&NEVER));
    assert!(values("files").iter().all(|pattern| *pattern == files), "files: {files}");
    assert!(values("exclude").iter().all(|pattern| *pattern == never), "exclude: {never}");
}

#[test]
fn the_entry_is_what_cargo_installs() {
    let languages = values("language");
    assert_eq!(languages, ["rust", "system"]);
    // `cargo install` names the program as the manifest's `[[bin]]` does.
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_planvet")).file_stem().expect("a name").to_owned();
    for entry in values("entry") {
        let mut words = entry.split(' ');
        assert_eq!(words.next().map(Into::into), Some(program.clone()));
        let answer = support::planvet(std::path::Path::new(support::HOME), words.chain(["--help"]));
        assert_eq!(answer.code, 0, "{entry}: {}", answer.err);
    }
}
