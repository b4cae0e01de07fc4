//! Headlines that hold more than the parts below them, or less, by what another label of their section says.

use super::{Headline, Parts};
use crate::{
    plan::{
        Why,
        quantity::{self, Quantity},
        sums::Sum,
    },
    rules::Context,
};

/// How many labels of a section are looked at.
const MANY: usize = 64;

/// Whether another label of the section says the difference, "Testing hours: 12 h" beside the hours of the tasks, or two
/// of them the headline, which is what the one leaves of the other: "Capacity: 80 h", "Buffer: 14 h".
pub(super) fn is_explained(cx: &Context, headline: &Headline, parts: &Parts, sum: &Sum) -> bool {
    let claim = &headline.claim;
    if claim.is_range() || sum.low != sum.high {
        return false;
    }
    let own = |q: &Quantity| q.span == claim.span || parts.figures.iter().any(|part| part.span == q.span);
    let others: Vec<f64> = labelled(cx, headline).filter(|q| !own(q)).map(|q| q.value()).take(MANY).collect();
    let same = |a: f64, b: f64| (a - b).abs() < 1e-6;
    let missing = (claim.value() - sum.low).abs();
    let left = |a: &f64| others.iter().any(|b| same(a - b, claim.value()));
    others.iter().any(|&value| same(value, missing)) || others.iter().any(left)
}

/// What the labels of the section of a headline say in its unit.
fn labelled<'c>(cx: &'c Context, headline: &'c Headline) -> impl Iterator<Item = Quantity> + 'c {
    let section = cx.document.section(headline.section);
    // They stand in order.
    let from = cx.plan.fields.partition_point(|f| f.block.0 < section.start);
    let inside = cx.plan.fields[from..].iter().take_while(|f| f.block.0 < section.end).filter(|_| section.level > 0);
    let fields = inside.filter(|f| f.why == Why::Label && cx.holds_digit(f.value));
    let first = |value: &str, at: u32| quantity::each(value, at).next();
    fields.filter_map(move |f| first(cx.text(f.value), f.value.start)).filter(|q| q.comparable(&headline.claim))
}
