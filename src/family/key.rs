//! Keys: documents that say themselves that they are one plan, by `<!-- plan: harbour -->` above or right
//! below their title, or by `plan: harbour` in their front matter.

use crate::workspace;

/// How much of a text is looked at, in bytes.
pub const HEAD: usize = 2_048;

/// The key that `text` carries at its top.
pub fn key(text: &str) -> Option<&str> {
    let (front, mut comments) = said(text);
    front.map_or_else(|| comments.find_map(name), name)
}

/// What a comment at the top of `text` gives for a key and is no name.
pub fn no_key(text: &str) -> Option<&str> {
    let (front, mut comments) = said(text);
    match front.is_none() && key(text).is_none() {
        true => comments.next().map(str::trim),
        false => None,
    }
}

/// What `text` says at its top behind `plan:`, in its front matter and in comments.
fn said(text: &str) -> (Option<&str>, impl Iterator<Item = &str>) {
    let cut = text.as_bytes().get(..HEAD).map(|head| head.iter().rposition(|&b| b == b'\n').unwrap_or(0));
    let mut lines =
        text[..cut.unwrap_or(text.len())].trim_start_matches('\u{feff}').lines().map(str::trim_end).peekable();
    let mut value = None;
    if lines.next_if_eq(&"---").is_some() {
        let front = lines.by_ref().take_while(|line| *line != "---");
        // All of it is read, so that what follows begins behind it.
        let values: Vec<&str> = front.filter_map(|line| line.strip_prefix("plan:")).collect();
        value = values.first().map(|v| v.split(" #").next().unwrap_or(v));
    }
    // What stands above the text: the title, blank lines and comments.
    let above = lines.take_while(|line| line.is_empty() || line.starts_with("# ") || line.starts_with("<!--"));
    (value, above.filter_map(|line| line.strip_prefix("<!--")?.strip_suffix("-->")?.trim().strip_prefix("plan:")))
}

/// A name that can be a key: `02` counts plans, and `docs/plan.md` is a place.
fn name(value: &str) -> Option<&str> {
    let bare = value.trim().trim_matches(['"', '\'']);
    let plain = bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let file = bare.rsplit('.').next().is_some_and(|end| workspace::EXTENSIONS.contains(&end));
    (bare.starts_with(char::is_alphabetic) && plain && !file).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_at_the_top() {
        for (text, found) in [
            ("<!-- plan: harbour -->\n# Harbour\n", Some("harbour")),
            ("# Harbour\n\n<!-- plan: quay-2 -->\n\nText.\n", Some("quay-2")),
            ("---\ntitle: x\nplan: \"harbour\" # as in the other\n---\n# Harbour\n", Some("harbour")),
            ("---\ntitle: x\n---\n\n<!-- plan: harbour -->\n", Some("harbour")),
            ("---\nphase: 1\nplan: 02\n---\n", None),
            ("---\nplan: docs/plan.md\n---\n", None),
            ("---\nplan: plan.md\n---\n", None),
            ("# Harbour\n\nText.\n\n<!-- plan: harbour -->\n", None),
            ("# Keys\n\n```md\n<!-- plan: harbour -->\n```\n", None),
            ("<!-- plan: two words -->\n", None),
            ("<!-- plan:", None),
            ("---\nplan", None),
            ("", None),
        ] {
            assert_eq!(key(text), found, "{text}");
        }
        assert_eq!(key(&"é".repeat(HEAD)), None);
    }

    #[test]
    fn what_is_no_name_is_told() {
        for (text, found) in [
            ("<!-- plan: two words -->\n", Some("two words")),
            ("# Harbour\n\n<!-- plan: ../../evil -->\n", Some("../../evil")),
            ("<!-- plan: two words -->\n<!-- plan: harbour -->\n", None),
            ("---\nplan: 02\n---\n<!-- plan: two words -->\n", None),
            ("<!-- plan: harbour -->\n", None),
            ("# Harbour\n\nText.\n\n<!-- plan: two words -->\n", None),
        ] {
            assert_eq!(no_key(text), found, "{text}");
        }
    }
}
