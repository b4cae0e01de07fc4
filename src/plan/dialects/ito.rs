//! ito: `## Wave 1` with what it depends on, `### Task 1.1: …` with bold fields, the state as a box and a
//! word (`[x] complete`), which the reader of fields compares.
//! Grammar: the tasks template of ito. Tasks of one wave may depend on each other.

use super::{has, head, path_parts};
use crate::{
    markdown::SectionId,
    plan::{
        Role,
        fields::{field_box, field_status},
        model::*,
        names::{self, Ref},
        read::{Reader, SURE},
    },
};

/// Whether a document is ito's: its folder and its grammar, or a line that only ito writes.
pub(super) fn is(path: &str, text: &str) -> bool {
    let (file, mut folders) = path_parts(path);
    let head = head(text);
    let shape = has(head, "\n## Wave ") && has(head, "\n### Task ") && has(head, "**Status**: [");
    shape || file == "tasks.md" && folders.any(|f| matches!(f, ".ito" | "ito")) || has(head, "\nito tasks ")
}

/// A wave's tasks may wait for each other: only those that wait for nothing are side by side. Checkpoints
/// are tasks with a heading of their own.
pub(super) fn read(reader: &mut Reader) {
    for group in reader.plan.groups.iter_mut().filter(|g| &*g.word == "wave") {
        group.mode = group.mode.filter(|(mode, _)| *mode == Mode::Sequential);
    }
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Depends)) {
        let free = matches!(names::refs(reader.slice(field.value), 0).as_slice(), [Ref::Nothing(_)]);
        if let Some(task) = reader.plan.sections[field.section.0 as usize].task.filter(|_| free) {
            reader.plan.tasks[task.index()].parallel = Some(field.value);
        }
    }
    for index in 1..reader.document.sections.len() {
        if reader.document.sections[index].title.starts_with("Checkpoint") && reader.plan.sections[index].task.is_none()
        {
            checkpoint(reader, SectionId(index as u32));
        }
    }
}

/// `### Checkpoint: Review the index` with the fields of a task; its wave's tasks do not wait for it.
fn checkpoint(reader: &mut Reader, id: SectionId) {
    let section = reader.document.section(id);
    let Some(block) = section.heading else { return };
    let state = reader.plan.fields.iter().find(|f| f.section == id && f.role == Some(Role::Status));
    let claims = state.into_iter().flat_map(|f| [field_box(reader, f), field_status(reader, f)]);
    let statuses: Vec<StatusClaim> = claims.flatten().collect();
    let waits = reader.plan.fields.iter().filter(|f| f.section == id && f.role == Some(Role::Depends));
    let waits: Vec<_> = waits.map(|f| f.value).collect();
    // The general reader took these fields for the wave's own.
    let own = |place: Place| waits.iter().any(|w| w.contains(place.span));
    reader.pending.retain(|p| !own(p.place));
    let guards = waits.iter().flat_map(|&w| reader.mentions(reader.slice(w))).find_map(|node| match node {
        Node::Group(group) => Some(group),
        _ => None,
    });
    let place = Place::new(section.title_span, Why::Heading, SURE);
    let mut task = Task::new(&section.title, place, block, id);
    (task.statuses, task.group) = (statuses.clone(), reader.plan.group_around(reader.document, section.parent));
    let task = reader.task(task);
    reader.plan.sections[id.0 as usize].task = Some(task);
    let criteria = vec![section.title_span];
    reader.plan.gates.retain(|gate| gate.place.span != section.title_span);
    let (name, kind) = (section.title.clone(), GateKind::Checkpoint);
    reader.plan.gates.push(Gate { name, kind, guards, place, criteria, tasks: vec![task], statuses });
}
