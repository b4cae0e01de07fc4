//! Evidence that stands in a document itself: in an item's text and below it.

use crate::{
    markdown::{Document, Kind as Block},
    plan::{Plan, Role, Task},
    source::Span,
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

/// A check mark behind the words, and something that can be looked up behind the mark: "✅ `parse.rs` (584 lines)".
fn checked(line: &str) -> Option<(Kind, &str)> {
    let (at, mark) = line.char_indices().rfind(|&(_, c)| matches!(c, '✅' | '✓' | '✔' | '☑'))?;
    let words = line[..at].trim_start().trim_start_matches(['-', '*', '+', ' ']);
    let words = words.strip_prefix('[').and_then(|b| b.split_once("] ")).map_or(words, |(_, text)| text);
    let told = line[at + mark.len_utf8()..].trim_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}');
    let known = told.contains('`') || told.contains(|c: char| c.is_ascii_digit());
    (known && words.contains(char::is_alphanumeric)).then_some((Kind::Named, told))
}

/// The test that shows it, at the end of a line: "… — `tests/parse.spec.ts`".
fn tested(line: &str) -> Option<(Kind, &str)> {
    let code = line.trim_end().strip_suffix('`')?;
    let (before, path) = code.rsplit_once('`')?;
    let behind = before.trim_end().ends_with(['—', '–', '→']);
    let is_test = path.contains(".spec.") || path.contains(".test.") || path.contains("_test.");
    (behind && is_test && !path.contains(' ')).then_some((Kind::Artifact, path))
}

/// `word` without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '/' | '.'))
}

/// The longest key that names evidence, in bytes.
const LONGEST_KEY: usize = 16;

/// `Evidence: …`, `**Verified:** …`, `<!-- evidence: … -->`.
fn named(line: &str) -> Option<(Kind, &str)> {
    let comment = if line.contains('<') { line.find("<!--") } else { None };
    let line = comment.map_or(line, |at| &line[at..]);
    let start = line.find(|c: char| c.is_alphabetic())?;
    let (key, value) = line[start..].split_once(':')?;
    let key = key.trim_matches(['*', '_', '`', ' ']);
    if key.len() > LONGEST_KEY {
        return None;
    }
    let key = key.to_ascii_lowercase();
    let known = matches!(
        key.as_str(),
        "evidence"
            | "proof"
            | "verified"
            | "verified by"
            | "verification"
            | "result"
            | "results"
            | "test results"
            | "commit"
            | "commits"
            | "sha"
            | "pr"
            | "ci"
            | "ci run"
            | "run"
            | "report"
            | "log"
            | "tested"
            | "completed"
    );
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-' | '>'));
    (known && !value.is_empty()).then_some((Kind::Named, value))
}

/// "`cargo test` → 132 passed": code, a separator, and what came of it.
fn command(line: &str) -> Option<(Kind, &str)> {
    let mut rest = line;
    while let Some(open) = rest.find('`') {
        let close = open + 1 + rest[open + 1..].find('`')?;
        let after = &rest[close + 1..];
        let told = after.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '→' | '—' | '–' | '-' | '=' | '>' | ':' | '(')
        });
        let marked = told.starts_with(['✅', '✓', '✔']);
        let separated = told.len() + 1 < after.len();
        let word = told.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_ascii_lowercase();
        let result = matches!(
            word.as_str(),
            "pass" | "passed" | "green" | "ok" | "exit" | "exits" | "succeeded" | "success" | "clean"
        ) || (word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty());
        if (separated && result || marked) && rest[open..close].contains(' ') {
            return Some((Kind::Command, &rest[open..close + 1]));
        }
        rest = after;
    }
    None
}

/// `commit:abc`, `report:path`, `run:url`, `pr:#12`, `verified:2026-01-31`.
fn tag(word: &str) -> Option<Kind> {
    let (key, _) = word.split_once(':').filter(|(key, value)| key.len() <= LONGEST_KEY && !value.is_empty())?;
    match key.to_ascii_lowercase().as_str() {
        "commit" | "sha" => Some(Kind::Commit),
        "report" => Some(Kind::Artifact),
        "run" | "ci" => Some(Kind::Run),
        "pr" | "issue" => Some(Kind::Reference),
        "verified" | "evidence" => Some(Kind::Named),
        _ => None,
    }
}

/// "run 5120", "job 88213": three digits or more, so that "run 3 times" is none.
fn numbered_run(id: &str, before: &str) -> bool {
    matches!(before.trim_start_matches('('), "run" | "job" | "build" | "pipeline")
        && id.len() > 2
        && id.bytes().all(|b| b.is_ascii_digit())
}

/// The address of a pull request, an issue, a commit or a run.
fn url(word: &str) -> Option<Kind> {
    if !word.contains("://") {
        return None;
    }
    let holds = |parts: &[&str]| parts.iter().any(|p| word.contains(p));
    if holds(&["/actions/runs/", "/pipelines/", "/jobs/", "buildkite.com", "circleci.com", "/builds/"]) {
        Some(Kind::Run)
    } else if holds(&["/commit/", "/commits/"]) {
        Some(Kind::Commit)
    } else {
        holds(&["/pull/", "/pulls/", "/issues/", "/merge_requests/"]).then_some(Kind::Reference)
    }
}

/// `#123`, `PR 12`, `PR#12`.
fn reference(word: &str, before: &str) -> Option<Kind> {
    let digits = |w: &str| !w.is_empty() && w.len() <= 7 && w.chars().all(|c| c.is_ascii_digit());
    let numbered = word.rsplit_once('#').is_some_and(|(_, n)| digits(n));
    let named = matches!(bare(before), "PR" | "PRs" | "MR") && digits(word.trim_start_matches(['#', '!']));
    (numbered || named).then_some(Kind::Reference)
}

/// A commit's id: in a code span, behind the word, or as the last word of an item.
fn commit(id: &str, code: bool, before: &str, last: impl Fn() -> bool) -> Option<Kind> {
    let labelled = || {
        let before = bare(before);
        ["commit", "commits", "sha", "merged"].iter().any(|w| before.eq_ignore_ascii_case(w))
    };
    let hex = (7..=40).contains(&id.len())
        && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && id.bytes().any(|b| b.is_ascii_digit())
        && id.bytes().any(|b| b.is_ascii_alphabetic());
    (hex && (code || (id.len() <= 12 && last()) || labelled())).then_some(Kind::Commit)
}

/// `2026-01-31` at the start of a word.
fn date(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    let bytes = word.as_bytes();
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
        && bytes[0] == b'2'
}

/// "132 passed", "40/40 tests pass", "12 tests passing", "333 tests total".
fn counted<'w>(number: &str, next: impl Iterator<Item = &'w str> + Clone) -> bool {
    let passed = |w: &str| {
        let w = bare(w);
        ["pass", "passed", "passing", "passes", "green"].iter().any(|known| w.eq_ignore_ascii_case(known))
    };
    let total = || next.clone().map(bare).take(2).eq(["tests", "total"]);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b','))
        && (next.clone().take(3).any(passed) || total())
}

/// A file that a check leaves behind.
fn artifact(path: &str) -> bool {
    let path = path.trim_end_matches('.');
    if !path.contains('.') {
        return false;
    }
    let path = path.to_ascii_lowercase();
    let Some((folders, name)) = path.rsplit_once('/').or(Some(("", &path))) else { return false };
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    if stem.is_empty() {
        return false;
    }
    let kept = ["report", "reports", "coverage", "artifacts", "evidence", "test-results", "logs", "screenshots"];
    matches!(ending, "log" | "sarif" | "lcov" | "tap" | "junit")
        || (folders.split('/').any(|f| kept.contains(&f))
            && !matches!(ending, "rs" | "ts" | "tsx" | "js" | "py" | "go"))
        || (matches!(ending, "xml" | "json" | "html" | "txt" | "md")
            && ["report", "results", "junit", "coverage", "evidence", "test-notes"].iter().any(|k| stem.contains(k)))
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
