//! Tables: a column has a role when its heading says so and its cells behave so.

use super::{
    Axis, Noun, Role, Topic, Word, checklists, fold, folds_to, is_mark,
    landmarks::Landmarks,
    model::*,
    names, quantity, raci,
    read::{self, LIKELY, Reader, SURE},
    resolve::Pending,
    sections, slots,
};
use crate::markdown::BlockId;
use rustc_hash::FxHashSet;
use smallvec::smallvec;
use std::cell::LazyCell;

/// Reads every table.
pub(super) fn read(reader: &mut Reader) {
    for &block in reader.tables {
        table(reader, block);
    }
}

fn table(reader: &mut Reader, block: BlockId) {
    let document = reader.document;
    let mut rows = document.rows(block);
    let Some(header) = rows.next() else { return };
    let columns: Vec<Column> =
        document.children(header).map(|cell| Column::new(reader.plain(cell).trim(), reader.cell_span(cell))).collect();
    let mut table =
        Table { block, section: document.block(block).section, columns, kind: TableKind::Other, rows: Vec::new() };
    for block in rows {
        let mut cells = Vec::with_capacity(table.columns.len());
        cells.extend(document.children(block));
        let total = is_total(reader, &cells);
        table.rows.push(Row { block, cells, total, subject: None });
    }
    // Letters under "Lead" are no names.
    if raci::read(reader, &table) {
        reader.plan.tables.push(table);
        return;
    }
    roles(reader, &mut table);
    table.kind = kind(reader, &table);
    let id = TableId(reader.plan.tables.len() as u32);
    match table.kind {
        TableKind::Work => work(reader, &mut table, id),
        TableKind::Groups => groups(reader, &mut table),
        TableKind::Roster => roster(reader, &mut table),
        TableKind::Fields => key_values(reader, &table),
        _ => {}
    }
    if table.kind == TableKind::Other && !table.columns.iter().any(|c| c.role.is_some()) && table.columns.len() > 2 {
        let names: Vec<&str> = table.columns.iter().map(|c| &*c.name).collect();
        reader.plan.not_understood.push(NotUnderstood {
            span: document.block(header).span,
            what: format!("a table without a column whose role is known: {}", names.join(", ")),
            teach: table.columns.first().map(|c| format!("[vocabulary] task-headings = [{:?}]", c.name)),
        });
    }
    reader.plan.tables.push(table);
}

/// Whether a row adds up the others: its first text is Total, Subtotal, Sum.
fn is_total(reader: &Reader, cells: &[BlockId]) -> bool {
    cells.iter().take(2).any(|&cell| {
        let plain = reader.plain(cell);
        let word = plain.trim_matches(|c: char| !c.is_alphanumeric());
        let begins = |with: &str| word.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
        let ends = |with: &str| {
            let from = word.len().checked_sub(with.len());
            from.and_then(|from| word.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(with))
        };
        reader.vocabulary.is_word(word, Word::Total)
            || begins("total ")
            || begins("subtotal")
            || ends(" total")
            || ends(" subtotal")
    })
}

/// The cells of a column as plain text, total rows left out.
fn cells<'r>(reader: &'r Reader, table: &'r Table, column: usize) -> impl Iterator<Item = std::borrow::Cow<'r, str>> {
    table.rows.iter().filter(|r| !r.total).filter_map(move |r| r.cells.get(column)).map(|&c| reader.plain(c))
}

/// Gives each column the first role that its heading allows and its cells confirm.
fn roles(reader: &Reader, table: &mut Table) {
    for column in 0..table.columns.len() {
        let name = &table.columns[column].name;
        let mut candidates = reader.vocabulary.roles(name);
        if let Some((heading, _)) = name.split_once('(').filter(|_| candidates.is_empty()) {
            candidates = reader.vocabulary.roles(heading);
        }
        let role = candidates.iter().copied().find(|&role| confirmed(reader, table, column, role));
        table.columns[column].role = role;
    }
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

fn confirmed(reader: &Reader, table: &Table, column: usize, role: Role) -> bool {
    let taken = |role: Role| table.columns[..column].iter().any(|c| c.role == Some(role));
    let all = LazyCell::new(|| cells(reader, table, column).collect::<Vec<_>>());
    let filled = LazyCell::new(|| all.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>());
    let short = |words: usize| filled.iter().all(|c| c.split_whitespace().count() <= words);
    match role {
        Role::Owner | Role::Backup | Role::Reviewer => {
            // Numbers under "Agent" are ids; sentences under "Responsibility" are no names.
            let numbered = (column == 0 || is_among_amounts(reader, table, column)) && are_numbers(filled.iter());
            !numbered
                && filled.iter().map(|c| c.split_whitespace().count()).sum::<usize>() <= 6 * filled.len().max(1)
                // "n/a" is a state in one column and "nobody" in this one.
                && !filled.iter().any(|c| {
                    let words = reader.vocabulary;
                    words.status(c).is_some() && !words.is_no_owner(c) && !words.is_owner_placeholder(c)
                })
                && !filled.iter().any(|c| quantity::cell(c, 0).is_some_and(|q| !matches!(q.unit, quantity::Unit::None)))
        }
        Role::Status => {
            let known = filled.iter().filter(|c| state(reader, c).is_some() || quantity::ratio(c, 0).is_some()).count();
            known > 0 && 2 * known >= filled.len()
        }
        Role::Duration => filled
            .iter()
            .any(|c| quantity::scan(c, 0).iter().any(|q| q.is_time() || names_unit(&table.columns[column].name))),
        Role::Files => filled.iter().any(|c| c.contains(['/', '.'])),
        Role::Id => {
            let subject = table.columns.first().and_then(|c| c.role).filter(|_| column > 0);
            let named = || column > 0 && matches!(subject, None | Some(Role::Task)) && is_of_ids(reader, table, 0);
            !taken(Role::Id)
                && short(3)
                && filled.len() == all.len()
                && tell_apart(&filled, is_cited(table, column))
                // Where the first column names each row by an id, another says where it is tracked.
                && !named()
        }
        Role::Group => !taken(Role::Group) && short(10),
        Role::Mode => {
            filled.iter().any(|c| reader.vocabulary.mode(c).is_some() || matches!(fold(c).as_ref(), "yes" | "no"))
        }
        Role::Person => column == 0 && reader.plan.within(table.section, Topic::Team),
        Role::Task => {
            // "Tasks" over numbers counts them.
            let count = |c: &&str| c.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | '–' | '~' | '+'));
            let counted = table.columns[column].key.ends_with('s') && filled.iter().all(count);
            !taken(Role::Task) && (filled.is_empty() || !counted)
        }
        Role::Scope => column > 0,
        // In the first column stands what a row is about: `Blocker | Solution` lists risks.
        Role::Depends => {
            column > 0
                && !table.columns.iter().take(1).any(|c| {
                    // `Dependencies` beside `File` or `Module` means imports.
                    matches!(
                        &*c.key,
                        "file" | "files" | "module" | "service" | "package" | "crate" | "library" | "class"
                    )
                })
        }
        _ => true,
    }
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
fn is_of_ids(reader: &Reader, table: &Table, column: usize) -> bool {
    let mut seen = FxHashSet::default();
    cells(reader, table, column).all(|c| sections::is_task_id(c.trim()) && seen.insert(names::id_key(&c)))
        && seen.len() > 1
}

/// Whether a heading names the unit of its column: "Hours", "Effort (days)".
fn names_unit(heading: &str) -> bool {
    let heading = heading.to_ascii_lowercase();
    ["hour", "day", "week", "(h)", "(d)", "min"].iter().any(|unit| heading.contains(unit))
}

/// The state that a status cell says, and whether by word or by mark alone.
pub(super) fn state(reader: &Reader, cell: &str) -> Option<(Status, Said)> {
    let cell = cell.trim();
    if let Some(status) = match cell {
        "[ ]" | "☐" | "⬜" | "◻️" | "◻" => Some(Status::Open),
        "[x]" | "[X]" | "☑" | "☑️" | "[✅]" => Some(Status::Done),
        _ => None,
    } {
        return Some((status, Said::Box));
    }
    let head = cell.split(['(', '—', '–', ';', '|']).next().unwrap_or(cell);
    if let Some(status) =
        reader.vocabulary.status(head.trim_matches(|c: char| c.is_whitespace() || is_mark(c) || c == '\u{fe0f}'))
    {
        return Some((status, Said::Word));
    }
    let mark = cell.chars().next()?;
    let rest = cell[mark.len_utf8()..].trim_start_matches('\u{fe0f}').trim();
    if !rest.is_empty() {
        return None;
    }
    let status = match mark {
        '✅' | '✓' | '✔' | '☑' | '🟢' => Status::Done,
        '❌' | '✗' | '⬜' | '☐' | '📋' | '⚪' => Status::Open,
        '⏳' | '🔄' | '🚧' | '🟡' => Status::Doing,
        '⏸' | '🔴' | '🚫' => Status::Blocked,
        _ => return None,
    };
    Some((status, Said::Mark))
}

fn kind(reader: &Reader, table: &Table) -> TableKind {
    let has = |role: Role| table.column(role).is_some();
    let first = table.columns.first();
    if table.columns.len() == 2 {
        let second = table.columns.get(1).map_or("", |c| &*c.name);
        let key = first.map_or("", |c| &*c.name);
        if (reader.vocabulary.is(key, Role::Field) && reader.vocabulary.is(second, Role::Value))
            || (key.is_empty() && second.is_empty())
        {
            return TableKind::Fields;
        }
    }
    if has(Role::Metric) && has(Role::Target) {
        return TableKind::Metrics;
    }
    if table.columns.iter().any(|c| is_price(&c.key)) || !reader.plan.dialect.has_work_tables() {
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
    let dealt = table.column(Role::Task).filter(|&c| deals(reader, table, c)).is_some();
    if first_role == Some(Role::Group) && (dealt || !has(Role::Task) || headed(reader, table)) {
        let others = dealt || planning.iter().any(|&r| r != Role::Group && has(r)) || has(Role::Outputs);
        let mut seen = FxHashSet::default();
        let unique = cells(reader, table, 0).all(|c| !c.trim().is_empty() && seen.insert(names::key(&c).into_owned()));
        if others && unique && matches!(reader.vocabulary.noun(&table.columns[0].key), Some(Noun::Group(_))) {
            return TableKind::Groups;
        }
    }
    if has(Role::Task) || has(Role::Id) {
        if planning.iter().any(|&r| has(r)) {
            return TableKind::Work;
        }
        // `Command | Lines | Description` under "Parsers (7 commands)".
        if counted(reader, table) {
            return TableKind::Work;
        }
    } else if first_role == Some(Role::Owner) && has(Role::Depends) && (has(Role::With) || has(Role::Blocks)) {
        // Who may work beside whom, and behind whom: each agent is its work.
        return TableKind::Work;
    } else if matches!(first_role, None | Some(Role::Target))
        && (has(Role::Owner)
            && (has(Role::Status) || has(Role::Depends) || has(Role::Backup) || has(Role::Date) || has(Role::Duration)))
    {
        return TableKind::Work;
    }
    TableKind::Other
}

/// Whether a column of that key holds prices: then the table is an invoice, whatever its hours say.
fn is_price(key: &str) -> bool {
    let words = ["rate", "hourly rate", "price", "unit price", "net price", "amount due", "line total", "vat"];
    words.contains(&key.split('(').next().unwrap_or(key).trim_matches([' ', ':', '_']))
}

/// Whether the heading above counts what the first column names: "(7 commands)" over `Command`.
fn counted(reader: &Reader, table: &Table) -> bool {
    let Some(first) = table.columns.first() else { return false };
    let noun = names::key(&first.name).into_owned();
    let title = &reader.document.section(table.section).title;
    quantity::scan(title, 0).iter().any(|q| q.unit.noun().is_some_and(|n| n == noun))
}

/// The heading that counts a table's rows makes them a group: "Parsers (7 commands)".
fn counted_group(reader: &mut Reader, table: &Table) -> Option<GroupId> {
    if !counted(reader, table) {
        return None;
    }
    let section = reader.document.section(table.section);
    let place = Place::new(section.title_span, Why::Heading, LIKELY);
    let title = section.title.split('(').next().unwrap_or(&section.title).trim();
    let group = reader.group("group", "", sections::strip_marks(title), Axis::Lane, place);
    reader.plan.groups[group.index()].section = Some(table.section);
    reader.plan.sections[table.section.0 as usize].group = Some(group);
    Some(group)
}

/// The column that names the task: a task column that is no mere description, else the first free one.
fn subject_column(reader: &Reader, table: &Table) -> usize {
    let described = |key: &str| matches!(key, "description" | "what" | "change" | "step description");
    let strong = table.columns.iter().position(|c| c.role == Some(Role::Task) && !described(&c.key));
    let free = table.columns.iter().position(|c| matches!(c.role, None | Some(Role::Scope)));
    match (strong, table.columns.first().map(|c| c.role)) {
        (Some(column), _) => column,
        (None, Some(Some(Role::Target))) => 0,
        (None, Some(Some(Role::Owner))) if table.column(Role::Task).is_none() => 0,
        (None, Some(None)) if counted(reader, table) || table.column(Role::Task).is_none() => 0,
        _ => table.column(Role::Task).or(free).unwrap_or(0),
    }
}

fn work(reader: &mut Reader, table: &mut Table, id: TableId) {
    let subject = subject_column(reader, table);
    let section_group =
        reader.plan.group_around(reader.document, table.section).or_else(|| counted_group(reader, table));
    let review = reader.plan.within(table.section, Topic::RequirementReview);
    let legend = reader.plan.within(table.section, Topic::Legend);
    if legend {
        table.kind = TableKind::Other;
        return;
    }
    let landmarks = Landmarks::of(subject);
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        if row.total {
            continue;
        }
        let Some(&name_cell) = row.cells.get(subject) else { continue };
        let mut title = reader.plain(name_cell).trim().to_owned();
        let id_cell = table.column(Role::Id).and_then(|c| row.cells.get(c)).copied();
        let given = id_cell
            .map(|c| (reader.plain(c).trim().to_owned(), reader.cell_span(c)))
            .filter(|(t, _)| t.contains(char::is_alphanumeric));
        // A row without a name, or that spans the table as a heading, is no task.
        let filled = row
            .cells
            .iter()
            .filter(|&&c| !reader.document.block(c).span.is_empty() && !reader.plain(c).trim().is_empty())
            .count();
        if (title.is_empty() && given.is_none())
            || (filled <= 1 && row.cells.len() > 2 && title.chars().all(|c| !c.is_lowercase()))
        {
            continue;
        }
        if title.chars().all(|c| matches!(c, '-' | '.' | '…' | ' ' | '—')) && given.is_none() {
            continue;
        }
        let span = reader.cell_span(name_cell);
        if given.is_none()
            && let Some(label) = headed_task(reader, &title)
        {
            title = label;
        }
        let (task_id, id_span) = match given {
            // `US3 (View details)` under an id column: the id is its first word.
            Some((text, span)) => match checklists::item_id(&text) {
                Some(id) => (Some(id.to_owned()), Some(span)),
                None => (Some(text), Some(span)),
            },
            None => match checklists::item_id(&title).or(Some(&*title).filter(|t| is_id(table, t))) {
                Some(text) => (Some(text.to_owned()), Some(span)),
                None => (None, None),
            },
        };
        let mut statuses = Few::new();
        if let Some(&cell) = table.column(Role::Status).and_then(|c| row.cells.get(c)) {
            let plain = reader.plain(cell);
            if let Some((status, said)) = state(reader, &plain) {
                statuses.push(StatusClaim { status, said, place: Place::new(reader.cell_span(cell), Why::Cell, SURE) });
            }
        }
        let mut files = Vec::new();
        for (c, column) in table.columns.iter().enumerate() {
            if matches!(column.role, Some(Role::Files))
                && let Some(&cell) = row.cells.get(c)
            {
                files.extend(super::files(reader.text, reader.cell_span(cell), true));
            }
        }
        let group = group_of_row(reader, table, &row).or(section_group);
        let parallel = table.column(Role::Mode).and_then(|c| row.cells.get(c)).copied().filter(|&c| {
            let plain = reader.plain(c);
            reader.vocabulary.mode(&plain) == Some(true) || folds_to(&plain, "yes")
        });
        let struck = reader.slice(span).starts_with("~~");
        if struck {
            statuses.push(StatusClaim {
                status: Status::Dropped,
                said: Said::Mark,
                place: Place::new(span, Why::Cell, SURE),
            });
        }
        let kind = if review { TaskKind::Review } else { landmarks.kind(reader, table, &row, &title) };
        let task = reader.task(Task {
            id: task_id.map(Into::into),
            id_span,
            title: title.into(),
            kind,
            places: smallvec![Place::new(span, Why::Row, SURE)],
            block: row.block,
            section: table.section,
            statuses,
            group,
            parallel: parallel.map(|c| reader.cell_span(c)),
            optional: false,
            files,
            parent: None,
            table: Some(id),
        });
        table.rows[index].subject = Some(Node::Task(task));
        relations(reader, table, &row, Node::Task(task));
    }
}

/// The number of the task whose heading a row names and nothing else: "Task 1" below "### Task 1: Schema".
fn headed_task(reader: &Reader, name: &str) -> Option<String> {
    let (_, Noun::Task, tail) = sections::leading_noun(name, reader)? else { return None };
    let (label, _, rest) = sections::leading_label(tail)?;
    (rest.is_empty() && reader.tasks.contains_key(&names::id_key(label))).then(|| label.to_owned())
}

/// Whether the whole name of a row is an id; a number is one where rows wait for each other.
fn is_id(table: &Table, name: &str) -> bool {
    let number = name.len() <= 6 && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    sections::is_task_id(name) || number && table.column(Role::Depends).is_some()
}

/// The group that a row's phase or wave column names.
fn group_of_row(reader: &mut Reader, table: &Table, row: &Row) -> Option<GroupId> {
    let column = table.column(Role::Group)?;
    let &cell = row.cells.get(column)?;
    let plain = reader.plain(cell).trim().to_owned();
    let heading = table.columns[column].key.clone();
    // Several phases ("2, 4", "Phase 1-5") are no group of their own.
    let several = plain.contains([',', '&', '–'])
        || plain.split_once('-').is_some_and(|(_, b)| b.trim().starts_with(|c: char| c.is_ascii_digit()));
    if plain.is_empty() || several {
        return None;
    }
    let place = Place::new(reader.cell_span(cell), Why::Cell, LIKELY);
    if let Some((word, Noun::Group(axis), rest)) = sections::leading_noun(&plain, reader) {
        let (label, _, title) = sections::leading_label(rest)?;
        return Some(reader.group(&word, label, title, axis, place));
    }
    let Some(Noun::Group(axis)) = reader.vocabulary.noun(&heading) else { return None };
    // `1`, `2A`, `W3` under "Wave".
    let label = plain.trim_start_matches(|c: char| c.is_ascii_alphabetic() && plain.len() <= 4);
    let label = if label.is_empty() { &*plain } else { label };
    let numbered = label.len() <= 6 && label.starts_with(|c: char| c.is_ascii_digit());
    if numbered { Some(reader.group(&heading, label, "", axis, place)) } else { None }
}

/// Owners, dependencies and durations of a row.
fn relations(reader: &mut Reader, table: &Table, row: &Row, subject: Node) {
    for (index, column) in table.columns.iter().enumerate() {
        let (Some(role), Some(&cell)) = (column.role, row.cells.get(index)) else { continue };
        let span = reader.cell_span(cell);
        let place = Place::new(span, Why::Cell, SURE);
        match role {
            Role::Owner | Role::Backup | Role::Reviewer => {
                let plain = reader.plain(cell);
                // An empty cell is shown whole.
                let place =
                    Place { span: if span.is_empty() { reader.document.block(cell).span } else { span }, ..place };
                // `![Help wanted][]` is an invitation, no name.
                let assignee = match reader.slice(span).starts_with("![") {
                    true => Assignee::Nobody,
                    false => reader.assignees(span, &plain, place),
                };
                let duty = match role {
                    Role::Owner => Duty::Owner,
                    Role::Backup => Duty::Backup,
                    _ => Duty::Reviewer,
                };
                if let (Node::Group(group), Duty::Owner, Assignee::Actors(list)) = (subject, duty, &assignee) {
                    let raw = reader.slice(span);
                    let parts: Vec<&str> = read::split_names(raw).collect();
                    for (index, &actor) in list.iter().enumerate() {
                        // Each name where it stands, so that one that stands twice is seen.
                        let own = parts.get(index).filter(|_| parts.len() == list.len());
                        reader.member(group, actor, own.map_or(span, |part| span.of_part(raw, part)));
                    }
                }
                reader.plan.assignments.push(Assignment { subject, duty, assignee, place, heading: column.span });
            }
            Role::Depends | Role::Blocks | Role::With => {
                let relation = match role {
                    Role::Depends => Relation::After,
                    Role::Blocks => Relation::Blocks,
                    _ => Relation::With,
                };
                if !span.is_empty() {
                    reader.pending.push(Pending { subject, relation, place });
                }
            }
            Role::Duration if !span.is_empty() && quantity::scan(reader.slice(span), 0).is_empty() => {
                let plain = reader.plain(cell);
                if !reader.vocabulary.is_owner_placeholder(&plain) && !reader.vocabulary.is_no_owner(&plain) {
                    let what = format!("a duration without a number and a unit: {}", crate::diagnostic::quote(&plain));
                    reader.plan.not_understood.push(NotUnderstood { span, what, teach: None });
                }
            }
            Role::Duration => {
                if let (Node::Group(group), Some(quantity)) =
                    (subject, quantity::scan(reader.slice(span), span.start).into_iter().find(|q| q.is_time()))
                {
                    let at = quantity.span;
                    reader.plan.groups[group.index()].durations.push(DurationClaim { quantity, span: at });
                }
            }
            Role::Mode => {
                let plain = reader.plain(cell);
                if let (Node::Group(group), Some(parallel)) = (subject, reader.vocabulary.mode(&plain)) {
                    let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
                    reader.plan.groups[group.index()].mode.get_or_insert((mode, span));
                }
            }
            Role::Branch => {
                if let Node::Group(group) = subject {
                    reader.plan.groups[group.index()].branch = (!span.is_empty()).then_some(span);
                }
            }
            Role::Status => {
                let plain = reader.plain(cell);
                if let (Node::Group(group), Some((status, said))) = (subject, state(reader, &plain)) {
                    reader.plan.groups[group.index()].statuses.push(StatusClaim { status, said, place });
                }
            }
            _ => {}
        }
    }
}

/// Rows that are waves, tracks or clusters.
fn groups(reader: &mut Reader, table: &mut Table) {
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

/// Whether a column lists the ids of tasks.
fn deals(reader: &Reader, table: &Table, column: usize) -> bool {
    let texts: Vec<_> = cells(reader, table, column).collect();
    slots::lists_ids(texts.iter().map(|c| c.trim()))
}

/// Rows that are actors.
fn roster(reader: &mut Reader, table: &mut Table) {
    let active = table.column(Role::Active);
    let role = table.columns.iter().position(|c| c.role == Some(Role::Role));
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        let Some(&cell) = row.cells.first().filter(|_| !row.total) else { continue };
        let plain = reader.plain(cell).trim().to_owned();
        if plain.is_empty() || plain.split_whitespace().count() > 5 {
            continue;
        }
        let place = Place::new(reader.cell_span(cell), Why::Row, SURE);
        // A table of roles explains them; the people who fill them may stand elsewhere.
        let declares = table.columns[0].role != Some(Role::Role);
        let named = if declares { reader.roster(&plain, place) } else { reader.actor(&plain, place) };
        let Some(actor) = named else { continue };
        let role_text = role
            .filter(|&r| r > 0)
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

/// Rows that are fields.
fn key_values(reader: &mut Reader, table: &Table) {
    for row in &table.rows {
        let (Some(&key), Some(&value)) = (row.cells.first(), row.cells.get(1)) else { continue };
        let name = reader.plain(key);
        let role = reader.vocabulary.roles(&name).first().copied();
        let field = Field {
            role,
            key: reader.cell_span(key),
            value: reader.cell_span(value),
            block: value,
            body: None,
            item: None,
            section: table.section,
            why: Why::Cell,
        };
        reader.plan.fields.push(field);
    }
}
