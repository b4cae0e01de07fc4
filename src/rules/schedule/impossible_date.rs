//! See `rules/schedule/impossible-date.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::Kind,
    plan::{
        DateClaim, DateRole, Why, Word,
        quantity::{Slot, Written},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds days and times that no calendar and no clock has.
pub fn check(cx: &Context, out: &mut Findings) {
    // Many days of one text ask the same of it.
    let mut trials: FxHashMap<Span, bool> = FxHashMap::default();
    let mut says = |span: Span| {
        let says = || cx.settings.vocabulary.says(cx.text(span), Word::Trial);
        *trials.entry(span).or_insert_with(says)
    };
    for claim in cx.plan.dates.iter().filter(|d| d.day.written == Written::Impossible) {
        if is_trial(cx, claim, &mut says) {
            continue;
        }
        let message = format!("no calendar has a `{}`", quote(cx.text(claim.day.span)));
        let mut found = out
            .at(claim.day.span, message)
            .label("no such day")
            .help("write the day that is meant; whoever books by this one has to guess");
        // A sentence may speak of such a day.
        if claim.place.confidence == Confidence::Inferred {
            found = found.severity(Severity::Warning).confidence(Confidence::Inferred);
        }
        out.push(found);
    }
    times(cx, out);
}

/// Whether such a day is spoken of on purpose: the row of a test says what is to come of it.
fn is_trial(cx: &Context, claim: &DateClaim, says: &mut dyn FnMut(Span) -> bool) -> bool {
    let entry = cx.document.block(claim.block);
    // In front matter quotation marks are only how a day is written.
    if entry.kind == Kind::Paragraph && is_quoted(cx, claim.day.span) {
        return true;
    }
    let row = entry.parent.filter(|&p| matches!(cx.document.block(p).kind, Kind::Row { .. }));
    let header = || cx.document.rows(cx.document.block(row?).parent?).next();
    let mut titled = || header().is_some_and(|header| says(cx.document.block(header).span));
    // A day by which work begins or ends is no part of a test, whatever the work is called.
    let work = matches!(claim.role, DateRole::Start | DateRole::End | DateRole::Due);
    if work && matches!(claim.place.why, Why::Cell | Why::Diagram | Why::Label) {
        return titled();
    }
    let block = row.map_or(entry.span, |row| cx.document.block(row).span);
    // Fields that stand below each other speak of things of their own.
    let fields = row.is_none() && (entry.kind == Kind::FrontMatter || !cx.document.labels_in(claim.block).is_empty());
    titled() || if fields { cx.settings.vocabulary.says(cx.line(claim.day.span), Word::Trial) } else { says(block) }
}

/// Whether a day begins what stands in straight quotation marks, as what a program reads does: `"2024-13-01T00:00"`.
fn is_quoted(cx: &Context, day: Span) -> bool {
    let text = cx.source.text();
    let value = |c: char| !c.is_whitespace() && c != '"';
    text[..day.start as usize].ends_with('"') && text[day.end as usize..].trim_start_matches(value).starts_with('"')
}

/// Times that begin or end after midnight's last minute.
fn times(cx: &Context, out: &mut Findings) {
    for slots in &cx.plan.hours {
        let possible = |slot: &&Slot| slot.start.is_possible() && slot.end.is_none_or(|end| end.is_possible());
        // What begins with the first hour may be counted in minutes and seconds, as the scenes of a film are.
        let counted = slots.iter().any(|slot| slot.start.minutes_after_midnight < 60);
        if counted || slots.iter().filter(possible).count() * 2 < slots.len() {
            continue;
        }
        for slot in slots.iter().filter(|slot| !possible(slot)) {
            let message = format!("no day has a time `{}`", quote(cx.text(slot.span)));
            out.push(out.at(slot.span, message).label("no such time").help("write the time that is meant"));
        }
    }
}
