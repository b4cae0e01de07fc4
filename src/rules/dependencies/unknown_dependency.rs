//! See `rules/dependencies/unknown-dependency.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Dangling, Relation, id_key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// How many ids are compared to find what was meant; nobody reads so many findings that it takes more.
const LOOKS: usize = 200_000;

/// Finds dependencies on tasks that no place of the plan defines.
pub fn check(cx: &Context, out: &mut Findings) {
    let suspects: Vec<&Dangling> =
        cx.plan.dangling.iter().filter(|d| d.id_like && d.place.confidence > Confidence::Inferred).collect();
    if suspects.is_empty() {
        return;
    }
    let named = named_elsewhere(cx);
    let ids = ids(cx);
    let mut looks = LOOKS;
    for dangling in suspects {
        if named.contains(&*id_key(&dangling.text)) {
            continue;
        }
        let subject = quote(&cx.plan.name(dangling.subject));
        let text = quote(&dangling.text);
        let (verb, role) = match dangling.relation {
            Relation::After => ("depends on", "waits for it"),
            Relation::Blocks => ("blocks", "holds it up"),
            Relation::With => ("runs beside", "runs beside it"),
        };
        looks = looks.saturating_sub(ids.len());
        let own = cx.plan.name(dangling.subject);
        let close = if looks > 0 { closest(&ids, &dangling.text, &own) } else { None };
        let help = match close {
            Some(name) => format!("did you mean `{}`? else define `{text}` or drop the dependency", quote(name)),
            None => format!("define `{text}`, or drop the dependency"),
        };
        let found = out
            .at(dangling.place.span, format!("`{subject}` {verb} `{text}`, which this plan does not define"))
            .label("defined nowhere in this plan")
            .related(cx.plan.span(dangling.subject), role)
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

/// The ids of the plan, as written and in lower case.
fn ids(cx: &Context) -> Vec<(String, String)> {
    let ids = cx.plan.tasks.iter().filter_map(|t| t.id.as_deref().map(str::to_owned));
    let groups = cx.plan.groups.iter().filter(|g| !g.label.is_empty()).map(|g| g.name());
    ids.chain(groups).map(|name| { let lower = name.to_lowercase(); (name, lower) }).collect()
}

/// The id of the plan, other than `own`, that is most like `text`.
fn closest<'i>(ids: &'i [(String, String)], text: &str, own: &str) -> Option<&'i str> {
    const FAR: usize = 2;
    let text = text.to_lowercase();
    let length = text.chars().count();
    ids.iter()
        .filter(|(name, lower)| *name != own && lower.chars().count().abs_diff(length) <= FAR)
        .map(|(name, lower)| (strsim::damerau_levenshtein(lower, &text), name.as_str()))
        .filter(|(distance, _)| *distance <= FAR)
        .min()
        .map(|(_, name)| name)
}
