//! What a text claims about progress: `5/12`, "42 % complete", "3 tasks remaining".

use crate::plan::{DONE_MARKS, Name, Status, Tally, Vocabulary, Word, names, quantity, words::bars};
use std::ops::Range;

/// How far a percentage that nobody counted may be from the boxes.
const ROUGH: f64 = 5.0;

/// What a text says about progress.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// `5/12`: so many of so many.
    Of(u64, u64),
    /// `42 %`.
    Percent(f64),
    /// "3 remaining".
    Left(u64),
}

impl Progress {
    /// Reads `text`; `labelled` where its key says that it is progress. Nothing where it hedges.
    pub fn read(words: &Vocabulary, text: &str, labelled: bool) -> Option<Self> {
        if !Self::may_claim(text) {
            return None;
        }
        let lower = text.to_lowercase();
        let claim = Self::claimed(words, &lower, labelled).filter(|_| !is_hedged(&lower))?;
        let whole = matches!(claim, Progress::Percent(percent) if percent >= 100.0);
        (!whole || !leaves_out(words, &lower)).then_some(claim)
    }

    /// How much an item says is done of its own part: "Parser: 2/4 tasks". Nothing where it says more than that.
    pub fn of_part(words: &Vocabulary, text: &str) -> Option<Tally> {
        if !text.contains('/') {
            return None;
        }
        let lower = text.to_lowercase();
        let ratio = quantity::ratio(&lower, 0)?;
        let (before, after) = (&lower[..ratio.span.start as usize], &lower[ratio.span.end as usize..]);
        let named = before.trim_end_matches([' ', '*', '_', '`', '[']).ends_with([':', '(', '—', '–', '-']);
        let whole = ["total", "overall", "all", "progress", "sum"];
        let sums = before.split(|c: char| !c.is_alphabetic()).any(|word| whole.contains(&word));
        let counts = counts_tasks(words, after).unwrap_or(true) && quantity::ratio(after, 0).is_none();
        let certain = named && !sums && counts && ratio.done <= ratio.of && !is_hedged(&lower);
        certain.then_some(Tally { done: ratio.done, of: ratio.of })
    }

    /// Whether a text may claim anything: two numbers and what they are of, hundredths, or one number of what is
    /// left.
    pub fn may_claim(text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some(first) = bytes.iter().position(u8::is_ascii_digit) else { return false };
        // What makes a number a claim stands behind it.
        let behind = &bytes[first..];
        let behind = &behind[behind.iter().take_while(|b| b.is_ascii_digit()).count()..];
        match behind.iter().any(u8::is_ascii_digit) {
            false => memchr::memchr(b'%', behind).is_some() || any_word(behind, letters(b"rl"), tells_rest),
            true => {
                memchr::memchr2(b'%', b'/', behind).is_some()
                    || any_word(behind, letters(b"codftrlvs"), tells_whole)
                    || memchr::memmem::find(behind, "из ".as_bytes()).is_some()
            }
        }
    }

    /// Whether a title ends with a figure in brackets that says nothing in words, "The house (4/5)": a score may, too.
    pub fn is_bare(title: &str) -> bool {
        let title = title.trim_end_matches(['*', '_', ' ']);
        let gloss =
            title.strip_suffix([')', ']', '）', '】']).and_then(|title| title.rsplit(['(', '[', '（', '【']).next());
        gloss.is_some_and(|gloss| !gloss.contains('%') && !gloss.contains(char::is_alphabetic))
    }

    /// What the folded text claims, hedged or not.
    fn claimed(words: &Vocabulary, lower: &str, labelled: bool) -> Option<Self> {
        if let Some(ratio) = quantity::ratio(lower, 0) {
            let (before, after) = (&lower[..ratio.span.start as usize], &lower[ratio.span.end as usize..]);
            // "60% complete (3/5)" says itself that it is progress.
            let behind = lower[ratio.span.range()].split_once('%').map_or("", |(_, behind)| behind);
            let said = behind.trim_start_matches([' ', '*', '_']).starts_with(char::is_alphabetic);
            // "Setup — 60% (3/5)": nothing else is told in hundredths of the same things.
            let shared = || ratio.percent.is_some() && is_shared(words, before, after);
            let counts = counts_tasks(words, after)
                .or_else(|| if said || shared() { Some(true) } else { bare(words, before, after, labelled) })?;
            return counts.then_some(Progress::Of(ratio.done, ratio.of));
        }
        if let Some(claim) = spelled(words, lower) {
            return Some(claim);
        }
        let sign = lower.find('%')?;
        let head = lower[..sign].trim_end();
        let from = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let percent: f64 = head[from..].parse().ok().filter(|p| (0.0..=100.0).contains(p))?;
        let (before, after) = (&lower[..from], &lower[sign + 1..]);
        // "20-40 %" is a range.
        if before.ends_with(['-', '–', '—'])
            && before.trim_end_matches(['-', '–', '—']).ends_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        // "API 90% complete, client 10%" speaks of two things.
        if after.contains('%') {
            return None;
        }
        let done = after.trim_start().starts_with("complete") || after.trim_start().starts_with("done");
        // A mark beside the figure repeats it.
        let mark = |text: &str| !text.contains(|c: char| c.is_alphanumeric() || matches!(c, '-' | '−' | '(' | '→'));
        let alone = labelled && mark(before) && mark(after) || bracketed(words, before, after);
        (done || alone).then_some(Progress::Percent(percent))
    }

    /// Whether `tally` is what the claim says.
    pub fn holds(self, tally: Tally) -> bool {
        match self {
            Progress::Of(done, of) => tally == Tally { done, of },
            Progress::Percent(percent) if percent >= 100.0 => tally.left() == 0,
            Progress::Percent(percent) => (percent - tally.percent()).abs() <= ROUGH,
            Progress::Left(left) => tally.left() == left,
        }
    }

    /// What to write in `text`, which claims this, so that it says what `tally` does; several places where it says it
    /// as a percentage, too. `None` where that is not certain.
    pub fn restated(self, words: &Vocabulary, text: &str, tally: Tally) -> Option<Vec<(Range<usize>, String)>> {
        let labelled = [false, true].into_iter().find(|&labelled| Self::read(words, text, labelled) == Some(self));
        let meant = match self {
            Self::Of(..) => Self::Of(tally.done, tally.of),
            Self::Percent(_) => Self::Percent(tally.percent().round()),
            Self::Left(_) => Self::Left(tally.left()),
        };
        let runs = runs(text);
        let mut found = match labelled {
            None => match (&runs[..], self) {
                // A number that stands alone.
                ([run], Self::Of(old, _)) => alone(text, run, old, tally.done),
                ([run], Self::Left(old)) => alone(text, run, old, tally.left()),
                _ => None,
            }?,
            Some(labelled) => {
                let numbers = [tally.done, tally.left(), tally.percent().round() as u64];
                let mut right = runs.iter().flat_map(|run| numbers.map(|number| (run.clone(), number.to_string())));
                right.find(|edit| Self::read(words, &with(text, edit), labelled) == Some(meant))?
            }
        };
        if text.get(found.0.clone()) == Some(&*found.1) {
            return None;
        }
        let mut edits = Vec::new();
        if let Self::Of(done, of) = self {
            let percents = runs.iter().filter(|run| text[run.end..].trim_start().starts_with('%'));
            for run in percents {
                let old = Tally { done, of }.percent();
                let said: f64 = text[run.clone()].parse().ok()?;
                // One that was worked out from something else is no business of this claim.
                if (said - old).abs() >= 1.0 || text[..run.start].ends_with(['.', ',']) {
                    return None;
                }
                edits.push((run.clone(), format!("{:.0}", tally.percent())));
            }
        }
        edits.push((std::mem::take(&mut found.0), found.1));
        edits.sort_by_key(|(run, _)| run.start);
        Some(edits)
    }
}

/// Most numbers of a claim that are looked at.
const NUMBERS: usize = 8;

/// Where the runs of digits of `text` stand.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        let full = runs.len() == NUMBERS;
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ if full => break,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// What writes `new` over the run that says `old`.
fn alone(text: &str, run: &Range<usize>, old: u64, new: u64) -> Option<(Range<usize>, String)> {
    (text[run.clone()].parse() == Ok(old)).then(|| (run.clone(), new.to_string()))
}

/// `text` after an edit.
fn with(text: &str, (range, new): &(Range<usize>, String)) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

/// Whether `tells` holds of what a word of `text` begins, where it begins with one of `initials`.
fn any_word(text: &[u8], initials: u32, tells: impl Fn(&[u8]) -> bool) -> bool {
    let begins = |at: usize| at == 0 || !text[at - 1].is_ascii_alphabetic();
    let mut possible = text.iter().enumerate().filter(|(_, b)| initials >> (*b & 0x1F) & 1 == 1);
    possible.any(|(at, _)| begins(at) && tells(&text[at..]))
}

/// A bit for each of some letters, whatever their case.
const fn letters(list: &[u8]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < list.len() {
        bits |= 1 << (list[at] & 0x1F);
        at += 1;
    }
    bits
}

fn begins(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a text begins with a word for what is left.
fn tells_rest(text: &[u8]) -> bool {
    match text[0] | 0x20 {
        b'r' => begins(text, "remain"),
        b'l' => begins(text, "left"),
        _ => false,
    }
}

/// Whether a text begins with a word of which two numbers need one where no sign parts them.
fn tells_whole(text: &[u8]) -> bool {
    match text[0].to_ascii_lowercase() {
        b'c' => begins(text, "complete") || begins(text, "checked"),
        b'o' => begins(text, "of") || begins(text, "open"),
        b'd' => begins(text, "done") || begins(text, "de ") || begins(text, "di "),
        b'v' => begins(text, "von ") || begins(text, "van "),
        b's' => begins(text, "sur "),
        b'f' => begins(text, "finished"),
        b't' => begins(text, "ticked"),
        _ => tells_rest(text),
    }
}

/// Whether a folded text says that its figures are not exact, or are still to be reached.
fn is_hedged(lower: &str) -> bool {
    let words = ["about ", "approx", "roughly", "around ", "almost ", "nearly ", "est.", "estimated", "target", "goal"];
    lower.contains(['~', '≈', '±', '?', '≥', '≤', '<', '>', '+']) || words.iter().any(|h| lower.contains(h))
}

/// Whether what stands behind hundredths names what is not in them: "100% complete, deployment pending".
fn leaves_out(words: &Vocabulary, lower: &str) -> bool {
    lower.split_once('%').is_some_and(|(_, rest)| words.says(rest, Word::Excepting))
}

/// Whether the words after a figure say that done tasks are counted, and not those of which they say something else, "3 of
/// 4 tasks can run in parallel"; `None` where no word follows.
fn counts_tasks(words: &Vocabulary, after: &str) -> Option<bool> {
    let after = after.trim_start_matches([' ', '*', '_', '`', ')']);
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    let is_done = |word: &str| words.is_name(word, Name::ProgressDone) || words.status(word) == Some(Status::Done);
    match &after[..end] {
        "" => None,
        word if words.is_name(word, Name::ProgressTask) => {
            let rest =
                after[end..].split(['.', ',', ';', ':', '(', ')', '|', '—', '–', '\n']).next().unwrap_or_default();
            let mut said = rest.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).peekable();
            Some(said.peek().is_none() || said.any(is_done))
        }
        word => Some(is_done(word)),
    }
}

/// A ratio with no word behind it counts tasks behind a label, behind a bar, and in brackets that end a heading.
fn bare(words: &Vocabulary, before: &str, after: &str, labelled: bool) -> Option<bool> {
    let after = after.trim_matches([' ', '*', '_']);
    // A mark of what is done may stand with the numbers, any mark behind the bracket.
    let mark = |c: char| matches!(c, ' ' | '\u{fe0f}') || DONE_MARKS.contains(&c);
    let open = before.trim_end_matches(mark).ends_with(['(', '[', '（', '【']);
    let close = after.trim_start_matches(mark).strip_prefix([')', ']', '）', '】']);
    let marks = |text: &str| text.chars().all(|c| matches!(c, ' ' | '\u{fe0f}') || names::mark_status(c).is_some());
    let bracketed = open && close.is_some_and(marks);
    let drawn = after.is_empty() && bars::closes(before);
    let alone = labelled
        && (before.trim_matches([' ', '*', '_']).is_empty() || before.ends_with("("))
        && matches!(after, "" | ")");
    let said = before.trim_end_matches([' ', ':', '：', '(', '（', '-', '—', '–', '*']);
    let last = said.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // "待办（1/3）" counts what is left, "60% coverage (3/5)" something else.
    let left = || [said, last].iter().any(|said| words.status(said) == Some(Status::Open));
    if bracketed && (left() || words.is_name(last, Name::OtherShare)) {
        return Some(false);
    }
    let told = words.is_name(said.trim_start_matches(['*', ' ']), Name::Progressing)
        || words.is_name(last, Name::CountedDone)
        || said.ends_with("progress")
        || said.ends_with("completed")
        || said.ends_with("complete")
        || said.ends_with("done");
    Some(bracketed || drawn || alone || told)
}

/// Whether nothing stands behind a ratio with its hundredths, and no name before it that says which one it is or what else
/// it measures: "Stage 2/5 (40%)", "Coverage 40% (2/5)".
fn is_shared(words: &Vocabulary, before: &str, after: &str) -> bool {
    let last = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = last.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let other = [Name::Ordinal, Name::Placing, Name::OtherShare].into_iter().any(|name| words.is_name(last, name));
    !other && !after.contains(char::is_alphanumeric)
}

/// Whether hundredths stand in brackets behind the state of work that goes on, and nothing else: "In progress (95%)".
fn bracketed(words: &Vocabulary, before: &str, after: &str) -> bool {
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let state = before.strip_suffix('(').map(bare).and_then(|state| words.status(&state));
    state == Some(Status::Doing) && after.starts_with(')') && bare(after).is_empty()
}

/// "12 tasks (5 done)", "4 done, 2 open", "3 tasks remaining".
fn spelled(words: &Vocabulary, text: &str) -> Option<Progress> {
    let is_task = |word: &str| words.is_name(word, Name::ProgressTask);
    let is_done = |word: &str| words.is_name(word, Name::ProgressDone);
    let mut parts = text.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|w| !w.is_empty());
    let (mut all, mut done, mut left) = (None, None, None);
    while let Some(word) = parts.next() {
        let Some(number) = word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.parse::<u64>().ok()).flatten()
        else {
            continue;
        };
        let mut behind = parts.clone();
        let next = behind.next().unwrap_or("");
        let then = if is_task(next) { behind.next().unwrap_or("") } else { next };
        let slot = match then {
            "remaining" | "left" | "open" => &mut left,
            word if is_done(word) => &mut done,
            _ if is_task(next) => &mut all,
            _ => continue,
        };
        // Twice the same thing speaks of two lists.
        if slot.replace((number, is_task(next))).is_some() {
            return None;
        }
    }
    match (all, done, left) {
        (Some((all, _)), Some((done, _)), _) if done <= all => Some(Progress::Of(done, all)),
        (Some((all, _)), None, Some((left, _))) if left <= all => Some(Progress::Of(all - left, all)),
        (None, None, Some((left, true))) => Some(Progress::Left(left)),
        (None, Some((done, _)), Some((left, _))) => Some(Progress::Of(done, done.checked_add(left)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_alone_are_bare() {
        for title in ["The house (4/5)", "**Cup [1/2]**", "解析器（2/3）"] {
            assert!(Progress::is_bare(title), "{title}");
        }
        for title in ["Setup (3/5 done)", "Setup (60 %)", "Setup (3/5) ✅", "Setup — 40% (2/5 tasks)", "Setup 3/5"] {
            assert!(!Progress::is_bare(title), "{title}");
        }
    }

    #[test]
    fn claims() {
        for (text, labelled, claim) in [
            ("Phase 1: Setup (3/5 complete)", false, Some(Progress::Of(3, 5))),
            ("Phase 1: Setup [3/5]", false, Some(Progress::Of(3, 5))),
            ("阶段 1：准备（3/5）", false, Some(Progress::Of(3, 5))),
            ("Этап 1 (3 из 5)", false, Some(Progress::Of(3, 5))),
            ("Setup (3/5) ✅", false, Some(Progress::Of(3, 5))),
            ("Setup (✅ 3/5)", false, Some(Progress::Of(3, 5))),
            ("Setup (❌ 3/5)", false, None),
            ("Setup (3/5) ⭐", false, None),
            ("Setup [██░░░] 3 / 5", false, Some(Progress::Of(3, 5))),
            ("Setup — 60% (3/5)", false, Some(Progress::Of(3, 5))),
            ("Setup — 60% coverage (3/5)", false, None),
            ("Coverage — 60% (3/5)", false, None),
            ("Stage 3/5 (60%)", false, None),
            ("Setup: 60% complete (3/5)", false, Some(Progress::Of(3, 5))),
            ("Setup: 60% complete (3/5 tests)", false, None),
            ("5/12", true, Some(Progress::Of(5, 12))),
            ("5 of 12 tasks", true, Some(Progress::Of(5, 12))),
            ("12 tasks (5 done)", false, Some(Progress::Of(5, 12))),
            ("12 tasks, 3 left", false, Some(Progress::Of(9, 12))),
            ("3 tasks remaining", false, Some(Progress::Left(3))),
            ("42%", true, Some(Progress::Percent(42.0))),
            ("100% ✅", true, Some(Progress::Percent(100.0))),
            ("🟡 42%", true, Some(Progress::Percent(42.0))),
            ("20% → 42%", true, None),
            ("Parser — 80% complete", false, Some(Progress::Percent(80.0))),
            ("5/12", false, None),
            ("42%", false, None),
            ("~42%", true, None),
            ("20-40% complete", false, None),
            ("≥95% done", false, None),
            ("9/11 issues", true, None),
            ("40/40 tests pass", true, None),
            ("3 open questions", false, None),
            ("✅ 4 done | ⬜ 2 open", false, Some(Progress::Of(4, 6))),
            ("🔄 In Progress (95%)", false, Some(Progress::Percent(95.0))),
            ("Completed (95%)", false, None),
            ("In progress (95% of the tests)", false, None),
            ("Phase 3 of 5", false, None),
            ("3 von 4 Aufgaben erledigt", true, Some(Progress::Of(3, 4))),
            ("5 de 2026", true, None),
            ("5 done here, 7 done there", false, None),
        ] {
            assert_eq!(Progress::read(&Vocabulary::standard(), text, labelled), claim, "{text}");
        }
    }

    #[test]
    fn claims_are_restated() {
        let (tally, tenth) = (Tally { done: 3, of: 7 }, Tally { done: 1, of: 10 });
        for (text, claim, tally, expected) in [
            ("Parser (5/7 done)", Progress::Of(5, 7), tally, Some("Parser (3/7 done)")),
            ("5/7 tasks (71 %)", Progress::Of(5, 7), tally, Some("3/7 tasks (43 %)")),
            ("5/7 tasks (90 %)", Progress::Of(5, 7), tally, None),
            ("7 tasks (5 done)", Progress::Of(5, 7), tally, Some("7 tasks (3 done)")),
            ("7 tasks, 2 left", Progress::Of(5, 7), tally, Some("7 tasks, 4 left")),
            ("Completed: 5", Progress::Of(5, 7), tally, Some("Completed: 3")),
            ("71% complete", Progress::Percent(71.0), tally, Some("43% complete")),
            ("71.5% complete", Progress::Percent(71.5), tally, None),
            ("2 tasks remaining", Progress::Left(2), tally, Some("4 tasks remaining")),
            ("10/10", Progress::Of(10, 10), tenth, Some("1/10")),
        ] {
            let edits = claim.restated(&Vocabulary::standard(), text, tally);
            let restated = edits.map(|edits| edits.iter().rev().fold(text.to_owned(), |text, edit| with(&text, edit)));
            assert_eq!(restated.as_deref(), expected, "{text}");
        }
    }
}
