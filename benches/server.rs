//! The language server as an editor sees it: from a keystroke to its diagnostics in a workspace of 1,000 plans, the
//! reading of 5,000 documents, a plan of many documents among them, changes of all of them, and the memory that this
//! takes. `cargo bench --bench server`.

#[path = "../tests/server/editor.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod editor;

use editor::{Editor, address, range};
use serde_json::{Value, json};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Keystrokes that are measured.
const KEYS: usize = 400;

/// A plan of about `lines` lines: a roster, waves with tables and gates, checklists.
fn plan(lines: usize, seed: usize) -> String {
    let mut text = format!("# Move {seed}\n\n| Name | Role |\n|------|------|\n| Ada | Packer |\n| Ben | Driver |\n\n");
    let mut task = 0;
    while text.matches('\n').count() < lines {
        let wave = task / 8 + 1;
        let _ = write!(text, "## Wave {wave}: Load part {wave}\n\n| ID | Task | Owner | Depends on | Duration |\n");
        text.push_str("|----|------|-------|------------|----------|\n");
        for _ in 0..8 {
            task += 1;
            let before = if task > 8 { format!("T{}", task - 8) } else { "-".to_owned() };
            let owner = if task % 2 == 0 { "Ada" } else { "Ben" };
            let _ = writeln!(text, "| T{task} | Move the boxes of room {task} | {owner} | {before} | 2 h |");
        }
        text.push_str(
            "\n**Checkpoint:** every box of the wave is counted\n\nThe van leaves when all of them are in.\n\n",
        );
        for step in 0..4 {
            let _ = writeln!(text, "- [ ] Step {step} of wave {wave}: close the doors");
        }
        text.push('\n');
    }
    text
}

fn workspace(files: usize, lines: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for at in 0..files {
        let below = folder.path().join(format!("area-{}", at % 50));
        fs::create_dir_all(&below).expect("a folder");
        fs::write(below.join(format!("plan-{at}.md")), plan(lines, at)).expect("a file");
    }
    folder
}

/// The most memory that the server has held, in MB; none where the system does not tell.
fn memory(editor: &Editor) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", editor.process())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Waits until the workspace is read; gives how long that took.
fn read(editor: &mut Editor, since: Instant) -> Duration {
    editor.wait(|m| m["method"] == "$/progress" && m["params"]["value"]["kind"] == "end");
    since.elapsed()
}

/// What keystrokes in `text` take until their findings are there, in order.
fn keystrokes(folder: &Path, editor: &mut Editor, text: &str) -> Vec<Duration> {
    let path = folder.join("open.md");
    editor.document(&path, text);
    let told = |m: &Value, version: i64| {
        m["method"] == "textDocument/publishDiagnostics"
            && m["params"]["uri"] == address(&folder.join("open.md"))
            && m["params"]["version"] == version
    };
    editor.wait(|m| told(m, 1));
    let line = text.lines().position(|line| line.contains("Step 2 of wave 20")).expect("a line") as u32;
    let mut took = Vec::new();
    for key in 0..KEYS {
        let version = key as i64 + 2;
        let start = Instant::now();
        editor.edit(&path, version, Some(range([line, 8], [line, 8])), "x");
        editor.wait(|m| told(m, version));
        took.push(start.elapsed());
    }
    took.sort();
    took
}

/// Prints the middle and the slow end of what keystrokes took.
fn tell(what: &str, took: &[Duration]) {
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!("keystroke to diagnostics, {what}: p50 {:.1} ms, p99 {:.1} ms", at(0.5), at(0.99));
}

/// How long the answer to a keystroke takes right after the client has said that all of `paths` changed.
fn among_changes(folder: &Path, editor: &mut Editor, paths: &[PathBuf]) -> Duration {
    let (path, version) = (folder.join("open.md"), KEYS as i64 + 2);
    let changes: Vec<Value> = paths.iter().map(|path| json!({ "uri": address(path), "type": 2 })).collect();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    let start = Instant::now();
    editor.edit(&path, version, Some(range([0, 6], [0, 6])), "x");
    editor.wait(|m| m["params"]["uri"] == address(&path) && m["params"]["version"] == version);
    start.elapsed()
}

fn main() {
    let progress = json!({ "window": { "workDoneProgress": true } });
    let folder = workspace(1_000, 60);
    let mut editor = Editor::open(folder.path(), &progress);
    read(&mut editor, Instant::now());
    tell("1,000 lines among 1,000 plans", &keystrokes(folder.path(), &mut editor, &plan(1_000, 0)));
    println!("memory: {:.0} MB", memory(&editor).unwrap_or(f64::NAN));
    assert!(editor.leave().success());

    let folder = workspace(5_000, 60);
    // Some of them are one plan with the document that is edited.
    let keyed = |text: &str| format!("<!-- plan: move -->\n{text}");
    let paths: Vec<PathBuf> =
        (0..5_000).map(|at| folder.path().join(format!("area-{}/plan-{at}.md", at % 50))).collect();
    for path in paths.iter().step_by(250) {
        fs::write(path, keyed(&plan(60, 0))).expect("a file");
    }
    let start = Instant::now();
    let mut editor = Editor::open(folder.path(), &progress);
    let took = read(&mut editor, start);
    println!("reading 5,000 plans: {:.2} s", took.as_secs_f64());
    println!("memory: {:.0} MB", memory(&editor).unwrap_or(f64::NAN));
    let took = keystrokes(folder.path(), &mut editor, &keyed(&plan(1_000, 0)));
    tell("1,000 lines of a plan of 21 documents among 5,000", &took);
    let took = among_changes(folder.path(), &mut editor, &paths);
    println!("keystroke while 5,000 documents change on disk: {:.1} ms", took.as_secs_f64() * 1e3);
    println!("memory: {:.0} MB", memory(&editor).unwrap_or(f64::NAN));
    assert!(editor.leave().success());
}
