//! `planvet check --watch`: an edit is answered, and Ctrl-C ends it.
#![cfg(unix)]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

const BAD: &str = "\
| ID | Task  | Owner | Depends on |
|----|-------|-------|------------|
| T1 | Parse | Ana   | T2         |
| T2 | Lex   | Ben   | T1         |
";

const GOOD: &str = "\
| ID | Task  | Owner | Depends on |
|----|-------|-------|------------|
| T1 | Parse | Ana   | T2         |
| T2 | Lex   | Ben   |            |
";

/// Longer than any machine takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A planvet that watches, and the lines that it prints.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        // One pipe for both streams, so that lines come in the order in which they were printed.
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$0\" check --watch \"$@\" 2>&1", env!("CARGO_BIN_EXE_planvet")]).args(args);
        let mut child = command.current_dir(folder).stdout(Stdio::piped()).spawn().expect("planvet starts");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// Waits for a line that holds `what`, and gives those before it.
    #[track_caller]
    fn says(&self, what: &str) -> Vec<String> {
        let (start, mut before) = (Instant::now(), Vec::new());
        while let Ok(line) = self.lines.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
            if line.contains(what) {
                return before;
            }
            before.push(line);
        }
        panic!("no `{what}` in {before:#?}");
    }

    /// Ends it as Ctrl-C does, and gives its exit code.
    fn interrupt(mut self) -> Option<i32> {
        let kill = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill");
        assert!(kill.success());
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it goes on");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn room(files: &[(&str, &str)]) -> tempfile::TempDir {
    let room = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(room.path(), path, text);
    }
    room
}

fn write(room: &Path, path: &str, text: &str) {
    let path = room.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

#[test]
fn an_edit_is_answered_and_nothing_else() {
    let room = room(&[("docs/plan.md", GOOD), ("other.md", BAD)]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("other.md:3");
    watching.says("watching for changes");

    write(room.path(), "docs/plan.md", BAD);
    watching.says("changed: docs/plan.md");
    let between = watching.says("docs/plan.md:3");
    assert!(!between.iter().any(|line| line.contains("other.md")), "{between:#?}");

    // As editors save: a new file takes the place of the old one.
    write(room.path(), "docs/plan.md~", GOOD);
    fs::rename(room.path().join("docs/plan.md~"), room.path().join("docs/plan.md")).expect("renamed");
    watching.says("changed: docs/plan.md");
    thread::sleep(Duration::from_millis(200));
    assert_eq!(watching.interrupt(), Some(0), "the last check found nothing");
}

#[test]
fn a_plan_in_a_new_folder_is_seen() {
    let room = room(&[("plan.md", GOOD)]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("watching for changes");
    write(room.path(), "new/deep/plan.md", BAD);
    watching.says("new/deep/plan.md:3");
    assert_eq!(watching.interrupt(), Some(1));
}

#[test]
fn what_is_no_plan_here_is_no_change() {
    let room = room(&[(".gitignore", "ignored/"), ("ignored/plan.md", GOOD), ("plan.md", GOOD), ("notes.txt", "")]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("watching for changes");
    write(room.path(), "ignored/plan.md", BAD);
    write(room.path(), "notes.txt", BAD);
    thread::sleep(Duration::from_millis(200));
    write(room.path(), "plan.md", BAD);
    let before = watching.says("plan.md:3");
    assert_eq!(before.iter().filter(|line| !line.is_empty()).collect::<Vec<_>>(), ["changed: plan.md"]);
    assert_eq!(watching.interrupt(), Some(1));
}

#[test]
fn a_plan_that_is_deleted_is_told() {
    let room = room(&[("plan.md", BAD), ("other.md", GOOD)]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("watching for changes");
    fs::remove_file(room.path().join("plan.md")).expect("removed");
    watching.says("deleted: plan.md");
    watching.says("1 file, 1 plan");
    fs::remove_file(room.path().join("other.md")).expect("removed");
    watching.says("deleted: other.md");
    watching.says("no files to check");
    assert_eq!(watching.interrupt(), Some(0));
}

#[test]
fn a_mistake_is_told_once() {
    let room = room(&[("plan.md", GOOD)]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("watching for changes");
    // As a slow writer saves.
    for _ in 0..2 {
        write(room.path(), "planvet.toml", "slect = [\"all\"]\n");
        thread::sleep(Duration::from_millis(120));
    }
    write(room.path(), "planvet.toml", "");
    let before = watching.says("changed: planvet.toml");
    assert_eq!(before.iter().filter(|line| line.contains("slect`")).count(), 1, "{before:#?}");
}

#[test]
fn the_configuration_concerns_all() {
    let room = room(&[("plan.md", BAD), ("other.md", GOOD)]);
    let watching = Watching::start(room.path(), &["--format", "concise"]);
    watching.says("watching for changes");
    write(room.path(), "planvet.toml", "fail-on = \"sometimes\"\n");
    watching.says("sometimes");
    write(room.path(), "planvet.toml", "fail-on = \"never\"\n");
    watching.says("plan.md:3");
    assert_eq!(watching.interrupt(), Some(0), "it went on after a configuration that was broken");
}

#[test]
fn the_baseline_concerns_all() {
    let room = room(&[
        ("sub/plan.md", "# Plan\n\n| Task | Owner |\n|---|---|\n| Tag it | |\n| Ship it | Ada |\n"),
        ("other.md", GOOD),
        (".git/HEAD", ""),
        ("planvet.toml", "baseline = \"known/baseline.toml\"\n"),
        ("known/baseline.toml", "version = 1\nfindings = []\n"),
    ]);
    let watching = Watching::start(&room.path().join("sub"), &["--format", "concise"]);
    watching.says("plan.md:5");
    watching.says("watching for changes");
    let known = "{ path = \"sub/plan.md\", rule = \"missing-owner\", key = \"tag it\", count = 1 }";
    write(room.path(), "known/baseline.toml", &format!("version = 1\nfindings = [\n  {known},\n]\n"));
    watching.says("1 known before");
    write(room.path(), "known/baseline.toml", "version = 1\nfindings = []\n");
    watching.says("plan.md:5");
    assert_eq!(watching.interrupt(), Some(1));
}

#[test]
fn what_it_writes_itself_is_no_change() {
    let room = room(&[("plan.md", BAD)]);
    let watching = Watching::start(room.path(), &["--output", "concise=report.md"]);
    watching.says("watching for changes");
    write(room.path(), "plan.md", GOOD);
    watching.says("changed: plan.md");
    thread::sleep(Duration::from_millis(500));
    let again: Vec<String> = watching.lines.try_iter().filter(|line| line.contains("changed")).collect();
    assert!(again.is_empty(), "{again:#?}");
    let report = fs::read_to_string(room.path().join("report.md")).expect("a report");
    assert!(report.contains("no findings"), "{report}");
}

#[test]
fn standard_input_cannot_be_watched() {
    for args in [&["-"][..], &["--files-from", "-"]] {
        let room = room(&[]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_planvet"));
        let output = command.args(["check", "--watch"]).args(args).current_dir(room.path()).output().expect("planvet");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard input does not change"));
    }
}
