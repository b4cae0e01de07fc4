//! Documents of one plan, on disk and in the editor, and by what name each is known.

use super::editor::{Editor, address, range};
use serde_json::{Value, json};
use std::{fs, path::Path};

fn pulling() -> Value {
    json!({ "textDocument": { "diagnostic": {} } })
}

/// A repository with these documents.
fn repository(documents: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in documents {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn close(editor: &mut Editor, path: &Path) {
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": address(path) } }));
}

fn on_disk(editor: &mut Editor, path: &Path, kind: u8) {
    let change = json!({ "uri": address(path), "type": kind });
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
}

// Together they wait for each other, and the first of them says so.
const CRANE: &str = "<!-- plan: harbour -->\n# Crane\n\n- [ ] T2 Grease the crane (depends on T1, owner: Ada)\n";
const QUAY: &str = "<!-- plan: harbour -->\n# Quay\n\n- [ ] T1 Sweep the quay (depends on T2, owner: Ben)\n";
const CYCLE: [&str; 1] = ["dependency-cycle"];
const NOTHING: [&str; 0] = [];

#[test]
fn keys_follow_the_editor() {
    let folder = repository(&[("a/crane.md", CRANE), ("b/quay.md", &QUAY.replace("harbour", "quay"))]);
    let (crane, quay) = (folder.path().join("a/crane.md"), folder.path().join("b/quay.md"));
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&crane, CRANE);
    // The key is written in the editor alone, sign by sign, and taken out again.
    editor.document(&quay, &QUAY.replace("harbour", "quay"));
    assert_eq!(editor.rules(&crane), NOTHING);
    editor.edit(&quay, 2, Some(range([0, 11], [0, 15])), "harb");
    assert_eq!(editor.rules(&crane), NOTHING);
    editor.edit(&quay, 3, Some(range([0, 15], [0, 15])), "our");
    assert_eq!(editor.rules(&crane), CYCLE);
    editor.edit(&quay, 4, Some(range([0, 11], [0, 12])), "b");
    assert_eq!(editor.rules(&crane), NOTHING);
    assert!(editor.leave().success());
}

#[test]
fn keys_follow_the_disk() {
    let folder = repository(&[("a/crane.md", CRANE), (".gitignore", "/ignored/\n")]);
    let (crane, quay) = (folder.path().join("a/crane.md"), folder.path().join("b/quay.md"));
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&crane, CRANE);
    assert_eq!(editor.rules(&crane), NOTHING);
    fs::create_dir(folder.path().join("b")).expect("a folder");
    fs::write(&quay, QUAY).expect("a file");
    on_disk(&mut editor, &quay, 1);
    assert_eq!(editor.rules(&crane), CYCLE);
    fs::remove_file(&quay).expect("a file");
    on_disk(&mut editor, &quay, 3);
    assert_eq!(editor.rules(&crane), NOTHING);
    // What git ignores is no part of a plan, open or not.
    let ignored = folder.path().join("ignored/quay.md");
    fs::create_dir(folder.path().join("ignored")).expect("a folder");
    fs::write(&ignored, QUAY).expect("a file");
    on_disk(&mut editor, &ignored, 1);
    editor.document(&ignored, QUAY);
    editor.edit(&ignored, 2, Some(range([4, 0], [4, 0])), "x");
    assert_eq!(editor.rules(&crane), NOTHING);
    assert!(editor.leave().success());
}

#[test]
fn a_document_that_was_never_saved_is_a_part_of_the_plan() {
    let task = |n: u32| format!("- [ ] {n}. Wire button {n}\n  - _Requirements: 1.{n}_\n");
    let tasks_text = format!("# Implementation Plan\n\n{}", (1..=4).map(task).collect::<String>());
    let criterion = |n: u32| format!("{n}. WHEN button {n} is pressed THEN the crane SHALL move\n");
    let spec_text = format!(
        "# Requirements\n\n## Requirements\n\n### Requirement 1\n\n**User Story:** As a driver, I want to move the crane.\n\n#### Acceptance Criteria\n\n{}",
        (1..=3).map(criterion).collect::<String>()
    );
    let folder = repository(&[(".kiro/specs/crane/tasks.md", &tasks_text)]);
    let (tasks, spec) =
        (folder.path().join(".kiro/specs/crane/tasks.md"), folder.path().join(".kiro/specs/crane/requirements.md"));
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&tasks, &tasks_text);
    assert_eq!(editor.rules(&tasks), NOTHING);
    editor.document(&spec, &spec_text);
    assert_eq!(editor.rules(&tasks), ["unknown-requirement"]);
    close(&mut editor, &spec);
    assert_eq!(editor.rules(&tasks), NOTHING);
    // The same by a key, in a folder that is not there yet.
    let (crane, quay) = (folder.path().join("crane.md"), folder.path().join("new/quay.md"));
    editor.document(&crane, CRANE);
    assert_eq!(editor.rules(&crane), NOTHING);
    editor.document(&quay, QUAY);
    assert_eq!(editor.rules(&crane), CYCLE);
    close(&mut editor, &quay);
    assert_eq!(editor.rules(&crane), NOTHING);
    assert!(editor.leave().success());
}

#[test]
fn a_task_of_another_document_is_told_as_that() {
    let (crane, quay) = (CRANE, &QUAY.replace("depends on T2, ", ""));
    let folder = repository(&[("crane.md", crane), ("quay.md", quay)]);
    let path = folder.path().join("crane.md");
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&path, crane);
    let line = crane.lines().position(|line| line.contains("T1")).expect("a line");
    let column = crane.lines().nth(line).and_then(|line| line.find("T1")).expect("the id") + 1;
    let asked = json!({ "textDocument": { "uri": address(&path) }, "position": { "line": line, "character": column } });
    let answer = editor.ask("textDocument/hover", asked);
    let told = answer["result"]["contents"]["value"].as_str().unwrap_or_else(|| panic!("{answer:#}"));
    assert!(told.contains("Owner: `Ben`") && told.contains("Stands in: `quay.md`"), "{told}");
    assert!(!told.contains("Ada"), "{told}");
    assert!(editor.leave().success());
}

#[cfg(unix)]
#[test]
fn a_workspace_behind_a_link_has_one_name_for_each_file() {
    let folder = repository(&[("real/crane.md", CRANE), ("real/quay.md", QUAY)]);
    let (link, around) = (folder.path().join("link"), folder.path());
    std::os::unix::fs::symlink(around.join("real"), &link).expect("a link");
    let mut editor = Editor::open(&link, &json!({ "window": { "workDoneProgress": false } }));
    let told = |editor: &mut Editor, path: &Path| {
        let wanted = address(path);
        let message = editor.wait(|m| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == wanted);
        message["params"]["diagnostics"].as_array().map_or(0, Vec::len)
    };
    let (crane, quay) = (link.join("crane.md"), link.join("quay.md"));
    // Closed documents are named as the client names its folder, and so is an open one.
    assert_eq!(told(&mut editor, &crane), 1);
    editor.document(&quay, QUAY);
    assert_eq!(told(&mut editor, &quay), 0);
    // The closed document follows what is edited under that name.
    editor.edit(&quay, 2, None, &QUAY.replace("T1", "T9"));
    assert_eq!(told(&mut editor, &crane), 0);
    assert!(editor.aside.iter().all(|m| !m.to_string().contains("/real/")), "{:#?}", editor.aside);
    let asked = json!({ "textDocument": { "uri": address(&quay) }, "position": { "line": 3, "character": 7 }, "newName": "T3" });
    let answer = editor.ask("textDocument/rename", asked);
    let changes = answer["result"]["changes"].as_object().unwrap_or_else(|| panic!("{answer:#}"));
    assert_eq!(changes.keys().collect::<Vec<_>>(), [&address(&quay)]);
    // Opened by another name, and closed, it leaves nothing behind under that name.
    let real = around.join("real/crane.md");
    editor.document(&real, &CRANE.replace("T1", "T2"));
    assert_eq!(told(&mut editor, &real), 1);
    close(&mut editor, &real);
    assert_eq!(told(&mut editor, &real), 0);
    assert!(editor.leave().success());
}
