//! What the rows of a table are.

use super::cells;
use crate::plan::{
    Name, Noun, Role, Word,
    declare::{sections, slots},
    fold,
    model::{Table, TableKind},
    names, quantity,
    read::Reader,
};
use rustc_hash::FxHashSet;

/// What makes the rows of a table with names or ids work.
const PLANNING: [Role; 13] = [
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

pub(super) fn kind(reader: &Reader, table: &Table) -> TableKind {
    if is_of_fields(reader, table) {
        TableKind::Fields
    } else if table.has(Role::Metric) && table.has(Role::Target) {
        TableKind::Metrics
    } else if table.columns.iter().any(|c| is_price(reader, &c.key)) || !reader.plan.dialect.has_work_tables() {
        TableKind::Other
    } else if is_roster(table) {
        TableKind::Roster
    } else {
        let grouped = first_role(table) == Some(Role::Group);
        let bundled =
            grouped || table.columns.first().is_some_and(|c| reader.vocabulary.is_name(&c.key, Name::ParallelSet));
        let dealt = bundled && table.column(Role::Task).is_some_and(|c| deals(reader, table, c));
        if grouped && is_of_groups(reader, table, dealt) {
            TableKind::Groups
        // Bundles of tasks that other tables list are none: `Group | Tasks | Prerequisite`.
        } else if !dealt && is_work(reader, table) {
            TableKind::Work
        } else {
            TableKind::Other
        }
    }
}

fn first_role(table: &Table) -> Option<Role> {
    table.columns.first().and_then(|c| c.role)
}

/// `Field | Value`, with or without these words.
fn is_of_fields(reader: &Reader, table: &Table) -> bool {
    let [key, value] = &*table.columns else { return false };
    let named = [Role::Field, Role::Metric].into_iter().any(|role| reader.vocabulary.is(&key.name, role));
    let amount = || reader.vocabulary.is_name(&value.name, Name::Amount);
    named && (reader.vocabulary.is(&value.name, Role::Value) || amount())
        || key.name.is_empty() && value.name.is_empty()
}

/// Whether the rows are those who work.
fn is_roster(table: &Table) -> bool {
    let has = |role: Role| table.has(role);
    let first = first_role(table);
    let listed = has(Role::Active) || (has(Role::Role) && !has(Role::Task));
    // A type alone is that of anything: of a record, of an error.
    let typed = table.columns.first().is_some_and(|c| &*c.key == "type") && !has(Role::Active);
    let named = matches!(first, Some(Role::Id | Role::Owner | Role::Role | Role::Team | Role::Person));
    // A member may wait for another one, and is no task.
    let members = first == Some(Role::Person) && (has(Role::Depends) || has(Role::Blocks));
    !has(Role::Status) && (members || listed && named && !typed && !has(Role::Depends))
}

/// Whether the rows of a table that begins with groups are these groups, and no tasks in them; `dealt` is whether they
/// list the tasks of each.
fn is_of_groups(reader: &Reader, table: &Table, dealt: bool) -> bool {
    if !dealt && table.has(Role::Task) && !headed(reader, table) {
        return false;
    }
    let planned = PLANNING.iter().any(|&role| role != Role::Group && table.has(role));
    // "Stream A" and nothing else is one, whatever the columns are.
    let labelled = |cell: &str| {
        let noun = sections::leading_noun(cell.trim(), reader).filter(|(_, noun, _)| matches!(noun, Noun::Group(_)));
        let label = noun.and_then(|(_, _, rest)| sections::leading_label(rest));
        label.is_some_and(|(_, _, title)| title.is_empty()) && cell.trim().contains(' ')
    };
    let mut seen = FxHashSet::default();
    let mut named = |cell: &str| !cell.trim().is_empty() && seen.insert(names::key(cell).into_owned());
    (dealt || planned || table.has(Role::Outputs) || cells(reader, table, 0).all(|c| labelled(&c)))
        && cells(reader, table, 0).all(|c| named(&c))
        && matches!(reader.vocabulary.noun(&table.columns[0].key), Some(Noun::Group(_)))
}

/// Whether the rows are tasks.
fn is_work(reader: &Reader, table: &Table) -> bool {
    let has = |role: Role| table.has(role);
    if has(Role::Task) || has(Role::Id) {
        let both = has(Role::Task) && has(Role::Id);
        // Numbered steps, each with its way back; what has a name, a number and a rank is to be done.
        return both && (has(Role::Rollback) || has(Role::Priority))
            || PLANNING.iter().any(|&role| has(role))
            // `Command | Lines | Description` under "Parsers (7 commands)".
            || counted(reader, table);
    }
    let planned = [Role::Status, Role::Depends, Role::Backup, Role::Date, Role::Duration];
    let first = first_role(table);
    first == Some(Role::Owner) && is_work_of_each(reader, table)
        || matches!(first, None | Some(Role::Target)) && has(Role::Owner) && planned.into_iter().any(has)
}

/// Whether a table says of each agent beside whom and behind whom it may work, or in which wave and on which files: each
/// is its work.
fn is_work_of_each(reader: &Reader, table: &Table) -> bool {
    let has = |role: Role| table.has(role);
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
