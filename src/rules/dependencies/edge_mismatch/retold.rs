//! What a thing waits for or holds up, told twice: in a table and in its own section, in a graph and in its field.

use crate::{
    diagnostic::{Confidence, Severity, Subject, listed, quote},
    markdown::BlockId,
    plan::{Edge, Node, Orders, Relation, Role, Stated, Told, Why},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

use super::{NAMED, Omitted, sides};

/// In how many places one thing may say what it waits for or holds up.
const PLACES: usize = 8;

/// Finds lists that leave out what another place names, where `told` has not said so yet.
pub(super) fn check(cx: &Context, out: &mut Findings, orders: &mut Orders, told: &Omitted) {
    of_relation(cx, out, orders, told, Relation::After);
    of_relation(cx, out, orders, told, Relation::Blocks);
}

/// The same of lists that are related in one way to the things whose they are.
fn of_relation(cx: &Context, out: &mut Findings, orders: &mut Orders, told: &Omitted, relation: Relation) {
    let groups = by_groups(cx);
    let whole = |s: &&Stated| {
        s.relation == relation
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
    for edge in cx.plan.edges.iter().filter(|e| e.relation == relation) {
        edges.entry(sides(cx.plan, edge).0).or_default().push(edge);
    }
    for list in cx.plan.stated.iter().filter(whole).filter(|l| !told.lists.contains(&l.place.span)) {
        let own = cx.plan.canonical(list.subject);
        let Some(lists) = lists.get(&own).filter(|l| l.len() <= PLACES) else { continue };
        let of_own = edges.get(&own).map_or(&[][..], Vec::as_slice);
        let named: FxHashSet<Node> =
            (of_own.iter().filter(|e| list.place.span.contains(e.place.span))).map(|e| sides(cx.plan, e).1).collect();
        // A row and a heading of one id may stand for two things, and be one to a reader.
        let names: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| named.iter().map(|&n| cx.plan.name(n)).collect());
        let mut left_out: Vec<(Node, &Edge)> = Vec::new();
        for edge in of_own.iter().filter(|e| binds(cx, lists, list, e)) {
            let (_, other) = sides(cx.plan, edge);
            let (before, after) = (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after));
            let around = if let Node::Task(task) = other { cx.plan.task(task).group.map(Node::Group) } else { None };
            let known = told.orders.contains(&(before, after))
                || named.contains(&other)
                || around.is_some_and(|g| named.contains(&g))
                || left_out.iter().any(|(node, _)| *node == other)
                || cx.plan.name(other) == cx.plan.name(own)
                || names.contains(&cx.plan.name(other));
            // What follows from other orders need not be written, and a circle is a defect of its own.
            if !known && !orders.leads_round(before, after) && !orders.leads(after, before) {
                left_out.push((other, edge));
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
    let (verb, says) = match list.relation {
        Relation::Blocks => ("blocks", "blocked by it, as this says"),
        _ => ("waits for", "waits for it, as this says"),
    };
    let mut found = out
        .at(list.place.span, format!("`{name}` {verb} {others} in {place}, and this leaves {it} out"))
        .label("not named here")
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("find out which of the two holds, and write it in both places; who reads only this one starts too early")
        .about(Subject::Place(list.place.span));
    found = found.also(left_out.iter().map(|(_, edge)| (edge.place.span, says)));
    out.push(found);
}
