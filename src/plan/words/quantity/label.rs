//! Numbers that name something: "Phase 2", "lines 10-20", "March 4".

use super::{
    chars::{after, before, digit, digits_end, gap, gap_before, is_glue, letters_before, lower, token_end, word},
    words::month,
};
use crate::plan::words::vocabulary::{Name, Vocabulary};

/// Where to go on after the digit at `at`, if the number that it begins is a
/// label. Nothing before `floor` is looked at.
pub fn labelled(text: &str, at: usize, floor: usize) -> Option<usize> {
    if is_ordinal(text, at, floor) {
        return Some(ordinals_end(text, at));
    }
    let marked = if before(text, at) == Some('#') { at - 1 } else { at };
    let space = before(text, marked).filter(|c| c.is_whitespace())?;
    let word = letters_before(text, marked - space.len_utf8(), floor);
    if word.is_empty() {
        return None;
    }
    if month(word) {
        return Some(token_end(text, at));
    }
    let plurality = label(word)?;
    let mut end = token_end(text, at);
    // "line 80 %" speaks of the coverage of lines.
    let figure_end = digits_end(text, at);
    if gap(text, figure_end).is_some_and(|at| after(text, at) == Some('%')) {
        return None;
    }
    while let Some(next) = continued(text, end, plurality) {
        end = token_end(text, next);
    }
    Some(end)
}

/// Whether a number is that of one in a row: "第 3 周" is the third week, and no three of them.
fn is_ordinal(text: &str, at: usize, floor: usize) -> bool {
    // Most numbers stand behind a letter or a sign of their own.
    let may = at.checked_sub(1).is_some_and(|b| matches!(text.as_bytes()[b], b' ' | 0x80..));
    may && before(text, gap_before(text, at, floor)) == Some('第')
}

/// The end of the number at `at`, or of the range that it begins: "第5〜8週".
fn ordinals_end(text: &str, at: usize) -> usize {
    let end = digits_end(text, at);
    let second = || {
        let dash = gap(text, end)?;
        let sign = after(text, dash).filter(|c| matches!(c, '-' | '–' | '—' | '~' | '～' | '〜'))?;
        let at = gap(text, dash + sign.len_utf8())?;
        let at = if after(text, at) == Some('第') { at + '第'.len_utf8() } else { at };
        digit(text, at).then(|| digits_end(text, at))
    };
    second().unwrap_or(end)
}

/// The start of the next number under the same label: "Waves 1, 2 and 4",
/// "Week 1–2".
fn continued(text: &str, end: usize, plurality: Plurality) -> Option<usize> {
    let mut at = gap(text, end)?;
    let tight = at == end;
    let many = plurality == Plurality::Many;
    match after(text, at)? {
        c @ ('-' | '–') if tight || many => at += c.len_utf8(),
        c @ ('&' | '+' | '/') => at += c.len_utf8(),
        ',' if many => at += 1,
        _ => {}
    }
    let next = gap(text, at)?;
    let link = word(text, next);
    let next = match link {
        "to" | "through" | "thru" => gap(text, next + link.len())?,
        "and" | "or" if many => gap(text, next + link.len())?,
        "" if at > end && !(tight && at == end) => next,
        _ => return None,
    };
    (digit(text, next) && !before(text, next).is_some_and(is_glue) && next > end).then_some(next)
}

/// Whether a number after `word` is its name, not an amount: "Phase 2",
/// "lines 10-20", "Python 3". Also tells whether the word is a plural.
fn label(word: &str) -> Option<Plurality> {
    let lower = lower(word);
    let many = match lower.strip_suffix("ies") {
        Some(stem) => is_label(&format!("{stem}y")),
        None => ["s", "es"].iter().any(|ending| lower.strip_suffix(ending).is_some_and(is_label)),
    };
    if many { Some(Plurality::Many) } else { is_label(&lower).then_some(Plurality::One) }
}

/// Whether a label speaks of one number or of a list of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plurality {
    One,
    Many,
}

fn is_label(word: &str) -> bool {
    let words = Vocabulary::shipped();
    words.noun(word).is_some() || words.is_name(word, Name::Part) || words.is_name(word, Name::Labelled)
}
