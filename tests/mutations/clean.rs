//! A clean plan as planvet reads it, and how to change a place in it.

use planvet::{
    markdown::{BlockId, Document},
    plan::{Edge, Node, Plan, Relation, Said, Stated, Status, Task, TaskId, TaskKind, Vocabulary, Why},
    source::{Source, Span},
};
use std::collections::BTreeSet;

/// A document in which planvet finds nothing.
pub struct Clean {
    pub path: String,
    pub document: Document,
    pub plan: Plan,
    /// Whether no other document belongs to its plan.
    pub alone: bool,
    /// Ids that it shares with a document of its plan that comes behind it.
    pub echoed: BTreeSet<String>,
    source: Source,
}

/// A document with one defect.
#[derive(Debug)]
pub struct Mutant {
    pub text: String,
    /// The line, from 1, on which the rule is to speak.
    pub line: u32,
}

impl Mutant {
    /// The rule is to speak where `part` stands, for the last time.
    pub fn at(self, part: &str) -> Self {
        let offset = self.text.rfind(part).unwrap_or_else(|| panic!("no {part:?} in\n{}", self.text));
        Self { line: line_of(&self.text, offset), ..self }
    }

    /// The rule is to speak at that line.
    pub fn on(self, line: u32) -> Self {
        Self { line, ..self }
    }
}

/// The line of an offset, from 1.
fn line_of(text: &str, offset: usize) -> u32 {
    text[..offset].matches('\n').count() as u32 + 1
}

impl Clean {
    pub fn read(path: &str, text: &str) -> Self {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("the document can be read");
        let document = Document::parse(source.text());
        let plan = Plan::read(&source, &document, &Vocabulary::standard());
        Self { path: path.to_owned(), document, plan, alone: true, echoed: BTreeSet::new(), source }
    }

    pub fn text(&self) -> &str {
        self.source.text()
    }

    pub fn slice(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The line on which `span` begins, from 1.
    pub fn line(&self, span: Span) -> u32 {
        line_of(self.text(), span.start as usize)
    }

    /// The whole line on which `span` begins, its end excluded.
    pub fn line_span(&self, span: Span) -> Span {
        let at = span.start as usize;
        let start = self.text()[..at].rfind('\n').map_or(0, |n| n + 1);
        let end = self.text()[at..].find('\n').map_or(self.text().len(), |n| at + n);
        Span::new(start, end)
    }

    /// The text with `new` in place of `span`.
    pub fn replace(&self, span: Span, new: &str) -> Mutant {
        self.edit(&[(span, new)])
    }

    /// The text with several places replaced, in order; the rule is to speak at the last.
    pub fn edit(&self, edits: &[(Span, &str)]) -> Mutant {
        let mut text = String::new();
        let (mut at, mut line) = (0, 1);
        for (span, new) in edits {
            text.push_str(&self.text()[at..span.start as usize]);
            let blank = new.len() - new.trim_start_matches('\n').len();
            line = line_of(&format!("{text}{}", &new[..blank]), text.len() + blank);
            text.push_str(new);
            at = span.end as usize;
        }
        text.push_str(&self.text()[at..]);
        Mutant { text, line }
    }

    /// The text with `new` at the end, behind an empty line.
    pub fn append(&self, new: &str) -> Mutant {
        let whole = self.text().trim_end().len();
        self.replace(Span::new(whole, self.text().len()), &format!("\n\n{new}\n"))
    }

    /// `text` at the end of a plan; some rules speak of nothing else.
    pub fn at_end(&self, text: &str) -> Vec<Mutant> {
        self.is_plan().then(|| self.append(text)).into_iter().collect()
    }

    /// The ids that it gives to tasks.
    pub fn ids(&self) -> BTreeSet<String> {
        self.plan.distinct_tasks().filter_map(|(_, t)| t.id.as_deref()).map(str::to_owned).collect()
    }

    /// Whether anything of a plan is in the document.
    pub fn is_plan(&self) -> bool {
        self.plan.counts().is_plan()
    }

    /// The text with `new` behind `offset`.
    pub fn insert(&self, offset: u32, new: &str) -> Mutant {
        self.replace(Span { start: offset, end: offset }, new)
    }

    /// The text with another line behind that of `span`.
    pub fn add_line(&self, span: Span, new: &str) -> Mutant {
        self.insert(self.line_span(span).end, &format!("\n{new}"))
    }

    /// How often `word` stands in the document.
    pub fn count(&self, word: &str) -> usize {
        self.text().matches(word).count()
    }

    /// The text of a cell, the spaces around it left out.
    pub fn cell(&self, cell: BlockId) -> Span {
        let span = self.document.block(cell).span;
        let raw = self.slice(span);
        span.of_part(raw, raw.trim())
    }

    /// The box of a task, brackets included.
    pub fn tick_box(&self, task: &Task) -> Option<Span> {
        task.statuses.iter().map(|s| s.place.span).find(|&s| matches!(self.slice(s), "[ ]" | "[x]" | "[X]"))
    }

    /// Whether a task is not begun and not done, as all its places say.
    pub fn is_open(&self, id: TaskId) -> bool {
        let open = |id: TaskId| self.plan.task(id).status().is_none_or(|s| s == Status::Open);
        open(id) && self.plan.task(id).required() && !self.plan.repeats.contains_key(&id)
    }

    /// Open boxes of work.
    pub fn open_boxes(&self) -> impl Iterator<Item = (TaskId, &Task, Span)> {
        let work = self.plan.tasks().filter(|(id, t)| self.is_open(*id) && t.kind == TaskKind::Work);
        work.filter_map(|(id, t)| Some((id, t, self.tick_box(t).filter(|_| t.places[0].why == Why::Box)?)))
    }

    /// The box of a task ticked, and behind its text what proves it.
    pub fn tick(&self, task: &Task) -> Option<Mutant> {
        let mark = self.tick_box(task)?;
        let line = self.line_span(mark);
        let end =
            Span { start: task.span().end.clamp(mark.end, line.end), end: task.span().end.clamp(mark.end, line.end) };
        Some(self.edit(&[(mark, "[x]"), (end, " (#812)")]))
    }

    /// Whether a task has parts.
    pub fn has_parts(&self, id: TaskId) -> bool {
        self.plan.tasks.iter().any(|t| t.parent == Some(id))
    }

    /// Whether nothing is said of a task's order.
    pub fn is_free(&self, id: TaskId) -> bool {
        let task = self.plan.canonical(Node::Task(id));
        let ends = |e: &Edge| [e.before, e.after].map(|n| self.plan.canonical(n));
        !self.plan.edges.iter().any(|e| ends(e).contains(&task))
    }

    /// Words in cells and fields that state the state of an open task which has no other one.
    pub fn status_words(&self) -> impl Iterator<Item = (TaskId, Span)> {
        let open = self.plan.tasks().filter(|(id, t)| {
            self.is_open(*id) && t.statuses.len() == 1 && !self.plan.repeats.values().any(|first| first == id)
        });
        open.filter_map(|(id, t)| Some((id, t.statuses.first().filter(|s| s.said == Said::Word)?.place.span)))
    }

    /// The values that say what an open task with an id waits for, with that id.
    pub fn waiting(&self) -> Vec<(TaskId, &str, Span)> {
        let waits = |s: &&Stated| s.relation == Relation::After && !self.slice(s.place.span).is_empty();
        let tasks = self.plan.stated.iter().filter(waits).filter_map(|s| match s.subject {
            Node::Task(task) if self.is_open(task) => Some((task, self.plan.task(task).id.as_deref()?, s.place.span)),
            _ => None,
        });
        tasks.collect()
    }

    /// Orders between two tasks that one of them states.
    pub fn stated_orders(&self) -> impl Iterator<Item = (&Edge, TaskId, TaskId)> {
        self.plan.edges.iter().filter_map(|e| match (e.before, e.after) {
            (Node::Task(before), Node::Task(after)) if e.relation == Relation::After => Some((e, before, after)),
            _ => None,
        })
    }

    /// Ids that the document gives to tasks and names nowhere else.
    pub fn lone_ids(&self) -> impl Iterator<Item = (TaskId, &str, Span)> {
        self.plan
            .tasks()
            .filter_map(|(id, task)| Some((id, task.id.as_deref()?, task.id_span?)))
            .filter(|(_, name, _)| name.len() > 1 && self.count(name) == 1)
    }
}
