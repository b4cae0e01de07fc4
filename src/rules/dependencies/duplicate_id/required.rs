//! What a spec asks for, under one number twice, one right after the other.

use crate::{
    diagnostic::quote,
    plan::{Requirement, RequirementKind, fold},
    rules::{Context, Findings},
};

/// Finds requirements that stand one after the other under one id and ask for different things.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let listed: Vec<&Requirement> =
        cx.plan.requirements.iter().filter(|r| r.kind == RequirementKind::Requirement).collect();
    for pair in listed.windows(2) {
        let [one, other] = pair else { continue };
        if one.key != other.key || fold(cx.text(one.text)) == fold(cx.text(other.text)) && one.text != one.span {
            continue;
        }
        let name = quote(&other.id);
        let found = out
            .at(other.span, format!("two requirements have the id `{name}`"))
            .label("used again")
            .related(one.span, "used here first")
            .help(format!("give one of them another id; a task that cites `{name}` is taken for done with both"));
        out.push(found);
    }
}
