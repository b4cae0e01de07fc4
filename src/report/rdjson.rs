//! The Reviewdog Diagnostic Format, for comments on a change.
//!
//! Shape: `proto/rdf/reviewdog.proto` of reviewdog, its message `DiagnosticResult`. Columns
//! count bytes from 1, the byte-order mark included; ends are exclusive.

use super::{Report, locate::Places, told};
use crate::{
    diagnostic::{Fix, Severity},
    source::{Position, Source, Span},
};
use serde::Serialize;
use std::io::{self, Write};

/// The longest suggestion, in bytes; a reviewer cannot judge a longer one in a comment.
const MAX_SUGGESTION: usize = 4096;

/// Writes the document, a finding a line.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"source\":")?;
    serde_json::to_writer(&mut *out, &Name { name: env!("CARGO_PKG_NAME"), url: url(env!("CARGO_PKG_REPOSITORY")) })?;
    out.write_all(b",\n\"diagnostics\":[")?;
    let mut separator = "\n";
    for places in Places::all(report) {
        let columns = Columns { source: places.file.source.as_deref() };
        for d in &places.file.diagnostics {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            let finding = Finding {
                message: told(d),
                location: Location { path: &places.file.path, range: columns.range(places.range(d.span)) },
                severity: match d.severity {
                    Severity::Error => "ERROR",
                    Severity::Warning => "WARNING",
                    Severity::Info => "INFO",
                },
                code: Code { value: d.rule.name, url: d.rule.url() },
                suggestions: d.fix.iter().filter_map(|fix| columns.suggestion(&places, fix)).collect(),
            };
            serde_json::to_writer(&mut *out, &finding)?;
        }
    }
    out.write_all(b"]}\n")
}

fn url(url: &'static str) -> Option<&'static str> {
    (!url.is_empty()).then_some(url)
}

#[derive(Serialize)]
struct Name {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Finding<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

/// Columns in bytes of one file.
struct Columns<'a> {
    source: Option<&'a Source>,
}

impl Columns<'_> {
    fn range(&self, [start, end]: [Position; 2]) -> Range {
        Range { start: self.point(start), end: self.point(end) }
    }

    fn point(&self, at: Position) -> Point {
        // The first line begins with the file, at its byte-order mark if it has one.
        let start = match (self.source, at.line) {
            (None, _) | (_, ..=1) => 0,
            (Some(source), line) => source.position(source.lines().start_of(line as usize - 1) as u32).offset,
        };
        Point { line: at.line, column: at.offset - start + 1 }
    }

    /// The edits of `fix` as one, since each suggestion stands for itself.
    fn suggestion(&self, places: &Places, fix: &Fix) -> Option<Suggestion> {
        let source = self.source?;
        let (first, last) = (fix.edits.first()?, fix.edits.last()?);
        let whole = first.span.to(last.span);
        if whole.len() > MAX_SUGGESTION {
            return None;
        }
        let mut text = String::new();
        let mut at = whole.start;
        for edit in &fix.edits {
            text.push_str(source.on_disk(Span { start: at, end: edit.span.start }));
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        Some(Suggestion { range: self.range(places.range(whole)), text })
    }
}
