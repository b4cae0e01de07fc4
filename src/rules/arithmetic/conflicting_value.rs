//! See `rules/arithmetic/conflicting-value.md`.

mod days;
mod efforts;
mod lengths;
mod owners;
mod ratings;
mod sayings;
mod totals;
mod wholes;
mod windows;

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Figure, Name, Word,
        quantity::{ByteUnit, Hedge, TimeUnit, Unit},
    },
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Most statements of one metric that are compared.
const MANY: usize = 32;

/// Finds metrics with two different targets, waves with two lengths, tasks with two priorities or risks.
pub fn check(cx: &Context, out: &mut Findings) {
    days::check(cx, out);
    efforts::check(cx, out);
    owners::check(cx, out);
    lengths::check(cx, out);
    ratings::check(cx, out);
    totals::check(cx, out);
    wholes::check(cx, out);
    windows::check(cx, out);
    let mut targets: FxHashMap<Unit, Vec<&Figure>> = FxHashMap::default();
    for figure in cx.plan.figures.iter().filter(|f| is_target(cx, f)) {
        targets.entry(dimension(&figure.quantity.unit)).or_default().push(figure);
    }
    let mut metrics: FxHashMap<(String, &Unit), Vec<&Figure>> = FxHashMap::default();
    for (unit, figures) in targets.iter().filter(|(_, figures)| figures.len() > 1) {
        for figure in figures {
            let subject = figure.subject(cx.source.text(), cx.document, &cx.settings.vocabulary);
            if is_name(cx, figure, &subject) {
                metrics.entry((subject, unit)).or_default().push(figure);
            }
        }
    }
    let conflicts = metrics.iter().filter(|(_, places)| places.len() > 1).filter_map(|((subject, _), places)| {
        let certain = places.iter().copied().filter(|f| is_certain(cx, f, subject));
        conflict(cx, out, subject, &certain.take(MANY).collect::<Vec<_>>())
    });
    let mut found: Vec<Diagnostic> = conflicts.collect();
    found.sort_by_key(|d| d.span);
    for diagnostic in found {
        out.push(diagnostic);
    }
}

/// Whether a figure is the target of a metric: a bound, what a table lists, what is called one.
fn is_target(cx: &Context, figure: &Figure) -> bool {
    let called = || {
        matches!(figure.quantity.unit, Unit::Percent)
            && figure.quantity.hedge == Hedge::Exact
            && cx.settings.vocabulary.says(cx.text(figure.text), Word::Aim)
    };
    !matches!(figure.quantity.unit, Unit::None | Unit::Rate(_) | Unit::Multiplier)
        && (figure.is_bound() || figure.table.is_some() || called())
}

/// Whether what a figure is about is a metric with a name of its own.
fn is_name(cx: &Context, figure: &Figure, subject: &str) -> bool {
    match subject.split(' ').count() {
        1 => figure.is_bound() && cx.settings.vocabulary.is_name(subject, Name::Metric),
        count => count <= 5 && (figure.table.is_some() || !Figure::is_of_total(subject)),
    }
}

/// Whether a target is to be met once and for all: no other time is spoken of, and no change.
fn is_certain(cx: &Context, figure: &Figure, subject: &str) -> bool {
    let words = &cx.settings.vocabulary;
    let text = cx.text(cx.document.text_span(figure.block));
    !words.says(subject, Word::Elsewhen)
        && !words.says(text, Word::Elsewhen)
        && !text.contains(['→', '⇒'])
        && !text.contains("->")
}

/// Units that convert are one.
fn dimension(unit: &Unit) -> Unit {
    match unit {
        Unit::Time(time) if time.is_clocked() => Unit::Time(TimeUnit::Minute),
        Unit::Bytes(_) => Unit::Bytes(ByteUnit::Byte),
        other => other.clone(),
    }
}

/// One finding for a metric, with all its places.
fn conflict(cx: &Context, out: &Findings, subject: &str, places: &[&Figure]) -> Option<Diagnostic> {
    let differ = |a: &Figure, b: &Figure| {
        // 2 GB are 2,000 MB to one and 2,048 to the other.
        let tolerance = if matches!(a.quantity.unit, Unit::Bytes(_)) { 0.05 } else { 1e-9 };
        let apart = |a: f64, b: f64| (a - b).abs() > tolerance * a.abs().max(b.abs());
        let (a, b) = (&a.quantity, &b.quantity);
        match (a.hedge, b.hedge) {
            (one, other) if one == other => apart(a.low, b.low) || apart(a.high, b.high),
            // A plain target is to be reached, and may lie on the good side of a bound.
            (Hedge::Exact, Hedge::AtLeast) => a.high < b.low,
            (Hedge::AtLeast, Hedge::Exact) => b.high < a.low,
            (Hedge::Exact, Hedge::AtMost) => a.low > b.high,
            (Hedge::AtMost, Hedge::Exact) => b.low > a.high,
            _ => false,
        }
    };
    let whole = !subject.contains(' ');
    let (first, other) = places.iter().enumerate().find_map(|(i, a)| {
        let other = places[i + 1..].iter().find(|b| differ(a, b) && one_scope(cx, a, b, whole))?;
        Some((*a, *other))
    })?;
    let written = |figure: &Figure| quote(cx.text(figure.place.span));
    let (here, there) = (written(first), written(other));
    let mut found = out
        .at(first.place.span, format!("`{}` has two targets: {here} and {there}", quote(subject)))
        .label(format!("{here} here"))
        .confidence(first.place.confidence.min(Confidence::Conventional))
        .help("decide on one value and state it in every place, or say what sets the two apart");
    for figure in places.iter().filter(|f| f.place.span != first.place.span) {
        let again = if differ(first, figure) { "and" } else { "again" };
        found = found.related(figure.place.span, format!("{again} {} here", written(figure)));
    }
    Some(found)
}

/// Whether two figures stand in items of one list, one right behind the other: a warning and an alarm, which are two
/// levels of one thing.
fn are_rungs(cx: &Context, a: &Figure, b: &Figure) -> bool {
    let is_item = |block: BlockId| matches!(cx.document.block(block).kind, Kind::Item { .. });
    let item = |figure: &Figure| cx.document.ancestors(figure.block).find(|&block| is_item(block));
    let (Some(a), Some(b)) = (item(a), item(b)) else { return false };
    let follows = |a: BlockId, b: BlockId| cx.document.next_sibling(a) == Some(b);
    follows(a, b) || follows(b, a)
}

/// Whether two places speak of the same thing: no other phase, no other component; where what they name may be that of
/// any component, both speak of the `whole`.
fn one_scope(cx: &Context, a: &Figure, b: &Figure, whole: bool) -> bool {
    if a.block == b.block || are_rungs(cx, a, b) {
        return false;
    }
    let (plan, document) = (cx.plan, cx.document);
    if plan.group_around(document, a.section) != plan.group_around(document, b.section) {
        return false;
    }
    let path = |section| plan.sections_around(document, section).collect::<Vec<SectionId>>();
    let (left, right) = (path(a.section), path(b.section));
    let common = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[..left.len() - common], &right[..right.len() - common]);
    let title = |s: &SectionId| &*document.section(*s).title;
    let words = &cx.settings.vocabulary;
    let repeated = left.iter().any(|a| right.iter().any(|b| title(a) == title(b)));
    let own = |path: &[SectionId]| {
        let task = |s: &SectionId| plan.sections[s.0 as usize].task.is_some();
        let elsewhen = path.iter().any(|s| words.says(title(s), Word::Elsewhen) || task(s));
        !elsewhen && (path.is_empty() && !whole || path.iter().any(|s| words.says(title(s), Word::General)))
    };
    !repeated && own(left) && own(right)
}
