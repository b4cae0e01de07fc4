//! One JSON document, its shape a contract (DESIGN.md): version 1.
//!
//! Each finding stands on a line of its own, so that two runs can be compared as text.

use super::{Report, locate::Locator};
use crate::{
    check::Checked,
    diagnostic::{Confidence, Diagnostic, Elsewhere, Safety, Severity},
    source::{Position, Span},
};
use serde::Serialize;
use std::io::{self, Write};

/// The shape's version; a new one only where a reader would break.
pub const VERSION: u32 = 1;

/// Writes the document.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"version\":{VERSION},\n\"diagnostics\":[")?;
    let mut separator = "\n";
    each(report, |finding| {
        out.write_all(separator.as_bytes())?;
        separator = ",\n";
        Ok(serde_json::to_writer(&mut *out, &finding)?)
    })?;
    out.write_all(b"],\n\"summary\":")?;
    serde_json::to_writer(&mut *out, &Summary::of(report))?;
    out.write_all(b"}\n")
}

/// Gives every finding of `report` to `give`, in order.
pub(super) fn each(report: &Report, mut give: impl FnMut(Finding) -> io::Result<()>) -> io::Result<()> {
    for file in report.files() {
        let places = Places { file, own: file.source.as_ref().map(Locator::new) };
        for d in &file.diagnostics {
            give(places.finding(d))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    family: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    help: &'a str,
    url: Option<String>,
    path: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    safety: Safety,
    message: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Range {
    start: Point,
    end: Point,
}

/// On disk: line and column from 1, the column in Unicode scalar values; offset in bytes.
#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    plans: usize,
    tasks: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    known: usize,
    fixable: usize,
}

impl Summary {
    fn of(report: &Report) -> Self {
        let t = report.totals();
        Self {
            files: t.files,
            plans: t.plans,
            tasks: t.counts.tasks,
            errors: t.errors,
            warnings: t.warnings,
            infos: t.infos,
            suppressed: t.suppressed,
            known: t.known,
            fixable: t.fixable,
        }
    }
}

impl From<Position> for Point {
    fn from(p: Position) -> Self {
        Point { line: p.line, column: p.column, offset: p.offset }
    }
}

/// Where the findings of one file lie.
struct Places<'a> {
    file: &'a Checked,
    own: Option<Locator<'a>>,
}

impl<'a> Places<'a> {
    fn finding(&self, d: &'a Diagnostic) -> Finding<'a> {
        Finding {
            rule: d.rule.name,
            family: d.rule.family,
            severity: d.severity,
            confidence: d.confidence,
            message: &d.message,
            help: &d.help,
            url: d.rule.url(),
            path: &self.file.path,
            range: range(self.own.as_ref(), d.span),
            related: d
                .related
                .iter()
                .map(|r| match &r.elsewhere {
                    None => {
                        Related { path: &self.file.path, range: range(self.own.as_ref(), r.span), message: &r.message }
                    }
                    Some(Elsewhere { path, range: [start, end] }) => {
                        let range = Range { start: (*start).into(), end: (*end).into() };
                        Related { path, range, message: &r.message }
                    }
                })
                .collect(),
            fix: d.fix.as_ref().map(|f| Fix {
                safety: f.safety,
                message: &f.message,
                edits: f
                    .edits
                    .iter()
                    .map(|e| Edit { range: range(self.own.as_ref(), e.span), text: &e.text })
                    .collect(),
            }),
        }
    }
}

/// `span` on disk; 1:1–1:1 where the text is not at hand.
pub(super) fn range(locator: Option<&Locator>, span: Span) -> Range {
    let point = |offset| locator.map_or(Position { line: 1, column: 1, offset: 0 }, |l| l.position(offset)).into();
    Range { start: point(span.start), end: point(span.end) }
}
