//! See `rules/dependencies/unknown-dependency.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    family::Member,
    plan::{Dangling, Dialect, Node, Relation, Task, Why, Word, fold, id_key, known, names::Key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// How many ids are compared to find what was meant; nobody reads so many findings that it takes more.
const LOOKS: usize = 200_000;

/// Finds dependencies on tasks that no place of the plan defines.
pub fn check(cx: &Context, out: &mut Findings) {
    // A task file of its own waits for others of its folder, all of which are known; so does a plan of a phase.
    let filed = matches!(cx.plan.dialect, Dialect::Backlog | Dialect::Gsd | Dialect::TaskFile | Dialect::Taskmd);
    let lacks = |d: &Dangling| cx.kin.lacks(&d.text) || is_misplaced(cx, d);
    let like = |d: &&Dangling| d.id_like || filed && d.place.why == Why::FrontMatter && lacks(d);
    let suspects: Vec<&Dangling> =
        cx.plan.dangling.iter().filter(|d| d.place.confidence > Confidence::Inferred).filter(like).collect();
    if suspects.is_empty() || cx.plan.is_sample(cx.source, cx.document, &cx.settings.vocabulary) {
        return;
    }
    let words = |member: &Member| known::words(&member.source, &member.document, &member.plan);
    let named = words(cx.kin.own());
    // What other documents name is looked up where this one does not say it.
    let outside: LazyCell<FxHashSet<Key>, _> = LazyCell::new(|| cx.kin.elsewhere().flat_map(words).collect());
    let numbered: LazyCell<FxHashSet<String>, _> =
        LazyCell::new(|| cx.kin.elsewhere().flat_map(|member| known::numbered(&member.document)).collect());
    let ids = ids(cx);
    let in_parts: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| known::in_parts(cx.document, cx.plan));
    let mut looks = LOOKS;
    for dangling in suspects.into_iter().filter(|d| !d.elsewhere && !is_settled(cx, d) && !is_of_selection(cx, d)) {
        let key = id_key(&dangling.text);
        let known = || cx.kin.tasks_elsewhere(&key).next().is_some();
        let headed = || dangling.text.contains(' ') && numbered.contains(&*fold(&dangling.text));
        let parts = || in_parts.contains(&*fold(&dangling.text));
        if named.contains(&*key) || known() || outside.contains(&*key) || headed() || parts() {
            continue;
        }
        let subject = quote(&cx.plan.name(dangling.subject));
        let text = quote(&dangling.text);
        let (verb, role) = match dangling.relation {
            Relation::After => ("depends on", "waits for it"),
            Relation::Blocks => ("blocks", "holds it up"),
            Relation::With => ("runs beside", "runs beside it"),
            Relation::Part => ("is a part of", "is a part of it"),
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
        // The tool gives ids over all branches, and another one may have the file.
        let branched = cx.plan.dialect == Dialect::Backlog && dangling.place.why == Why::FrontMatter;
        out.push(if branched { found.severity(Severity::Warning) } else { found });
    }
}

/// Whether what waits is done, and need not be dropped: what it waited for may be in an archive.
fn is_settled(cx: &Context, dangling: &Dangling) -> bool {
    let row = |task: &Task| task.table.is_some() && (task.done() || !task.required() && !task.optional);
    matches!(dangling.subject, Node::Task(task) if row(cx.plan.task(task)))
}

/// Whether a part names another task than its own id does, and that one is there: `task-7.2` is no part of `task-9`, but
/// one of `7`, of `task-7 - Print` and perhaps of `EPIC-2`, which is kept elsewhere.
fn is_misplaced(cx: &Context, dangling: &Dangling) -> bool {
    let Node::Task(part) = dangling.subject else { return false };
    let id = cx.plan.task(part).id.as_deref().filter(|_| dangling.relation == Relation::Part);
    let whole = id.and_then(|id| id.rsplit_once('.')).map(|(whole, _)| id_key(whole));
    let named = id_key(dangling.text.split(' ').next().unwrap_or_default());
    let prefix = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    whole.is_some_and(|whole| {
        let alike = whole[..prefix(&whole)] == named[..prefix(&named)];
        alike && whole != named && cx.kin.tasks(&whole).next().is_some()
    })
}

/// Whether the row that waits stands in a table that picks some tasks out of all: "Critical path activities".
fn is_of_selection(cx: &Context, dangling: &Dangling) -> bool {
    let table = matches!(dangling.subject, Node::Task(task) if cx.plan.task(task).table.is_some());
    let block = cx.document.block_at(dangling.place.span.start).filter(|_| table);
    block.is_some_and(|b| {
        let around = cx.plan.sections_around(cx.document, cx.document.block(b).section);
        around
            .map(|s| cx.document.section(s))
            .any(|s| s.level > 1 && cx.settings.vocabulary.says(&s.title, Word::Selection))
    })
}

/// The ids of the plan, as written and in lower case.
fn ids(cx: &Context) -> Vec<(String, String)> {
    let ids = cx.plan.tasks.iter().filter_map(|t| t.id.as_deref().map(str::to_owned));
    let groups = cx.plan.groups.iter().filter(|g| !g.label.is_empty()).map(|g| g.name());
    ids.chain(groups)
        .map(|name| {
            let lower = name.to_lowercase();
            (name, lower)
        })
        .collect()
}

/// The id of the plan, other than `own`, that is most like `text`.
fn closest<'i>(ids: &'i [(String, String)], text: &str, own: &str) -> Option<&'i str> {
    const FAR: usize = 2;
    let text = text.to_lowercase();
    let length = text.chars().count();
    let near: Vec<(usize, &str)> = ids
        .iter()
        .filter(|(name, lower)| *name != own && lower.chars().count().abs_diff(length) <= FAR)
        .map(|(name, lower)| (strsim::damerau_levenshtein(lower, &text), name.as_str()))
        .filter(|(distance, _)| *distance <= FAR)
        .collect();
    let (least, name) = near.iter().min()?;
    // `T6` is as near to `T1` as to all the others.
    let one = near.iter().filter(|(distance, other)| distance == least && other != name).count() == 0;
    one.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn only_one_that_is_nearest_was_meant() {
        let ids = ["T1", "T2", "T12", "AUTH-1"].map(|id| (id.to_owned(), id.to_lowercase()));
        assert_eq!(closest(&ids, "T6", "AUTH-1"), None);
        assert_eq!(closest(&ids, "AUHT-1", "T1"), Some("AUTH-1"));
        assert_eq!(closest(&ids, "auth-1", "AUTH-1"), None);
    }
}
