//! Rows that are tasks.

use super::{columns, foot, kind::counted, landmarks::Landmarks, relations::relations, state, state_in};
use crate::{
    markdown::BlockId,
    plan::{
        Axis, DONE_MARKS, Noun, Role, Topic,
        declare::{checklists, sections},
        folds_to, listed_files,
        model::*,
        names,
        read::{LIKELY, Reader, SURE},
        words::series,
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// What holds for all rows of a table of tasks.
struct Rows {
    id: TableId,
    /// The column that names each task.
    subject: usize,
    /// The group whose section the table stands in.
    group: Option<GroupId>,
    kind: TaskKind,
    landmarks: Landmarks,
    /// Whether the names begin with ids that stand in code.
    coded: bool,
    /// Whether the names begin with ids to which the rows refer.
    led: bool,
    /// The column that says in words what each task is whose name is an id.
    words: Option<usize>,
}

pub(super) fn work(reader: &mut Reader, table: &mut Table, id: TableId) {
    if reader.plan.within(table.section, Topic::Legend) {
        table.kind = TableKind::Other;
        return;
    }
    let subject = subject_column(reader, table);
    let group = reader.plan.group_around(reader.document, table.section).or_else(|| counted_group(reader, table));
    let review = reader.plan.within(table.section, Topic::RequirementReview);
    let kind = if review { TaskKind::Review } else { TaskKind::Work };
    let coded = begins_with_ids(reader, table, subject);
    let led = begins_with_series(reader, table, subject);
    let words = words_column(reader, table, subject);
    let plans = columns::numbers_plans(reader, table);
    let rows = Rows { id, subject, group, kind, landmarks: Landmarks::of(subject), coded, led, words };
    for index in 0..table.rows.len() {
        let row = table.rows[index].clone();
        let Some(task) = Some(&row).filter(|r| !r.total).and_then(|row| task_of_row(reader, table, &rows, row)) else {
            continue;
        };
        let several = |span: Span| names::several(reader.vocabulary, reader.slice(span));
        let given = task.id_span.filter(|_| !plans).map(several).unwrap_or_default();
        let task = reader.task(task);
        given.iter().for_each(|id| reader.also_called(task, id));
        table.rows[index].subject = Some(Node::Task(task));
        relations(reader, table, &row, Node::Task(task));
    }
}

fn task_of_row(reader: &mut Reader, table: &Table, rows: &Rows, row: &Row) -> Option<Task> {
    let &name_cell = row.cells.get(rows.subject)?;
    let mut title = reader.plain(name_cell).trim().to_owned();
    let cell = |role: Role| table.column(role).and_then(|c| row.cells.get(c)).copied();
    let given = cell(Role::Id)
        .map(|c| (reader.plain(c).trim().to_owned(), reader.cell_span(c)))
        .filter(|(t, _)| t.contains(char::is_alphanumeric));
    if says_nothing(reader, row, &title, given.is_some())
        || (given.is_none() || title.is_empty())
            && foot::is_spare(reader, table, row, given.as_ref().map_or(&title, |g| &g.0))
    {
        return None;
    }
    let span = reader.cell_span(name_cell);
    let headed = if given.is_none() { headed_task(reader, &title) } else { None };
    let given = match headed {
        Some((label, rest)) => {
            title = if rest.is_empty() { label.clone() } else { rest };
            Some((label, span))
        }
        None => given,
    };
    let (id, id_span) = match given {
        Some((text, span)) => Some((id_of_cell(&text).to_owned(), span)),
        None => id_of_name(reader, table, rows, span, &title).map(|id| (id.to_owned(), span)),
    }
    .unzip();
    let told = rows.words.and_then(|column| row.cells.get(column)).map(|&c| reader.plain(c).trim().to_owned());
    if let Some(told) = told.filter(|told| !told.is_empty() && id.as_ref() == Some(&title)) {
        title = told;
    }
    let statuses = stated(reader, table, row).into_iter().chain(struck(reader, span)).collect();
    let beside = |c: &BlockId| {
        let plain = reader.plain(*c);
        reader.vocabulary.mode(&plain) == Some(true) || folds_to(&plain, "yes")
    };
    let parallel = cell(Role::Mode).filter(beside).map(|c| reader.cell_span(c));
    let group = group_of_row(reader, table, row).or(rows.group);
    let kind = match rows.kind {
        TaskKind::Work => rows.landmarks.kind(reader, table, row, &title),
        other => other,
    };
    Some(Task {
        id: id.map(Into::into),
        id_span,
        kind,
        statuses,
        group,
        parallel,
        files: files_of_row(reader, table, row),
        table: Some(rows.id),
        ..Task::new(&title, Place::new(span, Why::Row, SURE), row.block, table.section)
    })
}

/// Whether a row has no name, or spans the table as a heading.
fn says_nothing(reader: &Reader, row: &Row, title: &str, given: bool) -> bool {
    let empty = |c: BlockId| reader.document.block(c).span.is_empty() || reader.plain(c).trim().is_empty();
    let filled = row.cells.iter().filter(|&&c| !empty(c)).count();
    let dashes = title.chars().all(|c| matches!(c, '-' | '.' | '…' | ' ' | '—'));
    let elided = title.contains(['.', '…']);
    (!given || elided) && dashes || filled <= 1 && row.cells.len() > 2 && title.chars().all(|c| !c.is_lowercase())
}

/// The state that a row says it is in.
fn stated(reader: &Reader, table: &Table, row: &Row) -> Option<StatusClaim> {
    let column = table.column(Role::Status)?;
    let &cell = row.cells.get(column)?;
    let (status, said) = state_in(reader, &table.columns[column], &reader.plain(cell))?;
    Some(StatusClaim { status, said, place: Place::new(reader.cell_span(cell), Why::Cell, SURE) })
}

/// The id in a cell below the heading for ids: the first word of `US3 (View details)`.
fn id_of_cell(text: &str) -> &str {
    let bare = Some(without_gloss(text)).filter(|bare| sections::is_task_id(bare));
    checklists::item_id(text).or(bare).unwrap_or(text)
}

/// The id with which the name of a row begins.
fn id_of_name<'t>(reader: &Reader<'t>, table: &Table, rows: &Rows, name: Span, title: &'t str) -> Option<&'t str> {
    let code = || Some(reader.slice(name)).filter(|_| rows.coded).and_then(checklists::code_id);
    // A gate names the tasks that it waits for, and is none of them.
    let listed = || !table.has(Role::Gate) && !names::several(reader.vocabulary, title).is_empty();
    let several = || listed().then_some(title);
    let numbered = || rows.led.then(|| Some(series::numbered(title)?.0)).flatten();
    checklists::item_id(title).or_else(|| whole_id(table, title)).or_else(several).or_else(code).or_else(numbered)
}

/// What it says of a row that its name is struck out: it was dropped, or done where that is said behind it:
/// "~~Parser~~ — **done** (9 Oct)".
fn struck(reader: &Reader, name: Span) -> Option<StatusClaim> {
    let inner = reader.slice(name).strip_prefix("~~")?;
    let behind = inner.split_once("~~").map_or("", |(_, behind)| behind).replace(['*', '_'], "");
    let behind = behind.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | '(' | ')'));
    let claim = |status, said| StatusClaim { status, said, place: Place::new(name, Why::Cell, SURE) };
    let marked = behind.starts_with(DONE_MARKS).then_some((Status::Done, Said::Mark));
    let done = marked.or_else(|| state(reader, behind)).filter(|(status, _)| *status == Status::Done);
    Some(done.map_or(claim(Status::Dropped, Said::Mark), |(status, said)| claim(status, said)))
}

/// The files in the columns about them.
fn files_of_row(reader: &Reader, table: &Table, row: &Row) -> Vec<FileRef> {
    let columns = table.columns.iter().zip(&row.cells).filter(|(column, _)| column.role == Some(Role::Files));
    columns.flat_map(|(_, &cell)| listed_files(reader.text, reader.cell_span(cell))).collect()
}

/// Whether the names of a column begin with ids that stand in code, each with another one: "`A-1-01` Parser".
fn begins_with_ids(reader: &Reader, table: &Table, column: usize) -> bool {
    let rows = table.rows.iter().filter(|r| !r.total);
    let names = rows.filter_map(|r| r.cells.get(column)).map(|&c| reader.slice(reader.cell_span(c)));
    let (mut seen, mut all) = (FxHashSet::default(), 0);
    let apart = names.inspect(|_| all += 1).filter_map(checklists::code_id).all(|id| seen.insert(id));
    apart && seen.len() > 1 && 2 * seen.len() > all
}

/// Whether the names of a column begin with a row of ids to which a column of orders refers: "S1 Stop".
fn begins_with_series(reader: &Reader, table: &Table, column: usize) -> bool {
    let Some(orders) = [Role::Depends, Role::Blocks].into_iter().find_map(|role| table.column(role)) else {
        return false;
    };
    let texts = |column: usize| {
        let cells = table.rows.iter().filter(|row| !row.total).filter_map(move |row| row.cells.get(column));
        cells.map(|&cell| reader.slice(reader.cell_span(cell)).trim_start_matches(['~', '*', '`']))
    };
    !table.has(Role::Id) && series::leads(reader.vocabulary, texts(column), texts(orders))
}

/// The column that names the task: a task column that is no mere description, else the first free one.
fn subject_column(reader: &Reader, table: &Table) -> usize {
    let described = |key: &str| matches!(key, "description" | "what" | "change" | "step description");
    let strong = table.columns.iter().position(|c| c.role == Some(Role::Task) && !described(&c.key));
    let free = table.columns.iter().position(|c| matches!(c.role, None | Some(Role::Scope | Role::Own)));
    match (strong, table.columns.first().map(|c| c.role)) {
        (Some(column), _) => column,
        (None, Some(Some(Role::Target))) => 0,
        (None, Some(Some(Role::Owner))) if !table.has(Role::Task) => 0,
        (None, Some(None)) if counted(reader, table) || !table.has(Role::Task) => 0,
        _ => table.column(Role::Task).or(free).unwrap_or(0),
    }
}

/// The column beside the names of tasks that says what they are, where these are ids: `| Task | Description |`.
fn words_column(reader: &Reader, table: &Table, subject: usize) -> Option<usize> {
    if table.columns.get(subject)?.role != Some(Role::Task) || !columns::is_of_ids(reader, table, subject) {
        return None;
    }
    let words = |c: &Column| c.role.is_none() && reader.vocabulary.is(&c.name, Role::Task);
    table.columns.iter().position(words)
}

/// The number and the name of the task whose heading a row names: "Task 1", "Task 1: Schema" below "### Task 1: Schema".
fn headed_task(reader: &Reader, name: &str) -> Option<(String, String)> {
    let (_, Noun::Task, tail) = sections::leading_noun(name, reader)? else { return None };
    let (label, _, rest) = sections::leading_label(tail)?;
    let &task = reader.tasks.get(&names::id_key(label))?;
    let same = || names::key(rest) == names::key(&reader.plan.task(task).title);
    (rest.is_empty() || same()).then(|| (label.to_owned(), rest.to_owned()))
}

/// The id that is the whole name of a row, but for a gloss: "4 (Tests)"; a number is one where rows wait for each other.
fn whole_id<'t>(table: &Table, name: &'t str) -> Option<&'t str> {
    let bare = without_gloss(name);
    let is_id = |t: &str| sections::is_task_id(t) || t.len() <= 6 && t.chars().all(|c| c.is_ascii_digit() || c == '.');
    let waits = || table.has(Role::Depends);
    (sections::is_task_id(name) || is_id(bare) && waits()).then_some(bare)
}

/// A name without the gloss that ends it: the `US1` of "US1 (Search)".
fn without_gloss(name: &str) -> &str {
    match name.split_once(" (") {
        Some((bare, gloss)) if gloss.strip_suffix(')').is_some_and(|gloss| !gloss.contains(')')) => bare,
        _ => name,
    }
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
    let title = names::bare(&section.title);
    let group = reader.group("group", "", sections::strip_marks(title), Axis::Lane, place);
    reader.plan.groups[group.index()].section = Some(table.section);
    reader.plan.sections[table.section.0 as usize].group = Some(group);
    Some(group)
}
