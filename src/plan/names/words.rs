//! The words of values: none, all, and the kinds of things that have numbers.

use super::id::{is_explicit, number};
use crate::plan::quantity::{chars::is_glue, singular};

/// The words of `text` in lower case, at most `most` of them.
fn words(text: &str, most: usize) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '/')
        .filter(|word| !word.is_empty())
        .take(most)
        .map(str::to_lowercase)
        .collect()
}

/// Whether the value says that there is none.
pub fn is_nothing(text: &str) -> bool {
    let words = words(text, 2);
    let Some(first) = words.first() else {
        // Only marks: `-`, `—`; but a sign may mean something.
        return text
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '−' | '*' | '_' | '`' | '[' | ']'));
    };
    match first.as_str() {
        "none" | "nothing" | "n/a" | "nil" | "null" | "ninguna" | "ninguno" | "nada" | "keine" | "geen" | "aucune"
        | "nenhuma" | "nenhum" | "нет" | "无" | "無" | "なし" | "없음" => true,
        "na" | "no" => {
            words.get(1).is_none_or(|next| next.starts_with("dep") || next == "prerequisites" || next == "blockers")
        }
        _ => false,
    }
}

/// Whether the value means everything before it.
pub fn is_all(text: &str) -> bool {
    let words = words(text, 9);
    let all = |word: &String| matches!(word.as_str(), "all" | "everything" | "todas" | "todos" | "alle");
    let filler = |word: &String| {
        matches!(
            singular(word).as_str(),
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
    words.first().is_some_and(all) && words.len() < 9 && words[1..].iter().all(filler)
}

/// Kinds of things that are named by number. In the singular, lower case.
pub fn kind(word: &str) -> Option<String> {
    let one = match word.to_lowercase().as_str() {
        "fases" => "fase".to_owned(),
        "stories" => "story".to_owned(),
        lower => singular(lower),
    };
    let known = matches!(
        one.as_str(),
        "phase"
            | "wave"
            | "track"
            | "agent"
            | "sprint"
            | "task"
            | "subtask"
            | "step"
            | "stage"
            | "milestone"
            | "stream"
            | "workstream"
            | "lane"
            | "group"
            | "batch"
            | "tier"
            | "level"
            | "story"
            | "team"
            | "week"
            | "day"
            | "epic"
            | "slice"
            | "gate"
            | "section"
            | "checkpoint"
            | "iteration"
            | "round"
            | "part"
            | "cluster"
            | "feature"
            | "prompt"
            | "session"
            | "block"
            | "module"
            | "cycle"
            | "fase"
            | "paso"
            | "tarea"
            | "semana"
            | "étape"
            | "фаза"
            | "этап"
            | "шаг"
            | "schritt"
    );
    known.then_some(one)
}

/// Whether `text` can stand behind a kind: `2`, `2.1`, `A`, `IV`, `1a`, `A1`.
pub fn is_label(text: &str) -> bool {
    let roman = || text.len() <= 4 && text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let letter = || text.len() == 1 && text.bytes().all(|b| b.is_ascii_uppercase());
    let lettered = || {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        text.len() - digits.len() <= 1 && number(digits).is_some()
    };
    text.is_ascii()
        && !text.is_empty()
        && text.chars().all(|c| is_glue(c) || c == '.')
        && (roman() || letter() || lettered() || is_explicit(text))
}
