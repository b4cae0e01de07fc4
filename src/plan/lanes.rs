//! What belongs to one lane or agent: its branch, and the issues, sections and files that are its own.

use super::{
    Role, Word,
    model::*,
    names::{self, Ref},
    read::Reader,
};
use crate::{markdown::SectionId, source::Span};

/// Longest cell or value that lists things, in bytes.
const LONGEST: usize = 2_000;

/// Reads what tables, fields and lists say of lanes and agents.
pub(super) fn read(reader: &mut Reader) {
    let lanes = reader.plan.groups.iter().filter(|g| g.axis == Axis::Lane).count();
    let agents = reader.plan.actors.iter().filter(|a| a.roster).count();
    // One lane shares with nobody.
    if lanes < 2 && agents < 2 {
        return;
    }
    // "Track A: T1, T2".
    let listed = std::mem::take(&mut reader.lane_lists).into_iter();
    let mut values: Vec<(Node, Role, Span)> = listed.map(|(lane, span)| (lane, Role::Task, span)).collect();
    for table in reader.plan.tables.iter().filter(|t| matches!(t.kind, TableKind::Groups | TableKind::Roster)) {
        for (index, column) in table.columns.iter().enumerate() {
            let Some(role) = column.role.filter(|&r| index > 0 && is_own(r)) else { continue };
            let cells = table.rows.iter().filter_map(|row| Some((row.subject?, *row.cells.get(index)?)));
            values.extend(cells.map(|(lane, cell)| (lane, role, reader.cell_span(cell))));
        }
    }
    for field in reader.plan.fields.iter().filter(|f| f.role.is_some_and(is_own) && f.of_section(reader.document)) {
        if let (Some(lane), Some(role), false) = (whose(reader, field.section), field.role, field.value.is_empty()) {
            values.push((lane, role, field.value));
        }
    }
    let is_lane = |node: Node| match node {
        Node::Group(group) => reader.plan.group(group).axis == Axis::Lane,
        Node::Actor(_) => true,
        Node::Task(_) => false,
    };
    let mut found = Vec::new();
    for (lane, role, span) in values.into_iter().filter(|(lane, _, span)| is_lane(*lane) && span.len() < LONGEST) {
        if role == Role::Branch {
            found.extend(branch(reader, span).map(|span| Holding {
                lane,
                what: Held::Branch,
                key: key(reader, span),
                span,
            }));
        } else {
            let items = items(reader, span).into_iter();
            found.extend(items.map(|span| Holding { lane, what: Held::Item, key: key(reader, span), span }));
        }
    }
    reader.plan.holdings = found;
}

/// Whether a column or field of that role lists what belongs to one lane.
fn is_own(role: Role) -> bool {
    matches!(role, Role::Branch | Role::Scope | Role::Files | Role::Task | Role::Id)
}

/// The lane or agent that a section is about.
fn whose(reader: &Reader, section: SectionId) -> Option<Node> {
    let facts = &reader.plan.sections[section.0 as usize];
    facts.actor.map(Node::Actor).or(facts.group.map(Node::Group))
}

fn key(reader: &Reader, span: Span) -> names::Key {
    let text = reader.slice(span).trim_matches('`');
    match names::leading_id(text, 0) {
        Some(id) if id.text.len() == text.len() => names::id_key(text),
        _ => text.to_ascii_lowercase().into(),
    }
}

/// The branch that a value names and nothing else; not one that everybody merges into.
fn branch(reader: &Reader, span: Span) -> Option<Span> {
    let raw = reader.slice(span);
    let name = raw.trim().trim_matches('`');
    let shared = ["main", "master", "develop", "dev", "trunk", "staging", "production", "none", "n/a", "same", "tbd"];
    let form = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '#');
    let own = name.len() > 2 && name.chars().all(form) && name.contains(['/', '-', '_']);
    (own && !shared.contains(&name.to_ascii_lowercase().as_str())).then(|| span.of_part(raw, name))
}

/// The things in a list that bear a name of their own: `#4`, `T12`, `src/api/`, code. A part that says
/// "support", "review" or the like is somebody else's.
fn items(reader: &Reader, span: Span) -> Vec<Span> {
    let raw = reader.slice(span);
    let mut found = Vec::new();
    let mut depth = 0u32;
    let parts = raw.split(|c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\n')
    });
    for part in parts.flat_map(|p| p.split("<br>")).map(str::trim) {
        if reader.vocabulary.says(part, Word::Helping) {
            continue;
        }
        let name = part.split(" (").next().unwrap_or(part).trim();
        let code = name.len() > 2 && name.starts_with('`') && name.find('`') != name.rfind('`') && !name.contains(' ');
        let path = name.contains('/') && !name.contains([' ', '`']) && name.len() > 3;
        if code || path {
            found.push(span.of_part(raw, name.trim_matches('`')));
            continue;
        }
        // `#2`, `T4`; a number alone may count.
        if let [Ref::Id(id)] = names::refs(name, 0).as_slice()
            && id.text.len() == name.len()
            && name.starts_with(|c: char| c == '#' || c.is_ascii_uppercase())
        {
            found.push(span.of_part(raw, name));
        }
    }
    found
}
