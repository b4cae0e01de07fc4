//! See `rules/evidence/open-children.md`.

use crate::{
    diagnostic::{Subject, quote},
    family::Member,
    plan::{Status, Task, TaskId, TaskKind, id_key, is_choice},
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds parents that are done while their children are not.
pub fn check(cx: &Context, out: &mut Findings) {
    across(cx, out);
    let mut open: FxHashMap<TaskId, Vec<&Task>> = FxHashMap::default();
    for task in &cx.plan.tasks {
        if let Some(parent) = task.parent.filter(|_| task.kind != TaskKind::Review && task.required() && task.open()) {
            open.entry(parent).or_default().push(task);
        }
    }
    for (id, parent) in cx.plan.tasks() {
        let Some(children) = open.get(&id).filter(|_| parent.done()) else { continue };
        let words = &cx.settings.vocabulary;
        let children: Vec<&Task> =
            children.iter().copied().filter(|child| !cx.plan.sent_on(cx.document, words, child)).collect();
        if children.is_empty() || is_choice(words, &parent.title, children.iter().map(|child| &*child.title)) {
            continue;
        }
        let what = match children.len() {
            1 => "a part of it is".to_owned(),
            n => format!("{n} parts of it are"),
        };
        let place = done_at(parent);
        let mut finding = out
            .at(place, format!("“{}” is ticked while {what} open", quote(&parent.shown())))
            .label("done, by this mark")
            .help("finish and tick what is open, mark it as dropped, or open this box again")
            .fix(mend::untick(cx, [parent]))
            .about(Subject::Place(parent.span()));
        finding = finding.also(children.iter().map(|child| (child.span(), "still open")));
        out.push(finding);
    }
}

/// How many open parts in other files a finding points at.
const SHOWN: usize = 8;

/// The same where each part is a file of its own, whose front matter says of what it is a part.
fn across(cx: &Context, out: &mut Findings) {
    for parent in cx.plan.tasks.iter().filter(|task| task.is_filed() && task.done()) {
        let Some(key) = parent.id.as_deref().map(id_key) else { continue };
        let open = |(member, part): &(&Member, &Task)| part.required() && part.open() && !member.plan.archived;
        let parts: Vec<(&Member, &Task)> = cx.kin.parts(&key).filter(open).collect();
        // Of two files of one id, which is meant?
        if parts.is_empty() || cx.kin.tasks(&key).any(|(.., other)| other.is_filed()) {
            continue;
        }
        let what = match parts.as_slice() {
            [(_, part)] => format!("its part `{}` is", quote(part.name())),
            several => format!("{} parts of it are", several.len()),
        };
        let mut finding = out
            .at(done_at(parent), format!("“{}” is done while {what} open", quote(&parent.shown())))
            .label("done, by this mark")
            .help("finish what is open, mark it as dropped, or open this task again")
            .about(Subject::Place(parent.span()));
        for (member, part) in parts.iter().take(SHOWN) {
            finding = finding.related_in(
                &member.source,
                part.statuses.first().map_or(part.span(), |s| s.place.span),
                "still open",
            );
        }
        out.push(finding);
    }
}

/// Where a task is said to be done.
fn done_at(task: &Task) -> Span {
    task.statuses.iter().find(|s| s.status == Status::Done).map_or(task.span(), |s| s.place.span)
}
