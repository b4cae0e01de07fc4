//! One task with two priorities: in the summary and in its own section.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Field, Node, Role, TaskId, Why, fold},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds tasks, and documents, whose places say different priorities.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut said: FxHashMap<Option<TaskId>, Vec<(Rank, Span)>> = FxHashMap::default();
    let mut note = |task: Option<TaskId>, span: Span| {
        let task = task.map(|t| cx.plan.repeats.get(&t).copied().unwrap_or(t));
        said.entry(task).or_default().extend(rank(cx.text(span)).map(|rank| (rank, span)));
    };
    for table in &cx.plan.tables {
        let Some(column) = table.columns.iter().position(|c| is_priority(&c.key)) else { continue };
        for row in &table.rows {
            if let (Some(Node::Task(task)), Some(&cell)) = (row.subject, row.cells.get(column)) {
                note(Some(task), cx.document.text_span(cell));
            }
        }
    }
    for field in cx.plan.fields.iter().filter(|f| f.role == Some(Role::Priority) && is_priority(&fold(cx.text(f.key))))
    {
        match subject(cx, field) {
            Some(task) => note(Some(task), field.value),
            None if of_the_document(cx, field) => note(None, field.value),
            None => {}
        }
    }
    let mut found = Vec::new();
    for (task, said) in said {
        let Some((first, at)) = said.first() else { continue };
        let other = said
            .iter()
            .find(|(rank, _)| std::mem::discriminant(rank) == std::mem::discriminant(first) && rank != first);
        let Some((_, again)) = other else { continue };
        let name = task.map_or_else(|| "the plan".to_owned(), |t| format!("`{}`", quote(&cx.plan.task(t).shown())));
        let (here, there) = (quote(cx.text(*again)), quote(cx.text(*at)));
        found.push(
            out.at(*again, format!("{name} has two priorities: {there} and {here}"))
                .label(format!("{here} here"))
                .related(*at, format!("{there} here"))
                .confidence(Confidence::Conventional)
                .help("decide on one priority and state it in both places"),
        );
    }
    found.sort_by_key(|d| d.span);
    found.into_iter().for_each(|d| out.push(d));
}

/// Whether a folded name is that of a priority.
fn is_priority(key: &str) -> bool {
    matches!(key, "priority" | "prio")
}

/// The task that a field speaks of: its item's, or its section's own.
fn subject(cx: &Context, field: &Field) -> Option<TaskId> {
    if let Some(item) = field.item {
        let around = std::iter::once(item).chain(cx.document.ancestors(item));
        if let Some(task) = around.into_iter().find_map(|b| cx.plan.task_at(b)) {
            return Some(task);
        }
    }
    cx.plan.sections[field.section.0 as usize].task
}

/// Whether a field stands above everything: in the front matter, or right below the title.
fn of_the_document(cx: &Context, field: &Field) -> bool {
    let first = field.section.0 <= 1 && cx.document.section(field.section).level <= 1;
    field.why == Why::FrontMatter || first && field.item.is_none()
}

/// A priority on one of two scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Number(u8),
    Word(u8),
}

/// `P1`, "High": what a short text says, if it says one thing.
fn rank(text: &str) -> Option<Rank> {
    let key = fold(text).into_owned();
    let mut words = key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let word = words.next().filter(|_| key.len() < 24)?;
    // "P1 (high)" says both; "high or low" nothing.
    if words.clone().any(|w| matches!(w, "or" | "to" | "and" | "was")) {
        return None;
    }
    if let Some(number) = word.strip_prefix('p').and_then(|n| n.parse().ok()) {
        return Some(Rank::Number(number));
    }
    let known = match word {
        "critical" | "urgent" | "highest" | "blocker" => 0,
        "high" => 1,
        "medium" | "med" | "normal" | "moderate" => 2,
        "low" => 3,
        "lowest" => 4,
        _ => return None,
    };
    words.next().is_none().then_some(Rank::Word(known))
}
