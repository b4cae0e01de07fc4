//! See `rules/gates/vague-gate.md`.

use crate::{
    diagnostic::quote,
    plan::{Gate, GateKind, Word},
    rules::{Context, Findings},
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
            .at(first, format!("gate `{}` cannot be checked: \"{}\" means something else to everybody", quote(&gate.name), quote(vague[0])))
            .label("no artifact, command, number or approver")
            .related(gate.place.span, "the gate")
            .help("name what shows it: a command that must succeed, a file, a number, or who says yes");
        for &more in &gate.criteria[1..] {
            finding = finding.related(more, "neither can this");
        }
        out.push(finding);
    }
}

/// The vague words of a criterion in which nothing can be checked.
fn wish<'a>(cx: &Context<'a>, gate: &Gate, criterion: Span) -> Option<&'a str> {
    let text = cx.text(criterion);
    let words = &cx.settings.vocabulary;
    let concrete = text.contains(|c: char| c.is_ascii_digit() || matches!(c, '`' | '/' | '@' | '%' | '[' | '<' | '>'))
        || words.says(text, Word::Checkable)
        // "Tests: as expected" names its suite.
        || gate.kind == GateKind::Quality && words.says(&gate.name, Word::Checkable);
    // A scenario of several steps is checked by walking through it.
    let first = text.split_whitespace().next().unwrap_or("");
    let scenario = text.contains(',') || text.split_whitespace().count() > 9 || words.is_word(first, Word::Imperative);
    if concrete || scenario {
        return None;
    }
    let range = words.words(text).filter(|(w, _)| *w == Word::Vague).map(|(_, r)| r).max_by_key(|r| r.len())?;
    text.get(range)
}
