//! Rows among work that nobody does: the heading of those below it, a milestone, a break, a quantity.

use super::state_in;
use crate::{
    markdown::BlockId,
    plan::{
        Name, Noun, Role, Table, Word,
        declare::sections,
        model::{Row, Status, TaskKind},
        names,
        read::Reader,
    },
};
use std::cell::OnceCell;

/// Marks of milestones.
const MILESTONES: [char; 6] = ['◆', '◇', '♦', '🏁', '🚩', '⛳'];

/// The rows of a table of work, by what their names look like.
pub(super) struct Landmarks {
    /// The column that names the work.
    subject: usize,
    /// Whether but few names are set off, so that those that are head others.
    few_set_off: OnceCell<bool>,
    /// Whether but few are the names of phases, so that those that are hold others.
    few_groups: OnceCell<bool>,
}

impl Landmarks {
    /// Of a table whose work stands in the column `subject`.
    pub(super) fn of(subject: usize) -> Self {
        Self { subject, few_set_off: OnceCell::new(), few_groups: OnceCell::new() }
    }

    /// What a row is, whose name is `title`: only one whose place for an owner is empty may be a landmark.
    pub(super) fn kind(&self, reader: &Reader, table: &Table, row: &Row, title: &str) -> TaskKind {
        let landmark = || {
            let name = self.name(reader, row, title);
            let name = name.as_deref().unwrap_or(title);
            is_event(reader, name)
                || is_mostly_event(reader, name) && !is_worked_on(reader, table, row)
                || is_group(reader, title) && *self.few_groups.get_or_init(|| self.few(reader, table, names_group))
                || self.heads(reader, table, row)
        };
        if is_left_out(reader, table, row) && landmark() { TaskKind::Landmark } else { TaskKind::Work }
    }

    /// What follows the time with which a row begins: "Lunch" behind `12:00`; `None` where `title` is a name.
    fn name(&self, reader: &Reader, row: &Row, title: &str) -> Option<String> {
        let is_name = |text: &str| text.contains(char::is_alphabetic);
        let behind = || row.cells.iter().skip(self.subject + 1).map(|&cell| reader.plain(cell).into_owned());
        if is_name(title) { None } else { behind().find(|text| is_name(text)) }
    }

    /// Whether a name that is set off among plain ones stands alone, but for figures and days.
    fn heads(&self, reader: &Reader, table: &Table, row: &Row) -> bool {
        let figure = |cell: BlockId| {
            reader.plain(cell).trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '€' | '$'))
        };
        let free = |(column, &cell): (usize, &BlockId)| match table.columns.get(column).and_then(|c| c.role) {
            _ if column == self.subject => is_set_off(reader, cell),
            Some(Role::Id) => is_nothing(reader, cell) || is_set_off(reader, cell),
            _ => is_nothing(reader, cell) || figure(cell),
        };
        row.cells.iter().enumerate().all(free) && *self.few_set_off.get_or_init(|| self.few(reader, table, is_set_off))
    }

    /// Whether at most half of the names are such, and nobody owns one of them.
    fn few(&self, reader: &Reader, table: &Table, such: fn(&Reader, BlockId) -> bool) -> bool {
        let rows = || table.rows.iter().filter(|r| !r.total);
        let is_such = |r: &&Row| r.cells.get(self.subject).is_some_and(|&cell| such(reader, cell));
        let owner = table.column(Role::Owner);
        let owned = |r: &Row| owner.and_then(|c| r.cells.get(c)).is_some_and(|&cell| !is_nothing(reader, cell));
        2 * rows().filter(is_such).count() <= rows().count() && !rows().filter(is_such).any(owned)
    }
}

/// Whether a row of waves or phases is none of them, but an event between two: "Delivery", "Gate Wave 1".
pub(super) fn is_between(reader: &Reader, table: &Table, row: &Row, title: &str) -> bool {
    is_left_out(reader, table, row) && (is_event(reader, title) || is_mostly_event(reader, title))
}

/// Whether the place for an owner of a row is empty.
fn is_left_out(reader: &Reader, table: &Table, row: &Row) -> bool {
    let owner = table.column(Role::Owner).and_then(|c| row.cells.get(c));
    owner.is_some_and(|&cell| is_nothing(reader, cell))
}

/// Whether a cell holds nothing, or only a dash.
fn is_nothing(reader: &Reader, cell: BlockId) -> bool {
    reader.plain(cell).chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—'))
}

/// Whether all words of a cell are bold, slanted or between dashes, whatever marks stand before them.
fn is_set_off(reader: &Reader, cell: BlockId) -> bool {
    let raw = reader.slice(reader.cell_span(cell));
    let ornament = |c: char| matches!(c, '*' | '_' | '-' | '–' | '—');
    let text = raw.trim_start_matches(|c: char| !c.is_alphanumeric() && !ornament(c)).trim_end();
    let inner = text.trim_matches(ornament);
    // "**Write** the notes" sets off a part.
    let around = text.starts_with(ornament) && text.ends_with(ornament);
    around && !inner.is_empty() && !inner.contains(['*', '_'])
}

/// Whether a name is that of a milestone, a break or a quantity: "Milestone: Beta", "◆ Go/No-Go", "Lunch (1 h)", "Gate 2".
fn is_event(reader: &Reader, title: &str) -> bool {
    title.trim_start().starts_with(MILESTONES)
        || reader.vocabulary.is_landmark(title)
        || is_labelled(reader, title, Name::Landmark)
}

/// Whether a name is such a word with a label or the name of a group: "Gate 2", "Checkpoint A", "Gate Wave 1".
fn is_labelled(reader: &Reader, title: &str, name: Name) -> bool {
    let head = names::head(title);
    let Some(at) = head.find(' ').filter(|&at| reader.vocabulary.is_name(&head[..at], name)) else { return false };
    let group = sections::leading_noun(&head[at + 1..], reader).filter(|(_, noun, _)| matches!(noun, Noun::Group(_)));
    let label = group.map_or(&head[at..], |(_, _, rest)| rest);
    sections::leading_label(label).is_some_and(|(_, _, rest)| rest.is_empty())
}

/// Whether a name is that of a gate, a decision, a delivery or a deadline, which somebody may work on all the same:
/// "Decision: go or stay", "Deadline for entries".
fn is_mostly_event(reader: &Reader, title: &str) -> bool {
    let words = reader.vocabulary;
    words.is_name(names::head(title), Name::Event)
        || is_labelled(reader, title, Name::Event)
        || words.begins(title, Word::DueBy)
}

/// Whether a row says how long its work takes, or that it has begun.
fn is_worked_on(reader: &Reader, table: &Table, row: &Row) -> bool {
    let cell = |role: Role| table.column(role).and_then(|column| Some((column, *row.cells.get(column)?)));
    let begun = |(column, cell): (usize, BlockId)| {
        let said = state_in(reader, &table.columns[column], &reader.plain(cell));
        said.is_some_and(|(status, _)| status == Status::Doing)
    };
    cell(Role::Duration).is_some_and(|(_, cell)| !is_nothing(reader, cell)) || cell(Role::Status).is_some_and(begun)
}

/// Whether a name is that of a phase or wave: "Phase 1: Design".
fn is_group(reader: &Reader, title: &str) -> bool {
    let found = sections::leading_noun(title.trim_start_matches(|c: char| !c.is_alphanumeric()), reader);
    found.is_some_and(|(_, noun, rest)| {
        matches!(noun, Noun::Group(_)) && sections::leading_label(rest).is_some_and(|(_, separated, _)| separated)
    })
}

fn names_group(reader: &Reader, cell: BlockId) -> bool {
    is_group(reader, &reader.plain(cell))
}
