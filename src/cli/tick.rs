//! `planvet tick`: ticks the boxes whose evidence suffices, and no others.

use super::{
    outcome::refuse,
    site::{Held, Place, Site},
};
use crate::{
    config::{Check, Level, RequireEvidence},
    evidence::ledger::Entry,
    plan::{Said, Status, Task},
    report::escape,
    source::Span,
};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// Which boxes to tick.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items, by their ids or keys
    #[arg(value_name = "ITEM", required_unless_present = "ready")]
    items: Vec<String>,
    /// Every open item whose evidence suffices
    #[arg(long, conflicts_with = "items")]
    ready: bool,
    /// Open the boxes whose evidence does not suffice, instead; with --ready all such
    #[arg(long)]
    undo: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
}

/// Runs the command: 0, 1 where an item that was named has not the evidence, or 2.
pub fn run(args: Args) -> ExitCode {
    match tick(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn tick(args: Args) -> Result<u8, String> {
    let site = Site::open(args.place)?;
    let checks = site.checks();
    if checks.is_empty() {
        return Err(
            "planvet.toml declares no check, so that no record can count; add [check.NAME] with its argv".to_owned()
        );
    }
    let documents = site.documents();
    let mut code = 0;
    let mut asked = Vec::new();
    for name in &args.items {
        let (held, item) = site.item(&documents, name)?;
        asked.push((held.path.clone(), item.0.key.clone()));
    }
    for held in &documents {
        let entries = site.entries(held, &checks);
        let wanted = |entry: &&Entry| match args.ready {
            true => !entry.item.ambiguous,
            false => asked.iter().any(|(path, key)| *path == held.path && *key == entry.item.key),
        };
        let mut boxes = Vec::new();
        for entry in entries.iter().filter(wanted) {
            let task = held.member.plan.task(entry.item.task);
            let Some((status, mark)) = checkbox(task) else {
                if !args.ready {
                    return Err(format!("{} has no box", escape::terminal(&entry.item.key)));
                }
                continue;
            };
            let lacking = lacking(entry, site.required(held, task).as_deref(), &checks);
            match (args.undo, status == Status::Done, &lacking) {
                (false, false, None) | (true, true, Some(_)) => boxes.push((entry, mark)),
                (false, _, Some(why)) if !args.ready => {
                    code = 1;
                    say(&entry.item.key, &format!("not ticked: {why}"));
                }
                _ => {}
            }
        }
        if boxes.is_empty() {
            continue;
        }
        let letter = if args.undo { ' ' } else { 'x' };
        if !args.dry_run {
            set(held, &boxes.iter().map(|(_, mark)| *mark).collect::<Vec<_>>(), letter)?;
        }
        for (entry, _) in boxes {
            let what = match (args.undo, args.dry_run) {
                (false, false) => "ticked",
                (false, true) => "would be ticked",
                (true, false) => "opened again",
                (true, true) => "would be opened again",
            };
            say(&entry.item.key, what);
        }
    }
    Ok(code)
}

fn say(key: &str, what: &str) {
    let _ = writeln!(io::stdout(), "{}: {}", escape::terminal(key), escape::terminal(what));
}

/// The box of a task: its state, and where it stands.
fn checkbox(task: &Task) -> Option<(Status, Span)> {
    task.statuses.iter().find(|s| s.said == Said::Box).map(|s| (s.status, s.place.span))
}

/// Why the evidence of an item does not suffice; none where it does. Without a requirement any declared check that
/// passed on the files as they are suffices.
fn lacking(entry: &Entry, required: Option<&RequireEvidence>, checks: &BTreeMap<String, Check>) -> Option<String> {
    let least = required.map_or(Level::Recorded, |r| r.level);
    if entry.level(required) >= least {
        return None;
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

/// Writes `letter` into boxes of a document, which has to be as it was read; every other byte stays.
fn set(held: &Held, boxes: &[Span], letter: char) -> Result<(), String> {
    let shown = escape::terminal(held.member.source.path()).into_owned();
    let failed = |e: io::Error| format!("{shown} cannot be written: {e}");
    let mut bytes = fs::read(&held.path).map_err(failed)?;
    for mark in boxes {
        let at = held.member.source.bytes_of(*mark);
        let same = bytes.get(at.clone()) == Some(held.member.source.slice(*mark).as_bytes());
        if !same || !matches!(&bytes[at.clone()], [b'[', _, b']']) {
            return Err(format!("{shown} changed while it was read; nothing was written"));
        }
        bytes[at.start + 1] = letter as u8;
    }
    write(&held.path, &bytes).map_err(failed)
}

/// Replaces a file as a whole; its permissions stay, and a link stays one.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = fs::canonicalize(path)?;
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".planvet-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    fs::set_permissions(file.path(), fs::metadata(&real)?.permissions())?;
    file.persist(&real).map_err(|e| e.error)?;
    Ok(())
}
