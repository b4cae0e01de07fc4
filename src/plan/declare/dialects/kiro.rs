//! Kiro, and cc-sdd which shares its places: `.kiro/specs/<name>/` with requirements, a design
//! and tasks. In the tasks `- [ ] 2.1 Write it`, nested or flat; a star behind the box marks an
//! optional task, `_Requirements: 1.1, 2.3_` cites acceptance criteria, a fence of JSON deals
//! tasks out to waves. cc-sdd adds `(P)`, `_Boundary:_` and `_Depends:_`.
//! Grammar: Kiro's own documents; the templates and rules of gotalab/cc-sdd.

use super::{Page, grammar};
use crate::{
    markdown::{BlockId, InlineKind, Kind, SectionId},
    plan::{
        Fault, Name, Node, Part, RequirementKind, Task, TaskId, Word, declare::requirements, fold, folds_to,
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// Whether a document belongs to a Kiro spec, by its place.
pub(super) fn is(page: &Page) -> bool {
    part(page.path).is_some()
}

fn part(path: &str) -> Option<Part> {
    let (folders, file) = path.rsplit_once('/')?;
    let part = match file {
        "tasks.md" => Part::Tasks,
        "requirements.md" | "bugfix.md" => Part::Spec,
        "design.md" | "research.md" => Part::Design,
        _ => return None,
    };
    (folders.ends_with(".kiro/specs") || folders.contains(".kiro/specs/")).then_some(part)
}

/// Adds what only the format tells.
pub(super) fn read(reader: &mut Reader) {
    reader.plan.part = part(reader.path).unwrap_or_default();
    match reader.plan.part {
        Part::Spec => spec(reader),
        Part::Tasks => tasks(reader),
        Part::Design | Part::Review => {}
    }
}

fn tasks(reader: &mut Reader) {
    trailing_marks(reader);
    let traced = traces(reader);
    untraced(reader, &traced);
    grammar::ids(reader, |id| id.starts_with(|c: char| c.is_ascii_digit()));
    boundaries(reader);
}

/// Older cc-sdd lists have `(P)` behind the title.
fn trailing_marks(reader: &mut Reader) {
    let document = reader.document;
    for task in reader.plan.tasks.iter_mut().filter(|t| t.parallel.is_none()) {
        let raw = &reader.text[document.text_span(task.block).range()];
        if let Some(title) = raw.trim_end().strip_suffix("(P)") {
            let at = document.text_span(task.block).start as usize + title.len();
            task.parallel = Some(Span::new(at, at + "(P)".len()));
            task.title = task.title.trim_end_matches("(P)").trim_end().into();
        }
    }
}

/// Whether a field cites requirements: `_Requirements: 1.1_`, `**Validates: Requirements 1.1**`.
fn cites(reader: &Reader, key: &str) -> bool {
    reader.vocabulary.is_name(key, Name::Citing)
}

/// What the tasks cite, and traces that are set in another way than those beside them; the tasks that have one.
fn traces(reader: &mut Reader) -> FxHashSet<TaskId> {
    let document = reader.document;
    let mut traced = FxHashSet::default();
    let mut lines: Vec<(bool, Span)> = Vec::new();
    for label in &document.labels {
        if !cites(reader, reader.slice(label.key)) {
            continue;
        }
        let Some(task) = requirements::task_around(reader, label.block) else { continue };
        requirements::list(reader, label.value, Some(Node::Task(task)));
        traced.insert(task);
        let begun = reader.text[..label.key.start as usize].ends_with('_');
        let ended = reader.text[label.value.end as usize..].starts_with('_');
        if begun || ended || label.marked {
            let (start, end) = (label.key.start - u32::from(begun), label.value.end + u32::from(ended));
            lines.push((label.marked, Span { start, end: end.max(label.key.end) }));
        }
    }
    // `_Requirements 1.1_`
    for emphasis in document.inlines.iter().filter(|i| i.kind == InlineKind::Emphasis) {
        let inside = reader.slice(emphasis.span).trim_matches(['_', '*']);
        let bare = inside
            .find(|c: char| c.is_ascii_digit() || c == ':')
            .is_some_and(|at| !inside[at..].starts_with(':') && cites(reader, inside[..at].trim_end()));
        let block = if bare { document.block_at(emphasis.span.start) } else { None };
        if let Some(task) = block.and_then(|b| requirements::task_around(reader, b)) {
            traced.insert(task);
            lines.push((false, emphasis.span));
        }
    }
    lines.sort_unstable_by_key(|(_, span)| *span);
    grammar::odd(reader, Fault::TraceForm, lines);
    traced
}

/// How many tasks must say which requirement they serve for each that does not.
const TRACED: usize = 8;

/// The tasks without a trace, where nearly all others have one. A checkpoint, a task that need not be done and one
/// with parts may have none, and so may the first one and the last one: they set up and look over.
fn untraced(reader: &mut Reader, traced: &FxHashSet<TaskId>) {
    let parents: FxHashSet<TaskId> = reader.plan.tasks.iter().filter_map(|t| t.parent).collect();
    let bound = |(id, task): &(TaskId, &Task)| {
        grammar::is_box(task) && task.id.is_some() && !parents.contains(id) && !task.optional
    };
    let lines = reader.plan.tasks().filter(bound);
    let lines: Vec<(TaskId, bool, bool)> = lines
        .map(|(id, task)| (id, traced.contains(&id), reader.vocabulary.says(&task.title, Word::Checkpoint)))
        .collect();
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    let judged = inner.iter().filter(|(_, traced, check)| *traced || !check);
    let judged: Vec<(bool, Span)> = judged.map(|&(id, traced, _)| (traced, reader.plan.span(Node::Task(id)))).collect();
    let wrong = judged.iter().filter(|(right, _)| !right).count();
    if wrong * TRACED <= judged.len() - wrong {
        grammar::odd(reader, Fault::NoTrace, judged);
    }
}

/// A task that may run beside others says within which bounds, where the others say so.
fn boundaries(reader: &mut Reader) {
    let document = reader.document;
    let bounded: FxHashSet<TaskId> = document
        .labels
        .iter()
        .filter(|l| folds_to(reader.slice(l.key), "boundary"))
        .filter_map(|l| requirements::task_around(reader, l.block))
        .collect();
    let parallel = reader.plan.tasks().filter_map(|(id, task)| Some((bounded.contains(&id), task.parallel?)));
    let lines: Vec<(bool, Span)> = parallel.collect();
    grammar::odd(reader, Fault::NoBoundary, lines);
}

/// The words before the number of a requirement.
const REQUIREMENT: [&str; 8] =
    ["requirement", "requisito", "anforderung", "exigence", "要件", "需求", "요구사항", "требование"];

/// What may stand before it.
const QUALITY: &str = "non-functional ";

/// What the document asks for: "Requirement 2", its acceptance criteria `2.1`, `2.2`, …
fn spec(reader: &mut Reader) {
    let document = reader.document;
    for index in 1..document.sections.len() {
        let id = SectionId(index as u32);
        let section = document.section(id);
        let title = fold(&section.title);
        // "Non-Functional Requirement 3", "Requirement #3".
        let bare = title.strip_prefix(QUALITY).unwrap_or(&title);
        let named = REQUIREMENT.iter().find_map(|word| bare.strip_prefix(word));
        let number = match named {
            Some(rest) => leading_number(rest.trim_start_matches([' ', '#'])),
            None => reader.plan.sections[index].number.as_deref().filter(|_| among_requirements(reader, id)),
        };
        let Some(number) = number.map(str::to_owned) else { continue };
        requirements::define(reader, RequirementKind::Requirement, &number, section.title_span, section.title_span);
        criteria(reader, id, &number);
    }
    numbered_lines(reader);
}

/// Whether a heading stands directly below one that is about requirements.
fn among_requirements(reader: &Reader, section: SectionId) -> bool {
    let parent = reader.document.section(section).parent;
    parent.0 != 0 && REQUIREMENT.iter().any(|word| fold(&reader.document.section(parent).title).contains(word))
}

/// The criteria of a requirement: the numbered items below it that are in no other item.
fn criteria(reader: &mut Reader, section: SectionId, number: &str) {
    let document = reader.document;
    let entry = document.section(section);
    // Who writes `1.` before each leaves the counting to the page.
    let mut counted: Option<(Option<BlockId>, &str, usize)> = None;
    for block in (entry.start..entry.end).map(BlockId) {
        let item = document.block(block);
        let Kind::Item { .. } = item.kind else { continue };
        let top = !document.ancestors(block).skip(1).any(|b| matches!(document.block(b).kind, Kind::Item { .. }));
        let raw = reader.slice(item.span);
        let Some(own) = leading_number(raw).filter(|own| top && !own.contains('.')) else { continue };
        let text = document.text_span(block);
        // `1. 2.1 WHEN …` says its whole number itself.
        if leading_number(reader.slice(text)).is_some_and(|n| n.contains('.')) {
            continue;
        }
        let again = counted.filter(|&(list, written, _)| (list, written) == (item.parent, own));
        let shown = again.map_or_else(|| own.to_owned(), |(.., last)| (last + 1).to_string());
        counted = shown.parse().ok().map(|last| (item.parent, own, last));
        let span = item.span.of_part(raw, own);
        requirements::define(reader, RequirementKind::Criterion, &format!("{number}.{shown}"), span, text);
    }
}

/// Lines that say their whole number themselves: `2.1 WHEN the form is sent THEN …`.
fn numbered_lines(reader: &mut Reader) {
    let document = reader.document;
    for (block, entry) in document.iter().filter(|(_, b)| b.kind == Kind::Paragraph) {
        let span = document.text_span(block);
        let raw = reader.slice(span);
        let bare = raw.trim_start_matches(['*', '_']);
        let Some(number) = leading_number(bare).filter(|n| n.contains('.')) else { continue };
        let rest = bare[number.len()..].trim_start_matches(['*', '_', '.', ')', ':', ' ']);
        let numbered = entry.parent.is_some() || rest.starts_with(|c: char| c.is_uppercase());
        if numbered && !rest.is_empty() {
            requirements::define(
                reader,
                RequirementKind::Criterion,
                number,
                span.of_part(raw, number),
                span.of_part(raw, rest),
            );
        }
    }
}

/// `2` or `2.1` at the start of `text`, set off from what follows.
fn leading_number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    let parts = !number.is_empty() && number.split('.').all(|p| !p.is_empty() && p.len() <= 3);
    let set_off = !text[end..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '/'));
    (parts && set_off).then_some(number)
}
