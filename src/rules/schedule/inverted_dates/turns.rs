//! Sprints and weeks that follow one another: the next begins before the one before it ends.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{Turn, Word, quantity::Day},
    rules::{Context, Findings},
};
use jiff::{ToSpan, civil::Date};

/// The most days by which a day may lie before another one of its series; farther away, it is of the next year.
const NEAR: i32 = 180;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    let year = cx.plan.dates.iter().find_map(|d| d.day.date()).map_or(2025, |date| date.year());
    for turns in &cx.plan.turns {
        let mut numbers: Vec<u32> = turns.iter().map(|t| t.number).collect();
        numbers.sort_unstable();
        // Rows that share a sprint are what is done in it.
        if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
            continue;
        }
        let pairs: Vec<&[Turn]> = turns.windows(2).filter(|pair| pair[1].number == pair[0].number + 1).collect();
        let overlaps: Vec<&[Turn]> = pairs.into_iter().filter(|pair| overlap(cx, pair, year) == Some(true)).collect();
        // Where most do, they are meant to.
        if overlaps.len() * 2 > turns.len() {
            continue;
        }
        overlaps.into_iter().for_each(|pair| report(cx, out, pair));
    }
}

fn day<'c>(cx: &Context<'c>, date: usize) -> &'c Day {
    &cx.plan.dates[date].day
}

/// Whether the second turn begins before the first one ends; `None` where a day may be read in two ways, or is of
/// nobody knows which year.
fn overlap(cx: &Context, pair: &[Turn], year: i16) -> Option<bool> {
    let beside = |turn: &Turn| cx.settings.vocabulary.says(cx.text(turn.place), Word::Alongside);
    if pair.iter().any(beside) {
        return None;
    }
    let certain = |date: usize, year: i16| {
        let day = day(cx, date);
        day.in_year(year).filter(|_| day.readings().is_none_or(|[a, b]| a == b))
    };
    let (first, next) = (&pair[0].period, &pair[1].period);
    let own = [first.start, first.end, next.start, next.end].iter().find_map(|&d| day(cx, d).date());
    let year = own.map_or(year, |date| date.year());
    let start = certain(first.start, year)?;
    // What has no year lies behind the start, or in the next year.
    let behind = |date: usize| {
        let found = certain(date, year)?;
        let yearless = day(cx, date).date().is_none();
        if yearless && days(found, start) > NEAR { found.checked_add(1.year()).ok() } else { Some(found) }
    };
    let (end, from, to) = (behind(first.end)?, behind(next.start)?, behind(next.end)?);
    Some(start <= end && from <= to && from < end && days(from, end).abs() < NEAR)
}

/// How many days later `b` is than `a`.
fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(0, |span| span.get_days())
}

fn report(cx: &Context, out: &mut Findings, pair: &[Turn]) {
    let [a, b] = [&pair[0], &pair[1]].map(|turn| quote(&turn.name));
    let (start, end) = (day(cx, pair[1].period.start), day(cx, pair[0].period.end));
    let [from, to] = [start, end].map(|day| super::shown(cx, day));
    let found = out
        .at(start.span, format!("`{b}` starts on {from}, before `{a}` ends on {to}"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label("starts too early")
        .related(end.span, format!("`{a}` ends here"))
        .help("mend the dates; what is planned for the days that both have is planned twice");
    out.push(found);
}
