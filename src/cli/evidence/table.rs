//! `planvet evidence list`: a table for people.

use crate::{
    cli::{outcome, site::Site},
    evidence::{cited::Desk, record::Outcome, verify::State},
    message::{escape, quote},
    report::backing::{Answer, Listed, Standing},
    settings::Level,
};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The items of all plans, only those that are ticked where that is asked for.
pub(super) fn list(site: &Site, ticked: bool) -> Result<Answer, String> {
    let lists = site.documents()?;
    let project = site.project();
    let mut items = Vec::new();
    for list in &lists {
        let desk = Desk::new(&project, &list.member);
        let entries = site.entries(list);
        let shown = entries.iter().filter(|entry| {
            let task = list.task(&entry.item);
            task.done() || !ticked && (task.open() || !entry.records.is_empty())
        });
        items.extend(shown.map(|entry| Listed::of(list, entry, desk.graded(entry.item.task))));
    }
    Ok(Answer::List { items })
}

/// A table for people: item, box, level, state, title.
pub(super) fn table(items: &[Listed], out: &mut impl Write) -> io::Result<()> {
    if items.is_empty() {
        return writeln!(out, "no items");
    }
    for (at, plan) in items.chunk_by(|a, b| a.place.path == b.place.path).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        of_plan(plan, out)?;
    }
    Ok(())
}

fn of_plan(items: &[Listed], out: &mut impl Write) -> io::Result<()> {
    let place = &items[0].place;
    let same = items.iter().filter(|item| item.ambiguous).count();
    if same > 0 {
        outcome::say(format_args!(
            "note: {}: {same} items have the id or the words of another one: `record` and `tick` take none of them \
             until each has an id of its own",
            place.path
        ));
    }
    writeln!(out, "{}  (plan {})", escape::terminal(&place.path), escape::terminal(&place.plan))?;
    let key = |item: &Listed| escape::terminal(&item.place.item).into_owned();
    let wide = |of: &dyn Fn(&Listed) -> String| items.iter().map(|item| of(item).width()).max().unwrap_or(0);
    let (keys, states) = (wide(&key), wide(&state));
    for item in items {
        let mark = if item.place.ticked { 'x' } else { ' ' };
        let (key, state, level) = (key(item), state(item), level(item));
        let (key_gap, state_gap) = (keys - key.width(), states - state.width());
        let left = 80usize.saturating_sub(keys + states + 21).max(16);
        let title = shorten(&escape::terminal(&quote(&item.place.title)), left);
        writeln!(out, "  {key}{:key_gap$}  [{mark}]  {level:10}  {state}{:state_gap$}  {title}", "", "")?;
    }
    Ok(())
}

/// What a tick is worth, in a word.
fn level(item: &Listed) -> &'static str {
    match item.level {
        // What is cited cannot be looked up here.
        Level::Ticked if item.unknown => "unknown",
        Level::Ticked if !item.place.ticked => "-",
        level => level.name(),
    }
}

/// How an item's checks stand: `unit current, lint drifted`.
fn state(item: &Listed) -> String {
    let of = |standing: &Standing| {
        let failed = standing.result == Some(Outcome::Failed) && standing.state == State::Current.word();
        format!("{} {}", standing.check, if failed { "failed" } else { standing.state })
    };
    let all: Vec<String> = item.checks.iter().map(of).collect();
    match (all.is_empty(), item.refused) {
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
