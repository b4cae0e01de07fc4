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

/// The first `shown` of `names` as one says them, each quoted: "`a`", "`a` and `b`", "`a`, `b` and 3 more".
pub fn listed<N: AsRef<str>>(names: impl ExactSizeIterator<Item = N>, shown: usize) -> String {
    let more = names.len().saturating_sub(shown);
    let mut list: Vec<String> = names.take(shown).map(|name| format!("`{}`", quote(name.as_ref()))).collect();
    if more > 0 {
        list.push(format!("{more} more"));
    }
    match list.split_last() {
        Some((last, rest @ [_, ..])) => format!("{} and {last}", rest.join(", ")),
        _ => list.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_one_says_them() {
        let say = |names: &[&'static str]| listed(names.iter(), 2);
        assert_eq!(say(&[]), "");
        assert_eq!(say(&["a"]), "`a`");
        assert_eq!(say(&["a", "b"]), "`a` and `b`");
        assert_eq!(say(&["a", "b", "c", "d"]), "`a`, `b` and 2 more");
    }

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
