//! Every format over every document: `testdata/`, and `$PLANVET_CORPUS` where it is set.

use super::{
    github, gitlab, junit, markdown, rdjson,
    room::json,
    sarif,
    support::{HOME, folder_of, planvet},
};
use planvet::report::Format;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Formats without the time that it took.
const STABLE: [&str; 7] = ["json", "jsonl", "sarif", "gitlab", "junit", "rdjson", "markdown"];

/// What a run over `folder` writes in every format.
fn reports(folder: &Path) -> BTreeMap<&'static str, String> {
    let room = tempfile::tempdir().expect("a folder");
    let file = |format: Format| room.path().join(format.name());
    let mut args: Vec<_> = ["check", "--isolated", "-v"].map(Into::into).into();
    for format in Format::all() {
        args.push(format!("--output={}={}", format.name(), file(format).display()).into());
    }
    args.push(PathBuf::from(folder).into_os_string());
    let answer = planvet(Path::new(HOME), args);
    assert!(answer.code < 2 || answer.err.is_empty(), "{answer:?}");
    assert!(answer.out.is_empty(), "{answer:?}");
    Format::all().map(|format| (format.name(), fs::read_to_string(file(format)).expect("a report in UTF-8"))).collect()
}

/// Reads every report, and holds that none says more or less than another.
fn sound(reports: &BTreeMap<&'static str, String>) {
    let whole = json(&reports["json"]);
    let findings = whole["diagnostics"].as_array().expect("findings");
    assert_eq!(reports["jsonl"].lines().map(json).collect::<Vec<_>>(), *findings);
    assert_eq!(reports["concise"].lines().count(), findings.len() + 1);

    let report = json(&reports["sarif"]);
    sarif::schema().holds(&report);
    let results = report["runs"][0]["results"].as_array().expect("results");
    let names: Vec<_> = findings.iter().map(|f| &f["rule"]).collect();
    assert_eq!(results.iter().map(|r| &r["ruleId"]).collect::<Vec<_>>(), names);

    let of_gitlab = gitlab::holds(&reports["gitlab"]);
    assert_eq!(of_gitlab.iter().map(|f| &f["check_name"]).collect::<Vec<_>>(), names);
    assert_eq!(rdjson::read(&reports["rdjson"]).diagnostics.len(), findings.len());
    assert_eq!(reports["github"].lines().filter(|line| github::read(line).is_some()).count(), findings.len());
    junit::holds(&reports["junit"]);
    assert_eq!(reports["junit"].matches("</testcase>").count(), findings.len());
    markdown::holds(&reports["markdown"]);
}

#[test]
fn of_testdata() {
    let first = reports(&Path::new(HOME).join("testdata"));
    sound(&first);
    let second = reports(&Path::new(HOME).join("testdata"));
    for format in STABLE {
        assert!(first[format] == second[format], "two runs differ in {format}");
    }
}

#[test]
fn of_the_corpus() {
    if let Some(folder) = folder_of("PLANVET_CORPUS") {
        sound(&reports(&folder));
    }
}
