//! See `rules/evidence/ready-to-tick.md`.

use crate::{
    diagnostic::{Subject, quote},
    plan::Said,
    rules::{Context, Findings},
    settings::Level,
};

/// Finds open boxes whose evidence suffices.
pub fn check(cx: &Context, out: &mut Findings) {
    for entry in cx.records() {
        let task = cx.plan.task(entry.item.task);
        let required = cx.required(task);
        let least = required.map_or(Level::Recorded, |r| r.level.max(Level::Recorded));
        let boxed = task.statuses.iter().any(|s| s.said == Said::Box);
        if !boxed || !task.open() || entry.item.ambiguous || entry.level(required) < least {
            continue;
        }
        let key = quote(&entry.item.key);
        out.push(
            out.at(task.span(), format!("“{}” is open, and its check has passed", quote(&task.shown())))
                .label(format!("{} on the files as they are now", entry.level(required).name()))
                .help(format!("planvet tick {key}, or planvet tick --ready for all such items"))
                .about(Subject::Place(task.span())),
        );
    }
}
