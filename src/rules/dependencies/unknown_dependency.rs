//! See `rules/dependencies/unknown-dependency.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Dangling, Node, id_key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Finds dependencies on tasks that no place of the plan defines.
pub fn check(cx: &Context, out: &mut Findings) {
    let suspects: Vec<&Dangling> =
        cx.plan.dangling.iter().filter(|d| d.id_like && d.place.confidence > Confidence::Inferred).collect();
    if suspects.is_empty() {
        return;
    }
    let named = named_elsewhere(cx);
    for dangling in suspects {
        if named.contains(&*id_key(&dangling.text)) {
            continue;
        }
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

/// Words of headings, tags of tasks and first words of rows: `US1` in "Phase 3: Story (US1)"
/// or `[US1]` is something that the plan knows, though no task has it for an id.
fn named_elsewhere(cx: &Context) -> FxHashSet<Box<str>> {
    let titles = cx.document.sections.iter().map(|s| &*s.title);
    let tasks = cx.plan.tasks.iter().map(|t| {
        let text = cx.text(t.span());
        let end = text.char_indices().nth(48).map_or(text.len(), |(at, _)| at);
        &text[..end]
    });
    let cells = cx.plan.tables.iter().flat_map(|t| &t.rows).filter_map(|r| r.cells.first()).map(|&c| cx.text(cx.document.block(c).span));
    let words = titles.chain(tasks).chain(cells).flat_map(|text| {
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))).filter(|w| w.chars().any(|c| c.is_ascii_digit()))
    });
    words.map(id_key).collect()
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
