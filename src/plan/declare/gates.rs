//! Gates: what must hold before work goes on.

use super::tables;
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        DONE_MARKS, Role, Topic, Word,
        model::*,
        read::{LIKELY, Reader, SURE},
    },
    source::Span,
};

/// Reads gates from labels, headings, columns and checkpoint tasks.
pub(in crate::plan) fn read(reader: &mut Reader) {
    labels(reader);
    headings(reader);
    columns(reader);
    tasks(reader);
}

fn labels(reader: &mut Reader) {
    for index in 0..reader.plan.fields.len() {
        let field = &reader.plan.fields[index];
        if field.why != Why::Label || !matches!(field.role, Some(Role::Gate | Role::Criteria)) {
            continue;
        }
        let field = field.clone();
        let guards = reader.plan.group_around(reader.document, field.section);
        match field.role {
            Some(Role::Gate) => {}
            // Criteria are a gate where a group is finished by them.
            Some(Role::Criteria) if guards.is_some() && field.item.is_none() => {}
            _ => continue,
        }
        // A label inside a task speaks of that task.
        if field.item.is_some_and(|i| reader.task_blocks.contains_key(&i)) {
            continue;
        }
        let mut criteria = Vec::new();
        let mut boxes = Vec::new();
        match field.body {
            Some(body) if field.value.is_empty() => collect(reader, body, &mut criteria, &mut boxes),
            _ if !field.value.is_empty() => {
                criteria.push(field.value);
                let below = reader.document.next_sibling(field.block).filter(|_| field.role == Some(Role::Gate));
                let list = below.filter(|&b| matches!(reader.document.block(b).kind, Kind::List { .. }));
                list.into_iter().for_each(|list| collect(reader, list, &mut criteria, &mut boxes));
            }
            _ => {}
        }
        let name = reader.slice(field.key);
        let statuses = passed(reader, &field).into_iter().chain(boxed(reader, &boxes)).collect();
        reader.plan.gates.push(Gate {
            name: name.into(),
            kind: GateKind::Checkpoint,
            guards,
            place: Place::new(field.key, Why::Label, SURE),
            criteria,
            tasks: boxes,
            statuses,
        });
    }
}

/// Whether a gate's text says at its beginning that it was passed, or with a mark at either end of its line.
fn passed(reader: &Reader, field: &Field) -> Option<StatusClaim> {
    let raw = reader.slice(field.value);
    let head = raw.split([':', '(', '—', '–', '.', ',']).next().unwrap_or(raw);
    let word = super::sections::strip_marks(head);
    let claim = |status, said, part| StatusClaim {
        status,
        said,
        place: Place::new(field.value.of_part(raw, part), Why::Label, SURE),
    };
    if let Some(status) = reader.vocabulary.status(word) {
        return Some(claim(status, Said::Word, word));
    }
    // "User Story 2 complete - roles are enforced ✅"
    let line = raw.trim_end_matches([' ', '\u{fe0f}', '*']);
    let ends = || Some(claim(Status::Done, Said::Mark, &line[line.strip_suffix(DONE_MARKS)?.len()..]));
    marked(reader, field.item.unwrap_or(field.block)).or_else(ends)
}

/// Whether the mark of what is done stands before a gate: "- ✅ **Build**: all pass".
fn marked(reader: &Reader, block: BlockId) -> Option<StatusClaim> {
    let start = reader.document.text_span(block).start;
    let mark = reader.text[start as usize..].chars().next().filter(|mark| DONE_MARKS.contains(mark))?;
    let span = Span { start, end: start + mark.len_utf8() as u32 };
    Some(StatusClaim { status: Status::Done, said: Said::Mark, place: Place::new(span, Why::Item, LIKELY) })
}

/// What the boxes under a gate say of it: it is passed when all of them are ticked.
fn boxed<'r>(reader: &'r Reader, boxes: &'r [TaskId]) -> impl Iterator<Item = StatusClaim> + 'r {
    boxes.iter().map(|&t| reader.plan.task(t)).filter(|t| t.required()).flat_map(|t| t.statuses.iter().copied())
}

/// The items of a list as criteria, and their boxes.
fn collect(reader: &Reader, body: BlockId, criteria: &mut Vec<Span>, boxes: &mut Vec<TaskId>) {
    let document = reader.document;
    match document.block(body).kind {
        Kind::List { .. } => {
            for item in document.children(body) {
                criteria.push(document.text_span(item));
                boxes.extend(reader.task_blocks.get(&item));
            }
        }
        Kind::Paragraph => criteria.push(document.text_span(body)),
        _ => criteria.push(document.block(body).span),
    }
}

/// "Quality gates" over a list: an item, a gate. "Checkpoint" inside a phase: one gate.
fn headings(reader: &mut Reader) {
    let document = reader.document;
    if !reader.plan.topics.contains(Topic::Gates) {
        return;
    }
    for (index, section) in document.sections.iter().enumerate().skip(1) {
        let facts = &reader.plan.sections[index];
        if !facts.topics.contains(Topic::Gates) {
            continue;
        }
        let id = SectionId(index as u32);
        let guards = reader.plan.group_around(document, id);
        // "Week 1 exit criteria" inside "Week 1" is its gate; "Phase 5: Release gate" is a phase.
        if facts.group.is_some() && reader.plan.group_around(document, section.parent) != guards {
            continue;
        }
        let many = section.title.to_ascii_lowercase().contains("gates");
        let own = |&b: &BlockId| {
            let block = document.block(b);
            block.section == id && block.parent.is_none() && matches!(block.kind, Kind::List { .. })
        };
        let lists: Vec<BlockId> = (section.start..section.end).map(BlockId).filter(own).collect();
        if many && guards.is_none() {
            let items = lists.iter().flat_map(|&list| document.children(list));
            let gates: Vec<Gate> = items.map(|item| of_item(reader, item)).collect();
            reader.plan.gates.extend(gates);
        } else if !lists.is_empty() {
            let (mut criteria, mut boxes) = (Vec::new(), Vec::new());
            for &list in &lists {
                collect(reader, list, &mut criteria, &mut boxes);
            }
            reader.plan.gates.push(Gate {
                name: section.title.clone(),
                kind: GateKind::Checkpoint,
                guards,
                place: Place::new(section.title_span, Why::Heading, SURE),
                criteria,
                statuses: facts.status.into_iter().chain(boxed(reader, &boxes)).collect(),
                tasks: boxes,
            });
        }
    }
}

/// The gate that an item of a list of gates is.
fn of_item(reader: &Reader, item: BlockId) -> Gate {
    let document = reader.document;
    let label = document.labels_in(item).iter().find(|l| document.block(l.block).parent == Some(item));
    let span = document.text_span(item);
    let (name, criterion) = match label {
        Some(label) => (reader.slice(label.key).to_owned(), label.value),
        None => (reader.plain(item).into_owned(), span),
    };
    let tasks: Vec<TaskId> = reader.task_blocks.get(&item).copied().into_iter().collect();
    let boxed = tasks.iter().flat_map(|t| reader.plan.task(*t).statuses.clone());
    Gate {
        name: name.into(),
        kind: GateKind::Quality,
        guards: None,
        place: Place::new(span, Why::Item, LIKELY),
        criteria: vec![criterion],
        statuses: boxed.chain(marked(reader, item)).collect(),
        tasks,
    }
}

/// A gate column beside phases.
fn columns(reader: &mut Reader) {
    for index in 0..reader.plan.tables.len() {
        let Some(column) = reader.plan.tables[index].column(Role::Gate) else { continue };
        if reader.plan.tables[index].kind != TableKind::Groups {
            continue;
        }
        for row in 0..reader.plan.tables[index].rows.len() {
            let entry = &reader.plan.tables[index].rows[row];
            let (Some(Node::Group(group)), Some(&cell)) = (entry.subject, entry.cells.get(column)) else { continue };
            let span = reader.cell_span(cell);
            let plain = reader.plain(cell);
            if plain.trim().is_empty() || reader.vocabulary.is_no_owner(&plain) {
                continue;
            }
            let state = tables::state(reader, &plain);
            // "TBD" is where a gate is still to be written.
            if state.is_none() && reader.vocabulary.is_owner_placeholder(&plain) {
                continue;
            }
            let statuses = state
                .map(|(status, said)| StatusClaim { status, said, place: Place::new(span, Why::Cell, SURE) })
                .into_iter()
                .collect();
            let name = reader.plan.tables[index].columns[column].name.clone();
            reader.plan.gates.push(Gate {
                name,
                kind: GateKind::Checkpoint,
                guards: Some(group),
                place: Place::new(span, Why::Cell, SURE),
                criteria: vec![span],
                tasks: Vec::new(),
                statuses,
            });
        }
    }
}

/// Tasks that are gates: "- [ ] 4. Checkpoint - all tests pass".
fn tasks(reader: &mut Reader) {
    for index in 0..reader.plan.tasks.len() {
        let task = &reader.plan.tasks[index];
        // Most tasks are none, which their first letters show.
        if !reader.vocabulary.may_begin_word(&task.title, Word::Checkpoint)
            || !matches!(task.places.first().map(|p| p.why), Some(Why::Box))
        {
            continue;
        }
        // "Checkpoint the database" is work: a gate's word stands before a separator or the end.
        let head = task.title.split(['–', '—', ':', '：', '(', '（', '.']).next().unwrap_or_default();
        let head = head.split(" -").next().unwrap_or(head).trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        if !reader.vocabulary.is_word(head, Word::Checkpoint) {
            continue;
        }
        let gate = Gate {
            name: task.title.clone(),
            kind: GateKind::Checkpoint,
            guards: task.group,
            place: task.places[0],
            criteria: vec![task.span()],
            tasks: vec![TaskId(index as u32)],
            statuses: task.statuses.clone(),
        };
        reader.plan.gates.push(gate);
    }
}
