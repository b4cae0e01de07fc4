//! Older plans that a document keeps: under a heading that says so, or folded away in `<details>`.

use crate::{
    markdown::{Document, SectionId},
    plan::{Plan, Topic, model::Task, read::Reader},
    source::Span,
};

/// How far behind `<details>` its summary is looked for, in bytes.
const SUMMARY: usize = 300;

/// Finds the folded parts whose summary says that they are over.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let mut open: Vec<(u32, bool)> = Vec::new();
    let mut found = Vec::new();
    for &block in &reader.document.html {
        let block = reader.document.block(block);
        let raw = reader.slice(block.span);
        for at in memchr::memchr_iter(b'<', raw.as_bytes()) {
            let (tag, from) = (&raw[at..], block.span.start + at as u32);
            if tag.starts_with("<details") {
                open.push((from, is_over(reader, from)));
            } else if tag.starts_with("</details")
                && let Some((start, true)) = open.pop()
            {
                found.push(Span { start, end: from });
            }
        }
    }
    reader.plan.folded = found;
}

/// Whether the summary behind a tag says that what is folded is over.
fn is_over(reader: &Reader, tag: u32) -> bool {
    let rest = crate::source::window::after(reader.text, tag as usize, SUMMARY);
    let summary = rest.split_once("<summary").and_then(|(_, rest)| rest.split_once('>')).map(|(_, rest)| rest);
    let title = summary.map_or("", |rest| rest.split("</summary").next().unwrap_or(rest));
    let topics = reader.vocabulary.topics(title);
    topics.contains(Topic::Bygone) || topics.contains(Topic::Done)
}

impl Plan {
    /// Whether a task belongs to an older plan that the document keeps.
    pub fn is_bygone(&self, document: &Document, task: &Task) -> bool {
        // A phase of that name is work: "Phase 3: Chat history".
        let kept = |section: SectionId| {
            let facts = &self.sections[section.0 as usize];
            facts.topics.contains(Topic::Bygone) && facts.group.is_none() && facts.task.is_none()
        };
        self.folded.iter().any(|part| part.contains(task.span()))
            || self.within(task.section, Topic::Bygone) && self.sections_around(document, task.section).any(kept)
    }
}
