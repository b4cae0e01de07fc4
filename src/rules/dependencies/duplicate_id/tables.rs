//! One id in two tables of one form: a row that was copied, and not counted on.

use super::{Families, is_over, phases::share_no_word};
use crate::{
    diagnostic::{Subject, quote},
    plan::{Few, Role, Task, TaskId, TaskKind, id_key, names::Key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds the rows of tables with the same columns that share an id and nothing of their names.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut forms: FxHashMap<Vec<&str>, Few<u32>> = FxHashMap::default();
    for (index, table) in cx.plan.tables.iter().enumerate() {
        // Only a table that says what is to be done gives out ids.
        if table.has(Role::Id) && table.has(Role::Task) {
            let form = table.columns.iter().map(|c| &*c.name).collect();
            forms.entry(form).or_default().push(index as u32);
        }
    }
    let form_of: FxHashMap<u32, u32> =
        forms.values().filter(|t| t.len() > 1).flat_map(|t| t.iter().map(|&index| (index, t[0]))).collect();
    if form_of.is_empty() {
        return;
    }
    let mut by_id: FxHashMap<(u32, Key), Few<TaskId>> = FxHashMap::default();
    for (id, task) in cx.plan.distinct_tasks() {
        let form = task.table.and_then(|t| form_of.get(&t.0));
        if let (Some(&form), Some(name)) = (form, task.id.as_deref())
            && task.kind == TaskKind::Work
            && Families::is_named(name)
            && !is_over(cx, task)
        {
            by_id.entry((form, id_key(name))).or_default().push(id);
        }
    }
    let mut twice: Vec<(&Task, &Task)> = by_id
        .values()
        .filter(|tasks| tasks.len() > 1)
        .map(|tasks| (cx.plan.task(tasks[0]), cx.plan.task(tasks[1])))
        .filter(|(one, other)| one.table != other.table)
        .collect();
    twice.sort_unstable_by_key(|(_, other)| other.span());
    // Where several ids stand twice they start again, or the second table says more of the first one's tasks.
    let [(one, other)] = twice[..] else { return };
    if !share_no_word(&one.title, &other.title) {
        return;
    }
    let name = quote(other.name());
    let found = out
        .at(other.id_span.unwrap_or(other.span()), format!("two tasks have the id `{name}`"))
        .label("used again, in another table")
        .related(one.id_span.unwrap_or(one.span()), "used here first")
        .help(format!("give one of them another id; whoever depends on `{name}` cannot tell which is meant"))
        .about(Subject::Place(other.span()));
    out.push(found);
}
