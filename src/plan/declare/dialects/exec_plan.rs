//! ExecPlans: a document of fixed sections that an agent keeps up to date while it works. Boxes
//! stand in "Progress" alone; each tick says when: `- [x] (2026-03-01 09:40Z) Add the parser.`
//! Grammar: the PLANS.md of the OpenAI cookbook.

use super::{Page, cut, grammar, has};
use crate::{
    markdown::SectionId,
    plan::{Fault, Status, fold, read::Reader},
    source::Span,
};

/// How much of a document its head is, in bytes.
const HEAD: usize = 600;

/// Whether a document is an ExecPlan: its head says so.
pub(super) fn is(page: &Page) -> bool {
    page.signed && has(cut(page.head, HEAD), "ExecPlan is a living document") || page.path.contains("/execplans/")
}

/// Adds what only the format tells.
pub(super) fn read(reader: &mut Reader) {
    let mut lines: Vec<(bool, Span)> = Vec::new();
    for index in 0..reader.plan.tasks.len() {
        let task = &reader.plan.tasks[index];
        if !grammar::is_box(task) || !in_progress(reader, task.section) {
            continue;
        }
        let title = stamp(&task.title);
        let span = task.span();
        if task.status() == Some(Status::Done) {
            let raw = reader.slice(span);
            let shown = if title.is_some() { &raw[..raw.find(')').map_or(raw.len(), |at| at + 1)] } else { raw };
            lines.push((title.is_some(), span.of_part(raw, shown)));
        }
        if let Some(title) = title.map(Box::from) {
            reader.plan.tasks[index].title = title;
        }
    }
    grammar::odd(reader, Fault::NoStamp, lines);
}

/// Whether a section is "Progress" or lies in it.
fn in_progress(reader: &Reader, section: SectionId) -> bool {
    let mut around = reader.plan.sections_around(reader.document, section);
    around.any(|s| fold(&reader.document.section(s).title).starts_with("progress"))
}

/// What follows the time with which an entry begins: `(2026-03-01 09:40Z) …`, `2026-03-01: …`.
fn stamp(title: &str) -> Option<&str> {
    let open = title.trim_start_matches(['(', '[', '`']);
    let bytes = open.as_bytes();
    let date = bytes.len() > 10
        && bytes[..10]
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
    if !date {
        return None;
    }
    let rest = match title.starts_with(['(', '[', '`']) {
        true => open.split_once([')', ']', '`'])?.1,
        false => open[10..]
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | ':' | 'T' | 'Z' | 'U' | 'C')),
    };
    Some(rest.trim_start_matches([' ', ':', '-', '—', '–']))
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn stamps() {
        for (title, rest) in [
            ("(2026-03-01 09:40Z) Add the parser.", Some("Add the parser.")),
            ("[2026-03-01] Add it", Some("Add it")),
            ("2026-03-01T09:40:10Z — Add it", Some("Add it")),
            ("2026-03-01: add it", Some("add it")),
            ("(2026) Add it", None),
            ("Add it (2026-03-01)", None),
        ] {
            assert_eq!(stamp(title), rest, "{title}");
        }
    }
}
