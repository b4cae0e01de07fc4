//! What a document, its name or a configuration says does nothing to a terminal, whatever the command that repeats it.

use std::{fs, path::Path, process::Command};

/// Runs `planvet` in `folder`; no sign in what it prints may command a terminal.
#[track_caller]
fn harmless(folder: &Path, args: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_planvet")).args(args).current_dir(folder).output().expect("it runs");
    let printed = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("UTF-8"));
    for text in &printed {
        let raw = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(raw, None, "{args:?}: {text}");
    }
    assert!(printed.iter().any(|text| !text.is_empty()), "{args:?} prints nothing");
}

#[test]
fn no_command_repeats_what_commands_a_terminal() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("a file");
    write("a\u{1b}[31mb.md", "# Plan\n\n- [x] T1 do \u{1b}[31mEVIL\u{7}\n- [x] T1 \u{1b}]8;;http://evil\u{7}\n");
    fs::create_dir(place.path().join("e\u{1b}[31m")).expect("a folder");
    for args in [
        &["."][..],
        &["-v", "--statistics", "."],
        &["show", "-v", "a\u{1b}[31mb.md"],
        &["evidence", "list"],
        &["tick", "--ready"],
        &["e\u{1b}[31m"],
        &["nope\u{1b}[31m.md"],
        &["--fix", "--unsafe-fixes", "."],
        &["baseline"],
        &["init", "--dry-run"],
    ] {
        harmless(place.path(), args);
    }
    for settings in
        ["foo = \"\u{1b}[31mEVIL\"\n", "\"::error::x\\u001b[31mE\" = 1\n", "[[plan]]\nfiles = [\"\\u001b[31m\"]\n"]
    {
        write("planvet.toml", settings);
        harmless(place.path(), &["."]);
        harmless(place.path(), &["show", "a\u{1b}[31mb.md"]);
    }
}
