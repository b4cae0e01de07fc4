//! What the rows of a table are.

use super::cells;
use crate::plan::{
    Name, Noun, Role, Word,
    declare::slots,
    fold,
    model::{Table, TableKind},
    names, quantity,
    read::Reader,
};
use rustc_hash::FxHashSet;

pub(super) fn kind(reader: &Reader, table: &Table) -> TableKind {
    let has = |role: Role| table.column(role).is_some();
    let first = table.columns.first();
    if table.columns.len() == 2 {
        let second = table.columns.get(1).map_or("", |c| &*c.name);
        let key = first.map_or("", |c| &*c.name);
        let is = |role: Role| reader.vocabulary.is(key, role);
        let amounts = || reader.vocabulary.is_name(second, Name::Amount);
        let named = is(Role::Field) || is(Role::Metric);
        let valued = named && (reader.vocabulary.is(second, Role::Value) || amounts());
        if valued || key.is_empty() && second.is_empty() {
            return TableKind::Fields;
        }
    }
    if has(Role::Metric) && has(Role::Target) {
        return TableKind::Metrics;
    }
    if table.columns.iter().any(|c| is_price(reader, &c.key)) || !reader.plan.dialect.has_work_tables() {
        return TableKind::Other;
    }
    let planning = [
        Role::Owner,
        Role::Status,
        Role::Depends,
        Role::Blocks,
        Role::Duration,
        Role::Group,
        Role::Files,
        Role::Mode,
        Role::Date,
        Role::Gate,
        Role::Branch,
        Role::Evidence,
        Role::Backup,
    ];
    let first_role = first.and_then(|c| c.role);
    let roster = has(Role::Active) || (has(Role::Role) && !has(Role::Task) && !has(Role::Depends));
    // A type alone is that of anything: of a record, of an error.
    let typed = first.is_some_and(|c| &*c.key == "type") && !has(Role::Active);
    if roster
        && !typed
        && matches!(first_role, Some(Role::Id | Role::Owner | Role::Role | Role::Team | Role::Person))
        && !has(Role::Status)
        && !has(Role::Depends)
    {
        return TableKind::Roster;
    }
    // A member may wait for another one, and is no task.
    if first_role == Some(Role::Person) && (has(Role::Depends) || has(Role::Blocks)) && !has(Role::Status) {
        return TableKind::Roster;
    }
    let grouped = first_role == Some(Role::Group);
    let dealt = grouped && table.column(Role::Task).is_some_and(|c| deals(reader, table, c));
    if grouped && (dealt || !has(Role::Task) || headed(reader, table)) {
        let others = dealt || planning.iter().any(|&r| r != Role::Group && has(r)) || has(Role::Outputs);
        let mut seen = FxHashSet::default();
        let unique = cells(reader, table, 0).all(|c| !c.trim().is_empty() && seen.insert(names::key(&c).into_owned()));
        if others && unique && matches!(reader.vocabulary.noun(&table.columns[0].key), Some(Noun::Group(_))) {
            return TableKind::Groups;
        }
    }
    // Bundles of tasks that other tables list: `Group | Tasks | Prerequisite`.
    if dealt {
        return TableKind::Other;
    }
    if has(Role::Task) || has(Role::Id) {
        // Numbered steps, each with its way back.
        let steps = has(Role::Task) && has(Role::Id) && has(Role::Rollback);
        // What has a name, a number and a rank is to be done.
        let ranked = has(Role::Task) && has(Role::Id) && has(Role::Priority);
        if steps || ranked || planning.iter().any(|&r| has(r)) {
            return TableKind::Work;
        }
        // `Command | Lines | Description` under "Parsers (7 commands)".
        if counted(reader, table) {
            return TableKind::Work;
        }
    } else if first_role == Some(Role::Owner) && is_work_of_each(reader, table)
        || matches!(first_role, None | Some(Role::Target))
            && has(Role::Owner)
            && (has(Role::Status) || has(Role::Depends) || has(Role::Backup) || has(Role::Date) || has(Role::Duration))
    {
        return TableKind::Work;
    }
    TableKind::Other
}

/// Whether a table says of each agent beside whom and behind whom it may work, or in which wave and on which files: each
/// is its work.
fn is_work_of_each(reader: &Reader, table: &Table) -> bool {
    let has = |role: Role| table.column(role).is_some();
    let ordered = has(Role::Depends) && (has(Role::With) || has(Role::Blocks));
    let mut seen = FxHashSet::default();
    let named = |c: &str| !c.trim().is_empty() && !reader.vocabulary.is_owner_placeholder(c.trim());
    let mut apart = || cells(reader, table, 0).all(|c| named(&c) && seen.insert(names::key(&c).into_owned()));
    let reads = |cell: &str| {
        let mut words = cell.split(|c: char| !c.is_alphabetic());
        words.any(|word| reader.vocabulary.is_name(word, Name::ReadingAgent))
    };
    // Wherever the document says that its agents only read, they are in nobody's way.
    let only_read = || reader.vocabulary.says(reader.text, Word::ReadOnly);
    let written = || !has(Role::Outputs) && !cells(reader, table, 0).any(|cell| reads(&cell)) && !only_read();
    ordered || has(Role::Files) && (has(Role::Group) || has(Role::Depends)) && written() && apart()
}

/// Whether a column of that key holds prices: then the table is an invoice, whatever its hours say.
fn is_price(reader: &Reader, key: &str) -> bool {
    reader.vocabulary.is_name(names::bare(key), Name::Price)
}

/// Whether the heading above counts what the first column names: "(7 commands)" over `Command`.
pub(super) fn counted(reader: &Reader, table: &Table) -> bool {
    let Some(first) = table.columns.first() else { return false };
    let noun = names::key(&first.name).into_owned();
    let title = &reader.document.section(table.section).title;
    quantity::each(title, 0).any(|q| q.unit.noun().is_some_and(|n| n == noun))
}

/// Whether most rows name a group that has a heading of its own: what stands beside it is what it is about.
fn headed(reader: &Reader, table: &Table) -> bool {
    let named = |cell: &str| {
        let name = fold(cell.trim());
        let (word, label) = name.split_once(' ')?;
        let group = *reader.groups.get(&(word.into(), label.into()))?;
        reader.plan.group(group).section
    };
    let count = cells(reader, table, 0).filter(|cell| named(cell).is_some()).count();
    2 * count > table.rows.len()
}

/// Whether a column lists the ids of tasks, or the numbers of those of another table.
fn deals(reader: &Reader, table: &Table, column: usize) -> bool {
    let texts: Vec<_> = cells(reader, table, column).collect();
    let known = |id: &str| reader.tasks.contains_key(&names::id_key(id.trim()));
    let lists_known = || texts.iter().all(|c| c.split(',').all(known)) && texts.iter().any(|c| c.contains(','));
    slots::lists_ids(reader.vocabulary, texts.iter().map(|c| c.trim())) || lists_known()
}
