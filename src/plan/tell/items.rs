//! What an item of a list says in a figure, beside what names it.

use crate::{
    markdown::{BlockId, Document},
    plan::{
        Vocabulary, Word,
        quantity::{self, Quantity, Unit},
    },
};

/// Longest item, in bytes, whose figure is its own; a longer one tells a story.
const LINE: usize = 160;

/// The figure of an item that can be added to `claim`; `None` where it has none, several, or takes something off.
pub fn figure_like(
    text: &str,
    document: &Document,
    words: &Vocabulary,
    item: BlockId,
    claim: &Quantity,
) -> Option<Quantity> {
    let span = document.text_span(item);
    let text = &text[span.range()];
    let told = span.len() > LINE || words.says(text, Word::Adjusting);
    let mut same = quantity::each(text, span.start).filter(|q| q.comparable(claim) && q.unit != Unit::None);
    let first = same.next().filter(|_| !told)?;
    let before = &text[..(first.span.start - span.start) as usize];
    let by = times(before);
    let Quantity { low, high, .. } = first;
    same.next().is_none().then_some(Quantity { low: low * by, high: high * by, ..first })
}

/// How many times what follows counts: `3` behind "(3 × ".
fn times(before: &str) -> f64 {
    let number = before.trim_end().strip_suffix(['×', 'x', '*']).map(str::trim_end).unwrap_or_default();
    number.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok()).unwrap_or(1.0)
}
