//! Many phrases sought in one pass.

use crate::source::places::{BLOCK, first, mask};
use std::{collections::BTreeMap, ops::Range};

/// Finds any of many phrases in one pass, at word boundaries, whatever the case of letters of ASCII and of the first one.
///
/// An automaton steps through every byte. This looks at words: each phrase is
/// known by one of its words, few words are one of these, and finding
/// where words begin takes an instruction for many bytes. Nothing need be built.
#[derive(Debug)]
pub(super) struct Finder<T> {
    /// Which words are looked up at all: 1 for the hash of each.
    known: Box<[u8; HASHES]>,
    /// Where the phrases begin whose words have a hash.
    first: Box<[u16; HASHES]>,
    /// Sorted by the hashes of the words that they are known by.
    phrases: Vec<Entry<T>>,
}

/// A phrase, known by one of its words.
#[derive(Debug)]
struct Entry<T> {
    phrase: Box<str>,
    /// By what the word is looked up.
    key: u64,
    /// Where in the phrase the word begins.
    offset: u16,
    /// Whether there is no more to the phrase than what the word is looked up by.
    whole: bool,
    /// Whether it is one word twice, and known by the second.
    twice: bool,
    /// The last byte, whatever its case.
    last: u8,
    /// Whether the next one has the same hash.
    more: bool,
    meaning: T,
}

/// How many hashes of words are told apart.
const HASHES: usize = 1 << 13;

/// How much of a word is compared at once, in bytes.
const HEAD: usize = u64::BITS as usize / 8;

/// What is looked at at once: a block, and what a word that begins with its last byte is looked up by; in sixteens, as
/// processors do.
const WINDOW: usize = BLOCK + 2 * HEAD;

impl<T: Copy> Finder<T> {
    /// A finder of the phrases in `lists`; a phrase without a letter or digit is none.
    pub(super) fn new(lists: &BTreeMap<T, Vec<String>>) -> Self {
        let said = lists.iter().flat_map(|(&meaning, phrases)| phrases.iter().map(move |phrase| (phrase, meaning)));
        let forms = said.flat_map(|(phrase, meaning)| {
            let capital = capitalised(phrase).and_then(|phrase| Entry::of(&phrase, meaning));
            Entry::of(phrase, meaning).into_iter().chain(capital)
        });
        let mut phrases: Vec<Entry<T>> = forms.collect();
        phrases.sort_by_cached_key(|entry| hash(entry.key));
        // Nobody lists more.
        phrases.truncate(usize::from(u16::MAX));
        let (mut known, mut first) = (Box::new([0; HASHES]), Box::new([0; HASHES]));
        let mut behind = None;
        for at in (0..phrases.len()).rev() {
            let hash = hash(phrases[at].key);
            phrases[at].more = behind.replace(hash) == Some(hash);
            // A word that is known by being there twice says nothing alone.
            known[hash] |= u8::from(!phrases[at].twice);
            first[hash] = at as u16;
        }
        Self { known, first, phrases }
    }

    /// The phrases in `text` with their places, by where the word stands that each is known by.
    pub(super) fn find<'s>(&'s self, text: &'s str) -> Found<'s, T> {
        let mut found = Found {
            finder: self,
            text,
            block: 0,
            letters: [0; WINDOW],
            carry: 0,
            before: HASHES,
            hits: 0,
            word: 0,
            key: 0,
            entries: &[],
        };
        found.look();
        found
    }
}

/// A phrase with a capital letter, as it stands in headings, where that is none of ASCII: of those the case is no matter.
fn capitalised(phrase: &str) -> Option<String> {
    let first = phrase.chars().next().filter(|c| !c.is_ascii() && c.is_lowercase())?;
    Some(first.to_uppercase().chain(phrase.chars().skip(1)).collect())
}

impl<T> Entry<T> {
    /// That of a phrase which has a letter or digit.
    fn of(phrase: &str, meaning: T) -> Option<Self> {
        let (key, offset) = telling(phrase)?;
        let whole = phrase.len() <= HEAD && phrase.bytes().all(|b| letter(b) != 0);
        let last = phrase.bytes().next_back()? | 0x20;
        // "the the"
        let is_word = |word: &str| word.bytes().all(|b| letter(b) != 0);
        let twice = phrase.split_once(' ').is_some_and(|(one, other)| one == other && is_word(one));
        let offset = if twice { phrase.len() / 2 + 1 } else { offset }.try_into().ok()?;
        Some(Self { phrase: phrase.into(), key, offset, whole, twice, last, more: false, meaning })
    }
}

/// Phrases in a text; see [`Finder::find`].
pub(super) struct Found<'s, T> {
    finder: &'s Finder<T>,
    text: &'s str,
    /// Where the block begins that is looked at.
    block: usize,
    /// Its letters; see [`letter`].
    letters: [u8; WINDOW],
    /// 1 where its last byte is one.
    carry: u64,
    /// The hash of the last word that begins in it or before it.
    before: usize,
    /// Where in it known words begin that are still to be tried: a bit for each byte.
    hits: u64,
    /// Where the word begins that is tried, and by what it is looked up.
    word: usize,
    key: u64,
    /// What is still to be tried there, and those behind.
    entries: &'s [Entry<T>],
}

impl<T: Copy> Found<'_, T> {
    /// Goes on to the next block, where there is one.
    #[inline]
    fn advance(&mut self) -> bool {
        let more = self.text.len() - self.block > BLOCK;
        if more {
            self.block += BLOCK;
            self.look();
        }
        more
    }

    /// Finds where in the block known words begin.
    /// There is no branch for each word, since it would be mispredicted most of the time.
    fn look(&mut self) {
        let bytes = &self.text.as_bytes()[self.block..];
        match bytes.first_chunk() {
            Some(window) => self.look_at(window),
            None => self.look_at(&first(bytes)),
        }
    }

    fn look_at(&mut self, window: &[u8; WINDOW]) {
        let letters = window.map(letter);
        let words = mask(&first(&letters), |b| b != 0);
        let mut starts = words & !(words << 1 | self.carry);
        let (known, mut hits, mut before) = (&*self.finder.known, 0, self.before);
        while starts != 0 {
            let bit = starts.trailing_zeros() as usize % BLOCK;
            starts &= starts - 1;
            let hash = hash(head(first(&letters[bit..bit + HEAD])));
            hits |= u64::from(known[hash] | u8::from(hash == before)) << bit;
            before = hash;
        }
        if !window.is_ascii() {
            let mut leads = mask(&first(window), is_lead);
            while leads != 0 {
                let bit = leads.trailing_zeros() as usize % BLOCK;
                leads &= leads - 1;
                hits |= u64::from(known[hash(lead(first(&window[bit..bit + HEAD])))]) << bit;
            }
        }
        (self.letters, self.carry, self.before, self.hits) = (letters, words >> (BLOCK - 1), before, hits);
    }
}

impl<T: Copy> Iterator for Found<'_, T> {
    type Item = (T, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            while let [entry, rest @ ..] = self.entries {
                self.entries = if entry.more { rest } else { &[] };
                let Some(start) = self.word.checked_sub(entry.offset.into()).filter(|_| entry.key == self.key) else {
                    continue;
                };
                let place = start..start + entry.phrase.len();
                // Most differ at the end.
                let ends = || bytes.get(place.end - 1).is_some_and(|b| b | 0x20 == entry.last);
                let same = || bytes[place.clone()].eq_ignore_ascii_case(entry.phrase.as_bytes());
                if (entry.whole || ends() && same()) && !joins(self.text, place.start) && !joins(self.text, place.end) {
                    return Some((entry.meaning, place));
                }
            }
            while self.hits == 0 {
                if !self.advance() {
                    return None;
                }
            }
            let bit = self.hits.trailing_zeros() as usize % BLOCK;
            self.hits &= self.hits - 1;
            self.word = self.block + bit;
            self.key = match is_lead(bytes[self.word]) {
                true => lead(first(&bytes[self.word..])),
                false => head(first(&self.letters[bit..bit + HEAD])),
            };
            self.entries = &self.finder.phrases[usize::from(self.finder.first[hash(self.key)])..];
        }
    }
}

/// An ASCII letter in lower case, a digit, or zero.
#[inline]
fn letter(byte: u8) -> u8 {
    if byte.is_ascii_alphanumeric() { byte | 0x20 } else { 0 }
}

/// Whether a character of another script begins with it.
#[inline]
fn is_lead(byte: u8) -> bool {
    byte >= 0xC0
}

/// What a word is looked up by: its first letters, of eight bytes that begin with it; see [`letter`].
#[inline]
fn head(letters: [u8; HEAD]) -> u64 {
    const EACH: u64 = u64::MAX / 0xFF;
    let letters = u64::from_le_bytes(letters);
    // The highest bit of the first byte that is none, and of some behind it.
    let end = letters.wrapping_sub(EACH) & EACH << 7;
    letters & (end ^ end.wrapping_sub(1))
}

/// What a character of another script is looked up by, which begins these bytes.
#[inline]
fn lead(bytes: [u8; 2]) -> u64 {
    u64::from(u16::from_le_bytes(bytes) | 0x2020)
}

/// Words that plans are full of: a phrase is better known by any other one.
#[rustfmt::skip]
fn is_common(word: &str) -> bool {
    matches!(
        word,
        "a" | "after" | "agent" | "all" | "an" | "and" | "as" | "before" | "check" | "code" | "complete" | "create"
            | "document" | "each" | "existing" | "file" | "fix" | "for" | "have" | "if" | "not" | "of" | "on" | "only"
            | "phase" | "production" | "should" | "step" | "task" | "tasks" | "test" | "tests" | "the" | "this" | "to"
            | "update" | "which" | "will" | "with" | "without"
    )
}

/// By what a phrase is looked up: the longest of its words that are not common, or where it has no word its first
/// character of another script. Where that begins comes second.
fn telling(phrase: &str) -> Option<(u64, usize)> {
    let words = phrase.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    // Of equally long ones the first.
    let word = words.rev().max_by_key(|word| (!is_common(word), word.len()));
    let at = match word {
        Some(word) => word.as_ptr().addr() - phrase.as_ptr().addr(),
        None => phrase.find(|c: char| c.is_alphanumeric())?,
    };
    let bytes = &phrase.as_bytes()[at..];
    let key = if is_lead(bytes[0]) { lead(first(bytes)) } else { head(first::<HEAD>(bytes).map(letter)) };
    Some((key, at))
}

/// Whether the characters on both sides of `at` belong to one word.
#[inline]
fn joins(text: &str, at: usize) -> bool {
    let plain = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
    // At most ends something stands that belongs to none.
    if plain(text.as_bytes().get(at)) || at == 0 || plain(text.as_bytes().get(at - 1)) {
        return false;
    }
    text[..at].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric)
}

/// One of [`HASHES`].
#[inline]
fn hash(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - HASHES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let phrases = ["depends on", "on", "no.", "[x]", "完成", "sur é", "depends", "§ 4", "of of"];
        let lists = BTreeMap::from([((), phrases.map(str::to_owned).to_vec())]);
        let mut found: Vec<_> = Finder::new(&lists).find(text).map(|(_, range)| (range.start, range.end)).collect();
        found.sort_unstable();
        found.into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn at_word_boundaries_only() {
        assert_eq!(found("Depends ON it, once on_two"), ["Depends", "Depends ON", "ON", "on"]);
        assert_eq!(found("#4 no.5 a[x]b; [X]"), ["no.", "[x]", "[X]"]);
        assert_eq!(found("已完成 完成。完成"), ["完成", "完成"]);
        assert_eq!(found("sur é, suré, sur és, —on—, éon, ón on"), ["sur é", "on", "on"]);
        assert_eq!(found("see § 4 and §§ 4"), ["§ 4", "§ 4"]);
        assert_eq!(found("of of, of  of of often of Of"), ["of of", "of of", "of Of"]);
        let long = "no word of it ".repeat(80) + "it depends on no. 4";
        assert_eq!(found(&long), ["depends", "depends on", "on", "no."]);
        assert!(found("").is_empty() && found("é").is_empty() && found("d").is_empty());
    }
}
