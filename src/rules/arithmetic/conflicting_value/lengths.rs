//! One wave with two lengths: in the timeline and in its heading.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::Kind,
    plan::{
        DurationClaim, Group, Measure, names, namesakes,
        quantity::{Hedge, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// Finds groups whose places say different lengths.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for group in cx.plan.groups.iter().filter(|g| g.durations.len() > 1 && !namesakes(&g.places)) {
        let mut claims: Vec<(Source, &DurationClaim)> = Vec::new();
        for claim in &group.durations {
            claims.extend(source(cx, group, claim).map(|s| (s, claim)));
        }
        // Two lengths in one place are of two things.
        let only = |s: Source| {
            let mut of = claims.iter().filter(|(other, _)| *other == s).map(|(_, claim)| *claim);
            of.next().filter(|_| of.next().is_none())
        };
        let said: Vec<&DurationClaim> =
            [Source::Timeline, Source::Column, Source::Heading, Source::Field].into_iter().filter_map(only).collect();
        let Some((a, b)) = said.iter().enumerate().find_map(|(i, a)| {
            let other = |b: &&&DurationClaim| differ(&a.quantity, &b.quantity) && alike(cx, group, a.span, b.span);
            said[i + 1..].iter().find(other).map(|b| (*a, *b))
        }) else {
            continue;
        };
        let (first, second) = if a.span.start <= b.span.start { (a, b) } else { (b, a) };
        let (here, there) = (&first.quantity, &second.quantity);
        let found = out
            .at(second.span, format!("`{}` takes {there} here and {here} elsewhere", quote(&group.name())))
            .label(format!("{there} here"))
            .related(first.span, format!("{here} here"))
            .confidence(Confidence::Conventional)
            .help("decide on one length and state it in both places; the total goes by one of them");
        out.push(found);
    }
}

/// Where a length is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Timeline,
    Heading,
    Column,
    Field,
}

/// Where a group's length is said; `None` where it may be another one, as effort is.
fn source(cx: &Context, group: &Group, claim: &DurationClaim) -> Option<Source> {
    let block = cx.document.block_at(claim.span.start)?;
    let is_length = |name: &str| cx.settings.vocabulary.measure(name) == Some(Measure::Length);
    match cx.document.block(block).kind {
        Kind::Code { .. } => Some(Source::Timeline),
        Kind::Cell { column } => {
            let table = cx.document.ancestors(block).nth(1)?;
            let table = cx.plan.table_at(table)?;
            let heading = &table.columns.get(usize::from(column))?.name;
            is_length(heading).then_some(Source::Column)
        }
        _ if group.section.is_some_and(|s| cx.document.section(s).title_span.contains(claim.span)) => {
            Some(Source::Heading)
        }
        _ => {
            let field = cx.plan.field_at(claim.span)?;
            is_length(cx.text(field.key)).then_some(Source::Field)
        }
    }
}

/// Whether the titles around two lengths share a word: groups of one number may be two things all the same.
pub(super) fn alike(cx: &Context, group: &Group, a: Span, b: Span) -> bool {
    let words = |claim: Span| -> FxHashSet<String> {
        let line = cx.source.lines().line_of(claim.start as usize);
        let heading = group.section.map(|s| cx.document.section(s));
        let title = heading.filter(|s| s.title_span.contains(claim)).map(|s| &*s.title);
        let place = group.places.iter().find(|p| cx.source.lines().line_of(p.span.start as usize) == line);
        let text = match (title, place) {
            (Some(title), _) => title,
            (None, Some(place)) => {
                let rest = &cx.source.text()[place.span.start as usize..];
                rest.lines().next().unwrap_or("").split(['(', '│', '|']).next().unwrap_or("")
            }
            (None, None) => heading.map_or("", |s| &*s.title),
        };
        let text = names::bare(text).to_lowercase();
        let long = text.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 3 && **w != *group.word);
        long.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    a.is_empty() || b.is_empty() || !a.is_disjoint(&b)
}

/// Whether no length fits both.
pub(super) fn differ(a: &Quantity, b: &Quantity) -> bool {
    let bound = |q: &Quantity| matches!(q.hedge, Hedge::AtLeast | Hedge::AtMost);
    if bound(a) || bound(b) {
        return false;
    }
    if !a.comparable(b) {
        let days = in_days(a).zip(in_days(b));
        return days.is_some_and(|(a, b)| a.0 > b.1 || b.0 > a.1);
    }
    let slack = |q: &Quantity| if q.hedge == Hedge::About { 0.1 * q.high } else { 0.0 };
    let slack = slack(a).max(slack(b)) + 1e-9;
    a.low > b.high + slack || b.low > a.high + slack
}

/// The fewest and the most days that a time by the calendar can be: a week is 5 to 7 of them, a month 19 to 31.
fn in_days(length: &Quantity) -> Option<(f64, f64)> {
    let (least, most) = match length.unit {
        Unit::Time(TimeUnit::Day) => (1.0, 1.0),
        Unit::Time(TimeUnit::Week) => (5.0, 7.0),
        Unit::Time(TimeUnit::Month) => (19.0, 31.0),
        _ => return None,
    };
    let about = if length.hedge == Hedge::About { 0.2 } else { 0.0 };
    Some((length.low * least * (1.0 - about), length.high * most * (1.0 + about)))
}
