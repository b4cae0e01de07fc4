//! The forms in which evidence is written.

use super::Kind;

/// A check mark behind the words, and something that can be looked up behind the mark: "✅ `parse.rs` (584 lines)".
pub(super) fn checked(line: &str) -> Option<(Kind, &str)> {
    let (at, mark) = line.char_indices().rfind(|&(_, c)| matches!(c, '✅' | '✓' | '✔' | '☑'))?;
    let words = line[..at].trim_start().trim_start_matches(['-', '*', '+', ' ']);
    let words = words.strip_prefix('[').and_then(|b| b.split_once("] ")).map_or(words, |(_, text)| text);
    let told = line[at + mark.len_utf8()..].trim_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}');
    let known = told.contains('`') || told.contains(|c: char| c.is_ascii_digit());
    (known && words.contains(char::is_alphanumeric)).then_some((Kind::Named, told))
}

/// The test that shows it, at the end of a line: "… — `tests/parse.spec.ts`".
pub(super) fn tested(line: &str) -> Option<(Kind, &str)> {
    let code = line.trim_end().strip_suffix('`')?;
    let (before, path) = code.rsplit_once('`')?;
    let behind = before.trim_end().ends_with(['—', '–', '→']);
    let is_test = path.contains(".spec.") || path.contains(".test.") || path.contains("_test.");
    (behind && is_test && !path.contains(' ')).then_some((Kind::Artifact, path))
}

/// `word` without the marks around it.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '/' | '.'))
}

/// The longest key that names evidence, in bytes.
const LONGEST_KEY: usize = 16;

/// `Evidence: …`, `**Verified:** …`, `<!-- evidence: … -->`.
pub(super) fn named(line: &str) -> Option<(Kind, &str)> {
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
pub(super) fn command(line: &str) -> Option<(Kind, &str)> {
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
pub(super) fn tag(word: &str) -> Option<Kind> {
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
pub(super) fn numbered_run(id: &str, before: &str) -> bool {
    matches!(before.trim_start_matches('('), "run" | "job" | "build" | "pipeline")
        && id.len() > 2
        && id.bytes().all(|b| b.is_ascii_digit())
}

/// The address of a pull request, an issue, a commit or a run.
pub(super) fn url(word: &str) -> Option<Kind> {
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
pub(super) fn reference(word: &str, before: &str) -> Option<Kind> {
    let digits = |w: &str| !w.is_empty() && w.len() <= 7 && w.chars().all(|c| c.is_ascii_digit());
    let numbered = word.rsplit_once('#').is_some_and(|(_, n)| digits(n));
    let named = matches!(bare(before), "PR" | "PRs" | "MR") && digits(word.trim_start_matches(['#', '!']));
    (numbered || named).then_some(Kind::Reference)
}

/// A commit's id: in a code span, behind the word, or as the last word of an item.
pub(super) fn commit(id: &str, code: bool, before: &str, last: impl Fn() -> bool) -> Option<Kind> {
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
pub(super) fn date(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    let bytes = word.as_bytes();
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
        && bytes[0] == b'2'
}

/// "132 passed", "40/40 tests pass", "12 tests passing", "333 tests total".
pub(super) fn counted<'w>(number: &str, next: impl Iterator<Item = &'w str> + Clone) -> bool {
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
pub(super) fn artifact(path: &str) -> bool {
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
