//! With what titles, items and names begin: nouns and their labels, ids of tasks.

use super::strip_marks;
use crate::{
    plan::{Noun, folded, is_mark, names::Key, read::Reader},
    source::{places, window},
};

/// Longest label, in bytes.
const LABEL: usize = 8;

/// The noun with which `text` begins where a label follows ("Wave 3"), singular and folded, and what follows it.
pub(in crate::plan) fn leading_noun<'t>(text: &'t str, reader: &Reader) -> Option<(Key, Noun, &'t str)> {
    let first = if reader.vocabulary.may_begin_noun(text) { letters(text) } else { 0 };
    if first == 0 {
        return None;
    }
    // Two words ("User Story 1") before one.
    let after = window::trim_start(&text[first..]);
    let second = letters(after);
    let two = text.len() - after.len() + second;
    let ends = [(second > 0).then_some(two), Some(first)];
    let labelled = |end: &usize| may_begin_label(&text.as_bytes()[*end..]);
    ends.into_iter().flatten().filter(labelled).find_map(|end| {
        // Most words are no such noun; that no label follows is seen without looking them up.
        leading_label(&text[end..])?;
        let noun = reader.vocabulary.noun(&text[..end])?;
        let mut word = folded(&text[..end]);
        if word.strip_suffix('s').is_some_and(|w| reader.vocabulary.noun(w).is_some()) {
            word.pop();
        }
        Some((word, noun, &text[end..]))
    })
}

/// How many bytes the letters take with which `text` begins.
fn letters(text: &str) -> usize {
    let ascii = places::letters(text);
    match text.as_bytes().get(ascii) {
        Some(b) if !b.is_ascii() => text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()),
        _ => ascii,
    }
}

/// The label behind a noun: `1`, `2.1`, `2A`, `A`, `1-2`; whether a separator or the end follows; the rest.
pub(in crate::plan) fn leading_label(text: &str) -> Option<(&str, bool, &str)> {
    if !may_begin_label(text.as_bytes()) {
        return None;
    }
    let body = match text.strip_prefix([' ', '-', '_', '#', '\u{a0}']) {
        Some(body) => body.trim_start_matches([' ', '#']),
        None => is_glued(text).then_some(text)?,
    };
    let (label, tail) = body.split_at(label_end(body)?);
    let trimmed = tail.trim_start_matches(['*', '_', '`', ']', ' ']);
    let separated = trimmed.is_empty()
        || trimmed.starts_with([':', '-', '–', '—', '(', '[', '│', '|', '.', ',', '/', '：', '→', '（', '、'])
        || trimmed.starts_with(is_mark);
    // `1. Title` behind a letter label is a sentence, as in "Phase A is".
    Some((label, separated, strip_marks(trimmed.trim_start_matches([':', '-', '–', '—', '.', '：']))))
}

/// Whether a label may stand at the start of what follows a noun: most words are followed by another one, or by none.
fn may_begin_label(text: &[u8]) -> bool {
    match text {
        [b' ' | b'-' | b'_' | b'#', body @ ..] => {
            let gap = body.iter().take_while(|b| matches!(b, b' ' | b'#')).count();
            match &body[gap..] {
                [a, b, c, ..] if [a, b, c].iter().all(|b| b.is_ascii_alphabetic()) => false,
                [first, ..] => first.is_ascii_alphanumeric() || matches!(first, b'.' | b'-') || !first.is_ascii(),
                [] => false,
            }
        }
        [first, ..] => !first.is_ascii() || first.is_ascii_digit(),
        [] => false,
    }
}

/// Whether a number begins right here and ends before a colon, a bracket or a space: "阶段1：基础", "Phase1: Base".
fn is_glued(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && (rest.is_empty() || rest.starts_with([' ', ':', '：', '(', '（', '、']))
}

/// Where the label ends with which `text` begins: a number with at most two letters, or a capital.
fn label_end(text: &str) -> Option<usize> {
    let (mut digits, mut letters, mut end) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => digits += 1,
            'a'..='z' | 'A'..='Z' => letters += 1,
            // What joins two parts.
            '.' | '-' | '–' => continue,
            _ => break,
        }
        end = at + 1;
        // Most texts begin with a word.
        if letters > 2 {
            return None;
        }
    }
    let capital = || matches!(text.as_bytes()[..end], [b'A'..=b'Z']);
    // "Phase N+1" is not "Phase N".
    if capital() && text[end..].starts_with('+') {
        let number = text[end + 1..].bytes().take_while(u8::is_ascii_digit).count();
        end += if number == 0 { 0 } else { number + 1 };
        return Some(end);
    }
    (end <= LABEL && (digits > 0 || capital())).then_some(end)
}

/// `T012: …`, `ABC-1 — …`, `[T3] …`: an id with a letter and a digit before a separator.
pub(super) fn leading_task_id(text: &str) -> Option<(&str, &str)> {
    if !begins_task_id(text) {
        return None;
    }
    let end = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')).count();
    let id = Some(text[..end].trim_end_matches(['.', '-'])).filter(|id| is_task_id(id))?;
    let tail = text[id.len()..].trim_start_matches(['*', '`', ']', ' ']);
    let separated = tail.starts_with([':', '—', '–', '|']) || tail.starts_with("- ");
    separated.then(|| (id, strip_marks(tail)))
}

/// Whether a value holds ids of tasks and nothing else: "T1, T2".
pub(in crate::plan) fn are_task_ids(value: &str) -> bool {
    value.split([',', ';', '&']).all(|part| is_task_id(part.trim()))
}

/// Whether `id` has the form of a task's id: capital letters, then digits, perhaps in parts.
pub(in crate::plan) fn is_task_id(id: &str) -> bool {
    if !begins_task_id(id) {
        return false;
    }
    let Some(digit) = id.bytes().position(|b| b.is_ascii_digit()) else { return false };
    let prefix = id[..digit].trim_end_matches(['-', '_']);
    !prefix.is_empty()
        && prefix.len() <= 16
        && prefix.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b'_'))
        && id[digit..].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        && id.len() <= 24
}

/// Whether the id of a task may begin here, as the first two bytes tell; most words go on in small letters.
pub(in crate::plan) fn begins_task_id(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'Z' | b'-' | b'_', b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_', ..])
}

/// A label as something that can be ordered: `2` < `2.1` < `2a` < `10`.
pub(in crate::plan) fn label_order(label: &str) -> Option<(Vec<u32>, char)> {
    let first = label.split(['-', '–']).next().unwrap_or(label);
    let letter = first.chars().last().filter(char::is_ascii_alphabetic).unwrap_or(' ');
    let digits = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if digits.is_empty() {
        return (label.len() == 1).then_some((Vec::new(), letter));
    }
    digits.split('.').map(|p| p.parse().ok()).collect::<Option<Vec<u32>>>().map(|n| (n, letter))
}
