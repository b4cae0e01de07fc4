//! Text from a document inside Markdown of ours.

use crate::{diagnostic::quote, report::escape};

/// `text` as code, cut to a line: no link, picture or command of it comes to life in an editor.
pub fn code(text: &str) -> String {
    let text = escape::terminal(&quote(text)).replace('`', "'");
    if text.trim().is_empty() { "(empty)".to_owned() } else { format!("`{}`", text.trim()) }
}
