//! One JSON document, its shape a contract (DESIGN.md): version 1.
//!
//! Each finding stands on a line of its own, so that two runs can be compared as text.

use super::{Report, locate::Places};
use crate::{
    diagnostic::{Confidence, Diagnostic, Rule, Safety, Severity},
    rules,
    source::Position,
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Value, json};
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

/// The JSON Schema of the document, of the draft 2020-12; a line of `jsonl` is its `$defs/Finding`.
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let finding = generator.subschema_for::<Finding>();
    let summary = generator.subschema_for::<Summary>();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The JSON output of planvet",
        "type": "object",
        "properties": {
            "version": { "const": VERSION, "description": "A new one only where a reader would break." },
            "diagnostics": {
                "description": "Every finding, by path, position and rule.",
                "type": "array",
                "items": finding,
            },
            "summary": summary,
        },
        "required": ["version", "diagnostics", "summary"],
        "$defs": generator.take_definitions(true),
    })
}

/// A name of each rule, none twice.
fn names(of: fn(&Rule) -> &'static str) -> Vec<&'static str> {
    let mut names: Vec<_> = rules::all().iter().map(of).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Gives every finding of `report` to `give`, in order.
pub(super) fn each(report: &Report, mut give: impl FnMut(Finding) -> io::Result<()>) -> io::Result<()> {
    for places in Places::all(report) {
        for d in &places.file.diagnostics {
            give(finding(&places, d))?;
        }
    }
    Ok(())
}

/// One finding about one thing in one file.
#[derive(Serialize, JsonSchema)]
pub(super) struct Finding<'a> {
    /// The rule that found it.
    #[schemars(extend("enum" = names(|rule| rule.name)))]
    rule: &'a str,
    /// The family of the rule.
    #[schemars(extend("enum" = names(|rule| rule.family)))]
    family: &'a str,
    /// How bad, after configuration.
    severity: Severity,
    /// How sure.
    confidence: Confidence,
    /// What is wrong, on one line.
    message: &'a str,
    /// What to do; may be empty.
    help: &'a str,
    /// Where the page of the rule stands on the web.
    url: Option<String>,
    /// The file, relative to the root of the repository, with `/` on every system.
    path: &'a str,
    /// The smallest thing that is wrong; 1:1–1:1 is the whole file.
    range: Range,
    /// Every other place involved.
    related: Vec<Related<'a>>,
    /// Edits that mend it.
    fix: Option<Fix<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Related<'a> {
    /// The file, which may be another one.
    path: &'a str,
    range: Range,
    /// What is there.
    message: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Fix<'a> {
    safety: Safety,
    /// What it does.
    message: &'a str,
    /// In ascending order, none overlapping.
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Edit<'a> {
    /// What is replaced.
    range: Range,
    /// By what.
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Range {
    start: Point,
    /// Exclusive.
    end: Point,
}

/// A place in the file as it lies on disk.
#[derive(Serialize, JsonSchema)]
struct Point {
    /// From 1.
    #[schemars(range(min = 1))]
    line: u32,
    /// From 1, in Unicode scalar values.
    #[schemars(range(min = 1))]
    column: u32,
    /// From 0, in bytes.
    offset: u32,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Summary {
    /// Files that were vetted, unreadable ones included.
    files: usize,
    /// Files in which something of a plan was recognised.
    plans: usize,
    /// Tasks that were understood, in all of them.
    tasks: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    /// Findings that an ignore silenced.
    suppressed: usize,
    /// Findings that a baseline knows, or that are older than the changes asked about.
    known: usize,
    /// Findings with a safe fix.
    fixable: usize,
}

impl Summary {
    pub(super) fn of(report: &Report) -> Self {
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

impl From<[Position; 2]> for Range {
    fn from([start, end]: [Position; 2]) -> Self {
        Range { start: start.into(), end: end.into() }
    }
}

impl From<Position> for Point {
    fn from(p: Position) -> Self {
        Point { line: p.line, column: p.column, offset: p.offset }
    }
}

fn finding<'a>(places: &Places<'a>, d: &'a Diagnostic) -> Finding<'a> {
    let related = |r| {
        let (path, range) = places.related(r);
        Related { path, range: range.into(), message: &r.message }
    };
    let edit = |e: &'a crate::diagnostic::Edit| Edit { range: places.range(e.span).into(), text: &e.text };
    Finding {
        rule: d.rule.name,
        family: d.rule.family,
        severity: d.severity,
        confidence: d.confidence,
        message: &d.message,
        help: &d.help,
        url: d.rule.url(),
        path: &places.file.path,
        range: places.range(d.span).into(),
        related: d.related.iter().map(related).collect(),
        fix: d.fix.as_ref().map(|f| Fix {
            safety: f.safety,
            message: &f.message,
            edits: f.edits.iter().map(edit).collect(),
        }),
    }
}
