//! What `REQUIREMENTS.md` asks for, `- [ ] **SIM-01**: …`, and where the phases of `ROADMAP.md` and the plans of each
//! phase cite it: `**Requirements**: SIM-01, SIM-02`, `requirements: [SIM-01]`.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name, Part, RequirementKind, Role, Status, Topic,
        declare::requirements,
        model::{Node, Why},
        names::{self, Ref},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// The name of the file that asks for things.
const ASKED: &str = "REQUIREMENTS.md";

/// The folder of all.
const HOME: &str = ".planning/";

/// Which document of the folder lies at `path`: what stands beside the roadmap lists no work.
pub(super) fn part(path: &str) -> Part {
    let file = path.rsplit_once(HOME).filter(|(before, _)| before.is_empty() || before.ends_with('/'));
    match file.map(|(_, file)| file) {
        Some(ASKED) => Part::Spec,
        Some("ROADMAP.md") | None => Part::Tasks,
        Some(file) if file.contains('/') => Part::Tasks,
        Some(_) => Part::Design,
    }
}

/// Reads what a document asks for or cites.
pub(super) fn read(reader: &mut Reader) {
    reader.plan.part = part(reader.path);
    let in_phase = in_phase(reader);
    match reader.plan.part {
        Part::Spec => asked(reader),
        Part::Tasks if in_phase => of_plan(reader),
        Part::Tasks => of_phases(reader),
        Part::Design | Part::Review => {}
    }
}

/// Whether the document is one of a phase; what it cites is asked for two folders above it.
fn in_phase(reader: &mut Reader) -> bool {
    let Some(at) = reader.path.rfind(".planning/phases/") else { return false };
    reader.plan.beside.push(format!("{}{HOME}{ASKED}", &reader.path[..at]).into());
    true
}

/// The items that begin with an id. One without a box is known, and of another version or left out, as is one that a
/// heading puts off; one that is ticked needs no phase any more.
fn asked(reader: &mut Reader) {
    let document = reader.document;
    let mut now: Option<String> = None;
    for (block, entry) in document.iter() {
        let Kind::Item { .. } = entry.kind else { continue };
        let span = document.text_span(block);
        let raw = reader.slice(span);
        let Some(id) = requirements::leading_id(raw.trim_start_matches(['*', '_', '~', '`', '['])) else { continue };
        let text = span.of_part(
            raw,
            raw[raw.find(id).unwrap_or(0) + id.len()..].trim_start_matches(['*', '_', '`', ']', ':', ' ']),
        );
        let version = requirements::version_around(reader, entry.section);
        let task = reader.task_blocks.get(&block).map(|&task| reader.plan.task(task));
        let open = task.is_some_and(|task| task.open() && task.status() != Some(Status::Dropped) && task.required());
        let first = version.is_none() || now.is_none() || now == version;
        let kind = match open && first && !is_put_off(reader, entry.section) {
            true => RequirementKind::Requirement,
            false => RequirementKind::Noted,
        };
        now = now.or(version.filter(|_| open));
        requirements::define(reader, kind, id, span.of_part(raw, id), text);
    }
    traced(reader);
}

/// The rows that give a requirement to a phase, whatever the roadmap says of it: `| SIM-01 | Phase 2 | Pending |`.
fn traced(reader: &mut Reader) {
    let rows = reader.plan.tables.iter().flat_map(|table| {
        let phase = table.columns.iter().position(|column| column.role == Some(Role::Group));
        table.rows.iter().filter_map(move |row| Some((*row.cells.first()?, *row.cells.get(phase?)?)))
    });
    let given =
        |phase: &BlockId| reader.slice(reader.document.text_span(*phase)).contains(|c: char| c.is_ascii_digit());
    let ids: Vec<Span> = rows.filter(|(_, phase)| given(phase)).map(|(id, _)| reader.document.text_span(id)).collect();
    ids.into_iter().for_each(|id| requirements::list(reader, id, None));
}

fn is_put_off(reader: &Reader, section: SectionId) -> bool {
    [Topic::Later, Topic::Optional, Topic::Aside, Topic::Done].iter().any(|&topic| reader.plan.within(section, topic))
}

/// What the phases of a roadmap are said to bring, and every other mention: a requirement that the roadmap names
/// anywhere has a place.
fn of_phases(reader: &mut Reader) {
    let document = reader.document;
    let cites = |reader: &Reader, key: Span| reader.vocabulary.is_name(reader.slice(key), Name::Citing);
    let fields = reader.plan.fields.iter().filter(|f| f.why == Why::Label && cites(reader, f.key));
    let values: Vec<(Span, SectionId)> = fields.map(|f| (f.value, f.section)).collect();
    for (value, section) in values {
        let phase = reader.plan.group_around(document, section).map(Node::Group);
        requirements::list(reader, value, phase);
    }
    listed(reader);
    let cited: FxHashSet<Span> = reader.plan.requirement_mentions.iter().map(|m| m.span).collect();
    let speaks = |kind| matches!(kind, Kind::Item { .. } | Kind::Paragraph | Kind::Cell { .. } | Kind::Heading(_));
    for (block, _) in document.iter().filter(|(_, entry)| speaks(entry.kind)) {
        named(reader, block, &cited);
    }
}

/// The items that begin with an id below a line that is called so: "**Requirements:**".
fn listed(reader: &mut Reader) {
    let document = reader.document;
    for (item, entry) in document.iter().filter(|(_, entry)| matches!(entry.kind, Kind::Item { .. })) {
        let (text, title) = (document.text_span(item), document.section(entry.section).title.trim_end_matches(':'));
        let raw = reader.slice(text);
        let id = requirements::leading_id(raw.trim_start_matches(['*', '_', '`']));
        if let Some(id) = id.filter(|_| reader.vocabulary.is_name(title, Name::Citing)) {
            let phase = reader.plan.group_around(document, entry.section).map(Node::Group);
            requirements::mention(reader, id, text.of_part(raw, id), phase);
        }
    }
}

/// Every id that a block names. A sign for several, `SIM-*`, or numbers that share their letters, `SIM-01/02`, may
/// stand for any.
fn named(reader: &mut Reader, block: BlockId, cited: &FxHashSet<Span>) {
    let span = reader.document.text_span(block);
    let raw = reader.slice(span);
    if !raw.contains('-') {
        return;
    }
    let found = names::refs(reader.vocabulary, raw, span.start);
    for found in found.into_iter().filter(|found| !cited.contains(&found.span())) {
        match &found {
            Ref::Id(id) if requirements::leading_id(id.text) == Some(id.text) => {
                requirements::mention(reader, id.text, id.span, None);
            }
            Ref::Range(range) if range.kind.is_empty() => {
                range.ids().take(RANGE).for_each(|id| requirements::mention(reader, &id, range.span, None));
            }
            _ => continue,
        }
        let behind = reader.text[found.span().end as usize..].trim_start_matches(['*', '`']);
        let shortened = behind.trim_start_matches(['/', ',', '&', ' ']);
        if shortened.len() < behind.len() && shortened.starts_with(|c: char| c.is_ascii_digit()) {
            requirements::mention(reader, "all", found.span(), None);
        }
    }
    let letters = |at: usize| raw[..at].ends_with(|c: char| c.is_ascii_uppercase());
    if raw.match_indices("-*").chain(raw.match_indices("-x")).any(|(at, _)| letters(at)) {
        requirements::mention(reader, "all", span, None);
    }
}

/// How many ids a range names at most.
const RANGE: usize = 64;

/// What a plan says in its front matter.
fn of_plan(reader: &mut Reader) {
    let plan = reader.task_ids().find(|&task| reader.plan.task(task).is_filed()).map(Node::Task);
    let values: Vec<Span> = reader.front_values("requirements").map(|field| field.value).collect();
    values.into_iter().for_each(|value| requirements::list(reader, value, plan));
}
