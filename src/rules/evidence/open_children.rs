//! See `rules/evidence/open-children.md`.

use crate::{
    diagnostic::{Subject, quote},
    plan::{Status, Task, TaskId, TaskKind, is_choice},
    rules::{Context, Findings, mend},
};
use rustc_hash::FxHashMap;

/// Finds parents that are done while their children are not.
pub fn check(cx: &Context, out: &mut Findings) {
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
        let place = parent.statuses.iter().find(|s| s.status == Status::Done).map_or(parent.span(), |s| s.place.span);
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
