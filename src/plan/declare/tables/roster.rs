//! Rows that are actors.

use crate::plan::{
    Noun, Role,
    declare::sections,
    fold,
    model::*,
    read::{Reader, SURE},
};

/// Rows that are actors.
pub(super) fn roster(reader: &mut Reader, table: &mut Table) {
    let active = table.column(Role::Active);
    let role = table.columns.iter().position(|c| c.role == Some(Role::Role));
    // `Role | Name`: who has the role stands behind it.
    let person = |c: &Column| c.role == Some(Role::Owner) || reader.vocabulary.is(&c.name, Role::Person);
    let behind = table.columns.iter().position(person);
    let named = behind.filter(|_| role == Some(0)).unwrap_or(0);
    // Beside a telephone number stands whom to call, which may be nobody who works on the plan.
    let called = named > 0 && table.columns.iter().any(|c| c.role.is_none() && !person(c));
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        let Some(&cell) = row.cells.get(named).filter(|_| !row.total) else { continue };
        let plain = reader.plain(cell).trim().to_owned();
        if plain.is_empty() || plain.split_whitespace().count() > 5 {
            continue;
        }
        let place = Place::new(reader.cell_span(cell), Why::Row, SURE);
        // A table of roles explains them; the people who fill them may stand elsewhere.
        let declares = table.columns[named].role != Some(Role::Role) && !called;
        let found = if declares { reader.roster(&plain, place) } else { reader.actor(&plain, place) };
        let Some(actor) = found else { continue };
        let role_text = role
            .filter(|&r| r != named)
            .and_then(|r| row.cells.get(r))
            .map(|&c| sections::strip_marks(&reader.plain(c)).into());
        if let Some((column, &cell)) = active.and_then(|c| Some((c, row.cells.get(c)?))) {
            // `1, 3` under "Active Waves".
            let mut words = table.columns[column].name.split_whitespace();
            let kind = words.find(|w| matches!(reader.vocabulary.noun(w), Some(Noun::Group(_))));
            let kind = kind.map(|w| fold(w.strip_suffix('s').unwrap_or(w)).as_ref().into());
            let span = reader.cell_span(cell);
            let raw = reader.slice(span);
            reader
                .active
                .extend(raw.split([',', ';']).map(|part| (actor, span.of_part(raw, part.trim()), kind.clone())));
        }
        let entry = &mut reader.plan.actors[actor.index()];
        entry.role = entry.role.take().or(role_text);
        table.rows[index].subject = Some(Node::Actor(actor));
    }
}
