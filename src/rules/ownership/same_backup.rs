//! See `rules/ownership/same-backup.md`.

use crate::{
    diagnostic::{Subject, quote},
    plan::{ActorKind, Assignee, Assignment, Duty, Node},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds work whose owner stands in for himself.
pub fn check(cx: &Context, out: &mut Findings) {
    let named = |a: &&Assignment, duty: Duty| a.duty == duty && matches!(a.assignee, Assignee::Actors(_));
    if !cx.plan.assignments.iter().any(|a| named(&a, Duty::Backup)) {
        return;
    }
    let owners: FxHashMap<Node, &Assignment> =
        cx.plan.assignments.iter().filter(|a| named(a, Duty::Owner)).map(|a| (a.subject, a)).collect();
    for backup in cx.plan.assignments.iter().filter(|a| named(a, Duty::Backup)) {
        let Some(owner) = owners.get(&backup.subject) else { continue };
        let (Assignee::Actors(does), Assignee::Actors(stands_in)) = (&owner.assignee, &backup.assignee) else {
            continue;
        };
        let pool = stands_in.iter().any(|&a| cx.plan.actor(a).kind == ActorKind::Pool);
        let (Some(&one), true) = (stands_in.first(), stands_in.iter().all(|a| does.contains(a)) && !pool) else {
            continue;
        };
        let (who, what) = (quote(&cx.plan.actor(one).name), quote(&cx.plan.name(backup.subject)));
        let found = out
            .at(backup.place.span, format!("`{who}` is both owner and backup of `{what}`"))
            .label("the same as the owner")
            .related(owner.place.span, "the owner")
            .help("name somebody else as backup; when the owner is away, so is this one")
            .confidence(backup.place.confidence)
            .about(Subject::Place(backup.place.span));
        out.push(found);
    }
}
