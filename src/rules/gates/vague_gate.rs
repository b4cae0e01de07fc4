//! See `rules/gates/vague-gate.md`.

use crate::{
    diagnostic::quote,
    plan::{Gate, GateKind, Word},
    rules::{Context, Findings, wish},
    source::Span,
};

/// Finds gates that say only what one would wish for, and nothing that can be checked.
pub fn check(cx: &Context, out: &mut Findings) {
    for gate in &cx.plan.gates {
        if gate.criteria.is_empty() || !gate.statuses.is_empty() || !gate.tasks.is_empty() {
            continue;
        }
        let vague: Option<Vec<&str>> = gate.criteria.iter().map(|c| wish(cx, gate, *c)).collect();
        let (Some(vague), Some(&first)) = (vague, gate.criteria.first()) else { continue };
        let mut finding = out
            .at(
                first,
                format!(
                    "gate `{}` cannot be checked: \"{}\" means something else to everybody",
                    quote(&gate.name),
                    quote(vague[0])
                ),
            )
            .label("no artifact, command, number or approver")
            .related(gate.place.span, "the gate")
            .help("name what shows it: a command that must succeed, a file, a number, or who says yes");
        for &more in &gate.criteria[1..] {
            finding = finding.related(more, "neither can this");
        }
        out.push(finding);
    }
}

/// The vague words of a gate's criterion. "Tests: as expected" names its suite.
fn wish<'a>(cx: &Context<'a>, gate: &Gate, criterion: Span) -> Option<&'a str> {
    let named = gate.kind == GateKind::Quality && cx.settings.vocabulary.says(&gate.name, Word::Checkable);
    if named { None } else { wish::vague(cx, criterion) }
}
