//! Plans that Cursor writes, `.cursor/plans/<name>.plan.md`: the front matter lists `todos`, each with an `id`, its
//! `content`, a `status` and perhaps `dependencies`, at the outermost level or below phases. Grammar: what it writes.

use super::{HEAD, Page, cut, has};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        declare::frontmatter::{self, Entry},
        model::*,
        names::id_key,
        read::{Reader, SURE},
    },
    source::Span,
};

/// Whether a document is such a plan.
pub(super) fn is(page: &Page) -> bool {
    let opened = || page.text.starts_with("---") && has(page.head, "todos:");
    opened() && has(cut(page.text, 2 * HEAD), " content:")
}

/// What is known of a todo before its last line is read.
#[derive(Default)]
struct Todo {
    id: Option<Span>,
    content: Option<Span>,
    status: Option<Span>,
    waits: Vec<Span>,
}

/// Reads the todos, in order; one may wait for another further down.
pub(super) fn read(reader: &mut Reader) {
    let front = reader.document.iter().next().filter(|(_, block)| block.kind == Kind::FrontMatter);
    let Some((block, span)) = front.map(|(id, block)| (id, block.span)) else { return };
    let mut orders = Vec::new();
    for todo in todos(reader, span) {
        let waits = todo.waits.clone();
        orders.extend(add(reader, block, todo).map(|task| (task, waits)));
    }
    for (task, waits) in orders {
        waits.into_iter().for_each(|wait| depends(reader, task, wait));
    }
}

/// The todos of the front matter at `span`: each begins with its id.
fn todos(reader: &Reader, span: Span) -> Vec<Todo> {
    let mut found: Vec<Todo> = Vec::new();
    // How deep the id of the last todo stands.
    let mut level = None;
    for Entry { key, value, depth } in frontmatter::entries(reader.slice(span), span.start) {
        match (reader.slice(key), found.last_mut()) {
            _ if depth < 2 || value.is_empty() => {}
            ("id", _) => {
                found.push(Todo { id: Some(value), ..Todo::default() });
                level = Some(depth);
            }
            (_, None) => {}
            _ if level != Some(depth) => {}
            ("content", Some(todo)) => todo.content = Some(value),
            ("status", Some(todo)) => todo.status = Some(value),
            // "user approval" is no id.
            ("dependencies", Some(todo)) if !reader.slice(value).contains(' ') => todo.waits.push(value),
            _ => {}
        }
    }
    found
}

fn add(reader: &mut Reader, block: BlockId, todo: Todo) -> Option<TaskId> {
    let (id, content) = (todo.id?, todo.content?);
    let place = Place::new(content, Why::Entry, SURE);
    let mut task = Task::new(reader.slice(content), place, block, SectionId(0));
    task.id = Some(reader.slice(id).into());
    task.id_span = Some(id);
    if let Some(said) = todo.status
        && let Some(status) = reader.vocabulary.status(reader.slice(said))
    {
        let place = Place::new(said, Why::Entry, SURE);
        task.statuses.push(StatusClaim { status, said: Said::Word, place });
    }
    Some(reader.task(task))
}

fn depends(reader: &mut Reader, task: TaskId, wait: Span) {
    let (place, after, relation) = (Place::new(wait, Why::Entry, SURE), Node::Task(task), Relation::After);
    let text = reader.slice(wait);
    match reader.tasks.get(&id_key(text)) {
        Some(&before) => reader.plan.edges.push(Edge { before: Node::Task(before), after, relation, place }),
        None => reader.plan.dangling.push(Dangling::new(after, text.into(), relation, place, true)),
    }
}
