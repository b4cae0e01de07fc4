//! Where a plan stands decides what is asked of it: a form is not filled in yet, an archive is past.

use crate::{
    diagnostic::{Diagnostic, Severity},
    markdown::Document,
    plan::{Plan, Topic},
};

/// Makes findings in a template one step milder, and drops those that speak only of work to come
/// from templates, from archives and from sections that are archived or done.
pub(super) fn weigh(plan: &Plan, document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.retain(|d| !d.rule.page().readiness || !(plan.template || past(plan, document, d)));
    if plan.template {
        for d in diagnostics.iter_mut().filter(|d| d.severity > Severity::Info) {
            d.severity = d.severity.lower();
        }
    }
}

fn past(plan: &Plan, document: &Document, finding: &Diagnostic) -> bool {
    plan.archived
        || document
            .block_at(finding.span.start)
            .is_some_and(|block| plan.within(document.block(block).section, Topic::Done))
}

#[cfg(test)]
mod tests {
    use crate::{check, diagnostic::Severity, project::Project, settings::Settings, source::Source};

    /// The severities of what is found in `text` at `path`.
    fn severities(path: &str, text: &str) -> Vec<Severity> {
        let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
        let checked = check::document(source, &Settings::default(), &Project::default());
        checked.diagnostics.iter().map(|d| d.severity).collect()
    }

    const ROW: &str = "| Task | Owner | Status |\n|---|---|---|\n| Tag it | | open |\n";
    const SUM: &str = "| Task | Hours |\n|---|---|\n| Tag it | 2 |\n| Ship it | 3 |\n| Total | 9 |\n";

    #[test]
    fn a_template_is_judged_more_mildly() {
        assert_eq!(severities("docs/plan.md", SUM), [Severity::Error]);
        assert_eq!(severities("docs/templates/plan.md", SUM), [Severity::Warning]);
    }

    #[test]
    fn a_template_is_not_asked_to_be_ready() {
        assert_eq!(severities("docs/plan.md", ROW), [Severity::Error]);
        for path in ["docs/templates/plan.md", "docs/plan-template.md", "docs/plantilla_plan.md"] {
            assert_eq!(severities(path, ROW), [], "{path}");
        }
        assert_eq!(severities("docs/plan.md", &format!("---\ntitle: Plan Template\n---\n\n# Plan\n\n{ROW}")), []);
        assert_eq!(severities("docs/plan.md", &format!("# {{{{title}}}}\n\n{ROW}")), []);
    }

    #[test]
    fn an_archive_is_not_asked_to_be_ready() {
        assert_eq!(severities("docs/archive/plan.md", ROW), []);
        assert_eq!(severities("docs/plan.md", &format!("# Plan\n\n## Completed\n\n{ROW}")), []);
        assert_eq!(severities("docs/plan.md", &format!("# Plan\n\n## Next\n\n{ROW}")), [Severity::Error]);
    }
}
