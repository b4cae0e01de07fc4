//! See `rules/dependencies/dependency-cycle.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    family::Member,
    plan::{Dangling, Edge, Node, Plan, Relation, TaskId, Told, Why},
    rules::{
        Context, Findings,
        views::{self, View},
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds orders that lead back to where they began: one finding for each set
/// of things that wait for each other, shown along one shortest way round.
pub fn check(cx: &Context, out: &mut Findings) {
    // Two places of different kinds that contradict each other are no circle, but a change in one of them only.
    let contrary: FxHashSet<(Node, Node, Span)> = cx.plan.contrary_orders().into_iter().map(|(_, e)| key(e)).collect();
    let edges: Vec<&Edge> = cx
        .plan
        .edges
        .iter()
        .filter(|e| {
            e.relation != Relation::With
                && is_of_work(e)
                && !contrary.contains(&key(e))
                && (matches!(e.after, Node::Actor(_)) || !e.is_qualified(cx.plan, cx.source.text()))
        })
        .collect();
    across(cx, out);
    views(cx, out);
    // Phases that wait for themselves one and all wait for those of another plan.
    let itself = |e: &&Edge| e.before == e.after && matches!(e.after, Node::Group(_));
    let several = edges.iter().filter(|e| itself(e)).count() > 1;
    let edges: Vec<&Edge> = edges.into_iter().filter(|e| !several || !itself(e)).collect();
    let mut graph = Graph::new(&edges);
    for component in graph.components() {
        let Some(cycle) = graph.shortest_cycle(&component) else { continue };
        if !are_of_several(cx, &cycle) {
            report(cx, out, &cycle);
        }
    }
}

/// Whether chains of different headings or labels make up a circle: "Original order: T2 → T1", "Now: T1 → T2". Each
/// says something of its own.
fn are_of_several(cx: &Context, cycle: &[&Edge]) -> bool {
    let mut chains = cycle.iter().filter(|e| e.place.why == Why::Arrow).map(|e| {
        let block = cx.document.block_at(e.place.span.start);
        (block.map(|b| cx.document.block(b).section), e.chain_label(cx.source.text()))
    });
    let first = chains.next();
    chains.any(|chain| first.as_ref() != Some(&chain))
}

/// Whether it is no task that waits for whoever does another one, and no turns that agents take: two may wait for each
/// other like their work, as a field of each says.
fn is_of_work(edge: &Edge) -> bool {
    let stated = || matches!(edge.after, Node::Actor(_)) && edge.place.why == Why::Label;
    !matches!(edge.before, Node::Actor(_)) || stated()
}

/// Tasks that wait for each other over several documents; told in the first of these.
fn across(cx: &Context, out: &mut Findings) {
    let waiting: FxHashSet<TaskId> = cx.kin.awaited().map(|a| a.subject).collect();
    let mut waiting: Vec<TaskId> = waiting.into_iter().collect();
    waiting.sort_unstable();
    for task in waiting {
        let Some(circle) = cx.kin.circle(task) else { continue };
        let [(_, first), others @ ..] = &circle[..] else { continue };
        if others.iter().any(|(member, _)| !cx.kin.precedes(member)) {
            continue;
        }
        let name = |member: &Member, wait: &Dangling| format!("`{}`", quote(&member.plan.name(wait.subject)));
        let names: Vec<String> = circle.iter().map(|(member, wait)| name(member, wait)).collect();
        let says = |member: &Member, wait: &Dangling| {
            format!("{} waits for {}", quote(&member.plan.name(wait.subject)), quote(&wait.text))
        };
        let mut found = out
            .at(first.place.span, format!("these wait for each other: {} → {}", names.join(" → "), names[0]))
            .label(says(cx.kin.own(), first))
            .help("none of them can start; drop or turn round one of these dependencies")
            .confidence(circle.iter().map(|(_, wait)| wait.place.confidence).min().unwrap_or(Confidence::Inferred));
        for (member, wait) in others.iter().take(8) {
            found = found.related_in(&member.source, wait.place.span, says(member, wait));
        }
        out.push(found);
    }
}

/// Tasks that wait for each other where one document states a part of the orders and a view of it the rest; told in one
/// of the two.
fn views(cx: &Context, out: &mut Findings) {
    for view in views::views(cx).into_iter().filter(|view| cx.kin.speaks(view.member)) {
        let joint = joint(cx, &view);
        // What one of them says alone is told there.
        let alone =
            |own: bool| Graph::new(&joint.iter().filter(|(_, is)| *is == own).map(|(e, _)| e).collect::<Vec<_>>());
        if [true, false].into_iter().any(|own| !alone(own).components().is_empty()) {
            continue;
        }
        let mut graph = Graph::new(&joint.iter().map(|(edge, _)| edge).collect::<Vec<_>>());
        let own: FxHashSet<*const Edge> =
            joint.iter().filter(|(_, own)| *own).map(|(e, _)| std::ptr::from_ref(e)).collect();
        let is_own = |edge: &&Edge| own.contains(&std::ptr::from_ref(*edge));
        for component in graph.components() {
            let Some(mut cycle) = graph.shortest_cycle(&component) else { continue };
            let Some(first) = cycle.iter().position(is_own) else { continue };
            cycle.rotate_left(first);
            report_joint(cx, out, &cycle, view.member, is_own);
        }
    }
}

/// The stated orders of this document and those of the other, as between tasks of this one; with whether they are its own.
fn joint(cx: &Context, view: &View) -> Vec<(Edge, bool)> {
    let own: FxHashMap<TaskId, TaskId> = view.tasks.iter().map(|&(own, other)| (other, own)).collect();
    let stated = |e: &&Edge| {
        e.relation != Relation::With && e.told() == Told::Stated && e.place.confidence > Confidence::Inferred
    };
    let tasks = |plan: &Plan, node: Node| match plan.canonical(node) {
        Node::Task(task) => Some(task),
        _ => None,
    };
    let orders = |plan: &'_ Plan| -> Vec<(TaskId, TaskId, Edge)> {
        let edges = plan.edges.iter().filter(stated);
        edges.filter_map(|e| Some((tasks(plan, e.before)?, tasks(plan, e.after)?, *e))).collect()
    };
    let between = |(before, after, edge): (TaskId, TaskId, Edge), is_own: bool| {
        (Edge { before: Node::Task(before), after: Node::Task(after), ..edge }, is_own)
    };
    let shared = |(before, after, edge)| Some((*own.get(&before)?, *own.get(&after)?, edge));
    let others = orders(&view.member.plan).into_iter().filter_map(shared).map(|order| between(order, false));
    orders(cx.plan).into_iter().map(|order| between(order, true)).chain(others).collect()
}

fn report_joint(cx: &Context, out: &mut Findings, cycle: &[&Edge], other: &Member, is_own: impl Fn(&&Edge) -> bool) {
    let names: Vec<String> = cycle.iter().map(|e| format!("`{}`", quote(&cx.plan.name(e.before)))).collect();
    let mut found = out
        .at(cycle[0].place.span, format!("these wait for each other: {} → {}", names.join(" → "), names[0]))
        .label(says(cx, cycle[0]))
        .help("none of them can start; drop or turn round one of these dependencies")
        .confidence(cycle.iter().map(|e| e.place.confidence).min().unwrap_or(Confidence::Inferred));
    // Two that turn one order round may be a change in one of them only.
    if cycle.len() == 2 {
        found = found.severity(Severity::Warning);
    }
    for edge in cycle[1..].iter().take(8) {
        found = match is_own(edge) {
            true => found.related(edge.place.span, says(cx, edge)),
            false => found.related_in(&other.source, edge.place.span, says(cx, edge)),
        };
    }
    out.push(found);
}

fn key(edge: &Edge) -> (Node, Node, Span) {
    (edge.before, edge.after, edge.place.span)
}

fn report(cx: &Context, out: &mut Findings, cycle: &[&Edge]) {
    let names: Vec<String> = cycle.iter().map(|e| format!("`{}`", quote(&cx.plan.name(e.before)))).collect();
    let Some(first) = cycle.first() else { return };
    let (message, help) = if cycle.len() == 1 {
        (format!("{} waits for itself", names[0]), "it can never start; name what it really waits for, or nothing")
    } else {
        (
            format!("these wait for each other: {} → {}", names.join(" → "), names[0]),
            "none of them can start; drop or turn round one of these dependencies",
        )
    };
    let sure = cycle.iter().map(|e| e.place.confidence).min().unwrap_or(Confidence::Inferred);
    let mut found = out.at(first.place.span, message).label(says(cx, first)).help(help).confidence(sure);
    // What an agent has done first need not be all of its work.
    if sure == Confidence::Inferred || cycle.iter().any(|e| matches!(e.after, Node::Actor(_))) {
        found = found.severity(Severity::Warning);
    }
    found = found.also(cycle.iter().skip(1).map(|edge| (edge.place.span, says(cx, edge))));
    out.push(found);
}

fn says(cx: &Context, edge: &Edge) -> String {
    format!("{} waits for {}", quote(&cx.plan.name(edge.after)), quote(&cx.plan.name(edge.before)))
}

/// The edges by the node they leave.
struct Graph<'e> {
    nodes: Vec<Node>,
    out: Vec<Vec<(usize, &'e Edge)>>,
}

impl<'e> Graph<'e> {
    fn new(edges: &[&'e Edge]) -> Self {
        let mut index: FxHashMap<Node, usize> = FxHashMap::default();
        let mut graph = Graph { nodes: Vec::new(), out: Vec::new() };
        for &edge in edges {
            let ends = [edge.before, edge.after].map(|node| {
                *index.entry(node).or_insert_with(|| {
                    graph.nodes.push(node);
                    graph.out.push(Vec::new());
                    graph.nodes.len() - 1
                })
            });
            graph.out[ends[0]].push((ends[1], edge));
        }
        graph
    }

    /// The strongly connected components that hold a cycle (Tarjan 1972, without recursion).
    fn components(&mut self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let count = self.nodes.len();
        let (mut order, mut low, mut on_stack) = (vec![NEW; count], vec![0; count], vec![false; count]);
        let (mut stack, mut next, mut found) = (Vec::new(), 0, Vec::new());
        for root in 0..count {
            if order[root] != NEW {
                continue;
            }
            let mut work = vec![(root, 0)];
            while let Some(&mut (node, ref mut at)) = work.last_mut() {
                if *at == 0 {
                    order[node] = next;
                    low[node] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[node] = true;
                }
                if let Some(&(to, _)) = self.out[node].get(*at) {
                    *at += 1;
                    if order[to] == NEW {
                        work.push((to, 0));
                    } else if on_stack[to] {
                        low[node] = low[node].min(order[to]);
                    }
                    continue;
                }
                // A node without edges comes here with `at` still 0; it must not be entered again.
                work.pop();
                if let Some(&(parent, _)) = work.last() {
                    low[parent] = low[parent].min(low[node]);
                }
                if low[node] == order[node] {
                    let from = stack.iter().rposition(|&n| n == node).unwrap_or(0);
                    let component: Vec<usize> = stack.split_off(from);
                    component.iter().for_each(|&n| on_stack[n] = false);
                    let own_loop = self.out[node].iter().any(|(to, _)| *to == node);
                    if component.len() > 1 || own_loop {
                        found.push(component);
                    }
                }
            }
        }
        found
    }

    /// A shortest way from the component's first node in the document back to itself.
    fn shortest_cycle(&self, component: &[usize]) -> Option<Vec<&'e Edge>> {
        let start = *component.iter().min()?;
        let inside: rustc_hash::FxHashSet<usize> = component.iter().copied().collect();
        let mut reached: FxHashMap<usize, (usize, &'e Edge)> = FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for &(to, edge) in &self.out[node] {
                if to == start {
                    let mut path = vec![edge];
                    let mut at = node;
                    while at != start {
                        let (from, edge) = *reached.get(&at)?;
                        path.push(edge);
                        at = from;
                    }
                    path.reverse();
                    return Some(path);
                }
                if inside.contains(&to) && !reached.contains_key(&to) {
                    reached.insert(to, (node, edge));
                    queue.push_back(to);
                }
            }
        }
        None
    }
}
