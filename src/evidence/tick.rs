//! Which boxes may be ticked, and the one byte that ticks them.

use super::{checklist::Checklist, cited::falls_short, ledger::Entry};
use crate::{
    plan::{Said, Status, Task},
    settings::{Check, Level, RequireEvidence},
    source::Span,
    workspace,
};
use std::{collections::BTreeMap, fs, io};

/// What is to be done with a box.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Tick it.
    Tick(Span),
    /// Open it again.
    Open(Span),
    /// It is as it was wanted, and rightly so: what to say of it.
    Stands(&'static str),
    /// It is not as it was wanted, or wrongly so, and why.
    Lacks(String),
    /// There is no box.
    NoBox,
}

/// What is to be done with the box of an item that is to be ticked, or opened again where that is `undo`.
pub fn step(task: &Task, undo: bool, lacking: Option<String>) -> Step {
    let Some(claim) = task.statuses.iter().find(|s| s.said == Said::Box) else { return Step::NoBox };
    match (undo, claim.status, lacking) {
        (false, Status::Done, None) => Step::Stands("already ticked, and its evidence suffices"),
        (false, Status::Done, Some(why)) => {
            Step::Lacks(format!("already ticked, and its evidence does not suffice: {why}; --undo opens it again"))
        }
        (false, Status::Dropped, _) => Step::Lacks("not ticked: it is dropped".to_owned()),
        (false, _, None) => Step::Tick(claim.place.span),
        (false, _, Some(why)) => Step::Lacks(format!("not ticked: {why}")),
        (true, Status::Done, Some(_)) => Step::Open(claim.place.span),
        (true, Status::Done, None) => Step::Stands("stays ticked: its evidence suffices"),
        (true, ..) => Step::Stands("not ticked"),
    }
}

/// Why the evidence of an item does not suffice; none where it does. Without a requirement any declared check that
/// passed on the files as they are suffices; `cited` is what the document itself cites.
pub fn lacking(
    entry: &Entry,
    cited: Level,
    required: Option<&RequireEvidence>,
    checks: &BTreeMap<String, Check>,
) -> Option<String> {
    let least = required.map(|r| r.level).filter(|level| *level > Level::Ticked).unwrap_or(Level::Recorded);
    let level = entry.level(required).max(cited);
    if level >= least {
        return None;
    }
    if least < Level::Recorded {
        return Some(falls_short(level, least).to_owned());
    }
    let named: Vec<&str> = match required.filter(|r| !r.checks.is_empty()) {
        Some(required) => required.checks.iter().map(String::as_str).collect(),
        None => checks.keys().map(String::as_str).collect(),
    };
    let why = |check: &&str| match entry.standing(check) {
        None => format!("{check} is not recorded"),
        Some(standing) if standing.failed() => format!("{check} failed"),
        Some(standing) => match standing.verdict.fault() {
            Some(fault) => format!("{check}: {fault}"),
            None => format!("{check} is {}, and {} is asked for", standing.verdict.level.name(), least.name()),
        },
    };
    let lacks = |check: &&&str| entry.standing(check).is_none_or(|s| s.verdict.level < least);
    Some(named.iter().filter(lacks).map(why).collect::<Vec<_>>().join("; "))
}

/// Why boxes were not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The file cannot be read or written.
    #[error("{0} cannot be written: {1}")]
    Io(String, io::Error),
    /// Somebody else wrote into it.
    #[error("{0} changed while it was read; nothing was written")]
    Changed(String),
}

/// Writes `letter` into boxes of a document, which has to be as it was read; every other byte stays.
///
/// # Errors
/// [`NotWritten`].
pub fn set(list: &Checklist, boxes: &[Span], letter: char) -> Result<(), NotWritten> {
    let failed = |e: io::Error| NotWritten::Io(list.shown().to_owned(), e);
    let source = &list.member.source;
    let mut bytes = fs::read(&list.path).map_err(failed)?;
    for mark in boxes {
        let at = source.bytes_of(*mark);
        let same = bytes.get(at.clone()) == Some(source.slice(*mark).as_bytes());
        if !same || !matches!(&bytes[at.clone()], [b'[', _, b']']) {
            return Err(NotWritten::Changed(list.shown().to_owned()));
        }
        bytes[at.start + 1] = letter as u8;
    }
    workspace::replace(&list.path, |out| out.write_all(&bytes)).map_err(failed)
}
