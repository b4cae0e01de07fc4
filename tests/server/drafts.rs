//! Documents that are no file: a plan is written in a new buffer, and saved later or never.

use super::editor::{Editor, address, range};
use serde_json::{Value, json};
use std::fs;

const DRAFT: &str = "untitled:Untitled-1";
const PLAN: &str = "# Move\n\n- [ ] T1 Pack\n- [ ] T2 Load after T1\n-[ ] T3 Rest\n";
const NOTHING: [&str; 0] = [];

fn open(editor: &mut Editor, uri: &str, language: &str, text: &str) {
    let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
}

fn edit(editor: &mut Editor, uri: &str, version: i32, change: Value) {
    let document = json!({ "uri": uri, "version": version });
    editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
}

fn close(editor: &mut Editor, uri: &str) {
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
}

/// The rules of a list of findings.
fn rules(found: &Value) -> Vec<String> {
    let found = found.as_array().unwrap_or_else(|| panic!("{found:#}"));
    found.iter().map(|found| found["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The rules of what is found at an address, when it is asked for.
fn pulled(editor: &mut Editor, uri: &str) -> Vec<String> {
    rules(&editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))["result"]["items"])
}

/// What comes next about an address without being asked for: the version, and the rules.
fn pushed(editor: &mut Editor, uri: &str) -> (Value, Vec<String>) {
    let of = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri;
    let params = &editor.wait(of)["params"];
    (params["version"].clone(), rules(&params["diagnostics"]))
}

#[test]
fn findings_of_a_new_buffer_come_and_go_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut editor = Editor::open(folder.path(), &json!({}));
    open(&mut editor, DRAFT, "markdown", PLAN);
    assert_eq!(pushed(&mut editor, DRAFT), (json!(1), vec!["malformed-checkbox".to_owned()]));
    edit(&mut editor, DRAFT, 2, json!({ "range": range([4, 1], [4, 1]), "text": " " }));
    assert_eq!(pushed(&mut editor, DRAFT), (json!(2), vec![]));
    edit(&mut editor, DRAFT, 3, json!({ "text": PLAN }));
    assert_eq!(pushed(&mut editor, DRAFT), (json!(3), vec!["malformed-checkbox".to_owned()]));
    close(&mut editor, DRAFT);
    assert_eq!(pushed(&mut editor, DRAFT), (Value::Null, vec![]));
    // It is saved: the same text under another name.
    let path = folder.path().join("plan.md");
    fs::write(&path, PLAN).expect("a file");
    editor.document(&path, PLAN);
    assert_eq!(pushed(&mut editor, &address(&path)), (json!(1), vec!["malformed-checkbox".to_owned()]));
    assert!(editor.leave().success());
}

#[test]
fn a_new_buffer_is_asked_like_any_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    let mut editor = Editor::open(folder.path(), &capabilities);
    open(&mut editor, DRAFT, "markdown", PLAN);
    open(&mut editor, "untitled:Untitled-2", "markdown", "# Other\n\n- [ ] T9 Rest\n");
    assert_eq!(pulled(&mut editor, DRAFT), ["malformed-checkbox"]);
    assert_eq!(pulled(&mut editor, "untitled:Untitled-2"), NOTHING);
    let document = json!({ "uri": DRAFT });
    let at = json!({ "textDocument": document, "position": { "line": 2, "character": 7 } });
    let hover = editor.ask("textDocument/hover", at.clone());
    assert!(
        hover["result"]["contents"]["value"].as_str().is_some_and(|told| told.contains("Holds up: `T2`")),
        "{hover:#}"
    );
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": document }));
    assert_eq!(symbols["result"][0]["name"], "Move", "{symbols:#}");
    let mut rename = at;
    rename["newName"] = json!("T7");
    let renamed = editor.ask("textDocument/rename", rename);
    assert_eq!(renamed["result"]["changes"][DRAFT].as_array().map(Vec::len), Some(2), "{renamed:#}");
    let part = json!({ "textDocument": document, "range": range([4, 0], [4, 3]), "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", part);
    let fix = actions["result"].as_array().and_then(|all| all.iter().find(|action| action["isPreferred"] == true));
    let edits = &fix.unwrap_or_else(|| panic!("{actions:#}"))["edit"]["changes"][DRAFT];
    edit(&mut editor, DRAFT, 2, json!({ "range": edits[0]["range"], "text": edits[0]["newText"] }));
    assert_eq!(pulled(&mut editor, DRAFT), NOTHING);
    edit(&mut editor, DRAFT, 3, json!({ "text": PLAN }));
    let workspace = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = workspace["result"]["items"].as_array().expect("items");
    let item = items.iter().find(|item| item["uri"] == DRAFT).unwrap_or_else(|| panic!("{workspace:#}"));
    assert_eq!((&item["version"], rules(&item["items"])), (&json!(3), vec!["malformed-checkbox".to_owned()]));
    close(&mut editor, DRAFT);
    assert_eq!(pulled(&mut editor, DRAFT), NOTHING);
    assert!(editor.leave().success());
}

#[test]
fn a_new_buffer_heeds_the_workspace_and_belongs_to_no_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let config = "ignore = [\"malformed-checkbox\"]\nexclude = [\"*.md\", \"!a.md\"]\n\n[[plan]]\nfiles = [\"*\", \"**/*.md\"]\n";
    fs::write(folder.path().join("planvet.toml"), config).expect("a file");
    // Together they would wait for each other.
    let task =
        |own: &str, other: &str| format!("<!-- plan: harbour -->\n# Quay\n\n- [ ] {own} Sweep (after {other})\n");
    let path = folder.path().join("a.md");
    fs::write(&path, task("T1", "T2")).expect("a file");
    let mut editor = Editor::open(folder.path(), &json!({ "textDocument": { "diagnostic": {} } }));
    editor.document(&path, &task("T1", "T2"));
    let draft = format!("{}-[ ] T3 See [the quay](a.md) and `src/gone.rs`\n", task("T2", "T1"));
    open(&mut editor, DRAFT, "markdown", &draft);
    assert_eq!(pulled(&mut editor, DRAFT), NOTHING);
    assert_eq!(editor.rules(&path), NOTHING);
    // Without the folder nothing of it holds.
    let event = json!({ "added": [], "removed": [{ "uri": address(folder.path()), "name": "quay" }] });
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    assert_eq!(pulled(&mut editor, DRAFT), ["malformed-checkbox"]);
    assert!(editor.leave().success());
}

#[test]
fn what_is_no_markdown_and_no_file_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    // What lies in the working directory is no buffer's.
    fs::write(folder.path().join("untitled:Untitled-9.md"), PLAN).ok();
    let mut editor = Editor::open(folder.path(), &json!({ "textDocument": { "diagnostic": {} } }));
    for (uri, language, found) in [
        ("untitled:Untitled-2", "rust", false),
        ("untitled:Untitled-3", "", false),
        ("output:log.txt", "log", false),
        ("untitled:Untitled-4", "mdx", true),
        ("untitled:/home/a/later.md", "markdown", true),
        ("vscode-vfs://github/a/b/docs/plan.md", "markdown", true),
        ("untitled:../../a.md", "markdown", true),
        ("untitled:../../../a.md", "markdown", false),
        ("no address", "markdown", false),
    ] {
        open(&mut editor, uri, language, PLAN);
        assert_eq!(!pulled(&mut editor, uri).is_empty(), found, "{uri}");
        edit(&mut editor, uri, 2, json!({ "text": PLAN.replace("\n-[", "\n- [") }));
        assert_eq!(pulled(&mut editor, uri), NOTHING, "{uri}");
        close(&mut editor, uri);
    }
    // What was never opened is not there.
    assert_eq!(pulled(&mut editor, "untitled:Untitled-9"), NOTHING);
    edit(&mut editor, "untitled:Untitled-9", 2, json!({ "text": PLAN }));
    assert_eq!(pulled(&mut editor, "untitled:Untitled-9"), NOTHING);
    assert!(editor.leave().success());
}
