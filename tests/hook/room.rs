//! A repository with a plan, and an agent that asks about it.

use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What planvet answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// The JSON object on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:#?}"))
    }

    pub fn is_silent(&self) -> bool {
        *self == Self { code: 0, out: String::new(), err: String::new() }
    }

    /// For people to read: each part on lines of its own.
    pub fn shown(&self) -> String {
        let mut shown = format!("exit {}", self.code);
        if !self.out.is_empty() {
            let json = self.json();
            let pretty = serde_json::to_string_pretty(&json).expect("JSON");
            // Lines as the agent reads them.
            shown += &format!("\nout: {}", pretty.replace("\\n", "\n      "));
        }
        if !self.err.is_empty() {
            shown += &format!("\nerr: {}", self.err.trim_end().replace('\n', "\n     "));
        }
        shown
    }
}

/// All events that there is a document for: the agent, and the event.
pub const EVENTS: [(&str, &str); 11] = [
    ("claude", "PostToolUse"),
    ("claude", "Stop"),
    ("claude", "SubagentStop"),
    ("claude", "TaskCompleted"),
    ("codex", "PostToolUse"),
    ("codex", "Stop"),
    ("cursor", "afterFileEdit"),
    ("cursor", "postToolUse"),
    ("cursor", "stop"),
    ("gemini", "AfterTool"),
    ("gemini", "AfterAgent"),
];

/// The document of an event, as the agent writes it about the repository `/repo`.
pub fn event(agent: &str, event: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/hook/events/{agent}/{event}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// The same, with some keys set otherwise.
pub fn event_with(agent: &str, name: &str, keys: &[(&str, Value)]) -> Value {
    let mut event = event(agent, name);
    for (key, value) in keys {
        event[*key] = value.clone();
    }
    event
}

/// A repository in which one plan is committed.
pub struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    /// `None` where there is no git; says that the test is skipped.
    pub fn new() -> Option<Self> {
        let room = Self { folder: tempfile::tempdir().expect("a folder") };
        room.write("docs/plan.md", "# Launch\n");
        room.write("docs/other.md", BAD);
        let init = Command::new("git").args(["init", "-q"]).current_dir(room.root()).status();
        if !init.is_ok_and(|status| status.success()) {
            eprintln!("skipped: there is no git");
            return None;
        }
        room.commit();
        Some(room)
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("a path")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    pub fn git(&self, args: &[&str]) {
        let name = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").args(name).args(args).current_dir(self.root()).output().expect("git runs");
        assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    pub fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--no-verify", "-m", "all"]);
    }

    /// Asks with an event about this repository.
    pub fn ask(&self, agent: &str, event: &Value) -> Answer {
        let root = serde_json::to_string(&self.root().display().to_string()).expect("JSON");
        let text = serde_json::to_string(event).expect("JSON").replace("/repo", root.trim_matches('"'));
        self.says(agent, text.as_bytes())
    }

    /// Asks with whatever stands on standard input.
    pub fn says(&self, agent: &str, input: &[u8]) -> Answer {
        run(self.folder.path(), &["hook", agent], input)
    }
}

/// Runs planvet.
pub fn run(folder: &Path, args: &[&str], input: &[u8]) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_planvet"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("planvet starts");
    // It need not read all.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("an end");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Answer { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
}

pub const GOOD: &str =
    "# Launch\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag it | Ada | open |\n| Ship it | Bo | open |\n";

/// An error: a task without an owner.
pub const BAD: &str =
    "# Launch\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag it | Ada | open |\n| Ship it | | open |\n";

/// A warning: a gate that nothing can check.
pub const SO_SO: &str =
    "# Phase 1: Import\n\n- [ ] Import the customers\n\n**Checkpoint:** The import works as expected\n";
