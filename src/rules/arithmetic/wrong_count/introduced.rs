//! "Four changes make these faults impossible:" over a list of five; "55 tests in 8 groups:" over a table of groups.

use super::{Counter, finding};
use crate::{
    markdown::{BlockId, InlineKind, Kind},
    plan::{
        Name, Noun, Table, names,
        quantity::{Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashSet;

/// How much longer or shorter a list may be than its sentence says; what differs by more lists something else.
const APART: usize = 2;

/// Compares the number in a sentence that ends in a colon with the list or table right below.
pub(super) fn vet<'c>(
    cx: &Context<'c>,
    out: &mut Findings,
    claim: &Quantity,
    below: BlockId,
    counter: &impl Fn() -> &'c Counter<'c>,
) {
    match cx.document.block(below).kind {
        Kind::List { .. } if boxed(cx, below) => of_boxes(cx, out, claim, below, counter()),
        Kind::List { ordered } => of_list(cx, out, claim, below, ordered),
        _ => of_table(cx, out, claim, below),
    }
}

/// "Four changes make …:" over a list whose items each have a number or a name.
fn of_list(cx: &Context, out: &mut Findings, claim: &Quantity, list: BlockId, ordered: bool) {
    let items: Vec<BlockId> = cx.document.children(list).take(64).collect();
    let (said, count) = (claim.low as usize, items.len());
    if said == count || said.abs_diff(count) > APART || count < 2 {
        return;
    }
    let named = |&item: &BlockId| is_named(cx, item);
    let first = cx.text(cx.document.block(list).span).starts_with("1");
    if !(ordered && first || items.iter().all(named)) || count < said && goes_on(cx, list) {
        return;
    }
    report(cx, out, claim, count, cx.document.text_span(items[count - 1]));
}

/// Whether all items of a list are boxes.
fn boxed(cx: &Context, list: BlockId) -> bool {
    cx.document.children(list).all(|item| matches!(cx.document.block(item).kind, Kind::Item { mark: Some(_) }))
}

/// "The plan has 5 tasks:" over a list of boxes.
fn of_boxes(cx: &Context, out: &mut Findings, claim: &Quantity, list: BlockId, counter: &Counter) {
    let (said, section) = (claim.low as usize, cx.document.block(list).section);
    let noun = claim.unit.noun().unwrap_or_default();
    let words = &cx.settings.vocabulary;
    let task = words.noun(noun) == Some(Noun::Task) || words.is_name(noun, Name::ListedItem);
    let Some(last) = cx.document.children(list).last() else { return };
    let count = cx.document.children(list).count();
    let apart = said == count || said.abs_diff(count) > APART || count < 2;
    if task && !apart && !goes_on(cx, list) && counter.below(section, "task").refutes(said) {
        report(cx, out, claim, count, cx.document.text_span(last));
    }
}

/// Whether an item begins with an id, or a name that is set off.
fn is_named(cx: &Context, item: BlockId) -> bool {
    let span = cx.document.text_span(item);
    let begins = cx.document.inlines_of(item).first();
    let first = begins.filter(|i| matches!(i.kind, InlineKind::Strong | InlineKind::Code));
    let id = || names::leading_id(cx.text(span), 0).is_some_and(|id| id.text.contains(char::is_alphabetic));
    first.is_some_and(|inline| inline.span.start == span.start) || cx.text(span).starts_with("**") || id()
}

/// Whether further lists follow before the next heading, in which the first one may go on.
fn goes_on(cx: &Context, list: BlockId) -> bool {
    std::iter::successors(cx.document.next_sibling(list), |&b| cx.document.next_sibling(b))
        .map(|block| cx.document.block(block).kind)
        .take_while(|kind| !matches!(kind, Kind::Heading(_)))
        .take(16)
        .any(|kind| matches!(kind, Kind::List { .. } | Kind::Table))
}

/// "55 tests in 8 groups:" over a table whose first column holds groups.
fn of_table(cx: &Context, out: &mut Findings, claim: &Quantity, block: BlockId) {
    let Ok(at) = cx.plan.tables.binary_search_by_key(&block, |t| t.block) else { return };
    let table = &cx.plan.tables[at];
    let ((rows, names), said) = (counted(cx, table), claim.low as usize);
    if rows != said && names != said && rows > 1 && said <= 2 * rows && rows <= 2 * said {
        report(cx, out, claim, rows, table.columns[0].span);
    }
}

/// How many rows a table has, and how many different names stand in its first column.
fn counted(cx: &Context, table: &Table) -> (usize, usize) {
    let rows = || table.rows.iter().filter(|row| !row.total);
    let name = |cell: &BlockId| cx.document.plain(cx.source.text(), *cell).trim().to_owned();
    let names: FxHashSet<String> = rows().filter_map(|r| r.cells.first().map(name)).filter(|n| !n.is_empty()).collect();
    (rows().count(), names.len())
}

fn report(cx: &Context, out: &mut Findings, claim: &Quantity, count: usize, place: Span) {
    let unit = Unit::Count(claim.unit.noun().unwrap_or_default().into());
    let message = format!("{} announced, and {count} follow", unit.amount(claim.low));
    let fix = mend::correct(cx, claim.span, claim.low, count as f64);
    out.push(
        finding(out, claim.span, &message)
            .label(format!("{} by what follows", unit.amount(count as f64)))
            .related(place, "these")
            .fix(fix),
    );
}
