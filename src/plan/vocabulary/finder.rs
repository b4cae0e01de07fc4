//! Many phrases sought in one pass.

use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, ops::Range};

/// Finds any of many phrases in one pass, at word boundaries, whatever their case.
///
/// An automaton steps through every byte. Most bytes lie inside words, where no
/// phrase may begin: this looks at the first letters of each word only, and is
/// ready almost without being built.
#[derive(Debug)]
pub(super) struct Finder<T> {
    /// Which beginnings some phrase has, a bit for each hash.
    begins: Box<[u64; HASHES / 64]>,
    /// Phrases by their beginning, shorter ones first.
    phrases: FxHashMap<u32, Vec<(Box<str>, T)>>,
    /// [`WORD`], [`SIGN`] or neither for each byte.
    class: Box<[u8; 256]>,
}

/// How many hashes of beginnings are told apart.
const HASHES: usize = 1 << 13;

/// An ASCII letter or digit: begins a phrase where none stands before it.
const WORD: u8 = 1;
/// A byte with which some phrase begins wherever it stands: a sign, or a letter of another script.
const SIGN: u8 = 2;

/// How many bytes are looked through at a time.
const CHUNK: usize = 512;

impl<T: Copy> Finder<T> {
    pub(super) fn new(lists: &BTreeMap<T, Vec<String>>) -> Self {
        let mut class = Box::new([0; 256]);
        (0..=u8::MAX).filter(u8::is_ascii_alphanumeric).for_each(|b| class[b as usize] = WORD);
        let words = || lists.iter().flat_map(|(&meaning, words)| words.iter().map(move |w| (w.as_str(), meaning)));
        for byte in words().filter_map(|(word, _)| word.bytes().next()) {
            class[byte as usize] |= SIGN * u8::from(class[byte as usize] != WORD);
        }
        let mut finder = Self { begins: Box::new([0; HASHES / 64]), phrases: FxHashMap::default(), class };
        for (word, meaning) in words().filter(|(word, _)| !word.is_empty()) {
            let key = finder.beginning(word.as_bytes());
            finder.begins[hash(key) / 64] |= 1 << (hash(key) % 64);
            finder.phrases.entry(key).or_default().push((word.into(), meaning));
        }
        finder.phrases.values_mut().for_each(|list| list.sort_by_key(|(word, _)| word.len()));
        finder
    }

    /// The phrases in `text` with their places, by where they begin and then by length.
    pub(super) fn find<'s>(&'s self, text: &'s str) -> Found<'s, T> {
        Found { finder: self, text, chunk: 0, places: [0; CHUNK], next: 0, count: 0, start: 0, list: &[] }
    }

    /// What phrases and places are first compared by: up to three letters of the first word, whatever their
    /// case; of another script the first two bytes; else the first byte.
    #[inline]
    fn beginning(&self, bytes: &[u8]) -> u32 {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let [first, second, third] = bytes.first_chunk::<3>().copied().unwrap_or_else(|| [byte(0), byte(1), byte(2)]);
        let letter = |byte: u8| u32::from(byte.is_ascii_alphanumeric());
        let two = letter(second) * 0xFF00;
        let mask = match first {
            0x80.. => 0xFFFF,
            _ if letter(first) == 1 => 0xFF | two | (letter(second) & letter(third)) * 0x00FF_0000,
            _ => 0xFF,
        };
        (u32::from_le_bytes([first, second, third, 0]) | 0x20_2020) & mask
    }
}

/// Phrases in a text; see [`Finder::find`].
pub(super) struct Found<'s, T> {
    finder: &'s Finder<T>,
    text: &'s str,
    /// Where the next chunk begins.
    chunk: usize,
    /// Where in the last chunk a phrase may begin, counted from its start.
    places: [u16; CHUNK],
    next: usize,
    count: usize,
    /// Where the phrases of `list` would begin.
    start: usize,
    /// What is still to be tried there.
    list: &'s [(Box<str>, T)],
}

impl<T: Copy> Found<'_, T> {
    /// Goes on to the next chunk and collects where a phrase may begin; without branches, which would be
    /// mispredicted at every word.
    fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let Some(rest) = bytes.get(self.chunk..).filter(|rest| !rest.is_empty()) else { return false };
        let finder = self.finder;
        let mut previous = self.chunk.checked_sub(1).map_or(0, |at| finder.class[bytes[at] as usize]);
        let mut starts = 0;
        for (at, &byte) in rest.iter().take(CHUNK).enumerate() {
            let class = finder.class[byte as usize];
            self.places[starts.min(at)] = at as u16;
            starts += usize::from(class & !(previous & WORD) != 0);
            previous = class;
        }
        let mut count = 0;
        for at in 0..starts {
            let place = self.places[at];
            let hash = hash(finder.beginning(&rest[place as usize..]));
            self.places[count] = place;
            count += (finder.begins[hash / 64] >> (hash % 64) & 1) as usize;
        }
        (self.next, self.count) = (0, count);
        self.chunk += CHUNK;
        true
    }
}

impl<T: Copy> Iterator for Found<'_, T> {
    type Item = (T, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let [(phrase, meaning), rest @ ..] = self.list {
                self.list = rest;
                let end = self.start + phrase.len();
                let same = self.text.as_bytes().get(self.start..end);
                if same.is_some_and(|s| s.eq_ignore_ascii_case(phrase.as_bytes()))
                    && !joins(self.text, self.start)
                    // `\n` is no word: what follows belongs to the next line.
                    && (phrase.starts_with('\\') || !joins(self.text, end))
                {
                    return Some((*meaning, self.start..end));
                }
            }
            while self.next == self.count {
                if !self.advance() {
                    return None;
                }
            }
            self.start = self.chunk - CHUNK + self.places[self.next] as usize;
            self.next += 1;
            let key = self.finder.beginning(&self.text.as_bytes()[self.start..]);
            self.list = self.finder.phrases.get(&key).map_or(&[], Vec::as_slice);
        }
    }
}

/// Whether the characters on both sides of `at` belong to one word.
fn joins(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric)
}

/// One of [`HASHES`].
fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASHES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let phrases = ["depends on", "on", "#", "no.", "[x]", "完成", "sur é", "depends", "§ 4"];
        let lists = BTreeMap::from([((), phrases.map(str::to_owned).to_vec())]);
        Finder::new(&lists).find(text).map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn at_word_boundaries_only() {
        assert_eq!(found("Depends ON it, once on_two"), ["Depends", "Depends ON", "ON", "on"]);
        assert_eq!(found("#4 no.5 a[x]b; [X]"), ["#", "no.", "[x]", "[X]"]);
        assert_eq!(found("已完成 完成。完成"), ["完成", "完成"]);
        assert_eq!(found("sur é, suré, sur és, —on—, éon, ón on"), ["sur é", "on", "on"]);
        assert_eq!(found("see § 4 and §§ 4"), ["§ 4", "§ 4"]);
        let long = "no word of it ".repeat(80) + "it depends on no. 4";
        assert_eq!(found(&long), ["depends", "depends on", "on", "no."]);
        assert!(found("").is_empty() && found("é").is_empty() && found("d").is_empty());
    }
}
