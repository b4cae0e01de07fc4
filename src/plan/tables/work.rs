//! Rows that are tasks.

use super::{kind::counted, relations::relations, state};
use crate::plan::{
    Axis, Noun, Role, Topic, checklists, folds_to,
    model::*,
    names,
    read::{LIKELY, Reader, SURE},
    sections,
};
use smallvec::smallvec;

pub(super) fn work(reader: &mut Reader, table: &mut Table, id: TableId) {
    let subject = subject_column(reader, table);
    let section_group =
        reader.plan.group_around(reader.document, table.section).or_else(|| counted_group(reader, table));
    let review = reader.plan.within(table.section, Topic::RequirementReview);
    let legend = reader.plan.within(table.section, Topic::Legend);
    if legend {
        table.kind = TableKind::Other;
        return;
    }
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
                files.extend(crate::plan::files(reader.text, reader.cell_span(cell), true));
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
        let task = reader.task(Task {
            id: task_id.map(Into::into),
            id_span,
            title: title.into(),
            kind: if review { TaskKind::Review } else { TaskKind::Work },
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
