//! JUnit XML, as GitLab and Jenkins read it: a suite a file, a test a finding or a file without one.
//!
//! There is no one schema; this is the dialect of Jenkins' `junit-10.xsd`. What fails the
//! run is a failure, what could not be checked an error, any other finding a skipped
//! test, which is shown and fails nothing.

use super::{Report, locate::Places, told};
use crate::{
    check::{self, Checked},
    diagnostic::Diagnostic,
    message::escape::terminal,
};
use quick_xml::escape::escape;
use rustc_hash::FxHashMap;
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Writes the document.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut all = Tally::default();
    report.files().iter().for_each(|file| all.add(file));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"{}\" {all}>", env!("CARGO_PKG_NAME"))?;
    Places::all(report).try_for_each(|places| suite(&places, out))?;
    writeln!(out, "</testsuites>")
}

fn suite(places: &Places, out: &mut dyn Write) -> io::Result<()> {
    let file = places.file;
    let mut tally = Tally::default();
    tally.add(file);
    let path = xml(&file.path).into_owned();
    writeln!(out, "  <testsuite name=\"{path}\" {tally}>")?;
    if file.diagnostics.is_empty() {
        let name = "no findings";
        writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" time=\"0\"/>")?;
    }
    let mut seen: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for d in &file.diagnostics {
        let [start, _] = places.range(d.span);
        let (rule, message) = (d.rule.name, xml(&d.message));
        // GitLab knows a test from run to run by its name, so that the place has no part in it.
        let number = seen.entry((rule, &d.message)).or_default();
        *number += 1;
        let again = if *number > 1 { format!(" ({number})") } else { String::new() };
        let name = format!("{rule}: {message}{again}");
        let (line, outcome) = (start.line, Outcome::of(file, d).element());
        let place = format!("{}:{line}:{}", terminal(&file.path), start.column);
        let text = format!("{place}: {}[{rule}] {}", d.severity.word(), told(d));
        let text = escape(&text);
        writeln!(
            out,
            "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\" time=\"0\">\n      \
             <{outcome} message=\"{message}\" type=\"{rule}\">{text}</{outcome}>\n    </testcase>"
        )?;
    }
    writeln!(out, "  </testsuite>")
}

/// What a finding is to a reader of tests.
enum Outcome {
    Failure,
    Error,
    Skipped,
}

impl Outcome {
    fn of(file: &Checked, d: &Diagnostic) -> Self {
        match (check::is_broken(d), file.fail_on.reached(d.severity)) {
            (true, _) => Self::Error,
            (_, true) => Self::Failure,
            _ => Self::Skipped,
        }
    }

    fn element(&self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

/// The attributes that count tests.
#[derive(Default)]
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn add(&mut self, file: &Checked) {
        self.tests += file.diagnostics.len().max(1);
        for d in &file.diagnostics {
            match Outcome::of(file, d) {
                Outcome::Failure => self.failures += 1,
                Outcome::Error => self.errors += 1,
                Outcome::Skipped => self.skipped += 1,
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tests, failures, errors, skipped } = self;
        write!(f, "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\"")
    }
}

/// `text` for XML, in an attribute or between elements; what XML 1.0 forbids is shown as a mark.
fn xml(text: &str) -> Cow<'_, str> {
    match terminal(text) {
        Cow::Borrowed(text) => escape(text),
        Cow::Owned(text) => escape(text).into_owned().into(),
    }
}
