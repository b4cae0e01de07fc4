//! `planvet evidence show`: records, and what was looked at.

use crate::{
    cli::site::{self, Site},
    evidence::record::Outcome,
    message::{escape, quote},
    report::backing::{Answer, Place, Record, Stray},
    settings::Level,
};
use std::io::{self, Write};

/// All records of one item.
pub(super) fn show(site: &Site, name: &str) -> Result<Answer, String> {
    let documents = site.documents()?;
    let (list, item) = site::item(&documents, name)?;
    let entries = site.entries(list);
    let entry = entries.iter().find(|entry| entry.item == item.0).ok_or("the item is gone")?;
    Ok(Answer::Show { item: Place::of(list, &entry.item), records: Record::all(list, entry) })
}

/// One item and its records.
pub(super) fn item(place: &Place, records: &[Record], out: &mut impl Write) -> io::Result<()> {
    let what = [&*place.item, " of ", &place.plan, ": ", &quote(&place.title)].concat();
    writeln!(out, "{}", escape::terminal(&what))?;
    writeln!(out, "  {}:{}", escape::terminal(&place.path), place.line)?;
    if records.is_empty() {
        writeln!(out, "  no record")?;
    }
    records.iter().try_for_each(|record| one(record, true, out))
}

/// One record and what was looked at.
pub(super) fn one(record: &Record, all: bool, out: &mut impl Write) -> io::Result<()> {
    let outcome = match record.result {
        Some(Outcome::Passed) => "passed",
        Some(Outcome::Failed) => "failed",
        None => "no record",
    };
    let level = if record.level == Level::Ticked { String::new() } else { format!(", {}", record.level.name()) };
    writeln!(out, "  {}", escape::terminal(&record.path))?;
    writeln!(out, "    {outcome}, {}{level}", record.state)?;
    if let Some(finished) = &record.finished {
        let argv = record.argv.join(" ");
        writeln!(out, "    {}  on {}", escape::terminal(&argv), escape::terminal(finished))?;
    }
    // What does not hold comes first; what holds says little, and all of it stands in one line.
    let steps = |held: Option<bool>| record.steps.iter().filter(move |step| step.held == held);
    for (held, mark) in [(Some(false), "NOT"), (None, "?  ")] {
        for step in steps(held).filter(|_| all || held.is_some()) {
            let why = step.why.as_deref().unwrap_or_default();
            writeln!(out, "    {mark} {}: {}", step.what, escape::terminal(why))?;
        }
    }
    let held: Vec<&str> = steps(Some(true)).filter(|_| all).map(|step| step.what).collect();
    if held.is_empty() { Ok(()) } else { writeln!(out, "    ok  {}", held.join(", ")) }
}

/// What belongs to no item that is here.
pub(super) fn stray(stray: &Stray, out: &mut impl Write) -> io::Result<()> {
    let Stray { path, what, why } = stray;
    writeln!(out, "  {}\n    NOT {what}: {}", escape::terminal(path), escape::terminal(why))
}
