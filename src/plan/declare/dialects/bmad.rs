//! A story of the BMAD method: `# Story 2.3: …`, a status, criteria, tasks with the criteria they meet.
//! Grammar: its story template. "Approved" is a story that may begin.

use super::{Page, sprint_status};
use crate::plan::{
    Status, fold,
    model::*,
    read::{Reader, SURE},
};

/// Whether a document is a story, by its heading, its state and its criteria, or the list of all.
pub(super) fn is(page: &Page) -> bool {
    if sprint_status::is(page.path, page.text) {
        return true;
    }
    let heading = page.head.starts_with("# Story ") || page.has("\n# Story ");
    let parts = ["\n## Story", "\n## Tasks / Subtasks"];
    heading && (page.has("\nStatus:") || page.has("\n## Status")) && parts.iter().any(|part| page.has(part))
}

/// Numbers of tasks, and what the status words of this method mean.
pub(super) fn read(reader: &mut Reader) {
    if sprint_status::is(reader.path, reader.text) {
        return sprint_status::read(reader);
    }
    for task in reader.task_ids() {
        let Some((span, raw)) = reader.boxed(task) else { continue };
        let words = ["Task ", "Subtask "].iter().find_map(|w| raw.strip_prefix(w));
        let number = words.map(|r| &r[..r.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(r.len())]);
        if let Some(number) = number.map(|n| n.trim_end_matches('.')).filter(|n| !n.is_empty()) {
            let rest =
                raw.split_once(number).map_or("", |(_, rest)| rest).trim_start_matches([':', '.', ' ', '-', '–', '—']);
            // "Task 2 (AC: 3): Write it", "Task 2: Write it (AC: 3)"; "Task 2 (AC: 3)" has no other name.
            let title = match rest.strip_prefix("(AC").and_then(|r| r.split_once(')')) {
                Some((_, title)) => title.trim_start_matches([':', ' ']),
                None => criteria_off(rest),
            };
            if !title.is_empty() {
                reader.name_task(task, span.of_part(raw, number), title);
            }
        }
    }
    section_status(reader);
    let text = reader.text;
    for scope in &mut reader.plan.scope_statuses {
        if matches!(&*fold(&text[scope.claim.place.span.range()]), "approved" | "ready-for-dev") {
            scope.claim.status = Status::Open;
        }
    }
}

/// A title without the criteria behind it: "(AC: 1, 3)".
fn criteria_off(title: &str) -> &str {
    title.rfind("(AC").filter(|_| title.trim_end().ends_with(')')).map_or(title, |at| title[..at].trim_end())
}

/// `## Status` with a word below it, and `## Status: Done`.
fn section_status(reader: &mut Reader) {
    let found = reader.document.sections.iter().enumerate().skip(1).find_map(|(index, section)| {
        let raw = reader.slice(section.title_span);
        let span = match raw.strip_prefix("Status")?.trim_start().strip_prefix(':') {
            Some(word) => section.title_span.of_part(raw, word.trim()),
            None => {
                let below = (section.start..section.end).map(crate::markdown::BlockId);
                reader.document.text_span(below.into_iter().next().filter(|_| raw.trim() == "Status")?)
            }
        };
        Some((index, span))
    });
    let Some((index, span)) = found else { return };
    if let Some(status) = reader.vocabulary.status(reader.slice(span)) {
        let claim = StatusClaim { status, said: Said::Word, place: Place::new(span, Why::Dialect, SURE) };
        // The heading speaks of the story, not of itself.
        reader.plan.scope_statuses.retain(|s| s.section.0 as usize != index);
        let section = reader.document.sections[index].parent;
        reader.plan.scope_statuses.push(ScopeStatus { section, claim });
    }
}
