//! The forms that evidence has: of a line, of a word.

use super::Kind;
use crate::plan::DONE_MARKS;

/// Which of the signs a text holds without which a form of evidence cannot be.
#[derive(Clone, Copy)]
pub(super) struct Signs(pub(super) u8);

impl Signs {
    pub(super) const DIGIT: u8 = 1;
    pub(super) const HASH: u8 = 2;
    pub(super) const COLON: u8 = 4;
    pub(super) const DOT: u8 = 8;
    pub(super) const TICK: u8 = 16;
    /// The first byte of most marks.
    pub(super) const MARK: u8 = 32;
    /// White space: what parts words.
    pub(super) const SPACE: u8 = 64;

    pub(super) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |found, byte| found | SIGNS[byte as usize]))
    }

    /// The next word of `text` and its signs, in one look; the word is taken off.
    pub(super) fn next<'t>(text: &mut &'t str) -> Option<(&'t str, Self)> {
        let rest = text.trim_ascii_start();
        let mut found = 0;
        let parts = |byte: u8| {
            found |= SIGNS[byte as usize];
            found >= Self::SPACE
        };
        let end = rest.bytes().position(parts).unwrap_or(rest.len());
        let word;
        (word, *text) = rest.split_at(end);
        (!word.is_empty()).then_some((word, Self(found & !Self::SPACE)))
    }

    pub(super) fn has(self, sign: u8) -> bool {
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
    let (space, mut at) = (b" \t\n\r\x0C", 0);
    while at < space.len() {
        signs[space[at] as usize] = Signs::SPACE;
        at += 1;
    }
    signs
};

/// What a word proves by its own form, or by the word before it; `done` where something is said to be finished.
pub(super) fn in_word(word: &str, id: &str, signs: Signs, before: &str, done: bool) -> Option<Kind> {
    let digit = signs.has(Signs::DIGIT);
    if signs.has(Signs::COLON)
        && let Some(kind) = tag(id).or_else(|| url(word))
    {
        return Some(kind);
    }
    if digit {
        let figure = || {
            let said = |word: &&str| bare(before).eq_ignore_ascii_case(word);
            id.starts_with(|c: char| c.is_ascii_digit()) && ["achieved", "measured"].iter().any(said)
        };
        let kind = reference(id, signs, before).or_else(|| date(word).then_some(Kind::Date));
        let kind = kind.or_else(|| numbered_run(id, before).then_some(Kind::Run));
        if let Some(kind) = kind.or_else(|| figure().then_some(Kind::Count)) {
            return Some(kind);
        }
    }
    let seen = || done && bare(before).eq_ignore_ascii_case("see") && id.contains('.') && !id.contains("..");
    (signs.has(Signs::DOT) && (artifact(id) || seen())).then_some(Kind::Artifact)
}

/// A check mark behind the words, and something that can be looked up behind the mark: "✅ `parse.rs` (584 lines)".
pub(super) fn checked(line: &str) -> Option<(Kind, &str)> {
    let (at, mark) = line.char_indices().rfind(|&(_, c)| DONE_MARKS.contains(&c))?;
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
    let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    // Most words begin and end with a letter.
    if letter(word.as_bytes().first()) && letter(word.as_bytes().last()) {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '/' | '.'))
}

/// The longest key that names evidence, in bytes.
const LONGEST_KEY: usize = 16;

/// `Evidence: …`, `**Verified:** …`, `<!-- evidence: … -->`: the value, and whether the key speaks of evidence alone.
pub(super) fn named(line: &str) -> Option<(&str, bool)> {
    let comment = if line.contains('<') { line.find("<!--") } else { None };
    let line = comment.map_or(line, |at| &line[at..]);
    let start = line.find(|c: char| c.is_alphabetic())?;
    let (key, value) = line[start..].split_once(':')?;
    let key = key.trim_matches(['*', '_', '`', ' ']);
    if key.len() > LONGEST_KEY {
        return None;
    }
    let key = key.to_ascii_lowercase();
    let sure = matches!(
        key.as_str(),
        "evidence"
            | "proof"
            | "verified"
            | "verified by"
            | "verification"
            | "test results"
            | "commit"
            | "commits"
            | "sha"
            | "pr"
            | "ci"
            | "ci run"
            | "report"
            | "log"
    );
    let known = sure || matches!(key.as_str(), "result" | "results" | "run" | "tested" | "completed");
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-' | '>'));
    (known && !value.is_empty()).then_some((value, sure))
}

/// Whether a word in a line is a label behind which evidence follows, at the beginning of a sentence or a bracket:
/// "Write it. Evidence: out/unit.xml", "Write it (Proof: a1b2c3d)".
pub(super) fn is_label(word: &str, before: &str) -> bool {
    let marks = ['*', '_', '`'];
    let opens = word.starts_with(['(', '[', '*', '_', '`']);
    let sentence = before.is_empty() || before.ends_with(['.', ';', ',', ')', ']', '!', '—', '–', '-', '→', '`']);
    let key = word.trim_start_matches(['(', '[', '*', '_', '`']).trim_end_matches(marks).strip_suffix(':');
    let key = key.map(|key| key.trim_end_matches(marks));
    (opens || sentence) && matches!(key, Some("Evidence" | "Proof" | "Verified" | "Report"))
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
        let marked = told.starts_with(DONE_MARKS);
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
    if !word.as_bytes().windows(3).any(|three| three == b"://") {
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
fn reference(word: &str, signs: Signs, before: &str) -> Option<Kind> {
    let digits = |w: &str| !w.is_empty() && w.len() <= 7 && w.bytes().all(|b| b.is_ascii_digit());
    let numbered = signs.has(Signs::HASH) && word.rsplit_once('#').is_some_and(|(_, n)| digits(n));
    let named = || digits(word.trim_start_matches(['#', '!'])) && matches!(bare(before), "PR" | "PRs" | "MR");
    (numbered || named()).then_some(Kind::Reference)
}

/// Whether a commit or file is cited as evidence in so many words: by a tag, or by the word before it.
pub(super) fn says_so(kind: Kind, id: &str, before: &str) -> bool {
    match kind {
        Kind::Commit => id.contains(':') || is_commit_word(before),
        Kind::Artifact | Kind::Named | Kind::Run => id.contains(':') && tag(id).is_some(),
        _ => false,
    }
}

fn is_commit_word(before: &str) -> bool {
    let before = bare(before);
    ["commit", "commits", "sha", "merged"].iter().any(|w| before.eq_ignore_ascii_case(w))
}

/// A commit's id: in a code span, behind the word, or as the last word of an item.
pub(super) fn commit(id: &str, code: bool, before: &str, last: impl Fn() -> bool) -> Option<Kind> {
    let hex = (7..=40).contains(&id.len())
        && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && id.bytes().any(|b| b.is_ascii_digit())
        && id.bytes().any(|b| b.is_ascii_alphabetic());
    (hex && (code || (id.len() <= 12 && last()) || is_commit_word(before))).then_some(Kind::Commit)
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
    const KEPT: [&str; 8] =
        ["report", "reports", "coverage", "artifacts", "evidence", "test-results", "logs", "screenshots"];
    const NAMED: [&str; 6] = ["report", "results", "junit", "coverage", "evidence", "test-notes"];
    let path = path.trim_end_matches('.');
    // Most words have no other dot than the one that ends a sentence.
    let Some(dot) = memchr::memrchr(b'.', path.as_bytes()) else { return false };
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = path.len() - name.len()..dot;
    if stem.is_empty() {
        return false;
    }
    let (stem, ending) = (&path[stem], &path[dot + 1..]);
    let is = |text: &str, words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let named = || {
        let stem = stem.to_ascii_lowercase();
        NAMED.iter().any(|word| stem.contains(word))
    };
    is(ending, &["log", "sarif", "lcov", "tap", "junit"])
        || folders.split('/').any(|f| is(f, &KEPT)) && !is(ending, &["rs", "ts", "tsx", "js", "py", "go"])
        || is(ending, &["xml", "json", "html", "txt", "md"]) && named()
}

/// A file that is no source, by its ending: where a label says that evidence follows, it is named as such.
pub(super) fn document(path: &str) -> bool {
    const ENDINGS: [&str; 21] = [
        "csv", "gif", "html", "info", "jpeg", "jpg", "json", "jsonl", "lcov", "log", "md", "mp4", "out", "pdf", "png",
        "sarif", "svg", "tap", "txt", "webp", "xml",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.trim_end_matches('.').rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    !path.contains("://") && ending.is_some_and(|(_, e)| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)))
}
