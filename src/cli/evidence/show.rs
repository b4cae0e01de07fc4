//! `planvet evidence show`: records, and what was looked at.

use crate::{
    cli::site::{self, Site},
    evidence::{
        checklist::Checklist,
        ledger::Entry,
        record::Outcome,
        store::Stored,
        verify::{Held, Verdict},
    },
    message::{escape, quote},
    settings::Level,
};
use std::io::{self, Write};

/// All records of one item.
pub(super) fn show(site: &Site, name: &str, out: &mut impl Write) -> Result<io::Result<u8>, String> {
    let checks = site.checks();
    let documents = site.documents();
    let (list, item) = site::item(&documents, name)?;
    let entries = site.entries(list, &checks);
    let entry = entries.iter().find(|entry| entry.item == item.0).ok_or("the item is gone")?;
    Ok(show_entry(list, entry, out).map(|()| 0))
}

fn show_entry(list: &Checklist, entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    let (key, title) = (&entry.item.key, quote(&list.task(&entry.item).title));
    let what = [&**key, " of ", &list.plan, ": ", &title].concat();
    writeln!(out, "{}", escape::terminal(&what))?;
    writeln!(out, "  {}:{}", escape::terminal(list.shown()), list.line(&entry.item))?;
    if entry.records.is_empty() {
        writeln!(out, "  no record")?;
    }
    for (stored, verdict) in &entry.records {
        one(stored, verdict, true, out)?;
    }
    Ok(())
}

/// One record and what was looked at.
pub(super) fn one(stored: &Stored, verdict: &Verdict, all: bool, out: &mut impl Write) -> io::Result<()> {
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
    // What does not hold comes first; what holds says little, and all of it stands in one line.
    for step in &verdict.steps {
        if let Held::No(why) = &step.held {
            writeln!(out, "    NOT {}: {}", step.what, escape::terminal(why))?;
        }
    }
    if !all {
        return Ok(());
    }
    for step in &verdict.steps {
        if let Held::Unknown(why) = &step.held {
            writeln!(out, "    ?   {}: {}", step.what, escape::terminal(why))?;
        }
    }
    let held = verdict.steps.iter().filter(|step| matches!(step.held, Held::Yes));
    let held: Vec<String> = held.map(|step| step.what.to_string()).collect();
    if held.is_empty() { Ok(()) } else { writeln!(out, "    ok  {}", held.join(", ")) }
}

/// A record of no item that is here.
pub(super) fn stray(stored: &Stored, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  {}", escape::terminal(&stored.path))?;
    match &stored.record {
        Err(why) => writeln!(out, "    NOT file: {}", escape::terminal(&why.to_string())),
        Ok(record) => {
            let item = &record.evidence().item;
            let what = format!("no plan here has the item {} of {}", item.key, item.plan);
            writeln!(out, "    NOT item: {}", escape::terminal(&what))
        }
    }
}
