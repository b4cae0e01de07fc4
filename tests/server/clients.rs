//! Real clients, written by others: a headless Neovim, and pytest-lsp.

use super::support;
use std::{path::Path, process::Command};

/// Whether a program is there; says that its test is skipped where it is not.
fn is_there(program: &str, args: &[&str]) -> bool {
    let there = Command::new(program).args(args).output().is_ok_and(|out| out.status.success());
    if !there {
        eprintln!("skipped: `{program} {}` does not answer", args.join(" "));
    }
    there
}

#[test]
fn neovim_shows_findings_and_applies_an_action() {
    if !is_there("nvim", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = Path::new(support::HOME).join("tests/server/neovim/session.lua");
    let out = Command::new("nvim")
        .args(["--headless", "--clean", "-u", "NONE", "-c"])
        .arg(format!("luafile {}", script.display()))
        .current_dir(folder.path())
        .env("PLANVET", env!("CARGO_BIN_EXE_planvet"))
        .env("HOME", folder.path())
        .env("XDG_STATE_HOME", folder.path())
        .output()
        .expect("nvim starts");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && said.contains("session ended well"), "{said}");
}

#[test]
fn pytest_lsp_plays_whole_sessions() {
    if !is_there("python3", &["-c", "import pytest_lsp"]) {
        return;
    }
    let sessions = Path::new(support::HOME).join("tests/server/sessions");
    let out = Command::new("python3")
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(&sessions)
        .env("PLANVET", env!("CARGO_BIN_EXE_planvet"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("pytest starts");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}");
}

#[test]
fn the_extension_keeps_its_promises() {
    if !is_there("node", &["--version"]) {
        return;
    }
    let out = Command::new("node")
        .args(["--test", "test/"])
        .current_dir(Path::new(support::HOME).join("editors/vscode"))
        .output()
        .expect("node starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn the_extension_can_be_packaged() {
    let extension = Path::new(support::HOME).join("editors/vscode");
    let vsce = extension.join("node_modules/.bin/vsce");
    if !vsce.exists() {
        eprintln!("skipped: `npm install` was not run in editors/vscode");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("planvet.vsix");
    let out = Command::new(vsce)
        .args(["package", "--no-git-tag-version", "--out"])
        .arg(&package)
        .current_dir(&extension)
        .output()
        .expect("vsce starts");
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(package.metadata().is_ok_and(|meta| meta.len() > 10_000), "the package holds the client library");
}
