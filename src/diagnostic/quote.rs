//! Quotations from a document, short enough to stand in a message.

/// The longest quotation in a message, in characters, the `…` included.
pub const QUOTE_MAX: usize = 80;

/// `text` on one line: white space collapsed, ends trimmed, at most [`QUOTE_MAX`] characters with `…` at a cut.
///
/// Reads no more of `text` than it needs. Escaping is left to each report, which knows its sink.
pub fn quote(text: &str) -> String {
    let mut quoted = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        for c in (length > 0).then_some(' ').into_iter().chain(word.chars()) {
            if length == QUOTE_MAX {
                quoted.pop();
                quoted.truncate(quoted.trim_end().len());
                quoted.push('…');
                return quoted;
            }
            quoted.push(c);
            length += 1;
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collapses_white_space() {
        assert_eq!(quote("  Tag \t the\r\n  release "), "Tag the release");
        assert_eq!(quote(" \n "), "");
    }

    #[test]
    fn cuts_by_characters() {
        assert_eq!(quote(&"ü".repeat(80)), "ü".repeat(80));
        assert_eq!(quote(&"ü".repeat(81)), format!("{}…", "ü".repeat(79)));
        assert_eq!(quote(&format!("{} bc", "a".repeat(78))), format!("{}…", "a".repeat(78)));
    }
}
