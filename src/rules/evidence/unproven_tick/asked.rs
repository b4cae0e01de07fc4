//! What the document itself asks of a tick, where it says so plainly: a commit, a report of tests, a record.

use super::{is_free, is_itself, recorded};
use crate::{
    evidence::{Around, cited::Desk, ledger::Entry},
    plan::{Proofs, Task, TaskId},
    rules::Context,
};
use std::cell::OnceCell;

/// The ticked items that lack something of what is asked for.
pub(super) fn unproven(cx: &Context, asked: Proofs) -> Vec<TaskId> {
    let desk = Desk::new(cx.project, cx.kin.own());
    let around = OnceCell::new();
    let whole = || Around::of(cx.source.text(), cx.document, cx.plan, &cx.settings.vocabulary);
    let lacks = |id: TaskId, task: &Task| {
        let missing = match recorded(cx, id) {
            // A record names its commit; it need not hold a report.
            Some(entry) => {
                Proofs { report: desk.uncited(id, asked).report && !holds_report(entry), ..Proofs::default() }
            }
            None => Proofs { record: asked.record, ..desk.uncited(id, asked) },
        };
        let short = if asked.any { missing == Proofs { any: false, ..asked } } else { !missing.is_empty() };
        short && !is_itself(cx, task) && !around.get_or_init(whole).backs(task)
    };
    let ticked = cx.plan.distinct_tasks().filter(|(_, task)| is_free(cx, task));
    ticked.filter(|(id, task)| lacks(*id, task)).map(|(id, _)| id).collect()
}

fn holds_report(entry: &Entry) -> bool {
    let mut records = entry.records.iter().filter_map(|(stored, _)| stored.record.as_ref().ok());
    records.any(|record| !record.evidence().reports.is_empty())
}

/// What is not there.
pub(super) fn nothing(asked: Proofs) -> String {
    if asked.is_empty() {
        "no commit, run, report or result".to_owned()
    } else {
        format!("asked for: {}", named(asked))
    }
}

/// What is to be done.
pub(super) fn help(asked: Proofs) -> String {
    const OPEN: &str = "open the boxes whose check is still to come, and";
    match asked.is_empty() {
        true => format!("{OPEN} write what came of it beside the others: a commit, a run, a count of passed tests"),
        false => format!("{OPEN} give the others what is asked for: {}", named(asked)),
    }
}

fn named(asked: Proofs) -> String {
    let names = [
        (asked.commit, "the id of a commit"),
        (asked.report, "a report of tests, such as `report:out/unit.xml`, or the address of a run"),
        (asked.record, "a record (`planvet record`)"),
    ];
    let names: Vec<&str> = names.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| name).collect();
    names.join(if asked.any { ", or " } else { ", and " })
}
