//! OpenSpec: `openspec/changes/<id>/` with a proposal, a design, spec deltas and tasks,
//! later moved to `archive/`. In the tasks `## 2. Group` and `- [ ] 2.1 Write it`; nobody owns
//! a task, and the order is that of the lines. Grammar: the templates and parser of
//! Fission-AI/OpenSpec, which count every box, whatever stands around it.

use super::{Page, grammar, has};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Part,
        declare::requirements,
        model::{Change, Fault, Malformed, NamedRequirement},
        read::Reader,
    },
    source::Span,
};

/// Whether a document belongs to an OpenSpec change or spec, by its place.
pub(super) fn is(page: &Page) -> bool {
    part(page.path).is_some()
}

fn part(path: &str) -> Option<Part> {
    let (_, file) = path.rsplit_once('/')?;
    let part = match file {
        "tasks.md" => Part::Tasks,
        "proposal.md" | "design.md" => Part::Design,
        "spec.md" => Part::Spec,
        _ => return None,
    };
    let at = path.rfind("openspec/").filter(|&at| at == 0 || path.as_bytes()[at - 1] == b'/')?;
    let folder = path[at + "openspec/".len()..].split('/').next()?;
    (folder == "changes" || folder == "specs" && part == Part::Spec).then_some(part)
}

/// Adds what only the format tells.
pub(super) fn read(reader: &mut Reader) {
    reader.plan.part = part(reader.path).unwrap_or_default();
    match reader.plan.part {
        Part::Tasks => {
            requirements::cited(reader);
            grammar::ids(reader, is_id);
        }
        Part::Spec => spec(reader),
        Part::Design | Part::Review => {}
    }
}

/// The requirements of a spec, and of what a change does to one. That one lies at the same place below `specs/`.
fn spec(reader: &mut Reader) {
    let changes = reader.path.rfind("openspec/changes/");
    let below = changes.and_then(|at| Some((at, reader.path[at..].split_once("/specs/")?.1)));
    if let Some((at, below)) = below {
        reader.plan.beside.push(format!("{}openspec/specs/{below}", &reader.path[..at]).into());
    }
    let (mut demands, mut missing) = (Vec::new(), Vec::new());
    for index in 1..reader.document.sections.len() {
        let section = &reader.document.sections[index];
        let change = match changes {
            Some(_) => change_of(&reader.document.section(section.parent).title),
            None => None,
        };
        let raw = reader.slice(section.title_span);
        let Some((name, shown)) = section.title.strip_prefix("Requirement:").zip(raw.split_once(':')) else {
            if changes.is_some() && change_of(&section.title) == Some(Change::Renamed) {
                renamed(reader, SectionId(index as u32));
            }
            continue;
        };
        let span = section.title_span.of_part(raw, shown.1.trim());
        // What a change does, it says one level below; a spec may be set otherwise.
        if changes.is_some() && (change.is_none() || section.level != 3) {
            continue;
        }
        if change != Some(Change::Removed) {
            let below = reader.document.sections[index + 1..].iter().take_while(|s| s.level > section.level);
            let mut scenarios = below.filter(|s| s.level == section.level + 1).map(|s| s.title_span.start);
            let first = scenarios.next();
            let end = first.unwrap_or(reader.document.block(BlockId(section.end - 1)).span.end);
            let said = reader.slice(Span { start: section.title_span.start, end });
            demands.push((has(said, "SHALL") || has(said, "MUST"), section.title_span));
            if first.is_none() && !reader.plan.archived {
                missing.push(section.title_span);
            }
        }
        reader.plan.named_requirements.push(NamedRequirement { name: name.trim().into(), span, change });
    }
    let none = |span| Malformed { span, fault: Fault::NoScenario, example: None };
    reader.plan.malformed.extend(missing.into_iter().map(none));
    grammar::odd(reader, Fault::NoDemand, demands);
}

/// What "MODIFIED Requirements" says of those below.
fn change_of(title: &str) -> Option<Change> {
    let word = title.trim().strip_suffix("Requirements")?.trim().to_ascii_uppercase();
    match word.as_str() {
        "ADDED" => Some(Change::Added),
        "MODIFIED" => Some(Change::Modified),
        "REMOVED" => Some(Change::Removed),
        "RENAMED" => Some(Change::Renamed),
        _ => None,
    }
}

/// The names in ``- FROM: `### Requirement: Old name` `` and the line below it: the old one goes, the new one is there.
fn renamed(reader: &mut Reader, section: SectionId) {
    let document = reader.document;
    let section = document.section(section);
    for block in &document.blocks[section.start as usize..section.end as usize] {
        let Kind::Item { .. } = block.kind else { continue };
        let raw = reader.slice(block.span);
        let Some((side, rest)) = raw.split_once("### Requirement:") else { continue };
        let name = rest.split('\n').next().unwrap_or(rest).trim().trim_end_matches('`').trim();
        let change = if side.contains("FROM:") { Change::Renamed } else { Change::Added };
        let span: Span = block.span.of_part(raw, name);
        reader.plan.named_requirements.push(NamedRequirement { name: name.into(), span, change: Some(change) });
    }
}

/// `2.1`, `2.1.3`, `2.1a`.
fn is_id(id: &str) -> bool {
    id.contains('.') && id.starts_with(|c: char| c.is_ascii_digit())
}
