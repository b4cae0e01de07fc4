//! What can be done about a finding, one click away.

use super::view::View;
use crate::{
    diagnostic::{Diagnostic, Edit, Safety},
    plan::Said,
    source::Span,
    suppression::ignore,
};
use gen_lsp_types::{CodeActionKind, TextEdit};

/// What stands where the reason of an ignore is to be written.
const REASON: &str = "say why";

/// Something that can be done to a document.
#[derive(Debug)]
pub struct Action {
    /// An imperative clause.
    pub title: String,
    /// What kind.
    pub kind: CodeActionKind,
    /// The finding that it answers, by its place in the list.
    pub finding: Option<usize>,
    /// Whether it is what most would choose.
    pub preferred: bool,
    /// The edits.
    pub edits: Vec<TextEdit>,
}

/// The kind that mends all that can be mended safely, as editors run it on save.
pub fn fix_all() -> CodeActionKind {
    CodeActionKind::Custom("source.fixAll.planvet".into())
}

/// What can be done about the `findings` that touch `within`.
pub fn at(view: View, findings: &[Diagnostic], within: Span) -> Vec<Action> {
    let mut actions = Vec::new();
    // The box stands before the words that are ready to tick.
    let reach = |d: &Diagnostic| mark(view, d).map_or(d.span, |mark| mark.to(d.span));
    for (at, finding) in findings.iter().enumerate().filter(|(_, d)| reach(d).overlaps(within)) {
        if let Some(fix) = &finding.fix {
            let unsafe_ = if fix.safety == Safety::Unsafe { " (may change the meaning)" } else { "" };
            actions.push(Action {
                title: format!("planvet: {}{unsafe_}", fix.message),
                kind: CodeActionKind::QuickFix,
                finding: Some(at),
                preferred: fix.safety == Safety::Safe,
                edits: edits(view, &fix.edits),
            });
        }
        actions.extend(tick(view, finding, at));
        if let Some(edit) = ignore(view.source(), &view.member.document, finding, REASON) {
            actions.push(Action {
                title: format!("planvet: ignore {} here", finding.rule.name),
                kind: CodeActionKind::QuickFix,
                finding: Some(at),
                preferred: false,
                edits: edits(view, &[edit]),
            });
        }
    }
    actions.extend(all(view, findings));
    actions
}

/// All safe fixes of the document at once; of two that touch the first is taken, and the other one is offered again.
fn all(view: View, findings: &[Diagnostic]) -> Option<Action> {
    let mut chosen: Vec<Edit> = Vec::new();
    let safe = findings.iter().filter_map(|d| d.fix.as_ref()).filter(|fix| fix.safety == Safety::Safe);
    let mut count = 0;
    for fix in safe {
        if fix.edits.iter().all(|edit| chosen.iter().all(|other| !edit.span.overlaps(other.span))) {
            chosen.extend(fix.edits.iter().cloned());
            count += 1;
        }
    }
    chosen.sort_by_key(|edit| edit.span);
    (count > 0).then(|| Action {
        title: "planvet: fix all that is safe to fix".to_owned(),
        kind: fix_all(),
        finding: None,
        preferred: false,
        edits: edits(view, &chosen),
    })
}

/// Ticks a box whose evidence suffices, as the finding says.
fn tick(view: View, finding: &Diagnostic, at: usize) -> Option<Action> {
    let edit = Edit { span: mark(view, finding)?, text: "[x]".to_owned() };
    Some(Action {
        title: "planvet: tick, as the evidence suffices".to_owned(),
        kind: CodeActionKind::QuickFix,
        finding: Some(at),
        preferred: true,
        edits: edits(view, &[edit]),
    })
}

/// The box of what a finding calls ready to tick.
fn mark(view: View, finding: &Diagnostic) -> Option<Span> {
    if finding.rule.name != "ready-to-tick" {
        return None;
    }
    let task = view.plan().tasks.iter().find(|task| task.span() == finding.span)?;
    Some(task.statuses.iter().find(|status| status.said == Said::Box)?.place.span)
}

fn edits(view: View, edits: &[Edit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit { range: view.range(edit.span), new_text: edit.text.clone() }).collect()
}
