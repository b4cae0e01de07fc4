//! Mermaid: tasks and orders of a gantt chart; orders between known names of a flowchart.

use super::{
    Axis, calendar,
    model::*,
    names, quantity,
    read::{LIKELY, Reader, SURE},
};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Reads every Mermaid fence.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    for (id, block) in document.iter() {
        let Kind::Code { info: Some(info), body } = block.kind else { continue };
        if !reader.slice(info).starts_with("mermaid") {
            continue;
        }
        let raw = reader.slice(body);
        let first = raw.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with("%%") && !l.starts_with("---"));
        match first.and_then(|l| l.split_whitespace().next()) {
            Some("gantt") => gantt(reader, id, block.section, body),
            Some("graph" | "flowchart") => flowchart(reader, body),
            _ => {}
        }
    }
}

/// `Title :done, id, after other, 3d`.
fn gantt(reader: &mut Reader, block: BlockId, section: SectionId, body: Span) {
    let raw = reader.slice(body);
    let mut ids: FxHashMap<&str, TaskId> = FxHashMap::default();
    let mut waits: Vec<(TaskId, Span)> = Vec::new();
    let mut group = None;
    let around = reader.plan.group_around(reader.document, section);
    for line in raw.lines() {
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix("section ") {
            let place = Place::new(body.of_part(raw, name.trim()), Why::Diagram, LIKELY);
            group = match super::sections::leading_noun(name.trim(), reader) {
                Some((word, super::Noun::Group(axis), rest)) => super::sections::leading_label(rest)
                    .map(|(label, _, title)| reader.group(&word, label, title, axis, place)),
                _ => Some(reader.group("section", "", name.trim(), Axis::Lane, place)),
            };
            continue;
        }
        let Some((title, meta)) = trimmed.split_once(" :").or_else(|| trimmed.split_once(':')) else { continue };
        let head = title.split_whitespace().next().unwrap_or("");
        if matches!(
            head,
            "dateFormat" | "title" | "axisFormat" | "excludes" | "todayMarker" | "tickInterval" | "weekday" | "%%"
        ) {
            continue;
        }
        let span = body.of_part(raw, title.trim());
        let mut task = Task {
            id: None,
            id_span: None,
            title: title.trim().into(),
            kind: TaskKind::Work,
            places: vec![Place::new(span, Why::Diagram, SURE)],
            block,
            section,
            statuses: Vec::new(),
            group: group.or(around),
            parallel: None,
            optional: false,
            files: Vec::new(),
            parent: None,
            table: None,
        };
        let mut after: Vec<&str> = Vec::new();
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
                _ if part.starts_with("after ") => after.extend(part[6..].split_whitespace()),
                _ if part.starts_with("until ") => {}
                _ if id.is_none() && is_gantt_id(part) => id = Some(part),
                _ => bar.part(part, body.of_part(raw, part)),
            }
        }
        let known = reader.plan.tasks.len();
        if let Some(id) = id {
            task.id = Some(id.into());
            task.id_span = Some(body.of_part(raw, id));
        }
        let key = task.id.as_deref().map(names::id_key);
        // The chart may draw tasks that a list declares.
        let task = match key.and_then(|k| reader.tasks.get(&k).copied()) {
            Some(existing) => {
                reader.plan.tasks[existing.index()].places.push(Place::new(span, Why::Diagram, SURE));
                existing
            }
            None => reader.task(task),
        };
        debug_assert!(task.index() <= known);
        if let Some(id) = id {
            ids.insert(id, task);
        }
        bar.draw(reader, task, block);
        waits.extend(after.into_iter().map(|name| (task, body.of_part(raw, name))));
    }
    for (task, span) in waits {
        let name = reader.slice(span);
        let place = Place::new(span, Why::Diagram, SURE);
        match ids.get(name) {
            Some(&before) => reader.plan.edges.push(Edge {
                before: Node::Task(before),
                after: Node::Task(task),
                relation: Relation::After,
                place,
            }),
            None => reader.plan.dangling.push(Dangling {
                subject: Node::Task(task),
                text: name.into(),
                place,
                relation: Relation::After,
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

/// Edges between nodes whose id or text names a task or group of the plan.
fn flowchart(reader: &mut Reader, body: Span) {
    let raw = reader.slice(body);
    let mut texts: FxHashMap<&str, &str> = FxHashMap::default();
    let mut found: Vec<(&str, &str)> = Vec::new();
    for line in raw.lines() {
        let trimmed = line.trim().trim_end_matches(';');
        if trimmed.starts_with("%%") || trimmed.starts_with("style") || trimmed.starts_with("class") {
            continue;
        }
        let mut previous: Vec<&str> = Vec::new();
        for (index, part) in split_arrows(trimmed).into_iter().enumerate() {
            let mut nodes = Vec::new();
            for node in part.split(" & ") {
                let node = node.trim();
                let end = node.find(['[', '(', '{', '>']).unwrap_or(node.len());
                let id = node[..end].trim();
                if id.is_empty() || id.contains(' ') {
                    continue;
                }
                let text = node[end..].trim_matches(['[', ']', '(', ')', '{', '}', '"', '>', '/']);
                if !text.is_empty() {
                    texts.insert(id, text);
                }
                nodes.push(id);
            }
            if index > 0 {
                found.extend(previous.iter().flat_map(|&a| nodes.iter().map(move |&b| (a, b))));
            }
            previous = nodes;
        }
    }
    let titles = reader.group_titles();
    for (a, b) in found {
        let named = |name: &str| reader.resolve_name(name, &titles);
        let node = |id: &str| named(id).or_else(|| texts.get(id).and_then(|t| named(t)));
        if let (Some(before), Some(after)) = (node(a), node(b))
            && before != after
        {
            let place = Place::new(body.of_part(raw, b), Why::Diagram, LIKELY);
            reader.plan.edges.push(Edge { before, after, relation: Relation::After, place });
        }
    }
}

/// The nodes of a line of a flowchart; an arrow's text is left out. Thick and
/// dotted arrows are something else than an order: a critical path, a shared resource.
fn split_arrows(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = ["-->"].iter().filter_map(|a| rest.find(a).map(|at| (at, a.len()))).min() {
        let (at, len) = at;
        // `A -- text --> B`.
        let left = rest[..at].split(" -- ").next().unwrap_or("").trim();
        parts.push(left);
        rest = rest[at + len..].trim_start();
        if let Some(after) = rest.strip_prefix('|') {
            rest = after.split_once('|').map_or(after, |(_, r)| r).trim_start();
        }
    }
    parts.push(rest.trim());
    parts
}
