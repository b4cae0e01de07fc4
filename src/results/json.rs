//! JSON that says each thing once.

use super::{Format, Place, Unreadable};
use serde::{
    Deserialize,
    de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{borrow::Cow, collections::HashSet, fmt};

/// Reads `text` as `T`; an object that has a key twice is refused anywhere in it, since readers disagree about which counts.
///
/// `offset` is where `text` starts in `whole`, which places errors.
pub(super) fn read<'a, T: Deserialize<'a>>(
    format: Format,
    text: &'a str,
    whole: &str,
    offset: usize,
) -> Result<T, Unreadable> {
    let failed = |e: serde_json::Error| {
        let (what, at) = explain(&e, text);
        Unreadable::at(format, what, whole, offset + at)
    };
    serde_json::from_str::<Unique>(text).map_err(failed)?;
    serde_json::from_str(text).map_err(failed)
}

/// An error's words and its offset in `text`.
fn explain(e: &serde_json::Error, text: &str) -> (String, usize) {
    let start = match e.line() {
        0 | 1 => 0,
        n => memchr::memchr_iter(b'\n', text.as_bytes()).nth(n - 2).map_or(text.len(), |at| at + 1),
    };
    let said = e.to_string();
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    let what = if e.is_eof() { format!("the report is cut off: {what}") } else { what.to_owned() };
    (what, start + e.column().saturating_sub(1))
}

/// What tells the formats apart.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "Action")]
    action: Option<IgnoredAny>,
    results: Option<IgnoredAny>,
    runs: Option<IgnoredAny>,
    #[serde(rename = "$schema", borrow)]
    schema: Option<Cow<'a, str>>,
}

/// Which format a report in JSON has, by the keys of its first object.
pub(super) fn recognise(text: &str) -> Result<Format, Unreadable> {
    let head = serde_json::Deserializer::from_str(text).into_iter::<Head<'_>>().next();
    match head {
        Some(Ok(Head { action: Some(_), .. })) => Ok(Format::Go),
        Some(Ok(Head { runs: Some(_), .. })) => Ok(Format::Sarif),
        Some(Ok(Head { schema: Some(schema), .. })) if schema.contains("sarif") => Ok(Format::Sarif),
        Some(Ok(Head { results: Some(_), .. })) => Ok(Format::Ctrf),
        Some(Err(e)) => {
            let (what, at) = explain(&e, text);
            Err(Unreadable { at: Some(Place::of(text, at)), ..Unreadable::unknown(what) })
        }
        _ => Err(Unreadable::unknown("JSON that is neither CTRF, SARIF nor of `go test -json`")),
    }
}

/// Any JSON without a key that an object has twice. Nothing of it is kept.
struct Unique;

#[derive(Deserialize, PartialEq, Eq, Hash)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unique)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Unique>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("the key “{}” is there twice", cut(&key))));
            }
            map.next_value::<Unique>()?;
        }
        Ok(self)
    }
}

/// The first characters of a key.
fn cut(key: &str) -> &str {
    key.char_indices().nth(40).map_or(key, |(end, _)| &key[..end])
}
