//! `action.yml`: its steps are run with a runner's variables.

use crate::{
    script::{ATTACK, Ran, Room, lint, ours},
    support,
};
use serde_json::Value;
use std::{fs, path::Path, process::Command};

/// How a runner starts bash for `shell: bash`.
const BASH: &[&str] = &["bash", "--noprofile", "--norc", "-eo", "pipefail"];

fn action() -> Value {
    support::yaml::read(&ours("action.yml")).expect("YAML").remove(0)
}

fn steps(action: &Value) -> &Vec<Value> {
    action["runs"]["steps"].as_array().expect("steps")
}

fn texts(map: &Value) -> impl Iterator<Item = (&str, &str)> {
    map.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

/// Runs the step of this name as a runner does: its variables are the inputs that `given` names, else their defaults.
fn run(room: Room, name: &str, given: &[(&str, &str)]) -> (Room, Ran) {
    let action = action();
    let step = steps(&action).iter().find(|step| step["name"] == name).expect("a step");
    let mut room = room
        .with("GITHUB_ACTION_PATH", support::HOME)
        .write("temp/here", "")
        .write("path", "")
        .write("output", "")
        .write("summary.md", "Before.\n");
    for (variable, path) in [
        ("RUNNER_TEMP", "temp"),
        ("GITHUB_PATH", "path"),
        ("GITHUB_OUTPUT", "output"),
        ("GITHUB_STEP_SUMMARY", "summary.md"),
    ] {
        let path = room.path(path);
        room = room.with(variable, path);
    }
    for (variable, value) in texts(&step["env"]) {
        let input = value.strip_prefix("${{ inputs.").and_then(|v| v.strip_suffix(" }}")).expect("an input");
        let default = action["inputs"][input]["default"].as_str().expect("a default");
        let value = given.iter().find(|(name, _)| *name == input).map_or(default, |(_, value)| value);
        room = room.with(variable, value);
    }
    for (input, _) in given {
        assert!(action["inputs"][input].is_object(), "there is no input {input}");
    }
    let ran = room.run(BASH, step["run"].as_str().expect("a script"));
    (room, ran)
}

#[test]
fn expressions_stand_only_where_nothing_executes_them() {
    let action = action();
    assert_eq!(action["runs"]["using"], "composite");
    let mut used = Vec::new();
    for step in steps(&action) {
        for (key, value) in texts(step) {
            match key {
                "run" => assert!(!value.contains("${{") && step["shell"] == "bash", "{}", step["name"]),
                "working-directory" => used.push(value.to_owned()),
                _ => assert!(!value.contains("${{"), "{key} of {}", step["name"]),
            }
        }
        used.extend(texts(&step["env"]).chain(texts(&step["with"])).map(|(_, value)| value.to_owned()));
    }
    let used = used.join("\n");
    for (input, about) in action["inputs"].as_object().expect("inputs") {
        assert!(used.contains(&format!("${{{{ inputs.{input} }}}}")), "nothing uses {input}");
        assert!(about["description"].is_string() && about["default"].is_string(), "{input} says not what it is");
    }
    let inputs = used.matches("inputs.").count();
    let known = action["inputs"]
        .as_object()
        .expect("inputs")
        .keys()
        .map(|input| used.matches(&format!("inputs.{input} ")).count());
    assert_eq!(known.sum::<usize>(), inputs, "an input that is not declared is used");
}

#[test]
fn the_scripts_are_clean() {
    let action = action();
    for script in steps(&action).iter().filter_map(|step| step["run"].as_str()) {
        lint(&Room::new(), "bash", script);
    }
}

#[test]
fn the_planvet_on_the_path_is_used() {
    let install = "Install planvet";
    let (room, ran) = run(Room::new(), install, &[]);
    ran.is(0, "on PATH");
    assert_eq!(room.read("path"), "", "nothing was installed");
    run(Room::new(), install, &[("version", env!("CARGO_PKG_VERSION"))]).1.is(0, "on PATH");
    run(Room::new(), install, &[("version", concat!("v", env!("CARGO_PKG_VERSION")))]).1.is(0, "on PATH");
    run(Room::new(), install, &[("version", ATTACK)]).1.is(2, "is no version");
}

#[test]
fn what_cannot_be_installed_is_said() {
    // Neither planvet nor Python nor cargo.
    let Some(folder) = path_of(&PROGRAMS) else { return };
    let room = Room::new().with("PATH", folder.path());
    run(room, "Install planvet", &[]).1.is(2, concat!("planvet ", env!("CARGO_PKG_VERSION"), " cannot be installed"));
}

#[test]
fn the_wheel_is_installed() {
    let Some(wheels) = support::folder_of("PLANVET_WHEELS") else { return };
    let Some(folder) = path_of(&[&PROGRAMS[..], &["python3"]].concat()) else { return };
    let room = Room::new().with("PATH", folder.path()).with("PIP_NO_INDEX", "1").with("PIP_FIND_LINKS", wheels);
    let (room, ran) = run(room, "Install planvet", &[]);
    ran.is(0, "Installed the wheel");
    let installed = support::tool_in(Path::new(room.read("path").trim()), "planvet").expect("planvet");
    let version = Command::new(installed).arg("--version").output().expect("it starts").stdout;
    assert_eq!(String::from_utf8_lossy(&version).trim(), concat!("planvet ", env!("CARGO_PKG_VERSION")));
}

/// Programs that every runner has.
const PROGRAMS: [&str; 5] = ["bash", "sed", "head", "cat", "rm"];

/// A folder with these programs and no others.
#[cfg(unix)]
fn path_of(programs: &[&str]) -> Option<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    for name in programs {
        // A link would do, if Python did not look for its library beside it.
        let (path, here) = (support::tool(name)?, folder.path().join(name));
        fs::write(&here, format!("#!/bin/sh\nexec '{}' \"$@\"\n", path.display())).expect("written");
        fs::set_permissions(&here, fs::Permissions::from_mode(0o755)).expect("a program");
    }
    Some(folder)
}

#[cfg(not(unix))]
fn path_of(_: &[&str]) -> Option<tempfile::TempDir> {
    eprintln!("skipped: scripts stand for programs on Unix only");
    None
}

const CHECK: &str = "Check plans";
const PLAIN: [(&str, &str); 2] = [("annotations", "false"), ("summary", "false")];

#[test]
fn the_exit_code_is_that_of_planvet() {
    run(Room::new(), CHECK, &PLAIN).1.is(1, "error[dependency-cycle]");
    let never = [&PLAIN[..], &[("fail-on", "never")]].concat();
    run(Room::new(), CHECK, &never).1.is(0, "error[dependency-cycle]");
    let wrong = [&PLAIN[..], &[("fail-on", "sometimes")]].concat();
    run(Room::new(), CHECK, &wrong).1.is(2, "sometimes");
}

#[test]
fn paths_are_lines_and_arguments_are_words() {
    let room =
        || Room::new().write("work/two words/plan.md", "- [ ] T1 Parse\n").write("work/other.md", "- [ ] T1 Lex\n");
    let given =
        [&PLAIN[..], &[("path", "two words/plan.md\nother.md\n"), ("args", "--severity\n  same-backup=error -v ")]]
            .concat();
    run(room(), CHECK, &given).1.is(0, "2 files");
    // Whatever stands behind `--` is a path.
    let given = [&PLAIN[..], &[("path", "--help")]].concat();
    run(room(), CHECK, &given).1.is(2, "--help");
}

#[test]
fn inputs_are_never_executed() {
    for input in ["path", "args", "fail-on"] {
        let given = [&PLAIN[..], &[(input, ATTACK)]].concat();
        run(Room::new(), CHECK, &given).1.is(2, "");
    }
    let given = [("annotations", ATTACK), ("summary", ATTACK)];
    run(Room::new(), CHECK, &given).1.is(1, "dependency-cycle");
    let (room, ran) = run(Room::new(), CHECK, &[&PLAIN[..], &[("sarif", "a b$(touch pwned).sarif")]].concat());
    ran.is(1, "");
    assert!(room.path("work/a b$(touch pwned).sarif").is_file());
}

#[test]
fn findings_become_annotations_a_summary_and_sarif() {
    let (room, ran) = run(Room::new(), CHECK, &[("sarif", "planvet.sarif")]);
    let ran = ran.is(1, "::error ").is(1, "::warning ");
    assert!(ran.said.contains("file=plan.md,line="), "{ran:#?}");
    let summary = room.read("summary.md");
    assert!(summary.starts_with("Before.\n") && summary.contains("dependency-cycle"), "{summary}");
    let sarif: Value = serde_json::from_str(&room.read("work/planvet.sarif")).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(room.read("output"), "sarif=written\n");
}
