//! Documents that are one task each: their front matter says which it is, who has it, how far
//! it is and what it waits for.

use crate::plan::{
    Role,
    declare::fields,
    files,
    model::*,
    read::{Reader, SURE},
};

/// The keys under which a file names the task of which its own is a part.
const PARENT: [&str; 2] = ["parent_task_id", "parent"];

/// Makes the task that the front matter describes.
pub(super) fn read(reader: &mut Reader) {
    let fields: Vec<Field> = reader.plan.fields.iter().filter(|f| f.why == Why::FrontMatter).cloned().collect();
    let Some(first) = fields.first() else { return };
    let value = |keys: &[&str]| keys.iter().find_map(|key| reader.front_values(key).next()).map(|f| f.value);
    let (id, title, parent) = (value(&["id"]), value(&["title", "name"]), value(&PARENT));
    let heading = reader.document.sections.get(1);
    let Some(span) = title.or(heading.map(|s| s.title_span)).or(id) else { return };
    let title = title.map(|t| reader.slice(t)).or(heading.map(|s| &*s.title)).unwrap_or_default();
    let state = fields.iter().find(|f| matches!(reader.slice(f.key), "status" | "state"));
    let mut task = Task::new(title, Place::new(span, Why::FrontMatter, SURE), first.block, first.section);
    task.id = id.map(|id| reader.slice(id)).or_else(|| numbered(reader.path)).map(Into::into);
    task.id_span = id;
    task.statuses = state.and_then(|f| fields::field_status(reader, f)).into_iter().collect();
    let named = fields.iter().filter(|f| matches!(f.role, Some(Role::Files | Role::Outputs)));
    task.files = named.flat_map(|f| files(reader.text, f.value, true)).collect();
    let begun = matches!(task.status(), Some(Status::Doing | Status::Blocked));
    let task = reader.task(task);
    if let Some(parent) = parent {
        reader.outside(task, Relation::Part, Place::new(parent, Why::FrontMatter, SURE));
    }
    for field in &fields {
        match field.role {
            Some(Role::Owner) => owner(reader, task, field, begun),
            Some(Role::Depends | Role::Blocks) if !field.value.is_empty() => {
                let relation = if field.role == Some(Role::Blocks) { Relation::Blocks } else { Relation::After };
                reader.outside(task, relation, Place::new(field.value, Why::FrontMatter, SURE));
            }
            _ => {}
        }
    }
}

/// The number that is the name of a file: `.claude/epics/login/001.md`, on which others wait as `001`.
fn numbered(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?.strip_suffix(".md")?;
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// Nobody needs to have a task before its work begins; a placeholder still promises somebody.
fn owner(reader: &mut Reader, task: TaskId, field: &Field, begun: bool) {
    let place = Place::new(field.value, Why::FrontMatter, SURE);
    let assignee = match reader.slice(field.value) {
        "" | "null" | "~" if begun => Assignee::Missing,
        "" | "null" | "~" => Assignee::Nobody,
        name => reader.assignees(field.value, name, place),
    };
    let given = Assignment { subject: Node::Task(task), duty: Duty::Owner, assignee, place, heading: field.key };
    reader.plan.assignments.push(given);
}
