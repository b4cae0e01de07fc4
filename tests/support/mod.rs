//! What the tests over whole documents share: the documents, and planvet itself.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod yaml;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The package, where `testdata/` lies.
pub const HOME: &str = env!("CARGO_MANIFEST_DIR");

/// The documents below `folder`, in order.
pub fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry").path();
            match path.extension().and_then(|e| e.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("md" | "markdown" | "mdx" | "mdc") => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{} holds no document", folder.display());
    found
}

/// The documents of `testdata/`.
pub fn testdata() -> Vec<PathBuf> {
    documents(&Path::new(HOME).join("testdata"))
}

/// The folder that the environment names; says that the test is skipped where it names none.
pub fn folder_of(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from).filter(|f| f.is_dir());
    if folder.is_none() {
        eprintln!("skipped: {variable} names no folder");
    }
    folder
}

/// A program that need not be there: on `PATH`, or where `.ci/run` puts those from PyPI and npm. Says that a test is
/// skipped where it is not.
pub fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let ours = Path::new(HOME).join("target/venv").join(if cfg!(windows) { "Scripts" } else { "bin" });
    let of_npm = Path::new(HOME).join("target/npm/node_modules/.bin");
    let found = std::env::split_paths(&path).chain([ours, of_npm]).find_map(|folder| tool_in(&folder, name));
    if found.is_none() {
        eprintln!("skipped: there is no {name}");
    }
    found
}

/// A program in a folder.
pub fn tool_in(folder: &Path, name: &str) -> Option<PathBuf> {
    Some(folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))).filter(|file| file.is_file())
}

/// `PATH` with the planvet of this build before all others.
pub fn path_with_planvet() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let ours = Path::new(env!("CARGO_BIN_EXE_planvet")).parent().expect("a folder").to_path_buf();
    std::env::join_paths(std::iter::once(ours).chain(std::env::split_paths(&path))).expect("a search path")
}

/// What planvet came to.
#[derive(Debug)]
pub struct Answer {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Runs planvet in `folder`.
pub fn planvet<S: AsRef<std::ffi::OsStr>>(folder: &Path, args: impl IntoIterator<Item = S>) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_planvet"))
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("FORCE_COLOR")
        .env_remove("COLUMNS")
        .output()
        .expect("planvet starts");
    Answer {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
