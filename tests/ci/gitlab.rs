//! `templates/planvet.yml`: a GitLab CI/CD component.

use crate::{
    script::{ATTACK, Ran, Room, lint, ours},
    support,
};
use serde_json::Value;

/// The inputs and the job.
fn component() -> (Value, Value) {
    let mut documents = support::yaml::read(&ours("templates/planvet.yml")).expect("YAML");
    assert_eq!(documents.len(), 2, "a head with inputs, and the jobs");
    let job = documents.remove(1)["planvet"].take();
    (documents.remove(0)["spec"]["inputs"].take(), job)
}

fn script(job: &Value) -> String {
    let lines = |key: &str| job[key].as_array().expect("commands").clone();
    let lines = [lines("before_script"), lines("script")].concat();
    lines.iter().map(|line| line.as_str().expect("a command").to_owned() + "\n").collect()
}

/// Runs the job with inputs, else with their defaults, as a runner's shell does.
fn run(given: &[(&str, &str)]) -> (Room, Ran) {
    let (inputs, job) = component();
    let mut room = Room::new();
    for (variable, value) in job["variables"].as_object().expect("variables") {
        let input = value.as_str().and_then(|v| v.strip_prefix("$[[ inputs.")).and_then(|v| v.strip_suffix(" ]]"));
        let input = input.expect("an input");
        let default = inputs[input]["default"].as_str().expect("a default");
        room = room.with(variable, given.iter().find(|(name, _)| *name == input).map_or(default, |(_, value)| value));
    }
    let ran = room.run(&["sh", "-e"], &script(&job));
    (room, ran)
}

#[test]
fn inputs_reach_the_script_as_variables() {
    let (inputs, job) = component();
    let script = script(&job);
    assert!(!script.contains("$[["), "{script}");
    // The words of PLANVET_ARGS are meant to be split.
    lint(&Room::new(), "sh", &format!("# shellcheck disable=SC2086\n{script}"));
    let text = ours("templates/planvet.yml");
    for input in inputs.as_object().expect("inputs").keys() {
        assert_eq!(text.matches(&format!("$[[ inputs.{input} ]]")).count(), 1, "{input}");
    }
    assert_eq!(inputs["version"]["default"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_report_is_where_the_artifact_says() {
    let (room, ran) = run(&[]);
    ran.is(1, "error[dependency-cycle]");
    let (_, job) = component();
    let report = job["artifacts"]["reports"]["codequality"].as_str().expect("a file");
    let report: Value = serde_json::from_str(&room.read(&format!("work/{report}"))).expect("JSON");
    assert!(report.as_array().is_some_and(|findings| !findings.is_empty()), "{report}");
    assert_eq!(job["artifacts"]["when"], "always", "the report is kept where the job fails");
    run(&[("fail-on", "never")]).1.is(0, "error[dependency-cycle]");
    run(&[("path", "plan.md\nnone.md")]).1.is(2, "none.md");
}

#[test]
fn inputs_are_never_executed() {
    for input in ["path", "args", "fail-on"] {
        run(&[(input, ATTACK)]).1.is(2, "");
    }
}
