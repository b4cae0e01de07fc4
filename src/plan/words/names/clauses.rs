//! Where a list of names turns into a sentence: "T1, T2; T3 can start after this" names two.

use crate::plan::{
    Name, Vocabulary,
    quantity::chars::{gap, lower, word},
};
use std::ops::Range;

/// What a word in a list of names does to the names behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// "all except T3", "not T3": they are none of the list, wherever the word stands.
    Denies,
    /// "mock prices until T2": what holds until then does not wait, unless it is said to.
    Lasts,
    /// "before T2", "see T2": right before a name, that one is none of the list; behind one, something else is spoken of.
    Onward,
    /// "T1; then T3", "T1 but not T3": behind a name, something else is spoken of.
    Elsewhere,
    /// "T1, and on the output of T2": the list goes on.
    Leads,
    /// "Schema T1": a part of a name, perhaps.
    Nothing,
}

/// What `written` does to the names behind it.
pub(super) fn turn(words: &Vocabulary, written: &str) -> Turn {
    let turns = [
        (Name::OutOfList, Turn::Denies),
        (Name::Meanwhile, Turn::Lasts),
        (Name::Onward, Turn::Onward),
        (Name::Digression, Turn::Elsewhere),
        (Name::ListGlue, Turn::Leads),
    ];
    turns.into_iter().find(|(name, _)| words.is_name(written, *name)).map_or(Turn::Nothing, |(_, turn)| turn)
}

/// Whether what stands from `at` on makes a sentence of the name before it: "T3 is independent", "T3 can start".
pub(super) fn is_subject(text: &str, at: usize) -> bool {
    let Some(at) = gap(text, at) else { return false };
    let verb = word(text, at);
    let done = || gap(text, at + verb.len()).is_some_and(|next| is_finished(word(text, next)));
    match &*lower(verb) {
        "is" | "are" | "has" | "have" | "been" => !done(),
        "can" | "could" | "may" | "might" | "will" | "would" | "should" | "does" | "starts" | "follows" | "runs"
        | "waits" | "depends" | "goes" | "comes" | "needs" | "remains" | "stays" | "uses" | "gets" => true,
        _ => false,
    }
}

/// Words for a prerequisite that is there.
fn is_finished(word: &str) -> bool {
    let finished =
        ["done", "complete", "completed", "merged", "finished", "ready", "green", "approved", "landed", "been"];
    finished.iter().any(|f| word.eq_ignore_ascii_case(f))
}

/// Longest remark behind a name that is looked at, in bytes.
const REMARK: usize = 60;

/// Whether only a part of what is named counts, or not its end: "T1 (draft only)", "T1's draft", "T1 (SS)", "T1 SS+2d".
pub fn is_partial(words: &Vocabulary, text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    if rest.starts_with("'s ") || rest.starts_with("’s ") {
        return true;
    }
    let rest = rest.trim_start_matches([' ', '*', '`', '_']);
    let gloss = rest.strip_prefix('(').and_then(|inner| {
        let close = memchr::memchr(b')', &inner.as_bytes()[..inner.len().min(REMARK)])?;
        inner.get(..close)
    });
    // FF, SS and SF are written in capitals, as planners do.
    let kind = |word: &str| matches!(word, "FF" | "SS" | "SF");
    match gloss {
        Some(gloss) => gloss.split(|c: char| !c.is_alphabetic()).any(|w| kind(w) || words.is_name(w, Name::InPart)),
        None => {
            let next = rest.split(|c: char| !c.is_ascii_alphabetic()).next();
            next.is_some_and(|w| kind(w) || words.is_name(w, Name::Dispensable))
        }
    }
}

/// Most words of a clause that says which portion is meant.
const CLAUSE: usize = 3;

/// Whether words beside a name say that a portion of it is enough: "the start of T1", "T1, first part".
pub(super) fn is_portion(words: &Vocabulary, text: &str, name: Range<usize>) -> bool {
    let portion = |word: &str| words.is_name(word, Name::Portion);
    let mut before = text[..name.start].trim_end().rsplit(' ');
    let of_it = before.next().is_some_and(|word| words.is_name(word, Name::Belonging));
    // "T1, T2 to half" names another one.
    let behind = || text[name.end..].strip_prefix(", ").filter(|rest| rest.starts_with(char::is_lowercase));
    let clause = || {
        let said = behind()?.split([',', ';', ')', '|', '\n']).next()?.split(' ').take(CLAUSE + 1);
        let said: Vec<&str> = said.collect();
        said.last().copied().filter(|_| said.len() <= CLAUSE)
    };
    of_it && before.next().is_some_and(portion) || clause().is_some_and(portion)
}
