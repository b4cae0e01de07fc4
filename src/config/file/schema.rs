//! The JSON Schema of `planvet.toml`, for editors and for those who write one with a program.
//!
//! Made of the tables that the reader uses. It cannot say that a path pattern is well
//! formed; and where the reader only warns, of a rule that it does not know, it is silent.

use super::{
    FILE_KEYS, GATES, LAYER_KEYS, OWNERS, PLAN_KEYS, REQUIRE_KEYS, SEVERITIES,
    evidence::{BOXES, CHECK_KEYS, EVIDENCE_KEYS, KINDS, STALE},
};
use crate::{
    plan::Vocabulary,
    rules,
    settings::{FailOn, Level},
};
use serde_json::{Map, Value, json};

/// The schema, of the draft 2020-12.
pub fn schema() -> Value {
    let mut schema = table(&FILE_KEYS, file_key);
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("planvet.toml")),
        ("description", json!("What is asked of a project's plans.")),
        ("$defs", json!({ "selectors": selectors() })),
    ];
    if let Value::Object(map) = &mut schema {
        map.extend(head.map(|(key, value)| (key.to_owned(), value)));
    }
    schema
}

/// A table that has `keys` and no others.
fn table(keys: &[&str], of: fn(&str) -> Value) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), of(key))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// `schema` with a sentence that editors show.
fn about(description: &str, mut schema: Value) -> Value {
    schema["description"] = description.into();
    schema
}

/// One of the words of a table.
fn word<T>(choices: &[(&str, T)]) -> Value {
    json!({ "enum": choices.iter().map(|choice| choice.0).collect::<Vec<_>>() })
}

fn strings() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

/// Rules and families; any other string is taken as well, since a newer planvet may know it.
fn selectors() -> Value {
    let mut names = vec!["all", "default"];
    for rule in rules::all() {
        names.extend([rule.family, rule.name]);
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    json!({ "type": "array", "items": { "anyOf": [{ "enum": names }, { "type": "string" }] } })
}

fn file_key(key: &str) -> Value {
    match key {
        "exclude" => about("Paths that are never read, as gitignore patterns.", strings()),
        "fail-on" => about("From which severity on the exit code is 1.", word(&FailOn::CHOICES)),
        "baseline" => about(
            "The file of the findings that are known, relative to this one; `planvet baseline` writes it.",
            json!({ "type": "string" }),
        ),
        "files" => about(
            "The same keys for the documents whose paths match; the last match wins.",
            json!({
                "type": "object",
                "additionalProperties": table(&LAYER_KEYS, |key| json!({ "$ref": format!("#/properties/{key}") })),
            }),
        ),
        "plan" => {
            let mut plan = table(&PLAN_KEYS, |_| about("Patterns of paths.", strings()));
            plan["required"] = json!(PLAN_KEYS);
            about("Documents that form one plan and are read together.", json!({ "type": "array", "items": plan }))
        }
        "check" => about(
            "Commands that prove something, by name.",
            json!({
                "type": "object",
                "propertyNames": { "pattern": "^[A-Za-z0-9_-]{1,64}$" },
                "additionalProperties": check(),
            }),
        ),
        _ => layer_key(key),
    }
}

/// The keys that the file and its overrides have in common.
fn layer_key(key: &str) -> Value {
    match key {
        "select" => about("The rules or families that run.", json!({ "$ref": "#/$defs/selectors" })),
        "extend-select" => about("Rules or families that run besides.", json!({ "$ref": "#/$defs/selectors" })),
        "ignore" => about("Rules or families that do not run.", json!({ "$ref": "#/$defs/selectors" })),
        "severity" => {
            let rules: Map<String, Value> =
                rules::all().iter().map(|r| (r.name.to_owned(), about(r.page().summary, word(&SEVERITIES)))).collect();
            about(
                "Rules with another severity.",
                json!({ "type": "object", "properties": rules, "additionalProperties": word(&SEVERITIES) }),
            )
        }
        "require" => about("What must hold.", table(&REQUIRE_KEYS, require_key)),
        "vocabulary" => {
            let words: Map<String, Value> = Vocabulary::keys().into_iter().map(|key| (key, strings())).collect();
            about(
                "Words of your own, beside those that ship.",
                json!({ "type": "object", "properties": words, "additionalProperties": false }),
            )
        }
        other => unreachable!("the schema describes every key, `{other}` too"),
    }
}

fn require_key(key: &str) -> Value {
    match key {
        "owner" => about("Which work must have an owner.", word(&OWNERS)),
        "gate" => about("Which phases must end in a gate.", word(&GATES)),
        _ => about(
            "What the tick of an item or a gate must rest on.",
            table(&BOXES, |_| table(&EVIDENCE_KEYS, evidence_key)),
        ),
    }
}

fn evidence_key(key: &str) -> Value {
    match key {
        "checks" => about("The checks that have to be recorded; none means any declared one.", strings()),
        "level" => about("The least level.", word(&Level::NAMES)),
        _ => about("How bad it is that the files have changed since.", word(&STALE)),
    }
}

/// `[check.NAME]`.
fn check() -> Value {
    let mut check = table(&CHECK_KEYS, |key| match key {
        "argv" => about(
            "The program and its arguments; no shell is between.",
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        ),
        "kind" => about("What it has to show; a test where it names a report.", word(&KINDS)),
        "scope" => about("Patterns of the files that it is about.", strings()),
        // A path inside the repository: neither absolute nor with `..`.
        _ => about(
            "The report that it writes, relative to the root of the repository.",
            json!({ "type": "string", "minLength": 1, "not": { "pattern": "^/|(^|/)\\.\\.(/|$)" } }),
        ),
    });
    check["required"] = json!(["argv"]);
    check["if"] = json!({ "properties": { "kind": { "const": "test" } }, "required": ["kind"] });
    check["then"] = json!({ "required": ["report"] });
    check
}
