//! Owner cells that may be empty: those of the parts of a row that has an owner, and of work that is still to be claimed.

use super::parts;
use crate::{
    plan::{Assignee, Assignment, Duty, Name, Node, Phrase, Role, Status, Table, Why, Word},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// The owner cells of a document that need no name.
pub(super) struct Excused<'t> {
    /// Parts of rows that have an owner, and rows whose parts have.
    parts: FxHashSet<Node>,
    /// The names of columns and fields in which work that has not begun is somebody's already.
    dealt: FxHashSet<Cow<'t, str>>,
    /// Whether the document says that whoever begins a task takes it.
    claimed: bool,
}

impl<'t> Excused<'t> {
    /// Those among the `assignments` of a document.
    pub(super) fn of(cx: &Context<'t>, assignments: &[&Assignment]) -> Self {
        let owners = assignments.iter().filter(|a| a.duty == Duty::Owner);
        let mut named: FxHashMap<Node, bool> = FxHashMap::default();
        let mut dealt = FxHashSet::default();
        for given in owners {
            let somebody = matches!(given.assignee, Assignee::Actors(_)) && !is_free(cx, super::written(cx, given));
            *named.entry(given.subject).or_default() |= given.assignee != Assignee::Missing;
            if somebody && has_status(cx, given.subject, &[Status::Open]) {
                dealt.insert(super::key(cx, given));
            }
        }
        let claimed = cx.plan.has_phrase(Phrase::Claim);
        let mut parts = FxHashSet::default();
        for table in &cx.plan.tables {
            parts::of(cx, table, &named, &mut parts);
            ditto(table, &named, &mut parts);
        }
        Self { parts, dealt, claimed }
    }

    /// Whether nobody need stand there.
    pub(super) fn covers(&self, cx: &Context<'t>, given: &Assignment) -> bool {
        let text = super::written(cx, given);
        let free = || is_free(cx, text);
        let idle = || !has_status(cx, given.subject, &[Status::Doing, Status::Done]);
        text.is_empty() && (self.parts.contains(&given.subject) || is_supplied(cx, given))
            || (self.claimed || is_offered(cx, given.subject)) && idle() && (text.is_empty() || free())
            || self.is_free(cx, given) && !self.dealt.contains(&super::key(cx, given))
            || given.place.why == Why::FrontMatter && is_blank(text) && !names_somebody(cx)
    }

    /// Whether the place says that nobody has taken what, by its status, has not begun.
    pub(super) fn is_free(&self, cx: &Context<'t>, given: &Assignment) -> bool {
        waits(cx, given) && is_free(cx, super::written(cx, given))
    }

    /// Whether the place names nobody for what, by its status, has not begun, as all such places do.
    pub(super) fn is_undealt(&self, cx: &Context<'t>, given: &Assignment) -> bool {
        waits(cx, given) && !self.dealt.contains(&super::key(cx, given))
    }
}

/// Whether a heading around a task says that somebody may take it: "Help wanted", "Not yet assigned".
fn is_offered(cx: &Context, node: Node) -> bool {
    let Node::Task(id) = node else { return false };
    let mut around = cx.plan.sections_around(cx.document, cx.plan.task(id).section);
    around.any(|section| is_free(cx, cx.document.section(section).title.trim_matches([' ', ':', '*'])))
}

/// Whether a value of YAML says nothing, not even that somebody is to come.
fn is_blank(value: &str) -> bool {
    matches!(value.trim_matches(['[', ']', '"', '\'', ' ']), "" | "~" | "null")
}

/// Whether some task file of the plan says whose task it is; a tool writes the key into each, whether it is used or not.
fn names_somebody(cx: &Context) -> bool {
    let named =
        |given: &Assignment| given.place.why == Why::FrontMatter && matches!(given.assignee, Assignee::Actors(_));
    cx.kin.others().any(|member| member.plan.assignments.iter().any(named))
}

/// Whether the row around an empty cell says that others bring the thing, or decide: "Tent | | comes with the hall".
fn is_supplied(cx: &Context, given: &Assignment) -> bool {
    given.place.why == Why::Cell && cx.settings.vocabulary.says(cx.line(given.place.span), Word::Supplied)
}

/// Whether the work, by its status, has not begun.
fn waits(cx: &Context, given: &Assignment) -> bool {
    has_status(cx, given.subject, &[Status::Open, Status::Blocked])
}

/// Whether a text says that somebody may take a thing: "unassigned", "(free)".
fn is_free(cx: &Context, text: &str) -> bool {
    cx.settings.vocabulary.is_name(text.trim_matches(['(', ')', '[', ']']), Name::Unclaimed)
}

/// Whether one of these is the state of a task or group.
fn has_status(cx: &Context, node: Node, which: &[Status]) -> bool {
    let statuses = match node {
        Node::Task(task) => &cx.plan.task(task).statuses,
        Node::Group(group) => &cx.plan.group(group).statuses,
        Node::Actor(_) => return false,
    };
    statuses.iter().any(|s| which.contains(&s.status))
}

/// The rows below one whose owner stands in the first column, which then parts the table: an empty cell repeats it.
fn ditto(table: &Table, named: &FxHashMap<Node, bool>, found: &mut FxHashSet<Node>) {
    if table.column(Role::Owner) == Some(0) {
        let rows = table.rows.iter().filter_map(|row| row.subject);
        let named = |node: &Node| named.get(node) == Some(&true);
        found.extend(rows.skip_while(|node| !named(node)).filter(|node| !named(node)));
    }
}
