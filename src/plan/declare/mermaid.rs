//! Mermaid: tasks and orders of a gantt chart; orders between known names of a flowchart.

mod flowchart;

use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        Axis, Noun,
        ask::orders::Orders,
        model::*,
        names, quantity,
        read::{Fence, LIKELY, Reader, SURE},
        tell::calendar,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// Reads every Mermaid fence.
pub(in crate::plan) fn read(reader: &mut Reader) {
    for &Fence { block, info, body } in reader.fences {
        if !reader.slice(info).starts_with("mermaid") {
            continue;
        }
        let raw = reader.slice(body);
        let first = raw.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with("%%") && !l.starts_with("---"));
        match first.and_then(|l| l.split_whitespace().next()) {
            Some("gantt") => gantt(reader, block, reader.section(block), body),
            Some("graph" | "flowchart" | "flowchart-elk") => flowchart::read(reader, body),
            _ => {}
        }
    }
}

/// Where each link of the charts that the plan itself orders points the other way, arrows lead to what is needed, and
/// no chart orders anything.
pub(in crate::plan) fn settle(reader: &mut Reader) {
    let drawn = |e: &Edge| e.place.why == Why::Diagram && e.place.confidence != Confidence::Explicit;
    if !reader.plan.edges.iter().any(drawn) {
        return;
    }
    let mut told = Orders::among(&reader.plan, |e| e.place.why != Why::Diagram);
    let mut contrary = 0;
    for edge in reader.plan.edges.iter().filter(|e| drawn(e)) {
        let (before, after) = (reader.plan.canonical(edge.before), reader.plan.canonical(edge.after));
        if told.leads(before, after) {
            return;
        }
        contrary += usize::from(told.leads(after, before));
    }
    if contrary > 1 {
        reader.plan.edges.retain(|e| !drawn(e));
    }
}

/// `Title :done, id, after other, 3d`.
fn gantt(reader: &mut Reader, block: BlockId, section: SectionId, body: Span) {
    let raw = reader.slice(body);
    let mut ids: FxHashMap<&str, TaskId> = FxHashMap::default();
    let mut waits: Vec<(TaskId, Relation, Span)> = Vec::new();
    // Where some bars are drawn as done or active, the others are still to begin.
    let mut drawn: Vec<TaskId> = Vec::new();
    let mut group = None;
    let around = reader.plan.group_around(reader.document, section);
    for line in raw.lines() {
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix("section ") {
            let place = Place::new(body.of_part(raw, name.trim()), Why::Diagram, LIKELY);
            group = match super::sections::leading_noun(name.trim(), reader) {
                Some((word, Noun::Group(axis), rest)) => super::sections::leading_label(rest)
                    .map(|(label, _, title)| reader.group(&word, label, title, axis, place)),
                _ => Some(reader.group("section", "", name.trim(), Axis::Lane, place)),
            };
            continue;
        }
        let Some((title, meta)) = trimmed.split_once(" :").or_else(|| trimmed.split_once(':')) else { continue };
        let head = title.split_whitespace().next().unwrap_or("");
        if matches!(
            head,
            "gantt"
                | "dateFormat"
                | "title"
                | "axisFormat"
                | "excludes"
                | "includes"
                | "todayMarker"
                | "tickInterval"
                | "weekday"
                | "weekend"
                | "displayMode"
                | "accTitle"
                | "accDescr"
                | "click"
        ) || head.starts_with("%%")
            || head.starts_with("accTitle:")
            || head.starts_with("accDescr:")
        {
            continue;
        }
        let span = body.of_part(raw, title.trim());
        let mut task = Task::new(title.trim(), Place::new(span, Why::Diagram, SURE), block, section);
        task.group = group.or(around);
        let mut after: Vec<(Relation, &str)> = Vec::new();
        let mut id = None;
        let mut bar = calendar::Bar::default();
        for part in meta.split(',').map(str::trim) {
            match part {
                "done" => task.statuses.push(StatusClaim {
                    status: Status::Done,
                    said: Said::Word,
                    place: Place::new(body.of_part(raw, part), Why::Diagram, SURE),
                }),
                "active" => task.statuses.push(StatusClaim {
                    status: Status::Doing,
                    said: Said::Word,
                    place: Place::new(body.of_part(raw, part), Why::Diagram, SURE),
                }),
                "crit" | "milestone" | "vert" => {}
                _ if part.starts_with("after ") => {
                    after.extend(part[6..].split_whitespace().map(|name| (Relation::After, name)));
                }
                // It lasts until the other begins.
                _ if part.starts_with("until ") => {
                    after.extend(part[6..].split_whitespace().map(|name| (Relation::Blocks, name)));
                }
                _ if id.is_none() && is_gantt_id(part) => id = Some(part),
                _ => bar.part(part, body.of_part(raw, part)),
            }
        }
        let known = reader.plan.tasks.len();
        if let Some(id) = id {
            task.id = Some(id.into());
            task.id_span = Some(body.of_part(raw, id));
        }
        // The chart may draw tasks that a list declares, by their id or in place of a title.
        let named = |name: &str| reader.tasks.get(&names::id_key(name)).copied();
        let known_as = task.id.as_deref().and_then(named).or_else(|| named(&task.title));
        let task = match known_as {
            Some(existing) => {
                let entry = &mut reader.plan.tasks[existing.index()];
                entry.places.push(Place::new(span, Why::Diagram, SURE));
                entry.statuses.extend(task.statuses);
                existing
            }
            None => {
                let task = reader.task(task);
                drawn.push(task);
                task
            }
        };
        debug_assert!(task.index() <= known);
        if let Some(id) = id {
            ids.insert(id, task);
        }
        bar.draw(reader, task, block);
        waits.extend(after.into_iter().map(|(relation, name)| (task, relation, body.of_part(raw, name))));
    }
    let states = drawn.iter().any(|&t| reader.plan.task(t).status().is_some());
    for task in drawn.into_iter().filter(|_| states) {
        let task = &mut reader.plan.tasks[task.index()];
        if task.statuses.is_empty() {
            let place = Place::new(task.span(), Why::Diagram, LIKELY);
            task.statuses.push(StatusClaim { status: Status::Open, said: Said::Mark, place });
        }
    }
    for (task, relation, span) in waits {
        let name = reader.slice(span);
        let place = Place::new(span, Why::Diagram, SURE);
        match ids.get(name) {
            Some(&other) => {
                let (before, after) = if relation == Relation::Blocks { (task, other) } else { (other, task) };
                reader.plan.edges.push(Edge { before: Node::Task(before), after: Node::Task(after), relation, place });
            }
            None => reader.plan.dangling.push(Dangling {
                subject: Node::Task(task),
                text: name.into(),
                place,
                relation,
                id_like: true,
            }),
        }
    }
}

/// Whether a part of a gantt line is an id and neither a date nor a length.
fn is_gantt_id(part: &str) -> bool {
    !part.is_empty()
        && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && quantity::cell(part, 0).is_none_or(|q| !q.is_time())
}
