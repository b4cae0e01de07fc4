//! The ids with which items begin.

use crate::plan::{Vocabulary, declare::sections, names};

/// The id with which an item's text begins: `T012`, `2.3`, `1.`, `ABC-12:`, `#4`.
pub(in crate::plan) fn item_id(text: &str) -> Option<&str> {
    // Every id has a digit; most items begin with a word.
    if !text.bytes().take_while(|b| *b != b' ').any(|b| b.is_ascii_digit()) {
        return None;
    }
    let head = text.split_whitespace().next()?;
    // `[P1, 2 h] Title` says several things of it, and names nothing.
    if head.starts_with(['[', '(']) && head.ends_with(',') {
        return None;
    }
    let bare = head.trim_start_matches(['[', '(', '*']).trim_end_matches([':', '.', ')', ']', '*', ',', '—', '–']);
    if sections::is_task_id(bare) && text.len() > bare.len() {
        let certain = head.len() > bare.len() || is_certain(bare) && !is_spoken_of(&text[head.len()..]);
        return certain.then_some(bare);
    }
    // `#4 Title`: the number of an issue or a criterion.
    if let Some(number) = bare.strip_prefix('#') {
        let plain = !number.is_empty() && number.len() <= 6 && number.chars().all(|c| c.is_ascii_digit());
        return (plain && text.len() > head.len()).then_some(bare);
    }
    // `2.3 Title` and `1. Title`, not `2.5x faster` or `3 files`.
    let dotted = !bare.is_empty()
        && bare.chars().all(|c| c.is_ascii_digit() || c == '.')
        && bare.starts_with(|c: char| c.is_ascii_digit());
    let numbered = bare.contains('.')
        || head.ends_with(['.', ':', ')'])
        || head.starts_with('[') && head.ends_with(']') && bare.len() > 1;
    if dotted && numbered && bare.len() <= 8 && text.len() > head.len() {
        return Some(bare);
    }
    // `2.3a Title`, put between later; not `2.5b parameters`.
    let number = bare.strip_suffix(['a', 'b', 'c', 'd'])?;
    let titled = text[head.len()..].trim_start().starts_with(char::is_uppercase);
    let dotted = number.split('.').count() > 1 && number.split('.').all(|p| p.parse::<u8>().is_ok());
    (dotted && titled).then_some(bare)
}

/// The ids with which an item's text begins, as they are written, where there are several: `T002/T003`, `T034-T035`,
/// `T006 & T007`.
pub(super) fn shared_ids<'t>(words: &Vocabulary, text: &'t str) -> Option<&'t str> {
    // Most items begin with a word, or with one id.
    if !text.bytes().take_while(|b| *b != b' ').any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut end = 0;
    for word in text.split_whitespace() {
        let start = end + text[end..].find(word)?;
        let bare = word.trim_start_matches(['[', '(']).trim_end_matches([',', ':', ';', '.', ')', ']']);
        if are_ids(bare) {
            end = start + word.find(bare)? + bare.len();
            if word.ends_with([':', ')', ']', '.']) {
                break;
            }
        } else if end == 0 || !matches!(word, "&" | "+" | "/") {
            break;
        }
    }
    let head = text[..end].trim_start_matches(['[', '(']);
    (!is_spoken_of(&text[end..]) && text.len() > end && !names::several(words, head).is_empty()).then_some(head)
}

/// Whether what follows an id goes on as a sentence about it: "T001 to T012 are done" names tasks and is none of them.
fn is_spoken_of(rest: &str) -> bool {
    let next = rest.split_whitespace().next().unwrap_or_default();
    matches!(next, "to" | "through" | "and" | "or" | "is" | "are" | "was" | "were" | "has" | "have")
}

/// The ids that an item's own one stands for: `T002` and `T003` of `T002/T003`.
pub(super) fn shared(words: &Vocabulary, id: &str) -> Vec<String> {
    let mut parts = id.split_whitespace().map(|word| word.trim_end_matches(','));
    let listed = parts.all(|word| matches!(word, "&" | "+" | "/") || are_ids(word));
    if listed { names::several(words, id) } else { Vec::new() }
}

/// Whether a word is made of ids and of what parts them, `T002/T003`; `ABC-12` is one id, `T1-T5` two.
fn are_ids(word: &str) -> bool {
    let certain = |id: &str| sections::is_task_id(id) && is_certain(id);
    let mut parts = word.split([',', '/', '&', '+', '–']);
    !word.is_empty() && parts.all(|part| certain(part) || part.split('-').all(certain))
}

/// The id that stands in code before a text: "`A-1-01` Parser".
pub(in crate::plan) fn code_id(raw: &str) -> Option<&str> {
    let (id, rest) = raw.trim_start_matches(['*', '~', '_']).strip_prefix('`')?.split_once('`')?;
    (sections::is_task_id(id) && rest.contains(char::is_alphanumeric)).then_some(id)
}

/// Whether an id needs no separator behind it: `T12`, `CHK046`, `ABC-12`, and not `HTTP2`, `Q9` or `Q17-Q22`.
fn is_certain(id: &str) -> bool {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    let (prefix, number) = id.split_at(digits);
    // A letter behind the number was put between later: `T012a`.
    let number = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain
        && (matches!(prefix, "T" | "CHK" | "TASK")
            || prefix.ends_with('-')
            || (number.len() >= 3 && number.starts_with('0'))
            // `M2.1`, and not the version `V2.1`.
            || (number.contains('.') && prefix.len() == 1 && prefix != "V"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_items_that_are_several() {
        let words = Vocabulary::standard();
        for (text, ids) in [
            ("T002/T003 Write them", Some("T002/T003")),
            ("T002, T003 [P] Write them", Some("T002, T003")),
            ("T034-T035: Write them", Some("T034-T035")),
            ("T002–T004 Write them (three parts)", Some("T002–T004")),
            ("T006 & T007 Write them", Some("T006 & T007")),
            ("[T006, T007] Write them", Some("T006, T007")),
            ("T006 - T007 Write them", None),
            ("T006 & Write them", None),
            ("T006 — Write them", None),
            ("T006 Write them", None),
            ("T001-T012 are done", None),
            ("Q17-Q22 run fast", None),
            ("ABC-12 Write them", None),
            ("ABC-12, ABC-13: Write them", Some("ABC-12, ABC-13")),
            ("P1/P2 bugs are fixed", None),
        ] {
            assert_eq!(shared_ids(&words, text), ids, "{text}");
        }
    }

    #[test]
    fn ids_of_items() {
        for (text, id) in [
            ("T012 [P] Create it", Some("T012")),
            ("2.3 Write it", Some("2.3")),
            ("1. Write it", Some("1")),
            ("ABC-12: Write", Some("ABC-12")),
            ("**T1**: Write", Some("T1")),
            ("3 files moved", None),
            ("2.5x faster", None),
            ("T012a [P] Create it", Some("T012a")),
            ("T001 to T012 are done", None),
            ("2.3a Write it", Some("2.3a")),
            ("2.5b parameters", None),
            ("HTTP2: serve", Some("HTTP2")),
            ("#4 Write it", Some("#4")),
            ("Q9 gate met", None),
            ("Q17-Q22 run fast", None),
            ("[003] Write it", Some("003")),
            ("[1] is a note", None),
            ("Write it", None),
        ] {
            assert_eq!(item_id(text.replace("**", "").as_str()), id, "{text}");
        }
    }
}
