//! Workflow commands of GitHub Actions: an annotation a finding, errors first.
//!
//! Grammar: `ActionCommand.cs` of the runner. What it escapes in a value it unescapes
//! again; beyond that, text from a document is broken up by [`terminal`], since the log
//! shows it and heeds `##[group]` and its like anywhere in a line.

use super::{Options, Report, Verbosity, locate::Places, summary, told};
use crate::{
    diagnostic::{Diagnostic, Severity},
    message::escape::terminal,
    source::Position,
};
use std::io::{self, Write};

/// The annotations of one kind that GitHub keeps of a step; the rest stands in the log alone.
const KEPT: usize = 10;

/// Writes every finding, then what was not annotated and the closing line.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<Places> = Places::all(report).collect();
    let mut unkept = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        if !options.shows(severity) {
            continue;
        }
        let found = files.iter().flat_map(|places| places.file.diagnostics.iter().map(move |d| (places, d)));
        let mut written = 0;
        for (places, d) in found.filter(|(_, d)| d.severity == severity) {
            writeln!(out, "{}", command(&places.file.path, places.range(d.span), d))?;
            written += 1;
        }
        if written > KEPT {
            unkept.push(summary::count(written - KEPT, severity.word(), &format!("{}s", severity.word())));
        }
    }
    if options.verbosity > Verbosity::Quiet {
        if !unkept.is_empty() {
            let rest = unkept.join(", ");
            writeln!(out, "GitHub annotates {KEPT} findings of a kind per step: {rest} stand in this log alone")?;
        }
        writeln!(out, "{}", summary::closing(report, options))?;
    }
    Ok(())
}

/// `::error file=docs/plan.md,line=3,…::docs/plan.md:3:5: message`. The log shows the message alone, so it begins with the place.
fn command(path: &str, [start, end]: [Position; 2], d: &Diagnostic) -> String {
    let path = terminal(path);
    let kind = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut command = format!("::{kind} file={},line={},endLine={}", property(&path), start.line, end.line);
    // The runner drops columns that do not lie on one line.
    if start.line == end.line {
        command.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    command.push_str(&format!(",title={}::", property(d.rule.name)));
    command + &data(&format!("{path}:{}:{}: {}", start.line, start.column, told(d)))
}

/// `text` as the data of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
