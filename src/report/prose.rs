//! Text from a document inside Markdown of ours, where it must stay text.
//!
//! Markdown alone is not the sink: GitHub and GitLab look through what was rendered for
//! mentions, numbers of issues and addresses, and backslashes are gone by then. A space
//! of no width between the sign and its word keeps them apart. Code is left alone by both.

use crate::message::escape::terminal;

/// A space of no width.
const APART: char = '\u{200b}';

/// A message: what stands between two backticks as code, the rest as plain text.
pub fn prose(text: &str) -> String {
    let text = terminal(text);
    let (mut out, mut rest) = (String::new(), text.trim());
    while let Some((before, quoted, after)) = quoted(rest) {
        plain(before, &mut out);
        match code(quoted) {
            code if code.is_empty() => plain("``", &mut out),
            // Two runs of backticks side by side would be one.
            code if out.ends_with('`') => out.extend([APART.to_string(), code]),
            code => out.push_str(&code),
        }
        rest = after;
    }
    plain(rest, &mut out);
    out
}

/// `text` up to its first backtick, between that and the next, and behind it.
fn quoted(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (quoted, after) = rest.split_once('`')?;
    Some((before, quoted, after))
}

/// `text` as code, whatever stands in it.
pub fn code(text: &str) -> String {
    let text = terminal(text);
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One space on each side is taken off again.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Appends `text` so that it is read as that text.
fn plain(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '@' | '#' | '!' | '$' | '^' => {
                out.push('\\');
                out.push(c);
            }
            // `www.`, also where the address has no scheme.
            '.' if ends_with(out, "www") => out.extend([APART, c]),
            // `GH-1`, an issue.
            '-' if ends_with(out, "gh") => out.extend([c, APART]),
            _ => out.push(c),
        }
        let refers = matches!(c, '@' | '#' | '!' | '~' | '$' | '^' | '%' | '&');
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '"' | '_');
        if refers && next.is_some_and(is_name) || c == ':' && (rest.starts_with("//") || is_emoji(rest)) {
            out.push(APART);
        }
    }
}

fn ends_with(text: &str, end: &str) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether `rest`, behind a colon, is the name of a picture and another colon.
fn is_emoji(rest: &str) -> bool {
    let name = rest.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-'));
    let (length, letters) = name.fold((0, 0), |(n, letters), b| (n + 1, letters + usize::from(!b.is_ascii_digit())));
    letters > 0 && rest[length..].starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// What a reader sees, code between guillemets.
    fn seen(markdown: &str) -> String {
        let mut out = String::new();
        // Quotation marks stay as they are.
        let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) => out.push_str(&text),
                Event::Code(text) => out.push_str(&format!("«{text}»")),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => panic!("{other:?} in {markdown:?}"),
            }
        }
        out
    }

    #[test]
    fn what_is_written_is_what_is_seen() {
        for text in [
            "a **b** _c_ ~~d~~ <b>e</b> &lt; [f](g) ![h](i) | j \\ k",
            "1 < 2 > 0 & c * d ^e^ $x$ {{f}} {{{g}}} [^1] [[h]] ==i==",
            "50 % of a_b_c, snake_case and 2*3*4",
        ] {
            assert_eq!(seen(&prose(text)).replace(APART, ""), text);
        }
        assert_eq!(seen(&prose("`A2` is `a``b`, `` is not, nor is ` ")), "«A2» is «a»\u{200b}«b», `` is not, nor is `");
        for path in ["a`b", "`a", "``", " a ", "a\\", "x```y``z`"] {
            assert_eq!(seen(&code(path)), format!("«{path}»"), "{path:?}");
        }
    }

    #[test]
    fn nothing_refers() {
        for text in ["@org/team", "#12", "a/b#12", "GH-12", "http://x.y", "www.x.y", "a@b.de", ":tada:", "!3", "%\"a\""]
        {
            let shown = seen(&prose(text));
            assert!(shown.contains(APART) && shown.replace(APART, "") == text, "{text}: {shown:?}");
        }
        assert!(!prose("at 10:30:00, a.md:3:5, 50% # ! @ www").contains(APART));
    }
}
