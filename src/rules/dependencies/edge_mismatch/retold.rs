//! What a thing waits for, told twice: in a table and in its own section, in a graph and in its field.

use crate::{
    diagnostic::{Confidence, Severity, Subject, listed, quote},
    markdown::BlockId,
    plan::{Edge, Node, Orders, Relation, Role, Stated, Told, Why},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

use super::NAMED;

/// In how many places one thing may say what it waits for.
const PLACES: usize = 8;

/// Finds lists of what a thing waits for that leave out what another place names, where `told` has not said so yet.
pub(super) fn check(cx: &Context, out: &mut Findings, orders: &mut Orders, told: &FxHashSet<Span>) {
    let groups = by_groups(cx);
    let whole = |s: &&Stated| {
        s.relation == Relation::After
            && s.whole
            && s.place.confidence == Confidence::Explicit
            && !s.place.span.is_empty()
            && (groups.is_empty() || table_of(cx, s.place.span).is_none_or(|table| !groups.contains(&table)))
    };
    let mut lists: FxHashMap<Node, Vec<&Stated>> = FxHashMap::default();
    for list in cx.plan.stated.iter().filter(whole) {
        lists.entry(cx.plan.canonical(list.subject)).or_default().push(list);
    }
    if lists.is_empty() {
        return;
    }
    let mut edges: FxHashMap<Node, Vec<&Edge>> = FxHashMap::default();
    for edge in cx.plan.edges.iter().filter(|e| e.relation == Relation::After) {
        edges.entry(cx.plan.canonical(edge.after)).or_default().push(edge);
    }
    for list in cx.plan.stated.iter().filter(whole).filter(|l| !told.contains(&l.place.span)) {
        let own = cx.plan.canonical(list.subject);
        let Some(lists) = lists.get(&own).filter(|l| l.len() <= PLACES) else { continue };
        let of_own = edges.get(&own).map_or(&[][..], Vec::as_slice);
        let named: FxHashSet<Node> = (of_own.iter().filter(|e| list.place.span.contains(e.place.span)))
            .map(|e| cx.plan.canonical(e.before))
            .collect();
        // A row and a heading of one id may stand for two things, and be one to a reader.
        let names: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| named.iter().map(|&n| cx.plan.name(n)).collect());
        let mut left_out: Vec<(Node, &Edge)> = Vec::new();
        for edge in of_own.iter().filter(|e| binds(cx, lists, list, e)) {
            let before = cx.plan.canonical(edge.before);
            let around = if let Node::Task(task) = before { cx.plan.task(task).group.map(Node::Group) } else { None };
            let known = named.contains(&before)
                || around.is_some_and(|g| named.contains(&g))
                || left_out.iter().any(|(node, _)| *node == before)
                || cx.plan.name(before) == cx.plan.name(own)
                || names.contains(&cx.plan.name(before));
            // What follows from other orders need not be written, and a circle is a defect of its own.
            if !known && !orders.leads_round(before, own) && !orders.leads(own, before) {
                left_out.push((before, edge));
            }
        }
        if let [(_, edge), ..] = left_out[..] {
            report(cx, out, list, own, &left_out, edge);
        }
    }
}

/// Tables whose rows say what a group waits for, and name its tasks beside it: "2 | T2 | Wave 1".
fn by_groups(cx: &Context) -> FxHashSet<BlockId> {
    let of_group = |e: &&Edge| e.relation == Relation::After && matches!(e.before, Node::Group(_));
    let tables = cx.plan.edges.iter().filter(of_group).filter_map(|edge| table_of(cx, edge.place.span));
    let leads = |table: &BlockId| {
        let table = cx.plan.table_at(*table);
        table.is_some_and(|t| t.column(Role::Group) == Some(0) && !t.has(Role::Id))
    };
    tables.filter(leads).collect()
}

/// The table in which something stands.
fn table_of(cx: &Context, span: Span) -> Option<BlockId> {
    let mut around = cx.document.ancestors(cx.document.block_at(span.start)?);
    around.find(|&block| cx.plan.table_at(block).is_some())
}

/// Whether an order that stands elsewhere had to be in `list` too: another list of the same thing names it, or a graph
/// of what depends on what.
fn binds(cx: &Context, lists: &[&Stated], list: &Stated, edge: &Edge) -> bool {
    if list.place.span.contains(edge.place.span) || edge.place.confidence == Confidence::Inferred {
        return false;
    }
    let own = cx.plan.canonical(list.subject);
    match edge.told() {
        Told::Stated => lists.iter().any(|other| {
            let first =
                other.place.why == Why::Label && list.place.why == Why::Cell || other.place.span < list.place.span;
            other.place.span.contains(edge.place.span)
                && cx.plan.canonical(other.subject) == own
                && (other.place.why != list.place.why || first)
        }),
        Told::Drawn => {
            let section = cx.document.block_at(edge.place.span.start).map(|b| cx.document.block(b).section);
            section.is_some_and(|s| cx.document.section(s).title.to_lowercase().contains("dependenc"))
        }
        Told::Said => false,
    }
}

fn report(cx: &Context, out: &mut Findings, list: &Stated, own: Node, left_out: &[(Node, &Edge)], edge: &Edge) {
    let name = quote(&cx.plan.name(own));
    let others = listed(left_out.iter().map(|(n, _)| cx.plan.name(*n)), NAMED);
    let place = match (edge.told(), edge.place.why) {
        (Told::Drawn, _) => "the graph",
        (_, Why::Cell) => "the table",
        _ => "another place",
    };
    let it = if left_out.len() == 1 { "it" } else { "them" };
    let mut found = out
        .at(list.place.span, format!("`{name}` waits for {others} in {place}, and this leaves {it} out"))
        .label("not named here")
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("find out which of the two holds, and write it in both places; who reads only this one starts too early")
        .about(Subject::Place(list.place.span));
    found = found.also(left_out.iter().map(|(_, edge)| (edge.place.span, "waits for it, as this says")));
    out.push(found);
}
