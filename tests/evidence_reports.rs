//! Reports of tests and coverage: those that real producers wrote, those that
//! they write here and now, and bytes that nobody wrote.

use planvet::results::{Format, Report, read};
use proptest::prelude::*;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports")
}

/// Every report, by its path below the fixtures' folder.
fn all() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let folders = fs::read_dir(fixtures()).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    for folder in folders.filter(|path| path.is_dir() && !path.ends_with("projects")) {
        for report in fs::read_dir(&folder).expect("a folder") {
            let path = report.expect("an entry").path();
            let name = path.strip_prefix(fixtures()).expect("a path below").to_string_lossy().replace('\\', "/");
            found.push((name, fs::read(&path).expect("a report")));
        }
    }
    found.sort_unstable();
    found
}

/// A report in a few lines.
fn told(report: &Report) -> String {
    let Report { format, tests, failures, errors, skipped, .. } = report;
    let mut told = format!("{format}, {tests} tests, {failures} failures, {errors} errors, {skipped} skipped\n");
    for name in &report.failed {
        told += &format!("  failed: {name}\n");
    }
    for contradiction in &report.contradictions {
        told += &format!("  {contradiction}{}\n", if contradiction.worse { ", which is worse" } else { "" });
    }
    if let Some(coverage) = &report.coverage {
        told += &format!("  {coverage:?}\n");
    }
    if let Some(analysis) = &report.analysis {
        told += &format!("  {analysis:?}\n");
    }
    if let (Some(started), finished) = (report.started, report.finished) {
        told += &format!("  from {started} to {}\n", finished.map_or("?".to_owned(), |f| f.to_string()));
    }
    told + &report.green().map_or_else(|why| format!("  not green: {why}\n"), |()| "  green\n".to_owned())
}

#[test]
fn what_real_producers_wrote() {
    let mut out = String::new();
    for (name, bytes) in all() {
        let report = read(&bytes, &name).unwrap_or_else(|e| panic!("{name}: {e}"));
        out += &format!("{name}\n  {}", told(&report));
        let project = Path::new(&name).file_name().and_then(|n| n.to_str()).and_then(|n| n.split('.').next());
        let about_tests = !matches!(report.format, Format::Sarif | Format::Lcov | Format::Cobertura);
        assert_eq!(report.green().is_ok(), project == Some("green") && about_tests, "{name}: {}", told(&report));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn what_is_cut_off_is_never_green() {
    for (name, bytes) in all() {
        let Ok(whole) = read(&bytes, &name) else { continue };
        if whole.green().is_err() {
            continue;
        }
        // Behind TAP's plan, and behind the last package with tests, nothing is missed.
        let text = String::from_utf8_lossy(&bytes);
        let needed = match whole.format {
            Format::Tap => text.rfind("\n1..").map_or(0, |at| at + 4),
            Format::Go => text.rfind("\"Action\":\"pass\"").map_or(0, |at| at + 16),
            _ => bytes.trim_ascii_end().len(),
        };
        for length in 0..needed {
            let green = read(&bytes[..length], &name).is_ok_and(|report| report.green().is_ok());
            assert!(!green, "{name} cut at {length} of {needed} bytes");
        }
    }
}

/// The report of a fixture, by the start of its folder's name.
fn fixture(producer: &str, report: &str) -> Report {
    let found = all().into_iter().find(|(name, _)| name.starts_with(producer) && name.ends_with(report));
    let (name, bytes) = found.unwrap_or_else(|| panic!("a report {report} of {producer}"));
    read(&bytes, &name).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs a command in a copy of a project; what it printed. `None` where there is no such command.
fn run(folder: &Path, project: &str, command: &[&str]) -> Option<Vec<u8>> {
    copy(&fixtures().join("projects").join(project), folder);
    let mut run = Command::new(command[0]);
    // What this very run of cargo, nextest or node set is none of the project's business.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["CARGO_", "NEXTEST", "NODE_", "RUST", "PYTEST"].iter().any(|own| name.starts_with(own))
            && name != "CARGO_HOME"
            && name != "RUSTUP_HOME"
            && name != "RUSTUP_TOOLCHAIN"
        {
            run.env_remove(&name);
        }
    }
    let output = run.args(&command[1..]).current_dir(folder).output();
    output.ok().map(|output| output.stdout)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a project") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// What a producer writes today reads as what it wrote when the fixtures were made.
fn same(now: &[u8], producer: &str, report: &str) {
    let now = read(now, report).unwrap_or_else(|e| panic!("{producer} {report}: {e}"));
    let then = fixture(producer, report);
    let counts = |r: &Report| (r.tests, r.failures, r.errors, r.skipped, r.green().is_ok());
    assert_eq!(counts(&now), counts(&then), "{producer} {report}\nnow {}\nthen {}", told(&now), told(&then));
}

fn works(command: &[&str]) -> bool {
    let works = Command::new(command[0]).args(&command[1..]).output().is_ok_and(|output| output.status.success());
    if !works {
        println!("skipped: `{}` does not work here", command.join(" "));
    }
    works
}

#[test]
fn pytest_as_it_is_here() {
    let pytest = ["python3", "-m", "pytest"];
    if !works(&[&pytest[..], &["--version"]].concat()) {
        return;
    }
    for project in ["green", "failing", "empty", "setup", "broken", "skipped"] {
        let folder = tempfile::tempdir().expect("a folder");
        let options = ["-q", "-p", "no:cacheprovider", "--junitxml=r.xml"];
        run(folder.path(), &format!("pytest/{project}"), &[&pytest[..], &options].concat()).expect("pytest");
        let now = fs::read(folder.path().join("r.xml")).expect("a report");
        same(&now, "pytest", &format!("{project}.junit.xml"));
    }
}

#[test]
fn nextest_as_it_is_here() {
    if !works(&["cargo", "nextest", "--version"]) {
        return;
    }
    for project in ["green", "failing", "empty", "setup", "skipped"] {
        let folder = tempfile::tempdir().expect("a folder");
        let command = ["cargo", "nextest", "run", "--offline"];
        run(folder.path(), &format!("nextest/{project}"), &command).expect("nextest");
        let now = fs::read(folder.path().join("target/nextest/default/junit.xml")).expect("a report");
        same(&now, "cargo-nextest", &format!("{project}.junit.xml"));
    }
}

#[test]
fn node_as_it_is_here() {
    if !works(&["node", "--test", "--test-reporter=junit", "--help"]) {
        return;
    }
    for project in ["green", "failing", "empty", "setup", "broken", "skipped"] {
        for (reporter, ending) in [("junit", "junit.xml"), ("tap", "tap")] {
            let folder = tempfile::tempdir().expect("a folder");
            let reporter = format!("--test-reporter={reporter}");
            let now = run(folder.path(), &format!("node/{project}"), &["node", "--test", &reporter, "it.test.mjs"]);
            same(&now.expect("node"), "node-20", &format!("{project}.{ending}"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..256), hint in 0..4usize) {
        let _ = read(&bytes, ["report.xml", "report.json", "report.tap", "report.info"][hint]);
    }

    #[test]
    fn no_broken_report_makes_it_panic(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
        cut in 0..40usize, put in prop::collection::vec(any::<u8>(), 0..12)) {
        let reports = all();
        let (name, mut bytes) = reports[which.index(reports.len())].clone();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put);
        let _ = read(&bytes, &name).map(|report| report.green());
    }

    #[test]
    fn no_words_of_the_formats_make_it_panic(words in prop::collection::vec(prop::sample::select(&[
        "<testsuite tests=\"1\">", "<testsuites>", "</testsuite>", "</testsuites>", "<testcase name=\"a\">", "</testcase>",
        "<failure/>", "<skipped/>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [", "&lt;", "&", "TAP version 14\n",
        "1..1\n", "1..99999999999999999999\n", "ok 1\n", "not ok 2 - a # TODO\n", "    ok 1 - b {\n", "}\n", "  ---\n", "  ...\n",
        "    1..0\n", "            ok\n", "Bail out!\n", "# suites 1\n", "SF:a\n", "DA:1,1\n", "BRDA:1,0,0,-\n",
        "end_of_record\n", "{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T/a\"}\n", "{\"Action\":\"fail\",\"Package\":\"p\"}\n",
        "{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"T/a\"}\n", "FAIL\tp\n", "{\"runs\":[", "{\"results\":{", "]}", "}}", "é", "\r\n",
    ][..]), 0..24)) {
        let _ = read(words.concat().as_bytes(), "").map(|report| report.green());
    }
}
