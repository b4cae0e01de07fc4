//! See `rules/schedule/overdue.md`.

use crate::{
    diagnostic::quote,
    plan::{DateRole, Node},
    rules::{Context, Findings},
};

/// Finds open tasks whose day has passed.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.dates.is_empty() || cx.plan.archived {
        return;
    }
    let today = cx.settings.today();
    for claim in cx.plan.dates.iter().filter(|d| matches!(d.role, DateRole::Due | DateRole::End)) {
        let Some(Node::Task(id)) = claim.subject else { continue };
        let id = cx.plan.repeats.get(&id).copied().unwrap_or(id);
        let task = cx.plan.task(id);
        let Some(due) = claim.day.date().filter(|due| *due < today) else { continue };
        if !task.open() || !task.required() {
            continue;
        }
        let late = due.until(today).map_or(0, |span| span.get_days());
        let days = if late == 1 { "1 day".to_owned() } else { format!("{late} days") };
        let found = out
            .at(claim.day.span, format!("`{}` was due {days} ago and is open", quote(&task.shown())))
            .label(format!("{days} before {today}"))
            .help("tick it, or give it a day that can still be met");
        out.push(found);
    }
}
