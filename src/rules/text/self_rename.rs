//! See `rules/text/self-rename.md`.

use crate::{
    diagnostic::{Subject, quote},
    rules::{Context, Findings},
};

/// Finds names that are replaced by themselves; all of a document are one finding.
pub fn check(cx: &Context, out: &mut Findings) {
    let renames = &cx.plan.renames;
    let Some((&first, others)) = renames.split_first() else { return };
    let finding = out
        .at(first, format!("“{}” changes nothing, the two names are the same", quote(cx.text(first))))
        .label("one of the two was another name once")
        .help("write the name that is meant; the text may have gone through the find-and-replace that it plans")
        .about(Subject::Document)
        .gathers(renames.iter().copied());
    out.push(finding.also(others.iter().map(|&more| (more, "and here"))));
}
