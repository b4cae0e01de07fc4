//! Rows that are waves, tracks or clusters.

use super::relations::relations;
use crate::plan::{
    Axis, Noun, Role,
    model::*,
    read::{Reader, SURE},
    sections,
};

/// Rows that are waves, tracks or clusters.
pub(super) fn groups(reader: &mut Reader, table: &mut Table) {
    let heading = table.columns[0].key.clone();
    let Some(Noun::Group(axis)) = reader.vocabulary.noun(&heading) else { return };
    let word = heading.strip_suffix('s').filter(|w| reader.vocabulary.noun(w).is_some()).unwrap_or(&heading).to_owned();
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        let Some(&cell) = row.cells.first().filter(|_| !row.total) else { continue };
        // A wiki links to `[[Phase-01]]`.
        let plain = reader.plain(cell).trim().trim_start_matches('[').trim_end_matches(']').to_owned();
        // "2, 4" speaks of groups that other rows declare.
        if plain.starts_with(|c: char| c.is_ascii_digit()) && plain.contains([',', '&']) {
            continue;
        }
        let place = Place::new(reader.cell_span(cell), Why::Row, SURE);
        let group = match sections::leading_noun(&plain, reader) {
            Some((word, Noun::Group(axis), rest)) => match sections::leading_label(rest) {
                Some((label, _, title)) => reader.group(&word, label, title, axis, place),
                None => reader.group(&word, "", &plain, axis, place),
            },
            _ => {
                // `4.5` is a label of its own, `4. Release` the label 4.
                let digits = plain.split([':', ' ', '-']).next().unwrap_or("").trim_end_matches('.');
                let label = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                if axis == Axis::Time && label.starts_with(|c: char| c.is_ascii_digit()) && digits.len() <= 4 {
                    reader.group(&word, label, sections::strip_marks(&plain[digits.len()..]), axis, place)
                } else {
                    reader.group(&word, "", &plain, axis, place)
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
