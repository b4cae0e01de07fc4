//! `planvet tick`: ticks the boxes whose evidence suffices, and no others.

use super::{
    evidence::{Format, tell},
    outcome::{self, refuse},
    site::{self, Site},
};
use crate::{
    evidence::{
        checklist::Checklist,
        cited::Desk,
        ledger::Entry,
        tick::{self, Step},
    },
    message::escape,
    report::backing::{Answer, Done, Place, Ticked},
};
use std::{
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
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: site::Place,
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
    let lists = site.documents()?;
    if !lists.iter().any(|list| !list.checks().is_empty() || list.counts_what_is_cited()) {
        return Err(
            "no planvet.toml here declares a check, so that no record can count; add [check.NAME] with its argv"
                .to_owned(),
        );
    }
    let named = args.items.iter().map(|name| site::item(&lists, name)).collect::<Result<Vec<_>, _>>()?;
    let project = site.project();
    let mut told = Vec::new();
    for list in &lists {
        let wanted = |entry: &Entry| match args.ready {
            true => !entry.item.ambiguous,
            false => named.iter().any(|(of, item)| std::ptr::eq(*of, list) && item.0.key == entry.item.key),
        };
        let mut entries = site.entries(list);
        entries.retain(wanted);
        let (desk, here) = (Desk::new(&project, &list.member), project.holds(list.shown()));
        let steps = entries.iter().map(|entry| (entry, tick::step(list, entry, &desk, here, args.undo)));
        let steps: Vec<(&Entry, Step)> = steps.collect();
        if let Some((entry, _)) = steps.iter().find(|(_, step)| *step == Step::NoBox && !args.ready) {
            return Err(format!("{} has no box", entry.item.key));
        }
        let boxes = steps.iter().filter_map(|(_, step)| step.mark()).collect::<Vec<_>>();
        if !boxes.is_empty() && !args.dry_run {
            let set = tick::set(list, &boxes, if args.undo { ' ' } else { 'x' });
            set.map_err(|e| escape::terminal(&e.to_string()).into_owned())?;
        }
        told.extend(steps.iter().filter(|(_, step)| !args.ready || step.mark().is_some()).filter_map(
            |(entry, step)| {
                note_left_behind(&site, list, entry, step);
                became(list, entry, step)
            },
        ));
    }
    let code = u8::from(told.iter().any(|it| it.done == Done::Lacks));
    let any = told.iter().any(|it| matches!(it.done, Done::Ticked | Done::Opened));
    match args.format {
        Format::Json => tell(&Answer::Tick { dry_run: args.dry_run, items: told })?,
        Format::Text => told.iter().for_each(|it| say(it, args.dry_run)),
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

/// What became of a box; none where there is none.
fn became(list: &Checklist, entry: &Entry, step: &Step) -> Option<Ticked> {
    let (done, why) = match step {
        Step::Tick(_) => (Done::Ticked, None),
        Step::Open(_) => (Done::Opened, None),
        Step::Stands(what) => (Done::Stands, Some((*what).to_owned())),
        Step::Lacks(why) => (Done::Lacks, Some(why.clone())),
        Step::NoBox => return None,
    };
    Some(Ticked { place: Place::of(list, &entry.item), done, why })
}

/// Says where the records of an item lie that has none of its own.
fn note_left_behind(site: &Site, list: &Checklist, entry: &Entry, step: &Step) {
    if !matches!(step, Step::Lacks(_)) || !entry.records.is_empty() {
        return;
    }
    if let Some(behind) = site.store.left_behind(&list.plan, &entry.item.key, &entry.item.text) {
        outcome::say(format_args!("note: {behind}"));
    }
}

fn say(it: &Ticked, dry_run: bool) {
    let what = match (it.done, dry_run) {
        (Done::Ticked, false) => "ticked",
        (Done::Ticked, true) => "would be ticked",
        (Done::Opened, false) => "opened again",
        (Done::Opened, true) => "would be opened again",
        (Done::Stands | Done::Lacks, _) => it.why.as_deref().unwrap_or_default(),
    };
    let _ = writeln!(io::stdout(), "{}: {}", escape::terminal(&it.place.item), escape::terminal(what));
}
