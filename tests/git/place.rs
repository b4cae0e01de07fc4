//! Repositories to ask about, made by git itself.

use planvet::git::{Repository, Scope, Settings, Snapshot, Tree, Unknown};
use std::{
    collections::BTreeMap,
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// Whether there is a git; says so if not.
pub fn git_is_here() -> bool {
    let here = Command::new("git").arg("--version").output().is_ok_and(|o| o.status.success());
    if !here {
        eprintln!("skipped: git is not installed");
    }
    here
}

/// A repository in a folder of its own.
pub struct Place {
    pub root: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

/// Runs git in `folder` as a person would, with variables of `vars`.
#[track_caller]
pub fn git_with(folder: &Path, args: &[&str], vars: &[(&str, &OsStr)]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]).args(args);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    // The person's own configuration is no part of the test.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_AUTHOR_NAME", "a").env("GIT_AUTHOR_EMAIL", "a@b").env("GIT_AUTHOR_DATE", "1700000000 +0000");
    command.env("GIT_COMMITTER_NAME", "a").env("GIT_COMMITTER_EMAIL", "a@b");
    command.env("GIT_COMMITTER_DATE", "1700000000 +0000").envs(vars.iter().copied());
    let output = command.output().expect("git runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "git {args:?} in {}: {out}{err}", folder.display());
    out.trim_end_matches('\n').to_owned()
}

impl Place {
    /// An empty repository.
    pub fn new() -> Self {
        Self::init(&[])
    }

    pub fn init(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a folder").join("r");
        fs::create_dir(&root).expect("a folder");
        git_with(&root, &[&["init", "-q"], args].concat(), &[]);
        Self { root, _folder: Some(folder) }
    }

    /// The folder that is somewhere, made by others.
    pub fn at(root: PathBuf) -> Self {
        Self { root, _folder: None }
    }

    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        git_with(&self.root, args, &[])
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Commits everything.
    #[track_caller]
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Asks the repository, and holds that the answer changed no byte and no time of anything in its git directory.
    #[track_caller]
    pub fn ask<T>(&self, question: impl FnOnce(&Repository) -> T) -> T {
        self.ask_with(&Settings::default(), question)
    }

    #[track_caller]
    pub fn ask_with<T>(&self, settings: &Settings, question: impl FnOnce(&Repository) -> T) -> T {
        let before = everything(&self.git_dirs());
        let answer = {
            let repository = Repository::discover_with(&self.root, settings);
            let repository = repository.expect("git answers").expect("a repository");
            question(&repository)
        };
        let after = everything(&self.git_dirs());
        let changed: Vec<_> = after.iter().filter(|(path, what)| before.get(*path) != Some(what)).collect();
        assert!(before.len() == after.len() && changed.is_empty(), "written: {changed:?}");
        answer
    }

    fn git_dirs(&self) -> [PathBuf; 2] {
        let dir = |what: &str| self.root.join(self.git(&["rev-parse", what]));
        [dir("--absolute-git-dir"), dir("--git-common-dir")]
    }

    /// The id of what `scope` holds now.
    #[track_caller]
    pub fn tree(&self, scope: &Scope) -> String {
        self.known(scope).oid.to_string()
    }

    #[track_caller]
    pub fn known(&self, scope: &Scope) -> Tree {
        match self.ask(|r| r.snapshot(scope)).expect("git answers") {
            Snapshot::Known(tree) => tree,
            Snapshot::Unknown(unknown) => panic!("{unknown:?}"),
        }
    }

    #[track_caller]
    pub fn unknown(&self, scope: &Scope) -> Vec<Unknown> {
        match self.ask(|r| r.snapshot(scope)).expect("git answers") {
            Snapshot::Known(tree) => panic!("{tree:?}"),
            Snapshot::Unknown(unknown) => unknown,
        }
    }

    /// What git itself makes of the working tree, or of what `pathspec` names in it, with an index of its own.
    #[track_caller]
    pub fn truth(&self, pathspec: &[&str]) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = folder.path().join("index");
        let real = PathBuf::from(self.git(&["rev-parse", "--absolute-git-dir"])).join("index");
        let vars = [("GIT_INDEX_FILE", index.as_os_str())];
        // What was stored with `\r\n` matters, so it begins with the real one.
        if real.exists() {
            fs::copy(&real, &index).expect("an index");
            // Which files are too young to be trusted is told by its time.
            let time = fs::metadata(real).and_then(|m| m.modified()).expect("a time");
            fs::File::options().write(true).open(&index).and_then(|f| f.set_modified(time)).expect("a time");
        }
        git_with(&self.root, &["add", "-A"], &vars);
        if !pathspec.is_empty() {
            let exclude: Vec<String> = pathspec.iter().map(|p| format!(":(exclude,glob){p}")).collect();
            let mut args = vec!["rm", "-r", "-q", "--cached", "-f", "--ignore-unmatch", "--", "."];
            args.extend(exclude.iter().map(String::as_str));
            git_with(&self.root, &args, &vars);
        }
        git_with(&self.root, &["write-tree"], &vars)
    }
}

/// A `git` in `folder` that is this shell script, in which `git` itself is the real one.
#[cfg(unix)]
pub fn git_that(folder: &Path, script: &str) -> Settings {
    let real = Command::new("sh").args(["-c", "command -v git"]).output().expect("sh runs").stdout;
    let real = String::from_utf8(real).expect("UTF-8");
    let program = folder.join("git");
    fs::write(&program, format!("#!/bin/sh\nREAL={real}\n{script}\n")).expect("a script");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    Settings { path: folder.into(), ..Settings::default() }
}

/// As if git were too old to know that it must not fetch what is missing, and of sparse indexes.
#[cfg(unix)]
pub fn old_git(folder: &Path) -> Settings {
    let script = "case \"$*\" in *--sparse) exit 129;; esac\nunset GIT_NO_LAZY_FETCH\nexec $REAL \"$@\"";
    git_that(folder, script)
}

/// Globs as a scope.
pub fn scope(globs: &[&str]) -> Scope {
    Scope::new(globs, &[], &[]).expect("globs")
}

type What = (Vec<u8>, SystemTime);

/// Every file and folder below some folders, with content and time.
fn everything(folders: &[PathBuf]) -> BTreeMap<PathBuf, What> {
    let (mut found, mut open) = (BTreeMap::new(), folders.to_vec());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let meta = fs::symlink_metadata(&path).expect("an entry");
            let bytes = if meta.is_file() { fs::read(&path).expect("a file") } else { Vec::new() };
            if meta.is_dir() {
                open.push(path.clone());
            }
            // Reading a shared index marks it as used, by its time.
            let shared = path.to_string_lossy().contains("sharedindex.");
            let time = if shared { SystemTime::UNIX_EPOCH } else { meta.modified().expect("a time") };
            found.insert(path, (bytes, time));
        }
    }
    assert!(found.len() > 3, "a git directory: {folders:?}");
    found
}
