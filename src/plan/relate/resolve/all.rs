//! What "all above" means.

use super::{LONGEST_RANGE, Pending};
use crate::plan::{Noun, fold, model::*, read::Reader};

/// What "all above", "all previous phases" or "all tasks" means: the groups, rows or tasks that come before.
pub(super) fn all_before(reader: &Reader, wait: &Pending, text: &str) -> Vec<Node> {
    if wait.relation != Relation::After || wait.place.confidence == Confidence::Inferred {
        return Vec::new();
    }
    let plan = &reader.plan;
    let own = match wait.subject {
        Node::Task(task) => plan.task(task).group,
        Node::Group(group) => Some(group),
        Node::Actor(_) => return Vec::new(),
    };
    let earlier = |word: &str| -> Vec<Node> {
        let Some(own) = own else { return Vec::new() };
        let before = plan.groups().map(|(id, _)| id).filter(|&g| *plan.group(g).word == *word);
        before.take(LONGEST_RANGE).filter(|&g| plan.precedes(g, own) == Some(true)).map(Node::Group).collect()
    };
    let noun = text.split(|c: char| !c.is_alphabetic()).find_map(|w| Some((fold(w), reader.vocabulary.noun(w)?)));
    let subject = match (noun, wait.subject) {
        (Some((word, Noun::Group(_))), _) => return earlier(word.strip_suffix('s').unwrap_or(&word)),
        (_, Node::Group(group)) => return earlier(&plan.group(group).word),
        (_, Node::Task(subject)) => subject,
        (_, Node::Actor(_)) => return Vec::new(),
    };
    let task = plan.task(subject);
    let why = |t: &Task| t.places.first().map(|p| p.why);
    let beside = |t: &Task| match (task.table, why(task)) {
        (Some(table), _) => t.table == Some(table),
        (None, Some(Why::Heading)) => why(t) == Some(Why::Heading),
        (None, own) => why(t) == own && t.section == task.section,
    };
    // What a later phase holds is not above, wherever its row stands.
    let later = |t: &Task| matches!((t.group, own), (Some(g), Some(own)) if plan.precedes(own, g) == Some(true));
    let fits = |t: &Task| beside(t) && !later(t) && t.parent.is_none();
    let first = subject.0.saturating_sub(LONGEST_RANGE as u32);
    let tasks = (first..subject.0).map(TaskId).filter(|&id| fits(plan.task(id))).map(Node::Task);
    // In the table of a later wave, the waves before it are above too.
    let groups = own.map_or(Vec::new(), |own| earlier(&plan.group(own).word));
    groups.into_iter().chain(tasks).collect()
}
