//! A gantt chart: `Title :done, id, after other, 3d`.

use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        Axis, Noun,
        declare::sections,
        model::*,
        names, quantity,
        read::{LIKELY, Reader, SURE},
        tell::calendar,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// What a line that is no bar begins with.
const SETTINGS: [&str; 14] = [
    "gantt",
    "dateFormat",
    "title",
    "axisFormat",
    "excludes",
    "includes",
    "todayMarker",
    "tickInterval",
    "weekday",
    "weekend",
    "displayMode",
    "accTitle",
    "accDescr",
    "click",
];

/// Reads the chart in `body`.
pub(super) fn read(reader: &mut Reader, block: BlockId, section: SectionId, body: Span) {
    let raw = reader.slice(body);
    let around = reader.plan.group_around(reader.document, section);
    let mut chart =
        Chart { block, section, raw, body, ids: FxHashMap::default(), waits: Vec::new(), drawn: Vec::new() };
    let mut group = around;
    for line in raw.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("section ") {
            group = chart.group(reader, name.trim()).or(around);
        } else if let Some((title, parts)) = line.split_once(" :").or_else(|| line.split_once(':'))
            && !is_setting(title)
        {
            chart.bar(reader, group, title.trim(), parts);
        }
    }
    chart.begin(reader);
    chart.order(reader);
}

/// Whether a line that begins with `title` says how the chart is drawn.
fn is_setting(title: &str) -> bool {
    let head = title.split([' ', '\t', ':']).next().unwrap_or(title);
    SETTINGS.contains(&head) || head.starts_with("%%")
}

/// Whether a part of a bar is an id and neither a date nor a length.
fn is_id(part: &str) -> bool {
    !part.is_empty()
        && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && quantity::cell(part, 0).is_none_or(|q| !q.is_time())
}

/// A chart as far as it is read.
struct Chart<'t> {
    block: BlockId,
    section: SectionId,
    /// Its text, and where that stands.
    raw: &'t str,
    body: Span,
    /// The tasks that its ids name.
    ids: FxHashMap<&'t str, TaskId>,
    /// Bars, and the names behind their `after` or `until`.
    waits: Vec<(TaskId, Relation, Span)>,
    /// The tasks that nothing but the chart declares.
    drawn: Vec<TaskId>,
}

impl<'t> Chart<'t> {
    fn place(&self, part: &str) -> Place {
        Place::new(self.body.of_part(self.raw, part), Why::Diagram, SURE)
    }

    /// The group that a `section` line names.
    fn group(&self, reader: &mut Reader<'t>, name: &'t str) -> Option<GroupId> {
        let place = Place { confidence: LIKELY, ..self.place(name) };
        match sections::leading_noun(name, reader) {
            Some((word, Noun::Group(axis), rest)) => {
                let (label, _, title) = sections::leading_label(rest)?;
                Some(reader.group(&word, label, title, axis, place))
            }
            _ => Some(reader.group("section", "", name, Axis::Lane, place)),
        }
    }

    /// A bar: its task, state, place in the calendar and what it waits for.
    fn bar(&mut self, reader: &mut Reader<'t>, group: Option<GroupId>, title: &'t str, parts: &'t str) {
        let place = self.place(title);
        let mut task = Task::new(title, place, self.block, self.section);
        task.group = group;
        let mut waits: Vec<(Relation, &str)> = Vec::new();
        let mut id = None;
        let mut bar = calendar::Bar::default();
        for part in parts.split(',').map(str::trim) {
            let state = |status| StatusClaim { status, said: Said::Word, place: self.place(part) };
            match part {
                "done" => task.statuses.push(state(Status::Done)),
                "active" => task.statuses.push(state(Status::Doing)),
                "crit" | "milestone" | "vert" => {}
                _ if part.starts_with("after ") => {
                    waits.extend(part[6..].split_whitespace().map(|name| (Relation::After, name)));
                }
                // It lasts until the other begins.
                _ if part.starts_with("until ") => {
                    waits.extend(part[6..].split_whitespace().map(|name| (Relation::Blocks, name)));
                }
                _ if id.is_none() && is_id(part) => id = Some(part),
                _ => bar.part(part, self.place(part).span),
            }
        }
        if let Some(id) = id {
            task.id = Some(id.into());
            task.id_span = Some(self.place(id).span);
        }
        let task = self.task(reader, task);
        if let Some(id) = id {
            self.ids.insert(id, task);
        }
        bar.draw(reader, task, self.block);
        let body = self.body;
        self.waits.extend(waits.into_iter().map(|(relation, name)| (task, relation, body.of_part(self.raw, name))));
    }

    /// The task of a bar: the one that a list declares by its id or in place of a title, or `task` itself.
    fn task(&mut self, reader: &mut Reader<'t>, task: Task) -> TaskId {
        let named = |name: &str| reader.tasks.get(&names::id_key(name)).copied();
        match task.id.as_deref().and_then(named).or_else(|| named(&task.title)) {
            Some(known) => {
                let entry = &mut reader.plan.tasks[known.index()];
                entry.places.extend(task.places);
                entry.statuses.extend(task.statuses);
                known
            }
            None => {
                let task = reader.task(task);
                self.drawn.push(task);
                task
            }
        }
    }

    /// Where some bars are drawn as done or active, the others are still to begin.
    fn begin(&self, reader: &mut Reader) {
        if !self.drawn.iter().any(|&task| reader.plan.task(task).status().is_some()) {
            return;
        }
        for task in &self.drawn {
            let task = &mut reader.plan.tasks[task.index()];
            if task.statuses.is_empty() {
                let place = Place::new(task.span(), Why::Diagram, LIKELY);
                task.statuses.push(StatusClaim { status: Status::Open, said: Said::Mark, place });
            }
        }
    }

    /// What the bars wait for, now that all ids are known.
    fn order(self, reader: &mut Reader) {
        for (task, relation, span) in self.waits {
            let name = reader.slice(span);
            let place = Place::new(span, Why::Diagram, SURE);
            match self.ids.get(name) {
                Some(&other) => {
                    let (before, after) = if relation == Relation::Blocks { (task, other) } else { (other, task) };
                    let (before, after) = (Node::Task(before), Node::Task(after));
                    reader.plan.edges.push(Edge { before, after, relation, place });
                }
                None => reader.plan.dangling.push(Dangling::new(Node::Task(task), name.into(), relation, place, true)),
            }
        }
    }
}
