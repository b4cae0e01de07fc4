//! "Four changes make these faults impossible:" over a list of five; "55 tests in 8 groups:" over a table of groups.

use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Name, Noun, fold,
        model::*,
        names,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};

/// The longest sentence that introduces something, in bytes.
const TEXT: usize = 200;

/// Most words from the number to what is counted.
const NEAR: usize = 4;

/// Reads the numbers in sentences that end in a colon right above a list or table.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    let (document, bytes) = (reader.document, reader.text.as_bytes());
    for &below in document.lists.iter().chain(&document.tables) {
        // A paragraph holds no other block, so that the one right before is what stands above.
        let Some(block) = below.0.checked_sub(1).map(BlockId) else { continue };
        let (paragraph, kind) = (document.block(block), document.block(below).kind);
        if !matches!(paragraph.kind, Kind::Paragraph) || paragraph.parent != document.block(below).parent {
            continue;
        }
        // A comment behind the colon shows nowhere.
        let text = document.text_span(block);
        let last = bytes[text.range()].iter().rfind(|b| !matches!(b, b'*' | b'_' | b' ' | b'\r' | b'\n'));
        if text.len() > TEXT {
            continue;
        }
        let count = match (last, kind) {
            (Some(b':'), Kind::List { .. }) => leading(reader, text).or_else(|| ending(reader, text)),
            (Some(b':'), _) => of_rows(reader, text, below),
            (_, Kind::List { .. }) => labelled(reader, block, below),
            _ => None,
        };
        found.extend(count.map(|count| Announcement { count, block, of: Announced::Below(below) }));
    }
}

/// "Four changes make …:": the number with which a sentence begins.
fn leading(reader: &Reader, text: Span) -> Option<Quantity> {
    let raw = reader.slice(text);
    let start = raw.find(|c: char| c.is_alphanumeric())?;
    let mut words = raw[start..].split_whitespace().map(|w| (w, w.trim_matches(['*', '_', ',', ':', '(', ')', '`'])));
    let mut begin = words.next()?.1;
    // "There are five parts:"
    if reader.vocabulary.is_name(begin, Name::Introducing) {
        begin = words.by_ref().take(2).map(|(_, word)| word).find(|word| quantity::small(word).is_some())?;
    }
    // Most sentences do not begin with a number.
    let first = begin;
    let low = quantity::small(first).filter(|low| (2..=30).contains(low))? as f64;
    let words: Vec<&str> = words.map(|(_, word)| word).collect();
    let plural = |word: &str| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    let at = words.iter().take(NEAR).position(|word| plural(word))?;
    let noun = quantity::singular(&fold(words[at]));
    let vocabulary = reader.vocabulary;
    let apart = |word: &&str| {
        reader.vocabulary.counts_others(word)
            || vocabulary.is_name(word, Name::OtherList)
            || quantity::is_time(&fold(word))
    };
    let agent = vocabulary.is_name(&noun, Name::Acting) || matches!(vocabulary.noun(&noun), Some(Noun::Agent));
    if !is_sentence(raw) || raw.contains(['(', '/', '+']) || agent || words.iter().any(apart) {
        return None;
    }
    let (span, unit) = (text.of_part(raw, first), Unit::Count(noun.into()));
    Some(Quantity { low, high: low, step: 1.0, hedge: Hedge::Exact, unit, span })
}

/// "These 4 steps:", "The plan has 5 tasks:": the number right before the last word, which is what is counted.
fn ending(reader: &Reader, text: Span) -> Option<Quantity> {
    let (raw, words) = (reader.slice(text), reader.vocabulary);
    let bare = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':'));
    let mut behind = bare.rsplit(' ');
    let (thing, number) = (behind.next()?, behind.next()?);
    let low = quantity::small(number).filter(|low| (2..=30).contains(low))? as f64;
    let before: Vec<&str> = behind.map(|word| word.trim_matches(['*', '_', ',', '`'])).collect();
    let introduced = before.first().is_none_or(|last| words.is_name(last, Name::Having));
    let apart = |word: &&str| words.counts_others(word) || words.is_name(word, Name::OtherList);
    let plural = thing.len() > 3 && thing.ends_with('s') && !thing.ends_with("ss") && thing.is_ascii();
    let noun = quantity::singular(&fold(thing));
    let agent = words.is_name(&noun, Name::Acting) || matches!(words.noun(&noun), Some(Noun::Agent));
    let time = quantity::is_time(&noun) || quantity::is_time(&fold(thing));
    let said = before.len() <= BEFORE && is_sentence(raw) && !raw.contains(['(', '/', '+']);
    if !introduced || !plural || !said || agent || time || before.iter().any(apart) {
        return None;
    }
    let (span, unit) = (text.of_part(raw, number), Unit::Count(noun.into()));
    Some(Quantity { low, high: low, step: 1.0, hedge: Hedge::Exact, unit, span })
}

/// Most words before a number that ends its sentence.
const BEFORE: usize = 6;

/// "**Security:** 7 tickets" right above a list of which each item begins with an id.
fn labelled(reader: &Reader, block: BlockId, list: BlockId) -> Option<Quantity> {
    let document = reader.document;
    let [label] = document.labels_in(block) else { return None };
    let raw = reader.slice(label.value);
    let digits = raw.starts_with(|c: char| c.is_ascii_digit());
    let count = digits.then(|| quantity::cell(raw.trim(), label.value.start)).flatten()?;
    let noun = count.unit.noun()?;
    let listed = reader.vocabulary.noun(noun) == Some(Noun::Task) || reader.vocabulary.is_name(noun, Name::ListedItem);
    let has_id = |item: BlockId| {
        let text = document.text_span(item);
        names::leading_id(reader.slice(text), 0).is_some_and(|id| id.text.contains(char::is_alphabetic))
    };
    let whole = count.is_whole() && !count.is_range() && count.hedge == Hedge::Exact;
    (whole && listed && document.children(list).all(has_id)).then_some(count)
}

/// Whether a text is one sentence.
fn is_sentence(text: &str) -> bool {
    [". ", ".\n", "; ", "? ", "! "].iter().all(|end| !text.contains(end))
}

/// "55 tests in 8 groups:" over a table whose first column holds groups.
fn of_rows(reader: &Reader, text: Span, table: BlockId) -> Option<Quantity> {
    let at = reader.plan.tables.binary_search_by_key(&table, |t| t.block).ok()?;
    let raw = reader.slice(text);
    let kind = quantity::singular(&reader.plan.tables[at].columns.first()?.key);
    let count = quantity::each(raw, text.start).find(|q| q.unit.noun() == Some(&*kind))?;
    let others = || raw.split_whitespace().any(|word| reader.vocabulary.counts_others(word));
    (count.is_whole() && count.low >= 2.0 && is_sentence(raw) && !others()).then_some(count)
}
