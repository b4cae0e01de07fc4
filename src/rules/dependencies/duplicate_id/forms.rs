//! One id in two tables of different columns, or in a heading and a table: "Done" and "Open" that were counted apart.

use super::{Families, is_over, phases::share_no_word, prefix};
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::BlockId,
    plan::{Role, Status, Table, TableKind, TaskKind, Topic, Why, id_key, names::Key},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Where an id stands.
struct Use<'c> {
    /// The table, or `None` for a heading.
    home: Option<BlockId>,
    id: Span,
    title: &'c str,
}

/// Finds the only id that stands in two such places with names that have no word in common, where each place goes on
/// with ids of its own.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let tables: Vec<&Table> = cx.plan.tables.iter().filter(|table| gives_ids(cx, table)).collect();
    if tables.is_empty() {
        return;
    }
    let mut uses: FxHashMap<Key, Vec<Use>> = FxHashMap::default();
    for (_, task) in cx.plan.tasks() {
        let headed = task.table.is_none() && task.places.first().is_some_and(|p| p.why == Why::Heading);
        if let (true, Some(id), Some(at)) = (headed && task.kind == TaskKind::Work, task.id.as_deref(), task.id_span)
            && Families::is_named(id)
            && !is_over(cx, task)
        {
            uses.entry(id_key(id)).or_default().push(Use { home: None, id: at, title: &task.title });
        }
    }
    for table in tables {
        let (Some(id), Some(task)) = (table.column(Role::Id), table.column(Role::Task)) else { continue };
        for row in table.rows.iter().filter(|row| !row.total) {
            let (Some(&id), Some(&title)) = (row.cells.get(id), row.cells.get(task)) else { continue };
            let (at, title) = (cx.document.text_span(id), cx.text(cx.document.text_span(title)));
            let id = cx.text(at).trim();
            if Families::is_named(id) && id.ends_with(|c: char| c.is_ascii_digit()) && !title.contains("~~") {
                uses.entry(id_key(id)).or_default().push(Use { home: Some(table.block), id: at, title });
            }
        }
    }
    let mut twice = uses.values().filter(|uses| uses.iter().any(|other| other.home != uses[0].home));
    // Where several do, the one place says more of what stands in the other.
    let (Some([one, other]), None) = (twice.next().map(|uses| &uses[..]), twice.next()) else { return };
    // A heading that says more of one row of a table stands among others of its kind.
    let family = id_key(cx.text(one.id).trim());
    let goes_on = |home: Option<BlockId>| {
        let own =
            |(id, uses): (&Key, &Vec<Use>)| prefix(id) == prefix(&family) && uses.iter().all(|one| one.home == home);
        uses.iter().any(own)
    };
    if goes_on(one.home)
        && goes_on(other.home)
        && share_no_word(one.title, other.title)
        && !are_named_apart(cx, one, other)
    {
        report(cx, out, one, other);
    }
}

/// Whether a table says what is to be done, or was done, each row under an id.
fn gives_ids(cx: &Context, table: &Table) -> bool {
    let done = || {
        let title = cx.document.section(table.section).title.trim_matches(|c: char| !c.is_alphanumeric());
        cx.settings.vocabulary.status(title) == Some(Status::Done) || cx.plan.within(table.section, Topic::Done)
    };
    let listed = table.kind == TableKind::Work || done();
    listed
        && !cx.plan.within(table.section, Topic::Bygone)
        && table.column(Role::Id).is_some()
        && table.column(Role::Task).is_some()
}

/// Whether both stand in tables, and these have the same columns, of which more is known, or name their rows in columns of
/// two names: "Task" says what is to be done, and "Description" beside it how it was done.
fn are_named_apart(cx: &Context, one: &Use, other: &Use) -> bool {
    let table = |one: &Use| one.home.and_then(|block| cx.plan.table_at(block));
    let Some((a, b)) = table(one).zip(table(other)) else { return false };
    let naming = |table: &Table| table.column(Role::Task).map(|column| table.columns[column].key.clone());
    a.columns.iter().map(|c| &c.name).eq(b.columns.iter().map(|c| &c.name)) || naming(a) != naming(b)
}

fn report(cx: &Context, out: &mut Findings, one: &Use, other: &Use) {
    let (first, again) = if one.id.start < other.id.start { (one, other) } else { (other, one) };
    let name = quote(cx.text(again.id));
    let found = out
        .at(again.id, format!("two tasks have the id `{name}`"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label("used again, for something else")
        .related(first.id, "used here first")
        .help(format!("give one of them another id; whoever depends on `{name}` cannot tell which is meant"))
        .about(Subject::Place(again.id));
    out.push(found);
}
