//! See `rules/schedule/conflicting-cadence.md`.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name, Phrase, PhraseHit, Why, Word,
        quantity::{self, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::FxHashMap;

/// How many phrases behind one that says how often are looked at.
const NEAR: usize = 16;

/// The longest text between such a phrase and the days, in bytes.
const LEAD: usize = 200;

/// How much of what follows is read, in bytes.
const SENTENCE: usize = 400;

/// Finds intervals that the plan's own schedule does not keep.
pub fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.has_phrase(Phrase::Cadence) {
        return;
    }
    weekly(cx, out);
    daily(cx, out);
    intervals(cx, out);
}

fn said<'c>(cx: &'c Context, word: &'static str) -> impl Iterator<Item = &'c PhraseHit> {
    let cadences = cx.plan.phrases_of(Phrase::Cadence);
    cadences.filter(move |h| cx.text(h.span).eq_ignore_ascii_case(word))
}

/// "Weekly sync … every Mon/Thu": two days of one week.
fn weekly(cx: &Context, out: &mut Findings) {
    for hit in said(cx, "weekly") {
        let scope = scope(cx, hit.block);
        let inside = cx.plan.phrases_in(Span { start: hit.span.end, end: scope.end }).take(NEAR);
        let days: Vec<&PhraseHit> = inside.filter(|h| h.phrase == Phrase::Weekday).collect();
        // "Twice weekly", "bi-weekly".
        let before = &cx.text(scope)[..(hit.span.start - scope.start) as usize];
        if before.ends_with('-') || before.trim_end().ends_with("wice") {
            continue;
        }
        let Some(pair) = days.windows(2).find(|pair| is_pair(cx, pair[0].span, pair[1].span)) else { continue };
        let lead = cx.text(Span { start: hit.span.end, end: pair[0].span.start });
        if lead.len() > LEAD || lead.contains(';') {
            continue;
        }
        let word = lead.split_whitespace().next_back().unwrap_or("");
        if !["every", "each", "on"].iter().any(|w| word.eq_ignore_ascii_case(w)) {
            continue;
        }
        // "Weekly releases; hotfixes on Mon/Thu", "on Monday, Tuesday if that is a holiday".
        let after = behind(cx, pair[1].span.end, scope.end);
        let sentence = after.split(['\n', '.']).next().unwrap_or(after);
        let instead = ["if ", "when ", "in ", "or "].iter().any(|w| after.starts_with(w));
        if instead || cx.settings.vocabulary.says(sentence, Word::Apiece) {
            continue;
        }
        let both = quote(cx.text(pair[0].span.to(pair[1].span)));
        let found = out
            .at(hit.span, format!("`{}` is once a week, and `{both}` are two days of it", quote(cx.text(hit.span))))
            .label("once a week")
            .related(pair[0].span.to(pair[1].span), "twice a week")
            .confidence(Confidence::Conventional)
            .help("say which of the two holds; half of the people will come once");
        out.push(found);
    }
}

/// What follows a phrase that ends at `start` in a text that ends at `end`, so much of it as is read.
fn behind<'c>(cx: &Context<'c>, start: u32, end: u32) -> &'c str {
    window::after(cx.text(Span { start, end }), 0, SENTENCE).trim_start()
}

/// The item with all below it, else the block itself.
fn scope(cx: &Context, block: BlockId) -> Span {
    let item = cx.document.ancestors(block).find(|&b| matches!(cx.document.block(b).kind, Kind::Item { .. }));
    cx.document.block(item.unwrap_or(block)).span
}

/// Whether two days are named in one breath and are not the ends of a span: `Mon/Thu`, "Monday and Thursday".
fn is_pair(cx: &Context, a: Span, b: Span) -> bool {
    let between = cx.text(Span { start: a.end, end: b.start.max(a.end) }).trim();
    matches!(between, "/" | "&" | "+" | "," | "and" | ", and" | "s and")
}

/// "Daily check-ins" in a plan of one day.
fn daily(cx: &Context, out: &mut Findings) {
    if said(cx, "daily").next().is_none() {
        return;
    }
    let words = &cx.settings.vocabulary;
    let whole = cx.plan.fields.iter().filter(|f| f.why != Why::FrontMatter && f.of_section(cx.document));
    let one = |q: &Quantity| q.unit == Unit::Time(TimeUnit::Day) && q.high == 1.0;
    let mut one_day = whole.filter(|f| {
        let length = || quantity::each(cx.text(f.value), f.value.start).next();
        words.is_word(cx.text(f.key), Word::Whole)
            && length().is_some_and(|q| one(&q) && q.span.start == f.value.start)
            && cx.plan.speaks_of_the_whole(cx.document, words, f.section)
    });
    let Some(length) = one_day.next() else { return };
    let mut hits = said(cx, "daily").filter(|h| {
        let block = cx.document.block(h.block).span;
        let after = behind(cx, h.span.end, block.end);
        let end = after.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(after.len());
        words.is_name(&after[..end], Name::Meeting)
    });
    let Some(first) = hits.next() else { return };
    let length = Span { start: length.value.start, end: length.value.end };
    let mut found = out
        .at(first.span, "daily, in a plan that takes one day".to_owned())
        .label("happens once")
        .related(length, "one day")
        .confidence(Confidence::Conventional)
        .help("name the hour at which it happens, or an interval that fits into the day");
    found = found.also(hits.map(|hit| (hit.span, "and here")));
    out.push(found);
}

/// "Every 1-2 hours" beside slots of the day that lie farther apart.
fn intervals(cx: &Context, out: &mut Findings) {
    let times = times(cx);
    for hit in said(cx, "every") {
        let block = cx.document.block(hit.block);
        let Some(times) = times.get(&block.section) else { continue };
        let after = Span { start: hit.span.end, end: block.span.end };
        let text = window::after(cx.text(after), 0, SENTENCE);
        let Some(interval) = quantity::each(text, after.start).next() else { continue };
        let clocked = matches!(interval.unit, Unit::Time(unit) if unit.is_clocked());
        if !clocked || !text[..(interval.span.start - after.start) as usize].trim().is_empty() {
            continue;
        }
        let Some((gap, from, to)) = largest_gap(times, interval.high) else { continue };
        let every = quote(cx.text(hit.span.to(interval.span)));
        let shown = Unit::Time(TimeUnit::Hour);
        let found = out
            .at(
                hit.span.to(interval.span),
                format!("`{every}`, and the schedule leaves {} between two of its times", shown.amount(gap)),
            )
            .label("what is announced")
            .related(from, "from here")
            .related(to, "to here")
            .confidence(Confidence::Conventional)
            .help("add a time to the schedule, or announce the interval that it keeps");
        out.push(found);
    }
}

/// When a slot of the day begins, in minutes after midnight, and where that stands.
type Time = (u32, Span);

/// The slots of the day in each section and those below it, in order.
fn times(cx: &Context) -> FxHashMap<SectionId, Vec<Time>> {
    let mut times: FxHashMap<SectionId, Vec<Time>> = FxHashMap::default();
    for group in cx.plan.groups.iter().filter(|g| g.is_time_of_day()) {
        let (Some(section), Some(slot)) = (group.section, quantity::clock(&group.label, 0)) else { continue };
        for around in cx.plan.sections_around(cx.document, section).filter(|s| s.0 != 0) {
            times.entry(around).or_default().push((slot.start.minutes_after_midnight, group.span()));
        }
    }
    times.values_mut().for_each(|times| times.sort_unstable());
    times
}

/// The longest time between two slots of the day, where it is longer than `most` minutes and the
/// shortest is not: else the two are no one schedule.
fn largest_gap(times: &[Time], most: f64) -> Option<(f64, Span, Span)> {
    let gaps = || times.windows(2).map(|w| (f64::from(w[1].0 - w[0].0), w[0].1, w[1].1));
    let least = gaps().map(|g| g.0).fold(f64::MAX, f64::min);
    let widest = gaps().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(gap, ..)| times.len() > 3 && *gap > most)?;
    (least > 0.0 && least <= most).then_some(widest)
}
