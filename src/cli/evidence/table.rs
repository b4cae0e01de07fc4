//! `planvet evidence list`: a table for people.

use crate::{
    cli::site::Site,
    evidence::{checklist::Checklist, cited::Desk, ledger::Entry, verify::State},
    message::{escape, quote},
    plan::Task,
    project::Project,
    settings::Level,
};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A table for people: item, box, level, state, title.
pub(super) fn list(site: &Site, ticked: bool, out: &mut impl Write) -> io::Result<u8> {
    let checks = site.checks();
    let project = Project::new(Some(site.root.clone()));
    let mut any = false;
    for list in site.documents() {
        let entries = site.entries(&list, &checks);
        let desk = Desk::new(&project, &list.member);
        let shown: Vec<(&Entry, &Task)> = entries
            .iter()
            .map(|entry| (entry, list.task(&entry.item)))
            .filter(|(entry, task)| task.done() || !ticked && (task.open() || !entry.records.is_empty()))
            .collect();
        if shown.is_empty() {
            continue;
        }
        if any {
            writeln!(out)?;
        }
        any = true;
        writeln!(out, "{}  (plan {})", escape::terminal(list.shown()), escape::terminal(&list.plan))?;
        let wide =
            |of: &dyn Fn(&Entry, &Task) -> String| shown.iter().map(|(e, t)| of(e, t).width()).max().unwrap_or(0);
        let key = |entry: &Entry, _: &Task| escape::terminal(&entry.item.key).into_owned();
        let state = |entry: &Entry, _: &Task| state(entry);
        let (keys, states) = (wide(&key), wide(&state));
        for (entry, task) in &shown {
            let mark = if task.done() { 'x' } else { ' ' };
            let level = worth(entry, task, &list, &desk);
            let (key, state) = (key(entry, task), state(entry, task));
            let (key_gap, state_gap) = (keys - key.width(), states - state.width());
            let left = 80usize.saturating_sub(keys + states + 21).max(16);
            let title = shorten(&escape::terminal(&quote(&task.title)), left);
            writeln!(out, "  {key}{:key_gap$}  [{mark}]  {level:10}  {state}{:state_gap$}  {title}", "", "")?;
        }
    }
    if !any {
        writeln!(out, "no items")?;
    }
    Ok(0)
}

/// What a tick is worth, by records and by what is cited, as the rules have it.
fn worth(entry: &Entry, task: &Task, list: &Checklist, desk: &Desk) -> &'static str {
    let cited = desk.graded(entry.item.task);
    let level = entry.level(list.required(task)).max(cited.level);
    match level {
        // What is cited cannot be looked up here.
        Level::Ticked if cited.possible > level => "unknown",
        Level::Ticked if !task.done() => "-",
        level => level.name(),
    }
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
