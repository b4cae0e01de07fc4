//! A task in a table of what is done, "## Completed tasks", that a table beside it still has in progress.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{Name, Node, Role, Row, Status, StatusClaim, Table, Topic, id_key, names, names::Key},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds the rows of one id and name of which the one stands below a heading for what is done, and the other says that it
/// is not.
pub(super) fn check(cx: &Context, out: &mut Findings, told: &FxHashSet<u32>) {
    let listing = |table: &&Table| table.has(Role::Id) && table.has(Role::Task);
    let (over, others): (Vec<&Table>, Vec<&Table>) =
        cx.plan.tables.iter().filter(listing).partition(|table| is_over(cx, table.section));
    if over.is_empty() || others.is_empty() {
        return;
    }
    let mut done: FxHashMap<(Key, String, SectionId), Span> = FxHashMap::default();
    for table in over {
        for (key, name, span) in table.rows.iter().filter_map(|row| named(cx, table, row)) {
            done.insert((key, name, beside(cx, table)), span);
        }
    }
    // "Deployment" and "Docs" are other work on the same thing.
    let going_on = |table: &&Table| {
        let title = cx.document.section(table.section).title.trim_matches(|c: char| !c.is_alphanumeric());
        cx.settings.vocabulary.status(title).is_some() || cx.plan.within(table.section, Topic::Later)
    };
    for table in others.into_iter().filter(going_on) {
        for row in &table.rows {
            let Some((key, name, _)) = named(cx, table, row) else { continue };
            let Some(&first) = done.get(&(key, name, beside(cx, table))) else { continue };
            if let Some(open) = open(cx, row).filter(|open| !told.contains(&open.place.span.start)) {
                report(cx, out, table, row, first, open);
            }
        }
    }
}

/// Whether the heading of a section says that what stands below is done.
fn is_over(cx: &Context, section: SectionId) -> bool {
    let title = cx.document.section(section).title.trim_matches(|c: char| !c.is_alphanumeric());
    let words = &cx.settings.vocabulary;
    words.is_name(title, Name::Finished) || words.status(title) == Some(Status::Done)
}

/// The section in which the heading of a table stands: a log has the same headings again for each day.
fn beside(cx: &Context, table: &Table) -> SectionId {
    cx.document.section(table.section).parent
}

/// The id of a row, its name, and where the id stands.
fn named(cx: &Context, table: &Table, row: &Row) -> Option<(Key, String, Span)> {
    let cell = |role: Role| row.cells.get(table.column(role)?).copied();
    let (id, name) = (cell(Role::Id)?, cell(Role::Task)?);
    let span = cx.document.text_span(id);
    let name = names::title_key(&cx.document.plain(cx.source.text(), name)).into_owned();
    (!span.is_empty() && name.contains(char::is_alphabetic)).then(|| (id_key(cx.text(span).trim()), name, span))
}

/// Where a row says that its task is not done.
fn open(cx: &Context, row: &Row) -> Option<StatusClaim> {
    let Some(Node::Task(task)) = row.subject else { return None };
    let here = cx.document.block(row.block).span;
    let own = cx.plan.task(task).statuses.iter().find(|claim| here.contains(claim.place.span))?;
    matches!(own.status, Status::Open | Status::Doing | Status::Blocked).then_some(*own)
}

fn report(cx: &Context, out: &mut Findings, table: &Table, row: &Row, first: Span, open: StatusClaim) {
    let name = row.subject.map(|node| cx.plan.name(node)).unwrap_or_default();
    let heading = quote(&cx.document.section(table.section).title).to_string();
    let found = out
        .at(
            open.place.span,
            format!("“{}” is {} here, and stands among what is done", quote(&name), open.status.word()),
        )
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("not done, below “{heading}”"))
        .related(first, "done, by the heading here")
        .help("find out which of the two holds, and take the row out of the other table")
        .about(Subject::Place(open.place.span));
    out.push(found);
}
