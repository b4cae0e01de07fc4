//! unlazy: `GATES.md`, whose boxes are outcomes with a check, what is expected of it and its evidence.
//! Grammar: its documentation. `EVIDENCE: pending` below a ticked box takes the tick back; two leases
//! (`OWNS:`) of one path are two writers.

use super::{Page, path_parts};
use crate::{
    plan::{
        fold,
        model::*,
        read::{Reader, SURE},
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// Whether a document is such a file: its name or its keys.
pub(super) fn is(page: &Page) -> bool {
    page.has("CHECK:") && page.has("] ") && (path_parts(page.path).0 == "GATES.md" || page.has("EXPECT:"))
}

/// Every box is a gate, and none waits for the one above it.
pub(super) fn read(reader: &mut Reader) {
    let (mut found, mut own) = (Vec::new(), FxHashSet::default());
    for task in reader.task_ids() {
        if reader.boxed(task).is_none() || reader.plan.task(task).parent.is_some() {
            continue;
        }
        let keys = keys(reader, task);
        let value = |key: &str| keys.iter().find(|(k, _)| *k == key).map(|(_, span)| *span);
        let criteria: Vec<Span> = ["CHECK", "EXPECT"].iter().filter_map(|k| value(k)).collect();
        if criteria.is_empty() && value("EVIDENCE").is_none() {
            continue;
        }
        let waiting = value("EVIDENCE").filter(|&e| matches!(&*fold(reader.slice(e)), "" | "pending" | "none" | "tbd"));
        let owned = value("OWNS");
        let leases: Vec<FileRef> = owned
            .into_iter()
            .flat_map(|span| {
                let raw = reader.slice(span);
                let paths =
                    raw.split([',', ' ']).map(|p| p.trim_matches(['`', ','])).filter(|p| p.contains(['/', '.']));
                paths.map(move |path| FileRef { path: path.into(), span: span.of_part(raw, path), writes: true })
            })
            .collect();
        let entry = &mut reader.plan.tasks[task.index()];
        if let Some(span) = waiting.filter(|_| entry.status() == Some(Status::Done)) {
            let place = Place::new(span, Why::Dialect, SURE);
            entry.statuses.push(StatusClaim { status: Status::Open, said: Said::Word, place });
        }
        let first = entry.title.split(" CHECK:").next().map(Box::from);
        entry.title = first.unwrap_or_default();
        if !leases.is_empty() {
            entry.files = leases;
            entry.parallel = owned;
        }
        let gate = Gate {
            name: entry.name().into(),
            kind: GateKind::Quality,
            guards: None,
            place: Place { why: Why::Dialect, ..entry.places[0] },
            criteria,
            tasks: vec![task],
            statuses: entry.statuses.clone(),
        };
        found.push(gate);
        own.insert(task);
    }
    // The general reader took them for the gates of one list.
    reader.plan.gates.retain(|gate| !gate.tasks.iter().any(|task| own.contains(task)));
    reader.plan.gates.extend(found);
}

/// The lines `KEY: value` below a box, with the keys in capitals.
fn keys<'t>(reader: &Reader<'t>, task: TaskId) -> Vec<(&'t str, Span)> {
    let whole = reader.document.block(reader.plan.task(task).block).span;
    let raw = reader.slice(whole);
    let lines = raw.lines().skip(1).filter_map(|line| {
        let (key, value) = line.trim_start_matches([' ', '\t', '-', '*']).split_once(':')?;
        let key = key.trim_matches(['*', '`', ' ']);
        let named = !key.is_empty() && key.len() < 12 && key.bytes().all(|b| b.is_ascii_uppercase());
        named.then(|| (key, whole.of_part(raw, value.trim_matches(['*', ' ']))))
    });
    lines.collect()
}
