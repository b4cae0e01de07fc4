//! See `rules/parallel/wrong-concurrency.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Axis, Figure, Group, GroupId, Mode, Node, Noun, quantity::Hedge},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Fewest waves from which it is seen how many work at once.
const WAVES: usize = 3;

/// Finds numbers of parallel workers that the plan's own waves never reach.
pub fn check(cx: &Context, out: &mut Findings) {
    let claims: Vec<&Figure> = cx.plan.figures.iter().filter(|f| claims(cx, f)).collect();
    if claims.is_empty() {
        return;
    }
    let Some((widest, width)) = widest(cx) else { return };
    let lanes = cx.plan.groups.iter().filter(|g| g.axis == Axis::Lane).count();
    for claim in claims {
        let said = claim.quantity.low as usize;
        if said <= width.max(lanes) {
            continue;
        }
        let group = cx.plan.group(widest);
        let (claimed, name) = (quote(cx.text(claim.place.span)), quote(&group.name()));
        let found = out
            .at(claim.place.span, format!("`{claimed}`, and never more than {width} of them work at once"))
            .label(format!("at most {width} at once"))
            .related(group.span(), format!("the widest is `{name}`"))
            .confidence(Confidence::Conventional)
            .help("say how many really run at once, or spread the work over more of them; the others wait");
        out.push(found);
    }
}

/// "15 parallel instances", "6 agents in parallel": so many workers at one time.
fn claims(cx: &Context, figure: &Figure) -> bool {
    let quantity = &figure.quantity;
    let worker = quantity.unit.noun().is_some_and(|n| matches!(cx.settings.vocabulary.noun(n), Some(Noun::Agent)));
    if !worker || quantity.hedge == Hedge::AtMost || quantity.low < 2.0 || quantity.is_range() {
        return false;
    }
    let block = cx.document.block(figure.block).span;
    let after = &cx.text(block)[(figure.place.span.end - block.start) as usize..];
    let said = cx.text(figure.place.span).to_lowercase();
    let beside = |text: &str| ["parallel", "concurrent", "simultaneous"].iter().any(|w| text.contains(w));
    let behind =
        ["in parallel", "concurrently", "simultaneously", "at once", "working in parallel", "running in parallel"];
    let after = after.trim_start();
    beside(&said) || behind.iter().any(|b| after.get(..b.len()).is_some_and(|head| head.eq_ignore_ascii_case(b)))
}

/// The group of the plan's waves in which most work at once, and how many do; `None` where one of
/// them does not say.
fn widest(cx: &Context) -> Option<(GroupId, usize)> {
    let mut tasks: FxHashMap<GroupId, usize> = FxHashMap::default();
    let whole = || cx.plan.distinct_tasks().filter(|(_, t)| t.parent.is_none());
    // A task that belongs to no wave may run in any; then only who works in a wave tells how many do.
    if whole().all(|(_, t)| t.group.is_some()) {
        whole().filter_map(|(_, t)| t.group).for_each(|group| *tasks.entry(group).or_default() += 1);
    }
    let mut assigned: FxHashMap<Node, usize> = FxHashMap::default();
    for assignment in &cx.plan.assignments {
        *assigned.entry(assignment.subject).or_default() += 1;
    }
    let timed = |g: &&(GroupId, &Group)| g.1.axis == Axis::Time && !g.1.is_time_of_day();
    let waves: Vec<(GroupId, &Group)> = cx.plan.groups().collect();
    let waves: Vec<&(GroupId, &Group)> = waves.iter().filter(timed).collect();
    let word = &waves.first()?.1.word;
    if waves.len() < WAVES || waves.iter().any(|(_, g)| g.word != *word) {
        return None;
    }
    let width = |&&(id, group): &&(GroupId, &Group)| {
        if matches!(group.mode, Some((Mode::Sequential, _))) {
            return Some(1);
        }
        let members: FxHashSet<_> = group.members.iter().map(|m| m.actor).collect();
        let of = |known: Option<&usize>| known.copied().unwrap_or(0);
        let most = members.len().max(of(tasks.get(&id))).max(of(assigned.get(&Node::Group(id))));
        (most > 0).then_some(most)
    };
    let widths: Vec<usize> = waves.iter().map(width).collect::<Option<_>>()?;
    let most = *widths.iter().max()?;
    let at = widths.iter().position(|w| *w == most)?;
    (most > 1).then_some((waves[at].0, most))
}
