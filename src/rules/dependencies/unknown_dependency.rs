//! See `rules/dependencies/unknown-dependency.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::Node,
    rules::{Context, Findings},
};

/// Finds dependencies on tasks that no place of the plan defines.
pub fn check(cx: &Context, out: &mut Findings) {
    for dangling in cx.plan.dangling.iter().filter(|d| d.id_like && d.place.confidence > Confidence::Inferred) {
        let subject = quote(&cx.plan.name(dangling.subject));
        let text = quote(&dangling.text);
        let close = closest(cx, &dangling.text, dangling.subject);
        let help = match close {
            Some(name) => format!("did you mean `{}`? else define `{text}` or drop the dependency", quote(&name)),
            None => format!("define `{text}`, or drop the dependency"),
        };
        let found = out
            .at(dangling.place.span, format!("`{subject}` depends on `{text}`, which this plan does not define"))
            .label("defined nowhere in this plan")
            .related(cx.plan.span(dangling.subject), "waits for it")
            .help(help)
            .confidence(dangling.place.confidence);
        out.push(found);
    }
}

/// The id of the plan that is most like `text`.
fn closest(cx: &Context, text: &str, subject: Node) -> Option<String> {
    let own = cx.plan.name(subject);
    let ids = cx.plan.tasks.iter().filter_map(|t| t.id.as_deref().map(str::to_owned));
    let groups = cx.plan.groups.iter().filter(|g| !g.label.is_empty()).map(|g| g.name());
    ids.chain(groups)
        .filter(|name| *name != own)
        .map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &text.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, name)| name)
}
