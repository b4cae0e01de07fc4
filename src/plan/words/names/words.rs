//! The words of values: none, all, and the kinds of things that have numbers.

use super::id::{is_explicit, number};
use crate::plan::{
    Vocabulary,
    quantity::{
        chars::{is_glue, lower},
        singular,
    },
    words::vocabulary::Name,
};
use std::borrow::Cow;

/// The words of `text` in lower case.
fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '/');
    words.filter(|word| !word.is_empty()).map(lower)
}

/// Whether the value says that there is none.
pub fn is_nothing(text: &str) -> bool {
    let mut words = words(text);
    let Some(first) = words.next() else {
        // Only marks: `-`, `—`; but a sign may mean something.
        return text
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '−' | '*' | '_' | '`' | '[' | ']'));
    };
    match &*first {
        "none" | "nothing" | "n/a" | "nil" | "null" | "ninguna" | "ninguno" | "nada" | "keine" | "geen" | "aucune"
        | "nenhuma" | "nenhum" | "нет" | "无" | "無" | "なし" | "없음" => true,
        "na" | "no" => {
            words.next().is_none_or(|next| next.starts_with("dep") || matches!(&*next, "prerequisites" | "blockers"))
        }
        _ => false,
    }
}

/// The most words that say no more behind "all": more are a sentence.
const FILLERS: usize = 7;

/// Whether the value means everything before it.
pub fn is_all(text: &str) -> bool {
    let mut words = words(text);
    let all = |word: Cow<str>| matches!(&*word, "all" | "everything" | "todas" | "todos" | "alle");
    let filler = |word: Cow<str>| {
        matches!(
            singular(&word).as_str(),
            "of" | "the"
                | "above"
                | "previou" // as the singular has it
                | "previous"
                | "prior"
                | "preceding"
                | "earlier"
                | "other"
                | "task"
                | "phase"
                | "wave"
                | "step"
                | "item"
                | "agent"
                | "track"
                | "group"
                | "stage"
                | "work"
                | "dependency"
                | "complete"
                | "completed"
                | "done"
                | "before"
                | "las"
                | "anterior"
                | "anteriore"
                | "tarea"
                | "fase"
        )
    };
    words.next().is_some_and(all) && words.by_ref().take(FILLERS).all(filler) && words.next().is_none()
}

/// What kind of thing `word` calls by its number: "Phase 2", "Tasks 3-5". In the singular, lower case.
pub fn kind(words: &Vocabulary, word: &str) -> Option<String> {
    let word = lower(word);
    let is_known = |one: &String| words.noun(one).is_some() || words.is_name(one, Name::Part);
    // "Fas 2" of a Swedish plan is no plural.
    Some(singular(&word)).filter(is_known).or_else(|| Some(word.to_string()).filter(is_known))
}

/// Whether `text` can stand behind a kind: `2`, `2.1`, `A`, `IV`, `1a`, `2-B`, `A1`.
pub fn is_label(text: &str) -> bool {
    let roman = || text.len() <= 4 && text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let letter = || text.len() == 1 && text.bytes().all(|b| b.is_ascii_uppercase());
    let lettered = || {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        text.len() - digits.len() <= 1 && number(digits).is_some()
    };
    if let [number_of @ .., b'-', b'A'..=b'Z'] = text.as_bytes() {
        return number(&text[..number_of.len()]).is_some();
    }
    text.is_ascii()
        && !text.is_empty()
        && text.chars().all(|c| is_glue(c) || c == '.')
        && (roman() || letter() || lettered() || is_explicit(text))
}
