//! See `rules/schedule/impossible-date.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::{BlockId, Kind},
    plan::{
        Word,
        quantity::{self, Written},
    },
    rules::{Context, Findings},
    source::Span,
};

/// Finds days and times that no calendar and no clock has.
pub fn check(cx: &Context, out: &mut Findings) {
    for claim in cx.plan.dates.iter().filter(|d| d.day.written == Written::Impossible) {
        // The row of a case says what is to come of such a day.
        let parent = cx.document.block(claim.block).parent;
        let row = parent.filter(|&p| matches!(cx.document.block(p).kind, Kind::Row { .. }));
        let block = cx.document.block(row.unwrap_or(claim.block)).span;
        // Fields that stand below each other speak of things of their own.
        let fields = row.is_none() && !cx.document.labels_in(claim.block).is_empty();
        let around = if fields { line(cx, block, claim.day.span) } else { block };
        if cx.settings.vocabulary.says(cx.text(around), Word::Trial) {
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

/// The line of `block` that holds `part`.
fn line(cx: &Context, block: Span, part: Span) -> Span {
    let text = cx.text(block);
    let at = (part.start - block.start) as usize;
    let from = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let to = text[at..].find('\n').map_or(text.len(), |n| at + n);
    block.of_part(text, &text[from..to])
}

/// Slots of a timetable or of headings that begin or end after midnight's last minute.
fn times(cx: &Context, out: &mut Findings) {
    for table in cx.plan.tables.iter().filter(|t| t.rows.len() > 1) {
        let timed =
            |key: &str| matches!(key, "time" | "slot" | "time slot" | "hours" | "when" | "schedule" | "start" | "end");
        for column in (0..table.columns.len()).filter(|&c| timed(&table.columns[c].key)) {
            let cells = table.rows.iter().filter_map(|r| r.cells.get(column).copied());
            let spans: Vec<Span> = cells.map(|c: BlockId| cx.document.text_span(c)).filter(|s| !s.is_empty()).collect();
            let slots: Option<Vec<_>> = spans.iter().map(|s| quantity::clock(cx.text(*s), s.start)).collect();
            let Some(slots) = slots else { continue };
            // "25:00" alone may be minutes and seconds; from and to are times of the day.
            for slot in slots.iter().filter(|s| s.end.is_some()) {
                let possible = slot.start.is_possible() && slot.end.is_none_or(|e| e.is_possible());
                if possible {
                    continue;
                }
                let message = format!("no day has a time `{}`", quote(cx.text(slot.span)));
                out.push(out.at(slot.span, message).label("no such time").help("write the time that is meant"));
            }
        }
    }
}
