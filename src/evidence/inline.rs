//! Evidence that stands in a document itself: in an item's text and below it.

mod forms;

use crate::{
    markdown::{Document, Kind as Block},
    plan::{Plan, Role, Task},
    source::Span,
};
use forms::{
    artifact, bare, checked, command, commit, counted, date, named, numbered_run, reference, tag, tested, url,
};

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
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
}

/// The first evidence in a task's own text.
pub fn own(text: &str, document: &Document, task: &Task) -> Option<Evidence> {
    scan(text, document.text_span(task.block), true)
}

/// The first evidence anywhere below a task's own text, or in its row.
pub fn below(text: &str, document: &Document, plan: &Plan, task: &Task) -> Option<Evidence> {
    if let Some(cell) = evidence_cell(text, document, plan, task) {
        return Some(cell);
    }
    let (own, whole) = (document.text_span(task.block), document.block(task.block).span);
    scan(text, Span { start: own.end, ..whole }, own.is_empty())
}

/// What stands in the evidence column of a task's row.
fn evidence_cell(text: &str, document: &Document, plan: &Plan, task: &Task) -> Option<Evidence> {
    let table = &plan.tables.get(task.table?.index())?;
    let column = table.column(Role::Evidence)?;
    let cell =
        document.children(task.block).nth(column).filter(|&c| matches!(document.block(c).kind, Block::Cell { .. }))?;
    let span = document.text_span(cell);
    let filled = text[span.range()].chars().any(char::is_alphanumeric);
    filled.then_some(Evidence { kind: Kind::Named, span })
}

/// The first evidence inside `span`; `first` where that begins with the line that names the item.
fn scan(text: &str, span: Span, mut first: bool) -> Option<Evidence> {
    let raw = &text[span.range()];
    for line in raw.lines() {
        if let Some((kind, part)) = in_line(line, first, |_| true) {
            return Some(Evidence { kind, span: span.of_part(raw, part) });
        }
        first = false;
    }
    None
}

/// The first evidence of a wanted kind inside `span`, which names no item.
pub(super) fn find(text: &str, span: Span, wanted: fn(Kind) -> bool) -> Option<Evidence> {
    let raw = &text[span.range()];
    let found = raw.lines().find_map(|line| in_line(line, false, wanted));
    found.map(|(kind, part)| Evidence { kind, span: span.of_part(raw, part) })
}

/// Which of the signs a text holds without which a form of evidence cannot be.
#[derive(Clone, Copy)]
struct Signs(u8);

impl Signs {
    const DIGIT: u8 = 1;
    const HASH: u8 = 2;
    const COLON: u8 = 4;
    const DOT: u8 = 8;
    const TICK: u8 = 16;
    /// The first byte of most marks.
    const MARK: u8 = 32;

    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |found, byte| found | SIGNS[byte as usize]))
    }

    fn has(self, sign: u8) -> bool {
        self.0 & sign != 0
    }
}

static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        signs[digit as usize] = Signs::DIGIT;
        digit += 1;
    }
    signs[b'#' as usize] = Signs::HASH;
    signs[b':' as usize] = Signs::COLON;
    signs[b'.' as usize] = Signs::DOT;
    signs[b'`' as usize] = Signs::TICK;
    signs[0xe2] = Signs::MARK;
    signs
};

/// The evidence of a wanted kind in one line; `first` for the line that names the item.
fn in_line(line: &str, first: bool, wanted: fn(Kind) -> bool) -> Option<(Kind, &str)> {
    let signs = Signs::of(line);
    if signs.0 & !Signs::MARK == 0 {
        return None;
    }
    let whole = || {
        let named = || if signs.has(Signs::COLON) { named(line) } else { None };
        let command = || if signs.has(Signs::TICK) { command(line).or_else(|| tested(line)) } else { None };
        let checked = || if first && signs.has(Signs::MARK) { checked(line) } else { None };
        named().or_else(command).or_else(checked)
    };
    if let Some(found) = whole().filter(|(kind, _)| wanted(*kind)) {
        return Some(found);
    }
    let body = line.trim_start().trim_start_matches(['-', '*', '+', ' ']);
    let body = body.strip_prefix('[').and_then(|b| b.split_once("] ")).map_or(body, |(_, text)| text);
    let mut words = body.split_ascii_whitespace();
    let (mut before, mut done) = ("", false);
    while let Some(word) = words.next() {
        let signs = Signs::of(word);
        if signs.0 != 0 {
            let id = bare(word);
            let leads = first && before.is_empty();
            let ends = || first && !leads && words.clone().next().is_none();
            let found = in_word(word, id, signs, before, done)
                // `- [x] #1 Title` counts the items.
                .filter(|kind| !(leads && *kind == Kind::Reference && !signs.has(Signs::COLON)))
                .or_else(|| commit(id, signs.has(Signs::TICK), before, ends))
                .or_else(|| counted(id, words.clone()).then_some(Kind::Count));
            if let Some(found) = found.filter(|kind| wanted(*kind)) {
                return Some((found, id));
            }
        }
        done |= matches!(word, "Completed" | "completed" | "resolved" | "Resolved" | "verified" | "confirmed");
        before = word;
    }
    None
}

/// What a word proves by its own form, or by the word before it; `done` where something is said to be finished.
fn in_word(word: &str, id: &str, signs: Signs, before: &str, done: bool) -> Option<Kind> {
    let digit = signs.has(Signs::DIGIT);
    if signs.has(Signs::COLON)
        && let Some(kind) = tag(id).or_else(|| url(word))
    {
        return Some(kind);
    }
    if digit {
        let figure = || {
            let said = bare(before);
            ["achieved", "measured"].iter().any(|w| said.eq_ignore_ascii_case(w)) && id.as_bytes()[0].is_ascii_digit()
        };
        let kind = reference(id, before).or_else(|| date(word).then_some(Kind::Date));
        let kind = kind.or_else(|| numbered_run(id, before).then_some(Kind::Run));
        if let Some(kind) = kind.or_else(|| (!id.is_empty() && figure()).then_some(Kind::Count)) {
            return Some(kind);
        }
    }
    let seen = || done && bare(before).eq_ignore_ascii_case("see") && id.contains('.') && !id.contains("..");
    (signs.has(Signs::DOT) && (artifact(id) || seen())).then_some(Kind::Artifact)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(in_line(line, true, |_| true).map(|(k, _)| k), Some(kind), "{line}");
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
            assert!(in_line(line, true, |_| true).is_none(), "{line}: {:?}", in_line(line, true, |_| true));
        }
    }
}
