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

/// The official schema.
pub fn schema() -> Schema {
    Schema::new(json(include_str!("../fixtures/schemas/sarif-2.1.0.json")))
}

/// The report, laid out, with those rules alone that found something.
pub fn short(text: &str) -> String {
    let mut report = json(text);
    let run = &mut report["runs"][0];
    let found: Vec<Value> =
        run["results"].as_array().expect("results").iter().map(|result| result["ruleId"].clone()).collect();
    let rules = run["tool"]["driver"]["rules"].as_array_mut().expect("rules");
    rules.retain(|rule| found.contains(&rule["id"]));
    format!("{report:#}\n")
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
fn the_catalogue_is_the_rules() {
    let report = json(&shown(Format::Sarif, &Options::default(), vec![]));
    schema().holds(&report);
    let listed = report["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(listed.len(), rules::all().len());
    for (listed, rule) in listed.iter().zip(rules::all()) {
        assert_eq!((&listed["id"], &listed["properties"]["tags"][0]), (&rule.name.into(), &rule.family.into()));
        assert_eq!(listed["shortDescription"]["text"], rule.page().summary);
        assert!(listed["help"]["markdown"].as_str().is_some_and(|text| text.starts_with(&format!("# {}", rule.name))));
        let has_address = listed["helpUri"].is_string();
        assert_eq!(has_address, !env!("CARGO_PKG_REPOSITORY").is_empty());
    }
    let report = json(&shown(Format::Sarif, &Options::default(), hostile::files()));
    for result in results(&report) {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(result["ruleId"], rules::all()[index].name);
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
