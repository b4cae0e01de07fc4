//! A shell script that a CI service would run.

use crate::support;
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Two tasks that wait for each other, and somebody without a second one.
pub const BAD: &str = "\
| ID | Task  | Owner | Backup | Depends on |
|----|-------|-------|--------|------------|
| T1 | Parse | Ana   | Ana    | T2         |
| T2 | Lex   | Ben   | Ana    | T1         |
";

/// What an attacker would like to be run, in every way that a shell runs something.
pub const ATTACK: &str = "$(touch pwned) `touch pwned` ; touch pwned & touch pwned | touch pwned \" ' * ${IFS}";

/// What a script came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub said: String,
}

impl Ran {
    #[track_caller]
    pub fn is(self, code: i32, says: &str) -> Self {
        assert!(self.code == code && self.said.contains(says), "not {code} with `{says}`: {self:#?}");
        self
    }
}

/// A working copy in CI.
pub struct Room {
    folder: tempfile::TempDir,
    variables: Vec<(String, OsString)>,
}

impl Room {
    pub fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() };
        room.write("work/plan.md", BAD).with("PATH", support::path_with_planvet())
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(self, path: &str, text: &str) -> Self {
        fs::create_dir_all(self.path(path).parent().expect("a folder")).expect("a folder");
        fs::write(self.path(path), text).expect("written");
        self
    }

    /// What a file holds; nothing where there is none.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    pub fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Runs a script in `work` with the variables of the room and no others.
    pub fn run(&self, shell: &[&str], script: &str) -> Ran {
        let file = self.path("script.sh");
        fs::write(&file, script).expect("written");
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).arg(&file).current_dir(self.path("work")).stdin(Stdio::null()).env_clear();
        let output = command.envs(self.variables.iter().map(|(n, v)| (n, v))).output().expect("a shell");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(!self.path("work/pwned").exists(), "something was run that came from outside: {said}");
        Ran { code: output.status.code().expect("an exit code"), said }
    }
}

/// Lets shellcheck read a script.
pub fn lint(room: &Room, shell: &str, script: &str) {
    let Some(shellcheck) = support::tool("shellcheck") else { return };
    let file = room.path("lint.sh");
    fs::write(&file, script).expect("written");
    let output = Command::new(shellcheck).args(["--shell", shell]).arg(&file).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// A file of the project.
pub fn ours(path: &str) -> String {
    fs::read_to_string(Path::new(support::HOME).join(path)).expect("a file")
}
