//! "Ignore here" silences what it is asked to, wherever that stands, and breaks no table and no list.

mod support;

use planvet::{
    check::{self, Checked},
    config::Settings,
    diagnostic::{Diagnostic, ignore},
    markdown::{Document, Kind},
    project::Project,
    source::Source,
};
use std::fs;

fn vetted(path: &str, text: &str) -> Checked {
    let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
    check::document(source, &Settings::default(), &Project::default())
}

/// How many blocks of each kind that a line in the wrong place would break.
fn shape(text: &str) -> [usize; 4] {
    let document = Document::parse(text);
    let count = |wanted: fn(Kind) -> bool| document.blocks.iter().filter(|b| wanted(b.kind)).count();
    [
        count(|kind| kind == Kind::Table),
        count(|kind| matches!(kind, Kind::Row { .. })),
        count(|kind| matches!(kind, Kind::List { .. })),
        count(|kind| matches!(kind, Kind::Item { .. })),
    ]
}

/// What is wrong with ignoring `finding`; nothing where all is well.
fn trouble(path: &str, text: &str, before: &Checked, finding: &Diagnostic) -> Option<String> {
    let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
    let document = Document::of(&source).expect("a document");
    let edit = ignore(&source, &document, finding, "because")?;
    let at = source.bytes_of(edit.span);
    let mut edited = text.to_owned();
    edited.replace_range(at, &edit.text);
    if !path.ends_with(".json") && shape(text) != shape(&edited) {
        return Some(format!("breaks {:?} into {:?} with {:?}", shape(text), shape(&edited), edit));
    }
    let line = |text: &str, offset: usize| text[..offset].matches('\n').count();
    let here = line(text, source.bytes_of(finding.span).start) + edit.text.matches('\n').count();
    let after = vetted(path, &edited);
    let place = |d: &Diagnostic| line(&edited, after.source.as_ref().map_or(0, |s| s.bytes_of(d.span).start));
    let stays = |d: &&Diagnostic| d.rule.name == finding.rule.name && place(d) == here;
    // One of several on a line may be ignored in its own cell.
    let several = before
        .diagnostics
        .iter()
        .filter(|d| d.rule.name == finding.rule.name)
        .filter(|d| line(text, source.bytes_of(d.span).start) + edit.text.matches('\n').count() == here);
    let stale = after.diagnostics.iter().any(|d| d.rule.name == "unused-ignore");
    (after.diagnostics.iter().filter(stays).count() >= several.count() || stale)
        .then(|| format!("{} stays with {:?}", finding.rule.name, edit))
}

#[test]
fn every_finding_can_be_ignored_where_it_stands() {
    let mut documents = support::testdata();
    for folder in ["PLANVET_CORPUS", "PLANVET_SEEDS"] {
        documents.extend(support::folder_of(folder).into_iter().flat_map(|folder| support::documents(&folder)));
    }
    let (mut tried, mut bad) = (0, Vec::new());
    for file in documents {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let path = file.to_string_lossy().into_owned();
        let before = vetted(&path, &text);
        for finding in &before.diagnostics {
            // What is said of ignores, and of files as a whole, is not what is ignored.
            if finding.rule.family == "planvet" {
                continue;
            }
            tried += 1;
            let line =
                text[..before.source.as_ref().map_or(0, |s| s.bytes_of(finding.span).start)].matches('\n').count();
            bad.extend(trouble(&path, &text, &before, finding).map(|why| format!("{path}:{}: {why}", line + 1)));
        }
    }
    assert!(tried > 50, "only {tried} findings");
    assert!(bad.is_empty(), "{} of {tried}:\n{}", bad.len(), bad.join("\n"));
}
