//! Many phrases sought in one pass.

use crate::source::places::{BLOCK, first, mask};
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, ops::Range};

/// Finds any of many phrases in one pass, at word boundaries, whatever their case.
///
/// An automaton steps through every byte. This looks at words: each phrase is
/// known by one of its words, few words are one of these, and finding
/// where words begin takes an instruction for many bytes. Nothing need be built.
#[derive(Debug)]
pub(super) struct Finder<T> {
    /// Which words are looked up at all, a bit for each hash.
    known: Box<[u64; HASHES / 64]>,
    /// The phrases of each word.
    phrases: FxHashMap<u64, Vec<Entry<T>>>,
}

/// A phrase, known by one of its words.
#[derive(Debug)]
struct Entry<T> {
    phrase: Box<str>,
    /// How it begins and ends.
    ends: Option<(u8, u8)>,
    /// Where in the phrase the word begins.
    offset: usize,
    meaning: T,
}

/// How many hashes of words are told apart.
const HASHES: usize = 1 << 16;

/// How much of a word is compared at once, in bytes.
const HEAD: usize = u64::BITS as usize / 8;

impl<T: Copy> Finder<T> {
    /// A finder of the phrases in `lists`; a phrase without a letter or digit is none.
    pub(super) fn new(lists: &BTreeMap<T, Vec<String>>) -> Self {
        let mut finder = Self { known: Box::new([0; HASHES / 64]), phrases: FxHashMap::default() };
        for (&meaning, phrases) in lists {
            for phrase in phrases {
                let Some((key, offset)) = telling(phrase) else { continue };
                let hash = hash(key);
                finder.known[hash / 64] |= 1 << (hash % 64);
                let ends = ends(phrase.as_bytes());
                let entry = Entry { phrase: phrase.as_str().into(), ends, offset, meaning };
                finder.phrases.entry(key).or_default().push(entry);
            }
        }
        finder
    }

    /// The phrases in `text` with their places, by where the word stands that each is known by.
    pub(super) fn find<'s>(&'s self, text: &'s str) -> Found<'s, T> {
        let masks = Masks::of(text.as_bytes());
        let mut found =
            Found { finder: self, text, block: 0, masks, following: Masks::default(), hits: 0, word: 0, entries: &[] };
        found.look(0);
        found
    }
}

/// Phrases in a text; see [`Finder::find`].
pub(super) struct Found<'s, T> {
    finder: &'s Finder<T>,
    text: &'s str,
    /// Where the block begins that is looked at.
    block: usize,
    /// What stands in it, and in the one behind it.
    masks: Masks,
    following: Masks,
    /// Where in it known words begin that are still to be tried: a bit for each byte.
    hits: u64,
    /// Where the word of `entries` begins.
    word: usize,
    /// What is still to be tried there.
    entries: &'s [Entry<T>],
}

impl<T: Copy> Found<'_, T> {
    /// Goes on to the next block, where there is one.
    fn advance(&mut self) -> bool {
        let more = self.text.len() - self.block > BLOCK;
        if more {
            let carry = self.masks.words >> (BLOCK - 1);
            self.block += BLOCK;
            self.masks = self.following;
            self.look(carry);
        }
        more
    }

    /// Finds where in the block known words begin; `carry` is 1 where the byte before it belongs to a word.
    /// There is no branch for each word, since it would be mispredicted most of the time.
    fn look(&mut self, carry: u64) {
        let rest = &self.text.as_bytes()[self.block..];
        let window: [u8; BLOCK + HEAD] = first(rest);
        self.following = rest.get(BLOCK..).map_or(Masks::default(), Masks::of);
        let (Masks { words, leads }, following, known) = (self.masks, self.following, &self.finder.known);
        let mut starts = (words & !(words << 1 | carry)) | leads;
        let mut hits = 0;
        while starts != 0 {
            let bit = starts.trailing_zeros() as usize % BLOCK;
            starts &= starts - 1;
            let hash = hash(head(first(&window[bit..bit + HEAD]), run(words, following.words, bit)));
            hits |= (known[hash / 64] >> (hash % 64) & 1) << bit;
        }
        self.hits = hits;
    }
}

impl<T: Copy> Iterator for Found<'_, T> {
    type Item = (T, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            while let [Entry { phrase, ends: known, offset, meaning }, rest @ ..] = self.entries {
                self.entries = rest;
                let Some(start) = self.word.checked_sub(*offset) else { continue };
                let place = start..start + phrase.len();
                // Most differ at one end.
                let same = |text: &[u8]| ends(text) == *known && text.eq_ignore_ascii_case(phrase.as_bytes());
                if bytes.get(place.clone()).is_some_and(same)
                    && !joins(self.text, place.start)
                    && !joins(self.text, place.end)
                {
                    return Some((*meaning, place));
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
            let key = head(first(&bytes[self.word..]), run(self.masks.words, self.following.words, bit));
            self.entries = self.finder.phrases.get(&key).map_or(&[], Vec::as_slice);
        }
    }
}

/// What stands where in a block: a bit for each byte, the lowest for the first.
#[derive(Debug, Clone, Copy, Default)]
struct Masks {
    /// ASCII letters and digits.
    words: u64,
    /// The first bytes of characters of other scripts.
    leads: u64,
}

impl Masks {
    /// Of the first block of `bytes`.
    fn of(bytes: &[u8]) -> Self {
        let block: [u8; BLOCK] = first(bytes);
        let leads = if block.is_ascii() { 0 } else { mask(&block, |b| b >= 0xC0) };
        Self { words: mask(&block, |b| b.is_ascii_alphanumeric()), leads }
    }
}

/// Which bytes from `bit` of a block on belong to words, by the words in it and in the one behind it.
#[inline]
fn run(words: u64, following: u64, bit: usize) -> u64 {
    words >> bit | following << 1 << (BLOCK - 1 - bit)
}

/// What words are looked up by: their first bytes in lower case, as many as `run` has bits set from the lowest on;
/// of a character of another script two.
#[inline]
fn head(bytes: [u8; HEAD], run: u64) -> u64 {
    const KEPT: [u64; HEAD + 1] =
        [0xFFFF, 0xFF, 0xFFFF, 0xFF_FFFF, u64::MAX >> 32, u64::MAX >> 24, u64::MAX >> 16, u64::MAX >> 8, u64::MAX];
    let length = (!run | 1 << HEAD).trailing_zeros() as usize;
    (u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020) & KEPT[length]
}

/// Words that plans are full of: a phrase is better known by any other one.
const COMMON: [&str; 26] = [
    "after", "agent", "all", "and", "as", "before", "document", "each", "existing", "file", "for", "if", "not", "of",
    "on", "only", "should", "task", "tasks", "test", "tests", "the", "to", "will", "with", "without",
];

/// By what a phrase is looked up: the longest of its words that are not [`COMMON`], or where it has no word its first
/// character of another script. Where that begins comes second.
fn telling(phrase: &str) -> Option<(u64, usize)> {
    let words = phrase.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    // Of equally long ones the first.
    let word = words.rev().max_by_key(|word| (!COMMON.contains(word), word.len()));
    let at = match word {
        Some(word) => word.as_ptr().addr() - phrase.as_ptr().addr(),
        None => phrase.find(|c: char| c.is_alphanumeric())?,
    };
    let bytes = &phrase.as_bytes()[at..];
    Some((head(first(bytes), Masks::of(bytes).words), at))
}

/// The first and the last byte, whatever their case.
#[inline]
fn ends(bytes: &[u8]) -> Option<(u8, u8)> {
    bytes.first().zip(bytes.last()).map(|(first, last)| (first | 0x20, last | 0x20))
}

/// Whether the characters on both sides of `at` belong to one word.
fn joins(text: &str, at: usize) -> bool {
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
        let phrases = ["depends on", "on", "no.", "[x]", "完成", "sur é", "depends", "§ 4"];
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
        let long = "no word of it ".repeat(80) + "it depends on no. 4";
        assert_eq!(found(&long), ["depends", "depends on", "on", "no."]);
        assert!(found("").is_empty() && found("é").is_empty() && found("d").is_empty());
    }
}
