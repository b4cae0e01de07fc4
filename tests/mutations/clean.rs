//! A clean plan as planvet reads it, and how to change a place in it.

use planvet::{
    config::Settings,
    markdown::{BlockId, Document},
    plan::{Plan, Role, Row, Status, Table, Task, TaskId},
    source::{Source, Span},
};

/// A document in which planvet finds nothing.
pub struct Clean {
    pub path: String,
    pub document: Document,
    pub plan: Plan,
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
    pub fn at(mut self, part: &str) -> Self {
        let offset = self.text.rfind(part).unwrap_or_else(|| panic!("no {part:?} in\n{}", self.text));
        self.line = line_of(&self.text, offset);
        self
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
        let plan = Plan::read(&source, &document, &Settings::default());
        Self { path: path.to_owned(), document, plan, source }
    }

    pub fn text(&self) -> &str {
        self.source.text()
    }

    pub fn slice(&self, span: Span) -> &str {
        self.source.slice(span)
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

    /// The text with `new` behind `offset`.
    pub fn insert(&self, offset: u32, new: &str) -> Mutant {
        self.replace(Span { start: offset, end: offset }, new)
    }

    /// How often `word` stands in the document.
    pub fn count(&self, word: &str) -> usize {
        self.text().matches(word).count()
    }

    /// Every row of a table that holds a task, with the cell of that column.
    pub fn cells(&self, role: Role) -> impl Iterator<Item = (&Table, &Row, TaskId, Span)> {
        let tables = self.plan.tables.iter().filter_map(move |t| Some((t, t.column(role)?)));
        tables.flat_map(move |(table, column)| {
            table.rows.iter().filter_map(move |row| {
                let task = self.plan.task_at(row.block)?;
                Some((table, row, task, self.cell(*row.cells.get(column)?)))
            })
        })
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

    /// Ids that the document gives to tasks and names nowhere else.
    pub fn lone_ids(&self) -> impl Iterator<Item = (TaskId, &str, Span)> {
        self.plan
            .tasks()
            .filter_map(|(id, task)| Some((id, task.id.as_deref()?, task.id_span?)))
            .filter(|(_, name, _)| name.len() > 1 && self.count(name) == 1)
    }
}
