//! Sprints and weeks that follow one another, each with its first and its last day: headings, rows, items.

use crate::{
    markdown::{BlockId, Document, Kind, SectionId},
    plan::{Name, Vocabulary, model::*, read::Reader},
    source::{Span, places},
};
use rustc_hash::FxHashMap;

/// Initials of weeks and sprints, in the first cell of a row.
const INITIALS: [char; 2] = ['W', 'S'];

/// Where turns of one series stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Holder {
    Column(BlockId, u16),
    Sections(SectionId),
    List(Option<BlockId>),
}

/// Reads the turns of all periods.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Vec<Turn>> {
    let mut series: FxHashMap<(Holder, String), Vec<Turn>> = FxHashMap::default();
    for &period in &reader.plan.periods {
        if let Some((holder, word, turn)) = of_period(reader, period) {
            let turns = series.entry((holder, word)).or_default();
            // The first period of a heading is its own.
            if turns.last().is_none_or(|last| last.place != turn.place) {
                turns.push(turn);
            }
        }
    }
    let mut found: Vec<Vec<Turn>> = series.into_values().filter(|turns| turns.len() > 1).collect();
    found.sort_by_key(|turns| turns[0].place.start);
    found
}

fn of_period(reader: &Reader, period: Period) -> Option<(Holder, String, Turn)> {
    let (document, words) = (reader.document, reader.vocabulary);
    let claim = &reader.plan.dates[period.start];
    let block = document.block(claim.block);
    let around = |section: SectionId| Holder::Sections(document.section(section).parent);
    if let Kind::Cell { column } = block.kind {
        let row = block.parent?;
        let table = document.block(row).parent?;
        let place = document.text_span(BlockId(row.0 + 1));
        let named = in_cell(reader, table, reader.slice(place))?;
        return Some(named.turn(Holder::Column(table, column), place, period));
    }
    if let Kind::Heading(_) = block.kind {
        let place = document.section(block.section).title_span;
        if let Some(named) = reader.slice(place).split(": ").find_map(|part| leading(words, part)) {
            return Some(named.turn(around(block.section), place, period));
        }
    }
    let mut above = std::iter::once(claim.block).chain(document.ancestors(claim.block));
    if let Some(item) = above.find(|&b| matches!(document.block(b).kind, Kind::Item { .. })) {
        let place = document.text_span(item);
        if let Some(named) = leading(words, reader.slice(place)) {
            return Some(named.turn(Holder::List(document.block(item).parent), place, period));
        }
    }
    let Some(Node::Group(group)) = claim.subject else { return None };
    let group = reader.plan.group(group);
    let number = group.label.parse().ok().filter(|_| words.is_name(&group.word, Name::Turn))?;
    let name = group.name();
    let named = Named { word: &group.word, name: &name, number };
    Some(named.turn(around(group.section?), group.places.first()?.span, period))
}

/// A turn as a text calls it.
#[derive(Debug, PartialEq, Eq)]
struct Named<'t> {
    word: &'t str,
    name: &'t str,
    number: u32,
}

impl Named<'_> {
    fn turn(self, holder: Holder, place: Span, period: Period) -> (Holder, String, Turn) {
        (holder, self.word.to_lowercase(), Turn { name: self.name.into(), number: self.number, place, period })
    }
}

/// The turn with which a text begins: "**Sprint 2** (Apr 1 – 14)"; none for "Week 1-2".
fn leading<'t>(words: &Vocabulary, text: &'t str) -> Option<Named<'t>> {
    let text = without_marks(text);
    if !words.may_begin_name(text, Name::Turn) {
        return None;
    }
    // Most words are ASCII, and most are followed by another one.
    let plain = places::letters(text);
    let end = match text.as_bytes().get(plain)? {
        next if next.is_ascii() => plain,
        _ => text.find(|c: char| !c.is_alphabetic())?,
    };
    let (word, rest) = text.split_at(end);
    let figure = rest.strip_prefix([' ', '-'])?.trim_start_matches('#');
    let (number, behind) = whole(figure)?;
    words.is_name(word, Name::Turn).then(|| Named { word, name: &text[..text.len() - behind.len()], number })
}

/// What stands behind the marks at the start of a text.
fn without_marks(text: &str) -> &str {
    // Most texts begin with a letter.
    match text.as_bytes() {
        [b'a'..=b'z' | b'A'..=b'Z', ..] => text,
        _ => text.trim_start_matches(|c: char| !c.is_alphanumeric()),
    }
}

/// Whether a text begins with a turn; most are told by two letters to begin with another word.
fn begins_turn(words: &Vocabulary, text: &str) -> bool {
    words.may_begin_name(without_marks(text), Name::Turn) && leading(words, head(text)).is_some()
}

/// The turn that the first cell of a row names: "Sprint 2", "W8", "8" in a column of weeks.
fn in_cell<'t>(reader: &Reader, table: BlockId, text: &'t str) -> Option<Named<'t>> {
    if let Some(named) = leading(reader.vocabulary, text) {
        return Some(named);
    }
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let (number, behind) = whole(bare.strip_prefix(INITIALS).unwrap_or(bare))?;
    // `S3` may be a task.
    let index = reader.plan.tables.binary_search_by_key(&table, |t| t.block).ok()?;
    let turns = reader.plan.tables[index]
        .columns
        .first()
        .is_some_and(|column| reader.vocabulary.is_name(&column.key, Name::Turn));
    turns.then(|| Named { word: "", name: &bare[..bare.len() - behind.len()], number })
}

/// The number at the start of a text and what stands behind it, if it is one number and no part of another.
fn whole(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let number = digits.parse().ok()?;
    let tight = rest.strip_prefix(['-', '–', '.', '_', '/']).unwrap_or(rest);
    let joined = tight.starts_with(char::is_alphanumeric);
    let second = rest.trim_start().trim_start_matches(['-', '–', '+', '&', ',']);
    let several =
        second.len() < rest.trim_start().len() && second.trim_start().starts_with(|c: char| c.is_ascii_digit());
    (!joined && !several).then_some((number, rest))
}

/// The items and headings that begin with a turn and hold a number behind it: there, days need no year.
pub(in crate::plan) fn blocks(reader: &Reader, found: &mut Vec<BlockId>) {
    let document: &Document = reader.document;
    let begins = |text: &BlockId| {
        let span = document.block(*text).span;
        span.len() > 12 && begins_turn(reader.vocabulary, reader.slice(span))
    };
    found.extend(reader.numbered.iter().map(|&(_, text)| text).filter(begins));
    for section in document.sections.iter().skip(1).filter(|section| reader.digits.any_in(section.title_span)) {
        if names_turn(reader.vocabulary, reader.slice(section.title_span)) {
            found.extend(section.heading);
        }
    }
}

/// Whether a title begins with a turn, or a part of it behind a colon does.
fn names_turn(words: &Vocabulary, title: &str) -> bool {
    let begins = |part: &str| words.may_begin_name(without_marks(part), Name::Turn) && leading(words, part).is_some();
    let behind = |(at, b): (usize, u8)| b == b':' && title[at + 1..].strip_prefix(' ').is_some_and(begins);
    begins(title) || title.bytes().enumerate().any(behind)
}

/// How many characters a turn takes at most.
const HEAD: usize = 24;

/// As much of a text as a turn takes.
fn head(text: &str) -> &str {
    match text.as_bytes().first_chunk::<HEAD>() {
        Some(head) if head.is_ascii() => &text[..HEAD],
        _ => text.char_indices().nth(HEAD).map_or(text, |(end, _)| &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_at_the_start() {
        let words = Vocabulary::standard();
        let read = |text| leading(&words, text).map(|named| (named.name, named.number));
        assert_eq!(read("**Sprint 2** (Apr 1 – 14)"), Some(("Sprint 2", 2)));
        assert_eq!(read("Week #3"), Some(("Week #3", 3)));
        for text in
            ["Week 1-2: a", "Weeks 3", "Sprint 2.1", "Sprint", "Week 3 & 4", "Phase 2", "Week 1 – 2", "Week 1–W2"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
