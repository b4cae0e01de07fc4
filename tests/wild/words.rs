//! Ids, numbers, days and paths in plain text.

use std::ops::Range;

/// A cell or an item without spaces and emphasis around it.
pub fn plain(text: &str) -> &str {
    text.trim_matches([' ', '\t', '*', '_', '`'])
}

/// How many digits `text` begins with.
pub fn digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

/// The numbers of a text, without signs and fractions.
pub fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(skipped) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + skipped;
        at = start + digits(&text[start..]);
        numbers.push(start..at);
    }
    numbers
}

/// The one number of a cell, with a currency before it or a unit behind it, and where its digits stand.
pub fn figure(cell: &str) -> Option<(f64, Range<usize>)> {
    let text = plain(cell);
    let start = cell.find(text)?;
    let sign = text.len() - text.trim_start_matches(['$', '€', ' ']).len();
    let rest = &text[sign..];
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let number = &rest[..rest.len() - unit.len()];
    let is_unit = unit.len() < 8 && unit.trim().chars().all(|c| c.is_ascii_alphabetic() || c == '%');
    let value = number.replace(',', "").parse().ok().filter(|_| is_unit && number.starts_with(|c: char| c != '.'))?;
    Some((value, start + sign..start + sign + number.len()))
}

/// Whether a text is nothing but an id: `T001`, `2.1`, `WP-3`, `7`.
pub fn is_id(text: &str) -> bool {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let number = text[letters..].trim_start_matches(['-', '_', '.']);
    letters < 9
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
}

/// The id that a text begins with, where its form leaves no doubt: capitals and a number, or a number in parts.
pub fn id_at(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').unwrap_or(text.len());
    let id = text[..end].trim_end_matches(['.', '-']);
    let letters = id.len() - id.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let numbered = if letters > 0 { letters < 7 } else { id.contains('.') };
    (numbered && is_id(id)).then_some(id)
}

/// An id of the same form that stands nowhere in `text`.
pub fn unknown(id: &str, text: &str) -> Option<String> {
    let number = numbers(id).pop().filter(|n| n.len() < 6)?;
    let (width, value) = (number.len(), id[number.clone()].parse::<u32>().ok()?);
    let others =
        [40, 60, 77, 83].map(|more| format!("{}{:0width$}{}", &id[..number.start], value + more, &id[number.end..]));
    others.into_iter().find(|other| !text.contains(other.as_str()))
}

/// The days of a line that stand by themselves: `2026-01-31`.
pub fn days(line: &str) -> Vec<Range<usize>> {
    let form = |day: &str| {
        day.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
    };
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '`');
    let starts = numbers(line).into_iter().map(|number| number.start..number.start + 10);
    let alone = |day: &Range<usize>| !line[..day.start].ends_with(joins) && !line[day.end..].starts_with(joins);
    starts.filter(|day| line.get(day.clone()).is_some_and(form) && alone(day)).collect()
}

/// The paths of a text: folders, and a file with its kind.
pub fn paths(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let mut paths = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !is_part(c)) {
        let path = word.trim_end_matches(|c: char| !is_part(c)).trim_end_matches('.');
        let file = path.rsplit('/').next().unwrap_or_default();
        let kind = file.rsplit_once('.').is_some_and(|(name, kind)| !name.is_empty() && !kind.is_empty());
        if kind && path.contains('/') && !path.starts_with('/') {
            paths.push(at..at + path.len());
        }
        at += word.len();
    }
    paths
}

/// Whether a text says that something is done.
pub fn says_done(text: &str) -> bool {
    let text = text.to_lowercase();
    ["done", "complete", "✅", "merged", "☑", "✔", "finished", "shipped"].iter().any(|word| text.contains(word))
}
