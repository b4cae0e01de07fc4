//! A temporary repository that is committed to through pre-commit.

use crate::support;
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Two tasks that wait for each other.
pub const BAD: &str = "\
| ID | Task  | Owner | Depends on | Status |
|----|-------|-------|------------|--------|
| T1 | Parse | Ana   | T2         | open   |
| T2 | Lex   | Ben   | T1         | open   |
";

/// The same, and the second one waits for nothing.
pub const GOOD: &str = "\
| ID | Task  | Owner | Depends on | Status |
|----|-------|-------|------------|--------|
| T1 | Parse | Ana   | T2         | open   |
| T2 | Lex   | Ben   |            | open   |
";

/// Nobody to fall back on, which is a warning.
pub const WARNING: &str = "\
| ID | Task  | Owner | Backup |
|----|-------|-------|--------|
| T1 | Parse | Ana   | Ana    |
| T2 | Lex   | Ben   | Ana    |
";

/// A temporary folder with a repository in `work` and pre-commit's own things beside it.
pub struct Room {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, OsString)>,
}

/// What a commit came to.
#[derive(Debug)]
pub struct Commit {
    accepted: bool,
    said: String,
}

impl Commit {
    #[track_caller]
    pub fn accepted(self, what: &str) -> Self {
        assert!(self.accepted && self.said.contains(what), "no `{what}`: {self:#?}");
        self
    }

    #[track_caller]
    pub fn refused(self, what: &str) -> Self {
        assert!(!self.accepted && self.said.contains(what), "no `{what}`: {self:#?}");
        self
    }
}

impl Room {
    /// An empty repository; none where there is no pre-commit.
    pub fn new() -> Option<Self> {
        support::tool("git")?;
        support::tool("pre-commit")?;
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().as_os_str().to_owned();
        let environment = vec![
            ("PATH", support::path_with_planvet()),
            ("HOME", home.clone()),
            ("PRE_COMMIT_HOME", folder.path().join("pre-commit").into_os_string()),
            ("GIT_CONFIG_GLOBAL", folder.path().join("gitconfig").into_os_string()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
        ];
        fs::write(folder.path().join("gitconfig"), "[user]\nname = Ana\nemail = ana@example.com\n").expect("written");
        let room = Self { folder, environment };
        room.git("work", &["init", "--quiet"]);
        Some(room)
    }

    /// Sets a variable for everything that runs from now on.
    pub fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// A folder of the room.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// A repository that offers hooks, of these files.
    pub fn hooks(&self, files: &[(&str, &str)]) -> PathBuf {
        let folder = self.folder("hooks");
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("written");
        }
        self.commit_hooks(folder)
    }

    /// Commits what lies in a folder, as a repository that offers hooks.
    pub fn commit_hooks(&self, folder: PathBuf) -> PathBuf {
        self.git(&folder, &["init", "--quiet"]);
        self.git(&folder, &["add", "--all"]);
        self.git(&folder, &["commit", "--quiet", "--message", "Hooks"]);
        self.git(&folder, &["tag", "v1"]);
        folder
    }

    /// Wires in a hook.
    pub fn using(self, hooks: &Path, id: &str) -> Self {
        let hooks = hooks.to_string_lossy().replace('\\', "/");
        let config = format!("repos:\n- repo: '{hooks}'\n  rev: v1\n  hooks:\n  - id: {id}\n");
        self.write(".pre-commit-config.yaml", &config).stage(".pre-commit-config.yaml");
        let pre_commit = support::tool("pre-commit").expect("it was there");
        let installed = self.run(Command::new(pre_commit).arg("install").current_dir(self.folder("work")));
        assert!(installed.accepted, "{installed:#?}");
        self
    }

    /// Writes a file of the repository.
    pub fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.folder("work").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder("work").join(path)).expect("a file")
    }

    pub fn stage(&self, path: &str) -> &Self {
        self.git("work", &["add", path]);
        self
    }

    /// Tries to commit what is staged.
    pub fn commit(&self) -> Commit {
        let mut git = Command::new("git");
        self.run(git.args(["commit", "--message", "A plan"]).current_dir(self.folder("work")))
    }

    fn git(&self, folder: impl AsRef<Path>, args: &[&str]) {
        let folder = self.folder.path().join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        let done = self.run(Command::new("git").args(args).current_dir(folder));
        assert!(done.accepted, "git {args:?}: {done:#?}");
    }

    /// Runs a command in the room's environment.
    pub fn run(&self, command: &mut Command) -> Commit {
        // What runs the tests may be a hook itself.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        said(command.envs(self.environment.iter().map(|(name, value)| (name, value))))
    }
}

/// Runs a command.
pub fn said(command: &mut Command) -> Commit {
    let output = command.output().expect("it starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Commit { accepted: output.status.success(), said }
}
