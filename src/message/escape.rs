//! Text from a document, made harmless for a terminal.
//!
//! A document is data: it must not move the cursor, reorder a line, hide a word
//! or speak to the machine that runs planvet. What cannot be seen becomes a mark
//! that can: `␛` for a control character, `⟨U+202E⟩` for the rest. JSON needs
//! none of this; its own escaping is enough.

use std::borrow::Cow;

/// How one character is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    Plain,
    /// As its picture from the block U+2400.
    Picture(char),
    /// As `⟨U+…⟩`.
    Code,
}

/// How `c` is shown.
pub(crate) fn shown(c: char) -> Shown {
    match c {
        ' '..='~' => Shown::Plain,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).map_or(Shown::Code, Shown::Picture),
        '\u{7f}' => Shown::Picture('␡'),
        // C1 controls, among them the one-character CSI.
        '\u{80}'..='\u{9f}'
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Line and paragraph separators.
        | '\u{2028}' | '\u{2029}'
        // Invisible, with no part in the shape of any script.
        | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        // No characters, and none that XML takes.
        | '\u{fffe}' | '\u{ffff}'
        // Tags: text that only a machine reads.
        | '\u{e0000}'..='\u{e0fff}' => Shown::Code,
        _ => Shown::Plain,
    }
}

/// Appends `c` as it is shown.
pub(crate) fn push(out: &mut String, c: char) {
    match shown(c) {
        Shown::Plain => out.push(c),
        Shown::Picture(picture) => out.push(picture),
        Shown::Code => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
    }
}

/// `text` for one line of a terminal: what is invisible is shown as a mark, a tab as a space.
///
/// The old and the new sign for a command to a CI runner (`##[` anywhere, `::` before
/// a word at a line's start) are broken up, since wrapping may put any word there.
pub fn terminal(text: &str) -> Cow<'_, str> {
    let harmless = |c| shown(c) == Shown::Plain;
    if text.chars().all(harmless) && !text.contains("::") && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\t' {
            out.push(' ');
        } else if c == ':' && before == ' ' && text[at..].starts_with("::") {
            chars.next();
            out.push('∷');
        } else if opens_command(&text[at..]) {
            out.push_str("#·");
        } else {
            push(&mut out, c);
        }
        before = if c == '\t' { ' ' } else { c };
    }
    Cow::Owned(out)
}

/// Whether `rest` begins with `##[`, which a CI runner heeds wherever it stands in a line.
pub(crate) fn opens_command(rest: &str) -> bool {
    rest.starts_with("##[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_text_alone() {
        for text in ["Tag the release", "präzise, 日本語, 🎉", "std::fmt and a: b", "👩‍💻 می‌خواهم"]
        {
            assert_eq!(terminal(text), text);
        }
    }

    #[test]
    fn shows_what_cannot_be_seen() {
        assert_eq!(terminal("\u{1b}[31mred\u{7}\n"), "␛[31mred␇␊");
        assert_eq!(terminal("a\u{202e}b\u{9b}c\u{200b}\u{e0041}"), "a⟨U+202E⟩b⟨U+009B⟩c⟨U+200B⟩⟨U+E0041⟩");
        assert_eq!(terminal("a\tb"), "a b");
    }

    #[test]
    fn commands_to_a_runner_are_broken_up() {
        assert_eq!(terminal("::error file=x::y"), "∷error file=x::y");
        assert_eq!(terminal("a ::error b"), "a ∷error b");
        assert_eq!(terminal("x##[error]y"), "x#·#[error]y");
    }
}
