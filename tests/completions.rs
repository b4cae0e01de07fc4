//! Completions are loaded into the real shells, and manual pages read by the real readers.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use support::{planvet, tool};

fn script(room: &Path, shell: &str) -> PathBuf {
    let answer = planvet(room, ["completions", shell]);
    assert_eq!((answer.code, &*answer.err), (0, ""));
    let path = room.join(format!("completions.{shell}"));
    fs::write(&path, answer.out).expect("written");
    path
}

/// What a program prints; it must have nothing to complain of.
fn printed(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{command:?}: {complaint}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Lines that a person has typed so far, and a word that must be among the completions.
const TYPED: &[(&str, &str)] = &[
    ("planvet ev", "evidence"),
    ("planvet evidence pr", "prune"),
    ("planvet check --fail", "--fail-on"),
    ("planvet rule missing-ow", "missing-owner"),
    ("planvet check --select owner", "ownership"),
    ("planvet check --format js", "jsonl"),
];

#[test]
fn bash_completes() {
    let Some(bash) = tool("bash") else { return };
    let room = tempfile::tempdir().expect("a folder");
    let script = script(room.path(), "bash");
    for (typed, wanted) in TYPED {
        let code = r#"source "$0"; read -r -a COMP_WORDS <<<"$1"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _planvet planvet "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD - 1]}"
            printf '%s\n' "${COMPREPLY[@]}""#;
        let shown = printed(Command::new(&bash).args(["--norc", "-c", code]).arg(&script).arg(typed));
        assert!(shown.lines().any(|line| line == *wanted), "{typed}: {shown}");
    }
}

#[test]
fn fish_completes() {
    let Some(fish) = tool("fish") else { return };
    let room = tempfile::tempdir().expect("a folder");
    let script = script(room.path(), "fish");
    // For fish, clap_complete writes no values of positional arguments.
    for (typed, wanted) in TYPED.iter().filter(|(typed, _)| !typed.starts_with("planvet rule")) {
        let code = "source $argv[1]; complete --do-complete $argv[2]";
        let mut command = Command::new(&fish);
        command.args(["--no-config", "-c", code]).arg(&script).arg(typed).env("HOME", room.path());
        let shown = printed(&mut command);
        assert!(shown.lines().any(|line| line.split('\t').next() == Some(wanted)), "{typed}: {shown}");
    }
}

#[test]
fn zsh_loads_them() {
    let Some(zsh) = tool("zsh") else { return };
    let room = tempfile::tempdir().expect("a folder");
    let script = script(room.path(), "zsh");
    // As it is installed: a file `_planvet` in a folder of `fpath`.
    fs::rename(script, room.path().join("_planvet")).expect("renamed");
    let code = r#"fpath=("$1" $fpath); autoload -U compinit; compinit -u -D
        print -r -- "$_comps[planvet]"; autoload +X _planvet; whence -w _planvet"#;
    let shown = printed(Command::new(zsh).args(["-f", "-c", code, "zsh"]).arg(room.path()).env("HOME", room.path()));
    assert_eq!(shown, "_planvet\n_planvet: function\n");
}

#[test]
fn the_others_know_the_commands() {
    let room = tempfile::tempdir().expect("a folder");
    for shell in ["powershell", "elvish"] {
        let script = fs::read_to_string(script(room.path(), shell)).expect("a script");
        assert!(script.contains("evidence") && script.contains("--fail-on"), "{shell}");
    }
    let answer = planvet(room.path(), ["completions", "ksh"]);
    assert!(answer.code == 2 && answer.err.contains("powershell"), "{answer:?}");
}

#[test]
fn every_command_has_a_manual_page() {
    let room = tempfile::tempdir().expect("a folder");
    for command in [&[][..], &["check"], &["rule"], &["evidence"], &["evidence", "list"]] {
        let answer = planvet(room.path(), [&["man"], command].concat());
        assert_eq!((answer.code, &*answer.err), (0, ""));
        let path = room.path().join("page.1");
        fs::write(&path, answer.out).expect("written");
        if let Some(man) = tool("man") {
            let page =
                printed(Command::new(man).arg("-l").arg(&path).envs([("MANWIDTH", "80"), ("LC_ALL", "C.UTF-8")]));
            let title = [&["planvet"], command].concat().join("-");
            assert!(page.contains(&format!("{title}(1)")) && page.contains("SYNOPSIS"), "{page}");
            let files = page.lines().filter(|line| *line == "FILES").count();
            assert_eq!(files, usize::from(command.is_empty()), "{page}");
        }
        if let Some(mandoc) = tool("mandoc") {
            // Long lines and small letters are matters of style.
            let output =
                Command::new(mandoc).args(["-T", "lint", "-W", "error"]).arg(&path).output().expect("it starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
    }
    let answer = planvet(room.path(), ["man", "nothing"]);
    assert!(answer.code == 2 && answer.err.contains("no command `nothing`"), "{answer:?}");
}
