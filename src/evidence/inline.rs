//! Evidence that stands in a document itself: in an item's text and below it.

mod forms;

use self::forms::{Signs, bare, checked, command, commit, counted, document, in_word, named, tested};
use crate::{
    markdown::{Document, Kind as Block},
    plan::{Plan, Role, Task},
    source::{Span, window},
};
use std::ops::ControlFlow;

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The id of a commit.
    Commit,
    /// A pull request or an issue.
    Reference,
    /// A run of continuous integration.
    Run,
    /// What follows `Evidence:`, `Verified:`, `Result:`, or stands in a column of that name.
    Named,
    /// A command and what came of it.
    Command,
    /// "132 passed".
    Count,
    /// A report, a log or a screenshot.
    Artifact,
    /// The day on which it was done.
    Date,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// Whether a label, a tag or a column says that it is evidence.
    pub labelled: bool,
}

/// All evidence in a task's own text, in its row and below it. The same words may be told of twice: as what a label
/// names, and as the commit or file that they are.
pub fn all(text: &str, document: &Document, plan: &Plan, task: &Task) -> Vec<Evidence> {
    let (own, whole) = (document.text_span(task.block), document.block(task.block).span);
    let mut found = Vec::new();
    if let Some(cell) = evidence_cell(text, document, plan, task) {
        found.push(cell);
        let _ = scan(text, cell.span, false, true, &mut |evidence| gather(&mut found, evidence));
    }
    let _ = scan(text, own, true, false, &mut |evidence| gather(&mut found, evidence));
    let below = Span { start: own.end.max(whole.start), ..whole };
    let _ = scan(text, below, own.is_empty(), false, &mut |evidence| gather(&mut found, evidence));
    found
}

/// All evidence in a task's own text.
pub fn all_own(text: &str, document: &Document, task: &Task) -> Vec<Evidence> {
    let mut found = Vec::new();
    let own = document.text_span(task.block);
    let _ = scan(text, own, true, false, &mut |evidence| gather(&mut found, evidence));
    found
}

/// Takes a piece up once, whatever the number of looks at it.
fn gather(found: &mut Vec<Evidence>, evidence: Evidence) -> ControlFlow<()> {
    // What is told of twice stands in the same row.
    if !found.iter().take(TWICE).any(|e| e.span == evidence.span && e.kind == evidence.kind) {
        found.push(evidence);
    }
    if found.len() < MOST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// The most evidence of one item, and how much of it may stand in a row that is read twice.
const MOST: usize = 500;
const TWICE: usize = 40;

/// The first evidence in a task's own text.
pub fn own(text: &str, document: &Document, task: &Task) -> Option<Evidence> {
    first(text, document.text_span(task.block), true, |_| true)
}

/// The first evidence anywhere below a task's own text, or in its row.
pub fn below(text: &str, document: &Document, plan: &Plan, task: &Task) -> Option<Evidence> {
    if let Some(cell) = evidence_cell(text, document, plan, task) {
        return Some(cell);
    }
    let (own, whole) = (document.text_span(task.block), document.block(task.block).span);
    first(text, Span { start: own.end, ..whole }, own.is_empty(), |_| true)
}

/// What stands in the evidence column of a task's row.
fn evidence_cell(text: &str, document: &Document, plan: &Plan, task: &Task) -> Option<Evidence> {
    let table = &plan.tables.get(task.table?.index())?;
    let column = table.column(Role::Evidence)?;
    let cell =
        document.children(task.block).nth(column).filter(|&c| matches!(document.block(c).kind, Block::Cell { .. }))?;
    let span = document.text_span(cell);
    let filled = text[span.range()].chars().any(char::is_alphanumeric);
    filled.then_some(Evidence { kind: Kind::Named, span, labelled: true })
}

/// The first evidence of a wanted kind inside `span`, which names no item.
pub(super) fn find(text: &str, span: Span, wanted: fn(Kind) -> bool) -> Option<Evidence> {
    first(text, span, false, wanted)
}

/// The first evidence of a wanted kind inside `span`; `item` where that begins with the line that names the item.
fn first(text: &str, span: Span, item: bool, wanted: fn(Kind) -> bool) -> Option<Evidence> {
    let mut found = None;
    let _ = scan(text, span, item, false, &mut |evidence: Evidence| {
        if !wanted(evidence.kind) {
            return ControlFlow::Continue(());
        }
        found = Some(evidence);
        ControlFlow::Break(())
    });
    found
}

/// Gives all evidence inside `span` to `each` until that has enough; `item` as above, `labelled` where all of it is
/// said to be evidence.
fn scan(
    text: &str,
    span: Span,
    mut item: bool,
    labelled: bool,
    each: &mut impl FnMut(Evidence) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let raw = &text[span.range()];
    for line in window::lines(raw) {
        in_line(line, item, labelled, &mut |kind, part, labelled| {
            each(Evidence { kind, span: span.of_part(raw, part), labelled })
        })?;
        item = false;
    }
    ControlFlow::Continue(())
}

/// Gives the evidence in one line to `each`, what the line says as a whole first; `first` for the line that names the
/// item.
fn in_line<'l>(
    line: &'l str,
    first: bool,
    labelled: bool,
    each: &mut impl FnMut(Kind, &'l str, bool) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let signs = Signs::of(line);
    if signs.0 & !(Signs::MARK | Signs::SPACE) == 0 {
        return ControlFlow::Continue(());
    }
    let all = labelled;
    // From where on a label says that the words are evidence.
    let mut label = if labelled { 0 } else { usize::MAX };
    let value = if signs.has(Signs::COLON) { named(line) } else { None };
    if let Some((value, sure)) = value {
        if sure {
            label = label.min(value.as_ptr() as usize);
        }
        each(Kind::Named, value, sure || labelled)?;
    } else {
        let command = || if signs.has(Signs::TICK) { command(line).or_else(|| tested(line)) } else { None };
        let checked = || if first && signs.has(Signs::MARK) { checked(line) } else { None };
        if let Some((kind, part)) = command().or_else(checked) {
            each(kind, part, labelled)?;
        }
    }
    // What a single word proves it does by one of these.
    if !signs.has(Signs::DIGIT | Signs::COLON | Signs::DOT) {
        return ControlFlow::Continue(());
    }
    let body = line.trim_start().trim_start_matches(['-', '*', '+', ' ']);
    let body = body.strip_prefix('[').and_then(|b| b.split_once("] ")).map_or(body, |(_, text)| text);
    let mut behind = body;
    let (mut before, mut done) = ("", false);
    while let Some((word, signs)) = Signs::next(&mut behind) {
        if signs.has(Signs::DIGIT | Signs::COLON | Signs::DOT) {
            let digit = signs.has(Signs::DIGIT);
            let id = bare(word);
            let leads = first && before.is_empty();
            let ends = || first && !leads && behind.trim_ascii_start().is_empty();
            let within = word.as_ptr() as usize >= label;
            if first && !within && signs.has(Signs::COLON) && forms::is_label(word, before) {
                label = behind.as_ptr() as usize;
            }
            let labelled = within;
            let found = in_word(word, id, signs, before, done)
                // `- [x] #1 Title` counts the items.
                .filter(|kind| !(leads && *kind == Kind::Reference && !signs.has(Signs::COLON)))
                .or_else(|| if digit { commit(id, labelled || signs.has(Signs::TICK), before, ends) } else { None })
                .or_else(|| (digit && counted(id, behind.split_ascii_whitespace())).then_some(Kind::Count))
                .or_else(|| (labelled && signs.has(Signs::DOT) && document(id)).then_some(Kind::Artifact));
            if let Some(kind) = found {
                each(kind, id, labelled || forms::says_so(kind, id, before))?;
            }
            // What a label in a sentence names ends with the sentence.
            if within && value.is_none() && !all && word.ends_with(['.', ';']) {
                label = usize::MAX;
            }
        }
        done |= matches!(word, "Completed" | "completed" | "resolved" | "Resolved" | "verified" | "confirmed");
        before = word;
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Option<Kind> {
        let mut found = None;
        let _ = in_line(line, true, false, &mut |kind, _, _| {
            found = Some(kind);
            ControlFlow::Break(())
        });
        found
    }

    fn each(line: &str) -> Vec<(Kind, &str, bool)> {
        let mut found = Vec::new();
        let _ = in_line(line, true, false, &mut |kind, part, labelled| {
            found.push((kind, part, labelled));
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn all_that_a_line_names() {
        assert_eq!(
            each("- [x] Write it `a1b2c3d`, #12, `cargo test` → 40 passed (reports/unit.xml) verified:2026-01-31"),
            [
                (Kind::Command, "`cargo test`", false),
                (Kind::Commit, "a1b2c3d", false),
                (Kind::Reference, "#12", false),
                (Kind::Count, "40", false),
                (Kind::Artifact, "reports/unit.xml", false),
                (Kind::Named, "verified:2026-01-31", true),
            ]
        );
        assert_eq!(
            each("  Evidence: 9f8e7d6 and out/unit.json"),
            [
                (Kind::Named, "9f8e7d6 and out/unit.json", true),
                (Kind::Commit, "9f8e7d6", true),
                (Kind::Artifact, "out/unit.json", true),
            ]
        );
        assert_eq!(each("- [x] Write it. Evidence: out/a.xml"), [(Kind::Artifact, "out/a.xml", true)]);
        assert_eq!(each("- [x] Write it (Proof: `out/a.xml`)"), [(Kind::Artifact, "out/a.xml", true)]);
        assert_eq!(
            each("- [x] Back it up. **Evidence:** `a1b2c3d` holds. Then `b1b2c3d`"),
            [(Kind::Commit, "a1b2c3d", true), (Kind::Commit, "b1b2c3d", false)]
        );
        assert_eq!(each("- [x] Write the bug report: out/plan.txt"), []);
        assert_eq!(each("- [x] Write it (commit a1b2c3d)"), [(Kind::Commit, "a1b2c3d", true)]);
        assert_eq!(each("- [x] Write it report:out/a.xml"), [(Kind::Artifact, "report:out/a.xml", true)]);
    }

    #[test]
    fn what_proves_a_tick() {
        for (line, kind) in [
            ("- [x] Write the parser `a1b2c3d`", Kind::Commit),
            ("- [x] Write the parser 9f8e7d6", Kind::Commit),
            ("- [x] Write the parser (commit 9f8e7d6c)", Kind::Commit),
            ("- [x] Write the parser, see #123", Kind::Reference),
            ("- [x] Write the parser (PR 12)", Kind::Reference),
            ("- [x] Write it https://ci.example/actions/runs/1", Kind::Run),
            ("- [x] Write it, seen in run 5120", Kind::Run),
            ("  Evidence: the run of Monday", Kind::Named),
            ("  - **Verified:** by hand", Kind::Named),
            ("<!-- evidence: unit run -->", Kind::Named),
            ("- [x] Write it <!-- evidence: unit run -->", Kind::Named),
            ("- [x] `cargo test` → 132 passed", Kind::Command),
            ("- [x] All 40 tests passed", Kind::Count),
            ("- [x] Suite runs (40/40 pass)", Kind::Count),
            ("- [x] (2026-01-31 10:00Z) Write it", Kind::Date),
            ("- [x] Run it, reports/unit.html", Kind::Artifact),
            ("- [x] Write it verified:2026-01-31", Kind::Named),
            ("- [x] `cargo test` ✅", Kind::Command),
            ("- [x] Write the parser ✅ `parse.rs` (584 lines)", Kind::Named),
            ("- [x] Parse a page in 2 ms (measured 1.4ms)", Kind::Count),
            ("- [x] Review it: completed in week 2 (see review.md)", Kind::Artifact),
            ("- [x] The parser takes tabs (4 cases) — `parse.spec.ts`", Kind::Artifact),
            ("- [x] Run them all: 333 tests total", Kind::Count),
        ] {
            assert_eq!(one(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn what_does_not() {
        for line in [
            "- [x] #1 Write the parser",
            "- [x] T012 Write the parser in `src/parse.rs`",
            "- [x] Make sure that `cargo test` passes",
            "- [x] Add 12 tests",
            "- [x] Paint the facade deface",
            "- [x] Call 1234567",
            "- [x] Bump to v1.2.3",
            "- [x] ✅ Write the 2nd parser",
            "- [x] Write the parser, see design.md",
            "- [x] Write the tests in `parse.spec.ts`",
        ] {
            assert_eq!(one(line), None, "{line}");
        }
    }
}
