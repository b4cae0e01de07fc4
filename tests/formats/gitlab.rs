//! GitLab's code quality report, by what GitLab's own schema asks for.

use super::{
    hostile,
    room::{Schema, json, shown},
};
use planvet::report::{Format, Options};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What GitLab's documentation and its `codeclimate.json` ask of a finding, and nothing else.
pub fn schema() -> Schema {
    let closed = |properties: Value| {
        let required: Vec<_> = properties.as_object().expect("a table").keys().cloned().collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let line = json!({ "type": "integer", "minimum": 1 });
    Schema::new(json!({ "type": "array", "items": closed(json!({
        "description": { "type": "string", "minLength": 1 },
        "check_name": { "type": "string" },
        "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
        "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
        "location": closed(json!({
            "path": { "type": "string" },
            "lines": closed(json!({ "begin": line, "end": line })),
        })),
    })) }))
}

/// Checks a report, and that GitLab can tell its findings apart.
pub fn holds(text: &str) -> Vec<Value> {
    let report = json(text);
    schema().holds(&report);
    let findings = report.as_array().expect("a list").clone();
    let prints: BTreeSet<_> = findings.iter().map(|f| f["fingerprint"].as_str()).collect();
    assert_eq!(prints.len(), findings.len(), "two findings share a fingerprint");
    findings
}

#[test]
fn a_hostile_document_is_data() {
    let findings = holds(&shown(Format::Gitlab, &Options::default(), hostile::files()));
    assert_eq!(findings.len(), 3);
    for finding in &findings {
        assert_eq!(finding["location"]["path"], hostile::PATH);
        let description = finding["description"].as_str().expect("a text");
        assert!(!description.contains(['\u{202e}', '\u{1b}', '\r']), "{description:?}");
    }
}

#[test]
fn nothing_found_is_an_empty_list() {
    assert!(holds(&shown(Format::Gitlab, &Options::default(), vec![])).is_empty());
}
