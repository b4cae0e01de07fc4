//! GitLab's code quality report: findings beside a merge request.
//!
//! Shape: GitLab's `app/validators/json_schemas/codeclimate.json`, what it reads of Code Climate's format.

use super::{Report, fingerprint, locate::Places, told};
use crate::diagnostic::Severity;
use serde::Serialize;
use std::io::{self, Write};

/// Writes the list, a finding a line.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    let mut separator = "\n";
    for places in Places::all(report) {
        for (d, fingerprint) in places.file.diagnostics.iter().zip(fingerprint::of(places.file)) {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            let [start, end] = places.range(d.span);
            let finding = Finding {
                description: told(d),
                check_name: d.rule.name,
                fingerprint,
                severity: match d.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                location: Location { path: &places.file.path, lines: Lines { begin: start.line, end: end.line } },
            };
            serde_json::to_writer(&mut *out, &finding)?;
        }
    }
    out.write_all(b"]\n")
}

#[derive(Serialize)]
struct Finding<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}
