//! `planvet init`, end to end: the configuration it writes, and the settings of agents.

#[path = "support/mod.rs"]
mod support;

use std::{fs, path::Path};
use support::{Answer, planvet};

fn room(files: &[(&str, &str)]) -> tempfile::TempDir {
    let room = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = room.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    fs::create_dir_all(room.path().join(".git")).expect("a folder");
    room
}

fn read(room: &tempfile::TempDir, path: &str) -> String {
    fs::read_to_string(room.path().join(path)).expect("it is there")
}

fn init(folder: &Path, line: &str) -> Answer {
    planvet(folder, ["init"].into_iter().chain(line.split_whitespace()))
}

const PLAN: &str =
    "# Launch\n\n| Task | Owner | Status |\n|---|---|---|\n| Tag it | Ada | open |\n| Ship it | | open |\n";
const TASKS: &str = "# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 [P] Make it\n- [ ] T002 [US1] Ship it in src/a.rs\n";

fn usual() -> tempfile::TempDir {
    room(&[
        ("docs/plan.md", PLAN),
        ("docs/archive/2024.md", PLAN),
        ("docs/notes.md", "# Notes\n\nNothing.\n"),
        ("specs/001-a/tasks.md", TASKS),
        ("package.json", "{\"scripts\": {\"test\": \"jest\"}}"),
        ("pnpm-lock.yaml", ""),
        ("Makefile", "test:\n\tjest\n"),
    ])
}

#[test]
fn what_a_person_sees_and_what_is_written() {
    let room = usual();
    let answer = init(room.path(), "");
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.err.is_empty(), "{answer:?}");
    insta::assert_snapshot!("init", answer.out);
    insta::assert_snapshot!("init_planvet_toml", read(&room, "planvet.toml"));
    // What is copied stays in one piece.
    let mut read = answer.out.lines().filter(|line| !line.trim_start().starts_with("files: "));
    assert!(read.all(|line| line.chars().count() <= 100));
}

#[test]
fn what_is_written_holds() {
    for (flags, finds) in [
        ("--yes", true),
        ("--owner every-task --gate every-phase --evidence named", true),
        ("--owner off --gate off --evidence none", false),
        ("--owner convention --gate convention --evidence recorded", true),
    ] {
        let room = usual();
        let answer = init(room.path(), flags);
        assert!(answer.code == 0 && !answer.out.contains("no terminal"), "{flags}: {answer:?}");
        let checked = planvet(room.path(), ["check", "--format", "concise"]);
        assert!(checked.code < 2, "{flags}: {checked:?}");
        assert_eq!(checked.out.contains("[missing-owner]"), finds, "{flags}: {checked:?}");
    }
}

/// The table is of the configuration that was written, and not of what planvet would ask for without one.
#[test]
fn what_is_reported_is_what_the_answers_ask_for() {
    let table = |flags: &str| {
        let room = usual();
        let said = init(room.path(), flags).out;
        let checked = planvet(room.path(), ["check", "--format", "json"]).out;
        let found: serde_json::Value = serde_json::from_str(&checked).expect("JSON");
        let count = |what: &str| found["summary"][what].as_u64().expect("a number");
        let line = said.lines().find(|line| line.contains("planvet  ")).unwrap_or_else(|| panic!("{said}")).to_owned();
        let counts = (count("errors"), count("warnings"));
        assert!(line.contains(&format!("{} error", counts.0)) && line.contains(&format!("{} warning", counts.1)));
        let row = said.lines().filter(|line| line.trim_start().starts_with("missing-owner")).map(str::to_owned).next();
        row.map(|row| row.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(table("--yes"), Some(vec!["1".to_owned(), "0".to_owned()]));
    assert_eq!(table("--owner off --yes"), None);
    assert_eq!(table("--owner every-task --yes"), Some(vec!["3".to_owned(), "0".to_owned()]));
}

#[test]
fn nothing_is_overwritten_unasked() {
    for name in ["planvet.toml", ".planvet.toml"] {
        let room = room(&[(name, "# mine, and wrong = [\n"), ("plan.md", PLAN)]);
        let answer = init(room.path(), "--yes");
        assert!(answer.code == 2 && answer.err.contains("--force"), "{answer:?}");
        assert_eq!(read(&room, name), "# mine, and wrong = [\n");
        let answer = init(room.path(), "--yes --force");
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(read(&room, "planvet.toml").contains("[require]"));
        assert_eq!(answer.out.contains(".planvet.toml is there, too"), name.starts_with('.'), "{answer:?}");
    }
}

#[test]
fn an_empty_repository_and_one_that_is_clean() {
    let room = room(&[]);
    let answer = init(room.path(), "--yes");
    assert!(answer.code == 0 && answer.out.contains("0 plans in 0 documents"), "{answer:?}");
    let room = self::room(&[("plan.md", &PLAN.replace("| |", "| Bo |"))]);
    let answer = init(room.path(), "--yes");
    assert!(answer.code == 0 && answer.out.contains("With it planvet reports nothing."), "{answer:?}");
}

#[test]
fn the_configuration_lies_at_the_root() {
    let room = usual();
    let answer = init(&room.path().join("docs"), "--yes");
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(room.path().join("planvet.toml").is_file() && !room.path().join("docs/planvet.toml").exists());
}

#[test]
fn wrong_words_are_refused() {
    let room = usual();
    for flags in ["--owner everyone", "--gate no", "--evidence all", "--agent nobody", "--agent claude --force", "x"] {
        assert_eq!(init(room.path(), flags).code, 2, "{flags}");
    }
    assert!(!room.path().join("planvet.toml").exists());
}

#[test]
fn agents_are_wired_once() {
    let room = usual();
    for (agent, file) in [
        ("claude", ".claude/settings.json"),
        ("codex", ".codex/hooks.json"),
        ("cursor", ".cursor/hooks.json"),
        ("gemini", ".gemini/settings.json"),
    ] {
        let answer = init(room.path(), &format!("--agent {agent}"));
        assert!(answer.code == 0 && answer.out.contains(file), "{answer:?}");
        let made = read(&room, file);
        serde_json::from_str::<serde_json::Value>(&made).expect("JSON");
        let answer = init(room.path(), &format!("--agent {agent}"));
        assert!(answer.code == 0 && answer.out.contains("already"), "{answer:?}");
        assert_eq!(read(&room, file), made);
    }
    assert!(!room.path().join("planvet.toml").exists(), "an agent's settings are all that was asked for");
}

#[test]
fn settings_with_comments_are_left_alone() {
    let mine = "{\n  // mine\n  \"model\": \"x\"\n}\n";
    let room = room(&[(".claude/settings.json", mine)]);
    let answer = init(room.path(), "--agent claude");
    assert!(answer.code == 2 && answer.err.contains("by hand"), "{answer:?}");
    assert!(answer.err.contains("\"command\": \"planvet hook claude\""), "{answer:?}");
    assert_eq!(read(&room, ".claude/settings.json"), mine);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let room = usual();
    fs::set_permissions(room.path(), fs::Permissions::from_mode(0o555)).expect("set");
    let refused = fs::write(room.path().join("x"), "").is_err();
    let answers = [init(room.path(), "--yes"), init(room.path(), "--agent claude")];
    fs::set_permissions(room.path(), fs::Permissions::from_mode(0o755)).expect("set");
    if !refused {
        return eprintln!("skipped: who runs this may write everywhere");
    }
    for answer in answers {
        assert!(answer.code == 2 && answer.err.contains("cannot be written"), "{answer:?}");
    }
}
