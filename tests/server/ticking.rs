//! A box whose check has passed is ticked from the editor.

use super::editor::{Editor, address, range};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

const PLAN: &str = "# Plan\n\n- [ ] T1: Write the reader\n- [ ] T2: Write the writer\n- [ ] T3: Write it down\n";

/// A check that always passes.
const POLICY: &str = "[check.unit]\nargv = [\"true\"]\nscope = [\"src/**\"]\n";

/// Whether a program ran and was content.
fn runs(folder: &Path, program: &str, args: &[&str]) -> bool {
    let done = Command::new(program).args(args).current_dir(folder).output();
    done.is_ok_and(|output| output.status.success())
}

/// The titles of what is offered at a place, and the edits of the one that ticks.
fn offered(editor: &mut Editor, path: &Path, at: [u32; 2]) -> (Vec<String>, Value) {
    let params = json!({
        "textDocument": { "uri": address(path) }, "range": range(at, at), "context": { "diagnostics": [] }
    });
    let answer = editor.ask("textDocument/codeAction", params);
    let actions = answer["result"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone();
    let title = |action: &Value| action["title"].as_str().unwrap_or_default().to_owned();
    let tick = actions.iter().find(|action| title(action).contains("tick")).map(|action| action["edit"].clone());
    (actions.iter().map(title).collect(), tick.unwrap_or_default())
}

#[test]
fn a_box_is_ticked_by_its_evidence_from_its_brackets_and_from_its_words() {
    let room = tempfile::tempdir().expect("a folder");
    let folder = room.path().canonicalize().expect("a path");
    let git = |args: &[&str]| {
        let name = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        runs(&folder, "git", &[&name, args].concat())
    };
    if !git(&["init", "-q"]) {
        eprintln!("skipped: there is no git");
        return;
    }
    fs::create_dir(folder.join("src")).expect("a folder");
    for (path, text) in [("plan.md", PLAN), ("planvet.toml", POLICY), ("src/lib", "works\n")] {
        fs::write(folder.join(path), text).expect("a file");
    }
    assert!(git(&["add", "-A"]) && git(&["commit", "-q", "-m", "all"]));
    assert!(runs(&folder, env!("CARGO_BIN_EXE_planvet"), &["record", "unit", "--item", "T1"]));

    let mut editor = Editor::open(&folder, &json!({}));
    let plan = folder.join("plan.md");
    editor.document(&plan, PLAN);
    let before = offered(&mut editor, &plan, [3, 3]);
    assert!(before.1.is_null(), "nothing was recorded for T2: {before:?}");
    for column in [3, 8, 20] {
        let (titles, edit) = offered(&mut editor, &plan, [2, column]);
        assert_eq!(titles[0], "planvet: tick, as the evidence suffices", "column {column}: {titles:?}");
        let text = edit.to_string();
        assert!(text.contains("\"newText\":\"[x]\""), "{text}");
        let at = range([2, 2], [2, 5]).to_string();
        assert!(text.contains(&at), "{text} is not at {at}");
    }
    // What the check read has changed since: the box is not to be ticked any more.
    fs::write(folder.join("src/lib"), "breaks\n").expect("a file");
    editor.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": address(&folder.join("src/lib")), "type": 2 }] }),
    );
    editor.edit(&plan, 2, None, &format!("{PLAN}\n"));
    assert!(offered(&mut editor, &plan, [2, 3]).1.is_null());
    assert!(editor.leave().success());
}
