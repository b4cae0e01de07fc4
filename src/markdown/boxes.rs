//! Checkboxes in every state. pulldown-cmark knows `[ ]`, `[x]` and `[X]`
//! only, so the start of each item is scanned here.

use crate::source::Span;

/// A box at the start of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxMark {
    /// What stands inside; a space for the open box.
    pub mark: char,
    /// The box, brackets included.
    pub span: Span,
    /// Whether a star marks the item as optional (`[ ]*`, as Kiro writes it).
    pub optional: bool,
}

/// The marks that are a state in some format; `[P]`, `[1]`, `[US1]` are tags.
fn is_state(mark: char) -> bool {
    matches!(
        mark,
        ' ' | 'x'
            | 'X'
            | '-'
            | '~'
            | '/'
            | '>'
            | '!'
            | '?'
            | '<'
            | '\u{a0}'
            | '✅'
            | '✓'
            | '✔'
            | '☑'
            | '✗'
            | '✘'
            | '❌'
            | '⏳'
            | '🔄'
            | '●'
            | '○'
            | '◐'
            | '•'
            | '⬜'
            | '√'
    )
}

/// The box with which `text` begins, and how many bytes it and the space after it take.
/// `base` is the offset of `text`.
pub(super) fn scan(text: &str, base: usize) -> Option<(BoxMark, usize)> {
    let rest = text.strip_prefix('[')?;
    let mut chars = rest.chars();
    let mark = chars.next().filter(|&c| is_state(c))?;
    let mut after = chars.as_str();
    // The emoji presentation selector belongs to the mark.
    after = after.strip_prefix('\u{fe0f}').unwrap_or(after);
    after = after.strip_prefix(']')?;
    let end = text.len() - after.len();
    let starred = after.strip_prefix('*').or_else(|| after.strip_prefix("\\*"));
    let optional = starred.is_some_and(|s| s.is_empty() || s.starts_with([' ', '\t', '\n', '\r']));
    if optional {
        after = starred.unwrap_or(after);
    }
    if !(after.is_empty() || after.starts_with([' ', '\t', '\n', '\r'])) {
        return None;
    }
    let taken = text.len() - after.trim_start_matches([' ', '\t']).len();
    let mark = if mark == '\u{a0}' { ' ' } else { mark };
    Some((BoxMark { mark, span: Span::new(base, base + end), optional }, taken))
}

/// What `text` means where it begins with something that was meant as a box
/// and is none (`[]`, `[ x]`, `[x ]`, `[  ]`, `[x]Title`): how many bytes it
/// takes, and whether it was meant as ticked.
pub fn near_miss(text: &str) -> Option<(usize, bool)> {
    let rest = text.strip_prefix('[')?;
    let close = rest.find(']').filter(|&at| at <= 3)?;
    let inside = &rest[..close];
    let ticked = match inside.trim_matches([' ', '\t']) {
        "" => false,
        "x" | "X" => true,
        _ => return None,
    };
    let after = &rest[close + 1..];
    if inside.len() == 1 {
        // A box without the space behind it; `[x]y` and `[x][y]` may be code or a link.
        let word = after.trim_start_matches(['*', '_']);
        let titled =
            word.starts_with(|c: char| c.is_uppercase()) && word.chars().nth(1).is_some_and(char::is_lowercase);
        return (titled || begins_with_id(word)).then_some((close + 2, ticked));
    }
    let word = after.strip_prefix([' ', '\t'])?.trim_start();
    begins_title(word).then_some((close + 2, ticked))
}

/// Whether `text` begins with capitals and a number, and a word behind them: `T2 Write`, `TASK-3: Read`.
fn begins_with_id(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = text.len() - number.len();
    let number = number.strip_prefix('-').unwrap_or(number);
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = behind.strip_prefix(':').unwrap_or(behind).strip_prefix(' ');
    (1..=6).contains(&letters) && behind.len() < number.len() && word.is_some_and(begins_title)
}

/// Whether `text` begins as a title does: a word, a mark, or a tag with a word behind it (`(R) Design`, `[US1] Sort`).
fn begins_title(text: &str) -> bool {
    let tail = match text.chars().next() {
        Some('(') => text.split_once(") ").map(|(_, tail)| tail),
        Some('[') => text.split_once("] ").map(|(_, tail)| tail),
        Some(c) => {
            return c.is_alphanumeric() || !c.is_ascii() || matches!(c, '*' | '`' | '_' | '"' | '\'' | '~' | '@' | '#');
        }
        None => None,
    };
    tail.is_some_and(|tail| tail.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_seen() {
        for (text, mark, optional) in [
            ("[ ] a", ' ', false),
            ("[x] a", 'x', false),
            ("[~] a", '~', false),
            ("[ ]* 2.1 a", ' ', true),
            ("[ ]\\* 2.1 a", ' ', true),
            ("[✅] a", '✅', false),
            ("[ ]", ' ', false),
        ] {
            let (found, _) = scan(text, 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.mark, found.optional), (mark, optional), "{text}");
        }
        for text in ["[P] a", "[x](http://a)", "[US1] a", "[x][y]", "[]", "[ x] a", "[x]y"] {
            assert!(scan(text, 0).is_none(), "{text}");
        }
    }

    #[test]
    fn near_misses() {
        assert_eq!(near_miss("[] Tag"), Some((2, false)));
        assert_eq!(near_miss("[ x] Tag"), Some((4, true)));
        assert_eq!(near_miss("[x ] Tag"), Some((4, true)));
        assert_eq!(near_miss("[x]Tag it"), Some((3, true)));
        assert_eq!(near_miss("[ ]T2 Tag it"), Some((3, false)));
        assert_eq!(near_miss("[x]TASK-12: Tag it"), Some((3, true)));
        assert_eq!(near_miss("[x]T2"), None);
        assert_eq!(near_miss("[ ]**Tag** it"), Some((3, false)));
        assert_eq!(near_miss("[] (R) Tag it"), Some((2, false)));
        assert_eq!(near_miss("[] [US1] Tag it"), Some((2, false)));
        assert_eq!(near_miss("[] 🚀 Tag it"), Some((2, false)));
        for text in
            ["[ ] Tag", "[x] Tag", "[]9", "[](a)", "[ ! -d x ]", "[callId] x", "[] (a)", "[x]y", "[X]YZ", "[ ]* 2.1 a"]
        {
            assert_eq!(near_miss(text), None, "{text}");
        }
    }
}
