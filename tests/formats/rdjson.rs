//! The Reviewdog Diagnostic Format, read by its messages as `reviewdog.proto` has them.

use super::{
    hostile,
    room::{at, between, file, rule, shown},
    support::{HOME, planvet, tool},
};
use planvet::{
    diagnostic::{Diagnostic, Edit, Fix, Safety},
    report::{Format, Options},
};
use serde::Deserialize;
use std::{path::Path, process::Command};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiagnosticResult {
    pub diagnostics: Vec<Finding>,
    source: Source,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    message: String,
    location: Location,
    severity: Severity,
    code: Code,
    #[serde(default)]
    suggestions: Vec<Suggestion>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Severity {
    Error,
    Warning,
    Info,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    name: String,
    #[serde(rename = "url")]
    _url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    value: String,
    #[serde(rename = "url")]
    _url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    line: i32,
    column: i32,
}

/// Reads a report; every place in it is one.
pub fn read(text: &str) -> DiagnosticResult {
    let result: DiagnosticResult = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text:.500}"));
    assert_eq!(result.source.name, "planvet");
    for Finding { message, location, code, suggestions, .. } in &result.diagnostics {
        assert!(!message.is_empty() && !code.value.is_empty() && !location.path.is_empty());
        for Range { start, end } in suggestions.iter().map(|s| &s.range).chain([&location.range]) {
            assert!(start.line > 0 && start.column > 0 && (start.line, start.column) <= (end.line, end.column));
        }
    }
    result
}

/// What a range holds; columns count bytes.
fn part<'t>(text: &'t str, Range { start, end }: &Range) -> &'t str {
    let place = |p: &Position| (p.line as u64, p.column as u64);
    between(text, place(start), place(end), |_, column| column as usize - 1)
}

#[test]
fn a_hostile_document_is_data() {
    let read = read(&shown(Format::Rdjson, &Options::default(), hostile::files()));
    let text = hostile::text();
    let found: Vec<_> = read.diagnostics.iter().map(|d| part(&text, &d.location.range)).collect();
    assert_eq!(found, ["- [ ]", "TBD", "END"]);
    assert!(matches!(read.diagnostics[0].severity, Severity::Info));
    assert!(matches!(read.diagnostics[1].severity, Severity::Error));
    assert!(matches!(read.diagnostics[2].severity, Severity::Warning));
    for finding in &read.diagnostics {
        assert_eq!(finding.location.path, hostile::PATH);
        assert!(!finding.message.contains(['\u{202e}', '\u{1b}', '\r']), "{:?}", finding.message);
    }
    // Two edits are one suggestion, since each suggestion stands for itself.
    let [suggestion] = &*read.diagnostics[1].suggestions else { panic!("{read:?}") };
    assert_eq!(part(&text, &suggestion.range), "𝔫𝔦 👩‍💻 and TBD");
    assert_eq!(suggestion.text, format!("{} 👩‍💻 and `a`\r\n::error::b", hostile::WORDS));
}

/// `rdformat-validator` of npm, which knows nothing of planvet, takes what we write, and takes not all.
#[test]
fn an_independent_validator_reads_it() {
    let Some(validator) = tool("rdformat-validator") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let valid = |report: &str| {
        let path = folder.path().join("report.json");
        std::fs::write(&path, report).expect("written");
        let out =
            Command::new(&validator).args(["--strict", "--no-extra-fields"]).arg(&path).output().expect("it runs");
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let hostile = shown(Format::Rdjson, &Options::default(), hostile::files());
    let testdata = planvet(Path::new(HOME), ["check", "testdata", "--format", "rdjson"]).out;
    for report in [&hostile, &testdata, &shown(Format::Rdjson, &Options::default(), vec![])] {
        let (valid, said) = valid(report);
        assert!(valid, "{said}");
    }
    assert!(!valid(&hostile.replace("\"ERROR\"", "\"GRAVE\"")).0 && !valid(&hostile.replace("\"message\"", "\"m\"")).0);
}

#[test]
fn columns_count_bytes_as_they_lie_on_disk() {
    let text = "\u{feff}ü one\nübel ‚Üí two\n";
    let fix = |s: &planvet::source::Source| Fix {
        safety: Safety::Safe,
        message: "mend".into(),
        edits: vec![Edit { span: at(s, "→"), text: "→".into() }],
    };
    let report = shown(
        Format::Rdjson,
        &Options::default(),
        vec![file("a.md", text, |s| {
            assert!(s.text().contains("→ two"), "the text is repaired: {}", s.text());
            vec![
                Diagnostic::new(rule("conflict-marker"), at(s, "one"), "x"),
                Diagnostic::new(rule("mojibake"), at(s, "two"), "x").fix(fix(s)),
            ]
        })],
    );
    let read = read(&report);
    let found: Vec<_> = read.diagnostics.iter().map(|d| part(text, &d.location.range)).collect();
    assert_eq!(found, ["one", "two"]);
    assert_eq!(part(text, &read.diagnostics[1].suggestions[0].range), "‚Üí");
}
