//! See `rules/dependencies/stale-blocker.md`.

use crate::{
    diagnostic::{Confidence, Subject, listed, quote},
    markdown::SectionId,
    plan::{Boxes, GroupId, Holdup, Node, Said, Status, StatusClaim, gives_leave, id_key, names::Key, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds work that is called blocked by what is done.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.holdups.is_empty() {
        return;
    }
    let done = Done::of(cx);
    let waits = |h: &&Holdup| {
        let task = cx.plan.task(h.task);
        task.required() && !task.statuses.iter().any(|s| s.status == Status::Done)
    };
    for holdup in cx.plan.holdups.iter().filter(waits) {
        let Some(claims) = holdup.by.iter().map(|&node| done.claim(node)).collect::<Option<Vec<_>>>() else { continue };
        let names = listed(holdup.by.iter().map(|&node| cx.plan.name(node)), 2);
        let verb = if holdup.by.len() == 1 { "is" } else { "are" };
        let waits = quote(&cx.plan.name(Node::Task(holdup.task)));
        let found = out
            .at(holdup.span, format!("`{waits}` is called blocked, and {names}, for which it waits, {verb} done"))
            .label("blocked, as this says")
            .help("unblock it, or say what it still waits for")
            .confidence(Confidence::Conventional)
            .also(claims.iter().map(|c| (c.place.span, "done, as this says")))
            .about(Subject::Place(cx.plan.task(holdup.task).span()));
        out.push(found);
    }
}

/// What is done, without a reserve and with nothing of it left open.
struct Done<'c> {
    cx: &'c Context<'c>,
    boxes: Boxes<'c>,
    /// Tasks and groups of which a part is open.
    parted: FxHashSet<Node>,
    /// What the tasks of a group say, where each has a state.
    members: FxHashMap<GroupId, Vec<StatusClaim>>,
    /// Keys of the ids that something has which is not done.
    ids: FxHashSet<Key>,
}

impl<'c> Done<'c> {
    fn of(cx: &'c Context<'c>) -> Self {
        let open = cx.plan.tasks.iter().filter(|t| !t.done() && t.required());
        let wholes = open.flat_map(|t| t.parent.map(Node::Task).into_iter().chain(t.group.map(Node::Group)));
        let ids = cx.plan.distinct_tasks().filter(|(_, t)| !t.done()).filter_map(|(_, t)| t.id.as_deref().map(id_key));
        let mut members: FxHashMap<GroupId, Vec<StatusClaim>> = FxHashMap::default();
        for task in cx.plan.tasks.iter().filter(|t| t.done()) {
            if let Some(group) = task.group {
                members.entry(group).or_default().extend(&task.statuses);
            }
        }
        Self { cx, boxes: cx.boxes(), parted: wholes.collect(), members, ids: ids.collect() }
    }

    /// The section that is about a thing.
    fn section(&self, node: Node) -> Option<SectionId> {
        match node {
            Node::Task(id) => {
                let section = self.cx.plan.task(id).section;
                (self.cx.plan.sections[section.0 as usize].task == Some(id)).then_some(section)
            }
            Node::Group(id) => self.cx.plan.group(id).section,
            Node::Actor(_) => None,
        }
    }

    /// Where a thing is said to be done, if it is beyond doubt.
    fn claim(&self, node: Node) -> Option<StatusClaim> {
        let plan = &self.cx.plan;
        let claims = match node {
            Node::Task(id) if !plan.task(id).id.as_deref().is_some_and(|id| self.ids.contains(&id_key(id))) => {
                &plan.task(id).statuses[..]
            }
            Node::Group(id) if namesakes(&plan.group(id).places) => return None,
            // A phase that says nothing is done where all its tasks are.
            Node::Group(id) if plan.group(id).statuses.is_empty() => self.members.get(&id)?,
            Node::Group(id) => &plan.group(id).statuses[..],
            _ => return None,
        };
        let plain = claims.iter().all(|c| c.status == Status::Done && is_plain(self.cx, c));
        let ticked = |section| self.boxes.of_section(self.cx.document, section).iter().all(|&t| plan.task(t).done());
        let whole = plain && !self.parted.contains(&node) && self.section(node).is_none_or(ticked);
        claims.first().copied().filter(|_| whole)
    }
}

/// Whether a statement says that a thing is done and nothing else: not "Done (tests pending)".
fn is_plain(cx: &Context, claim: &StatusClaim) -> bool {
    let text = cx.text(claim.place.span);
    let (head, rest) = text.split_once('(').unwrap_or((text, ""));
    let words = &cx.settings.vocabulary;
    claim.said != Said::Word
        || !gives_leave(words, head) && words.status(head) == Some(Status::Done) && !rest.contains(char::is_alphabetic)
}
