//! `planvet evidence`: what backs the ticks of plans.

mod show;
mod table;

use super::{
    outcome::{forgive_closed_pipe, refuse},
    site::{Place, Site},
};
use crate::message::escape;
use show::{one, show, stray};
use std::{
    collections::BTreeSet,
    io::{self, BufWriter, Write},
    process::ExitCode,
};
use table::list;

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

/// Every record of every plan; what belongs to no item is named, too.
fn verify(site: &Site, verbose: bool, out: &mut impl Write) -> io::Result<u8> {
    let checks = site.checks();
    let (mut counted, mut bad) = (0, 0);
    let mut seen = BTreeSet::new();
    for list in site.documents() {
        for entry in site.entries(&list, &checks) {
            let faults: BTreeSet<&str> = entry.faults().iter().map(|(stored, _)| &*stored.path).collect();
            bad += faults.len();
            counted += entry.records.len();
            for (stored, verdict) in &entry.records {
                seen.insert(stored.path.clone());
                if verbose || faults.contains(&*stored.path) {
                    one(stored, verdict, verbose, out)?;
                }
            }
        }
    }
    let all = site.store.plans().into_iter().flat_map(|plan| site.store.records(&plan));
    for stored in all.filter(|stored| !seen.contains(&stored.path)) {
        counted += 1;
        bad += 1;
        stray(&stored, out)?;
    }
    for strange in site.store.strange() {
        counted += 1;
        bad += 1;
        writeln!(out, "  {}\n    NOT file: {}", escape::terminal(&strange.path), strange.why)?;
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
    if write {
        on_default_branch(site)?;
    }
    let checks = site.checks();
    let mut count = 0;
    for list in site.documents() {
        for entry in site.entries(&list, &checks) {
            for path in entry.replaced(&checks) {
                if write {
                    let removed = site.store.remove(path);
                    removed.map_err(|e| format!("{} cannot be removed: {e}", escape::terminal(path)))?;
                }
                count += 1;
                if let Err(e) = writeln!(out, "  {}", escape::terminal(path)) {
                    return Ok(Err(e));
                }
            }
        }
    }
    let what = if write { "removed" } else { "would be removed; --write removes them" };
    Ok(writeln!(out, "{count} {what}").map(|()| 0))
}

/// Refuses to go on elsewhere than where all work comes together.
fn on_default_branch(site: &Site) -> Result<(), String> {
    let head = site.repository.head().map_err(|e| e.to_string())?;
    let default = site.repository.default_branch().map_err(|e| e.to_string())?;
    if head.branch.is_some() && head.branch == default {
        return Ok(());
    }
    Err(match default {
        Some(name) => {
            let name = escape::terminal(&name).into_owned();
            format!("records are pruned on `{name}` only: elsewhere somebody may still need them")
        }
        None => "records are pruned on the default branch only, and nothing says which that is: there is no `main` or \
                 `master`, and `git remote set-head origin --auto` was not run"
            .to_owned(),
    })
}
