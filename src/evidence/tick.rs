//! Which boxes may be ticked, and the one byte that ticks them.

use super::{
    checklist::Checklist,
    cited::falls_short,
    ledger::{Entry, Standing},
    record::Outcome,
    verify::Verdict,
};
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
    let lacks = lacks(Some(entry), required, checks, least);
    let why: Vec<String> = lacks.iter().map(|lack| format!("{}{}", lack.check, lack.what)).collect();
    let one = if is_choice(required, &lacks) { "; one of them is enough" } else { "" };
    Some(why.join("; ") + one)
}

/// What a check lacks for the tick of an item.
#[derive(Debug)]
pub struct Lack<'c> {
    /// Its name.
    pub check: &'c str,
    /// What, to be read behind the name.
    pub what: String,
    /// Whether it failed on the files as they are now.
    pub failed: bool,
}

/// The checks, of those that are required or else declared, that do not make the tick of an item worth `least`, which
/// is [`Level::Recorded`] or more; `entry` where it has records.
pub fn lacks<'c>(
    entry: Option<&Entry>,
    required: Option<&'c RequireEvidence>,
    checks: &'c BTreeMap<String, Check>,
    least: Level,
) -> Vec<Lack<'c>> {
    let named: Vec<&str> = match required.filter(|r| !r.checks.is_empty()) {
        Some(required) => required.checks.iter().map(String::as_str).collect(),
        None => checks.keys().map(String::as_str).collect(),
    };
    let lack = |check: &'c str| {
        let standing = entry.and_then(|entry| entry.standing(check));
        if standing.is_some_and(|s| s.verdict.level >= least) {
            return None;
        }
        Some(Lack { check, what: missing(standing, least), failed: standing.is_some_and(|s| s.failed()) })
    };
    named.into_iter().filter_map(lack).collect()
}

/// Whether any one of `lacks` would be enough.
pub fn is_choice(required: Option<&RequireEvidence>, lacks: &[Lack]) -> bool {
    lacks.len() > 1 && required.is_none_or(|r| r.checks.is_empty()) && !lacks.iter().any(|lack| lack.failed)
}

/// What is missing where a check stands so.
fn missing(standing: Option<Standing>, least: Level) -> String {
    let Some(standing) = standing else { return " is not recorded".to_owned() };
    let Verdict { outcome, level, .. } = standing.verdict;
    match (outcome, standing.verdict.fault()) {
        _ if standing.failed() => " failed".to_owned(),
        (Some(Outcome::Failed), _) => " failed when it was recorded last".to_owned(),
        (_, Some(fault)) => format!(": {fault}"),
        _ => format!(" is {}, and {} is asked for", level.name(), least.name()),
    }
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
