//! Whatever goes wrong, the agent goes on: exit code 2 and a decision to block are for findings alone.

use super::room::{Answer, BAD, Room, event, event_with, run};
use serde_json::json;
use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const AGENTS: [&str; 4] = ["claude", "codex", "cursor", "gemini"];

/// The agent goes on, and somebody can read why.
#[track_caller]
fn goes_on(agent: &str, answer: &Answer, why: &str) {
    let code = if agent == "claude" { 1 } else { 0 };
    assert_eq!(answer.code, code, "{agent}: {answer:#?}");
    let said = match agent {
        "claude" | "cursor" => {
            assert!(answer.out.is_empty(), "{agent}: {answer:#?}");
            answer.err.clone()
        }
        _ => {
            assert!(answer.err.is_empty(), "{agent}: {answer:#?}");
            let json = answer.json();
            assert_eq!(json.as_object().expect("an object").len(), 1, "{agent}: {answer:#?}");
            json["systemMessage"].as_str().expect("text").to_owned()
        }
    };
    assert!(said.contains(why) && said.trim_end().lines().count() == 1, "{agent}: {why}: {answer:#?}");
}

#[test]
fn input_that_is_no_event() {
    let room = tempfile::tempdir().expect("a folder");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (input, why) in [
        ("", "standard input is empty"),
        (" \n", "standard input is empty"),
        ("{\"hook_event_name\": \"Sto", "not JSON"),
        ("not json \u{1b}[2J", "not JSON"),
        (&*deep, "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ("{}", "no hook_event_name"),
        ("{\"hook_event_name\": 7}", "no hook_event_name"),
        ("{\"hook_event_name\": \"PreToolUse\"}", "PreToolUse is none of the events"),
        ("{\"hook_event_name\": \"\\u001b[2J\\nexit 2\"}", "␛[2J␊exit 2 is none of the events"),
    ] {
        for agent in AGENTS {
            goes_on(agent, &run(room.path(), &["hook", agent], input.as_bytes()), why);
        }
    }
    for agent in AGENTS {
        goes_on(agent, &run(room.path(), &["hook", agent], b"\xff\xfe\x00"), "not JSON");
    }
}

#[test]
fn a_folder_that_is_not_there_and_a_configuration_that_cannot_be_read() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    room.write("planvet.toml", "select = [\"\u{1b}[2J\n");
    for (agent, stop) in [("claude", "Stop"), ("codex", "Stop"), ("cursor", "stop"), ("gemini", "AfterAgent")] {
        goes_on(agent, &room.ask(agent, &event(agent, stop)), "planvet.toml");
        let away = [("cwd", json!("/no/such/folder")), ("workspace_roots", json!(["/no/such/folder"]))];
        goes_on(agent, &room.ask(agent, &event_with(agent, stop, &away)), "folder of the event");
    }
}

#[test]
fn a_wrong_command_line_holds_nobody_back() {
    let room = tempfile::tempdir().expect("a folder");
    for args in [
        &["hook"][..],
        &["hook", "nobody"],
        &["hook", "claude", "codex"],
        &["hook", "claude", "--no-such-flag"],
        &["hook", "claude", "--timeout", "soon"],
        &["hook", "claude", "--timeout", "0"],
        &["--no-such-flag", "hook", "claude"],
        &["-q", "hook", "claude"],
    ] {
        let answer = run(room.path(), args, b"{}");
        assert!(answer.code == 1 && !answer.err.is_empty(), "{args:?}: {answer:#?}");
    }
    assert_eq!(run(room.path(), &["hook", "--help"], b"").code, 0);
    // Elsewhere a wrong command line is one.
    assert_eq!(run(room.path(), &["check", "--no-such-flag"], b"").code, 2);
}

#[test]
fn an_event_that_never_ends_is_not_waited_for() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_planvet"))
        .args(["hook", "claude", "--timeout", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("planvet starts");
    let open = child.stdin.take();
    let start = Instant::now();
    let output = child.wait_with_output().expect("an end");
    drop(open);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not done within 1 s"));
}

#[test]
fn a_reason_that_nobody_hears_holds_nobody_back() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    let text = serde_json::to_string(&event_with("claude", "Stop", &[("cwd", json!(room.root()))])).expect("JSON");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut child = Command::new(env!("CARGO_BIN_EXE_planvet"))
        .args(["hook", "claude"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(writer)
        .spawn()
        .expect("planvet starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), text.as_bytes()).expect("written");
    assert_eq!(child.wait().expect("an end").code(), Some(1));
}

#[test]
fn a_plan_that_cannot_be_read_is_said_and_holds_nobody_back() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", b"# Launch\n\n\0\0\0\xff\xfe binary\n");
    let answer = room.ask("claude", &event("claude", "Stop"));
    assert_eq!(answer.code, 0, "{answer:#?}");
    assert!(answer.json()["systemMessage"].as_str().is_some_and(|said| said.contains("1 error")), "{answer:#?}");
}
