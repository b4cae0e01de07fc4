//! What belongs to one lane or agent: its branch, and the issues, sections and files that are its own.

mod dealt;

use crate::{
    markdown::SectionId,
    plan::{
        Name, Phrase, Role, Word, files,
        model::*,
        names::{self, Ref},
        read::Reader,
    },
    source::Span,
};

/// Longest cell or value that lists things, in bytes.
const LONGEST: usize = 2_000;

/// Reads what tables, fields and lists say of lanes and agents.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let beside = reader.plan.has_phrase(Phrase::Beside);
    let dealt = dealt::read(reader, beside);
    let lanes = reader.plan.groups.iter().filter(|g| g.axis == Axis::Lane).count();
    let agents = reader.plan.actors.iter().filter(|a| a.roster).count();
    // One lane shares with nobody.
    if lanes < 2 && agents < 2 && dealt.is_empty() {
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
        let (Some(lane), Some(role)) = (whose(reader, field.section), field.role) else { continue };
        match field.body {
            _ if !field.value.is_empty() => values.push((lane, role, field.value)),
            Some(body) if role != Role::Branch => {
                let items = reader.document.children(body).map(|item| reader.document.text_span(item));
                values.extend(items.map(|span| (lane, role, listed_name(reader, span))));
            }
            _ => {}
        }
    }
    let is_lane = |node: Node| match node {
        Node::Group(group) => reader.plan.group(group).axis == Axis::Lane,
        Node::Actor(_) => true,
        Node::Task(_) => false,
    };
    let mut found = dealt;
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
    found.extend(edited(reader, beside));
    found.extend(written(reader, beside));
    reader.plan.holdings = found;
}

/// What an item of a list names, without what it says of it: "`src/api/` — all of it".
fn listed_name(reader: &Reader, span: Span) -> Span {
    let raw = reader.slice(span);
    if reader.vocabulary.says(raw, Word::Helping) {
        return Span { end: span.start, ..span };
    }
    let end = [" - ", " — ", " – ", ": "].iter().filter_map(|end| raw.find(end)).min().unwrap_or(raw.len());
    span.of_part(raw, raw[..end].trim())
}

/// The files that the items of a lane's own section list, or say that they change: "Update `src/index.ts`".
/// Agents may follow each other, where nothing says that they work side by side.
fn edited(reader: &Reader, beside: bool) -> Vec<Holding> {
    let document = reader.document;
    let lane = |section: SectionId| {
        whose(reader, section).filter(|&node| match node {
            Node::Group(group) => reader.plan.group(group).axis == Axis::Lane,
            node => beside && matches!(node, Node::Actor(_)),
        })
    };
    // Below "**Files:**" each item is one, whatever becomes of it.
    let lists = |section: SectionId| {
        let own = document.section(section);
        let roles = || reader.vocabulary.roles(own.title.trim_end_matches(':'));
        own.is_bold_line() && roles().iter().any(|r| matches!(r, Role::Files | Role::Scope | Role::Own))
    };
    let mut found = Vec::new();
    for &id in &document.items {
        let block = document.block(id);
        let Some(lane) = lane(block.section) else { continue };
        let span = document.text_span(id);
        let raw = reader.slice(span);
        if lists(block.section) && raw.len() <= LONGEST {
            let names = items(reader, listed_name(reader, span)).into_iter();
            found.extend(names.map(|span| Holding { lane, what: Held::Item, key: key(reader, span), span }));
            continue;
        }
        let verb = raw.split_whitespace().next().unwrap_or("").trim_matches(['*', ':']);
        if raw.len() > LONGEST
            || !reader.vocabulary.is_name(verb, Name::Coding)
            || reader.vocabulary.says(raw, Word::Helping)
        {
            continue;
        }
        if let [file] = files(reader.text, span, false).as_slice()
            && file.writes
            && file.path.contains('/')
        {
            found.push(Holding { lane, what: Held::Item, key: file.path.to_ascii_lowercase().into(), span: file.span });
        }
    }
    found
}

/// The files that the tasks of lanes are said to change, by a field or a column of their own.
fn written(reader: &Reader, beside: bool) -> Vec<Holding> {
    let mut found = Vec::new();
    for task in reader.plan.tasks.iter().filter(|t| t.kind == TaskKind::Work && t.required() && !t.done()) {
        let lane = task.group.filter(|&g| reader.plan.group(g).axis == Axis::Lane).map(Node::Group);
        // A table below the heading of an agent.
        let agent = || reader.plan.sections[task.section.0 as usize].actor.filter(|_| beside && task.table.is_some());
        let Some(lane) = lane.or_else(|| agent().map(Node::Actor)) else { continue };
        let own = |f: &&FileRef| f.writes && f.path.contains('/') && !task.span().contains(f.span);
        found.extend(task.files.iter().filter(own).map(|file| Holding {
            lane,
            what: Held::Item,
            key: file.path.to_ascii_lowercase().into(),
            span: file.span,
        }));
    }
    found
}

/// Whether a column or field of that role lists what belongs to one lane.
fn is_own(role: Role) -> bool {
    matches!(role, Role::Branch | Role::Scope | Role::Own | Role::Files | Role::Task | Role::Id)
}

/// The lane or agent that a section is about; a bold line in it, "Files:", opens no part of its own.
fn whose(reader: &Reader, section: SectionId) -> Option<Node> {
    let own = reader.document.section(section);
    let section = if own.is_bold_line() && reader.plan.sections[section.0 as usize].group.is_none() {
        own.parent
    } else {
        section
    };
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
        let name = part.split(" (").next().unwrap_or(part).trim();
        // "`src/shared/` (read-only)": the words around the name say what it is to its holder.
        if reader.vocabulary.says(&part[name.len()..], Word::Helping) {
            continue;
        }
        let code = name.len() > 2 && name.starts_with('`') && name.find('`') != name.rfind('`') && !name.contains(' ');
        let path = name.contains('/') && !name.contains([' ', '`']) && name.len() > 3;
        if code || path {
            found.push(span.of_part(raw, name.trim_matches('`')));
            continue;
        }
        // `#2`, `T4`; a number alone may count.
        if let [Ref::Id(id)] = names::refs(reader.vocabulary, name, 0).as_slice()
            && id.text.len() == name.len()
            && name.starts_with(|c: char| c == '#' || c.is_ascii_uppercase())
        {
            found.push(span.of_part(raw, name));
        }
    }
    found
}
