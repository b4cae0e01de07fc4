//! Tasks of which the plan of a feature speaks and that its list does not have.

use super::is_outside;
use crate::{
    diagnostic::quote,
    family::Member,
    plan::{Part, Unresolved},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::LazyCell, ops::Deref};

/// The fewest tasks of a list whose numbers are those of the plan.
const LEAST: usize = 3;

/// The most tasks that a plan names and its list does not have; more are those of another list.
const MOST: usize = 2;

/// How many times as far as the last task its numbers reach.
const FAR: u32 = 2;

/// How many tasks any feature may come to have.
const MANY: u32 = 50;

/// Finds numbers behind the last task of the list, each once.
pub(super) fn check<'t>(
    cx: &Context<'t>,
    out: &mut Findings,
    numbered: &LazyCell<FxHashSet<&'t str>, impl FnOnce() -> FxHashSet<&'t str>>,
) {
    if cx.plan.unlisted.is_empty() || cx.plan.archived {
        return;
    }
    let mut lists = cx.kin.others().filter(|member| member.plan.part == Part::Tasks);
    let Some((list, last)) = lists.next().filter(|_| lists.next().is_none()).and_then(|list| Some((list, last(list)?)))
    else {
        return;
    };
    let mut missing: FxHashMap<&str, Vec<&Unresolved>> = FxHashMap::default();
    for mention in &cx.plan.unlisted {
        // Far behind the last one it may be the name of a machine.
        let beyond = number(&mention.name).is_some_and(|number| number > last && number < FAR * last.max(MANY));
        if beyond && !list.source.text().contains(&*mention.name) {
            missing.entry(&mention.name).or_default().push(mention);
        }
    }
    if missing.len() > MOST {
        return;
    }
    for mentions in missing.values() {
        let Some((first, more)) = mentions.split_first().filter(|(first, _)| !is_outside(cx, first, numbered.deref()))
        else {
            continue;
        };
        let (name, path) = (quote(&first.name), quote(list.file()));
        let found = out
            .at(first.place.span, format!("{path} has no `{name}`, its last task is `T{last:03}`"))
            .label("listed nowhere")
            .help(format!("name the task that is meant, or add `{name}` to {path}"))
            .confidence(first.place.confidence)
            .also(more.iter().map(|mention| (mention.place.span, "and here")));
        out.push(found);
    }
}

/// The number of the last task of a list that begins with the first and has some.
fn last(list: &Member) -> Option<u32> {
    let numbers: FxHashSet<u32> = list.plan.tasks.iter().filter_map(|task| number(task.id.as_deref()?)).collect();
    numbers.iter().max().copied().filter(|_| numbers.len() >= LEAST && numbers.contains(&1))
}

/// The number of `T012`.
fn number(id: &str) -> Option<u32> {
    id.strip_prefix('T')?.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()
}
