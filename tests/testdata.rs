//! The documents of `testdata/`: what planvet says about those with defects, and
//! that it says nothing about the others.

mod support;

use std::path::Path;
use support::{HOME, planvet};

/// The commits that these documents cite are made up.
const MADE_UP: [&str; 2] = ["--ignore", "unknown-evidence"];

#[test]
fn clean_documents_give_nothing() {
    // Remarks, which only `-v` shows, may stand beside a clean plan: here no tick names its evidence.
    let args = ["check", "--isolated", "--format", "concise", "testdata/clean"];
    let answer = planvet(Path::new(HOME), args.iter().chain(&MADE_UP));
    assert!(!answer.out.contains("testdata/") && answer.code == 0, "{}", answer.out);
}

#[test]
fn what_a_linked_or_keyed_document_says_is_known() {
    let answer = planvet(Path::new(HOME), ["check", "--isolated", "--format", "concise", "testdata/tied"]);
    assert!(!answer.out.contains("testdata/") && answer.code == 0, "{}", answer.out);
    // Without what it links to, the playbook would be full of unknown things.
    let text = std::fs::read(Path::new(HOME).join("testdata/tied/ferry/playbook.md")).expect("a playbook");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    std::fs::write(folder.path().join("playbook.md"), text).expect("a file");
    let alone = planvet(folder.path(), ["check", "--isolated", "--format", "concise", "-v"]).out;
    for rule in ["unknown-dependency", "undetailed-phase", "undefined-prompt", "unproduced-artifact", "unknown-owner"] {
        assert!(alone.contains(rule), "{rule}: {alone}");
    }
}

#[test]
fn what_is_no_plan_is_said_to_be_none() {
    let answer = planvet(Path::new(HOME), ["check", "--isolated", "testdata/silent"]);
    assert!(answer.out.contains("no plan recognised"), "{answer:?}");
}

#[test]
fn every_defect_is_found_and_no_other() {
    let args = ["check", "--isolated", "--format", "concise", "-v", "testdata/faulty"];
    let answer = planvet(Path::new(HOME), args.iter().chain(&MADE_UP));
    assert_eq!(answer.code, 1, "{answer:?}");
    let mut shown = String::new();
    let mut last = "";
    // The last line counts, and says how long it took.
    for line in answer.out.lines().filter_map(|line| line.strip_prefix("testdata/faulty/")) {
        let (path, finding) = line.split_once(':').expect("a path");
        if path != last {
            shown.push_str(&format!("\n{path}\n"));
            last = path;
        }
        shown.push_str(&format!("  {finding}\n"));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_document_says_the_same_alone_and_in_its_tree() {
    let lines = |paths: &[&str]| -> Vec<String> {
        let args = ["check", "--isolated", "--format", "concise", "-v"];
        let answer = planvet(Path::new(HOME), args.iter().chain(paths));
        answer.out.lines().filter(|line| line.starts_with("testdata/")).map(str::to_owned).collect()
    };
    let tree = lines(&["testdata"]);
    let files = ignore::WalkBuilder::new(Path::new(HOME).join("testdata")).hidden(false).build().flatten();
    let files = files.filter(|f| f.path().is_file()).map(ignore::DirEntry::into_path);
    let mut compared = 0;
    for path in files {
        let shown = path.strip_prefix(HOME).expect("below home").to_str().expect("UTF-8").replace('\\', "/");
        let alone = lines(&[&shown]);
        let within: Vec<&String> = tree.iter().filter(|line| line.starts_with(&format!("{shown}:"))).collect();
        assert_eq!(alone.iter().collect::<Vec<_>>(), within, "{shown}");
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}
