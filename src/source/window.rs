//! A few bytes of text around a place, so that a look at them costs the same in any document.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_characters_only() {
        let text = "aü→b";
        assert_eq!((before(text, 3, 2), before(text, 3, 1), before(text, 3, 9)), ("ü", "", "aü"));
        assert_eq!((after(text, 1, 2), after(text, 1, 4), after(text, 1, 9)), ("ü", "ü", "ü→b"));
        assert_eq!((before(text, 0, 5), after(text, text.len(), 5)), ("", ""));
    }
}
