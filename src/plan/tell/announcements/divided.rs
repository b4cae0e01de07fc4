//! "This migration is divided into 6 phases", in the running text before the first of them.

use crate::{
    markdown::Kind,
    plan::{
        Noun, Phrase, fold,
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};

/// The longest paragraph that is read, in bytes: what is longer argues.
const TEXT: usize = 600;

/// Most words between the number and what is counted: "5 parallel workstreams", "four main implementation phases".
const BETWEEN: usize = 3;

/// Reads what the introduction says of how many parts the plan has.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    let hits = || reader.plan.phrases_of(Phrase::Divided);
    if hits().next().is_none() {
        return;
    }
    let headed = reader.plan.groups.iter().filter_map(|g| reader.document.section(g.section?).heading);
    let Some(first) = headed.min() else { return };
    for hit in hits().take_while(|h| h.block < first) {
        let (entry, span) = (reader.document.block(hit.block), reader.document.text_span(hit.block));
        if entry.kind == Kind::Paragraph
            && entry.span.len() <= TEXT
            && span.contains(hit.span)
            && let Some(count) = counted(reader, span, (hit.span.end - span.start) as usize)
        {
            found.push(Announcement { count, block: hit.block, of: Announced::Groups });
        }
    }
}

/// How many groups of which kind the words at `from` count, in a text at `span`.
fn counted(reader: &Reader, span: Span, from: usize) -> Option<Quantity> {
    let text = reader.slice(span);
    let rest = text.get(from..)?;
    let start = from + rest.find(|c: char| !matches!(c, ' ' | '*' | '_' | '\n'))?;
    // What a colon, a bracket or the end of the sentence parts is no phrase any more.
    let phrase = &text[start..];
    let phrase = &phrase[..phrase.find(['.', ',', ':', ';', '(', '—']).unwrap_or(phrase.len())];
    let mut words = phrase.split([' ', '*', '_', '\n']).filter(|w| !w.is_empty());
    let number = words.next()?;
    let low = quantity::small(number)? as f64;
    let named = |word: &str| {
        let noun = quantity::singular(&fold(word));
        (word.ends_with('s') && matches!(reader.vocabulary.noun(&noun), Some(Noun::Group(_)))).then_some(noun)
    };
    let words: Vec<&str> = words.take(BETWEEN + 1).collect();
    let (at, noun) = words.iter().enumerate().find_map(|(at, word)| Some((at, named(word)?)))?;
    (low > 1.0 && !words[..at].iter().any(|word| reader.vocabulary.counts_others(word))).then(|| Quantity {
        low,
        high: low,
        step: 1.0,
        hedge: Hedge::Exact,
        unit: Unit::Count(noun.into()),
        span: span.of_part(text, &text[start..start + number.len()]),
    })
}
