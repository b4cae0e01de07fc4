//! Which boxes may be ticked, and the one byte that ticks them.

use super::{
    checklist::Checklist,
    cited::{Desk, Grade, falls_short},
    ledger::{Entry, Standing},
    record::Outcome,
    verify::Verdict,
};
use crate::{
    plan::{Said, Status, Task, TaskKind, Why},
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

impl Step {
    /// The box that is written.
    pub fn mark(&self) -> Option<Span> {
        match self {
            Self::Tick(mark) | Self::Open(mark) => Some(*mark),
            Self::Stands(_) | Self::Lacks(_) | Self::NoBox => None,
        }
    }
}

/// What is to be done with the box of an item that is to be ticked, or opened again where that is `undo`; `here` as for
/// [`worth`].
pub fn step(list: &Checklist, entry: &Entry, desk: &Desk, here: bool, undo: bool) -> Step {
    let task = list.task(&entry.item);
    let required = list.required(task);
    // Nothing is looked up where only a record counts.
    let cited = required.filter(|r| r.counts_what_is_cited()).map_or(Grade::NOTHING, |_| desk.graded(entry.item.task));
    let asked = required.filter(|r| r.level > Level::Ticked);
    // A tick that stands is judged as `check` judges it.
    let stands = asked.filter(|_| task.done()).map(|required| worth(Some(entry), cited, here, required));
    let lacking = lacking(entry, cited.level, required, list.checks());
    match stands {
        Some(Worth::Enough) => of_box(task, undo, None),
        Some(Worth::Untold) if undo => Step::Stands("stays ticked: what it rests on cannot be looked up here"),
        _ => of_box(task, undo, lacking),
    }
}

/// The same, where what is `lacking` is known.
fn of_box(task: &Task, undo: bool, lacking: Option<String>) -> Step {
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

/// Whether a task has a box of its own that is ticked; a list that reviews a document is none of work.
pub fn is_ticked(task: &Task) -> bool {
    task.kind != TaskKind::Review
        && task.places.first().is_some_and(|p| p.why == Why::Box)
        && task.statuses.iter().any(|s| s.said == Said::Box && s.status == Status::Done)
}

/// What a tick is worth beside what it must rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Enough.
    Enough,
    /// As much as this, and more where what cannot be looked up here is as it says.
    Untold,
    /// Only this.
    Short(Level),
}

/// What the tick of an item is worth by its records and by what is `cited`, where `required` is to be shown; `here`
/// says whether its records can be held against the files.
pub fn worth(entry: Option<&Entry>, cited: Grade, here: bool, required: &RequireEvidence) -> Worth {
    let least = required.level;
    let of_records = |level: fn(&Entry, Option<&RequireEvidence>) -> Level| {
        entry.map_or(Level::Ticked, |entry| level(entry, Some(required)))
    };
    let level = cited.level.max(of_records(Entry::level));
    if level >= least || entry.is_some_and(|entry| is_let_go(entry, required)) {
        return Worth::Enough;
    }
    // The records of a plan lie in its own repository, and are held against the files there.
    let elsewhere = least >= Level::Recorded && !here;
    match elsewhere || cited.possible.max(of_records(Entry::possible)) >= least {
        true => Worth::Untold,
        false => Worth::Short(level),
    }
}

/// Whether nobody minds that files have changed since the checks of an item passed.
fn is_let_go(entry: &Entry, required: &RequireEvidence) -> bool {
    let least = required.level;
    if required.stale.is_some() || least < Level::Recorded {
        return false;
    }
    let holds = |check: &str| {
        entry.standing(check).is_some_and(|s| s.verdict.level >= least) || entry.outdated(check, least).is_some()
    };
    match &required.checks[..] {
        [] => !entry.any_failed() && entry.checks().into_iter().any(holds),
        checks => checks.iter().all(|check| holds(check)),
    }
}

/// Why an item may not stay as it is said to be done, as `check` has an error for it: its check failed on the files as
/// they are, or its tick is worth less than what is required. None where it may.
pub fn unfounded(list: &Checklist, entry: &Entry, desk: &Desk, here: bool) -> Option<String> {
    let task = list.task(&entry.item);
    if !task.done() {
        return None;
    }
    if let Some(check) = entry.failed() {
        return Some(format!("its check {check} failed on these files"));
    }
    let asked = list.required(task).filter(|r| r.level > Level::Ticked && is_ticked(task));
    let required = asked.filter(|_| !list.member.plan.template)?;
    let cited = desk.graded(entry.item.task);
    match worth(Some(entry), cited, here, required) {
        Worth::Short(_) => lacking(entry, cited.level, Some(required), list.checks()),
        Worth::Enough | Worth::Untold => None,
    }
}

/// Why the evidence of an item does not suffice; none where it does. Without a requirement any declared check that
/// passed on the files as they are suffices; `cited` is what the document itself cites.
fn lacking(
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
