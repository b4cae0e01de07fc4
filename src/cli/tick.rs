//! `planvet tick`: ticks the boxes whose evidence suffices, and no others.

use super::{
    outcome::{self, refuse},
    site::{self, Place, Site},
};
use crate::{
    evidence::{
        checklist::Checklist,
        cited::Desk,
        ledger::Entry,
        tick::{self, Step},
    },
    message::escape,
    project::Project,
    settings::{Check, Level},
};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    process::ExitCode,
};

/// Which boxes to tick.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The items, by their ids or keys
    #[arg(value_name = "ITEM")]
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
    if args.items.is_empty() && !args.ready {
        return Err("name the items; or say --ready for all whose evidence suffices".to_owned());
    }
    let site = Site::open(args.place)?;
    let checks = site.checks();
    let lists = site.documents();
    if checks.is_empty() && !lists.iter().any(Checklist::counts_what_is_cited) {
        return Err(
            "planvet.toml declares no check, so that no record can count; add [check.NAME] with its argv".to_owned()
        );
    }
    let named = args.items.iter().map(|name| site::item(&lists, name)).collect::<Result<Vec<_>, _>>()?;
    let project = Project::new(Some(site.root.clone()));
    let (mut code, mut any) = (0, false);
    for list in &lists {
        let entries = site.entries(list, &checks);
        let wanted = |entry: &&Entry| match args.ready {
            true => !entry.item.ambiguous,
            false => named.iter().any(|(of, item)| std::ptr::eq(*of, list) && item.0.key == entry.item.key),
        };
        let desk = Desk::new(&project, &list.member);
        let mut boxes = Vec::new();
        for entry in entries.iter().filter(wanted) {
            match (step(list, entry, &desk, args.undo, &checks), args.ready) {
                (Step::Tick(mark) | Step::Open(mark), _) => boxes.push((entry, mark)),
                (_, true) => {}
                (Step::Stands(what), _) => say(entry, what),
                (Step::Lacks(why), _) => {
                    code = 1;
                    say(entry, &why);
                }
                (Step::NoBox, _) => return Err(format!("{} has no box", escape::terminal(&entry.item.key))),
            }
        }
        if !boxes.is_empty() && !args.dry_run {
            let marks: Vec<_> = boxes.iter().map(|(_, mark)| *mark).collect();
            let set = tick::set(list, &marks, if args.undo { ' ' } else { 'x' });
            set.map_err(|e| escape::terminal(&e.to_string()).into_owned())?;
        }
        any |= !boxes.is_empty();
        for (entry, _) in boxes {
            let what = match (args.undo, args.dry_run) {
                (false, false) => "ticked",
                (false, true) => "would be ticked",
                (true, false) => "opened again",
                (true, true) => "would be opened again",
            };
            say(entry, what);
        }
    }
    if args.ready && !any {
        let why = match args.undo {
            false => {
                "nothing to tick: no open item has the evidence that it needs; `planvet evidence list` shows what \
                      each has"
            }
            true => "nothing to open again: no tick lacks the evidence that it needs",
        };
        outcome::say(format_args!("note: {why}"));
    }
    Ok(code)
}

fn step(list: &Checklist, entry: &Entry, desk: &Desk, undo: bool, checks: &BTreeMap<String, Check>) -> Step {
    let task = list.task(&entry.item);
    let required = list.required(task);
    // Nothing is looked up where only a record counts.
    let cited = required.filter(|r| r.counts_what_is_cited());
    let cited = cited.map_or(Level::Ticked, |_| desk.graded(entry.item.task).level);
    tick::step(task, undo, tick::lacking(entry, cited, required, checks))
}

fn say(entry: &Entry, what: &str) {
    let _ = writeln!(io::stdout(), "{}: {}", escape::terminal(&entry.item.key), escape::terminal(what));
}
