//! TODO.md: one task a line, with `@owner`, `~2h`, `blocked-by:t001` in its text.
//! Grammar: what todo-md, todomd and their kin have in common. Ids may be small: `t012.1`.

use super::{Page, has, path_parts};
use crate::{
    plan::{
        model::*,
        names::id_key,
        read::{Reader, SURE},
    },
    source::Span,
};

/// Whether a document is such a list: its name and a word of its grammar, or the word that only it has.
pub(super) fn is(page: &Page) -> bool {
    let named = path_parts(page.path).0.eq_ignore_ascii_case("todo.md");
    let head = page.head;
    let item = |line: &str| line.trim_start().starts_with("- [") && has(line, " blocked-by:");
    named && (has(head, " @") || has(head, " ~")) || page.has(" blocked-by:") && head.lines().any(item)
}

/// Owners, ids and orders of the lines.
pub(super) fn read(reader: &mut Reader) {
    let tasks: Vec<TaskId> = reader.task_ids().filter(|&t| reader.boxed(t).is_some()).collect();
    for &task in &tasks {
        name(reader, task);
        owner(reader, task);
        declined(reader, task);
    }
    for &task in &tasks {
        orders(reader, task);
    }
}

/// The words of a task's text, each with its place.
fn words<'t>(reader: &Reader<'t>, task: TaskId) -> impl Iterator<Item = (&'t str, Span)> + use<'t> {
    let span = reader.plan.task(task).span();
    let raw = reader.slice(span);
    raw.split_whitespace().map(move |word| (word, span.of_part(raw, word)))
}

/// `t012 Title` and `Title id:t012`.
fn name(reader: &mut Reader, task: TaskId) {
    if reader.plan.task(task).id.is_some() {
        return;
    }
    let mut all = words(reader, task);
    let first = all.next().filter(|(word, _)| is_small_id(word));
    let tagged =
        words(reader, task).find_map(|(word, span)| word.strip_prefix("id:").map(|id| (id, span.of_part(word, id))));
    let Some((id, span)) = first.or(tagged).filter(|(id, _)| !id.is_empty()) else { return };
    let title = reader.plan.task(task).title.clone();
    let bare = title.strip_prefix(id).unwrap_or(&title).to_owned();
    reader.name_task(task, span, &bare);
    // `t001.1` is a part of `t001`.
    let whole = id.rsplit_once('.').and_then(|(whole, _)| reader.tasks.get(&id_key(whole)).copied());
    let entry = &mut reader.plan.tasks[task.index()];
    entry.parent = entry.parent.or(whole);
}

/// `[-]` is work that nobody will do.
fn declined(reader: &mut Reader, task: TaskId) {
    let text = reader.text;
    for claim in &mut reader.plan.tasks[task.index()].statuses {
        if &text[claim.place.span.range()] == "[-]" {
            claim.status = Status::Dropped;
        }
    }
}

/// `t012`, `t012.1`.
fn is_small_id(word: &str) -> bool {
    let number = word.strip_prefix('t').unwrap_or("");
    number.len() > 1
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The `@names` of a task.
fn owner(reader: &mut Reader, task: TaskId) {
    let found: Vec<(&str, Span)> = words(reader, task).filter(|(w, _)| w.len() > 1 && w.starts_with('@')).collect();
    let Some(&(_, first)) = found.first() else { return };
    let place = Place::new(first, Why::Inline, SURE);
    let actors: Vec<ActorId> = found
        .into_iter()
        .filter_map(|(word, span)| reader.actor(word.trim_end_matches([',', '.', ';']), Place { span, ..place }))
        .collect();
    if !actors.is_empty() {
        let assignee = Assignee::Actors(actors);
        let given = Assignment { subject: Node::Task(task), duty: Duty::Owner, assignee, place, heading: first };
        reader.plan.assignments.push(given);
    }
}

/// `blocked-by:t001,t002`, `blocks:t003`; the general reader wants a space behind the colon.
fn orders(reader: &mut Reader, task: TaskId) {
    let all: Vec<(&str, Span)> = words(reader, task).collect();
    for (word, span) in all {
        let Some((key, value)) = word.split_once(':') else { continue };
        let relation = match key {
            "blocked-by" | "depends-on" | "after" => Relation::After,
            "blocks" => Relation::Blocks,
            _ => continue,
        };
        for id in value.split(',').map(|id| id.trim_end_matches(['.', ';', ')'])).filter(|id| !id.is_empty()) {
            let place = Place::new(span.of_part(word, id), Why::Inline, SURE);
            let Some(&other) = reader.tasks.get(&id_key(id)) else {
                let id_like = is_small_id(id);
                let text = id.into();
                reader.plan.dangling.push(Dangling::new(Node::Task(task), text, relation, place, id_like));
                continue;
            };
            let (before, after) = if relation == Relation::Blocks { (task, other) } else { (other, task) };
            reader.plan.edges.push(Edge { before: Node::Task(before), after: Node::Task(after), relation, place });
        }
    }
}
