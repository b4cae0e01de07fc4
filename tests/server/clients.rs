//! Real clients, written by others: a headless Neovim, a batch Emacs, and pytest-lsp.

use super::support;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Whether a program is there; says that its test is skipped where it is not.
fn is_there(program: &str, args: &[&str]) -> bool {
    let there = Command::new(program).args(args).output().is_ok_and(|out| out.status.success());
    if !there {
        eprintln!("skipped: `{program} {}` does not answer", args.join(" "));
    }
    there
}

/// The last piece of `language` that docs/editors.md shows below `heading`, as a file in `folder`.
fn setup(folder: &Path, heading: &str, language: &str) -> PathBuf {
    let docs = fs::read_to_string(Path::new(support::HOME).join("docs/editors.md")).expect("the page");
    let section = docs.split("\n## ").find(|s| s.starts_with(heading)).expect("the section");
    let (_, code) = section.rsplit_once(&format!("```{language}\n")).expect("the piece");
    let path = folder.join(format!("setup.{language}"));
    fs::write(&path, code.split("```").next().unwrap_or(code)).expect("a file");
    path
}

/// Runs an editor on the script of a session in an empty folder, with the settings that docs/editors.md shows.
fn session(editor: &mut Command, heading: &str, language: &str) {
    let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    // The settings name no path.
    let planvet = Path::new(env!("CARGO_BIN_EXE_planvet")).parent().expect("a folder").to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(planvet).chain(env::split_paths(&path))).expect("a path");
    let out = editor
        .current_dir(folder.path())
        .env("PATH", path)
        .env("PLANVET_SETUP", setup(home.path(), heading, language))
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .output()
        .expect("the editor starts");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && said.contains("session ended well"), "{said}");
}

fn script(path: &str) -> String {
    Path::new(support::HOME).join("tests/server").join(path).display().to_string()
}

#[test]
fn neovim_shows_findings_and_applies_an_action() {
    if is_there("nvim", &["--version"]) {
        let luafile = format!("luafile {}", script("neovim/session.lua"));
        session(Command::new("nvim").args(["--headless", "--clean", "-u", "NONE", "-c", &luafile]), "Neovim", "lua");
    }
}

#[test]
fn emacs_shows_findings_and_applies_an_action() {
    if is_there("emacs", &["--batch", "-l", "eglot", "-l", "markdown-mode"]) {
        session(Command::new("emacs").args(["--batch", "-l", &script("emacs/session.el")]), "Emacs", "elisp");
    }
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
