//! See `rules/ownership/roster-mismatch.md`.

use crate::{
    diagnostic::{Diagnostic, Subject, quote},
    plan::{Activity, Actor, ActorId, ActorKind, Assignee, Group, GroupId, Node, Why, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds actors whom the roster says to be active in another wave than the timeline does.
pub fn check(cx: &Context, out: &mut Findings) {
    let rostered =
        || cx.plan.actors.iter().enumerate().filter(|(_, a)| a.roster && a.active.iter().any(|x| !x.groups.is_empty()));
    // The two speak of the same thing where the timeline knows most of the roster.
    let members: FxHashMap<ActorId, Vec<(GroupId, Span)>> = members(cx);
    let (all, known) = rostered()
        .fold((0, 0), |(all, known), (i, _)| (all + 1, known + usize::from(members.contains_key(&ActorId(i as u32)))));
    if all == 0 || 2 * known < all {
        return;
    }
    let busy = busy(cx);
    for (index, actor) in rostered() {
        let id = ActorId(index as u32);
        let own = members.get(&id).map_or(&[][..], Vec::as_slice);
        for activity in &actor.active {
            for &group in &activity.groups {
                let entry = cx.plan.group(group);
                let named = busy.contains(&(id, group));
                // A timeline names all who take part; an owner column only who leads. A wave that names nobody,
                // or everybody, says nothing of this one.
                let drawn = entry.places.iter().any(|p| p.why == Why::Timeline);
                let pool = entry.members.iter().any(|m| cx.plan.actor(m.actor).kind == ActorKind::Pool);
                let speaks = drawn && !entry.members.is_empty() && !pool;
                if !named && speaks {
                    out.push(absent(out, actor, entry, activity.span));
                }
            }
        }
        // "all waves", "on call", "Wave 3 (on call in 1 and 2)": then nothing is left out.
        let cell = |a: &Activity| cx.document.block_at(a.span.start).map_or("", |b| cx.text(cx.document.text_span(b)));
        let open = |a: &Activity| a.groups.is_empty() && is_open(cx.text(a.span)) || names::has_remark(cell(a));
        if actor.active.iter().any(open) {
            continue;
        }
        let active: FxHashSet<GroupId> = actor.active.iter().flat_map(|a| a.groups.iter().copied()).collect();
        for &(group, span) in own.iter().filter(|(g, _)| !active.contains(g)) {
            out.push(unlisted(out, actor, cx.plan.group(group), span));
        }
    }
}

/// Where each actor takes part, a place for each group.
fn members(cx: &Context) -> FxHashMap<ActorId, Vec<(GroupId, Span)>> {
    let mut members: FxHashMap<ActorId, Vec<(GroupId, Span)>> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    for (id, group) in cx.plan.groups() {
        for member in group.members.iter().filter(|m| seen.insert((m.actor, id))) {
            members.entry(member.actor).or_default().push((id, member.span));
        }
    }
    members
}

/// Who takes part in which group, or owns a task of it: whoever works there is active, though the timeline
/// leaves them out.
fn busy(cx: &Context) -> FxHashSet<(ActorId, GroupId)> {
    let owned = cx.plan.assignments.iter().filter_map(|a| match (&a.assignee, a.subject) {
        (Assignee::Actors(list), Node::Task(task)) => Some((list, cx.plan.task(task).group?)),
        (Assignee::Actors(list), Node::Group(group)) => Some((list, group)),
        _ => None,
    });
    let members = cx.plan.groups().flat_map(|(id, g)| g.members.iter().map(move |m| (m.actor, id)));
    owned.flat_map(|(list, group)| list.iter().map(move |&a| (a, group))).chain(members).collect()
}

/// Whether a part of the roster's cell that names no wave may mean any of them; "all checkpoints" does not.
fn is_open(text: &str) -> bool {
    let lower = text.to_lowercase();
    !lower.is_empty() && !lower.contains("checkpoint") && !lower.contains("gate")
}

fn absent(out: &Findings, actor: &Actor, group: &Group, at: Span) -> Diagnostic {
    let (who, when) = (quote(&actor.name), quote(&group.name()));
    let found = out
        .at(at, format!("`{who}` is to be active in `{when}`, but takes no part in it there"))
        .label("active, as the roster says")
        .help(format!("give `{who}` its work in `{when}`, or take it out of this cell"))
        .about(Subject::Place(at));
    match (group.members.first(), group.members.last()) {
        (Some(first), Some(last)) => found.related(first.span.to(last.span), format!("who takes part in `{when}`")),
        _ => found,
    }
}

fn unlisted(out: &Findings, actor: &Actor, group: &Group, at: Span) -> Diagnostic {
    let (who, when) = (quote(&actor.name), quote(&group.name()));
    let found = out
        .at(at, format!("`{who}` takes part in `{when}`, which the roster does not list"))
        .label("takes part here")
        .help(format!("add `{when}` to the roster's entry, or give the work to somebody who is active then"))
        .about(Subject::Place(at));
    match actor.active.first() {
        Some(first) => found.related(first.span, format!("when the roster says that `{who}` is active")),
        None => found,
    }
}
