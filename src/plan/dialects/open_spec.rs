//! OpenSpec: `openspec/changes/<id>/` with a proposal, a design, spec deltas and tasks,
//! later moved to `archive/`. In the tasks `## 2. Group` and `- [ ] 2.1 Write it`; nobody owns
//! a task, and the order is that of the lines. Grammar: the templates and parser of
//! Fission-AI/OpenSpec, which count every box, whatever stands around it.

use super::grammar;
use crate::plan::{Part, read::Reader, requirements};

/// Whether a document belongs to an OpenSpec change or spec, by its place.
pub(super) fn is(path: &str, _: &str) -> bool {
    part(path).is_some()
}

fn part(path: &str) -> Option<Part> {
    let at = path.rfind("openspec/").filter(|&at| at == 0 || path.as_bytes()[at - 1] == b'/')?;
    let inside = &path[at + "openspec/".len()..];
    let file = inside.rsplit('/').next()?;
    match (inside.split('/').next()?, file) {
        ("changes", "tasks.md") => Some(Part::Tasks),
        ("changes", "proposal.md" | "design.md") => Some(Part::Design),
        ("changes" | "specs", "spec.md") => Some(Part::Spec),
        _ => None,
    }
}

/// Adds what only the format tells.
pub(super) fn read(reader: &mut Reader) {
    reader.plan.part = part(reader.path).unwrap_or_default();
    if reader.plan.part == Part::Tasks {
        requirements::cited(reader);
        grammar::ids(reader, is_id);
    }
}

/// `2.1`, `2.1.3`, `2.1a`.
fn is_id(id: &str) -> bool {
    id.contains('.') && id.starts_with(|c: char| c.is_ascii_digit())
}
