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

/// Finds days and times that no calendar and no clock has.
pub fn check(cx: &Context, out: &mut Findings) {
    for claim in cx.plan.dates.iter().filter(|d| d.day.written == Written::Impossible) {
        if is_trial(cx, claim) {
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
fn is_trial(cx: &Context, claim: &DateClaim) -> bool {
    let says = |text: &str| cx.settings.vocabulary.says(text, Word::Trial);
    let entry = cx.document.block(claim.block);
    let row = entry.parent.filter(|&p| matches!(cx.document.block(p).kind, Kind::Row { .. }));
    let header = || cx.document.rows(cx.document.block(row?).parent?).next();
    let titles = || header().map_or("", |header| cx.text(cx.document.block(header).span));
    // A day by which work begins or ends is no part of a test, whatever the work is called.
    let work = matches!(claim.role, DateRole::Start | DateRole::End | DateRole::Due);
    if work && matches!(claim.place.why, Why::Cell | Why::Diagram | Why::Label) {
        return says(titles());
    }
    let block = row.map_or(entry.span, |row| cx.document.block(row).span);
    // Fields that stand below each other speak of things of their own.
    let fields = row.is_none() && (entry.kind == Kind::FrontMatter || !cx.document.labels_in(claim.block).is_empty());
    says(titles()) || says(cx.text(if fields { line(cx, block, claim.day.span) } else { block }))
}

/// The line of `block` that holds `part`.
fn line(cx: &Context, block: Span, part: Span) -> Span {
    let text = cx.text(block);
    let at = (part.start - block.start) as usize;
    let from = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let to = text[at..].find('\n').map_or(text.len(), |n| at + n);
    block.of_part(text, &text[from..to])
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
