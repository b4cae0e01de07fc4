//! `**Total story points:** 34` over sections with `**Story points:** 8` each.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{
        Field, Status, Topic, Why, Word, fold, folds_to,
        quantity::{self, Hedge, Quantity},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
};
use rustc_hash::FxHashSet;

/// With what the key of such a total begins.
const TOTAL: &str = "total ";

/// How many totals of a document are looked at.
const MOST: usize = 16;

/// From how many times the sum of its parts a total is that of more than is written down here.
const MORE: f64 = 2.0;

/// Finds totals that the labels of the same name in the sections below do not add up to.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let labels = || cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.of_section(cx.document));
    let is_total = |f: &&Field| {
        let key = cx.text(f.key);
        key.get(..TOTAL.len()).is_some_and(|head| head.eq_ignore_ascii_case(TOTAL)) && cx.holds_digit(f.value)
    };
    for total in labels().filter(is_total).take(MOST) {
        let name = fold(&cx.text(total.key)[TOTAL.len()..]).into_owned();
        let section = total.around(cx.document);
        let inside = |f: &&Field| {
            let own = f.around(cx.document);
            own != section && cx.plan.sections_around(cx.document, own).any(|s| s == section)
        };
        let parts: Vec<&Field> = labels().filter(|f| folds_to(cx.text(f.key), &name)).filter(inside).collect();
        let Some(claim) = figure(cx, total).filter(|_| parts.len() > 1 && is_of_each(cx, &parts)) else { continue };
        if out.tell(claim.span) {
            continue;
        }
        let Some(quantities) = parts.iter().map(|f| figure(cx, f)).collect::<Option<Vec<Quantity>>>() else { continue };
        let Some(sum) = Sum::against(&quantities, &claim) else { continue };
        // Work that takes longer than the whole may run side by side.
        let beside = claim.is_time() && sum.exceeds(&claim);
        let more = claim.low >= MORE * sum.high;
        if beside || more || cx.settings.vocabulary.says(cx.text(total.value), Word::Overlapping) {
            continue;
        }
        let (key, shown) = (quote(cx.text(total.key)), sum.shown());
        let of = format!("the {} parts below add up to {shown}", parts.len());
        let finding = out
            .at(claim.span, format!("{of}, and `{key}` says {claim}"))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("they add up to {shown}"))
            .fix(mend::correct_sum(cx, claim.span, claim.low, &sum))
            .help("correct the total, or the part that is wrong; most readers look only at the total")
            .about(Subject::Place(cx.document.section(section).title_span));
        out.push(finding.also(parts.iter().map(|part| (part.value, "added"))));
    }
}

/// The one exact figure that is the whole of a value.
fn figure(cx: &Context, field: &Field) -> Option<Quantity> {
    let plain = cx.document.plain_in(cx.source.text(), field.block, field.value);
    let figure = quantity::cell(&plain, 0).filter(|q| q.hedge == Hedge::Exact && !q.is_range())?;
    Some(Quantity { span: field.value, ..figure })
}

/// Whether each section of a kind has one of the labels, and none of them may be left out.
fn is_of_each(cx: &Context, parts: &[&Field]) -> bool {
    let sections: FxHashSet<SectionId> = parts.iter().map(|f| f.around(cx.document)).collect();
    let Some(first) = parts.first().map(|f| cx.document.section(f.around(cx.document))) else { return false };
    let kind = |title: &str| {
        let bare = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        bare[..bare.find(|c: char| !c.is_alphabetic()).unwrap_or(bare.len())].to_lowercase()
    };
    let (level, word) = (first.level, kind(&first.title));
    let words = &cx.settings.vocabulary;
    let stays = |id: SectionId| {
        let section = cx.document.section(id);
        let facts = &cx.plan.sections[id.0 as usize];
        let dropped = facts.task.is_some_and(|t| cx.plan.task(t).statuses.iter().any(|s| s.status == Status::Dropped));
        let aside = [Topic::Optional, Topic::Later, Topic::Template].iter().any(|&t| cx.plan.within(id, t));
        section.level == level && !dropped && !aside && !words.says(&section.title, Word::Adjusting)
    };
    let one_each = sections.len() == parts.len() && sections.iter().all(|&s| stays(s));
    // A section of the kind that has none is not estimated yet, or is no part.
    let alike = cx.document.sections.iter().enumerate().filter(|(_, s)| s.level == level && kind(&s.title) == word);
    one_each && !word.is_empty() && alike.count() == sections.len()
}
