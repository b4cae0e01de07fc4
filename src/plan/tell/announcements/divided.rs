//! "This migration is divided into 6 phases", "12 tickets across 4 waves", in the running text before the first of them.

use crate::{
    markdown::Kind,
    plan::{
        Name, Noun, Phrase, fold,
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

/// How many words are read to find what is counted.
const WORDS: usize = 8;

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
            && tells(reader, span, hit.span)
            && let Some(count) = counted(reader, span, (hit.span.end - span.start) as usize)
        {
            // "organized into 12 tasks across 3 phases" says it once.
            let again = found.last().is_some_and(|last| last.count.span == count.span);
            found.extend((!again).then_some(Announcement { count, block: hit.block, of: Announced::Groups }));
        }
    }
}

/// Whether a phrase says how something is divided; one that begins with what is dealt out does behind its number: "12 child
/// tickets across".
fn tells(reader: &Reader, text: Span, phrase: Span) -> bool {
    let first = reader.slice(phrase).split(' ').next().unwrap_or_default();
    let dealt = matches!(reader.vocabulary.noun(&fold(first)), Some(Noun::Task))
        || reader.vocabulary.is_name(&quantity::singular(&fold(first)), Name::NamedThing);
    let before = reader.slice(Span { end: phrase.start, ..text });
    let mut words = before.rsplit([' ', '*', '_', '\n']).filter(|word| !word.is_empty());
    !dealt || words.by_ref().take(2).any(|word| quantity::small(word.trim_end_matches('+')).is_some())
}

/// How many groups of which kind the words at `from` count, in a text at `span`.
fn counted(reader: &Reader, span: Span, from: usize) -> Option<Quantity> {
    let text = reader.slice(span);
    let rest = text.get(from..)?;
    let start = from + rest.find(|c: char| !matches!(c, ' ' | '*' | '_' | '\n'))?;
    // What a colon, a bracket or the end of the sentence parts is no phrase any more.
    let phrase = &text[start..];
    let phrase = &phrase[..phrase.find(['.', ',', ':', ';', '(', '—']).unwrap_or(phrase.len())];
    let words: Vec<&str> = phrase.split([' ', '*', '_', '\n']).filter(|w| !w.is_empty()).take(WORDS).collect();
    let named = |word: &str| {
        let noun = quantity::singular(&fold(word));
        (word.ends_with('s') && matches!(reader.vocabulary.noun(&noun), Some(Noun::Group(_)))).then_some(noun)
    };
    let (at, noun) = words.iter().enumerate().find_map(|(at, word)| Some((at, named(word)?)))?;
    // "5 tickets across 3 waves" counts two things, each by the number before it.
    let number = words[..at].iter().rposition(|word| quantity::small(word).is_some())?;
    let low = quantity::small(words[number])? as f64;
    let between = &words[number + 1..at];
    let other = |word: &&str| reader.vocabulary.counts_others(word) || word.len() > 3 && word.ends_with('s');
    (low > 1.0 && between.len() <= BETWEEN && !between.iter().any(other)).then(|| Quantity {
        low,
        high: low,
        step: 1.0,
        hedge: Hedge::Exact,
        unit: Unit::Count(noun.into()),
        span: span.of_part(text, words[number]),
    })
}
