//! `- Client: 59 tests` over the items inside it, `- Forms: 26 tests` and the like.

use crate::{
    diagnostic::{Confidence, Severity, Subject},
    markdown::{BlockId, Kind},
    plan::{
        Word,
        quantity::{self, Hedge, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
    source::Span,
};

/// By which part of it a sum may be off at most: who is off by more lists something else, or not all of it.
const OFF: f64 = 0.25;

/// Finds items whose figure is not the sum of those of the items inside them, each of which has one of its kind.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for &(item, text) in &cx.plan.numbered {
        let list = |&block: &BlockId| matches!(cx.document.block(block).kind, Kind::List { .. });
        let Some(inner) = cx.document.children(item).find(list) else { continue };
        let line = cx.document.text_span(text);
        let Some(claim) = labelled(cx, line) else { continue };
        if out.tell(claim.span) || cx.settings.vocabulary.says(cx.text(line), Word::Overlapping) {
            continue;
        }
        let part = |item: BlockId| labelled(cx, cx.document.text_span(item)).filter(|part| is_alike(part, &claim));
        let Some(parts) = cx.document.children(inner).map(part).collect::<Option<Vec<Quantity>>>() else { continue };
        let Some(sum) = Sum::of(&parts).filter(|_| parts.len() > 1) else { continue };
        let off = (sum.low - claim.low).abs();
        if off < 1e-6 || off > (OFF * claim.low).max(1.0) {
            continue;
        }
        let shown = sum.shown();
        let found = out
            .at(claim.span, format!("the {} items inside add up to {shown}, and this one says {claim}", parts.len()))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("they add up to {shown}"))
            .fix(mend::correct_sum(cx, claim.span, claim.low, &sum))
            .help("correct the figure, or the item that is wrong; most readers look only at the outer one")
            .about(Subject::Place(line));
        out.push(found.also(parts.iter().map(|part| (part.span, "added"))));
    }
}

/// The one figure of an item, a count of things or points behind its label: "Client: 59 tests ✅".
fn labelled(cx: &Context, line: Span) -> Option<Quantity> {
    let text = cx.text(line).lines().next()?;
    let (name, _) = text.split_once(':').filter(|(name, _)| !cx.holds_digit(line.of_part(text, name)))?;
    let from = name.len() + 1;
    let mut figures = quantity::each(&text[from..], line.start + from as u32);
    let figure = figures.next().filter(|q| q.hedge == Hedge::Exact && !q.is_range() && q.unit.noun().is_some())?;
    // "26 tests, 12 of them new" counts two things.
    let lead = &text[from..(figure.span.start - line.start) as usize];
    let bare = !lead.contains(char::is_alphanumeric) && figures.next().is_none();
    bare.then_some(figure)
}

/// Whether two figures count the same: tests, and test cases.
fn is_alike(part: &Quantity, claim: &Quantity) -> bool {
    let head = |unit: &Unit| unit.noun().map(|noun| noun.split([' ', '-']).next().unwrap_or(noun).to_owned());
    part.comparable(claim) || head(&part.unit) == head(&claim.unit)
}
