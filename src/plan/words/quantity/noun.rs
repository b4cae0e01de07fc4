//! Nouns: what is counted.

use super::{
    Unit,
    chars::{Words, after, gap, lower, word},
    words::time_word,
};

/// Most words between a figure and its noun, the noun included.
const WINDOW: usize = 4;

/// The thing that is counted by the figure that ends at `from`, and where it ends.
///
/// The noun is the first plural within a few words ("54 new unit tests"); after
/// `one` it is the last word before the phrase breaks off ("1 new file in").
/// Without such a word there is no noun: "12 is enough" counts nothing.
pub fn counted(text: &str, from: usize, one: bool) -> Option<(Unit, usize)> {
    let mut at = from;
    let mut last: Option<(&str, usize)> = None;
    let mut only_gentle = true;
    for _ in 0..WINDOW {
        let Some(start) = gap(text, at).filter(|start| *start > at) else { break };
        let candidate = word(text, start);
        let lower = lower(candidate);
        if candidate.is_empty() || is_break(&lower) {
            break;
        }
        let end = start + candidate.len();
        if is_plural(&lower) {
            let unit = match time_word(&lower) {
                Some(unit) if only_gentle => Unit::Time(unit),
                // "12 person days" are no days of the calendar.
                Some(_) => Unit::Count(format!("{}-{}", last?.0.to_lowercase(), singular(&lower)).into()),
                None => Unit::Count(singular(&lower).into()),
            };
            return Some((unit, end));
        }
        only_gentle &= is_gentle(&lower);
        last = Some((candidate, end));
        at = end;
        // Punctuation, a slash, a bracket: the phrase is over.
        if after(text, at).is_some_and(|c| !c.is_whitespace() && c != '*') {
            break;
        }
    }
    // "1 Overview" is a numbered heading, "1 failed" leaves its noun out.
    let is_noun = |noun: &str| !noun.starts_with(char::is_uppercase) && !noun.ends_with("ed") && !noun.ends_with("ing");
    let (noun, end) = last.filter(|(noun, _)| one && is_noun(noun))?;
    Some((Unit::Count(noun.to_lowercase().into()), end))
}

/// Words before a unit of time that leave it what it is.
fn is_gentle(word: &str) -> bool {
    matches!(
        word,
        "working" | "business" | "calendar" | "full" | "whole" | "more" | "extra" | "additional" | "consecutive"
    )
}

/// Words that end the phrase in which a counted noun can stand.
fn is_break(word: &str) -> bool {
    static BREAKS: Words = Words::new(|| {
        [
            "of", "in", "on", "at", "to", "for", "from", "with", "without", "by", "per", "each", "and", "or", "but",
            "is", "are", "was", "were", "be", "has", "have", "had", "must", "should", "will", "can", "may", "the", "a",
            "an", "this", "that", "these", "those", "which", "its", "it", "as", "if", "vs", "plus", "minus", "across",
            "against", "after", "before", "until", "than", "then", "when", "where", "while", "into", "onto", "over",
            "under", "via", "does", "always", "yes", "no", "not", "less", "versus", "towards", "besides", "adds",
            "covers", "needs", "passes", "fails", "uses", "creates", "depends", "runs", "blocks", "requires", "starts",
            "ends", "takes", "contains", "includes", "returns", "gets", "becomes", "shows", "de", "en", "del", "y",
            "e", "und", "et", "x", "times", "out", "all", "only", "through", "between", "because", "so", "thus",
            "perhaps", "ms",
        ]
        .into_iter()
        .collect()
    });
    BREAKS.contains(word)
}

/// Whether `word` (lower case) looks like a plural noun.
fn is_plural(word: &str) -> bool {
    // "people", "children", "criteria"; all others end in an `s`, or an abbreviation does.
    if !word.ends_with(['s', 'e', 'n', 'a', 'r']) {
        return false;
    }
    if irregular_singular(word).is_some() {
        return true;
    }
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "'s", "’s", "ous", "ways", "wards"].iter().any(|end| word.ends_with(end))
        || matches!(word, "prs" | "mrs" | "adr" | "ids" | "vms" | "uis" | "ops" | "statuses" | "epics" | "apis")
}

const IRREGULAR: [(&str, &str); 13] = [
    ("people", "person"),
    ("children", "child"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("vertices", "vertex"),
    ("analyses", "analysis"),
    ("hypotheses", "hypothesis"),
    ("statuses", "status"),
    ("caches", "cache"),
    ("series", "series"),
    ("apis", "api"),
    ("men", "man"),
];

fn irregular_singular(word: &str) -> Option<&'static str> {
    IRREGULAR.iter().find(|(plural, _)| *plural == word).map(|(_, singular)| *singular)
}

/// The singular of an English noun in lower case, by its ending: good enough to
/// compare two nouns, not to print poetry.
pub fn singular(noun: &str) -> String {
    if let Some(known) = irregular_singular(noun) {
        return known.to_owned();
    }
    if !noun.ends_with('s') {
        return noun.to_owned();
    }
    let stem = |cut: usize, ending: &str| [&noun[..noun.len() - cut], ending].concat();
    if noun.len() > 4 && noun.ends_with("ies") {
        stem(3, "y")
    } else if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| noun.ends_with(end)) {
        stem(2, "")
    } else if noun.len() > 2 && !noun.ends_with("ss") && !noun.ends_with("us") {
        stem(1, "")
    } else {
        noun.to_owned()
    }
}

/// The plural of what [`singular`] returns.
pub fn plural(noun: &str) -> String {
    // Words of other scripts have no such plural.
    if !noun.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return noun.to_owned();
    }
    if let Some((known, _)) = IRREGULAR.iter().find(|(_, one)| *one == noun) {
        return (*known).to_owned();
    }
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun == "px" => noun.to_owned(),
        _ if sibilant => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
