//! `- Client: 59 tests` over the items inside it, `- Forms: 26 tests` and the like.

use crate::{
    markdown::{BlockId, Kind},
    plan::{
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};

/// Reads the items with a figure over items of which each has one of its kind.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    for &(item, text) in reader.numbered {
        found.extend(nested(reader, item, reader.document.text_span(text)));
    }
}

fn nested(reader: &Reader, item: BlockId, text: Span) -> Option<Addition> {
    let list = |&block: &BlockId| matches!(reader.document.block(block).kind, Kind::List { .. });
    let inner = reader.document.children(item).find(list)?;
    let whole = labelled(reader, text)?;
    let part = |item: BlockId| labelled(reader, reader.document.text_span(item)).filter(|part| is_alike(part, &whole));
    let parts = reader.document.children(inner).map(part).collect::<Option<Vec<Quantity>>>()?;
    (parts.len() > 1).then_some(Addition { whole, parts, text, form: AdditionForm::Items })
}

/// The one figure of an item, a count of things or points behind its label: "Client: 59 tests ✅".
fn labelled(reader: &Reader, line: Span) -> Option<Quantity> {
    let text = reader.slice(line).lines().next()?;
    let (name, _) = text.split_once(':').filter(|(name, _)| !reader.digits.any_in(line.of_part(text, name)))?;
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
