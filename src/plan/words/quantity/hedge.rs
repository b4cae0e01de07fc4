//! The words and signs before a figure that loosen it.

use super::{
    Hedge,
    chars::{before, gap_before, is_glue, is_unspaced},
};
use crate::markdown::LOOSELY;

/// What loosens the figure that starts at `start`, and where that begins.
/// Nothing before `floor` is looked at.
pub fn leading(text: &str, start: usize, floor: usize) -> Option<(Hedge, usize)> {
    let end = gap_before(text, start, floor);
    let head = text.get(floor..end)?;
    match head.chars().next_back()? {
        c @ ('~' | '≈' | '∼' | '≥' | '≤' | '⩾' | '⩽') => {
            let at = end - c.len_utf8();
            // `~~struck~~`
            let hedge = match c {
                '~' if before(head, head.len() - 1) == Some('~') => return None,
                '~' | '≈' | '∼' => Hedge::About,
                '≥' | '⩾' => Hedge::AtLeast,
                _ => Hedge::AtMost,
            };
            Some((hedge, at))
        }
        '=' => comparison(head, end, head.len() - 1),
        '<' | '>' => comparison(head, end, head.len()),
        c if c.is_alphabetic() || c == '.' => words(head).map(|(hedge, len)| (hedge, end - len)),
        _ => None,
    }
}

/// `<`, `>`, and before `=`; not the end of an arrow or of a tag.
fn comparison(head: &str, end: usize, sign_end: usize) -> Option<(Hedge, usize)> {
    let hedge = match before(head, sign_end)? {
        '>' => Hedge::AtLeast,
        '<' => Hedge::AtMost,
        _ => return None,
    };
    let at = sign_end - 1;
    let free = before(head, at).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '*' | ':' | '|' | ','));
    free.then(|| (hedge, end - (head.len() - at)))
}

/// Phrases, the longer before those that end alike.
const PHRASES: [(&str, Hedge); 32] = [
    ("no more than", Hedge::AtMost),
    ("not more than", Hedge::AtMost),
    ("no less than", Hedge::AtLeast),
    ("no fewer than", Hedge::AtLeast),
    ("not less than", Hedge::AtLeast),
    ("more than", Hedge::AtLeast),
    ("greater than", Hedge::AtLeast),
    ("less than", Hedge::AtMost),
    ("fewer than", Hedge::AtMost),
    ("lower than", Hedge::AtMost),
    ("at least", Hedge::AtLeast),
    ("at minimum", Hedge::AtLeast),
    ("at a minimum", Hedge::AtLeast),
    ("minimum of", Hedge::AtLeast),
    ("minimum", Hedge::AtLeast),
    ("min.", Hedge::AtLeast),
    ("min", Hedge::AtLeast),
    ("over", Hedge::AtLeast),
    ("above", Hedge::AtLeast),
    ("exceeds", Hedge::AtLeast),
    ("at most", Hedge::AtMost),
    ("up to", Hedge::AtMost),
    ("as many as", Hedge::AtMost),
    ("maximum of", Hedge::AtMost),
    ("maximum", Hedge::AtMost),
    ("max.", Hedge::AtMost),
    ("max", Hedge::AtMost),
    ("under", Hedge::AtMost),
    ("below", Hedge::AtMost),
    ("within", Hedge::AtMost),
    ("hasta", Hedge::AtMost),
    ("some", Hedge::About),
];

/// The phrase that ends `head`, and its length.
fn words(head: &str) -> Option<(Hedge, usize)> {
    let last = head.as_bytes().last()?.to_ascii_lowercase();
    let loose = LOOSELY.iter().map(|&phrase| (phrase, Hedge::About));
    let mut alike = PHRASES.into_iter().chain(loose).filter(|(phrase, _)| phrase.as_bytes().last() == Some(&last));
    let (phrase, hedge) = alike.find(|(phrase, _)| ends_with_phrase(head, phrase))?;
    Some((hedge, phrase.len()))
}

/// Whether `head` ends with `phrase`, in any case, at the start of a word.
pub fn ends_with_phrase(head: &str, phrase: &str) -> bool {
    let Some(at) = head.len().checked_sub(phrase.len()) else { return false };
    head.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(phrase))
        // Without spaces, what stands before may be the other half of a word: `预约`.
        && before(head, at).is_none_or(|c| !is_glue(c) && c != '-' && !is_unspaced(c))
}

/// What loosens the figure that ends at `end`: `+`, `or more`, `or less`.
pub fn trailing(text: &str, end: usize) -> Option<(Hedge, usize)> {
    const WORDS: [(&str, Hedge); 6] = [
        (" or more", Hedge::AtLeast),
        (" and up", Hedge::AtLeast),
        (" or less", Hedge::AtMost),
        (" or fewer", Hedge::AtMost),
        (" or so", Hedge::About),
        (" max", Hedge::AtMost),
    ];
    let rest = text.get(end..)?;
    if let Some(more) = rest.strip_prefix('+') {
        let free = !more.chars().next().is_some_and(|c| is_glue(c) || c == '+');
        return free.then_some((Hedge::AtLeast, end + 1));
    }
    // Few words begin like one of these.
    if !matches!(rest.as_bytes(), [b' ', b'o' | b'a' | b'm' | b'O' | b'A' | b'M', ..]) {
        return None;
    }
    WORDS.iter().find_map(|&(word, hedge)| {
        let tail = rest.get(..word.len())?;
        let free = rest[word.len()..].chars().next().is_none_or(|c| !is_glue(c));
        (free && tail.eq_ignore_ascii_case(word)).then_some((hedge, end + word.len()))
    })
}
