//! See `rules/dependencies/edge-mismatch.md`.

mod retold;

use crate::{
    diagnostic::{Confidence, Subject, listed, quote},
    plan::{Edge, Node, Orders, Plan, Relation, Role, Stated, Told, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// How many things a message names.
const NAMED: usize = 3;

/// Finds columns and fields of one plan that state the same order from both sides and disagree.
pub fn check(cx: &Context, out: &mut Findings) {
    let two_sided = cx.plan.stated.iter().any(|s| s.relation != Relation::After);
    let beside = cx.plan.edges.iter().any(|e| e.relation == Relation::With);
    // A task that stands in two places, or in a graph, may be told of twice.
    let twice = !cx.plan.repeats.is_empty() || cx.plan.edges.iter().any(|e| e.told() == Told::Drawn);
    if cx.plan.edges.is_empty() || !(two_sided || beside || twice) {
        return;
    }
    let mut orders = Orders::of(cx.plan);
    let mut told = Omitted::default();
    if two_sided {
        told = omissions(cx, out, &Lists::of(cx.plan), &mut orders);
    }
    companions(cx, out, &mut orders);
    if twice {
        retold::check(cx, out, &mut orders, &told);
    }
}

/// What a thing says it waits for, or holds up.
struct Entry<'p> {
    value: &'p Stated,
    /// Whether all its values were understood, so that what they do not name is left out.
    whole: bool,
    named: FxHashSet<Node>,
}

/// The entries by the thing and how the others are related to it.
struct Lists<'p>(FxHashMap<(Node, Relation), Entry<'p>>);

impl<'p> Lists<'p> {
    fn of(plan: &'p Plan) -> Self {
        let mut lists: FxHashMap<(Node, Relation), Entry> = FxHashMap::default();
        for value in plan.stated.iter().filter(|s| s.relation != Relation::With) {
            let new = Entry { value, whole: true, named: FxHashSet::default() };
            let entry = lists.entry((plan.canonical(value.subject), value.relation)).or_insert(new);
            entry.whole &= value.whole && value.place.confidence == Confidence::Explicit;
        }
        for edge in plan.edges.iter().filter(|e| e.relation != Relation::With) {
            let (own, other) = sides(plan, edge);
            if let Some(entry) = lists.get_mut(&(own, edge.relation)) {
                entry.named.insert(other);
            }
        }
        Self(lists)
    }

    /// The value in which `own` says what stands to it in `relation`, where it leaves out `other`.
    fn silent_about(&self, plan: &Plan, own: Node, relation: Relation, other: Node) -> Option<&'p Stated> {
        let entry = self.0.get(&(own, relation)).filter(|e| e.whole)?;
        // "Blocks: Phase 2" covers the tasks of that phase.
        let around = if let Node::Task(task) = other { plan.task(task).group.map(Node::Group) } else { None };
        let named = entry.named.contains(&other) || around.is_some_and(|g| entry.named.contains(&g));
        (!named).then_some(entry.value)
    }
}

/// The thing whose entry states an order, and the one that it names.
fn sides(plan: &Plan, edge: &Edge) -> (Node, Node) {
    let (before, after) = (plan.canonical(edge.before), plan.canonical(edge.after));
    if edge.relation == Relation::Blocks { (before, after) } else { (after, before) }
}

/// A value that leaves out what the others say.
struct LeftOut<'p> {
    value: &'p Stated,
    /// Whose value it is.
    own: Node,
    /// Who names it, and where.
    others: Vec<(Node, Span)>,
}

/// What was told of lists that leave out what the other side states.
#[derive(Default)]
struct Omitted {
    /// Where these lists stand.
    lists: FxHashSet<Span>,
    /// The orders that they leave out.
    orders: FxHashSet<(Node, Node)>,
}

/// Orders that one side states and the other side's own list leaves out, a finding for each list.
fn omissions(cx: &Context, out: &mut Findings, lists: &Lists, orders: &mut Orders) -> Omitted {
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut entries: FxHashMap<Span, usize> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    let mut told = FxHashSet::default();
    for edge in cx.plan.edges.iter().filter(|e| e.relation != Relation::With && e.told() == Told::Stated) {
        let (said_by, other) = sides(cx.plan, edge);
        // "All above" names nobody.
        if lists.0.get(&(said_by, edge.relation)).is_none_or(|e| !e.whole) {
            continue;
        }
        let opposite = if edge.relation == Relation::Blocks { Relation::After } else { Relation::Blocks };
        let Some(value) = lists.silent_about(cx.plan, other, opposite, said_by) else { continue };
        let (before, after) = (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after));
        // What is implied by other orders need not be written; a circle and a shared id are defects of their own.
        let shared = cx.plan.name(before) == cx.plan.name(after);
        let plain = !shared && !orders.leads_round(before, after) && !orders.leads(after, before);
        if edge.place.confidence == Confidence::Inferred || !plain {
            continue;
        }
        told.insert((before, after));
        let at = *entries.entry(value.place.span).or_insert_with(|| {
            left_out.push(LeftOut { value, own: other, others: Vec::new() });
            left_out.len() - 1
        });
        if seen.insert((at, said_by)) {
            left_out[at].others.push((said_by, edge.place.span));
        }
    }
    unkept(cx, out, left_out).into_iter().for_each(|left| omission(cx, out, left));
    Omitted { lists: entries.into_keys().collect(), orders: told }
}

/// Tells of one list whom it leaves out.
fn omission(cx: &Context, out: &mut Findings, LeftOut { value, own, others }: LeftOut) {
    let name = quote(&cx.plan.name(own));
    let list = listed(others.iter().map(|(n, _)| cx.plan.name(*n)), NAMED);
    let one = others.len() == 1;
    let them = if one { "it" } else { "them" };
    let (message, label) = match value.relation {
        Relation::Blocks => {
            let wait = if one { "waits" } else { "wait" };
            let message = format!("{list} {wait} for `{name}`, which does not say that it blocks {them}");
            (message, "waits for it, as this says")
        }
        _ => {
            let block = if one { "blocks" } else { "block" };
            let message = format!("{list} {block} `{name}`, which does not say that it waits for {them}");
            (message, "blocks it, as this says")
        }
    };
    let found = out
        .at(value.place.span, message)
        .label("not named here")
        .help("name it on both sides or on none: who reads only one of them starts too early, or waits for nothing")
        .about(Subject::Place(value.place.span))
        .also(others.iter().map(|(_, span)| (*span, label)));
    out.push(found);
}

/// From how many entries on that say "none", and are wrong, a column was not kept up.
const UNKEPT: usize = 3;

/// Tells of each column or field that says "none" throughout and is wrong, and gives back the rest: one who forgot a
/// column forgot it once.
fn unkept<'p>(cx: &Context, out: &mut Findings, left_out: Vec<LeftOut<'p>>) -> Vec<LeftOut<'p>> {
    let column = |left: &LeftOut| match left.own {
        Node::Task(task) => Some((left.value.relation == Relation::Blocks, cx.plan.task(task).table)),
        _ => None,
    };
    let none = |left: &LeftOut| names::is_nothing(cx.text(left.value.place.span).trim());
    let mut columns: BTreeMap<_, Vec<LeftOut>> = BTreeMap::new();
    let mut rest = Vec::new();
    for left in left_out {
        match column(&left).filter(|_| none(&left)) {
            Some(column) => columns.entry(column).or_default().push(left),
            None => rest.push(left),
        }
    }
    for ((blocks, table), mut rows) in columns {
        if rows.len() < UNKEPT {
            rest.append(&mut rows);
            continue;
        }
        rows.sort_by_key(|left| left.value.place.span);
        let role = if blocks { Role::Blocks } else { Role::Depends };
        let heading = table.map(|t| &cx.plan.tables[t.index()]).and_then(|t| Some(&t.columns[t.column(role)?]));
        let name = heading.map_or(if blocks { "Blocks" } else { "Depends on" }, |column| &column.name);
        let says = if blocks { "wait for them" } else { "say that they block them" };
        let first = &rows[0];
        let mut found = out
            .at(
                first.value.place.span,
                format!("`{}` was not kept up: {} tasks name nobody here, and others {says}", quote(name), rows.len()),
            )
            .label("names nobody")
            .help("fill it in, or take it out: who reads only one of the two sides starts too early, or waits for nothing")
            .about(Subject::Place(first.value.place.span))
            .gathers(rows.iter().map(|left| left.value.place.span));
        let (other, at) = first.others[0];
        let says = if blocks { "waits for" } else { "blocks" };
        let [other, own] = [other, first.own].map(|node| quote(&cx.plan.name(node)));
        found = found.related(at, format!("`{other}` {says} `{own}`, as this says"));
        found = found.also(rows.iter().skip(1).map(|left| (left.value.place.span, "nor this one")));
        out.push(found);
    }
    rest.sort_by_key(|left| left.value.place.span);
    rest
}

/// Things that are said to run side by side although one waits for the other.
fn companions(cx: &Context, out: &mut Findings, orders: &mut Orders) {
    let beside = |e: &&Edge| e.relation == Relation::With && e.place.confidence > Confidence::Inferred;
    if !cx.plan.edges.iter().any(|e| beside(&e)) {
        return;
    }
    let ends = |e: &Edge| (cx.plan.canonical(e.before), cx.plan.canonical(e.after));
    let ordered = cx.plan.edges.iter().filter(|e| e.relation != Relation::With);
    let direct: FxHashMap<(Node, Node), &Edge> = ordered.map(|e| (ends(e), e)).collect();
    let mut seen = FxHashSet::default();
    for edge in cx.plan.edges.iter().filter(beside) {
        let (other, own) = ends(edge);
        if own == other || !seen.insert((own.min(other), own.max(other))) {
            continue;
        }
        let Some((first, last)) = [(own, other), (other, own)].into_iter().find(|&(a, b)| orders.leads(a, b)) else {
            continue;
        };
        // What was not followed to its end is not certain.
        if orders.exhausted() {
            return;
        }
        let direct = direct.get(&(first, last));
        // What a sentence says of two things is only held against what the plan states of these two.
        if edge.told() == Told::Said && direct.is_none_or(|d| d.told() != Told::Stated) {
            continue;
        }
        let [own, other, first, last] = [own, other, first, last].map(|n| quote(&cx.plan.name(n)));
        let through = if direct.is_some() { "" } else { ", through others" };
        let mut found = out
            .at(
                edge.place.span,
                format!("`{own}` may run beside `{other}`, it says, but `{last}` waits for `{first}`{through}"),
            )
            .label("side by side, as this says")
            .help("take it out of this list, or drop the dependency if the two can start together")
            .about(Subject::Place(edge.place.span));
        if let Some(direct) = direct {
            found = found.related(direct.place.span, "one after the other, as this says");
        }
        out.push(found);
    }
}
