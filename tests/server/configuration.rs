//! A `planvet.toml` that cannot be used: said at its place, once in a message, and what it said before holds.

use super::editor::{Editor, address, range};
use serde_json::{Value, json};
use std::{fs, path::Path};

const PLAN: &str = "# Move\n\n- [ ] T1 Pack\n- [ ] T2 Load after T1\n-[ ] T3 Rest\n";
const GOOD: &str = "[severity]\nmalformed-checkbox = \"error\"\n";
const BROKEN: &str = "[severity]\nmalformed-checkbox = \"error\"\n\n[sevrity]\n";

/// What comes next about the configuration: its findings.
fn told(editor: &mut Editor, config: &Path) -> Value {
    let uri = address(config);
    let of = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri;
    editor.wait(of)["params"]["diagnostics"].clone()
}

/// What comes next as a message for people.
fn message(editor: &mut Editor) -> String {
    let said = editor.wait(|m| m["method"] == "window/showMessage");
    assert_eq!(said["params"]["type"], 1);
    said["params"]["message"].as_str().expect("words").to_owned()
}

fn write(editor: &mut Editor, config: &Path, text: &str) {
    fs::write(config, text).expect("a file");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": address(config), "type": 2 }] }));
}

fn severities(editor: &mut Editor, path: &Path) -> Vec<u64> {
    editor.findings(path).iter().map(|found| found["severity"].as_u64().expect("a number")).collect()
}

#[test]
fn a_configuration_that_breaks_is_told_and_the_last_one_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let (config, plan) = (folder.path().join("planvet.toml"), folder.path().join("plan.md"));
    fs::write(&config, GOOD).expect("a file");
    fs::write(&plan, PLAN).expect("a file");
    let mut editor = Editor::open(folder.path(), &json!({ "textDocument": { "diagnostic": {} } }));
    editor.document(&plan, PLAN);
    assert_eq!(severities(&mut editor, &plan), [1]);

    write(&mut editor, &config, BROKEN);
    let found = told(&mut editor, &config);
    assert_eq!(found[0]["range"], range([3, 1], [3, 8]));
    assert_eq!(found[0]["message"], "planvet.toml has no key `sevrity`\ndid you mean `severity`?");
    let said = message(&mut editor);
    assert!(said.contains("did you mean `severity`?") && said.contains("what it said before holds"), "{said}");
    assert_eq!(severities(&mut editor, &plan), [1]);

    // It is still broken, elsewhere: the place follows, and nobody is told again.
    write(&mut editor, &config, &format!("\n{BROKEN}"));
    assert_eq!(told(&mut editor, &config)[0]["range"], range([4, 1], [4, 8]));
    write(&mut editor, &config, "[severity]\nmalformed-checkbox = \"info\"\n");
    assert_eq!(told(&mut editor, &config), json!([]));
    assert_eq!(severities(&mut editor, &plan), [3]);
    assert!(!editor.aside.iter().any(|m| m["method"] == "window/showMessage"), "{:#?}", editor.aside);
    assert!(editor.leave().success());
}

#[test]
fn a_configuration_that_is_broken_from_the_start_is_told_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("planvet.toml");
    fs::write(&config, BROKEN).expect("a file");
    let mut editor = Editor::open(folder.path(), &json!({}));
    assert_eq!(told(&mut editor, &config)[0]["range"], range([3, 1], [3, 8]));
    assert!(message(&mut editor).contains("what planvet asks by default holds"));
    fs::remove_file(&config).expect("a file");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": address(&config), "type": 3 }] }));
    assert_eq!(told(&mut editor, &config), json!([]));
    assert!(editor.leave().success());
}
