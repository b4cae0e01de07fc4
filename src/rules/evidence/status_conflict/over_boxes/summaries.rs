//! The rows of a table that sums up sections, which go by their titles: "User accounts | Done" over "## User accounts".

use crate::{
    markdown::SectionId,
    plan::{Node, Role, Row, ScopeStatus, Status, StatusClaim, Table, TableKind, Why},
    rules::Context,
};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// From how many rows with a section on a table sums these up.
const SEVERAL: usize = 2;

/// What such rows say to be done, each of the section that has its name.
pub(super) fn claims(cx: &Context) -> Vec<ScopeStatus> {
    let stated = |t: &&Table| matches!(t.kind, TableKind::Work | TableKind::Groups) && t.has(Role::Status);
    let mut tables = cx.plan.tables.iter().filter(stated).peekable();
    if tables.peek().is_none() {
        return Vec::new();
    }
    let told: FxHashSet<SectionId> = cx.plan.scope_statuses.iter().map(|s| s.section).collect();
    tables.flat_map(|table| of_table(cx, table, &told)).collect()
}

fn of_table(cx: &Context, table: &Table, told: &FxHashSet<SectionId>) -> Vec<ScopeStatus> {
    let done = |row: &&Row| claim(cx, row).is_some_and(|claim| claim.status == Status::Done);
    if !table.rows.iter().any(|row| done(&row)) {
        return Vec::new();
    }
    let homes: Vec<(&Row, SectionId)> =
        table.rows.iter().filter_map(|row| Some((row, home(cx, table, row, told)?))).collect();
    // One name of many may be that of something else.
    if homes.len() < SEVERAL || 2 * homes.len() < table.rows.len() {
        return Vec::new();
    }
    homes.into_iter().filter_map(|(row, section)| Some(ScopeStatus { section, claim: *claim(cx, row)? })).collect()
}

/// What the row says of its state.
fn claim<'c>(cx: &Context<'c>, row: &Row) -> Option<&'c StatusClaim> {
    let statuses = match row.subject? {
        Node::Task(task) => &cx.plan.task(task).statuses[..],
        Node::Group(group) => &cx.plan.group(group).statuses[..],
        Node::Actor(_) => return None,
    };
    // What stands elsewhere too is compared there.
    match statuses {
        [claim] if claim.place.why == Why::Cell => Some(claim),
        _ => None,
    }
}

/// The section that bears the name of a row, is no task of its own, and of which nothing else says how far it is.
fn home(cx: &Context, table: &Table, row: &Row, told: &FxHashSet<SectionId>) -> Option<SectionId> {
    let (name, places) = match row.subject? {
        Node::Task(task) => (Cow::from(&*cx.plan.task(task).title), &cx.plan.task(task).places),
        // "M1 — First release" stands whole in the heading.
        Node::Group(group) => (cx.document.plain(cx.source.text(), *row.cells.first()?), &cx.plan.group(group).places),
        Node::Actor(_) => return None,
    };
    let section = cx.titles().called(&cx.settings.vocabulary, cx.document, &name, table.block)?;
    (places.len() == 1 && !told.contains(&section)).then_some(section)
}
