use super::*;

/// A finding of `conflict-marker` at each `@` of `text`, after the document's ignores: how many were silenced,
/// the lines of those that remain, and what is said of the ignores.
fn run(text: &str) -> (usize, Vec<usize>, Vec<String>) {
    let source = Source::new("a.md", text.as_bytes().to_vec()).unwrap();
    let document = Document::parse(source.text());
    let rule = rules::find("conflict-marker").unwrap();
    let mut diagnostics: Vec<_> =
        text.match_indices('@').map(|(at, _)| Diagnostic::new(rule, Span::new(at, at + 1), "x")).collect();
    let silenced = apply(&source, &document, &Settings::default(), &Project::default(), &mut diagnostics);
    let lines = diagnostics.iter().filter(|d| d.rule.name == "conflict-marker");
    let lines = lines.map(|d| source.lines().line_of(d.span.start as usize) + 1).collect();
    let said = diagnostics.iter().filter(|d| d.rule.family == "planvet");
    let said = said.map(|d| format!("{} {}", d.rule.name, source.slice(d.span))).collect();
    (silenced, lines, said)
}

/// The text after the fixes of `unused-ignore`.
fn fixed(text: &str) -> String {
    let source = Source::new("a.md", text.as_bytes().to_vec()).unwrap();
    let document = Document::parse(source.text());
    let mut diagnostics = Vec::new();
    apply(&source, &document, &Settings::default(), &Project::default(), &mut diagnostics);
    let mut text = text.to_owned();
    for fix in diagnostics.iter().rev().filter_map(|d| d.fix.as_ref()) {
        for edit in fix.edits.iter().rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
    }
    text
}

const IGNORE: &str = "<!-- planvet-ignore conflict-marker: why -->";

#[test]
fn inside_a_row_it_covers_the_row() {
    let (silenced, left, said) = run(&format!("| a | b |\n|---|---|\n| @ | @ |\n| @ {IGNORE} | @ |\n| @ | b |\n"));
    assert_eq!((silenced, left), (2, vec![3, 3, 5]));
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn inside_an_item_it_covers_the_item_with_its_children() {
    let (silenced, left, _) = run(&format!("- @\n- @ {IGNORE}\n  - @\n\n    @ more\n- @\n"));
    assert_eq!((silenced, left), (3, vec![1, 6]));
}

#[test]
fn inside_a_heading_or_paragraph_it_covers_that() {
    let (silenced, left, _) = run(&format!("# @ {IGNORE}\n\n@\n\n@ {IGNORE}\n@\n\n@\n"));
    assert_eq!((silenced, left), (3, vec![3, 8]));
}

#[test]
fn on_its_own_line_it_covers_the_next_block() {
    let (silenced, left, _) = run(&format!("@\n\n{IGNORE}\n\n- @\n- @\n  - @\n\n@\n"));
    assert_eq!((silenced, left), (3, vec![1, 9]));
    let (silenced, left, said) = run(&format!("{IGNORE}\n| a |\n|---|\n| @ |\n\n@\n\n{IGNORE}\n"));
    assert_eq!((silenced, left), (1, vec![6]));
    assert_eq!(said, ["unused-ignore conflict-marker"], "nothing follows the last one");
    let (silenced, left, _) = run(&format!("{IGNORE}\n\n<!-- a note -->\n\n@ one\n\n@ two\n"));
    assert_eq!((silenced, left), (1, vec![7]));
}

#[test]
fn regions_files_and_front_matter() {
    let region =
        "@\n\n<!-- planvet-ignore-start conflict-marker: old -->\n\n@\n\n# @\n\n<!-- planvet-ignore-end -->\n\n@\n";
    assert_eq!(run(region).0, 2);
    assert_eq!(run("@\n\n<!-- planvet-ignore-file conflict-marker: old -->\n\n@\n").0, 2);
    let (silenced, left, said) = run("---\nowner: @ # planvet-ignore conflict-marker: why\n---\n@\n");
    assert_eq!((silenced, left, said), (1, vec![4], vec![]));
    assert_eq!(run("---\n# planvet-ignore-file conflict-marker: why\na: b\n---\n@\n").0, 1);
}

/// `S` begins a range, `E` ends it, each for the rules that stand behind it.
fn ranges(text: &str) -> String {
    let line = |line: &str| match line.split_once(' ').unwrap_or((line, "")) {
        ("S", names) => format!("<!-- planvet-ignore-start {names}: why -->\n\n"),
        ("E", names) => format!("<!-- planvet-ignore-end {names} -->\n\n"),
        _ => format!("{line}\n\n"),
    };
    text.split(" / ").map(line).collect()
}

#[test]
fn ranges_nest() {
    let left = |text: &str| {
        let (_, left, said) = run(&ranges(text));
        (left.into_iter().map(|line| line / 2).collect::<Vec<_>>(), said)
    };
    let nothing: Vec<String> = Vec::new();
    assert_eq!(left("S conflict-marker / @ / S conflict-marker / @ / E / @ / E / @"), (vec![7], nothing.clone()));
    assert_eq!(
        left("S conflict-marker / @ / S conflict-marker / @ / E conflict-marker / @ / E conflict-marker / @"),
        (vec![7], nothing.clone())
    );
    // A range of another rule inside, each ended by name, in any order; and by no name, the innermost first.
    let other = |text: &str| left(text).0;
    assert_eq!(other("S conflict-marker / S mojibake / @ / E conflict-marker / @ / E mojibake / @"), [4, 6]);
    assert_eq!(other("S mojibake / S conflict-marker / @ / E / @ / E / @"), [4, 6]);
    // A part of the names is ended.
    assert_eq!(other("S mojibake, conflict-marker / @ / E mojibake / @ / E conflict-marker / @"), [5]);
    // What nothing ends reaches to the end, and is told.
    let endless = vec!["unused-ignore planvet-ignore-start".to_owned()];
    assert_eq!(left("@ / S conflict-marker / @ / @"), (vec![0], endless.clone()));
    assert_eq!(left("S conflict-marker / @ / S conflict-marker / @ / E / @"), (vec![], endless.clone()));
    // Where it is stale as well, that is enough.
    assert_eq!(left("S mojibake / @"), (vec![1], vec!["unused-ignore mojibake".to_owned()]));
}

#[test]
fn an_end_that_ends_nothing_is_a_finding() {
    let said = |text: &str| run(&ranges(text)).2;
    assert_eq!(said("@ / E"), ["unused-ignore planvet-ignore-end"]);
    assert_eq!(said("S conflict-marker / @ / E / E"), ["unused-ignore planvet-ignore-end"]);
    assert_eq!(said("S conflict-marker / @ / E mojibake, conflict-marker"), ["unused-ignore mojibake"]);
    let mistyped = ["unused-ignore planvet-ignore-start", "unknown-rule conflict-maker"];
    assert_eq!(said("S conflict-marker / @ / E conflict-maker"), mistyped);
    assert_eq!(fixed(&ranges("a / E")), "a\n\n\n");
    assert!(!fixed(&ranges("a / E mojibake, conflict-marker / b")).contains("planvet"));
}

#[test]
fn unknown_and_stale_ignores_are_findings() {
    let (_, _, said) =
        run("@ <!-- planvet-ignore conflict-maker -->\n\nb <!-- planvet-ignore conflict-marker, mojibake: x -->\n");
    assert_eq!(said, ["unknown-rule conflict-maker", "unused-ignore conflict-marker, mojibake"]);
    assert_eq!(run("@ <!-- planvet-ignore -->").2, ["unknown-rule planvet-ignore"]);
    assert_eq!(run("@ <!-- planvet-ignore-next-line mojibake -->").2, ["unknown-rule planvet-ignore-next-line"]);
    assert_eq!(run("@ <!-- planvet-disable conflict-marker -->").2, ["unknown-rule planvet-disable"]);
    assert_eq!(run("@ <!-- planvet ignore conflict-marker: why -->").2, ["unknown-rule planvet ignore"]);
    assert!(run("@ <!-- planvet ignores comments that speak of it -->").2.is_empty());
    assert!(run("`<!-- planvet-ignore nothing -->`\n\n```\n<!-- planvet-ignore nothing -->\n```\n").2.is_empty());
}

#[test]
fn a_reason_stands_behind_a_colon_or_dashes() {
    for reason in [": it is theirs", " -- it is theirs", " — it is theirs", " - it: theirs", "\n-- it is theirs"] {
        let (silenced, left, said) = run(&format!("@ <!-- planvet-ignore conflict-marker{reason} -->\n"));
        assert_eq!((silenced, left, said), (1, vec![], vec![]), "{reason}");
        assert_eq!(fixed(&format!("a <!-- planvet-ignore mojibake{reason} -->\n")), "a\n", "{reason}");
        let kept = fixed(&format!("a <!-- planvet-ignore mojibake, nope{reason} -->\n"));
        assert_eq!(kept, format!("a <!-- planvet-ignore nope{reason} -->\n"));
    }
    // A word may be a mistyped rule, several are prose.
    let (silenced, _, said) = run("@ <!-- planvet-ignore conflict-marker it is theirs -->\n");
    assert_eq!((silenced, said), (1, vec!["unknown-rule it is theirs".to_owned()]));
    assert_eq!(run("@ <!-- planvet-ignore conflict-marker mojibak -->\n").2, ["unknown-rule mojibak"]);
    assert_eq!(fixed("a <!-- planvet-ignore mojibake it is theirs -->\n"), "a\n");
}

#[test]
fn stale_ignores_are_removed_and_nothing_else() {
    assert_eq!(fixed(&format!("| a {IGNORE} | b |\n|---|---|\n")), "| a | b |\n|---|---|\n");
    assert_eq!(fixed(&format!("a\n\n{IGNORE}\r\n\nb\n")), "a\n\n\nb\n");
    assert_eq!(fixed(&format!("- a {IGNORE}\n- b")), "- a\n- b");
    assert_eq!(fixed("---\n# planvet-ignore mojibake: x\na: b # planvet-ignore mojibake\n---\n"), "---\na: b\n---\n");
    assert_eq!(fixed("a <!-- planvet-ignore mojibake, nope: x -->"), "a <!-- planvet-ignore nope: x -->");
}
