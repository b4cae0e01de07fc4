//! SARIF, by the schema of OASIS.

use super::{
    hostile,
    room::{Schema, at, between, characters, file, json, rule, shown},
};
use planvet::{
    diagnostic::Diagnostic,
    report::{Format, Options},
    results, rules,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// The official schema.
pub fn schema() -> Schema {
    Schema::new(json(include_str!("../fixtures/schemas/sarif-2.1.0.json")))
}

fn results(report: &Value) -> &Vec<Value> {
    report["runs"][0]["results"].as_array().expect("results")
}

/// The text of a region.
fn part<'t>(text: &'t str, region: &Value) -> &'t str {
    let at =
        |line: &str, column: &str| (region[line].as_u64().expect("a line"), region[column].as_u64().expect("a column"));
    between(text, at("startLine", "startColumn"), at("endLine", "endColumn"), characters)
}

#[test]
fn a_hostile_document_is_data() {
    let report = json(&shown(Format::Sarif, &Options::default(), hostile::files()));
    schema().holds(&report);
    assert_eq!(results(&report).len(), 3);
    let text = hostile::text();
    for result in results(&report) {
        let physical = &result["locations"][0]["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().expect("a path");
        assert!(uri.is_ascii() && !uri.contains(['`', ' ', ':', '#', '\n']), "{uri}");
        assert!(["TBD", "END", "- [ ]"].contains(&part(&text, &physical["region"])), "{physical}");
        // A viewer would make a link of brackets, were they not escaped.
        let message = result["message"]["text"].as_str().expect("a message");
        let bare = |(at, _): (usize, &str)| !message[..at].ends_with('\\');
        assert!(!message.match_indices(['[', ']']).any(bare), "{message}");
        assert!(!message.contains(['\u{1b}', '\u{202e}', '\r']), "{message:?}");
    }
}

#[test]
fn fixes_are_regions_and_their_texts() {
    let report = json(&shown(Format::Sarif, &Options::default(), hostile::files()));
    let fixes: Vec<&Value> =
        results(&report).iter().flat_map(|r| r["fixes"].as_array().into_iter().flatten()).collect();
    assert_eq!(fixes.len(), 1);
    let replacements = fixes[0]["artifactChanges"][0]["replacements"].as_array().expect("replacements");
    let text = hostile::text();
    let done: Vec<_> = replacements
        .iter()
        .map(|r| (part(&text, &r["deletedRegion"]), r["insertedContent"]["text"].as_str().expect("a text")))
        .collect();
    assert_eq!(done, [("𝔫𝔦", hostile::WORDS), ("TBD", "`a`\r\n::error::b")]);
}

#[test]
fn the_catalogue_is_of_the_rules_that_found_something() {
    let report = json(&shown(Format::Sarif, &Options::default(), vec![]));
    schema().holds(&report);
    let listed = |report: &Value| report["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules").clone();
    assert_eq!(listed(&report), Vec::<Value>::new());
    let report = json(&shown(Format::Sarif, &Options::default(), hostile::files()));
    let listed = listed(&report);
    let found: BTreeSet<&str> = results(&report).iter().map(|r| r["ruleId"].as_str().expect("a name")).collect();
    assert_eq!(listed.len(), found.len());
    for result in results(&report) {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        let rule = rules::find(result["ruleId"].as_str().expect("a name")).expect("a rule");
        let listed = &listed[index];
        assert_eq!((&listed["id"], &listed["properties"]["tags"][0]), (&rule.name.into(), &rule.family.into()));
        assert_eq!(listed["shortDescription"]["text"], rule.page().summary);
        assert!(listed["help"]["markdown"].as_str().is_some_and(|text| text.starts_with(&format!("# {}", rule.name))));
        assert_eq!(listed["helpUri"].is_string(), !env!("CARGO_PKG_REPOSITORY").is_empty());
    }
}

#[test]
fn the_invocation_says_how_it_ended() {
    let ended = |name: &str| {
        let files = vec![file("a.md", "text", |s| vec![Diagnostic::new(rule(name), at(s, "text"), "x")])];
        let text = shown(Format::Sarif, &Options::default(), files);
        let read = results::read(text.as_bytes(), "a.sarif").expect("our own reader takes it");
        let analysis = read.analysis.expect("an analysis");
        (analysis.successful, analysis.exit_codes)
    };
    assert_eq!(ended("conflict-marker"), (true, vec![1]));
    assert_eq!(ended("unused-ignore"), (true, vec![0]));
    assert_eq!(ended("unreadable-file"), (false, vec![2]));
}
