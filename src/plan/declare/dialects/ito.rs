//! ito: `## Wave 1` with what it depends on, `### Task 1.1: …` with bold fields, the state as a box and a
//! word (`[x] complete`), which the reader of fields compares.
//! Grammar: the tasks template of ito. Tasks of one wave may depend on each other.

use super::{Page, path_parts};
use crate::{
    markdown::SectionId,
    plan::{
        Role,
        declare::fields::{field_box, field_status},
        model::*,
        names::{self, Ref},
        read::{Reader, SURE},
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// Whether a document is ito's: its folder and its grammar, or a line that only ito writes.
pub(super) fn is(page: &Page) -> bool {
    let (file, mut folders) = path_parts(page.path);
    let shape = page.has("\n## Wave ") && page.has("\n### Task ") && page.has("**Status**: [");
    shape || file == "tasks.md" && folders.any(|f| matches!(f, ".ito" | "ito")) || page.has("\nito tasks ")
}

/// A wave's tasks may wait for each other: only those that wait for nothing are side by side. Checkpoints
/// are tasks with a heading of their own.
pub(super) fn read(reader: &mut Reader) {
    for group in reader.plan.groups.iter_mut().filter(|g| &*g.word == "wave") {
        group.mode = group.mode.filter(|(mode, _)| *mode == Mode::Sequential);
    }
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Depends)) {
        let free = matches!(names::refs(reader.vocabulary, reader.slice(field.value), 0).as_slice(), [Ref::Nothing(_)]);
        if let Some(task) = reader.plan.sections[field.section.0 as usize].task.filter(|_| free) {
            reader.plan.tasks[task.index()].parallel = Some(field.value);
        }
    }
    let checkpoints: Vec<SectionId> = (1..reader.document.sections.len() as u32)
        .map(SectionId)
        .filter(|&s| reader.document.section(s).title.starts_with("Checkpoint"))
        .filter(|&s| reader.plan.sections[s.0 as usize].task.is_none())
        .collect();
    if checkpoints.is_empty() {
        return;
    }
    let labels = reader.labels_by_section();
    // The general readers took these fields for the wave's own, and the headings for gates after it.
    let spans: FxHashSet<Span> = checkpoints.iter().flat_map(|s| labels.get(s)).flatten().map(|f| f.value).collect();
    reader.pending.retain(|p| !spans.contains(&p.place.span));
    let titles: FxHashSet<Span> = checkpoints.iter().map(|&s| reader.document.section(s).title_span).collect();
    reader.plan.gates.retain(|gate| !titles.contains(&gate.place.span));
    for section in checkpoints {
        checkpoint(reader, section, labels.get(&section).map_or(&[], Vec::as_slice));
    }
}

/// `### Checkpoint: Review the index` with the fields of a task; its wave's tasks do not wait for it.
fn checkpoint(reader: &mut Reader, id: SectionId, fields: &[Field]) {
    let section = reader.document.section(id);
    let Some(block) = section.heading else { return };
    let state = fields.iter().find(|f| f.role == Some(Role::Status));
    let claims = state.into_iter().flat_map(|f| [field_box(reader, f), field_status(reader, f)]);
    let statuses: Few<StatusClaim> = claims.flatten().collect();
    let waits = fields.iter().filter(|f| f.role == Some(Role::Depends));
    let guards = waits.flat_map(|f| reader.mentions(reader.slice(f.value))).find_map(|node| match node {
        Node::Group(group) => Some(group),
        _ => None,
    });
    let place = Place::new(section.title_span, Why::Heading, SURE);
    let mut task = Task::new(&section.title, place, block, id);
    (task.statuses, task.group) = (statuses.clone(), reader.plan.group_around(reader.document, section.parent));
    let task = reader.task(task);
    reader.plan.sections[id.0 as usize].task = Some(task);
    let (name, kind) = (section.title.clone(), GateKind::Checkpoint);
    let criteria = vec![section.title_span];
    reader.plan.gates.push(Gate { name, kind, guards, place, criteria, tasks: vec![task], statuses });
}
