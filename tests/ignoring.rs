//! "Ignore here" silences what it is asked to, wherever that stands, and breaks no table and no list.

mod support;

use planvet::{
    check::{self, Checked},
    diagnostic::Diagnostic,
    markdown::{Document, Kind},
    project::Project,
    settings::Settings,
    source::Source,
    suppression::ignore,
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

/// What is wrong with ignoring the findings of a document, those that `chosen` takes; counts them in `tried`.
fn troubles(path: &str, text: &str, tried: &mut usize, chosen: impl Fn(usize) -> bool) -> Vec<String> {
    let before = vetted(path, text);
    let line =
        |d: &Diagnostic| text[..before.source.as_ref().map_or(0, |s| s.bytes_of(d.span).start)].matches('\n').count();
    // What is said of ignores, and of files as a whole, is not what is ignored.
    let findings = before.diagnostics.iter().filter(|d| d.rule.family != "planvet" && chosen(line(d)));
    let troubles = findings.inspect(|_| *tried += 1).filter_map(|finding| {
        let why = trouble(path, text, &before, finding)?;
        Some(format!("{path}:{}: {why}\n    {:?}", line(finding) + 1, text.lines().nth(line(finding))))
    });
    troubles.collect()
}

/// What swallows a comment behind it, or looks as if it did.
const SWALLOWERS: [&str; 6] = ["<!-- note ", "<!DOCTYPE x ", "<!-- a --> <!-- b ", "`<!--` ", "\\<!-- c ", "<? d "];

#[test]
fn an_ignore_is_never_swallowed() {
    let (mut tried, mut bad) = (0, Vec::new());
    for file in support::testdata() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let path = file.to_string_lossy().into_owned();
        let before = vetted(&path, &text);
        let Some(source) = before.source.as_ref().filter(|_| !path.ends_with(".json")) else { continue };
        let mut starts: Vec<usize> = before.diagnostics.iter().map(|d| source.bytes_of(d.span).start).collect();
        starts.dedup();
        for (start, swallower) in starts.into_iter().flat_map(|start| SWALLOWERS.map(|swallower| (start, swallower))) {
            let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
            let line = text[..start].matches('\n').count();
            let end = start + text[start..line_end].trim_end_matches(['|', ' ']).len();
            let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let puts = [(start, swallower.to_owned()), (end, format!(" {}", swallower.trim_end()))];
            for (at, put) in puts.into_iter().chain([(line_start, swallower.to_owned())]) {
                let mut text = text.clone();
                text.insert_str(at, &put);
                bad.extend(troubles(&path, &text, &mut tried, |at| at == line));
            }
        }
    }
    assert!(tried > 500, "only {tried} findings");
    assert!(bad.is_empty(), "{} of {tried}:\n{}", bad.len(), bad.join("\n"));
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
        bad.extend(troubles(&path, &text, &mut tried, |_| true));
    }
    assert!(tried > 50, "only {tried} findings");
    assert!(bad.is_empty(), "{} of {tried}:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn an_open_comment_stays_behind_the_ignore() {
    let text = "# Move\n\n- [ ] T1 Pack\n- [ ] T2 Load (after T9) <!-- later\n- [ ] T3 Rest\n";
    let finding = &vetted("a.md", text).diagnostics[0];
    let source = Source::new("a.md", text.as_bytes().to_vec()).expect("text");
    let edit = ignore(&source, &Document::parse(text), finding, "it is theirs").expect("an edit");
    let mut edited = text.to_owned();
    edited.insert_str(edit.span.start as usize, &edit.text);
    let line = "- [ ] T2 Load (after T9) <!-- planvet-ignore unknown-dependency: it is theirs --> <!-- later";
    assert_eq!(edited.lines().nth(3), Some(line));
}
