//! What no client should do, and some do.

use super::editor::{Editor, address, range};
use serde_json::{Value, json};
use std::{collections::HashSet, fs, time::Instant};

const PLAN: &str = "# Move\n\n| ID | Task | Owner | Depends on |\n|----|------|-------|------------|\n| T1 | Pack | Ada | T2 |\n| T2 | Load | Ben | T1 |\n| T3 | Drive | Cyd | T2 |\n";

fn pulling() -> Value {
    json!({ "textDocument": { "diagnostic": {} } })
}

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{answer:#}"))
}

#[test]
fn malformed_messages_are_answered_and_cost_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.raw(b"Content-Length: 1\r\n\r\n{");
    assert_eq!(code(&editor.wait(|m| m["id"].is_null() && m.get("error").is_some())), -32700);
    editor.send(&json!({ "jsonrpc": "2.0", "id": 90, "nonsense": true }));
    assert_eq!(code(&editor.answer(90)), -32600);
    editor.raw(b"Rubbish\r\n\xff\xfe\r\n\r\n");
    editor.send(&json!([1, 2]));
    assert_eq!(code(&editor.ask("textDocument/nothing", json!({}))), -32601);
    assert_eq!(code(&editor.ask("textDocument/hover", json!({ "textDocument": 7 }))), -32602);
    assert_eq!(code(&editor.ask("initialize", json!({}))), -32600);
    let path = folder.path().join("plan.md");
    editor.tell("textDocument/didChange", json!({ "textDocument": "none" }));
    editor.edit(&path, 3, None, "# Never opened");
    editor.document(&path, PLAN);
    assert!(editor.rules(&path).contains(&"dependency-cycle".to_owned()));
    assert!(editor.leave().success());
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut editor = Editor::start(folder.path());
    assert_eq!(code(&editor.ask("textDocument/hover", json!({}))), -32002);
    editor.ask("initialize", json!({ "capabilities": {} }));
    editor.ask("shutdown", Value::Null);
    assert_eq!(code(&editor.ask("workspace/symbol", json!({ "query": "" }))), -32600);
    editor.tell("exit", Value::Null);
    assert!(editor.gone().success());
}

#[test]
fn exit_without_shutdown_is_a_failure_and_so_is_a_client_that_dies() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut editor = Editor::open(folder.path(), &json!({}));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.gone().code(), Some(1));
    let editor = Editor::open(folder.path(), &json!({}));
    assert_eq!(editor.die().code(), Some(1));
    let mut editor = Editor::open(folder.path(), &json!({}));
    editor.raw(b"Content-Length: 500\r\n\r\n{\"jsonrpc\"");
    assert_eq!(editor.die().code(), Some(1));
}

#[test]
fn edits_beyond_the_end_and_in_the_midst_of_characters() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.md");
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&path, PLAN);
    editor.edit(&path, 2, Some(range([99, 4], [120, 9])), "\n- [ ] 😀 T4 unload\n");
    editor.edit(&path, 3, Some(range([8, 7], [8, 7])), "x");
    editor.edit(&path, 4, Some(range([4, 900], [4, 3])), "");
    editor.edit(&path, 2, Some(range([0, 0], [0, 0])), "");
    editor.findings(&path);
    // Whole again, it says what it said at first.
    editor.edit(&path, 9, None, PLAN);
    assert!(editor.rules(&path).contains(&"dependency-cycle".to_owned()));
    // One character makes it right: T1 waits for T3 no more.
    editor.edit(&path, 10, Some(range([5, 20], [5, 22])), "-");
    let rules = editor.rules(&path);
    assert!(!rules.contains(&"dependency-cycle".to_owned()), "{rules:?}");
    assert!(editor.leave().success());
}

#[test]
fn cancelled_requests_are_answered_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.md");
    let mut editor = Editor::open(folder.path(), &pulling());
    // While this is understood, what follows waits.
    let many: String = (0..60_000).map(|n| format!("- [ ] T{n} Move box {n}\n")).collect();
    editor.document(&path, &format!("# Move\n\n{many}"));
    let asked = json!({ "textDocument": { "uri": address(&path) } });
    let first = editor.request("textDocument/documentSymbol", asked.clone());
    let second = editor.request("textDocument/codeLens", asked);
    editor.tell("$/cancelRequest", json!({ "id": second }));
    assert!(editor.answer(first)["result"].is_array());
    let answer = editor.answer(second);
    assert!(answer.get("error").is_none_or(|e| e["code"] == -32800), "{answer:#}");
    assert_eq!(code(&answer), -32800);
    assert!(editor.leave().success());
}

#[test]
fn a_shutdown_in_the_midst_of_reading_a_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..600 {
        fs::write(folder.path().join(format!("plan-{n}.md")), PLAN.repeat(20)).expect("a file");
    }
    let editor = Editor::open(folder.path(), &json!({}));
    assert!(editor.leave().success());
}

#[test]
fn documents_of_other_documents_follow_each_edit() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let feature = folder.path().join(".kiro/specs/crane");
    fs::create_dir_all(&feature).expect("a folder");
    let (spec, tasks) = (feature.join("requirements.md"), feature.join("tasks.md"));
    let criterion = |n: u32| format!("{n}. WHEN button {n} is pressed THEN the crane SHALL move\n");
    let spec_text = |last: u32| {
        let criteria: String = (1..=last).map(criterion).collect();
        format!(
            "# Requirements\n\n## Requirements\n\n### Requirement 1\n\n**User Story:** As a driver, I want to move the crane.\n\n#### Acceptance Criteria\n\n{criteria}"
        )
    };
    let task = |n: u32| format!("- [ ] {n}. Wire button {n}\n  - _Requirements: 1.{n}_\n");
    let tasks_text = format!("# Implementation Plan\n\n{}", (1..=4).map(task).collect::<String>());
    fs::write(&spec, spec_text(3)).expect("a file");
    fs::write(&tasks, &tasks_text).expect("a file");
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&tasks, &tasks_text);
    assert_eq!(editor.rules(&tasks), ["unknown-requirement"]);
    // The criterion is written in the other document, in the editor alone.
    editor.document(&spec, &spec_text(4));
    assert_eq!(editor.rules(&tasks), Vec::<String>::new());
    // Closed without saving, it is as it lies on disk.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": address(&spec) } }));
    assert_eq!(editor.rules(&tasks), ["unknown-requirement"]);
    fs::write(&spec, spec_text(5)).expect("a file");
    let change = json!({ "uri": address(&spec), "type": 2 });
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    assert_eq!(editor.rules(&tasks), Vec::<String>::new());
    assert!(editor.leave().success());
}

#[test]
fn a_configuration_that_changes_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, config) = (folder.path().join("plan.md"), folder.path().join("planvet.toml"));
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&path, PLAN);
    assert!(editor.rules(&path).contains(&"dependency-cycle".to_owned()));
    fs::write(&config, "ignore = [\"dependency-cycle\"]\n").expect("a file");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": address(&config), "type": 1 }] }));
    assert!(!editor.rules(&path).contains(&"dependency-cycle".to_owned()));
    assert!(editor.leave().success());
}

#[test]
fn ten_megabytes_are_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.md");
    let mut editor = Editor::open(folder.path(), &pulling());
    let text = "A line of prose that says nothing of interest to anybody.\n\n".repeat(180_000);
    assert!(text.len() > 10_000_000);
    editor.document(&path, &text);
    assert_eq!(editor.rules(&path), Vec::<String>::new());
    assert!(editor.leave().success());
}

#[test]
fn a_name_is_renamed_where_it_is_one_and_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let (path, other) = (folder.path().join("plan.md"), folder.path().join("other.md"));
    // Another plan with a task of the same id.
    fs::write(&other, "# Cakes\n\n- [ ] T1 Bake\n").expect("a file");
    let text = "# Move\n\nSee [the cakes](other.md#T1) and https://example.org/?id=T1 and src/T1/a.rs.\n\n- [ ] T1 Pack `T1`\n- [ ] T2 Load T1/T2 after T1, not T1.2 or `rm T1`\n\n```sh\nmake T1\n```\n";
    fs::write(&path, text).expect("a file");
    let mut editor = Editor::open(folder.path(), &pulling());
    editor.document(&path, text);
    let at = json!({ "line": 4, "character": 7 });
    let asked = json!({ "textDocument": { "uri": address(&path) }, "position": at, "newName": "T7" });
    let answer = editor.ask("textDocument/rename", asked);
    let changes = answer["result"]["changes"].as_object().unwrap_or_else(|| panic!("{answer:#}"));
    assert_eq!(changes.keys().collect::<Vec<_>>(), [&address(&path)]);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut edits = changes[&address(&path)].as_array().expect("edits").clone();
    edits.sort_by_key(|e| {
        std::cmp::Reverse((e["range"]["start"]["line"].as_u64(), e["range"]["start"]["character"].as_u64()))
    });
    for edit in edits {
        let number = |end: &str, key: &str| edit["range"][end][key].as_u64().expect("a number") as usize;
        let new = edit["newText"].as_str().expect("a text");
        lines[number("start", "line")].replace_range(number("start", "character")..number("end", "character"), new);
    }
    let expected = text.replace("T1 Pack `T1`", "T7 Pack `T7`").replace("T1/T2 after T1,", "T7/T2 after T7,");
    assert_eq!(lines.join("\n") + "\n", expected);
    assert!(editor.leave().success());
}

#[test]
fn progress_begins_when_the_client_has_a_place_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..600 {
        fs::write(folder.path().join(format!("plan-{n}.md")), PLAN).expect("a file");
    }
    let capabilities = json!({ "window": { "workDoneProgress": true } });
    let mut editor = Editor::open_mute(folder.path(), &capabilities);
    let asked = editor.wait(|m| m["method"] == "window/workDoneProgress/create");
    // Nobody answers, and nothing begins.
    editor.wait(|m| m["params"]["uri"] == address(&folder.path().join("plan-99.md")));
    assert!(editor.aside.iter().all(|m| m["method"] != "$/progress"), "{:#?}", editor.aside);
    editor.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }));
    assert!(editor.leave().success());

    let mut editor = Editor::open(folder.path(), &capabilities);
    let of_progress = |m: &Value| m["method"] == "$/progress";
    assert_eq!(editor.wait(of_progress)["params"]["value"]["kind"], "begin");
    editor.wait(|m| of_progress(m) && m["params"]["value"]["kind"] == "end");
    assert!(editor.leave().success());
}

#[test]
fn keystrokes_are_answered_while_many_files_change() {
    const FILES: usize = 2_000;
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let paths: Vec<_> = (0..FILES).map(|n| folder.path().join(format!("plan-{n}.md"))).collect();
    for path in &paths {
        fs::write(path, PLAN).expect("a file");
    }
    let capabilities = json!({ "window": { "workDoneProgress": true } });
    let mut editor = Editor::open(folder.path(), &capabilities);
    editor.wait(|m| m["method"] == "$/progress" && m["params"]["value"]["kind"] == "end");
    for path in &paths {
        fs::write(path, "# Move\n\n- [ ] T1 Pack\n").expect("a file");
    }
    editor.aside.clear();
    let changes: Vec<Value> = paths.iter().map(|path| json!({ "uri": address(path), "type": 2 })).collect();
    let start = Instant::now();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    let open = folder.path().join("open.md");
    editor.document(&open, PLAN);
    let told = |m: &Value| m["method"] == "textDocument/publishDiagnostics";
    editor.wait(|m| told(m) && m["params"]["uri"] == address(&open));
    let answered = start.elapsed();
    let mut left: HashSet<String> = paths.iter().map(|path| address(path)).collect();
    while !left.is_empty() {
        let found = editor.wait(|m| told(m) && m["params"]["diagnostics"] == json!([]));
        left.remove(found["params"]["uri"].as_str().expect("an address"));
    }
    // The edited document does not wait until all the others are looked at.
    let all = start.elapsed();
    assert!(answered < all / 2, "the edited document came after {answered:?}, all after {all:?}");
    assert!(editor.leave().success());
}
