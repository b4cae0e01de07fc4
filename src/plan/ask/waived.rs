//! What says of itself that it need not be done: "(optional)", "— deferred to 2.0", "~~Old~~"; items and headings alike.

use crate::{
    plan::{Name, Phrase, Plan, Vocabulary},
    source::Span,
};

/// Whether a text says that what it names need not be done: "(optional)", "— deferred to 2.0", "(removed, see D-12)".
pub(in crate::plan) fn says(plan: &Plan, text: &str, words: &Vocabulary, span: Span) -> bool {
    plan.phrases_in(span).any(|hit| match hit.phrase {
        Phrase::Waived => true,
        Phrase::WaivedAside => {
            is_aside(text, span, hit.span)
                || is_set_off(text, span, hit.span)
                || is_told(text, span, hit.span) && is_last(text, words, span, hit.span)
        }
        Phrase::CancelledAside => {
            is_label(text, span, hit.span) || is_aside(text, span, hit.span) && is_last(text, words, span, hit.span)
        }
        Phrase::WaivedWithin => is_within(text, span, hit.span),
        _ => false,
    })
}

/// What brackets begin and end with, in each script.
const OPEN: [char; 5] = ['(', '[', '（', '［', '【'];
const CLOSE: [char; 5] = [')', ']', '）', '］', '】'];

/// What stands behind a word of a text, without marks.
fn behind(text: &str, span: Span, word: Span) -> &str {
    text[Span { start: word.end, ..span }.range()].trim_start_matches(['*', '_', ' '])
}

/// What stands before a word of a text, without marks.
fn before(text: &str, span: Span, word: Span) -> &str {
    text[Span { end: word.start, ..span }.range()].trim_end_matches(['*', '_'])
}

/// Whether words stand in brackets, behind a dash, or in capitals as the last ones of a text: "SUPERSEDED (R2)".
fn is_aside(text: &str, span: Span, word: Span) -> bool {
    let before = before(text, span, word);
    let dashes = ["— ", "– ", " - ", "→ ", "——"];
    let said = &text[word.range()];
    let shouted = !said.contains(char::is_lowercase) && said.contains(char::is_alphabetic);
    let ends = |after: &str| after.is_empty() || after.starts_with(['(', '[', '—', '–', ':']);
    before.ends_with(OPEN)
        || dashes.iter().any(|dash| before.ends_with(dash))
        || shouted && ends(behind(text, span, word))
}

/// Whether words are the label of an item, or stand at its end in emphasis: "Bonus: a cover", "Snapshots *optional*".
fn is_set_off(text: &str, span: Span, word: Span) -> bool {
    let behind = text[Span { start: word.end, ..span }.range()].trim_end_matches(['.', ' ']);
    let emphasised = |mark: char| {
        let closed = !behind.is_empty() && behind.chars().all(|c| c == mark);
        closed && text[Span { end: word.start, ..span }.range()].ends_with(mark)
    };
    is_label(text, span, word) || is_dashed_label(text, span, word) || ['*', '_'].into_iter().any(emphasised)
}

/// Whether a colon follows words before which nothing stands but a box, an id and tags.
fn is_label(text: &str, span: Span, word: Span) -> bool {
    behind(text, span, word).starts_with([':', '：']) && is_first(text, span, word)
}

/// Whether nothing stands before words but a box, an id and tags.
fn is_first(text: &str, span: Span, word: Span) -> bool {
    let plain = |token: &str| {
        token.starts_with(OPEN) || !token.contains(char::is_alphabetic) || token.contains(char::is_numeric)
    };
    before(text, span, word).split_whitespace().all(plain)
}

/// Whether a dash between spaces follows the first words of an item: "N/A - docs".
fn is_dashed_label(text: &str, span: Span, word: Span) -> bool {
    let after = text[Span { start: word.end, ..span }.range()].trim_start_matches(['*', '_']);
    [" - ", " – ", " — "].iter().any(|dash| after.starts_with(dash)) && is_first(text, span, word)
}

/// Whether words stand in brackets with which the text ends.
fn is_within(text: &str, span: Span, word: Span) -> bool {
    let before = &text[Span { end: word.start, ..span }.range()];
    let opened = text[word.range()].starts_with(OPEN) || before.rfind(OPEN) > before.rfind(CLOSE);
    let behind = text[Span { start: word.end, ..span }.range()].trim_end_matches(['*', '_', '.', '。', ' ']);
    opened && behind.strip_suffix(CLOSE).is_some_and(|inside| !inside.contains([OPEN, CLOSE].as_flattened()))
}

/// Whether words are what is told of the thing before a colon: "Production: N/A for this change".
fn is_told(text: &str, span: Span, word: Span) -> bool {
    [": ", "："].iter().any(|colon| before(text, span, word).ends_with(colon))
}

/// Whether nothing but why or when follows a word: "(removed)", "dropped 2026-09-03", "moved to the client". What a word
/// leads to is named behind it: "merged into 1.2", "duplicate of T002".
fn is_last(text: &str, words: &Vocabulary, span: Span, word: Span) -> bool {
    let after = behind(text, span, word);
    let next = after.split(' ').next().unwrap_or(after);
    let leads = text[word.range()].rsplit_once(' ').is_some_and(|(_, last)| matches!(last, "of" | "into" | "by"));
    !after.starts_with(char::is_alphabetic)
        || words.is_name(next, Name::Wherefore)
        || leads && next.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text is struck out: all of it, or all but what says why. A name behind it is the new one.
pub(in crate::plan) fn is_struck(plan: &Plan, text: &str, span: Span) -> bool {
    let raw = &text[span.range()];
    let Some((_, tail)) = raw.strip_prefix("~~").and_then(|rest| rest.split_once("~~")) else { return false };
    let tail = tail.trim_start_matches([' ', '*', '_']);
    let start = span.of_part(raw, tail).start;
    let says = |phrase| matches!(phrase, Phrase::WaivedAside | Phrase::CancelledAside);
    tail.is_empty()
        || raw.trim_end().ends_with("~~")
        || tail.starts_with(['(', '[', '—', '–', '-', ':', '→', '✗', '❌'])
        || plan.phrases_in(span).any(|h| says(h.phrase) && h.span.start == start)
}

impl Plan {
    /// Whether a heading says that its part need not be done, or is struck out.
    pub fn is_waived(&self, text: &str, words: &Vocabulary, title: Span) -> bool {
        is_struck(self, text, title) || says(self, text, words, title)
    }
}
