//! Every format over every document: `testdata/`, and `$PLANVET_CORPUS` where it is set.

use super::{
    github, gitlab, junit, markdown, rdjson,
    room::{Schema, file, json, rule, shown},
    sarif,
    support::{HOME, folder_of, planvet},
};
use planvet::{
    check::Checked,
    diagnostic::{Diagnostic, Edit, Fix, Safety},
    report::{Format, Options, Verbosity},
    source::Span,
};
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

static SARIF: LazyLock<Schema> = LazyLock::new(sarif::schema);

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
    let read = |format: Format| fs::read_to_string(file(format)).expect("a report");
    // What goes into files leaves the terminal as it is, but for the time.
    let (shown, full) = (answer.out.trim_end(), read(Format::Full));
    let untimed = |text: &str| text.rsplit_once(" (").map(|(text, _)| text.to_owned());
    assert_eq!(untimed(shown), untimed(full.trim_end()));
    Format::all().map(|format| (format.name(), fs::read_to_string(file(format)).expect("a report in UTF-8"))).collect()
}

/// Reads every report, and holds that none says more or less than another.
fn sound(reports: &BTreeMap<&'static str, String>) {
    let whole = json(&reports["json"]);
    let findings = whole["diagnostics"].as_array().expect("findings");
    assert_eq!(reports["jsonl"].lines().map(json).collect::<Vec<_>>(), *findings);
    assert_eq!(reports["concise"].lines().count(), findings.len() + 1);
    assert!(!reports["full"].contains('\u{1b}'));

    let report = json(&reports["sarif"]);
    SARIF.holds(&report);
    let results = report["runs"][0]["results"].as_array().expect("results");
    let names: Vec<_> = findings.iter().map(|f| &f["rule"]).collect();
    assert_eq!(results.iter().map(|r| &r["ruleId"]).collect::<Vec<_>>(), names);

    let of_gitlab = gitlab::holds(&reports["gitlab"]);
    assert_eq!(of_gitlab.iter().map(|f| &f["check_name"]).collect::<Vec<_>>(), names);
    assert_eq!(rdjson::read(&reports["rdjson"]).diagnostics.len(), findings.len());
    assert_eq!(reports["github"].lines().filter(|line| github::read(line).is_some()).count(), findings.len());
    assert_eq!(junit::holds(&reports["junit"]), findings.len() as u64);
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

/// Signs that some sink heeds, and what is plain.
const PIECES: &str = "(\\PC|[`*_~\\[\\]()<>#@!$&|:%,\\\\^=+{}\"' \\t\\r\\n-]|::error::|##\\[g\\]|www\\.|https?://|\\]\\]>|[\u{0}\u{1b}\u{7f}\u{85}\u{202e}\u{2028}\u{fffe}👩日]|wörd ){0,40}";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..Default::default() })]

    /// Whatever a finding says, wherever it lies and whatever its file is called.
    #[test]
    fn of_any_finding(
        text in PIECES,
        path in PIECES,
        findings in proptest::collection::vec((0usize..120, 0usize..30, PIECES, PIECES), 0..4),
    ) {
        let text = text.replace('\0', "");
        let files = || -> Vec<Checked> {
            let found = findings.iter().map(|(at, length, message, help)| {
                let span = Span::new(*at, at + length);
                let edits = vec![Edit { span, text: help.clone() }, Edit { span: Span::at(at + length + 3), text: message.clone() }];
                Diagnostic::new(rule("conflict-marker"), span, format!("x{message}"))
                    .help(help)
                    .related(span, help)
                    .fix(Fix { safety: Safety::Safe, message: message.clone(), edits })
            });
            vec![file(&format!("a{path}"), &text, |_| found.collect())]
        };
        let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
        sound(&Format::all().map(|format| (format.name(), shown(format, &options, files()))).collect());
    }
}
