//! Words that are looked up whole.

use super::folding::{fold, trim};
use hashbrown::HashTable;

/// What words mean, found by their folded form, which is seldom written down.
#[derive(Debug)]
pub(super) struct Dictionary<T> {
    entries: HashTable<(Box<str>, T)>,
    /// Length in bytes of the longest word.
    longest: usize,
    /// With which letters words begin and end: most texts are told apart by these. A bit for each last one.
    ends: [u32; 32],
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { entries: HashTable::new(), longest: 0, ends: [0; 32] }
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
        if let Some((first, last)) = ends(word) {
            self.ends[first] |= 1 << last;
        }
        let same = |(known, _): &(Box<str>, T)| **known == *word;
        let entry = self.entries.entry(hash(word.bytes()), same, |(word, _)| hash(word.bytes()));
        &mut entry.or_insert_with(|| (word.into(), new())).into_mut().1
    }

    /// What `text` means, folded by the caller or not.
    pub(super) fn get(&self, text: &str) -> Option<&T> {
        let trimmed = trim(text);
        let strange = ends(trimmed).is_some_and(|(first, last)| self.ends[first] >> last & 1 == 0);
        if strange || trimmed.len() > self.longest + MARKS {
            return None;
        }
        // Most texts are plain: then folding them is no more than lower case.
        let mut plain = true;
        let mut previous = 0;
        let lower = trimmed.bytes().map(|b| {
            plain &= b.is_ascii_graphic() & (b != b'*') & (b != b'`') | (b == b' ') & (previous != b' ');
            previous = b;
            b.to_ascii_lowercase()
        });
        // One byte more than the longest word has none.
        let hash = hash(lower.take(self.longest + 1));
        if plain {
            return self.find(hash, |word| word.eq_ignore_ascii_case(trimmed));
        }
        let folded = fold(trimmed);
        self.find(self::hash(folded.bytes()), |word| *word == *folded)
    }

    fn find(&self, hash: u64, same: impl Fn(&str) -> bool) -> Option<&T> {
        self.entries.find(hash, |(word, _)| same(word)).map(|(_, meaning)| meaning)
    }
}

/// How much longer than a word a text may be that holds it and marks.
const MARKS: usize = 64;

/// The letters with which a word begins and ends, from 1; `None` where one of them is no ASCII letter.
#[inline]
fn ends(word: &str) -> Option<(usize, usize)> {
    let letter = |b: &u8| b.is_ascii_alphabetic().then_some(usize::from(b & 0x1F));
    Some((letter(word.as_bytes().first()?)?, letter(word.as_bytes().last()?)?))
}

/// Of a folded word.
#[inline]
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    // Eight bytes at a time.
    let (mut mixed, mut eight) = (0, 0);
    for byte in bytes {
        eight = eight << 8 | u64::from(byte);
        if eight >> 56 != 0 {
            (mixed, eight) = (mix(mixed, eight), 0);
        }
    }
    mixed = mix(mixed, eight);
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
