//! Sentences that say by when a thing must be there: "publish the schema before any service
//! work begins", "Track 1 publishes the schema before Track 2 starts the import work".

use crate::{
    markdown::Kind,
    plan::{Name, Phrase, fold, model::*, read::Reader, relate::sentences::sentence},
    source::Span,
};

/// How many sentences of one document are read.
const MOST: usize = 500;

/// The most words between a verb and the thing that it delivers, and of a limit.
const NEAR: usize = 5;

/// Reads the sentences around "before".
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Demand> {
    let mut found = Vec::new();
    let hits = reader.plan.phrases_of(Phrase::Before);
    let before: Vec<_> = hits.take(MOST).copied().collect();
    // One alone can contradict nothing.
    if before.len() < 2 {
        return found;
    }
    for hit in before {
        let block = reader.document.block(hit.block);
        if !matches!(block.kind, Kind::Paragraph) {
            continue;
        }
        let span = sentence(reader, block.span, hit.span);
        let left = Span { start: span.start, end: hit.span.start.max(span.start) };
        let right = Span { start: hit.span.end.min(span.end), end: span.end };
        // What is limited is sought only where there is a limit.
        let limit = limit(reader, right);
        if let Some(((limit, extent), subject)) = limit.and_then(|limit| Some((limit, delivery(reader, left)?))) {
            found.push(Demand { subject, extent, limit, span });
        }
    }
    found
}

/// What the text says is delivered: the "publish schema" of "publishes a first schema draft".
fn delivery(reader: &Reader, span: Span) -> Option<Box<str>> {
    let text = reader.slice(span);
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty());
    let verb = words.find(|w| reader.vocabulary.is_name(w, Name::Delivering))?;
    let thing = words.take(NEAR).find(|w| !reader.vocabulary.is_name(w, Name::Preliminary))?;
    let stem = fold(verb).trim_end_matches('s').trim_end_matches('e').to_owned();
    (thing.chars().count() > 2).then(|| format!("{stem} {}", fold(thing)).into())
}

/// The limit behind "before", and how much it holds up: "any service work begins" is all of the work,
/// "Track 2 starts the import work" one piece.
fn limit(reader: &Reader, span: Span) -> Option<(Span, Extent)> {
    let raw = reader.slice(span);
    let end = raw.find([',', ';', '(', '—', '–', '.']).unwrap_or(raw.len());
    let text = raw[..end].trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let starts = words.iter().position(|w| reader.vocabulary.is_name(w, Name::Beginning))?;
    let rest = &words[starts + 1..];
    let limit = span.of_part(raw, text);
    if rest.is_empty() && starts > 0 && starts <= NEAR && reader.vocabulary.is_name(words[starts - 1], Name::Labour) {
        return Some((limit, Extent::All));
    }
    let named = reader.mentions(&words[..starts].join(" "));
    (named.len() == 1 && (1..=NEAR).contains(&rest.len())).then_some((limit, Extent::Part))
}
