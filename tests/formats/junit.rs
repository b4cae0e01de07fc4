//! JUnit XML, read by an XML parser, by our own reader of reports and by Python's `junitparser`.

use super::{
    hostile,
    room::{at, file, rule, shown},
};
use planvet::{
    check::Checked,
    diagnostic::{Diagnostic, Severity},
    report::{Format, Options, Verbosity},
    results,
    settings::FailOn,
};
use quick_xml::{Reader, events::Event};
use std::{collections::BTreeMap, process::Command};

/// An element of a document.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

/// The elements of a document, in order; no comment and no CDATA.
fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut found, mut open) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e}: {text}"));
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = quick_xml::escape::unescape(&attribute.value).expect("known entities").into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                found.push(Element { name, attributes: attributes.collect(), text: String::new() });
                if matches!(event, Event::Start(_)) {
                    open.push(found.len() - 1);
                }
            }
            Event::Text(text) => {
                if let Some(&last) = open.last() {
                    found[last].text.push_str(text);
                }
            }
            Event::GeneralRef(name) => {
                let name = format!("&{};", &**name);
                let text = quick_xml::escape::unescape(&name).expect("a known entity").into_owned();
                found[*open.last().expect("an element")].text.push_str(&text);
            }
            Event::End(_) => drop(open.pop()),
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    found
}

/// Checks a report, and that what its attributes count is what is there; gives back how many findings it holds.
pub fn holds(text: &str) -> u64 {
    let forbidden =
        |c: &char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    assert_eq!(text.chars().find(forbidden), None, "a character that XML 1.0 has not");
    let names: Vec<String> = elements(text).into_iter().map(|element| element.name).collect();
    let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];
    assert!(names.iter().all(|name| known.contains(&&**name)), "{names:?}");
    let read = results::read(text.as_bytes(), "junit.xml").expect("our own reader takes it");
    let count = |name: &str| names.iter().filter(|n| *n == name).count() as u64;
    assert_eq!((read.tests, read.failures, read.errors), (count("testcase"), count("failure"), count("error")));
    assert_eq!((read.skipped, read.contradictions.len()), (count("skipped"), 0));
    read.failures + read.errors + read.skipped
}

#[test]
fn a_hostile_document_is_data() {
    let text = shown(Format::Junit, &Options::default(), hostile::files());
    holds(&text);
    let found = elements(&text);
    let names: Vec<_> = found.iter().map(|element| &*element.name).collect();
    assert_eq!(
        names,
        [
            "testsuites",
            "testsuite",
            "testcase",
            "skipped",
            "testcase",
            "failure",
            "testcase",
            "skipped",
            "testsuite",
            "testcase"
        ]
    );
    let Element { attributes, text: inside, .. } = &found[5];
    assert!(inside.contains("]]>") && inside.contains("</failure>") && inside.contains("<![CDATA["), "{inside}");
    assert!(attributes["message"].contains("\" '"), "{attributes:?}");
}

#[test]
fn tests_fail_where_the_run_fails() {
    let files = |fail_on, name: &str, severity| {
        let found = |s: &planvet::source::Source| {
            vec![
                Diagnostic::new(rule(name), at(s, "text"), "x").severity(severity),
                Diagnostic::new(rule(name), at(s, "text"), "x").severity(severity),
            ]
        };
        vec![Checked { fail_on, ..file("a.md", "text", found) }, file("b.md", "text", |_| vec![])]
    };
    let counts = |files| {
        let text = shown(Format::Junit, &Options::default(), files);
        holds(&text);
        let read = results::read(text.as_bytes(), "junit.xml").expect("a report");
        (read.tests, read.failures, read.errors, read.skipped)
    };
    assert_eq!(counts(files(FailOn::Error, "mojibake", Severity::Error)), (3, 2, 0, 0));
    assert_eq!(counts(files(FailOn::Error, "mojibake", Severity::Warning)), (3, 0, 0, 2));
    assert_eq!(counts(files(FailOn::Warning, "mojibake", Severity::Warning)), (3, 2, 0, 0));
    assert_eq!(counts(files(FailOn::Never, "mojibake", Severity::Error)), (3, 0, 0, 2));
    assert_eq!(counts(files(FailOn::Never, "unreadable-file", Severity::Error)), (3, 0, 2, 0));
    assert_eq!(counts(vec![]), (0, 0, 0, 0));
}

/// Prints what `junitparser` reads: a line a test.
const READER: &str = "
import sys, junitparser
for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
    for case in suite:
        kinds = [type(result).__name__ for result in case.result]
        print(len(suite.name), case.name[:24].encode('unicode_escape').decode(), kinds)
";

#[test]
fn a_real_reader_reads_it() {
    let has_reader = Command::new("python3").args(["-c", "import junitparser"]).output();
    if !has_reader.is_ok_and(|out| out.status.success()) {
        return eprintln!("skipped: python3 has no junitparser");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("junit.xml");
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    std::fs::write(&path, shown(Format::Junit, &options, hostile::files())).expect("written");
    let out = Command::new("python3").args(["-c", READER]).arg(&path).output().expect("python3 runs");
    let told = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let kinds: Vec<_> = told.lines().filter_map(|line| line.rsplit_once('[')).map(|(_, kinds)| kinds).collect();
    assert_eq!(kinds, ["'Skipped']", "'Failure']", "'Skipped']", "]"], "{told}");
}
