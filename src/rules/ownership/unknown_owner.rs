//! See `rules/ownership/unknown-owner.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{ActorId, ActorKind, Assignee, Duty},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// Finds owners whom the plan's own roster does not know.
pub fn check(cx: &Context, out: &mut Findings) {
    let roster: Vec<_> = cx.plan.actors.iter().filter(|a| a.roster).collect();
    // A roster of one is a remark; one that owns nothing is about something else.
    if roster.len() < 2 {
        return;
    }
    let owners: Vec<(ActorId, &crate::plan::Assignment)> = cx
        .plan
        .assignments
        .iter()
        .filter(|a| a.duty != Duty::Reviewer && a.place.confidence == Confidence::Explicit)
        .filter_map(|a| match &a.assignee {
            Assignee::Actors(list) => Some(list.iter().map(move |&id| (id, a))),
            _ => None,
        })
        .flatten()
        .collect();
    let known = owners.iter().filter(|(id, _)| is_known(cx, *id)).count();
    // Where the roster names hardly any owner, the two speak of different things (people and roles).
    if known * 2 < owners.len() || known == 0 {
        return;
    }
    let mut seen = FxHashSet::default();
    for (id, assignment) in owners {
        let actor = cx.plan.actor(id);
        if is_known(cx, id) || actor.kind == ActorKind::Pool || !seen.insert(id) {
            continue;
        }
        let names: Vec<&str> = roster.iter().map(|a| &*a.name).collect();
        let close = names.iter().map(|n| (strsim::jaro_winkler(&n.to_lowercase(), &actor.key), *n)).max_by(|a, b| a.0.total_cmp(&b.0));
        let help = match close.filter(|(score, _)| *score > 0.8) {
            Some((_, name)) => format!("did you mean `{}`? else add `{}` to the roster", quote(name), quote(&actor.name)),
            None => format!("add `{}` to the roster, or give the work to somebody who is in it", quote(&actor.name)),
        };
        let span = actor.places.first().map_or(assignment.place.span, |p| p.span);
        let mut found = out
            .at(span, format!("`{}` owns `{}` and is not in the plan's roster", quote(&actor.name), quote(&cx.plan.name(assignment.subject))))
            .label("not in the roster")
            .help(help);
        if let Some(place) = roster.first().and_then(|a| a.places.first()) {
            found = found.related(place.span, format!("the roster of {} starts here", roster.len()));
        }
        out.push(found);
    }
}

/// Whether the roster names the actor, by its name or its role.
fn is_known(cx: &Context, id: ActorId) -> bool {
    let actor = cx.plan.actor(id);
    actor.roster
        || cx.plan.actors.iter().filter(|a| a.roster).any(|a| {
            a.role.as_deref().is_some_and(|r| crate::plan::names::key(r) == *actor.key)
                // `Sam` for `Sam Okafor`, `backend` for `backend-dev`.
                || a.key.split([' ', '-']).any(|part| *part == *actor.key)
                || actor.key.split([' ', '-', '/']).any(|part| *part == *a.key)
        })
}
