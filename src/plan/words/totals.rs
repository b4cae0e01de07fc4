//! The names of totals: "Total", "Phase 1 total", "Total estimated effort".

use crate::{
    markdown::{Document, SectionId},
    plan::{Name, Vocabulary, Word, fold},
};

/// What a total adds up, as its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// All that stands in its place: "Total", "Total hours".
    Plain,
    /// What stands below a heading around it: "Phase 1 total" below "Phase 1".
    Headed(SectionId),
}

impl Total {
    /// What `name` says in `section`, where `beside` are the headings of columns or the like; `None` where it is no
    /// total, or one of something else: "Total (P0 + P1)", "Total users".
    pub fn named(
        words: &Vocabulary,
        document: &Document,
        section: SectionId,
        name: &str,
        beside: &[&str],
    ) -> Option<Self> {
        // Most names are none, and their first or last word tells.
        let total = |word: &str| words.is_word(bare(word), Word::Total);
        let mut told = name.split_whitespace();
        let (first, last) = (told.next()?, told.next_back());
        let plain = words.is_word(name, Word::Total);
        if !(plain || bare(first) != name && total(first) || last.is_some_and(total)) {
            return None;
        }
        let mut rest: Vec<&str> = name.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect();
        if plain || words.is_word(&rest.join(" "), Word::Total) {
            return Some(Self::Plain);
        }
        if name.contains(['+', '&', '/', ',', '=', '%', '<', '>']) || rest.len() > 6 {
            return None;
        }
        match rest.split_first().zip(rest.split_last()) {
            Some(((first, _), _)) if words.is_word(first, Word::Total) => drop(rest.remove(0)),
            Some((_, (last, _))) if words.is_word(last, Word::Total) => drop(rest.pop()),
            _ => return None,
        }
        let columns: Vec<&str> = beside.iter().flat_map(|name| name.split_whitespace().map(bare)).collect();
        let same = |a: &str, b: &str| a == b || fold(a) == fold(b);
        rest.retain(|word| !words.is_name(word, Name::Summed) && !columns.iter().any(|c| same(c, word)));
        if rest.is_empty() {
            return Some(Self::Plain);
        }
        let heads = |section: SectionId| {
            let title = &document.section(section).title;
            rest.iter().all(|word| {
                title.split_whitespace().any(|w| same(bare(w), word) || derives(bare(w), word))
                    || abbreviates(word, title)
            })
        };
        let mut around = std::iter::successors(Some(section), |&s| (s.0 != 0).then(|| document.section(s).parent));
        around.find(|&s| heads(s)).map(Self::Headed)
    }
}

/// From how many letters on a word is not the beginning of another one by chance.
const STEM: usize = 5;

/// Whether a word of a title is made of that one: "Networking" of "Network".
fn derives(long: &str, stem: &str) -> bool {
    let behind = long.get(..stem.len()).filter(|head| head.eq_ignore_ascii_case(stem)).map(|head| &long[head.len()..]);
    stem.len() >= STEM && behind.is_some_and(|rest| matches!(rest, "s" | "ing" | "er" | "en" | "al"))
}

/// Whether a letter and a number stand for a word and its number in a title: `S1` for "Sprint 1".
fn abbreviates(short: &str, title: &str) -> bool {
    let Some(letter) = short.chars().next().filter(char::is_ascii_alphabetic) else { return false };
    let number = &short[1..];
    let words: Vec<&str> = title.split_whitespace().map(bare).collect();
    let pair = |pair: &[&str]| pair[0].starts_with(|c: char| c.eq_ignore_ascii_case(&letter)) && pair[1] == number;
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && words.windows(2).any(pair)
}

/// A word without what stands around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
