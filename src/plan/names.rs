//! Names: how they are compared, and the references that a dependency's value holds.

use super::{fold, is_emoji};
use crate::source::Span;
use std::borrow::Cow;

/// The form in which names are compared: marks, emoji, a trailing gloss in
/// parentheses and a colon off, case folded, white space collapsed, `&` read as `and`.
pub fn key(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|c: char| {
        c.is_whitespace()
            || is_emoji(c)
            || matches!(c, '*' | '_' | '`' | ':' | '"' | '\u{fe0f}' | '\u{200d}' | '.' | ',')
    });
    let trimmed = trimmed.strip_prefix('@').unwrap_or(trimmed);
    let bare = match (trimmed.ends_with(')'), trimmed.rfind(" (")) {
        (true, Some(at)) if at > 0 => trimmed[..at].trim_end(),
        _ => trimmed,
    };
    let folded = fold(bare);
    if folded.contains(" & ") { Cow::Owned(folded.replace(" & ", " and ")) } else { folded }
}

/// What a dependency's value refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref {
    /// `T012`, `2.3`, `#4`, `MCP-SEC-001`.
    Id {
        /// The id as written.
        id: Box<str>,
        /// Where.
        span: Span,
    },
    /// `T1-T5`, `11-15`, `F1 through F4`.
    Range {
        /// The first id.
        first: Box<str>,
        /// The last id.
        last: Box<str>,
        /// Where.
        span: Span,
    },
    /// `Phase 2`, `Track 1`.
    Numbered {
        /// The noun, singular and folded.
        kind: Box<str>,
        /// Its label.
        label: Box<str>,
        /// Where.
        span: Span,
    },
    /// "All above".
    All {
        /// Where.
        span: Span,
    },
    /// "None", "-", nothing.
    Nothing {
        /// Where.
        span: Span,
    },
}

impl Ref {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Ref::Id { span, .. }
            | Ref::Range { span, .. }
            | Ref::Numbered { span, .. }
            | Ref::All { span }
            | Ref::Nothing { span } => *span,
        }
    }
}

/// The references in `text`, which starts at `base`.
pub fn refs(_text: &str, _base: u32) -> Vec<Ref> {
    Vec::new()
}

/// The ids from `first` to `last`; at most 200.
pub fn expand(first: &str, last: &str) -> Vec<String> {
    let split = |id: &str| {
        let digits = id.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
        (id[..digits].to_owned(), id[digits..].parse::<u32>().ok(), id.len() - digits)
    };
    let (prefix, from, width) = split(first);
    let (other, to, _) = split(last);
    match (from, to) {
        (Some(from), Some(to)) if from <= to && to - from < 200 && (other == prefix || other.is_empty()) => {
            (from..=to).map(|n| format!("{prefix}{n:0width$}")).collect()
        }
        _ => vec![first.to_owned(), last.to_owned()],
    }
}
