//! What a row says of its subject: owners, orders, lengths, states.

use super::state;
use crate::{
    plan::{
        Role,
        model::*,
        quantity,
        read::{self, Reader, SURE},
        relate::resolve::Pending,
    },
    source::Span,
};

/// Owners, dependencies and durations of a row.
pub(super) fn relations(reader: &mut Reader, table: &Table, row: &Row, subject: Node) {
    let shifted = is_shifted(reader, table, row);
    for (index, column) in table.columns.iter().enumerate() {
        let (Some(role), Some(&cell)) = (column.role, row.cells.get(index)) else { continue };
        let span = reader.cell_span(cell);
        let place = Place::new(span, Why::Cell, SURE);
        match role {
            // Nobody knows which of its cells that is.
            Role::Owner | Role::Backup | Role::Reviewer if shifted => {}
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
                    let subject = reader.phase_of_story(subject);
                    reader.pending.push(Pending { subject, relation, place });
                }
            }
            Role::Duration if !span.is_empty() && quantity::each(reader.slice(span), 0).next().is_none() => {
                let plain = reader.plain(cell);
                if !reader.vocabulary.is_owner_placeholder(&plain) && !reader.vocabulary.is_no_owner(&plain) {
                    let what = format!("a duration without a number and a unit: {}", crate::message::quote(&plain));
                    reader.plan.not_understood.push(NotUnderstood { span, what, teach: None });
                }
            }
            Role::Duration => {
                if let (Node::Group(group), Some(quantity)) =
                    (subject, quantity::each(reader.slice(span), span.start).find(|q| q.is_time()))
                {
                    let at = quantity.span;
                    reader.plan.groups[group.index()].durations.push(DurationClaim { quantity, span: at });
                }
            }
            Role::Mode => {
                let plain = reader.plain(cell);
                if let (Node::Group(group), Some(parallel)) = (subject, reader.vocabulary.mode(&plain)) {
                    let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
                    reader.relate_members(group, mode, place);
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
