//! `planvet evidence show`: records, and what was looked at.

use crate::{
    cli::site::{self, Site},
    config::Level,
    diagnostic::quote,
    evidence::{
        checklist::Checklist,
        ledger::Entry,
        record::Outcome,
        store::Stored,
        verify::{Held, Verdict},
    },
    report::escape,
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
    for step in &verdict.steps {
        let (mark, why) = match &step.held {
            Held::Yes if !all => continue,
            Held::Yes => ("ok", String::new()),
            Held::No(why) => ("NOT", format!(": {}", escape::terminal(why))),
            Held::Unknown(_) if !all => continue,
            Held::Unknown(why) => ("?", format!(": {}", escape::terminal(why))),
        };
        writeln!(out, "    {mark:3} {}{why}", step.what)?;
    }
    Ok(())
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
