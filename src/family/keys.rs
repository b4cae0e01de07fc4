//! Keys: documents that say themselves that they are one plan, by `<!-- plan: harbour -->` above or right
//! below their title, or by `plan: harbour` in their front matter.

use crate::{
    config::Configs,
    workspace::{self, Input, display},
};
use rustc_hash::FxHashMap;
use std::path::Path;

/// How much of a text is looked at, in bytes.
const HEAD: usize = 2_048;

/// The most files of a repository that are looked into.
const MOST: usize = 50_000;

/// The most documents of one key; what more carry is the name of no plan.
const DOCUMENTS: usize = 200;

/// The key that `text` carries at its top.
pub fn key(text: &str) -> Option<&str> {
    let cut = text.as_bytes().get(..HEAD).map(|head| head.iter().rposition(|&b| b == b'\n').unwrap_or(0));
    let mut lines =
        text[..cut.unwrap_or(text.len())].trim_start_matches('\u{feff}').lines().map(str::trim_end).peekable();
    if lines.next_if_eq(&"---").is_some() {
        let front = lines.by_ref().take_while(|line| *line != "---");
        let value = front.filter_map(|line| line.strip_prefix("plan:")).next();
        if value.is_some() {
            return value.map(|v| v.split(" #").next().unwrap_or(v)).and_then(name);
        }
    }
    // What stands above the text: the title, blank lines and comments.
    let above = lines.take_while(|line| line.is_empty() || line.starts_with("# ") || line.starts_with("<!--"));
    above.filter_map(|line| line.strip_prefix("<!--")?.strip_suffix("-->")?.trim().strip_prefix("plan:")).find_map(name)
}

/// A name that can be a key: `02` counts plans, and `docs/plan.md` is a place.
fn name(value: &str) -> Option<&str> {
    let bare = value.trim().trim_matches(['"', '\'']);
    let plain = bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let file = bare.rsplit('.').next().is_some_and(|end| workspace::EXTENSIONS.contains(&end));
    (bare.starts_with(char::is_alphabetic) && plain && !file).then_some(bare)
}

/// The documents of a repository that carry a key.
#[derive(Debug, Default)]
pub struct Keys {
    by_key: FxHashMap<Box<str>, Vec<Input>>,
}

impl Keys {
    /// Those below `root`; none where that is no repository, since what lies below a mere folder has no end.
    pub fn of(root: &Path, configs: &Configs) -> Self {
        let mut found = Self::default();
        if !root.join(".git").exists() {
            return found;
        }
        let view = configs.view();
        let mut head = Vec::new();
        for path in workspace::documents_of(root, view).take(MOST) {
            // One byte more than is looked at says that the text goes on.
            if view.head(&path, HEAD as u64 + 1, &mut head).is_err() {
                continue;
            }
            if memchr::memmem::find(&head, b"plan:").is_none() {
                continue;
            }
            let text = String::from_utf8_lossy(&head);
            if let Some(key) = key(&text).filter(|_| !configs.of(&path).excludes(&path, false)) {
                let documents = found.by_key.entry(key.into()).or_default();
                documents.push(Input { shown: display(&path, root), path, bytes: None });
            }
        }
        found.by_key.retain(|_, documents| documents.len() <= DOCUMENTS);
        found
    }

    /// The documents that carry `key`.
    pub fn documents(&self, key: &str) -> &[Input] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }
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
}
