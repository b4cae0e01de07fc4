//! Formats with a grammar of their own. Each has a file that says how to tell
//! it and what it adds to the plan that the general readers made.

mod backlog;
mod bmad;
mod card;
mod codex_kit;
mod conductor;
mod cursor;
mod exec_plan;
mod grammar;
mod gsd;
mod home;
mod ito;
mod kep;
mod kiro;
mod open_spec;
mod spec_kit;
mod sprint_status;
mod superpowers;
mod task_file;
mod task_master;
mod taskmd;
mod tasks_json;
mod todo_md;
mod unlazy;

pub use home::{Home, Inside, MARKERS, Marker, home};

use crate::{
    markdown::SectionId,
    plan::{id_key, model::*, read::Reader},
    source::Span,
};
use aho_corasick::packed::Searcher;
use memchr::memmem;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The format that a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// No particular one.
    #[default]
    Free,
    /// GitHub's spec-kit: `specs/NNN-name/tasks.md`, `T001 [P] [US1] …`.
    SpecKit,
    /// OpenSpec: `openspec/changes/<id>/`, `2.1 …` below `## 2. …`.
    OpenSpec,
    /// Kiro and cc-sdd: `.kiro/specs/<name>/`, `2.1 …` with `_Requirements: 1.1_`.
    Kiro,
    /// Plans of obra/superpowers: `### Task 3: …` with steps.
    Superpowers,
    /// A living plan with a section of progress.
    ExecPlan,
    /// Backlog.md: `backlog/tasks/id - title.md`, one task a file.
    Backlog,
    /// taskmd: one task a file, with `touches`, `verify`, `effort` in its front matter.
    Taskmd,
    /// Get Shit Done: `.planning/phases/01-x/01-02-PLAN.md`, `ROADMAP.md`.
    Gsd,
    /// Task Master: its `tasks.json`, and its exported text: `# Task ID: 1`.
    TaskMaster,
    /// Conductor: `conductor/tracks/<id>/plan.md`.
    Conductor,
    /// Cursor: `todos` in the front matter.
    Cursor,
    /// ito: `## Wave 1`, `### Task 1.1: …`, fields with a box and a word for the state.
    Ito,
    /// A story of the BMAD method, or the states of all of them: `sprint-status.yaml`.
    Bmad,
    /// An enhancement proposal of Kubernetes or of a project that took over its form.
    Kep,
    /// A plan of codex-kit: `## Sprint 1: …`, `### Task 1.1: …`.
    CodexKit,
    /// unlazy: `GATES.md`.
    Unlazy,
    /// A `TODO.md` whose lines carry `@owner`, `~2h`, `blocked-by:t001`.
    TodoMd,
    /// A file whose front matter describes one task.
    TaskFile,
}

/// A format: what it is called, whether a document follows it, and what it adds to the plan.
type Format = (Dialect, &'static str, fn(&Page) -> bool, fn(&mut Reader));

/// One line a format; the first that knows a document has it.
const ALL: &[Format] = &[
    (Dialect::Kiro, "Kiro", kiro::is, kiro::read),
    (Dialect::OpenSpec, "OpenSpec", open_spec::is, open_spec::read),
    (Dialect::SpecKit, "spec-kit", spec_kit::is, spec_kit::read),
    (Dialect::Backlog, "Backlog.md", backlog::is, backlog::read),
    (Dialect::Gsd, "Get Shit Done", gsd::is, gsd::read),
    (Dialect::TaskMaster, "Task Master", task_master::is, task_master::read),
    (Dialect::Conductor, "Conductor", conductor::is, conductor::read),
    (Dialect::Cursor, "Cursor", cursor::is, cursor::read),
    (Dialect::Ito, "ito", ito::is, ito::read),
    (Dialect::Bmad, "BMAD", bmad::is, bmad::read),
    (Dialect::Kep, "enhancement proposal", kep::is, kep::read),
    (Dialect::CodexKit, "codex-kit", codex_kit::is, codex_kit::read),
    (Dialect::Unlazy, "unlazy gates", unlazy::is, unlazy::read),
    (Dialect::TodoMd, "TODO.md", todo_md::is, todo_md::read),
    (Dialect::Taskmd, "taskmd", taskmd::is, card::read),
    (Dialect::TaskFile, "task file", task_file::is, card::read),
    (Dialect::Superpowers, "superpowers", superpowers::is, superpowers::read),
    (Dialect::ExecPlan, "ExecPlan", exec_plan::is, exec_plan::read),
];

/// How much of a text is looked at to tell its format, in bytes.
const HEAD: usize = 2048;

/// What a format is told by.
struct Page<'t> {
    path: &'t str,
    text: &'t str,
    /// The beginning of the text.
    head: &'t str,
    /// Whether one of [`SIGNS`] stands there.
    signed: bool,
    /// The front matter; empty where there is none.
    front: &'t str,
    /// Where [`LONG`] digits or more stand in a row.
    numbers: &'t [usize],
}

/// What a format that is told by its words has in its head, whatever else it asks for: looked for at once, as most
/// documents have none.
static SIGNS: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    Searcher::new([
        "# Story ",
        "# KEP-",
        "] Task: ",
        "\n## Wave ",
        "\nito tasks ",
        "\n## Sprint ",
        " blocked-by:",
        "CHECK:",
        "Release Signoff Checklist",
        "superpowers:executing-plans",
        "ExecPlan is a living document",
    ])
});

impl<'t> Page<'t> {
    fn new(path: &'t str, text: &'t str, numbers: &'t [usize]) -> Self {
        let head = cut(text, HEAD);
        let signed = SIGNS.as_ref().is_none_or(|signs| signs.find(head).is_some());
        Self { path, text, head, signed, front: front(text), numbers }
    }

    /// Whether `words` stand in a head that has one of [`SIGNS`].
    fn has(&self, words: &str) -> bool {
        self.signed && has(self.head, words)
    }
}

/// Whether `words` stand in `text`.
fn has(text: &str, words: &str) -> bool {
    memmem::find(text.as_bytes(), words.as_bytes()).is_some()
}

/// From how many digits on a number may be that of a task or a year.
pub const LONG: usize = 3;

/// At most `length` bytes of the beginning of `text`.
fn cut(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// The front matter with which a text begins; empty where there is none.
fn front(text: &str) -> &str {
    let Some(body) = text.strip_prefix("---").filter(|b| b.starts_with(['\n', '\r'])) else { return "" };
    let body = cut(body, 2 * HEAD);
    body.find("\n---").map_or("", |end| &body[..end])
}

/// Whether `front` has all of these keys at its outermost level.
fn has_keys(front: &str, keys: &[&str]) -> bool {
    let names = |line: &str, key: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
    !front.is_empty() && keys.iter().all(|key| front.lines().any(|line| names(line, key)))
}

/// The name of a file, and the folders around it, innermost first.
fn path_parts(path: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut parts = path.rsplit(['/', '\\']);
    (parts.next().unwrap_or(""), parts)
}

impl<'a> Reader<'a> {
    /// Gives `task` the id at `id`, and the title behind it.
    fn name_task(&mut self, task: TaskId, id: Span, title: &str) {
        let name = self.slice(id);
        let entry = &mut self.plan.tasks[task.index()];
        entry.id = Some(name.into());
        entry.id_span = Some(id);
        entry.title = title.trim().into();
        let key = id_key(name);
        self.index.task(key.clone(), entry.group, task);
        self.tasks.entry(key).or_insert(task);
    }

    /// The main place of a task that stands as a box, and its text.
    fn boxed(&self, task: TaskId) -> Option<(Span, &'a str)> {
        let place = self.plan.task(task).places.first().filter(|p| p.why == Why::Box)?;
        Some((place.span, self.slice(place.span)))
    }

    /// What the front matter says under `key`: a field for each value that is not empty.
    fn front_values(&self, key: &str) -> impl Iterator<Item = &Field> {
        let of = move |f: &&Field| f.why == Why::FrontMatter && !f.value.is_empty() && self.slice(f.key) == key;
        self.plan.fields.iter().filter(of)
    }

    /// The labels by the section in which they stand, so that no section searches all of them.
    fn labels_by_section(&self) -> FxHashMap<SectionId, Vec<Field>> {
        let mut found: FxHashMap<SectionId, Vec<Field>> = FxHashMap::default();
        for field in self.plan.fields.iter().filter(|f| f.why == Why::Label) {
            found.entry(field.section).or_default().push(field.clone());
        }
        found
    }

    /// Every task there is by now.
    fn task_ids(&self) -> impl Iterator<Item = TaskId> + use<> {
        (0..self.plan.tasks.len() as u32).map(TaskId)
    }

    /// Notes that `subject` stands in that relation to a task that this document need not define.
    fn outside(&mut self, subject: TaskId, relation: Relation, place: Place) {
        let text = self.slice(place.span);
        let same = self.plan.task(subject).id.as_deref().is_some_and(|id| id_key(id) == id_key(text));
        let node = Node::Task(subject);
        if same && relation == Relation::Part {
            return;
        }
        if same {
            self.plan.edges.push(Edge { before: node, after: node, relation, place });
        } else {
            self.plan.dangling.push(Dangling::new(node, text.into(), relation, place, false));
        }
    }
}

impl Dialect {
    /// The format of a document by its path and text; `numbers` as [`Places::rows`] of [`LONG`] digits finds them.
    pub fn of(path: &str, text: &str, numbers: &[usize]) -> Self {
        let page = Page::new(path, text, numbers);
        ALL.iter().find(|(_, _, is, _)| is(&page)).map_or(Dialect::Free, |&(dialect, ..)| dialect)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.format().map_or("free playbook", |&(_, name, ..)| name)
    }

    /// Whether a numbered heading opens a group of tasks.
    pub(in crate::plan) fn groups_by_number(self) -> bool {
        self == Dialect::OpenSpec
    }

    /// Whether the rows of a table may be tasks; a map of files says what each task touches.
    pub(in crate::plan) fn has_work_tables(self) -> bool {
        self != Dialect::Superpowers
    }

    fn format(self) -> Option<&'static Format> {
        ALL.iter().find(|(dialect, ..)| *dialect == self)
    }
}

/// Lets the document's format add what only it knows.
pub(in crate::plan) fn read(reader: &mut Reader) {
    if let Some((_, _, _, read)) = reader.plan.dialect.format() {
        read(reader);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Places;

    #[test]
    fn formats_are_told_apart() {
        let card = "---\nid: A-1\ntitle: x\nstatus: done\n";
        for (path, text, dialect) in [
            ("a.md", format!("{card}assignee: []\ncreated_date: 2026-01-01\n---\n"), Dialect::Backlog),
            ("a.md", format!("{card}touches: [cli]\n---\n"), Dialect::Taskmd),
            ("a.md", format!("{card}depends_on: [A-2]\n---\n"), Dialect::TaskFile),
            ("a.md", format!("{card}owner: docs\n---\n"), Dialect::Free),
            ("a.md", format!("# Example\n\n{card}---\n"), Dialect::Free),
            ("x/.planning/ROADMAP.md", "# Roadmap\n".into(), Dialect::Gsd),
            ("a.md", "---\nphase: 1-x\nplan: 02\nwave: 1\n---\n".into(), Dialect::Gsd),
            ("a.md", "# Task ID: 1\n# Title: x\n".into(), Dialect::TaskMaster),
            ("a.md", "# Task ID: 1\n\n**Title:** x\n".into(), Dialect::TaskMaster),
            ("a.md", "# Task ID: 1\n\nA log.\n".into(), Dialect::Free),
            (".taskmaster/tasks/tasks.json", "{\"tasks\": []}".into(), Dialect::TaskMaster),
            ("package.json", "{\"name\": \"x\"}".into(), Dialect::Free),
            ("out/sprint-status.yaml", "project: x\ndevelopment_status:\n".into(), Dialect::Bmad),
            ("conductor/tracks/x/plan.md", "# Plan\n".into(), Dialect::Conductor),
            ("agent-os/specs/2026-01-05-x/tasks.md", "# T\n".into(), Dialect::Free),
            ("specs/004-x/tasks.md", "# T\n".into(), Dialect::SpecKit),
            ("a.plan.md", "---\nname: x\ntodos:\n  - id: a\n    content: b\n---\n".into(), Dialect::Cursor),
            ("a.md", "---\nname: x\n---\n\ntodos:\n  - id: a\n".into(), Dialect::Free),
            ("conductor/tracks.md", "# Tracks\n".into(), Dialect::Conductor),
            ("a.md", "# T\n\n## Wave 1\n\n### Task 1.1: x\n\n- **Status**: [ ] pending\n".into(), Dialect::Ito),
            ("a.md", "# T\n\n## Wave 1\n\n### T-1: x\n\n**Status**: [ ] pending\n".into(), Dialect::Free),
            ("a.md", "# Story 1.1: x\n\nStatus: done\n\n## Story\n".into(), Dialect::Bmad),
            ("a.md", "# KEP-12: x\n".into(), Dialect::Kep),
            ("a.md", "# P\n\n## Sprint 1: x\n\n### Task 1.1: x\n- **Location**: y\n".into(), Dialect::CodexKit),
            ("GATES.md", "# G\n\n- [ ] G1: x\n  CHECK: y\n".into(), Dialect::Unlazy),
            ("GATES.md", "# Gates\n\n- [ ] reviewed\n".into(), Dialect::Free),
            ("TODO.md", "# T\n\n- [ ] x @ada\n".into(), Dialect::TodoMd),
            ("a.md", "- [ ] t2 x blocked-by:t1\n".into(), Dialect::TodoMd),
            ("a.md", "| x | blocked-by:t1 |\n".into(), Dialect::Free),
        ] {
            let numbers = Places::of(&text, |b| b.is_ascii_digit()).rows::<LONG>();
            assert_eq!(Dialect::of(path, &text, &numbers), dialect, "{path}: {text}");
        }
    }

    #[test]
    fn a_head_ends_between_characters() {
        let text = "é".repeat(3 * HEAD);
        assert!(cut(&text, HEAD).len() <= HEAD && front(&format!("---\n{text}")).is_empty());
    }
}
