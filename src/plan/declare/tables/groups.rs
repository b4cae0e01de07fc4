//! Rows that are waves, tracks or clusters.

use super::{landmarks, relations::relations, state_in};
use crate::plan::{
    Axis, Noun, Role,
    declare::sections,
    model::*,
    read::{Reader, SURE},
};
use std::ops::RangeInclusive;

/// The most groups for which one row stands.
const MEMBERS: u32 = 64;

/// Rows that are waves, tracks or clusters.
pub(super) fn groups(reader: &mut Reader, table: &mut Table) {
    let heading = table.columns[0].key.clone();
    let Some(Noun::Group(axis)) = reader.vocabulary.noun(&heading) else { return };
    let word = heading.strip_suffix('s').filter(|w| reader.vocabulary.noun(w).is_some()).unwrap_or(&heading).to_owned();
    let apart = are_apart(reader, table);
    let lettered = are_lettered(reader, table);
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        let Some(&cell) = row.cells.first().filter(|_| !row.total) else { continue };
        // A wiki links to `[[Phase-01]]`.
        let plain = reader.plain(cell).trim().trim_start_matches('[').trim_end_matches(']').to_owned();
        // "2, 4" speaks of groups that other rows declare; "3. Films & Shows" is one.
        let numbers = plain.split(char::is_alphabetic).next().unwrap_or("");
        if plain.starts_with(|c: char| c.is_ascii_digit()) && numbers.contains([',', '&']) {
            continue;
        }
        let place = Place::new(reader.cell_span(cell), Why::Row, SURE);
        if let Some(range) = range(reader, &plain).filter(|_| apart && axis == Axis::Time) {
            several(reader, table, &row, &word, range, place);
            continue;
        }
        let noun = sections::leading_noun(&plain, reader);
        let named = matches!(noun, Some((_, Noun::Group(_), _)));
        if !named && landmarks::is_between(reader, table, &row, &plain) {
            continue;
        }
        let group = match noun {
            Some((word, Noun::Group(axis), rest)) => match sections::leading_label(rest) {
                Some((label, _, title)) => reader.group(&word, label, title, axis, place),
                None => reader.group(&word, "", &plain, axis, place),
            },
            // `A. Reader` beside `B. Printer`
            _ if lettered => reader.group(&word, &plain[..1], sections::strip_marks(&plain[2..]), axis, place),
            _ => {
                // `4.5` is a label of its own, `4. Release` the label 4, `P4` one where phases are listed.
                let digits = leading_number(&plain);
                let label = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                let letters = &digits[..digits.len() - label.len()];
                let initial = word.get(..letters.len()).is_some_and(|w| w.eq_ignore_ascii_case(letters));
                let numbered =
                    axis == Axis::Time && label.starts_with(|c: char| c.is_ascii_digit()) && digits.len() <= 4;
                match reader.numbered("user story", label).filter(|_| numbered && letters == "US") {
                    Some(Node::Group(story)) => {
                        reader.plan.groups[story.index()].places.push(place);
                        story
                    }
                    _ if numbered && initial => {
                        reader.group(&word, label, sections::strip_marks(&plain[digits.len()..]), axis, place)
                    }
                    _ => reader.group(&word, "", &plain, axis, place),
                }
            }
        };
        table.rows[index].subject = Some(Node::Group(group));
        if let Some(&cell) = table.column(Role::Task).and_then(|c| row.cells.get(c)) {
            reader.listed.push((group, reader.cell_span(cell)));
        }
        relations(reader, table, &row, Node::Group(group));
    }
}

/// The number with which a row begins, with what a hyphen joins to it: `4` of "4-Release", `1-A`, `2025-03-03`.
fn leading_number(name: &str) -> &str {
    let token = name.split([':', ' ']).next().unwrap_or("").trim_end_matches('.');
    match token.split_once('-') {
        Some((_, part)) if part.len() < 3 || part.starts_with(|c: char| c.is_ascii_digit()) => token,
        Some((number, _)) => number,
        None => token,
    }
}

/// A row for several groups defines each of them and says how far each has come; its figures are those of all.
fn several(reader: &mut Reader, table: &Table, row: &Row, word: &str, range: RangeInclusive<u32>, place: Place) {
    let said = table.column(Role::Status).and_then(|column| {
        let &cell = row.cells.get(column)?;
        let (status, said) = state_in(reader, &table.columns[column], &reader.plain(cell))?;
        Some(StatusClaim { status, said, place: Place::new(reader.cell_span(cell), Why::Cell, SURE) })
    });
    for number in range {
        let group = reader.group(word, &number.to_string(), "", Axis::Time, place);
        reader.plan.groups[group.index()].statuses.extend(said);
    }
}

/// The numbers of a cell that names several groups and nothing else: `7-14`, "Phases 1–6".
fn range(reader: &Reader, cell: &str) -> Option<RangeInclusive<u32>> {
    let numbers = match sections::leading_noun(cell, reader) {
        Some((_, Noun::Group(_), rest)) => rest.trim(),
        _ => cell,
    };
    let (first, last) = numbers.split_once(['-', '–'])?;
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first < last && last - first < MEMBERS).then_some(first..=last)
}

/// Whether no number stands in two of the ranges of a table, as in the rows `1-1`, `1-2`, `1-3`.
fn are_apart(reader: &Reader, table: &Table) -> bool {
    let mut found: Vec<_> = super::cells(reader, table, 0).filter_map(|cell| range(reader, cell.trim())).collect();
    found.sort_unstable_by_key(|range| *range.start());
    found.windows(2).all(|pair| pair[0].end() < pair[1].start())
}

/// Whether the name of each row begins with a letter of its own: `A. Reader`, `B. Printer`; `A Reader` where rows wait
/// for nothing but letters.
fn are_lettered(reader: &Reader, table: &Table) -> bool {
    let Some(waits) = table.column(Role::Depends).or_else(|| table.column(Role::With)) else { return false };
    let mut parts = super::cells(reader, table, waits).flat_map(|cell| {
        let parts = cell.split([',', '/', '&', '+']).map(|part| part.trim().len()).collect::<Vec<_>>();
        parts.into_iter()
    });
    let bare = parts.all(|len| len < 2);
    let mut seen = [false; 26];
    let letter = |cell: &str| match cell.trim().as_bytes() {
        [letter @ b'A'..=b'Z', b'.' | b':' | b')', b' ', ..] => Some(usize::from(letter - b'A')),
        [letter @ b'A'..=b'Z', b' ', ..] if bare => Some(usize::from(letter - b'A')),
        _ => None,
    };
    super::cells(reader, table, 0).all(|c| letter(&c).is_some_and(|at| !std::mem::replace(&mut seen[at], true)))
}
