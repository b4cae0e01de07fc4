//! What the columns of a table mean.

use super::{cells, state, tick_in};
use crate::plan::{
    Name, Noun, Role, Topic, Vocabulary,
    declare::{sections, titles},
    fold,
    model::{Column, Said, Status, Table},
    names, quantity,
    read::Reader,
    words::states,
};
use rustc_hash::FxHashSet;
use std::{borrow::Cow, cell::LazyCell};

/// Gives each column the first role that its heading allows and its cells confirm.
pub(super) fn roles(reader: &Reader, table: &mut Table) {
    for column in 0..table.columns.len() {
        let name = &table.columns[column].name;
        let mut candidates = reader.vocabulary.roles(name);
        if let Some((heading, _)) = name.split_once(['(', '[']).filter(|_| candidates.is_empty()) {
            candidates = reader.vocabulary.roles(heading);
        }
        let role = candidates.iter().copied().find(|&role| confirmed(reader, table, column, role));
        table.columns[column].role = role;
    }
    if let Some(column) = ticked(reader, table) {
        table.columns[column].role = Some(Role::Status);
    }
    // Rows of a plan have an order, or an owner and a state; an id of its own leads each of them whatever it is called:
    // `| Package | Bounded assignment | Depends on | Owner | Status |`.
    let has = |role: Role| table.has(role);
    let planned = has(Role::Owner) && (has(Role::Depends) || has(Role::Status));
    let free = table.columns.first().is_some_and(|c| c.role.is_none());
    // One that stands twice may be a mistake.
    let led = || ids(reader, table, 0).is_some_and(|(all, own)| own > 1 && (own == all || all > 3 && own + 1 == all));
    // So do numbers that say in which order rows that wait for each other come.
    let ordered = || {
        let sequence = reader.vocabulary.is_name(&table.columns[0].key, Name::Sequence)
            && !has(Role::Task)
            && table.columns.len() > 1
            // "T2 Schema" has its id already, and so has "Step 2: Copy".
            && !cells(reader, table, 1).any(|c| names::leading_id(&c, 0).is_some() || c.contains(':'));
        let texts: Vec<_> = if sequence { cells(reader, table, 0).collect() } else { Vec::new() };
        let own: FxHashSet<&str> = texts.iter().map(|c| c.trim()).collect();
        own.len() == texts.len() && are_numbers(own.into_iter())
    };
    if free
        && !has(Role::Id)
        && (planned && led() || has(Role::Depends) && (ordered() || phases_of_plans(reader, table).len() == 1))
    {
        table.columns[0].role = Some(Role::Id);
    }
    // Several rows may be parts of one package of work: `| WP | Task |` over WP1, WP1, WP2.
    if holds_packages(reader, table) {
        table.columns[0].role = Some(Role::Group);
    }
    // `| Package | Description | Dependencies |` over "WP-01: Setup", `| System | Duration | Dependencies | Status |`.
    let has = |role: Role| table.has(role);
    let scheduled = || has(Role::Duration) && has(Role::Status) && !has(Role::Task) && !has(Role::Id);
    let packages = || is_called(reader, &table.columns[0], Name::WorkPackage) && are_titled(reader, table);
    let begins_work = || has(Role::Depends) && (scheduled() || packages());
    if free && table.columns[0].role.is_none() && begins_work() {
        table.columns[0].role = Some(Role::Task);
    }
}

/// Whether the ids of packages of work lead the rows, and tasks, of which several are of one package.
fn holds_packages(reader: &Reader, table: &Table) -> bool {
    let packages =
        table.columns.first().is_some_and(|c| c.role == Some(Role::Id) && is_called(reader, c, Name::WorkPackage));
    let again = || {
        let ids: Vec<_> = cells(reader, table, 0).collect();
        let again = ids.windows(2).filter(|pair| pair[0].trim() == pair[1].trim()).count();
        // `WP-2.4` is the part of a package already.
        again > 1 || again == 1 && !ids.iter().all(|id| id.contains('.'))
    };
    packages && table.has(Role::Task) && again()
}

/// Whether each row begins with an id of its own and a title behind it.
fn are_titled(reader: &Reader, table: &Table) -> bool {
    let mut own = FxHashSet::default();
    let each = cells(reader, table, 0).all(|cell| titled_id(&cell).is_some_and(|id| own.insert(id)));
    each && own.len() > 1
}

/// The key of the id with which a cell begins that goes on with a title: "WP-01: Setup".
fn titled_id(cell: &str) -> Option<names::Key> {
    let id = names::leading_id(cell, 0).filter(|id| sections::is_task_id(id.text))?;
    let title = cell[id.span.end as usize..].trim_start_matches('*').trim_start();
    title.starts_with([':', '–', '—', '-']).then(|| names::id_key(id.text))
}

/// The column of a table of work that is ticked where a row is done, "Erledigt", "Gate OK?": each of its cells is a mark,
/// an answer or empty. Where several columns hold marks, these are what each row has.
fn ticked(reader: &Reader, table: &Table) -> Option<usize> {
    if table.has(Role::Status) || !table.has(Role::Depends) && !table.has(Role::Owner) {
        return None;
    }
    let mark = |column: &Column, cell: &str| {
        let said = tick_in(reader, column, cell);
        said.is_some_and(|(status, said)| said != Said::Word && matches!(status, Status::Open | Status::Done))
    };
    let marked = |&column: &usize| {
        let mut texts = cells(reader, table, column).filter(|cell| !cell.trim().is_empty()).peekable();
        let heading = &table.columns[column];
        heading.role.is_none() && texts.peek().is_some() && texts.all(|cell| mark(heading, &cell))
    };
    let marked: Vec<usize> = (0..table.columns.len()).filter(marked).take(3).collect();
    let mut found = marked.iter().copied().filter(|&column| is_called(reader, &table.columns[column], Name::Ticked));
    let (column, None) = (found.next()?, found.next()) else { return None };
    // Services and rooms that are "OK" are no work, unless there is a box for it.
    let named = || [Role::Task, Role::Id, Role::Group, Role::Depends].into_iter().any(|role| table.has(role));
    let boxed = || cells(reader, table, column).any(|cell| matches!(state(reader, &cell), Some((_, Said::Box))));
    let work = named() || boxed() || !is_called(reader, &table.columns[column], Name::Result);
    (marked.len() < 3 && work).then_some(column)
}

/// Whether the heading of a column, asked or not, is such a name: "OK?".
pub(super) fn is_called(reader: &Reader, column: &Column, name: Name) -> bool {
    reader.vocabulary.is_name(column.key.trim_end_matches(['?', '？', '!', ' ']), name)
}

/// Whether there is a cell, and each holds a number and nothing else.
fn are_numbers<C: AsRef<str>>(mut cells: impl Iterator<Item = C>) -> bool {
    let number = |cell: C| cell.as_ref().parse::<f64>().is_ok();
    cells.next().is_some_and(number) && cells.all(number)
}

/// Whether a column stands among others that say how much of something unnamed there is: "Lead", "Backend", "QA"
/// over days of each role.
fn is_among_amounts(reader: &Reader, table: &Table, column: usize) -> bool {
    let unnamed = |other: &usize| *other != column && reader.vocabulary.roles(&table.columns[*other].name).is_empty();
    let amounts = |&other: &usize| {
        let texts: Vec<_> = cells(reader, table, other).collect();
        are_numbers(texts.iter().map(|c| c.trim()).filter(|c| !c.is_empty()))
    };
    (0..table.columns.len()).filter(unnamed).filter(amounts).take(2).count() == 2
}

/// Whether what stands in a column fits a role that its heading may give.
fn confirmed(reader: &Reader, table: &Table, column: usize, role: Role) -> bool {
    let all = LazyCell::new(|| cells(reader, table, column).collect::<Vec<_>>());
    let filled = LazyCell::new(|| all.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>());
    let short = || filled.iter().all(|c| c.split_whitespace().count() <= 10);
    let key = &table.columns[column].key;
    match role {
        Role::Owner | Role::Backup | Role::Reviewer => are_owners(reader, table, column, &filled),
        Role::Status => are_states(reader, table, column, &filled),
        Role::Duration => {
            filled.iter().any(|c| quantity::each(c, 0).any(|q| q.is_time() || names_unit(&table.columns[column].name)))
        }
        Role::Files => filled.iter().any(|c| c.contains(['/', '.'])),
        Role::Id => !is_taken(table, column, Role::Id) && are_ids(reader, table, column, &all, &filled),
        Role::Group => !is_taken(table, column, Role::Group) && short(),
        Role::Mode => {
            filled.iter().any(|c| reader.vocabulary.mode(c).is_some() || matches!(fold(c).as_ref(), "yes" | "no"))
        }
        Role::Person => column == 0 && reader.plan.within(table.section, Topic::Team),
        Role::Task => {
            // "Tasks" over numbers counts them.
            let count = |c: &&str| c.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | '–' | '~' | '+'));
            let counted = || key.ends_with('s') && filled.iter().all(count);
            !is_taken(table, column, Role::Task) && (filled.is_empty() || !counted())
        }
        Role::Scope | Role::Own => column > 0,
        // In the first column stands what a row is about: `Blocker | Solution` lists risks.
        Role::Depends => column > 0 && are_dependencies(reader, table, column, &filled),
        _ => true,
    }
}

/// Whether a column before this one has the role.
fn is_taken(table: &Table, column: usize, role: Role) -> bool {
    table.columns[..column].iter().any(|c| c.role == Some(role))
}

/// Whether the cells of a column may name people: numbers under "Agent" are ids, sentences under "Responsibility" no names.
fn are_owners(reader: &Reader, table: &Table, column: usize, filled: &[&str]) -> bool {
    let words = reader.vocabulary;
    let numbered = || (column == 0 || is_among_amounts(reader, table, column)) && are_numbers(filled.iter());
    let long = || filled.iter().map(|c| c.split_whitespace().count()).sum::<usize>() > 6 * filled.len().max(1);
    // "n/a" is a state in one column and "nobody" in this one.
    let state = |c: &&str| words.status(c).is_some() && !words.is_no_owner(c) && !words.is_owner_placeholder(c);
    let amount = |c: &&str| quantity::cell(c, 0).is_some_and(|q| !names_people(reader, &q.unit, filled));
    !numbered() && !long() && !filled.iter().any(state) && !filled.iter().any(amount)
}

/// Whether half of the cells of a column are states; percentages alone may be what is covered, or reached by a roll-out.
fn are_states(reader: &Reader, table: &Table, column: usize, filled: &[&str]) -> bool {
    let heading = &table.columns[column];
    let known =
        filled.iter().filter(|c| tick_in(reader, heading, c).is_some() || quantity::ratio(c, 0).is_some()).count();
    // Beside a column of states they say how far the work is, and may say it otherwise.
    let stated =
        |other: usize| other != column && reader.vocabulary.roles(&table.columns[other].name).contains(&Role::Status);
    let worded = || {
        reader.vocabulary.is_name(&table.columns[column].key, Name::Progressing)
            || filled.iter().any(|c| states::stated(reader.vocabulary, c).is_some())
    };
    let shares = || {
        filled.iter().any(|c| states::hundredths(c).is_some()) && ((0..table.columns.len()).any(stated) || !worded())
    };
    known > 0 && 2 * known >= filled.len() && !shares()
}

/// Whether the cells of a column are ids of its rows: `all` with the empty ones.
fn are_ids(reader: &Reader, table: &Table, column: usize, all: &[Cow<str>], filled: &[&str]) -> bool {
    let short = || filled.iter().all(|c| c.split_whitespace().count() <= 3);
    let distinct = || short() && filled.len() == all.len() && tell_apart(filled, is_cited(table, column));
    // Where the first column names each row by an id, another says where it is tracked.
    let subject = table.columns.first().and_then(|c| c.role).filter(|_| column > 0);
    let named = || column > 0 && matches!(subject, None | Some(Role::Task)) && is_of_ids(reader, table, 0);
    (distinct() || are_mostly_ids(reader.vocabulary, all)) && !named()
}

/// Whether the cells of a column are what its rows wait for.
fn are_dependencies(reader: &Reader, table: &Table, column: usize, filled: &[&str]) -> bool {
    // `Dependencies` beside `File` or `Module` means imports, but for a package of work, `WP-01`.
    let imports = table.columns.first().is_some_and(|c| reader.vocabulary.is_name(&c.key, Name::CodeUnit));
    // "Blockers" may be told or counted, "1 of QA".
    let hindered = reader.vocabulary.is_name(&table.columns[column].key, Name::Hindrance);
    let id = |c: &&str| names::is_nothing(c) || c.contains(char::is_alphabetic) && sections::are_task_ids(c);
    // What moves in waves, an app with its servers, needs the others where it runs.
    let is = |name: Name| move |c: &Column| reader.vocabulary.is_name(&c.key, name);
    let told = |c: &Column| reader.vocabulary.roles(&c.name).contains(&Role::Task);
    let columns = || table.columns.iter();
    let moved = columns().take(2).any(is(Name::Moved)) && columns().any(is(Name::Slot)) && !columns().any(told);
    !moved && (!imports || names_work(reader, table)) && (!hindered || filled.iter().all(id))
}

/// Whether a figure under an owner's heading is a mere number, or "3 spec agents" among names; where all are such, they
/// say how many are needed.
fn names_people(reader: &Reader, unit: &quantity::Unit, cells: &[&str]) -> bool {
    let people = |noun: &str| reader.vocabulary.noun(noun) == Some(Noun::Agent) || noun == "person";
    let names = || 2 * cells.iter().filter(|c| !c.contains(|c: char| c.is_ascii_digit())).count() > cells.len();
    matches!(unit, quantity::Unit::None) || unit.noun().is_some_and(people) && names()
}

/// Fewest ids that make a column one of ids though a row has none, or several.
const IDS: usize = 3;

/// Whether nearly all cells are ids, hardly any twice, and the others are empty or name several: "T5, T6", "T5–T8".
fn are_mostly_ids<C: AsRef<str>>(words: &Vocabulary, cells: &[C]) -> bool {
    let (mut own, mut again, mut odd) = (FxHashSet::default(), 0, 0);
    for cell in cells.iter().map(|cell| cell.as_ref().trim()) {
        match sections::is_task_id(cell) || titles::is_dotted(cell) {
            true => again += usize::from(!own.insert(names::id_key(cell))),
            false if cell.is_empty() || !names::several(words, cell).is_empty() => odd += 1,
            false => return false,
        }
    }
    own.len() >= IDS && again < 2 && 4 * odd <= cells.len()
}

/// Whether cells could be the ids of their rows: hardly any stands twice, and none is a list, a range or
/// words. What is else under such a heading says to which task a row belongs; where they may be such (`cited`),
/// one that stands twice is enough.
fn tell_apart(cells: &[&str], cited: bool) -> bool {
    let mut seen = FxHashSet::default();
    let again = cells.iter().filter(|c| !seen.insert(**c)).count();
    let several = |c: &str| {
        let joined: String = c.split_whitespace().collect();
        c.contains([',', ';', '&', '+']) || names::is_id_range(&joined)
    };
    let words = |c: &str| c.contains(' ') && !c.contains(|c: char| c.is_ascii_digit());
    let most = if cited { 0 } else { (cells.len() / 4).max(1) };
    !cells.is_empty()
        && again <= most
        && !cells.iter().any(|c| several(c))
        && 2 * cells.iter().filter(|c| words(c)).count() < cells.len()
}

/// Whether a column may say to which story, ticket or task a row belongs: by its heading, or because the first
/// column names each row.
fn is_cited(table: &Table, column: usize) -> bool {
    let Some(first) = table.columns.first() else { return false };
    let tracked = matches!(&*table.columns[column].key, "story" | "ticket" | "issue" | "issue #" | "ref" | "key");
    let parts = || table.columns.iter().any(|c| matches!(&*c.key, "task" | "tasks" | "subtask" | "subtasks"));
    let names = |role: Option<Role>| {
        let things = [Role::Files, Role::Evidence, Role::Date, Role::Target, Role::Metric, Role::Criteria, Role::Gate];
        role.is_none_or(|r| things.contains(&r))
    };
    match column {
        0 => tracked && parts(),
        _ => tracked || names(first.role),
    }
}

/// Whether each cell of a column is an id that no other one is.
pub(super) fn is_of_ids(reader: &Reader, table: &Table, column: usize) -> bool {
    ids(reader, table, column).is_some_and(|(all, own)| own > 1 && own == all)
}

/// How many ids stand in a column that holds nothing else, and how many different ones.
fn ids(reader: &Reader, table: &Table, column: usize) -> Option<(usize, usize)> {
    let (mut all, mut own) = (0, FxHashSet::default());
    for cell in cells(reader, table, column) {
        let id = Some(cell.trim()).filter(|cell| sections::is_task_id(cell))?;
        own.insert(names::id_key(id));
        all += 1;
    }
    Some((all, own.len()))
}

/// The phase that the number of a plan names, `03-01`, `2.1-03`.
fn phase_of(cell: &str) -> Option<&str> {
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let phase = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'.') && (1..=4).contains(&part.len());
    cell.split_once('-').filter(|(whole, part)| phase(whole) && digits(part)).map(|(whole, _)| whole)
}

/// The phases whose plans a table deals out to waves, `| Plan | Wave | Depends on |`: each row begins with the number of
/// another one.
fn phases_of_plans(reader: &Reader, table: &Table) -> FxHashSet<String> {
    let slot = |c: &Column| c.role == Some(Role::Group) && reader.vocabulary.is_name(&c.key, Name::Slot);
    let (mut phases, mut seen) = (FxHashSet::default(), FxHashSet::default());
    let own = |cell: Cow<str>| {
        phases.extend(phase_of(cell.trim()).map(str::to_owned));
        phase_of(cell.trim()).is_some() && seen.insert(names::id_key(cell.trim()))
    };
    match table.columns.iter().any(slot) && cells(reader, table, 0).all(own) && seen.len() > 1 {
        true => phases,
        false => FxHashSet::default(),
    }
}

/// Lets no table deal plans out to waves where they are those of several phases: each counts its own. What is no id by
/// its heading is none then.
pub(super) fn of_one_phase(reader: &Reader, tables: &mut [Table]) {
    let led = |table: &Table| table.columns.first().is_some_and(|c| c.role == Some(Role::Id));
    let plans = |table: &Table| if led(table) { phases_of_plans(reader, table) } else { FxHashSet::default() };
    let phases: Vec<FxHashSet<String>> = tables.iter().map(plans).collect();
    if phases.iter().flatten().collect::<FxHashSet<_>>().len() < 2 {
        return;
    }
    for (table, _) in tables.iter_mut().zip(&phases).filter(|(_, phases)| !phases.is_empty()) {
        let called = reader.vocabulary.is(&table.columns[0].name, Role::Id);
        let lost = if called { Role::Group } else { Role::Id };
        table.columns.iter_mut().filter(|c| c.role == Some(lost)).for_each(|column| column.role = None);
    }
}

/// Whether the ids of a table number the plans of phases, `03-01` and `03-02`, and name no ranges, `01-02` and `03-04`.
pub(super) fn numbers_plans(reader: &Reader, table: &Table) -> bool {
    let Some(column) = table.column(Role::Id) else { return false };
    let mut seen = FxHashSet::default();
    let mut shared = false;
    let mut phase = |cell: &str| phase_of(cell.trim()).map(|phase| shared |= !seen.insert(phase.to_owned())).is_some();
    cells(reader, table, column).all(|cell| phase(&cell)) && shared
}

/// Whether nearly all rows begin with an id of their own.
fn names_work(reader: &Reader, table: &Table) -> bool {
    let bare = |cell: &str| Some(cell).filter(|cell| sections::is_task_id(cell)).map(names::id_key);
    let ids = cells(reader, table, 0).filter_map(|c| bare(c.trim()));
    4 * ids.collect::<FxHashSet<_>>().len() > 3 * table.rows.len()
}

/// Whether a heading names the unit of its column: "Hours", "Effort (days)", "Story Points".
fn names_unit(heading: &str) -> bool {
    let lower = heading.to_ascii_lowercase();
    ["hour", "day", "week", "(h)", "(d)", "min"].iter().any(|unit| lower.contains(unit))
        || quantity::unit_named(heading).is_some_and(|unit| unit.is_of_work())
}
