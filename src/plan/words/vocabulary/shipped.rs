//! The words that planvet ships. They are read at each start, for which a parser of all of TOML would take longer than
//! all else that is done before the first document: our own file needs little of it, and a test compares the two.

use super::Lists;
use serde::{Deserialize, de::value};
use std::collections::BTreeMap;

/// The file: sections with lists, of one line or of several.
pub(super) const TEXT: &str = include_str!("../vocabulary.toml");

/// The lists of the file.
pub(super) fn lists() -> Lists {
    let mut lists = Lists::default();
    let (mut section, mut key) = ("", "");
    for line in TEXT.lines() {
        let words = match line.as_bytes().first() {
            None | Some(b'#' | b']') => continue,
            Some(b'[') => {
                section = line.trim_matches(['[', ']']);
                continue;
            }
            Some(b' ') => line,
            Some(_) => {
                let (name, words) = line.split_once(" = ").unwrap_or_default();
                key = name;
                words
            }
        };
        let words = words.split('"').skip(1).step_by(2).map(str::to_owned);
        match section {
            "roles" => add(&mut lists.roles, named(key), words),
            "groups" => add(&mut lists.groups, Some(key.to_owned()), words),
            "status" => add(&mut lists.status, named(key), words),
            "placeholders" => add(&mut lists.placeholders, Some(key.to_owned()), words),
            "sections" => add(&mut lists.sections, named(key), words),
            "order" => add(&mut lists.order, Some(key.to_owned()), words),
            "figures" => add(&mut lists.figures, named(key), words),
            "phrases" => add(&mut lists.phrases, named(key), words),
            "names" => add(&mut lists.names, named(key), words),
            _ => add(&mut lists.words, named(key), words),
        }
    }
    lists
}

fn add<K: Ord>(lists: &mut BTreeMap<K, Vec<String>>, key: Option<K>, words: impl Iterator<Item = String>) {
    if let Some(key) = key {
        lists.entry(key).or_default().extend(words);
    }
}

/// What is called so in the file.
fn named<'n, K: Deserialize<'n>>(name: &'n str) -> Option<K> {
    K::deserialize(value::BorrowedStrDeserializer::<value::Error>::new(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_toml() {
        let expected: Lists = toml::from_str(TEXT).expect("TOML");
        assert_eq!(lists(), expected);
    }
}
