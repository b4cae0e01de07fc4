//! The words as `vocabulary.toml` has them. They are read at each start, and of TOML they use little: tables of lists of
//! strings that have no escapes, where a line begins with the name of a list, a table, a remark or neither.

use super::Lists;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};
use std::collections::BTreeMap;

const WORDS: &str = include_str!("../vocabulary.toml");

/// One list.
struct List {
    table: &'static str,
    name: &'static str,
    words: Vec<String>,
}

impl Lists {
    /// Those that planvet ships.
    pub(super) fn shipped() -> Self {
        let mut lists = read(WORDS);
        Self {
            roles: take(&mut lists, "roles"),
            groups: take(&mut lists, "groups"),
            status: take(&mut lists, "status"),
            placeholders: take(&mut lists, "placeholders"),
            sections: take(&mut lists, "sections"),
            order: take(&mut lists, "order"),
            figures: take(&mut lists, "figures"),
            phrases: take(&mut lists, "phrases"),
            words: take(&mut lists, "words"),
        }
    }
}

/// The lists of a table, by what their names mean.
fn take<K: Deserialize<'static> + Ord>(lists: &mut Vec<List>, table: &str) -> BTreeMap<K, Vec<String>> {
    let meaning = |name: &'static str| {
        let name: value::BorrowedStrDeserializer<value::Error> = value::BorrowedStrDeserializer::new(name);
        K::deserialize(name.into_deserializer()).expect("vocabulary.toml is tested")
    };
    lists.extract_if(.., |list| list.table == table).map(|list| (meaning(list.name), list.words)).collect()
}

fn read(text: &'static str) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let mut table = "";
    for line in text.lines() {
        match line.bytes().next() {
            None | Some(b'#') => continue,
            Some(b'[') => table = line.trim_matches(['[', ']']),
            Some(b'a'..=b'z') => {
                let name = line.split(' ').next().unwrap_or_default();
                lists.push(List { table, name, words: Vec::new() });
            }
            _ => {}
        }
        if let Some(list) = lists.last_mut() {
            list.words.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_toml() {
        assert_eq!(Lists::shipped(), toml::from_str(WORDS).expect("TOML"));
    }
}
