//! An enhancement proposal: Kubernetes' KEP and those of projects that took over its form.
//! Grammar: the template of kubernetes/enhancements. The boxes of its sign-off list say
//! that something was looked at; only those with `(R)` are required.

use super::Page;
use crate::{
    markdown::SectionId,
    plan::{TaskKind, read::Reader},
};

/// Whether a document is such a proposal: its heading, or the sign-off list of the template.
pub(super) fn is(page: &Page) -> bool {
    page.has("\n# KEP-") || page.head.starts_with("# KEP-") || page.has("Release Signoff Checklist")
}

/// The boxes of the sign-off list.
pub(super) fn read(reader: &mut Reader) {
    for task in reader.task_ids() {
        let Some((_, raw)) = reader.boxed(task) else { continue };
        let required = raw.starts_with("(R)");
        let signed = |s: SectionId| {
            let title = &*reader.document.section(s).title;
            title.eq_ignore_ascii_case("release signoff checklist")
        };
        let section = reader.plan.task(task).section;
        if reader.plan.sections_around(reader.document, section).any(signed) {
            let entry = &mut reader.plan.tasks[task.index()];
            entry.kind = TaskKind::Review;
            entry.optional |= !required;
        }
    }
}
