//! A repository with a plan and a check, and planvet in it: nothing of the person's own is read.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::SystemTime,
};

/// A green report and a red one.
pub const GREEN: &str = "<testsuite name=\"t\" tests=\"2\"><testcase name=\"a\"/><testcase name=\"b\"/></testsuite>\n";
pub const RED: &str =
    "<testsuite name=\"t\" tests=\"2\"><testcase name=\"a\"/><testcase name=\"b\"><failure/></testcase></testsuite>\n";

/// A check that passes where `src/lib` says `works`, and reports what `src/report` holds.
pub const POLICY: &str = "[check.unit]
argv = [\"sh\", \"check.sh\"]
scope = [\"src/**\"]
report = \"out/junit.xml\"

[check.lint]
argv = [\"true\"]
scope = [\"src/**\"]
";

const SCRIPT: &str = "mkdir -p out && cat src/report > out/junit.xml && grep -q works src/lib\n";

/// A plain checklist.
pub const PLAN: &str = "# Plan\n\n- [ ] T1 Write the reader\n- [ ] T2 Write the writer\n- [ ] T3 Write it down\n";

pub struct Room {
    pub root: PathBuf,
    folder: tempfile::TempDir,
}

/// What planvet came to.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let code = output.status.code().expect("an exit code");
        Self { code, out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Asserts the exit code and a part of what was said.
    #[track_caller]
    pub fn is(&self, code: i32, said: &str) -> &Self {
        let both = format!("{}{}", self.out, self.err);
        assert!(self.code == code && both.contains(said), "wanted {code} and {said:?}: {}\n{both}", self.code);
        self
    }
}

impl Room {
    /// A committed repository with [`PLAN`] in `plan.md`.
    pub fn new() -> Self {
        let room = Self::empty();
        room.write("plan.md", PLAN).commit("begin");
        room
    }

    /// The check, and no plan yet.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a folder").join("r");
        fs::create_dir(&root).expect("a folder");
        let room = Self { root, folder };
        room.git(&["init", "-q"]);
        room.write("planvet.toml", POLICY).write("check.sh", SCRIPT).write(".gitignore", "/out/\n");
        room.write("src/lib", "works\n").write("src/report", GREEN);
        room
    }

    /// The same people in another folder beside it, for example a clone.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("a folder").join(name)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Replaces one text in a file.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "{path} holds {from:?}: {text}");
        self.write(path, text.replacen(from, to, 1))
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        let foreign = ["GIT_", "GITHUB_", "GITLAB_", "CI", "SSH_"];
        for (name, _) in std::env::vars_os() {
            if foreign.iter().any(|f| name.to_string_lossy().starts_with(f)) {
                command.env_remove(name);
            }
        }
        command.current_dir(folder).env("HOME", self.folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("XDG_CONFIG_HOME", self.folder.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "a").env(format!("GIT_{who}_EMAIL"), "a@b");
        }
        command
    }

    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    #[track_caller]
    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let settings = ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"];
        let output = self.command("git", folder).args(settings).args(args).output().expect("git runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "git {args:?}: {out}{err}");
        out.trim_end().to_owned()
    }

    #[track_caller]
    pub fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self
    }

    /// planvet at the root; `args` are split at blanks.
    pub fn planvet(&self, args: &str) -> Answer {
        self.planvet_in(&self.root, args)
    }

    pub fn planvet_in(&self, folder: &Path, args: &str) -> Answer {
        Answer::of(&self.planvet_command(folder, args).output().expect("planvet starts"))
    }

    /// With variables.
    pub fn planvet_with(&self, args: &str, vars: &[(&str, &str)]) -> Answer {
        let output = self.planvet_command(&self.root, args).envs(vars.iter().copied()).output();
        Answer::of(&output.expect("planvet starts"))
    }

    /// Started and left alone.
    pub fn start(&self, args: &str) -> Child {
        let mut command = self.planvet_command(&self.root, args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("planvet starts")
    }

    fn planvet_command(&self, folder: &Path, args: &str) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_planvet"), folder);
        command.args(args.split_whitespace()).env("NO_COLOR", "1").stdin(Stdio::null());
        command
    }

    /// Records `unit` for `item`, which has to pass; the path of the record.
    #[track_caller]
    pub fn record(&self, item: &str) -> String {
        let before = self.records();
        self.planvet(&format!("record unit --item {item}")).is(0, "unit passed");
        self.records().into_iter().find(|r| !before.contains(r)).expect("a new record")
    }

    /// The paths of all records, from the root.
    pub fn records(&self) -> Vec<String> {
        let mut found: Vec<String> = files(&self.root.join(".planvet"))
            .into_keys()
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .map(|path| path.strip_prefix(&self.root).expect("below").to_str().expect("UTF-8").to_owned())
            .collect();
        found.sort();
        found
    }

    /// What `evidence list` says of an item.
    #[track_caller]
    pub fn line(&self, item: &str) -> String {
        let list = self.planvet("evidence list");
        let line = list.out.lines().find(|line| line.split_whitespace().next() == Some(item));
        line.unwrap_or_else(|| panic!("{item} is listed: {list:?}")).to_owned()
    }
}

/// Every file below a folder that is one, with its content and time.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, Option<SystemTime>)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
        if kind.is_dir() {
            found.extend(files(&path));
        } else if kind.is_file() {
            let time = entry.metadata().and_then(|m| m.modified()).ok();
            found.insert(path.clone(), (fs::read(&path).unwrap_or_default(), time));
        }
    }
    found
}
