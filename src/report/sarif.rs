//! SARIF 2.1.0 (OASIS), for code scanning and editors: the rules that found something, the findings, their fixes.
//!
//! Nothing of the machine or the moment is in it, so that two runs over the same files
//! write the same bytes: paths are relative to `%SRCROOT%`, which is left to the reader
//! to fill in, as section 3.14.14 allows.

mod catalogue;

use super::{Report, fingerprint, json::Summary, locate::Places, told};
use crate::{
    check::Verdict,
    diagnostic::{Confidence, Diagnostic, Fix, Rule, Safety, Severity},
    message::escape,
    source::Position,
};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// What paths are relative to.
const ROOT: &str = "%SRCROOT%";

/// The schema that the document follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Our own kind of partial fingerprint; a new number where it would be made of other things.
const FINGERPRINT: &str = "planvetFinding/v1";

/// Writes the document, a finding a line.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\"tool\":")?;
    let found: BTreeMap<&str, &'static Rule> =
        report.files().iter().flat_map(|file| &file.diagnostics).map(|d| (d.rule.name, d.rule)).collect();
    catalogue::write(&found.values().copied().collect::<Vec<_>>(), out)?;
    out.write_all(b",\n\"invocations\":")?;
    let verdict = Verdict::of(report.files());
    let successful = verdict != Verdict::Broken;
    serde_json::to_writer(&mut *out, &json!([{ "executionSuccessful": successful, "exitCode": verdict.exit_code() }]))?;
    out.write_all(b",\n\"originalUriBaseIds\":")?;
    let root = "The root of the repository, or the folder that planvet ran in.";
    serde_json::to_writer(&mut *out, &json!({ ROOT: { "description": { "text": root } } }))?;
    out.write_all(b",\n\"columnKind\":\"unicodeCodePoints\",\"newlineSequences\":[\"\\r\\n\",\"\\n\",\"\\r\"],")?;
    out.write_all(b"\n\"properties\":")?;
    serde_json::to_writer(&mut *out, &Summary::of(report))?;
    out.write_all(b",\n\"results\":[")?;
    let indices: FxHashMap<_, _> = found.keys().enumerate().map(|(index, &name)| (name, index)).collect();
    let mut separator = "\n";
    for places in Places::all(report) {
        for (d, fingerprint) in places.file.diagnostics.iter().zip(fingerprint::of(places.file)) {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            serde_json::to_writer(&mut *out, &finding(&places, d, fingerprint, indices[d.rule.name]))?;
        }
    }
    out.write_all(b"]\n}]}\n")
}

fn finding(places: &Places, d: &Diagnostic, fingerprint: String, rule_index: usize) -> Finding {
    let own = &*places.file.path;
    let related = d.related.iter().enumerate().map(|(index, related)| {
        let (path, range) = places.related(related);
        Location { id: Some(index), ..Location::new(path, range, Some(Message::new(&related.message))) }
    });
    Finding {
        rule_id: d.rule.name,
        rule_index,
        level: level(d.severity),
        message: Message { text: without_links(&told(d)) },
        locations: [Location::new(own, places.range(d.span), None)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
        fixes: d.fix.iter().map(|fix| Mend::new(places, fix)).collect(),
        properties: Bag { confidence: d.confidence },
    }
}

/// Section 3.27.10.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `text` without the links that a viewer would make of brackets (section 3.11.6).
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `path` as a reference to a URI (RFC 3986): what has a meaning there is encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mend>,
    properties: Bag,
}

#[derive(Serialize)]
struct Bag {
    confidence: Confidence,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    fn new(text: &str) -> Self {
        Self { text: without_links(&escape::terminal(text)) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl Location {
    fn new(path: &str, range: [Position; 2], message: Option<Message>) -> Self {
        let physical_location = PhysicalLocation { artifact_location: Artifact::new(path), region: range.into() };
        Self { id: None, physical_location, message }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

impl Artifact {
    fn new(path: &str) -> Self {
        match path.as_bytes() {
            // Outside of the root paths are absolute, on Windows with a drive.
            [b'/', ..] => Self { uri: format!("file://{}", uri(path)), uri_base_id: None },
            [drive, b':', ..] if drive.is_ascii_alphabetic() => {
                Self { uri: format!("file:///{}:{}", &path[..1], uri(&path[2..])), uri_base_id: None }
            }
            _ => Self { uri: uri(path), uri_base_id: Some(ROOT) },
        }
    }
}

/// Lines and columns from 1; the end is exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl From<[Position; 2]> for Region {
    fn from([start, end]: [Position; 2]) -> Self {
        Self { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// A fix.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mend {
    description: Message,
    artifact_changes: [Change; 1],
    properties: Worth,
}

#[derive(Serialize)]
struct Worth {
    safety: Safety,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

impl Mend {
    fn new(places: &Places, fix: &Fix) -> Self {
        let replacements = fix.edits.iter().map(|edit| Replacement {
            deleted_region: places.range(edit.span).into(),
            // Goes into the file as it is.
            inserted_content: Message { text: edit.text.clone() },
        });
        Self {
            description: Message::new(&fix.message),
            artifact_changes: [Change {
                artifact_location: Artifact::new(&places.file.path),
                replacements: replacements.collect(),
            }],
            properties: Worth { safety: fix.safety },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        let uri = |path| {
            let artifact = Artifact::new(path);
            (artifact.uri, artifact.uri_base_id.is_some())
        };
        assert_eq!(uri("docs/a plan#1?.md"), ("docs/a%20plan%231%3F.md".into(), true));
        assert_eq!(uri("é:%.md"), ("%C3%A9%3A%25.md".into(), true));
        assert_eq!(uri("/srv/a b.md"), ("file:///srv/a%20b.md".into(), false));
        assert_eq!(uri("C:/plans/a.md"), ("file:///C:/plans/a.md".into(), false));
    }

    #[test]
    fn brackets_are_no_links() {
        assert_eq!(without_links(r"`[x](http://a)` \ [1]"), r"`\[x\](http://a)` \\ \[1\]");
    }
}
