//! What the row of a task or phase and its own section or item say of it under one name.

use crate::{
    plan::{Field, Node, Role, Why},
    rules::Context,
    source::Span,
};

/// The longest name of a column or field that is looked at, in bytes.
const NAME: usize = 24;

/// Where something is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source<'c> {
    /// In a column of that name.
    Row(&'c str),
    /// In a field.
    Field,
}

/// One value that is said of something.
pub(super) struct Saying<'c, K> {
    /// What is said.
    pub kind: K,
    /// Of what; `None` for the document.
    pub subject: Option<Node>,
    /// The value.
    pub span: Span,
    pub source: Source<'c>,
}

/// The values below the columns and behind the fields whose names are of a `kind`.
pub(super) fn of_kind<'c, K: Copy>(cx: &Context<'c>, kind: impl Fn(&str) -> Option<K>) -> Vec<Saying<'c, K>> {
    let mut found = Vec::new();
    for table in &cx.plan.tables {
        for (at, column) in table.columns.iter().enumerate() {
            let Some(kind) = kind(&column.key) else { continue };
            for row in &table.rows {
                if let (Some(node @ (Node::Task(_) | Node::Group(_))), Some(&cell)) = (row.subject, row.cells.get(at)) {
                    let (subject, span) = (Some(cx.plan.canonical(node)), cx.document.text_span(cell));
                    found.push(Saying { kind, subject, span, source: Source::Row(&column.name) });
                }
            }
        }
    }
    let told = |f: &&Field| matches!(f.role, None | Some(Role::Priority | Role::Duration)) && f.key.len() <= NAME;
    for field in cx.plan.fields.iter().filter(told) {
        let Some(kind) = kind(cx.text(field.key)) else { continue };
        let subject = subject(cx, field).map(|node| cx.plan.canonical(node));
        if subject.is_some() || of_the_document(cx, field) {
            found.push(Saying { kind, subject, span: field.value, source: Source::Field });
        }
    }
    found
}

/// The task or phase that a field speaks of: its item's task, or what its section is about.
fn subject(cx: &Context, field: &Field) -> Option<Node> {
    if let Some(item) = field.item {
        let around = std::iter::once(item).chain(cx.document.ancestors(item));
        if let Some(task) = around.into_iter().find_map(|b| cx.plan.task_at(b)) {
            return Some(Node::Task(task));
        }
    }
    let facts = &cx.plan.sections[field.section.0 as usize];
    let group = || facts.group.filter(|&g| cx.plan.group(g).section == Some(field.section) && field.item.is_none());
    facts.task.map(Node::Task).or_else(|| group().map(Node::Group))
}

/// Whether a field stands above everything: in the front matter, or right below the title.
fn of_the_document(cx: &Context, field: &Field) -> bool {
    let first = field.section.0 <= 1 && cx.document.section(field.section).level <= 1;
    field.why == Why::FrontMatter || first && field.item.is_none()
}
