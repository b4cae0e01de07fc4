//! The engine: from sources to findings. Every door leads here.

use crate::{
    config::Settings,
    diagnostic::Diagnostic,
    markdown::Document,
    plan::{self, Plan},
    project::Project,
    rules::{self, Context},
    source::Source,
};

/// What one document came to.
#[derive(Debug)]
pub struct Checked {
    /// The path as reports print it.
    pub path: Box<str>,
    /// The text; `None` where the file could not be read.
    pub source: Option<Source>,
    /// What was found, sorted by position and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings an ignore silenced.
    pub suppressed: usize,
    /// What was understood.
    pub counts: plan::Counts,
}

/// Vets one document.
pub fn document(source: Source, settings: &Settings, project: &Project) -> Checked {
    let document = Document::parse(source.text());
    let plan = Plan::read(&source, &document, settings);
    let context = Context { source: &source, document: &document, plan: &plan, project, settings };
    let mut diagnostics = Vec::new();
    for rule in rules::all() {
        if settings.enabled(rule) {
            rule.run(&context, &mut diagnostics);
        }
    }
    for d in &mut diagnostics {
        if let Some(severity) = settings.forced(d.rule) {
            d.severity = severity;
        }
    }
    drop_superfluous(&mut diagnostics);
    diagnostics.sort_by(|a, b| (a.span, a.rule.name, &a.message).cmp(&(b.span, b.rule.name, &b.message)));
    let counts = plan.counts();
    Checked { path: source.path().into(), source: Some(source), diagnostics, suppressed: 0, counts }
}

/// One defect, one finding: drops what yields to another finding about the same thing.
fn drop_superfluous(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.iter().all(|d| d.rule.page().yields_to.is_empty()) {
        return;
    }
    let keep: Vec<bool> = diagnostics
        .iter()
        .map(|d| {
            let yields_to = &d.rule.page().yields_to;
            yields_to.is_empty()
                || !diagnostics.iter().any(|other| {
                    yields_to.contains(&other.rule.name)
                        && match (d.subject, other.subject) {
                            (Some(a), Some(b)) => a == b,
                            _ => d.span.overlaps(other.span),
                        }
                })
        })
        .collect();
    let mut keep = keep.into_iter();
    diagnostics.retain(|_| keep.next().unwrap_or(true));
}
