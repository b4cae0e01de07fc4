//! `planvet evidence`: what backs the ticks of plans.

use super::{
    outcome::{forgive_closed_pipe, refuse},
    site::{Held, Place, Site},
};
use crate::{
    config::{Check, Level},
    diagnostic::quote,
    evidence::{
        ledger::Entry,
        record::Outcome,
        store::Stored,
        verify::{Held as Held_, State, Verdict},
    },
    git::Repository,
    plan::Task,
    report::escape,
};
use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    process::ExitCode,
};
use unicode_width::UnicodeWidthStr;

/// What to do with evidence.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the items of plans with the level of their evidence
    List {
        /// Only the items that are ticked
        #[arg(long)]
        ticked: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Show the records of an item
    Show {
        /// The item, by its id or key
        item: String,
        #[command(flatten)]
        place: Place,
    },
    /// Check every record, and say which check it did not pass
    Verify {
        /// Print the checks that were passed, too
        #[arg(long, short)]
        verbose: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Remove records that a newer one about the same check has replaced, on the default branch only
    Prune {
        /// Remove them; without this they are only listed
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command: 0, 1 where `verify` found a record that does not count, or 2.
pub fn run(args: Args) -> ExitCode {
    match act(args.action) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn act(action: Action) -> Result<u8, String> {
    let mut out = BufWriter::new(io::stdout().lock());
    let done = match action {
        Action::List { ticked, place } => list(&Site::open(place)?, ticked, &mut out),
        Action::Show { item, place } => show(&Site::open(place)?, &item, &mut out)?,
        Action::Verify { verbose, place } => verify(&Site::open(place)?, verbose, &mut out),
        Action::Prune { write, place } => prune(&Site::open(place)?, write, &mut out)?,
    };
    let code = done.and_then(|code| out.flush().map(|()| code));
    match code {
        Ok(code) => Ok(code),
        Err(e) => {
            forgive_closed_pipe(Err(e)).map(|()| 0).map_err(|e| format!("standard output cannot be written: {e}"))
        }
    }
}

/// A table for people: item, box, level, state, title.
fn list(site: &Site, ticked: bool, out: &mut impl Write) -> io::Result<u8> {
    let checks = site.checks();
    let mut any = false;
    for held in site.documents() {
        let entries = site.entries(&held, &checks);
        let shown: Vec<(&Entry, &Task)> = entries
            .iter()
            .map(|entry| (entry, held.member.plan.task(entry.item.task)))
            .filter(|(entry, task)| task.done() || !ticked && (task.open() || !entry.records.is_empty()))
            .collect();
        if shown.is_empty() {
            continue;
        }
        if any {
            writeln!(out)?;
        }
        any = true;
        writeln!(out, "{}  (plan {})", escape::terminal(held.member.source.path()), escape::terminal(&held.plan))?;
        let wide =
            |of: &dyn Fn(&Entry, &Task) -> String| shown.iter().map(|(e, t)| of(e, t).width()).max().unwrap_or(0);
        let key = |entry: &Entry, _: &Task| escape::terminal(&entry.item.key).into_owned();
        let state = |entry: &Entry, _: &Task| state(entry);
        let (keys, states) = (wide(&key), wide(&state));
        for (entry, task) in &shown {
            let mark = if task.done() { 'x' } else { ' ' };
            let required = site.required(&held, task);
            let level = entry.level(required.as_deref());
            let level = if level == Level::Ticked { if task.done() { "ticked" } else { "-" } } else { level.name() };
            let (key, state) = (key(entry, task), state(entry, task));
            let (key_gap, state_gap) = (keys - key.width(), states - state.width());
            let left = 80usize.saturating_sub(keys + states + 21).max(16);
            let title = shorten(&quote(&task.title), left);
            writeln!(out, "  {key}{:key_gap$}  [{mark}]  {level:10}  {state}{:state_gap$}  {title}", "", "")?;
        }
    }
    if !any {
        writeln!(out, "no items")?;
    }
    Ok(0)
}

/// How an item's checks stand: `unit current, lint drifted`.
fn state(entry: &Entry) -> String {
    let of = |check: &str| {
        entry.standing(check).map(|standing| {
            let word = if standing.failed() { "failed" } else { standing.verdict.state.word() };
            format!("{check} {word}")
        })
    };
    let all: Vec<String> = entry.checks().into_iter().filter_map(of).collect();
    let refused = entry.records.iter().filter(|(_, v)| v.state == State::Refused).count();
    match (all.is_empty(), refused) {
        (true, 0) => "no record".to_owned(),
        (_, 0) => all.join(", "),
        (true, n) => format!("{n} refused"),
        (false, n) => format!("{}, {n} refused", all.join(", ")),
    }
}

fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 2 > width {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

fn show(site: &Site, name: &str, out: &mut impl Write) -> Result<io::Result<u8>, String> {
    let checks = site.checks();
    let documents = site.documents();
    let (held, item) = site.item(&documents, name)?;
    let entries = site.entries(held, &checks);
    let entry = entries.iter().find(|entry| entry.item == item.0).ok_or("the item is gone")?;
    Ok(show_entry(held, entry, out).map(|()| 0))
}

fn show_entry(held: &Held, entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    let task = held.member.plan.task(entry.item.task);
    let line = held.member.source.position(task.span().start).line;
    writeln!(out, "{} of {}: {}", escape::terminal(&entry.item.key), escape::terminal(&held.plan), quote(&task.title))?;
    writeln!(out, "  {}:{line}", escape::terminal(held.member.source.path()))?;
    if entry.records.is_empty() {
        writeln!(out, "  no record")?;
    }
    for (stored, verdict) in &entry.records {
        one(stored, verdict, true, out)?;
    }
    Ok(())
}

/// One record and what was looked at.
fn one(stored: &Stored, verdict: &Verdict, all: bool, out: &mut impl Write) -> io::Result<()> {
    let outcome = match verdict.outcome {
        Some(Outcome::Passed) => "passed",
        Some(Outcome::Failed) => "failed",
        None => "no record",
    };
    let level = if verdict.level == Level::Ticked { String::new() } else { format!(", {}", verdict.level.name()) };
    writeln!(out, "  {}", escape::terminal(&stored.path))?;
    writeln!(out, "    {outcome}, {}{level}", verdict.state.word())?;
    if let Ok(record) = &stored.record {
        let evidence = record.evidence();
        let argv = evidence.command.argv.join(" ");
        writeln!(out, "    {}  on {}", escape::terminal(&argv), escape::terminal(&evidence.command.finished_on))?;
    }
    for step in &verdict.steps {
        let (mark, why) = match &step.held {
            Held_::Yes if !all => continue,
            Held_::Yes => ("ok", String::new()),
            Held_::No(why) => ("NOT", format!(": {}", escape::terminal(why))),
            Held_::Unknown(_) if !all => continue,
            Held_::Unknown(why) => ("?", format!(": {}", escape::terminal(why))),
        };
        writeln!(out, "    {mark:3} {}{why}", step.what)?;
    }
    Ok(())
}

/// Every record of every plan; what belongs to no item is named, too.
fn verify(site: &Site, verbose: bool, out: &mut impl Write) -> io::Result<u8> {
    let checks = site.checks();
    let (mut counted, mut bad) = (0, 0);
    let mut seen = std::collections::BTreeSet::new();
    for held in site.documents() {
        for entry in site.entries(&held, &checks) {
            let deciding: Vec<&str> =
                entry.checks().into_iter().filter_map(|c| entry.standing(c)).map(|s| &*s.stored.path).collect();
            for (stored, verdict) in &entry.records {
                seen.insert(stored.path.clone());
                counted += 1;
                // That files have changed since is no fault of a record that a newer one has replaced.
                let replaced = verdict.state != State::Refused && !deciding.contains(&&*stored.path);
                let faulty = verdict.fault().is_some() && !replaced;
                bad += usize::from(faulty);
                if faulty || verbose {
                    one(stored, verdict, verbose, out)?;
                }
            }
        }
    }
    let all = site.store.plans().into_iter().flat_map(|plan| site.store.records(&plan));
    for stored in all.filter(|stored| !seen.contains(&stored.path)) {
        counted += 1;
        bad += 1;
        writeln!(out, "  {}", escape::terminal(&stored.path))?;
        match &stored.record {
            Err(why) => writeln!(out, "    NOT file: {}", escape::terminal(&why.to_string()))?,
            Ok(record) => {
                let item = &record.evidence().item;
                let what = format!("no plan here has the item {} of {}", item.key, item.plan);
                writeln!(out, "    NOT item: {}", escape::terminal(&what))?;
            }
        }
    }
    let records = if counted == 1 { "record" } else { "records" };
    match bad {
        0 => writeln!(out, "{counted} {records}, all of them hold")?,
        bad => writeln!(out, "{counted} {records}, {bad} of them not as evidence for what is there now")?,
    }
    Ok(u8::from(bad > 0))
}

/// Records that a newer one about the same check and item has replaced.
fn prune(site: &Site, write: bool, out: &mut impl Write) -> Result<io::Result<u8>, String> {
    let head = site.repository.head().map_err(|e| e.to_string())?;
    let default = default_branch(&site.repository);
    if write && (head.branch.is_none() || head.branch != default) {
        let default = default.map_or("the default branch".to_owned(), |name| format!("`{name}`"));
        return Err(format!("records are pruned on {default} only: elsewhere somebody may still need them"));
    }
    let checks = site.checks();
    let mut replaced = Vec::new();
    for held in site.documents() {
        for entry in site.entries(&held, &checks) {
            replaced.extend(superseded(&entry, &checks));
        }
    }
    for path in &replaced {
        if write {
            for name in [path.clone(), format!("{path}.sig")] {
                match std::fs::remove_file(site.root.join(&name)) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => {
                        return Err(format!("{name} cannot be removed: {e}"));
                    }
                    _ => {}
                }
            }
        }
        if let Err(e) = writeln!(out, "  {}", escape::terminal(path)) {
            return Ok(Err(e));
        }
    }
    let what = if write { "removed" } else { "would be removed; --write removes them" };
    Ok(writeln!(out, "{} {what}", replaced.len()).map(|()| 0))
}

/// The records of an entry that no longer decide anything.
fn superseded(entry: &Entry, checks: &BTreeMap<String, Check>) -> Vec<String> {
    let kept: Vec<&str> = checks.keys().filter_map(|c| entry.standing(c)).map(|s| &*s.stored.path).collect();
    let records = entry.records.iter().filter(|(stored, _)| stored.record.is_ok() && !kept.contains(&&*stored.path));
    records.map(|(stored, _)| stored.path.clone()).collect()
}

/// `main`, or `master`, whichever there is.
fn default_branch(repository: &Repository) -> Option<String> {
    let there = |name: &str| repository.resolve(&format!("refs/heads/{name}")).ok().flatten().is_some();
    ["main", "master"].into_iter().find(|name| there(name)).map(str::to_owned)
}
