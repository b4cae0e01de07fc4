//! Conductor: `conductor/tracks/<id>/plan.md`, phases as headings, `- [x] Task: … 1a2b3c4`.
//! Grammar: the plan template of gemini-cli-extensions/conductor. A task that is done ends with its
//! commit; a phase whose work was verified carries `[checkpoint: 1a2b3c4]` in its heading.

use super::{Page, path_parts};
use crate::plan::{
    model::*,
    read::{Reader, SURE},
};
use smallvec::smallvec;

/// Whether a document is a track's plan, or the list of all tracks: its place, or two lines of its grammar.
pub(super) fn is(page: &Page) -> bool {
    let (file, mut folders) = path_parts(page.path);
    let track = match file {
        "plan.md" => folders.any(|f| f == "tracks") && folders.any(|f| f == "conductor"),
        "tracks.md" => folders.next() == Some("conductor"),
        _ => false,
    };
    track || page.signed && memchr::memmem::find_iter(page.head.as_bytes(), "] Task: ").take(2).count() == 2
}

/// Titles without the word before and the commit behind them; checkpoints as gates.
pub(super) fn read(reader: &mut Reader) {
    for task in reader.task_ids() {
        let Some((_, raw)) = reader.boxed(task) else { continue };
        // The document that says how to verify is read.
        let protocol = raw.contains("Protocol in ");
        let title = reader.plan.task(task).title.clone();
        let bare = title.strip_prefix("Task:").unwrap_or(&title).trim();
        let commit = bare.rsplit(' ').next().filter(|w| is_commit(w.trim_matches(['[', ']', '(', ')', '`'])));
        let bare = commit.map_or(bare, |c| bare[..bare.len() - c.len()].trim_end());
        let entry = &mut reader.plan.tasks[task.index()];
        entry.title = if bare.is_empty() { title.clone() } else { bare.into() };
        if protocol {
            entry.files.clear();
            verification(reader, task);
        }
    }
    for index in 1..reader.document.sections.len() {
        let span = reader.document.sections[index].title_span;
        let raw = reader.slice(span);
        let Some(at) = raw.find("[checkpoint:") else { continue };
        let Some(group) = reader.plan.sections[index].group else { continue };
        let end = raw[at..].find(']').map_or(raw.len(), |e| at + e);
        let mark = &raw[at + 1..end];
        let place = Place::new(span.of_part(raw, mark), Why::Dialect, SURE);
        let passed = mark.split(':').nth(1).is_some_and(|c| is_commit(c.trim()));
        let status = if passed { Status::Done } else { Status::Open };
        reader.plan.gates.push(Gate {
            name: "checkpoint".into(),
            kind: GateKind::Checkpoint,
            guards: Some(group),
            place,
            criteria: vec![place.span],
            tasks: Vec::new(),
            statuses: smallvec![StatusClaim { status, said: Said::Word, place }],
        });
    }
}

/// The last task of a phase, with which its user verifies it, is its gate.
fn verification(reader: &mut Reader, task: TaskId) {
    let entry = reader.plan.task(task);
    let Some(group) = entry.group.filter(|_| entry.title.contains(VERIFICATION)) else { return };
    let name = entry.title.split(" (Protocol").next().unwrap_or_default();
    let name = name.strip_prefix("Conductor - ").unwrap_or(name).into();
    let statuses = entry.statuses.clone();
    let place = Place::new(entry.span(), Why::Dialect, SURE);
    reader.plan.gates.push(Gate {
        name,
        kind: GateKind::Checkpoint,
        guards: Some(group),
        place,
        criteria: vec![place.span],
        tasks: vec![task],
        statuses,
    });
}

/// What the protocol calls that task.
const VERIFICATION: &str = "User Manual Verification";

/// Whether a word is a shortened id of a commit; one of digits alone may be a number.
fn is_commit(word: &str) -> bool {
    (7..=40).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
        && word.bytes().any(|b| b.is_ascii_digit())
}
