//! Changes to requirements that the spec does not have, by their names.

use crate::{
    diagnostic::quote,
    plan::{Change, NamedRequirement, fold},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;
use std::path::Path;

/// From which likeness on a name is perhaps the one that was meant.
const LIKE: f64 = 0.85;

/// How many names are compared to find what was meant.
const LOOKS: usize = 20_000;

/// Finds requirements that a change modifies or renames and that the spec does not have. What it removes may be gone
/// already.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let sought = |r: &&NamedRequirement| matches!(r.change, Some(Change::Modified | Change::Renamed));
    let changed: Vec<&NamedRequirement> = cx.plan.named_requirements.iter().filter(sought).collect();
    let Some(path) = cx.plan.beside.first().filter(|_| !changed.is_empty() && !cx.plan.archived) else { return };
    let Some(spec) = cx.kin.guests().find(|guest| guest.source.path() == &**path) else { return };
    let stated = &spec.plan.named_requirements;
    if stated.is_empty() {
        return;
    }
    let own = cx.plan.named_requirements.iter().filter(|r| r.change == Some(Change::Added));
    let known: FxHashSet<_> = stated.iter().chain(own).map(|r| fold(&r.name)).collect();
    let renamed = cx.plan.named_requirements.iter().any(|r| r.change == Some(Change::Renamed));
    let mut looks = LOOKS;
    for requirement in changed {
        // Where the new name is in the spec, the change has arrived there.
        let arrived = renamed && requirement.change == Some(Change::Renamed) && has_arrived(cx, requirement, stated);
        if known.contains(&fold(&requirement.name)) || arrived || is_added_by_another(cx, path, &requirement.name) {
            continue;
        }
        looks = looks.saturating_sub(stated.len());
        let near = |r: &NamedRequirement| strsim::jaro_winkler(&r.name, &requirement.name);
        let close = stated.iter().filter(|_| looks > 0).map(|r| (near(r), r)).max_by(|a, b| a.0.total_cmp(&b.0));
        let close = close.filter(|(likeness, _)| *likeness > LIKE).map(|(_, r)| r);
        let name = quote(&requirement.name);
        let message = format!("{} has no requirement “{name}” to be changed", quote(path));
        let help = match close {
            Some(meant) => format!("did you mean “{}”? a change names it as the spec does", quote(&meant.name)),
            None => "name it as the spec does, or put it under `## ADDED Requirements`".to_owned(),
        };
        let mut found = out.at(requirement.span, message).label("no such requirement").help(help);
        if let Some(meant) = close {
            found = found.related_in(&spec.source, meant.span, "perhaps this one");
        }
        out.push(found);
    }
}

/// Whether the name that comes behind the old one is in the spec.
fn has_arrived(cx: &Context, old: &NamedRequirement, stated: &[NamedRequirement]) -> bool {
    let behind = cx.plan.named_requirements.iter().find(|r| r.span.start > old.span.start);
    behind.is_some_and(|new| stated.iter().any(|r| fold(&r.name) == fold(&new.name)))
}

/// Whether another change speaks of that requirement of the spec: it may come first.
fn is_added_by_another(cx: &Context, spec: &str, name: &str) -> bool {
    let Some((root, below)) = spec.split_once("openspec/specs/") else { return true };
    let changes = format!("{root}openspec/changes");
    cx.project.folders(Path::new(&changes)).iter().any(|change| {
        let path = format!("{changes}/{change}/specs/{below}");
        path != cx.source.path() && cx.project.read(Path::new(&path)).is_some_and(|text| text.contains(name))
    })
}
