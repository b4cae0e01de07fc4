//! What is waited for and kept by somebody else: another document, repository or team.

use crate::{
    plan::{Name, Word, read::Reader},
    source::{Span, window},
};

/// Notes it of each name that nothing of the plan resolves.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let mut dangling = std::mem::take(&mut reader.plan.dangling);
    for one in &mut dangling {
        one.elsewhere = is_kept_elsewhere(reader, one.place.span);
    }
    reader.plan.dangling = dangling;
}

/// The longest text on either side of a name that is looked at, in bytes.
const BESIDE: usize = 60;

/// Whether the place itself says that what it names is another document's, or somebody else's: "T020 (other repo)",
/// "T020 of 004-search", "external: T020", "see T020 in tasks-2.md"; "T4 instance" is the model of a machine.
fn is_kept_elsewhere(reader: &Reader, span: Span) -> bool {
    let (text, words) = (reader.text, reader.vocabulary);
    let ends = |c: char| matches!(c, ',' | ';' | '|' | '\n');
    let before = window::before(text, span.start as usize, BESIDE).rsplit(ends).next().unwrap_or_default();
    let before = before.trim_end_matches([' ', ':', '`', '*']);
    if words.words(before).any(|(word, at)| word == Word::Elsewhere && at.end == before.len()) {
        return true;
    }
    let after = window::after(text, span.end as usize, BESIDE).split(ends).next().unwrap_or_default();
    let after = after.trim_start_matches(['`', '*', ' ']);
    let first = after.split([' ', ')', ']']).next().unwrap_or_default();
    let told = match after.as_bytes().first() {
        Some(b'(' | b'[') => after[1..].split([')', ']']).next().unwrap_or_default(),
        _ if matches!(first, "of" | "in" | "from" | "at") => {
            after[first.len()..].split([')', ']']).next().unwrap_or("")
        }
        _ => return words.is_name(first, Name::Machine),
    };
    // "In the plan" is this one, "in the ops plan" another.
    let own = |word: &str| matches!(word, "this" | "same" | "our" | "the" | "whole");
    let told_words: Vec<&str> = told.split_whitespace().collect();
    let keeper = |(at, word): (usize, &&str)| {
        words.is_name(word, Name::Keeper) && !at.checked_sub(1).is_some_and(|before| own(told_words[before]))
    };
    words.says(told, Word::Elsewhere)
        || told_words.iter().any(|word| is_document(word) && !reader.path.ends_with(word))
        || told_words.iter().enumerate().any(keeper)
}

/// Whether a word names a document or the folder of a feature: `tasks-2.md`, `004-search`.
fn is_document(word: &str) -> bool {
    let feature = || word.split_once('-').filter(|(number, _)| number.len() >= 3);
    word.ends_with(".md") || feature().is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()))
}
