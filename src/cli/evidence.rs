//! `planvet evidence`: what backs the ticks of plans.

mod show;
mod table;

use super::{
    outcome::{forgive_closed_pipe, refuse},
    site::{self, Site},
};
use crate::{
    evidence::{cited::Desk, tick},
    message::escape,
    report::backing::{Answer, Audit, Lacking, Place, Record, Stray},
};
use show::{one, show, stray};
use std::{
    collections::BTreeSet,
    io::{self, BufWriter, Write},
    process::ExitCode,
};
use table::{list, table};

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
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: site::Place,
    },
    /// Show the records of an item
    Show {
        /// The item, by its id or key
        item: String,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: site::Place,
    },
    /// Check every record and every tick, and say what does not hold
    Verify {
        /// Print the checks that were passed, too
        #[arg(long, short)]
        verbose: bool,
        /// How to print
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        place: site::Place,
    },
    /// Remove records that a newer one about the same check has replaced, on the default branch only
    Prune {
        /// Remove them; without this they are only listed
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        place: site::Place,
    },
}

/// How a command about evidence prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; `planvet schema evidence` says which keys
    Json,
}

/// Runs the command: 0, 1 where `verify` found a record that does not count or a tick without what it needs, or 2.
pub fn run(args: Args) -> ExitCode {
    match act(args.action) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn act(action: Action) -> Result<u8, String> {
    let mut out = BufWriter::new(io::stdout().lock());
    let (answer, format, verbose) = match action {
        Action::List { ticked, format, place } => (list(&Site::open(place)?, ticked)?, format, false),
        Action::Show { item, format, place } => (show(&Site::open(place)?, &item)?, format, true),
        Action::Verify { verbose, format, place } => (Answer::Verify(verify(&Site::open(place)?)?), format, verbose),
        Action::Prune { write, place } => {
            let done = prune(&Site::open(place)?, write, &mut out)?;
            return written(done.and_then(|()| out.flush())).map(|()| 0);
        }
    };
    let told = match (format, &answer) {
        (Format::Json, answer) => {
            answer.text().map_err(io::Error::other).and_then(|text| out.write_all(text.as_bytes()))
        }
        (_, Answer::List { items }) => table(items, &mut out),
        (_, Answer::Show { item, records }) => show::item(item, records, &mut out),
        (_, Answer::Verify(audit)) => audited(audit, verbose, &mut out),
        (_, Answer::Tick { .. } | Answer::Record { .. }) => Ok(()),
    };
    written(told.and_then(|()| out.flush()))?;
    Ok(u8::from(matches!(answer, Answer::Verify(audit) if !audit.holds())))
}

/// Writes a whole answer for programs to standard output.
///
/// # Errors
/// What could not be written, ready to be printed.
pub(super) fn tell(answer: &Answer) -> Result<(), String> {
    let text = answer.text().map_err(io::Error::other);
    written(text.and_then(|text| io::stdout().lock().write_all(text.as_bytes())))
}

/// What could not be written, ready to be printed.
fn written(done: io::Result<()>) -> Result<(), String> {
    forgive_closed_pipe(done).map_err(|e| format!("standard output cannot be written: {e}"))
}

/// Every record of every plan, and every tick that lacks what it has to rest on; what belongs to no item is named, too.
fn verify(site: &Site) -> Result<Audit, String> {
    let lists = site.documents()?;
    let project = site.project();
    let mut audit = Audit::default();
    for list in &lists {
        let (desk, here) = (Desk::new(&project, &list.member), project.holds(list.shown()));
        for entry in site.entries(list) {
            audit.records.extend(Record::all(list, &entry));
            let why = tick::unfounded(list, &entry, &desk, here);
            let place = || Place::of(list, &entry.item);
            audit.ticks.extend(why.map(|why| Lacking { place: place(), why }));
        }
    }
    let seen: BTreeSet<&str> = audit.records.iter().map(|record| &*record.path).collect();
    let asked = |plan: &String| site.is_whole() || lists.iter().any(|list| list.plan == *plan);
    let plans = site.store.plans().into_iter().filter(asked);
    let all = plans.flat_map(|plan| site.store.records(&plan)).filter(|stored| !seen.contains(&*stored.path));
    let strays: Vec<Stray> = all.map(|stored| Stray::of(&stored, &site.root)).collect();
    let strange = site.store.strange().into_iter();
    let strange = strange.map(|s| Stray { path: s.path, what: "file", why: s.why.to_string() });
    audit.strays = strays.into_iter().chain(strange).collect();
    Ok(audit)
}

/// What does not hold, and with `verbose` what does.
fn audited(audit: &Audit, verbose: bool, out: &mut impl Write) -> io::Result<()> {
    for record in audit.records.iter().filter(|record| verbose || !record.holds) {
        one(record, verbose, out)?;
    }
    audit.strays.iter().try_for_each(|it| stray(it, out))?;
    for Lacking { place, why } in &audit.ticks {
        writeln!(out, "  {}:{}  {}", escape::terminal(&place.path), place.line, escape::terminal(&place.item))?;
        writeln!(out, "    NOT tick: {}", escape::terminal(why))?;
    }
    writeln!(out, "{}", audit.summary())
}

/// Records that a newer one about the same check and item has replaced.
fn prune(site: &Site, write: bool, out: &mut impl Write) -> Result<io::Result<()>, String> {
    if write {
        on_default_branch(site)?;
    }
    let mut count = 0;
    for list in site.documents()? {
        for entry in site.entries(&list) {
            for path in entry.replaced(list.checks()) {
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
    Ok(writeln!(out, "{count} {what}"))
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
