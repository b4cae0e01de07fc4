//! What `docs/evidence.md` shows is so.

use crate::room::{PLAN, Room};

const MANUAL: &str = include_str!("../../docs/evidence.md");

/// The fenced blocks in `language`.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    MANUAL.split(&*fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_session_is_real() {
    let room = Room::new();
    room.write("planvet.toml", blocks("toml")[0]).commit("policy");
    assert_eq!(blocks("md")[0], PLAN.trim_end());
    let session = blocks("console")[0];
    for step in session.split("$ ").skip(1) {
        let (command, shown) = step.split_once('\n').unwrap_or((step, ""));
        if let Some(args) = command.strip_prefix("planvet ") {
            let answer = room.planvet(args);
            let said = format!("{}{}", answer.out, answer.err);
            for part in shown.lines().flat_map(|line| line.split('…')).map(str::trim).filter(|p| !p.is_empty()) {
                assert!(said.contains(part), "{command}: {part:?} is not in\n{said}");
            }
        } else if let Some(text) = command.strip_prefix("echo ") {
            let (text, path) = text.split_once(" > ").expect("a redirection");
            room.write(path, format!("{}\n", text.trim_matches('"')));
        } else {
            panic!("a command that is not tested: {command}");
        }
    }
}

#[test]
fn configurations_and_commands_are_understood() {
    let room = Room::new();
    for block in blocks("toml") {
        room.write("planvet.toml", block);
        room.planvet("evidence list").is(0, "T1");
    }
    // Whatever `planvet` is called with in a shell has to be a way to call it.
    let lines = blocks("sh").into_iter().chain(blocks("yaml")).flat_map(str::lines);
    let calls: Vec<&str> = lines.filter_map(|line| line.split_once("planvet ").map(|(_, args)| args)).collect();
    assert!(calls.len() > 4, "{calls:?}");
    for call in calls {
        let answer = room.planvet(call.split(" #").next().expect("a part"));
        assert!(!answer.err.contains("Usage:"), "planvet {call}: {}", answer.err);
    }
}
