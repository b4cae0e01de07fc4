//! What a short text says of a state: "Done", "Complete (June)", "Fixed in #31", "40 % complete", "Blocked by legal".

use super::quantity;
use crate::plan::{Name, Vocabulary, Word, is_mark, model::Status};

/// What ends the word of a state at once.
const ENDS: [char; 6] = ['(', '—', '–', ';', ',', '.'];

/// The most words of a state.
const WORDS: usize = 3;

/// The state that a text says, if it says one.
pub(in crate::plan) fn stated(words: &Vocabulary, text: &str) -> Option<Status> {
    let text = bare(text);
    let head = text.split(ENDS).next().unwrap_or(text);
    let status = words.status(bare(head));
    if status == Some(Status::Done) && is_followed(words, text, head) {
        return None;
    }
    status.or_else(|| share(words, head)).or_else(|| led_on(words, text))
}

/// Longest gloss behind a mark, in bytes.
const GLOSS: usize = 32;

/// Whether the text behind a mark only says by what or when it came about: "(PR #12)", "2026-01-02", "v1.2", "#31".
pub(in crate::plan) fn cites(words: &Vocabulary, text: &str) -> bool {
    let inside = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let part = |c: char| !c.is_alphanumeric() && c != '#';
    let parts = || inside.split(part).filter(|part| !part.is_empty());
    let numbered = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    let named = |part: &str| matches!(part, "PR" | "pr" | "MR" | "commit" | "v" | "in" | "on" | "by");
    text.len() <= GLOSS
        && !text.contains('%')
        && parts().any(numbered)
        && parts().all(|part| numbered(part) || named(part))
        && quantity::ratio(text, 0).is_none()
        && !parts().any(|part| words.noun(part).is_some())
}

/// Whether what is done is so for one of several who come one after the other: "Done (dev), QA pending".
fn is_followed(words: &Vocabulary, text: &str, head: &str) -> bool {
    let Some((_, next)) = text[head.len()..].strip_prefix('(').and_then(|rest| rest.split_once("), ")) else {
        return false;
    };
    let state = next.rsplit(' ').next().unwrap_or(next);
    next.split(' ').count() <= WORDS && words.status(bare(state)).is_some_and(|status| status != Status::Done)
}

/// A text without the marks and spaces around it.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_mark(c))
}

/// "40 % complete".
fn share(words: &Vocabulary, head: &str) -> Option<Status> {
    let (number, word) = head.split_once('%')?;
    let number: f64 = number.trim().trim_start_matches('~').parse().ok()?;
    if words.status(word.trim())? != Status::Done {
        return None;
    }
    Some(match number {
        n if n <= 0.0 => Status::Open,
        n if n < 100.0 => Status::Doing,
        _ => Status::Done,
    })
}

/// The state that hundredths alone tell: "100 %", "0%", "40%".
pub(in crate::plan) fn hundredths(text: &str) -> Option<Status> {
    let number: u32 = bare(text).strip_suffix('%')?.trim_end().parse().ok()?;
    match number {
        0 => Some(Status::Open),
        1..100 => Some(Status::Doing),
        100 => Some(Status::Done),
        _ => None,
    }
}

/// The state whose word the text goes on from: "Complete - all tests pass", "Fixed in #31", "Released 2026-01-19".
fn led_on(words: &Vocabulary, text: &str) -> Option<Status> {
    let spaces = text.match_indices(' ').map(|(at, _)| at).filter(|&at| at > 0).take(WORDS + 1);
    spaces.into_iter().find_map(|at| {
        let (head, tail) = (&text[..at], text[at..].trim_start());
        let set_off = head.ends_with(':') || tail.starts_with("- ") || tail.starts_with("-- ");
        let status = words.status(bare(head.trim_end_matches(':')))?;
        let lead = tail.split(' ').next().unwrap_or_default();
        let leads = |name: Name| words.is_name(lead, name);
        let dated = || quantity::dates(tail, 0).first().is_some_and(|day| day.span.start == 0);
        let fits = match status {
            // What is approved is still to be done: "Approved - merge first".
            Status::Done if bare(head).to_ascii_lowercase().starts_with("approved") => false,
            Status::Done => (set_off || leads(Name::CameAbout) || dated()) && !takes_back(words, tail),
            Status::Blocked => set_off || leads(Name::Awaiting),
            Status::Open | Status::Doing => set_off,
            Status::Dropped => set_off || leads(Name::CameAbout),
        };
        fits.then_some(status)
    })
}

/// Whether a text goes on to speak of what is not done, of a part, or of what comes next: "testing pending", "80 %",
/// "Phase 1", "ready for execution".
fn takes_back(words: &Vocabulary, tail: &str) -> bool {
    let starts: Vec<usize> = std::iter::once(0).chain(tail.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let tells = |span: &str| {
        let span = span.trim_matches(|c: char| !c.is_alphanumeric());
        words.status(span).is_some_and(|status| status != Status::Done) || words.noun(span).is_some()
    };
    let ends = |at: usize| starts[at + 1..].iter().copied().chain([tail.len()]).take(WORDS);
    tail.contains(['%', '/', '?'])
        || (0..starts.len()).any(|at| ends(at).any(|end| tells(&tail[starts[at]..end])))
        || words.says(tail, Word::Reserving)
}
