//! Parts of a text: a few bytes around a place, so that a look at them costs the same in any document; its lines.

use std::ops::Range;

/// What stands before `at`: the last bytes, `most` of them or a few less.
pub fn before(text: &str, at: usize, most: usize) -> &str {
    let mut start = at.saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..at).unwrap_or("")
}

/// What stands behind `at`: the first bytes, `most` of them or a few less.
pub fn after(text: &str, at: usize, most: usize) -> &str {
    let mut end = at.saturating_add(most).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(at..end).unwrap_or("")
}

/// The line in which `at` stands, so much of it as lies within `most` bytes of it.
pub fn line(text: &str, at: usize, most: usize) -> Range<usize> {
    let behind = after(text, at, most);
    at - line_before(text, at, most).len()..at + memchr::memchr(b'\n', behind.as_bytes()).unwrap_or(behind.len())
}

/// What stands before `at` in its line: the last bytes, `most` of them or a few less.
pub fn line_before(text: &str, at: usize, most: usize) -> &str {
    let before = before(text, at, most);
    &before[memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1)..]
}

/// `text` without white space at both ends, as [`str::trim`] has it. Most texts end with none, and one look tells.
#[inline]
pub fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// `text` without white space at its start, as [`str::trim_start`] has it; most have one space or none.
#[inline]
pub fn trim_start(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', ..] => text,
        [b' ', b'!'..=b'~', ..] => &text[1..],
        _ => text.trim_start(),
    }
}

/// Whether `text` begins and ends with a letter or digit, so that no marks need be taken off; of few that do so it says
/// no.
#[inline]
pub fn is_bare(text: &str) -> bool {
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    ends.iter().all(|end| end.is_some_and(|b| b.is_ascii_alphanumeric()))
}

/// The lines of `text`, as [`str::lines`] has them. Their ends are found many bytes at a time.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let last = (!text.is_empty() && !text.ends_with('\n')).then_some(text.len());
    let mut start = 0;
    memchr::memchr_iter(b'\n', text.as_bytes()).chain(last).map(move |end| {
        let line = &text[std::mem::replace(&mut start, end + 1)..end];
        line.strip_suffix('\r').filter(|_| end < text.len()).unwrap_or(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_those_of_the_standard_library() {
        for text in ["", " ", "a", " a", "a ", "  ab", "a\u{a0}", "\u{3000}é ", "é", " é", "\u{7f}", "a\tb\n"] {
            assert_eq!((trim(text), trim_start(text)), (text.trim(), text.trim_start()), "{text:?}");
        }
        assert!(is_bare("a") && is_bare("a b1") && !is_bare("") && !is_bare("a.") && !is_bare("é"));
    }

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "a", "a\n", "\n", "a\r\nb\r", "a\n\nü\n b", "\r\n", "a\r\r\n"] {
            assert!(lines(text).eq(text.lines()), "{text:?}");
        }
    }

    #[test]
    fn whole_characters_only() {
        let text = "aü→b";
        assert_eq!((before(text, 3, 2), before(text, 3, 1), before(text, 3, 9)), ("ü", "", "aü"));
        assert_eq!((after(text, 1, 2), after(text, 1, 4), after(text, 1, 9)), ("ü", "ü", "ü→b"));
        assert_eq!((before(text, 0, 5), after(text, text.len(), 5)), ("", ""));
    }

    #[test]
    fn the_line_around_a_place() {
        let text = "ab\ncüde\nf";
        let around = |at, most| &text[line(text, at, most)];
        assert_eq!((around(6, 9), around(6, 1), around(3, 9), around(2, 9)), ("cüde", "d", "cüde", "ab"));
        assert_eq!((line_before(text, 6, 9), line_before(text, 3, 9)), ("cü", ""));
    }
}
