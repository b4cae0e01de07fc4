//! What a row says of its subject: owners, orders, lengths, states.

use super::state_in;
use crate::{
    markdown::BlockId,
    plan::{
        Role,
        model::*,
        quantity::{self, Quantity},
        read::{self, Reader, SURE},
        relate::resolve::Pending,
    },
    source::Span,
};

/// Owners, dependencies and durations of a row.
pub(super) fn relations(reader: &mut Reader, table: &Table, row: &Row, subject: Node) {
    let shifted = is_shifted(reader, table, row);
    for (column, &cell) in table.columns.iter().zip(&row.cells) {
        match (column.role, subject) {
            // Nobody knows which of its cells that is.
            (Some(Role::Owner | Role::Backup | Role::Reviewer), _) if shifted => {}
            (Some(Role::Owner), _) => assigned(reader, column, cell, subject, Duty::Owner),
            (Some(Role::Backup), _) => assigned(reader, column, cell, subject, Duty::Backup),
            (Some(Role::Reviewer), _) => assigned(reader, column, cell, subject, Duty::Reviewer),
            (Some(Role::Depends), _) => ordered(reader, cell, subject, Relation::After),
            (Some(Role::Blocks), _) => ordered(reader, cell, subject, Relation::Blocks),
            (Some(Role::With), _) => ordered(reader, cell, subject, Relation::With),
            (Some(Role::Duration), _) => lasting(reader, cell, subject),
            (Some(role), Node::Group(group)) => of_group(reader, role, column, cell, group),
            _ => {}
        }
    }
}

/// Who has the subject, by a cell.
fn assigned(reader: &mut Reader, column: &Column, cell: BlockId, subject: Node, duty: Duty) {
    let span = reader.cell_span(cell);
    let plain = reader.plain(cell);
    // An empty cell is shown whole.
    let shown = if span.is_empty() { reader.document.block(cell).span } else { span };
    let place = Place::new(shown, Why::Cell, SURE);
    // `![Help wanted][]` is an invitation, no name.
    let assignee = match reader.slice(span).starts_with("![") {
        true => Assignee::Nobody,
        false => reader.assignees(span, &plain, place),
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

/// What the subject waits for, holds up or runs beside, by a cell.
fn ordered(reader: &mut Reader, cell: BlockId, subject: Node, relation: Relation) {
    let span = reader.cell_span(cell);
    if !span.is_empty() {
        let subject = reader.phase_of_story(subject);
        reader.pending.push(Pending { subject, relation, place: Place::new(span, Why::Cell, SURE) });
    }
}

/// How long the subject takes, by a cell.
fn lasting(reader: &mut Reader, cell: BlockId, subject: Node) {
    let span = reader.cell_span(cell);
    let found = |wanted: fn(&Quantity) -> bool| quantity::each(reader.slice(span), span.start).find(wanted);
    if !span.is_empty() && found(|_| true).is_none() {
        let plain = reader.plain(cell);
        if !reader.vocabulary.is_owner_placeholder(&plain) && !reader.vocabulary.is_no_owner(&plain) {
            let what = format!("a duration without a number and a unit: {}", crate::message::quote(&plain));
            reader.plan.not_understood.push(NotUnderstood { span, what, teach: None });
        }
    } else if let (Node::Group(group), Some(quantity)) = (subject, found(Quantity::is_time)) {
        let span = quantity.span;
        reader.plan.groups[group.index()].durations.push(DurationClaim { quantity, span });
    }
}

/// What a cell says of a group: whether its tasks run side by side, its branch, its state.
fn of_group(reader: &mut Reader, role: Role, column: &Column, cell: BlockId, group: GroupId) {
    let span = reader.cell_span(cell);
    let place = Place::new(span, Why::Cell, SURE);
    match role {
        Role::Mode => {
            if let Some(parallel) = reader.vocabulary.mode(&reader.plain(cell)) {
                let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
                reader.relate_members(group, mode, place);
            }
        }
        Role::Branch => reader.plan.groups[group.index()].branch = (!span.is_empty()).then_some(span),
        Role::Status => {
            let said = state_in(reader, column, &reader.plain(cell));
            let claim = said.map(|(status, said)| StatusClaim { status, said, place });
            reader.plan.groups[group.index()].statuses.extend(claim);
        }
        _ => {}
    }
}

/// Whether a row lacks a cell somewhere before its end: the last column is empty as nothing stands in its place.
fn is_shifted(reader: &Reader, table: &Table, row: &Row) -> bool {
    let last = row.cells.last().map(|&cell| reader.cell_span(cell));
    if table.columns.len() < 3 || row.cells.len() == table.columns.len() && !last.is_some_and(Span::is_empty) {
        return false;
    }
    let line = reader.slice(reader.document.block(row.block).span).trim();
    // One bar at each end is none between cells; "||" holds an empty one.
    let cells = line.strip_prefix('|').map(|rest| rest.strip_suffix('|').unwrap_or(rest).matches('|').count() + 1);
    cells.is_some_and(|cells| cells < table.columns.len())
}
