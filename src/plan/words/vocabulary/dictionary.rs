//! Words that are looked up whole.

use super::folding::{fold, is_plain, trim};
use hashbrown::HashTable;

/// What words mean, found by their folded form, which is seldom written down.
#[derive(Debug)]
pub(super) struct Dictionary<T> {
    entries: HashTable<(Box<str>, T)>,
    /// Length in bytes of the longest word.
    longest: usize,
    /// With which two letters words begin, and with which they end: most texts are told apart by these.
    heads: Pairs,
    tails: Pairs,
    /// How long words are, a bit for each length in bytes.
    lengths: u64,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { entries: HashTable::new(), longest: 0, heads: Pairs::default(), tails: Pairs::default(), lengths: 0 }
    }
}

impl<T: Copy> Dictionary<T> {
    /// A dictionary of lists of words that mean one thing each; of equal words the first counts.
    pub(super) fn of<'w>(lists: impl IntoIterator<Item = (&'w Vec<String>, T)>) -> Self {
        let mut dictionary = Self::default();
        for (words, meaning) in lists {
            for word in words {
                dictionary.entry(word, || meaning);
            }
        }
        dictionary
    }
}

impl<T> Dictionary<T> {
    /// What the folded `word` means, to be changed; made by `new` where it is not there.
    pub(super) fn entry(&mut self, word: &str, new: impl FnOnce() -> T) -> &mut T {
        self.longest = self.longest.max(word.len());
        self.lengths |= length(word);
        let (head, tail) = ends(word);
        self.heads.add(head);
        self.tails.add(tail);
        let same = |(known, _): &(Box<str>, T)| **known == *word;
        let entry = self.entries.entry(hash(word), same, |(word, _)| hash(word));
        &mut entry.or_insert_with(|| (word.into(), new())).into_mut().1
    }

    /// Whether a word may begin as `text` does, as two letters tell.
    #[inline]
    pub(super) fn may_begin(&self, text: &str) -> bool {
        self.heads.may_hold(ends(text).0)
    }

    /// Whether a word may end as `text` does, as two letters tell.
    #[inline]
    pub(super) fn may_end(&self, text: &str) -> bool {
        self.tails.may_hold(ends(text).1)
    }

    /// What `text` means, folded by the caller or not.
    #[inline]
    pub(super) fn get(&self, text: &str) -> Option<&T> {
        let trimmed = trim(text);
        let possible = self.may_begin(trimmed) && self.may_end(trimmed) && trimmed.len() <= self.longest + MARKS;
        possible.then(|| self.look_up(trimmed))?
    }

    /// The same, of a trimmed text. Apart, so that what tells most texts apart needs no call.
    #[inline(never)]
    fn look_up(&self, trimmed: &str) -> Option<&T> {
        let known = self.lengths & length(trimmed) != 0;
        let found = known.then(|| self.find(hash(trimmed), |word| word.eq_ignore_ascii_case(trimmed))).flatten();
        // Most texts are plain, and folding them changes their case alone.
        found.or_else(|| {
            let folded = (!is_plain(trimmed)).then(|| fold(trimmed))?;
            self.find(hash(&folded), |word| *word == *folded)
        })
    }

    fn find(&self, hash: u64, same: impl Fn(&str) -> bool) -> Option<&T> {
        self.entries.find(hash, |(word, _)| same(word)).map(|(_, meaning)| meaning)
    }
}

/// How much longer than a word a text may be that holds it and marks.
const MARKS: usize = 64;

/// Two letters, whatever their case: a bit for each second one of each first one.
#[derive(Debug, Default)]
struct Pairs([u32; 32]);

impl Pairs {
    fn add(&mut self, [first, second]: [u8; 2]) {
        self.0[usize::from(first & 0x1F)] |= 1 << (second & 0x1F);
    }

    /// Whether a word may have this pair before it is folded: folding changes no more than the case of two ASCII
    /// letters, and of others it may leave anything.
    #[inline]
    fn may_hold(&self, [first, second]: [u8; 2]) -> bool {
        let letters = first.is_ascii_alphabetic() && second.is_ascii_alphabetic();
        !letters || self.0[usize::from(first & 0x1F)] >> (second & 0x1F) & 1 == 1
    }
}

/// The first two and the last two bytes of a word; zeros where it has but one.
#[inline]
fn ends(word: &str) -> ([u8; 2], [u8; 2]) {
    let bytes = word.as_bytes();
    (bytes.first_chunk().copied().unwrap_or_default(), bytes.last_chunk().copied().unwrap_or_default())
}

/// The bit of a word's length; the longest share one.
#[inline]
fn length(word: &str) -> u64 {
    1 << word.len().min(u64::BITS as usize - 1)
}

/// Of a word; those that differ in nothing but case have the same.
#[inline]
fn hash(word: &str) -> u64 {
    // Eight bytes at a time, in lower case where they are letters.
    let lower = |eight: &[u8; 8]| u64::from_le_bytes(*eight) | 0x2020_2020_2020_2020;
    let bytes = word.as_bytes();
    let (eights, _) = bytes.as_chunks();
    let mixed = eights.iter().fold(0, |mixed, eight| mix(mixed, lower(eight)));
    // The last eight, some of them once more.
    let few = || bytes.iter().fold(0, |eight, b| eight << 8 | u64::from(b | 0x20));
    let mixed = mix(mixed, bytes.last_chunk().map_or_else(few, lower));
    // The table looks at the highest bits and at the lowest.
    mixed ^ mixed >> 32
}

fn mix(mixed: u64, eight: u64) -> u64 {
    (mixed.rotate_left(5) ^ eight).wrapping_mul(SEED)
}

/// An odd number whose bits look random: 2⁶⁴ divided by the golden ratio.
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_written() {
        let mut words = Dictionary::default();
        for word in ["in progress", "erledigt", "✅", "готово"] {
            words.entry(word, || word.len());
        }
        for (text, found) in [
            ("In  Progress", true),
            ("**in progress:**", true),
            ("in progress of it", false),
            ("Erledigt ✅", true),
            ("ГОТОВО", true),
            ("✅", true),
            ("", false),
        ] {
            assert_eq!(words.get(text).is_some(), found, "{text}");
        }
        assert!(Dictionary::<()>::default().get("x").is_none());
    }
}
