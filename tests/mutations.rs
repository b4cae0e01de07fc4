//! One defect put into a clean plan: exactly the rule that knows it speaks, where it lies.
//!
//! Every document of `testdata/clean/` in which a defect can be put is given it, wherever the
//! parsed plan says that there is a place for it; a new document or a new rule needs no change
//! here. The defects stand in `mutations/defects.rs`: a small function and a line each.

mod support;

#[path = "mutations/clean.rs"]
mod clean;
#[path = "mutations/defects.rs"]
mod defects;

use clean::Clean;
use defects::{DEFECTS, Defect};
use planvet::{check, config::Settings, diagnostic::Severity, project::Project, source::Source};
use std::{collections::BTreeMap, fs, path::Path};
use support::{HOME, documents};

/// In how many places of one document a defect is put, each by itself.
const PLACES: usize = 3;

/// The findings in a text as `line rule`: errors and warnings, and whatever `rule` says.
fn findings(path: &str, text: &str, rule: &str) -> Vec<String> {
    let source = Source::new(path, text.as_bytes().to_vec()).expect("the text can be read");
    let checked = check::document(source, &Settings::default(), &Project::default());
    let source = checked.source.as_ref().expect("the text");
    let told = checked.diagnostics.iter().filter(|d| d.severity > Severity::Info || d.rule.name == rule);
    told.map(|d| format!("{} {}", source.position(d.span.start).line, d.rule.name)).collect()
}

/// How often a rule was to speak, and how often it did, it alone and at the right line.
#[derive(Default)]
struct Recall {
    documents: usize,
    places: usize,
    found: usize,
    /// Where it was silent.
    missed: Vec<String>,
}

impl Recall {
    /// Of ten defects one may lie where a rule is right to be silent; the documents are not made for this test.
    fn suffices(&self) -> bool {
        self.places > 0 && self.missed.len() * 10 <= self.places
    }
}

#[test]
fn every_defect_is_found_where_it_was_put() {
    let clean: Vec<Clean> = documents(&Path::new(HOME).join("testdata/clean"))
        .iter()
        .map(|path| {
            let name = path.strip_prefix(HOME).expect("a document of ours").to_string_lossy().replace('\\', "/");
            Clean::read(&name, &fs::read_to_string(path).expect("a document"))
        })
        .collect();
    let mut recall: BTreeMap<(&str, &str), Recall> = BTreeMap::new();
    let mut failures: Vec<String> = Vec::new();
    for Defect { rule, what, put } in DEFECTS {
        let row = recall.entry((rule, what)).or_default();
        for document in &clean {
            let before = findings(&document.path, document.text(), rule);
            let mutants: Vec<_> = put(document).into_iter().take(PLACES).collect();
            row.documents += usize::from(!mutants.is_empty());
            for mutant in mutants {
                row.places += 1;
                let after = findings(&document.path, &mutant.text, rule);
                // A clean document has no errors or warnings, but perhaps a remark of the rule itself.
                let new: Vec<&String> = after.iter().filter(|f| !before.contains(f)).collect();
                let expected = format!("{} {rule}", mutant.line);
                let line = mutant.text.lines().nth(mutant.line as usize - 1).unwrap_or_default();
                let told = format!("{what}\n  {}:{}: {line}\n  {rule}, found {new:?}", document.path, mutant.line);
                match new.as_slice() {
                    [found] if **found == expected => row.found += 1,
                    [] => row.missed.push(told),
                    // Another rule, or another line, is wrong in any document.
                    _ => failures.push(told),
                }
            }
        }
    }
    println!("{:<24} {:<48} {:>9} {:>6} {:>6}", "rule", "defect", "documents", "places", "found");
    for ((rule, what), row) in recall {
        println!("{rule:<24} {what:<48} {:>9} {:>6} {:>6}", row.documents, row.places, row.found);
        if row.places == 0 {
            failures.push(format!("{what}: no clean document has a place for it"));
        } else if !row.suffices() {
            failures.extend(row.missed);
        } else {
            row.missed.iter().for_each(|told| println!("  missed: {told}"));
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}
