//! What a spec or a proposal says of the work that the list beside it tells.

use super::is_current;
use crate::{
    diagnostic::{Confidence, Subject, quote},
    family::Member,
    plan::{Name, Part, Standing, Status},
    rules::{Context, Findings},
};

/// Finds a document without tasks of its own that is called done, where the list of tasks in its folder is not.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let words = &cx.settings.vocabulary;
    let has_work = cx.plan.tasks.iter().any(|task| !task.statuses.is_empty());
    if cx.kin.is_alone() || has_work {
        return;
    }
    let own = cx.plan.own_status(cx.source.text(), cx.document, words).filter(|claim| claim.status == Status::Done);
    let (Some(claim), Some((member, there))) = (own, list(cx)) else { return };
    let said = cx.text(claim.place.span).trim_matches(|c: char| !c.is_alphanumeric());
    // A text may be complete before its work begins.
    if there.status == Status::Done || there.done == 0 && words.is_name(said, Name::Written) {
        return;
    }
    let path = quote(member.file());
    out.push(
        out.at(claim.place.span, format!("this is called done, and {path} has open tasks"))
            .label("says that it is done")
            .related_in(&member.source, there.span, "this is still open")
            .help("tick what is finished, or say here how far the work is")
            .confidence(claim.place.confidence.min(Confidence::Conventional))
            .about(Subject::Document),
    );
}

/// The one other document of the folder that lists work, and how far it is.
fn list<'c>(cx: &Context<'c>) -> Option<(&'c Member, Standing)> {
    let beside = |member: &&Member| {
        folder(member) == folder(cx.kin.own()) && member.plan.part == Part::Tasks && is_current(member)
    };
    let listing = |member: &&Member| member.plan.tasks.iter().any(|task| !task.statuses.is_empty());
    let mut lists = cx.kin.others().filter(beside).filter(listing);
    let first = lists.next().filter(|_| lists.next().is_none())?;
    let words = &cx.settings.vocabulary;
    Some((first, first.plan.standing(first.source.text(), &first.document, words)?))
}

/// The path of the folder of a document.
fn folder(member: &Member) -> &str {
    member.source.path().rsplit_once('/').map_or("", |(folder, _)| folder)
}
