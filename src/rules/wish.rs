//! Whether a criterion is only a wish: nothing in it that two people would judge alike.

use super::Context;
use crate::{
    plan::{Name, Word},
    source::Span,
};

/// The vague words of a criterion in which nothing can be checked.
pub(super) fn vague<'a>(cx: &Context<'a>, criterion: Span) -> Option<&'a str> {
    let text = cx.text(criterion);
    let words = &cx.settings.vocabulary;
    let concrete = text.contains(|c: char| c.is_ascii_digit() || matches!(c, '`' | '/' | '@' | '%' | '[' | '<' | '>'))
        || words.says(text, Word::Checkable);
    // A scenario of several steps is checked by walking through it.
    let first = text.split_whitespace().next().unwrap_or("");
    let scenario = text.contains(',') || text.split_whitespace().count() > 9 || words.is_name(first, Name::Imperative);
    if concrete || scenario {
        return None;
    }
    let range = words.words(text).filter(|(w, _)| *w == Word::Vague).map(|(_, r)| r).max_by_key(|r| r.len())?;
    text.get(range)
}
