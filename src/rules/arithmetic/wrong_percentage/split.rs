//! "Core: 38 hours (54 %)", "Testing: 16 hours (23 %)", "Total: 107 hours": shares of one total.

use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Kind},
    plan::{
        Field, Why, Word,
        quantity::{self, Hedge, Quantity, Unit},
    },
    rules::{Context, Findings},
};

/// The fewest parts that make a split.
const PARTS: usize = 3;
/// The longest list; nobody splits a whole into more.
const MOST: usize = 64;
/// What the shares of a whole may come to, rounding and all.
const WHOLE: std::ops::RangeInclusive<f64> = 95.0..=105.0;
/// By how much a share may differ from its figure.
const SLACK: f64 = 1.5;

/// Finds lists whose shares were worked out from another total than the one that they name.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let words = &cx.settings.vocabulary;
    let is_total = |f: &&Field| {
        let key = cx.text(f.key);
        words.is_word(key, Word::Total) || words.is_word(key, Word::Whole) && words.is_total(key)
    };
    for field in cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.item.is_some()) {
        if !cx.holds_digit(field.value) || !is_total(&field) {
            continue;
        }
        let Some(item) = field.item else { continue };
        let list = cx.document.block(item).parent.filter(|&b| matches!(cx.document.block(b).kind, Kind::List { .. }));
        let total = quantity::each(cx.text(field.value), field.value.start).next().filter(exact);
        let (Some(list), Some(total)) = (list, total) else { continue };
        if cx.document.children(list).nth(MOST).is_some() {
            continue;
        }
        let items = cx.document.children(list).filter(|&i| i != item);
        let Some(parts) = items.map(|i| share(cx, i, &total)).collect::<Option<Vec<_>>>() else { continue };
        let sum: f64 = parts.iter().map(|(_, percent)| percent.low).sum();
        let off = |(part, percent): &&(Quantity, Quantity)| (100.0 * part.low / total.low - percent.low).abs() > SLACK;
        let wrong = parts.iter().filter(off).count();
        if parts.len() < PARTS || WHOLE.contains(&sum) || 2 * wrong <= parts.len() {
            continue;
        }
        let Some((part, percent)) = parts.iter().find(off) else { continue };
        let right = 100.0 * part.low / total.low;
        let mut found = out
            .at(
                percent.span,
                format!("the {} shares add up to {sum:.0} %, and {part} of {total} are {right:.0} %", parts.len()),
            )
            .label(format!("`{}` is a share of something else", quote(cx.text(percent.span))))
            .related(total.span, "the total of this list")
            .confidence(Confidence::Conventional)
            .help("work the shares out again; they were taken from another total");
        found = found.also(parts.iter().filter(off).skip(1).map(|(_, more)| (more.span, "and this")));
        out.push(found);
    }
}

fn exact(quantity: &Quantity) -> bool {
    quantity.hedge == Hedge::Exact && !quantity.is_range() && quantity.low > 0.0
}

/// The figure of an item and the share behind it, where it holds these two and nothing else.
fn share(cx: &Context, item: BlockId, total: &Quantity) -> Option<(Quantity, Quantity)> {
    let span = cx.document.text_span(item);
    let found = quantity::scan(cx.text(span), span.start);
    let [part, percent] = &found[..] else { return None };
    let fits = exact(part) && exact(percent) && part.unit == total.unit && percent.unit == Unit::Percent;
    fits.then(|| (part.clone(), percent.clone()))
}
