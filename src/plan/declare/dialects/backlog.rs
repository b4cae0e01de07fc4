//! Backlog.md: `backlog/tasks/back-12 - Title.md`, a task with its criteria.
//! Grammar: the task files that the tool writes. `#1` behind a box counts the criteria
//! between the marks; it is neither a task's id nor an issue.

use super::{Page, card, has, has_keys};
use crate::plan::{
    Relation, TaskKind,
    model::{Place, Why},
    read::{Reader, SURE},
};

/// Whether a document is a task of Backlog.md: the keys that the tool writes into each, or its marks around criteria.
pub(super) fn is(page: &Page) -> bool {
    let marked = || ["<!-- AC:BEGIN -->", "<!-- DOD:BEGIN -->"].iter().any(|mark| has(page.text, mark));
    has_keys(page.front, &["id", "status", "assignee"]) && (has_keys(page.front, &["created_date"]) || marked())
}

/// Makes the task, and takes the numbers of criteria for what they are.
pub(super) fn read(reader: &mut Reader) {
    for task in reader.task_ids() {
        let numbered = reader.plan.task(task).id.as_deref().is_some_and(|id| id.starts_with('#'));
        if reader.boxed(task).is_none() || !numbered {
            continue;
        }
        let entry = &mut reader.plan.tasks[task.index()];
        (entry.id, entry.id_span, entry.kind) = (None, None, TaskKind::Criterion);
    }
    let tasks = &reader.plan.tasks;
    reader.tasks.retain(|_, task| tasks[task.index()].id.is_some());
    card::read(reader);
    let filed = reader.task_ids().find(|&task| reader.plan.task(task).is_filed());
    let milestone = reader.front_values("milestone").next().map(|field| field.value);
    // Nobody mends the milestone of a task that is over, archived or a draft.
    let kept = !reader.plan.archived && reader.path.rsplit('/').nth(1) == Some("tasks");
    let open = filed.filter(|&task| kept && !reader.plan.task(task).done());
    // Older tools write its title.
    if let (Some(task), Some(milestone)) = (open, milestone.filter(|m| is_milestone(reader.slice(*m)))) {
        reader.outside(task, Relation::Part, Place::new(milestone, Why::FrontMatter, SURE));
    }
}

/// Whether `value` is the id that the tool gives to a milestone: `m-3`.
fn is_milestone(value: &str) -> bool {
    value.strip_prefix("m-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
