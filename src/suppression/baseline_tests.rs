use super::*;
use crate::{rules, source::Span};
use proptest::prelude::*;

/// A finding of the rule at that place of the table, with that key.
fn finding(rule: usize, key: &str) -> Diagnostic {
    let mut finding = Diagnostic::new(&rules::all()[rule], Span::default(), "x");
    finding.key = Some(key.into());
    finding
}

/// What stays of `files`, as `path: key`.
fn new(baseline: &Baseline, files: &[(&str, &[&str])], gone: &[&str]) -> Vec<String> {
    let mut lists: Vec<Vec<Diagnostic>> =
        files.iter().map(|(_, keys)| keys.iter().map(|key| finding(0, key)).collect()).collect();
    let mut found: Vec<Found> = files.iter().map(|(path, _)| *path).zip(&mut lists).collect();
    baseline.hold(&mut found, |path| gone.contains(&path), |_, _| false);
    let left = found.iter().flat_map(|(path, list)| list.iter().map(move |d| (path, d.key.clone())));
    left.map(|(path, key)| format!("{path}: {}", key.unwrap_or_default())).collect()
}

fn of(files: &[(&str, &[&str])]) -> Baseline {
    let lists: Vec<Vec<Diagnostic>> =
        files.iter().map(|(_, keys)| keys.iter().map(|key| finding(0, key)).collect()).collect();
    Baseline::of(files.iter().zip(&lists).map(|((path, _), list)| (*path, &list[..])))
}

#[test]
fn equal_findings_are_counted() {
    let known = of(&[("a.md", &["k", "k"])]);
    assert_eq!(new(&known, &[("a.md", &["k"])], &[]), [""; 0]);
    assert_eq!(new(&known, &[("a.md", &["k", "k", "k"])], &[]), ["a.md: k"]);
}

#[test]
fn one_that_was_mended_pays_for_no_other() {
    let known = of(&[("a.md", &["k", "l"]), ("b.md", &[])]);
    assert_eq!(new(&known, &[("a.md", &["k", "m"])], &[]), ["a.md: m"]);
    assert_eq!(new(&known, &[("a.md", &["l"]), ("b.md", &["k"])], &[]), ["b.md: k"]);
}

#[test]
fn a_renamed_document_keeps_its_findings() {
    let known = of(&[("a.md", &["k"]), ("b.md", &["k"])]);
    assert_eq!(new(&known, &[("b.md", &["k"]), ("c.md", &["k"])], &["a.md"]), [""; 0]);
    assert_eq!(new(&known, &[("b.md", &["k"]), ("c.md", &["k", "k"])], &["a.md"]), ["c.md: k"]);
}

#[test]
fn the_file_has_a_line_for_each_and_is_read_again() {
    let known = of(&[("b \"c\"\\.md", &["k", "k"]), ("a.md", &["ü\u{1}\u{7f}"])]);
    let text = known.text();
    insta::assert_snapshot!(text, @r#"
    # Findings that were there when this file was written; only new ones are reported.
    # `planvet baseline` takes out what was mended.
    version = 1
    findings = [
      { path = "a.md", rule = "internal-error", key = "ü\u0001\u007F", count = 1 },
      { path = "b \"c\"\\.md", rule = "internal-error", key = "k", count = 2 },
    ]
    "#);
    let read = Baseline::parse(&text).expect("a baseline");
    assert_eq!(read.text(), text);
    assert!(text[read.entries()[0].place.clone()].starts_with("{ path = \"a.md\""));
}

#[test]
fn what_is_no_baseline_is_refused() {
    for text in
        ["", "version = 2", "findings = []", "version = 1\nfindings = [{ path = \"a\" }]", "version = 1\nx = 1", "{"]
    {
        assert!(Baseline::parse(text).is_err(), "{text}");
    }
}

#[test]
fn an_update_takes_out_and_adds_only_when_asked() {
    let update = |files: &[(&str, &[&str])], gone: &[&str], add: bool| {
        let mut known = of(&[("a.md", &["k", "k", "l"]), ("b.md", &["k"]), ("c.md", &["k"])]);
        let mut lists: Vec<Vec<Diagnostic>> =
            files.iter().map(|(_, keys)| keys.iter().map(|key| finding(0, key)).collect()).collect();
        let found: Vec<Found> = files.iter().map(|(path, _)| *path).zip(&mut lists).collect();
        let update = known.update(&found, |path| gone.contains(&path), |_, _| true, add.then_some(Severity::Info));
        let mut left: Vec<String> = known.entries.iter().map(|e| format!("{} {} {}", e.path, e.key, e.count)).collect();
        left.sort();
        (update, left.join(", "))
    };
    let files: &[(&str, &[&str])] = &[("a.md", &["k", "m"]), ("d.md", &["k"])];
    let counts = |kept, removed, added, new| Update { kept, removed, added, new };
    assert_eq!(update(files, &["b.md"], false), (counts(3, 2, 0, 1), "a.md k 1, c.md k 1, d.md k 1".into()));
    assert_eq!(update(files, &["b.md"], true), (counts(3, 2, 1, 0), "a.md k 1, a.md m 1, c.md k 1, d.md k 1".into()));
}

proptest! {
    /// What a run finds is known to the baseline made of it, in whatever order the documents come; one more of any
    /// kind is not.
    #[test]
    fn a_baseline_holds_back_its_own_run(findings in prop::collection::vec((0..4_usize, 0..3_usize, 0..5_usize), 0..60), seed in 0..60_usize) {
        let paths = ["a.md", "b.md", "c.md", "d.md"];
        let lists = || -> Vec<Vec<Diagnostic>> {
            let of = |file| findings.iter().filter(move |f| f.0 == file).map(|f| finding(f.1, &f.2.to_string()));
            (0..paths.len()).map(|file| of(file).collect()).collect()
        };
        let known = Baseline::of(paths.iter().copied().zip(lists().iter().map(|list| &list[..])));
        let read = Baseline::parse(&known.text()).expect("a baseline");
        for turn in 0..paths.len() {
            let mut now = lists();
            now[turn].reverse();
            let mut found: Vec<Found> = paths.iter().copied().zip(&mut now).collect();
            found.rotate_left(turn);
            let held = read.hold(&mut found, |_| false, |_, _| false);
            prop_assert!(found.iter().all(|(_, list)| list.is_empty()));
            prop_assert_eq!(held.left.iter().sum::<usize>(), 0);
        }
        let mut now = lists();
        let extra = seed % paths.len();
        now[extra].push(finding(seed % 3, &(seed % 5).to_string()));
        let mut found: Vec<Found> = paths.iter().copied().zip(&mut now).collect();
        read.hold(&mut found, |_| false, |_, _| false);
        prop_assert_eq!(found.iter().map(|(_, list)| list.len()).sum::<usize>(), 1);
    }
}
