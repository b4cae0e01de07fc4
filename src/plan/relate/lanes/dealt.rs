//! Tables that deal files or branches out to agents or lanes, each row to another: `| Agent | Files owned |`.

use crate::{
    plan::{
        Noun, Role, Word,
        declare::sections,
        model::*,
        names,
        read::{LIKELY, Reader},
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// A table that deals files or branches out.
struct Deal {
    /// Whether the rows are lanes, and not agents.
    lanes: bool,
    /// Where a row names who has its files or branch, where it names these, and what they are.
    rows: Vec<(Span, Span, Held)>,
}

/// What the rows of such tables give to whom. A column of what somebody owns says by itself that it is nobody else's;
/// other files are dealt out where the document says that the agents work side by side (`beside`).
pub(super) fn read(reader: &mut Reader, beside: bool) -> Vec<Holding> {
    let tables = reader.plan.tables.iter().filter(|t| matches!(t.kind, TableKind::Work | TableKind::Other));
    let each = |table| {
        let dealt = files(reader, table, beside).or_else(|| owned(reader, table));
        dealt.into_iter().chain(branches(reader, table))
    };
    let deals: Vec<Deal> = tables.flat_map(each).collect();
    let mut found = Vec::new();
    for Deal { lanes, rows } in deals {
        for (name, files, what) in rows {
            let (shown, place) = (sections::strip_marks(reader.slice(name)), Place::new(name, Why::Cell, LIKELY));
            let holder = match lanes {
                true => Some(Node::Group(reader.group("lane", "", shown, Axis::Lane, place))),
                // "1" below "Agent" is agent 1.
                false if shown.bytes().all(|b| b.is_ascii_digit()) => {
                    reader.actor(&format!("Agent {shown}"), place).map(Node::Actor)
                }
                false => reader.actor(shown, place).map(Node::Actor),
            };
            let Some(lane) = holder.filter(|_| files.len() < super::LONGEST) else { continue };
            let items = match what {
                Held::Branch => super::branch(reader, files).into_iter().collect(),
                _ => super::items(reader, files),
            };
            found.extend(items.into_iter().map(|span| Holding { lane, what, key: super::key(reader, span), span }));
        }
    }
    found
}

/// The files of each row.
fn files(reader: &Reader, table: &Table, beside: bool) -> Option<Deal> {
    let owned = table.column(Role::Own);
    let files = owned.or_else(|| table.column(Role::Files).filter(|_| beside))?;
    let lane = |c: &Column| owned.is_some() && reader.vocabulary.noun(&c.key) == Some(Noun::Group(Axis::Lane));
    let agents = agents(reader, table);
    let names = agents.or_else(|| table.columns.iter().position(lane))?;
    let mut seen = FxHashSet::default();
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        let (&name, &list) = row.cells.get(names).zip(row.cells.get(files))?;
        let (name, list) = (reader.cell_span(name), reader.cell_span(list));
        // One who has a part of the work in two names has it in one row.
        let parts = || reader.slice(name).split([',', '&', '+', '/', '→']).map(|part| names::key(part).into_owned());
        let apart = (owned.is_some() || parts().count() == 1) && parts().all(|part| seen.insert(part));
        if name.is_empty() || !apart {
            return None;
        }
        rows.push((name, list, if comes_later(reader, row, files) { Held::Later } else { Held::Item }));
    }
    (rows.len() > 1).then_some(Deal { lanes: agents.is_none(), rows })
}

/// Who owns the files of each row, below a heading about ownership: `| Path | Owner |`, `| Part | Files | Owner |`. What
/// several have, or each of them, is nobody's own.
fn owned(reader: &Reader, table: &Table) -> Option<Deal> {
    let (files, owner) = (table.column(Role::Files)?, table.column(Role::Owner)?);
    // Tasks may follow each other on one file.
    if [Role::Id, Role::Task, Role::Depends].iter().any(|&role| table.has(role)) {
        return None;
    }
    let document = reader.document;
    let mut around = reader.plan.sections_around(document, table.section);
    if !around.any(|section| reader.vocabulary.says(&document.section(section).title, Word::Owning)) {
        return None;
    }
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        let (&name, &list) = row.cells.get(owner).zip(row.cells.get(files))?;
        let (name, list) = (reader.cell_span(name), reader.cell_span(list));
        let text = reader.slice(name);
        let several = text.contains([',', '&', '+', '/', '→', ';']) || text.contains(" and ");
        let own = !text.is_empty() && !several && !reader.vocabulary.says(text, Word::Everybody);
        if own && !comes_later(reader, row, files) {
            rows.push((name, list, Held::Item));
        }
    }
    (rows.len() > 1).then_some(Deal { lanes: false, rows })
}

/// The branch of each row, where nothing says that one agent waits for another.
fn branches(reader: &Reader, table: &Table) -> Option<Deal> {
    // Beside the branches, another column may tell the folders of their worktrees.
    let branches = || (0..table.columns.len()).filter(|&c| table.columns[c].role == Some(Role::Branch));
    let of_branches = || branches().find(|&c| !reader.vocabulary.says(&table.columns[c].key, Word::OwnCheckout));
    let branch = of_branches().or_else(|| branches().next()).filter(|_| !table.has(Role::Depends))?;
    let agents = agents(reader, table);
    let lane = |c: &Column| reader.vocabulary.noun(&c.key) == Some(Noun::Group(Axis::Lane));
    let names = agents.or_else(|| table.columns.iter().position(lane))?;
    let mut seen = FxHashSet::default();
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(|row| !row.total) {
        let (&name, &cell) = row.cells.get(names).zip(row.cells.get(branch))?;
        let (name, cell) = (reader.cell_span(name), reader.cell_span(cell));
        if name.is_empty() || !seen.insert(names::key(reader.slice(name))) || comes_later(reader, row, branch) {
            return None;
        }
        rows.push((name, cell, Held::Branch));
    }
    (rows.len() > 1).then_some(Deal { lanes: agents.is_none(), rows })
}

/// The column that names agents.
fn agents(reader: &Reader, table: &Table) -> Option<usize> {
    let agent = |c: &Column| is_agent(reader, &c.key) && matches!(c.role, None | Some(Role::Owner));
    table.columns.iter().position(agent)
}

/// Whether a heading says that its column names agents: "Agent", "Assigned agent".
fn is_agent(reader: &Reader, key: &str) -> bool {
    let noun = |word: &str| reader.vocabulary.noun(word) == Some(Noun::Agent);
    noun(key) || key.rsplit(' ').next().is_some_and(noun)
}

/// Whether another cell of a row says that it comes when something else is there: "After A, B, C".
fn comes_later(reader: &Reader, row: &Row, files: usize) -> bool {
    let others = row.cells.iter().enumerate().filter(|(column, _)| *column != files);
    others.into_iter().any(|(_, &cell)| reader.vocabulary.says(reader.slice(reader.cell_span(cell)), Word::Sequel))
}
