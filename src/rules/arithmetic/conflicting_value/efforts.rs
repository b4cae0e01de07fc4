//! One task with two efforts or lengths: in its row and in its own section.

use super::{
    lengths::differ,
    sayings::{self, Saying, Source},
};
use crate::{
    diagnostic::{Confidence, quote},
    plan::{
        Measure, Name, Node, Vocabulary, names,
        quantity::{self, Quantity, Unit},
    },
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds tasks whose row and section say two efforts, and phases with two efforts.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut said: FxHashMap<(Measure, Node), Vec<Saying<Measure>>> = FxHashMap::default();
    for saying in sayings::of_kind(cx, |name| measure(&cx.settings.vocabulary, name)) {
        // How long a phase takes is compared with more than this.
        let Some(node) = saying.subject.filter(|n| matches!(n, Node::Task(_)) || saying.kind == Measure::Effort) else {
            continue;
        };
        if cx.holds_digit(saying.span) {
            said.entry((saying.kind, node)).or_default().push(saying);
        }
    }
    let mut found: Vec<_> = said
        .into_iter()
        .filter_map(|((_, node), said)| {
            // Of several in one place none is certain.
            let (rows, fields): (Vec<_>, Vec<_>) = said.into_iter().partition(|s| s.source != Source::Field);
            let ([row], [field]) = (&rows[..], &fields[..]) else { return None };
            let (a, b) = (quantity(cx, row)?, quantity(cx, field)?);
            let same = a.unit.comparable(&b.unit) && (a.unit == Unit::None) == (b.unit == Unit::None);
            (same && differ(&a, &b)).then(|| if row.span < field.span { (node, a, b) } else { (node, b, a) })
        })
        .collect();
    found.sort_unstable_by_key(|(.., second)| second.span);
    for (node, first, second) in found {
        let name = quote(&cx.plan.name(node)).to_string();
        out.push(
            out.at(second.span, format!("`{name}` takes {second} here and {first} elsewhere"))
                .label(format!("{second} here"))
                .related(first.span, format!("{first} here"))
                .confidence(Confidence::Conventional)
                .help("decide on one figure and state it in both places; the total goes by one of them"),
        );
    }
}

/// What a name measures.
fn measure(words: &Vocabulary, name: &str) -> Option<Measure> {
    let name = names::bare(name);
    if words.is_name(name, Name::Estimate) { Some(Measure::Effort) } else { words.measure(name) }
}

/// The one quantity that a cell or field holds, in the unit of its column where that names it.
fn quantity(cx: &Context, saying: &Saying<Measure>) -> Option<Quantity> {
    let block = cx.document.block_at(saying.span.start)?;
    let plain = cx.document.plain_in(cx.source.text(), block, saying.span);
    let found = quantity::cell(&plain, 0).map(|q| Quantity { span: saying.span, ..q })?;
    match saying.source {
        Source::Row(name) => Some(found.under(name)),
        _ => Some(found),
    }
}
