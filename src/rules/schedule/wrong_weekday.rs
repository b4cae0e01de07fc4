//! See `rules/schedule/wrong-weekday.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    plan::{
        DateClaim, fold,
        quantity::{Day, Written},
    },
    rules::{Context, Findings},
    source::{Span, window},
};
use jiff::civil::{Date, Weekday};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Years among which that of days without one is sought: every calendar stands among them.
const YEARS: std::ops::Range<i16> = 2016..2044;

/// The days by which a date may lie away from the others and be of their time.
const HALF_A_YEAR: i32 = 183;

/// Fewest days with their day of the week that show which calendar is meant.
const AGREED: usize = 3;

/// How far before a day a quotation may begin, in bytes.
const SENTENCE: usize = 600;

/// Finds dates that fall on another day of the week than the one beside them.
pub fn check(cx: &Context, out: &mut Findings) {
    let named: Vec<(&DateClaim, Weekday, Span)> =
        cx.plan.dates.iter().filter_map(|d| d.day.weekday.map(|(day, span)| (d, day, span))).collect();
    if named.is_empty() {
        return;
    }
    // An agent may be called "sun".
    let actors: FxHashSet<&str> = cx.plan.actors.iter().map(|actor| &*actor.key).collect();
    let is_actor = |span: Span| actors.contains(&*fold(cx.text(span)));
    let named: Vec<(&DateClaim, Weekday, Span)> = named.into_iter().filter(|(.., span)| !is_actor(*span)).collect();
    let mut sure = Vec::new();
    for (claim, weekday, span) in &named {
        let Some(readings) = claim.day.readings() else { continue };
        if readings.iter().all(|date| date.weekday() != *weekday) {
            sure.push(Wrong { claim, weekday: *weekday, span: *span, date: readings[0] });
        }
    }
    report_each(cx, out, sure, "");
    let yearless: Vec<&(&DateClaim, Weekday, Span)> =
        named.iter().filter(|(d, ..)| matches!(d.day.written, Written::Yearless { .. })).collect();
    let Some((year, agreed)) = calendar(&yearless).or_else(|| dated(cx, &yearless)) else { return };
    // Where the dates with a year are all of another one, nobody knows which of the others was copied, unless a day
    // is named both ways.
    let fitting = |year: i16| yearless.iter().filter(|(d, day, _)| falls_on(&d.day, *day, year)).count();
    let years: FxHashSet<i16> = cx.plan.dates.iter().filter_map(|d| d.day.date()).map(Date::year).collect();
    let best = fitting(year);
    let (year, agreed) = if years.is_empty() || years.into_iter().any(|other| fitting(other) >= best) {
        (year, agreed)
    } else {
        let Some(both) = named_twice(&named, &yearless) else { return };
        (both.year(), vec![both])
    };
    // A line that names a day with its own day of the week as well speaks about the other.
    let right = named.iter().filter_map(|(claim, weekday, _)| {
        let date = claim.day.in_year(year).filter(|date| date.weekday() == *weekday)?;
        Some((cx.source.lines().line_of(claim.day.span.start as usize), date))
    });
    let righted: FxHashSet<(usize, Date)> = right.collect();
    let mut wrong = Vec::new();
    for (claim, weekday, span) in yearless {
        // Days of January may be those of the next year.
        let near = |date: &Date| agreed.iter().any(|d| d.until(*date).is_ok_and(|s| s.get_days().abs() < HALF_A_YEAR));
        let fits = |year: i16| claim.day.in_year(year).is_some_and(|d| d.weekday() == *weekday && near(&d));
        let Some(date) = claim.day.in_year(year).filter(|_| !(year - 1..=year + 1).any(fits)) else { continue };
        let line = cx.source.lines().line_of(claim.day.span.start as usize);
        if date.weekday() != *weekday && !is_quoted(cx, claim) && !righted.contains(&(line, date)) {
            wrong.push(Wrong { claim, weekday: *weekday, span: *span, date });
        }
    }
    report_each(cx, out, wrong, ", by the other days");
}

/// A day of the week beside a date that falls on another one.
struct Wrong<'c> {
    claim: &'c DateClaim,
    weekday: Weekday,
    span: Span,
    date: Date,
}

/// From how many days on that are wrong by as much they are one mistake: somebody looked at another year.
const ONE_MISTAKE: usize = 4;

/// Reports those that are wrong by as much as many others at once, and each of the rest.
fn report_each(cx: &Context, out: &mut Findings, wrong: Vec<Wrong>, by: &str) {
    let mut away: BTreeMap<i8, Vec<Wrong>> = BTreeMap::new();
    for one in wrong {
        let days = one.weekday.since(one.date.weekday());
        away.entry(days).or_default().push(one);
    }
    for alike in away.into_values() {
        if let [first, others @ ..] = &alike[..]
            && alike.len() >= ONE_MISTAKE
        {
            let more = format!("; {} more days are wrong by as much", others.len());
            let mut found = finding(cx, out, first, by, &more).gathers(alike.iter().map(|one| one.span));
            found = found
                .also(others.iter().map(|other| (other.span, format!("falls on a {}", name(other.date.weekday())))));
            out.push(found);
        } else {
            alike.iter().for_each(|one| out.push(finding(cx, out, one, by, "")));
        }
    }
}

/// Whether a day stands inside quotation marks: another document has it so.
fn is_quoted(cx: &Context, claim: &DateClaim) -> bool {
    let start = cx.document.block(claim.block).span.start as usize;
    let before = window::before(&cx.source.text()[start..], claim.day.span.start as usize - start, SENTENCE);
    before.matches('"').count() % 2 == 1 || before.matches('“').count() > before.matches('”').count()
}

fn finding(cx: &Context, out: &Findings, wrong: &Wrong, by: &str, more: &str) -> Diagnostic {
    let (named, written) = (quote(cx.text(wrong.span)), quote(cx.text(wrong.claim.day.span)));
    let is = name(wrong.date.weekday());
    out.at(wrong.span, format!("`{written}` is a {is}{by}, and `{named}` stands beside it{more}"))
        .label(format!("{is}{by}"))
        .related(wrong.claim.day.span, "the date")
        .confidence(Confidence::Conventional)
        .help("correct the day of the week or the date; half of the readers go by each")
}

fn falls_on(day: &Day, weekday: Weekday, year: i16) -> bool {
    day.in_year(year).is_some_and(|date| date.weekday() == weekday)
}

/// The year in which most of the days fall on the day of the week beside them, and those that do; `None` where few do.
fn calendar(days: &[&(&DateClaim, Weekday, Span)]) -> Option<(i16, Vec<Date>)> {
    if days.len() <= AGREED {
        return None;
    }
    let agree = |year: i16| days.iter().filter(|(d, weekday, _)| falls_on(&d.day, *weekday, year)).count();
    let (count, year) = YEARS.map(|year| (agree(year), year)).max_by_key(|(count, _)| *count)?;
    let mut distinct: Vec<_> = days
        .iter()
        .filter(|(d, weekday, _)| falls_on(&d.day, *weekday, year))
        .filter_map(|(d, ..)| d.day.in_year(year))
        .collect();
    distinct.sort_unstable();
    distinct.dedup();
    (distinct.len() >= AGREED && 3 * count >= 2 * days.len()).then_some((year, distinct))
}

/// The year of the dates that name one, where there are some, all of one year, and most of the other days agree with
/// it; with these dates.
fn dated(cx: &Context, days: &[&(&DateClaim, Weekday, Span)]) -> Option<(i16, Vec<Date>)> {
    let mut dates: Vec<Date> = cx.plan.dates.iter().filter_map(|d| d.day.date()).collect();
    let year = dates.first()?.year();
    let agree = days.iter().filter(|(d, weekday, _)| falls_on(&d.day, *weekday, year)).count();
    if agree == 0 || 2 * agree < days.len() || dates.iter().any(|d| d.year() != year) {
        return None;
    }
    dates.sort_unstable();
    dates.dedup();
    Some((year, dates))
}

/// A date with its year and its own day of the week that stands without the year and with another one elsewhere.
fn named_twice(named: &[(&DateClaim, Weekday, Span)], yearless: &[&(&DateClaim, Weekday, Span)]) -> Option<Date> {
    let right = named.iter().filter_map(|(d, day, _)| d.day.date().filter(|date| date.weekday() == *day));
    let right: FxHashSet<Date> = right.collect();
    let years: BTreeSet<i16> = right.iter().map(|date| date.year()).collect();
    let [year] = Vec::from_iter(years)[..] else { return None };
    yearless
        .iter()
        .filter_map(|(d, day, _)| d.day.in_year(year).filter(|date| date.weekday() != *day))
        .find(|date| right.contains(date))
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
