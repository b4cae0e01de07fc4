//! The README's examples hold: its output is what planvet prints, its configuration is read
//! without a complaint, its ignore silences.

mod support;

use std::{fs, process::Command};

const README: &str = include_str!("../README.md");

/// The fenced blocks of the README in `language`.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&*fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

fn planvet(folder: &std::path::Path, args: &[&str]) -> (String, Option<i32>) {
    let out =
        Command::new(env!("CARGO_BIN_EXE_planvet")).args(args).current_dir(folder).output().expect("planvet runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (text, out.status.code())
}

#[test]
fn the_excerpt_is_real() {
    let blocks = blocks("console");
    assert!(!blocks.is_empty());
    for block in blocks {
        let (command, shown) = block.split_once('\n').expect("a command and its output");
        let args: Vec<&str> = command.trim_start_matches("$ planvet ").split_whitespace().collect();
        let (printed, _) = planvet(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), &args);
        // A line of dots stands for what the excerpt leaves out, also at its start and its end.
        let shown = format!("\n{shown}\n");
        let mut rest = format!("\n{printed}");
        for (at, part) in shown.split("\n…\n").enumerate() {
            let found = rest.find(part.trim_end());
            let found = found.unwrap_or_else(|| panic!("the README shows\n{part}\n\nplanvet prints\n{printed}"));
            assert!(at > 0 || found == 0, "the README does not show how it begins:\n{printed}");
            rest = rest[found + part.trim_end().len()..].to_owned();
        }
        assert!(shown.ends_with("\n…\n") || rest.trim().is_empty(), "the README does not show how it ends:\n{rest}");
    }
}

#[test]
fn the_configuration_is_read() {
    let room = tempfile::tempdir().expect("a folder");
    fs::write(room.path().join("planvet.toml"), blocks("toml")[0]).expect("written");
    fs::write(room.path().join("plan.md"), "| Task | Captain | Status |\n|---|---|---|\n| Tag it | | open |\n")
        .expect("written");
    let (printed, code) = planvet(room.path(), &["check", "--format", "concise"]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("[missing-owner]"), "the added heading is understood: {printed}");
}

#[test]
fn the_checks_are_declared() {
    let room = tempfile::tempdir().expect("a folder");
    fs::write(room.path().join("planvet.toml"), blocks("toml")[1]).expect("written");
    fs::write(room.path().join("plan.md"), "- [ ] T012 Write it\n").expect("written");
    let git = Command::new("git").args(["init", "-q"]).current_dir(room.path()).status();
    if !git.is_ok_and(|status| status.success()) {
        return eprintln!("skipped: there is no git");
    }
    for line in blocks("sh").iter().flat_map(|block| block.lines()).filter(|l| l.starts_with("planvet evidence")) {
        let args: Vec<&str> = line.split('#').next().unwrap_or(line).split_whitespace().skip(1).collect();
        let (printed, code) = planvet(room.path(), &args);
        assert!(code == Some(0) && printed.contains("T012"), "{line}: {printed}");
    }
    let (printed, code) = planvet(room.path(), &["record", "lint", "--item", "T012"]);
    assert!(code == Some(2) && printed.contains("there is unit"), "{printed}");
    let (printed, code) = planvet(room.path(), &["tick", "T012"]);
    assert!(code == Some(1) && printed.contains("unit is not recorded"), "{printed}");
}

#[test]
fn the_ignore_silences() {
    let room = tempfile::tempdir().expect("a folder");
    let row = blocks("md").into_iter().find(|b| b.contains("planvet-ignore missing-owner")).expect("an ignore");
    fs::write(room.path().join("plan.md"), format!("| Task | Owner | Status |\n|---|---|---|\n{row}\n"))
        .expect("written");
    let (printed, code) = planvet(room.path(), &["check", "--format", "concise"]);
    assert_eq!(code, Some(0), "{printed}");
}

#[test]
fn the_yaml_is_yaml_and_of_this_version() {
    let blocks = blocks("yaml");
    assert!(!blocks.is_empty());
    for block in blocks {
        support::yaml::read(block).unwrap_or_else(|error| panic!("{error}:\n{block}"));
        let versions = block.split(['@', ' ']).filter_map(|word| word.split_whitespace().next()?.strip_prefix('v'));
        for version in versions.filter(|version| version.matches('.').count() == 2) {
            assert_eq!(version, env!("CARGO_PKG_VERSION"), "{block}");
        }
    }
}

#[test]
fn what_ci_is_told_is_there() {
    let inputs = |text: &str, at: &str| {
        let documents = support::yaml::read(text).expect("YAML");
        documents[0].pointer(at).and_then(|inputs| inputs.as_object()).expect("inputs").clone()
    };
    let action = inputs(include_str!("../action.yml"), "/inputs");
    let component = inputs(include_str!("../templates/planvet.yml"), "/spec/inputs");
    let hooks = support::yaml::read(include_str!("../.pre-commit-hooks.yaml")).expect("YAML");
    let mut seen = 0;
    for block in blocks("yaml").into_iter().flat_map(|block| support::yaml::read(block).expect("YAML")) {
        let steps = block.pointer("/jobs/plans/steps").and_then(|steps| steps.as_array()).into_iter().flatten();
        let given = steps.filter(|step| step["uses"].as_str().is_some_and(|uses| uses.contains("/planvet@")));
        for input in given.filter_map(|step| step["with"].as_object()).flat_map(|with| with.keys()) {
            assert!(action.contains_key(input), "the action has no input {input}");
            seen += 1;
        }
        for input in
            block.pointer("/include/0/inputs").and_then(|with| with.as_object()).into_iter().flat_map(|w| w.keys())
        {
            assert!(component.contains_key(input), "the component has no input {input}");
            seen += 1;
        }
        for id in block.pointer("/repos/0/hooks").and_then(|hooks| hooks.as_array()).into_iter().flatten() {
            let offered = hooks[0].as_array().expect("hooks");
            assert!(offered.iter().any(|hook| hook["id"] == id["id"]), "there is no hook {}", id["id"]);
            seen += 1;
        }
    }
    assert!(seen > 3, "the README names inputs and hooks");
}
