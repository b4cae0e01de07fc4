//! What a roadmap and the documents beside it say of a phase. Elsewhere each document of a plan may have phases of its
//! own, called alike: "Phase 1: Implementation" in the files of two tasks.

use super::is_current;
use crate::{
    diagnostic::{Confidence, Subject, quote},
    family::Member,
    plan::{
        Dialect, GroupId, Node, Said, Status, StatusClaim, gives_leave,
        names::{self, Key},
        names_exception,
    },
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// A phase by its kind, number and title.
type Name = (Key, Key, Key);

/// Finds phases that are done here and not in another document of the plan, or the other way round.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let counted = |member: &Member| member.plan.dialect == Dialect::Gsd && is_current(member);
    if cx.kin.is_alone() || !counted(cx.kin.own()) {
        return;
    }
    let own: FxHashMap<Name, (GroupId, &StatusClaim)> = told(cx, cx.kin.own()).collect();
    for member in cx.kin.others().filter(|member| cx.kin.precedes(member) && counted(member)) {
        for (name, (_, there)) in told(cx, member) {
            let Some(&(group, here)) = own.get(&name) else { continue };
            let apart = (here.status == Status::Done) != (there.status == Status::Done);
            if !apart || out.tell(here.place.span) {
                continue;
            }
            let title = &cx.plan.group(group).title;
            let (name, path) =
                (quote(&format!("{}: {title}", cx.plan.group(group).name())).to_string(), quote(member.file()));
            let (one, other) = (here.status.word(), there.status.word());
            out.push(
                out.at(here.place.span, format!("“{name}” is {one} here and {other} in {path}"))
                    .label(format!("{one}, by this mark"))
                    .related_in(&member.source, there.place.span, format!("{other} there"))
                    .help("find out which of the two holds, and write it in both documents")
                    .confidence(here.place.confidence.min(Confidence::Conventional))
                    .about(Subject::Place(cx.plan.span(Node::Group(group)))),
            );
        }
    }
}

/// The phases of a document of whose state it says one thing, without a reservation.
fn told<'c>(cx: &'c Context, member: &'c Member) -> impl Iterator<Item = (Name, (GroupId, &'c StatusClaim))> {
    let words = &cx.settings.vocabulary;
    member.plan.groups().filter_map(move |(id, group)| {
        let numbered = !group.label.is_empty() && !group.title.is_empty();
        let first = group.statuses.first().filter(|_| numbered)?;
        let said = member.source.slice(first.place.span).trim();
        let reserved = first.said != Said::Box
            && (names_exception(words, first.status, said) || first.status == Status::Done && gives_leave(words, said));
        let agreed = group.statuses.iter().all(|claim| claim.status == first.status);
        let judged = agreed && !reserved && first.status != Status::Dropped;
        let title = Key::from(names::title_key(&group.title));
        judged.then(|| ((group.word.clone(), group.label.clone(), title), (id, first)))
    })
}
