//! What must hold before the next phase begins.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    plan::{Axis, Gate, GateKind, Status, TaskKind, Topic, Why},
    source::Span,
};

defects! {
    "missing-gate" "a phase loses its gate" lost_gate;
    "missing-rollback" "the way back is still to be written" rollback_to_come;
    "premature-gate" "a gate is passed before its work" passed_early;
    "premature-gate" "a gate is ticked before its work" ticked_early;
    "skipped-gate" "the next phase is done before its gate" gate_run_past;
    "vague-gate" "a gate asks for a wish" vague_gate;
    "unproduced-artifact" "a gate waits for what nobody makes" missing_artifact;
    "unconditional-gate" "success is said whatever happened" unconditional_gate;
}

/// Checkpoints that guard a phase with open work.
fn guards(clean: &Clean) -> impl Iterator<Item = (&Gate, planvet::plan::GroupId)> {
    let gates = clean.plan.gates.iter().filter(|g| g.kind == GateKind::Checkpoint);
    gates.filter_map(|g| Some((g, g.guards?))).filter(|(_, group)| {
        clean
            .plan
            .tasks()
            .any(|(id, t)| t.group == Some(*group) && t.kind == TaskKind::Work && clean.is_open(id) && t.open())
    })
}

/// Whether a checkpoint of an earlier phase is open, which would be run past as well.
pub(super) fn waits_behind(clean: &Clean, group: planvet::plan::GroupId) -> bool {
    let open = |g: &&Gate| g.statuses.iter().any(|s| s.status == Status::Open);
    let mut earlier = clean.plan.gates.iter().filter(open).filter_map(|g| g.guards);
    earlier.any(|g| clean.plan.precedes(g, group) == Some(true))
}

/// The phases of a kind, in order.
fn siblings(clean: &Clean, group: planvet::plan::GroupId) -> Vec<planvet::plan::GroupId> {
    let own = clean.plan.group(group);
    let alike = |g: &planvet::plan::Group| g.word == own.word && g.parent == own.parent && g.axis == Axis::Time;
    clean.plan.groups().filter(|(_, g)| alike(g)).map(|(id, _)| id).collect()
}

fn lost_gate(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (gate, group) in guards(clean) {
        let all = siblings(clean, group);
        let gated = |g: &planvet::plan::GroupId| clean.plan.gates.iter().any(|gate| gate.guards == Some(*g));
        let inner = all.first() != Some(&group) && all.last() != Some(&group);
        // Three others show a habit; a plan that promises gates has none to lose but the last.
        if inner && all.iter().filter(|g| gated(g)).count() > 3 && matches!(gate.place.why, Why::Label | Why::Box) {
            let line = clean.line_span(gate.place.span);
            let at = clean.plan.group(group).span();
            mutants.push(clean.replace(line, "").on(clean.line(at)));
        }
    }
    mutants
}

fn rollback_to_come(clean: &Clean) -> Vec<Mutant> {
    let back = clean.plan.sections.iter().zip(&clean.document.sections);
    let back = back.filter(|(facts, s)| facts.topics.contains(Topic::Rollback) && s.end > s.start);
    let mutants = back.map(|(_, section)| {
        let until = clean.document.blocks.get(section.end as usize);
        let until = until.map_or(clean.text().len(), |b| b.span.start as usize);
        let body = Span::new(section.title_span.end as usize, until);
        clean.replace(body, "\n\nTBD\n\n").on(clean.line(section.title_span))
    });
    mutants.collect()
}

fn passed_early(clean: &Clean) -> Vec<Mutant> {
    let labels = guards(clean).filter(|(g, _)| g.place.why == Why::Label && g.statuses.is_empty());
    let single = labels.filter_map(|(g, _)| <[Span; 1]>::try_from(g.criteria.clone()).ok());
    single.map(|[criterion]| clean.replace(criterion, "Passed")).collect()
}

fn ticked_early(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (gate, group) in guards(clean) {
        if let &[own] = gate.tasks.as_slice()
            && clean.is_open(own)
            && !waits_behind(clean, group)
            && clean.open_boxes().any(|(id, t, _)| id < own && t.group == Some(group))
        {
            mutants.extend(clean.tick(clean.plan.task(own)));
        }
    }
    mutants
}

fn gate_run_past(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (gate, group) in guards(clean) {
        let open = !gate.statuses.is_empty()
            && !waits_behind(clean, group)
            && gate.statuses.iter().all(|s| s.status == Status::Open);
        let next = clean.open_boxes().find(|(id, t, _)| {
            t.group.is_some_and(|g| clean.plan.precedes(group, g) == Some(true))
                && clean.is_free(*id)
                && !clean.has_parts(*id)
                && t.parent.is_none()
        });
        // A later gate would be run past as well.
        let between = |next: &planvet::plan::Task| {
            let later = |g: &Gate| {
                g.guards.is_some_and(|g| {
                    clean.plan.precedes(group, g) == Some(true)
                        && next.group.is_some_and(|n| clean.plan.precedes(g, n) == Some(true))
                })
            };
            clean.plan.gates.iter().any(later)
        };
        if let Some((_, task, _)) = next.filter(|(_, t, _)| open && !between(t)) {
            mutants.extend(clean.tick(task).map(|m| m.on(clean.line(gate.place.span))));
        }
    }
    mutants
}

fn vague_gate(clean: &Clean) -> Vec<Mutant> {
    let gates =
        clean.plan.gates.iter().filter(|g| g.place.why == Why::Label && g.tasks.is_empty() && g.statuses.is_empty());
    let single = gates.filter_map(|g| <[Span; 1]>::try_from(g.criteria.clone()).ok());
    single.map(|[criterion]| clean.replace(criterion, "Everything looks good")).collect()
}

fn missing_artifact(clean: &Clean) -> Vec<Mutant> {
    let awaited = clean.plan.gates.iter().flat_map(|g| &g.criteria).filter(|c| clean.slice(**c).contains(" exists"));
    let files = awaited.filter_map(|&criterion| {
        let text = clean.slice(criterion);
        let file = text.split('`').nth(1).filter(|f| f.contains('.'))?;
        Some(criterion.of_part(text, file))
    });
    files.map(|file| clean.replace(file, "nobody/makes-this.txt")).collect()
}

fn unconditional_gate(clean: &Clean) -> Vec<Mutant> {
    let strict = clean.plan.shells.iter().filter(|s| s.strict && s.lines.len() > 2);
    let set = strict.filter_map(|s| s.lines.iter().find(|l| clean.slice(l.span) == "set -e").map(|l| (s, l)));
    set.filter_map(|(shell, line)| {
        let marker = shell.lines.iter().find(|l| clean.slice(l.span).contains("> WAVE"))?;
        Some(clean.replace(line.span, ":").at(clean.slice(marker.span)))
    })
    .collect()
}
