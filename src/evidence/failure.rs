//! Evidence that says the opposite: "3 failed", "tests fail", a run of no test.

use crate::{
    plan::{Name, Vocabulary, Word},
    source::Span,
};

/// What a failure's own words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Something failed.
    Failed,
    /// No test ran.
    Nothing,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// It names the item.
    Item,
    /// It stands below the item.
    Below,
    /// It is all evidence, such as a cell of a column about it.
    Evidence,
}

/// What the words at `hit`, in a line beside or below an item, say of a check that was made;
/// `None` where they tell of what was before, is wanted, or is the work itself.
pub fn failure(text: &str, line: Span, hit: Span, words: &Vocabulary, place: Beside) -> Option<(Failure, Span)> {
    let told = Told::new(text, line, hit, words, place);
    if words.says(told.rest, Word::Excused) || told.goes_on() {
        return None;
    }
    let lower = told.said.to_ascii_lowercase();
    let none = lower.starts_with('0') || lower.starts_with("no ");
    let exits = lower.starts_with("exit");
    if told.behind_arrow(none, exits) {
        return Some((Failure::Failed, hit));
    }
    // Errors are what many things have.
    if lower == "errors" {
        return None;
    }
    // A command line that is to end with an error is what many items ask for.
    if exits {
        return (told.named && told.opens()).then_some((Failure::Failed, hit));
    }
    if none {
        return told.says_nothing_ran().then_some((Failure::Nothing, hit));
    }
    let (count, noun) = counted(told.before, words);
    let from = count.map_or(hit, |(at, _)| Span { start: line.start + at as u32, end: hit.end });
    let failed = match count {
        Some((_, 0)) => false,
        Some(_) => told.counts_failures(noun),
        None => told.says_it_failed(),
    };
    failed.then_some((Failure::Failed, from))
}

/// The line around the words for a failure.
struct Told<'t> {
    place: Beside,
    words: &'t Vocabulary,
    raw: &'t str,
    before: &'t str,
    said: &'t str,
    after: &'t str,
    /// What a label names, or the whole line: what stands before may be history or the work itself.
    rest: &'t str,
    /// Whether a label, or the place, says that this is evidence.
    named: bool,
    /// Whether this is what came of a check.
    result: bool,
}

impl<'t> Told<'t> {
    fn new(text: &'t str, line: Span, hit: Span, words: &'t Vocabulary, place: Beside) -> Self {
        let raw = &text[line.range()];
        let at = (hit.start - line.start) as usize;
        let (before, said) = (&raw[..at], &text[hit.range()]);
        let keyed = match place {
            Beside::Below => keyed(raw, words),
            Beside::Item => labelled(raw, before, words),
            Beside::Evidence => None,
        };
        let named = place == Beside::Evidence || keyed.is_some();
        let result = named || after_command(before);
        let rest = keyed.map_or(raw, |value| &raw[raw.len() - value.len()..]);
        Self { place, words, raw, before, said, after: &raw[at + said.len()..], rest, named, result }
    }

    /// Whether something else follows: "14 failed → 0 failed", "1 failed; run 2: 0 failed".
    fn goes_on(&self) -> bool {
        let later = self.after.to_ascii_lowercase();
        ["→", "->", "=>", "0 fail", "all pass", "green", "rerun"].iter().any(|w| later.contains(w))
    }

    fn shouts(&self) -> bool {
        self.said.chars().all(|c| !c.is_lowercase())
    }

    fn opens(&self) -> bool {
        opens(self.before, self.rest, self.raw, self.words)
    }

    /// "`make check` → 3 errors", "`deploy.sh` → FAILED".
    fn behind_arrow(&self, none: bool, exits: bool) -> bool {
        let Some((code, told)) = behind_arrow(self.before) else { return false };
        let (count, noun) = counted(told, self.words);
        let counts = matches!(count, Some((_, 1..))) && (noun || told.split_whitespace().count() == 1);
        let alone = told.trim().is_empty();
        let shouted = alone && self.shouts() && is_command(code) && !none;
        let plain = counts || alone && exits;
        shouted || plain && is_run_of(code, self.words) && ends_result(self.after, self.words)
    }

    /// "0 tests", "no tests found"; "0 tests failed" is good news.
    fn says_nothing_ran(&self) -> bool {
        let next = self.after.trim_start().split(' ').next().unwrap_or_default();
        let mut behind = self.after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let first = behind.next().unwrap_or_default();
        let two = format!("{first} {}", behind.next().unwrap_or_default());
        // "0 tests needed", "0 tests, as there is no code", "0 tests in this crate".
        let excused = self.words.is_name(first, Name::RunExcused) || self.words.is_name(&two, Name::RunExcused);
        self.result && !excused && !next.starts_with("fail") && !next.starts_with("error")
    }

    /// "3 failed", beside "12 passed" or as a result; "3 tests failed" in brackets. `noun`: the number is of checks.
    fn counts_failures(&self, noun: bool) -> bool {
        let words = self.words;
        // "12 failed rows were corrected" speaks of the rows.
        let next = self.after.strip_prefix(' ').and_then(|a| a.split(|c: char| !c.is_alphabetic()).next());
        let next = next.unwrap_or_default();
        if !next.is_empty() && !words.is_name(next, Name::RunPart) && !words.is_name(next, Name::ResultEnd) {
            return false;
        }
        let passed = ["passed", "passing", "passes", "succeeded"].iter().any(|w| self.raw.contains(w));
        // What passes and fails need not be tests: requests, records, candidates.
        let runs = |w: &str| w.ends_with('s') && words.is_name(w, Name::RunPart) || w == "suite";
        let set_off = self.before.contains(['(', '→', '—']);
        let tested = || noun || set_off || self.before.split(|c: char| !c.is_alphanumeric()).any(runs);
        self.result || passed && tested() || noun && set_off
    }

    /// "Result: FAIL", "`cargo test` fails": the first word of the result, or behind "tests". What an item's own words
    /// tell of a command is mostly what it is to do.
    fn says_it_failed(&self) -> bool {
        (self.named && self.place != Beside::Item || self.shouts())
            && self.result
            && self.opens()
            && !self.after.trim_start().starts_with(['0', ':', '-', '/', '=', '_'])
    }
}

/// What follows a key that names what came of a check: `Evidence: …`, `**Result:** …`.
fn keyed<'t>(line: &'t str, words: &Vocabulary) -> Option<&'t str> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    let value = value.trim_start_matches(['*', '_', ' ']);
    words.is_name(key, Name::Outcome).then_some(value)
}

/// What follows a label in the line of an item, where a sentence or a bracket begins: "Write it. Evidence: …".
fn labelled<'t>(line: &'t str, before: &str, words: &Vocabulary) -> Option<&'t str> {
    let ends = ['.', ';', ',', '(', '[', ')', '—', '–', '→'];
    let marks = ['*', '_', '`', ' '];
    let behind = |(colon, _): (usize, &str)| {
        let head = &before[..colon];
        let at = head
            .rfind(ends)
            .max(head.rfind("- "))
            .map_or(0, |end| end + head[end..].chars().next().map_or(0, char::len_utf8));
        let capital = head[at..].trim_start_matches(marks).starts_with(|c: char| !c.is_lowercase());
        let label = at > 0 && capital && words.is_name(head[at..].trim_matches(marks), Name::Proof);
        label.then(|| line[colon + 1..].trim_start_matches(marks))
    };
    before.rmatch_indices(':').find_map(behind)
}

/// Whether a text ends with a command that checks, a separator, and what came of it so far.
fn after_command(before: &str) -> bool {
    let Some(close) = before.rfind('`') else { return false };
    let Some(open) = before[..close].rfind('`') else { return false };
    let (code, told) = (&before[open + 1..close], before[close + 1..].trim_start());
    let checks = ["test", "check", "build", "lint", "spec", "verify", "validate"].iter().any(|w| code.contains(w));
    let separated = ['→', '—', '–', '-', '=', ':', '('].iter().any(|c| told.starts_with(*c))
        || told.starts_with("ran ")
        || told.starts_with("exited ");
    code.contains(' ') && checks && separated && told.split_whitespace().count() <= NEAR
}

/// The command in a code span behind which an arrow stands last, and what stands behind the arrow: "`make` → 3 ".
fn behind_arrow(before: &str) -> Option<(&str, &str)> {
    let (head, told) = before.rsplit_once('`')?;
    let (_, code) = head.rsplit_once('`')?;
    let told = ["→", "->", "=>"].iter().find_map(|arrow| told.trim_start().strip_prefix(arrow))?;
    Some((code, told))
}

/// Whether code looks like a command: a program in small letters, and no call or request.
fn is_command(code: &str) -> bool {
    let program = code.split_whitespace().next().unwrap_or_default();
    !program.is_empty() && program.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '.' | '/' | '-' | '_'))
}

/// Whether code runs checks or a build and names no file: what a command says of one bad file is mostly what it shall
/// say.
fn is_run_of(code: &str, words: &Vocabulary) -> bool {
    let alone = !code.contains(' ') && words.is_name(code, Name::Runner);
    let names_file = code.split_whitespace().skip(1).any(|word| word.contains(['.', '/']) && !word.starts_with("./."));
    !names_file && (alone || words.runs_check(code))
}

/// Whether the result ends behind these words: "3 errors", and not "3 errors are shown", "exit 2" and not "exit 25".
fn ends_result(after: &str, words: &Vocabulary) -> bool {
    let next = after.trim_start_matches(['*', '`', '_']);
    match next.trim_start().split(|c: char| !c.is_alphanumeric()).next() {
        Some("") | None => true,
        Some(word) => {
            next.starts_with(' ') && (words.is_name(word, Name::RunPart) || words.is_name(word, Name::ResultEnd))
        }
    }
}

/// How many words may stand between a command and the end of its result.
const NEAR: usize = 8;

/// The number before a word, with where it begins, and whether a noun for checks stands between.
fn counted(before: &str, words: &Vocabulary) -> (Option<(usize, u32)>, bool) {
    let noun = |w: &str| words.is_name(w.trim_matches(|c: char| !c.is_alphanumeric()), Name::RunPart);
    let mut back = before.split_whitespace().rev();
    let (Some(mut last), mut named) = (back.next(), false) else { return (None, false) };
    if noun(last) {
        named = true;
        match back.next() {
            Some(word) => last = word,
            None => return (None, named),
        }
    }
    let digits = last.trim_start_matches(|c: char| !c.is_ascii_digit());
    let plain = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    // `12/3` and `T3` are no counts.
    let free = last.len() == digits.len() || last.starts_with(['(', '[', '→', ',', '*']);
    let count = digits.parse().ok().filter(|_| plain && free);
    let start = digits.as_ptr() as usize - before.as_ptr() as usize;
    (count.map(|n| (start, n)), named)
}

/// Whether the words stand first in the result, or right behind a noun for checks.
fn opens(before: &str, rest: &str, raw: &str, words: &Vocabulary) -> bool {
    let skipped = raw.len() - rest.len();
    let own = if skipped <= before.len() { &before[skipped..] } else { "" };
    let own = own.rsplit('`').next().unwrap_or(own);
    let mut said = own.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    said.all(|word| words.is_name(word, Name::ResultFiller))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Phrase;

    /// What a line below an item, or one that names it, says.
    fn says(line: &str) -> Option<Failure> {
        let place = if line.starts_with("- ") { Beside::Item } else { Beside::Below };
        let words = Vocabulary::standard();
        let whole = Span::new(0, line.len());
        let hits: Vec<_> =
            words.phrases(line).filter(|(p, _)| *p == Phrase::Failed).map(|(_, r)| Span::new(r.start, r.end)).collect();
        hits.into_iter().find_map(|hit| failure(line, whole, hit, &words, place)).map(|(f, _)| f)
    }

    #[test]
    fn what_says_failure() {
        for line in [
            "Write it (12 passed, 3 failed)",
            "`cargo test` → 3 failed",
            "`cargo test` → FAILED",
            "Evidence: 3 failed",
            "**Result:** FAIL",
            "Evidence: tests fail",
            "Verified: `npm test`, 40 passed, 1 failing",
            "Write it (2 tests failed)",
            "Tests: 2 failures",
            "Build: `make check` exited with exit code 1",
            "`pytest` → FAILED",
            "- Write it: `pytest` → 1 failed",
            "- Write it, `npm run lint` → 3 errors",
            "- Build it, `make` -> exit 2",
            "`cargo build` => exit code 101",
            "- Write it, `deploy.sh staging` → FAILED",
            "- Write it. Result: FAILED",
            "- Write it (Evidence: 3 failed)",
        ] {
            assert_eq!(says(line), Some(Failure::Failed), "{line}");
        }
        for line in [
            "Evidence: 0 tests",
            "`cargo test` → 0 passed",
            "Result: no tests ran",
            "- Write it, `pytest -q` ran 0 tests",
            "- Write it. Evidence: 0 tests",
        ] {
            assert_eq!(says(line), Some(Failure::Nothing), "{line}");
        }
    }

    #[test]
    fn what_does_not() {
        for line in [
            "Fixed 3 failed tests",
            "Handle 3 failed logins",
            "Lock the account (5 failures → 15 min lock)",
            "Evidence: 12 passed, 0 failed",
            "`cargo test` → 12 passed, 0 failures",
            "Run it → fails as expected",
            "Evidence: 3 failed before the fix, 0 now",
            "Result: 0 tests failed",
            "Verify that `npm test` fails without the patch",
            "Test: returns 401 when the token fails",
            "Report failures to the log",
            "Test the failure path",
            "Expected: FAIL",
            "Verification: build fails loudly on a bad key",
            "Stop on T3 failure",
            "- Tests: failing login",
            "`POST /login` → fails with 401",
            "- `lint bad.md` → exit 1",
            "- `check bad.yaml` → fails with a message",
            "Evidence: 14 failed → 0 failed",
            "Result: run one 251 passed, 1 failed; run two 252 passed, 0 failed",
            "Evidence: 1022 passed, 1 failed (pre-existing)",
            "Verification: RED (2 new tests failing)",
            "- Import the users: 4012 passed validation, 18 failed and are set aside",
            "- Load test: 10000 passed, 12 failed",
            "Evidence: 10000 passed, 12 failed, within the limit",
            "Evidence: 12 failed rows corrected",
            "- Reject it: `lint bad.md` → 3 errors",
            "- Show them: `pytest` → 3 errors are shown in red",
            "- `Validator.check()` → 2 errors",
            "- `POST /login` → FAILED",
            "`npm run lint` → 0 errors",
            "`npm run lint` → 3 errors → 0 errors",
            "Reads 3 errors from the log",
            "- Show it. Result: failed logins are listed",
            "- Write it. Evidence: 3 passed, 0 failed",
            "`make` → exit 25 is kept",
        ] {
            assert_eq!(says(line), None, "{line}");
        }
    }
}
