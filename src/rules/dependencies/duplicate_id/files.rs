//! One id in two files of which each is a task.

use crate::{
    diagnostic::quote,
    plan::{Dialect, id_key, names},
    rules::{Context, Findings},
};

/// Finds the task whose id another file of the plan has, by the later of the two.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if !matches!(cx.plan.dialect, Dialect::Backlog | Dialect::Taskmd | Dialect::TaskFile) || cx.kin.is_alone() {
        return;
    }
    let Some(own) = cx.plan.tasks.iter().find(|task| task.is_filed()) else { return };
    let (Some(id), Some(span)) = (&own.id, own.id_span) else { return };
    let key = id_key(id);
    let others = cx.kin.tasks(&key).map(|(member, _, task)| (member, task));
    let mut others = others.filter(|(member, task)| task.is_filed() && !cx.kin.precedes(member));
    // A copy with the same title was only moved, and not taken away.
    let Some((member, other)) = others.find(|(_, o)| names::key(&o.title) != names::key(&own.title)) else { return };
    let name = quote(own.name());
    let found = out
        .at(span, format!("two files have the id `{name}`"))
        .label("used again")
        .related_in(&member.source, other.id_span.unwrap_or(other.span()), format!("{} has it", quote(member.file())))
        .help(format!("give one of them another id; whoever depends on `{name}` cannot tell which is meant"));
    out.push(found);
}
