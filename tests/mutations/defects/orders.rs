//! Orders that are stated in two places.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::plan::{Axis, Node, Relation, Stated, Why};

defects! {
    "edge-mismatch" "a task forgets what it blocks" forgotten_block;
    "edge-mismatch" "a task does not wait for what blocks it" forgotten_wait;
    "conflicting-order" "a chain turns two tasks round" contrary_chain;
    "edge-mismatch" "a graph knows what the task leaves out" drawn_wait;
    "conflicting-order" "a chain turns two phases round" contrary_phases;
    "conflicting-order" "a graph turns two tasks round" contrary_graph;
    "conflicting-order" "a numbered list turns two tasks round" contrary_list;
}

/// Values of one relation, where the plan states its orders from both sides.
fn values(clean: &Clean, own: Relation) -> Vec<&Stated> {
    let other = if own == Relation::After { Relation::Blocks } else { Relation::After };
    // Only where the other side says it too.
    let told = |s: &&Stated| {
        clean
            .plan
            .edges
            .iter()
            .any(|e| e.relation == other && s.subject == (if own == Relation::After { e.after } else { e.before }))
    };
    clean.plan.stated.iter().filter(|s| s.whole && s.relation == own).filter(told).collect()
}

fn forgotten_block(clean: &Clean) -> Vec<Mutant> {
    let values = values(clean, Relation::Blocks).into_iter();
    values.map(|s| clean.replace(s.place.span, "None")).collect()
}

fn forgotten_wait(clean: &Clean) -> Vec<Mutant> {
    let values = values(clean, Relation::After).into_iter();
    values.map(|s| clean.replace(s.place.span, "None")).collect()
}

/// `b → a` at the end, where `a` comes before `b`.
fn turned(clean: &Clean, first: &str, last: &str) -> Mutant {
    let chain = format!("{last} → {first}");
    clean.append(&format!("The order at a glance:\n\n```\n{chain}\n```")).at(&chain)
}

/// The ids of tasks of which the second one waits for the first.
fn named(clean: &Clean) -> Vec<(&str, &str)> {
    let id = |task| clean.plan.task(task).id.as_deref();
    let stated = clean.stated_orders().filter(|(e, ..)| matches!(e.place.why, Why::Cell | Why::Label | Why::Inline));
    let named = stated.filter_map(|(_, before, after)| Some((id(before)?, id(after)?)));
    // A bare number or a small letter in a chain may be anything.
    named.filter(|(a, b)| [a, b].iter().all(|id| id.starts_with(|c: char| c.is_ascii_uppercase()))).collect()
}

fn contrary_chain(clean: &Clean) -> Vec<Mutant> {
    named(clean).into_iter().map(|(first, last)| turned(clean, first, last)).collect()
}

fn contrary_graph(clean: &Clean) -> Vec<Mutant> {
    let graph = |(first, last): (&str, &str)| {
        let line = format!("       └──▶ {first}");
        let drawn = format!("The order at a glance:\n\n```text\n{last} ──┬──▶ {last} (again)\n{line}\n```");
        clean.append(&drawn).at(&line)
    };
    // The line below has to meet the branch above.
    named(clean).into_iter().filter(|(_, last)| last.chars().count() == 4).map(graph).collect()
}

fn contrary_list(clean: &Clean) -> Vec<Mutant> {
    let orders = named(clean);
    let third = |pair: &(&str, &str)| orders.iter().flat_map(|o| [o.0, o.1]).find(|id| *id != pair.0 && *id != pair.1);
    let list = |pair: &(&str, &str)| {
        let line = format!("3. {}", pair.0);
        let list = format!("## Execution order\n\n1. {}\n2. {}\n{line}", third(pair)?, pair.1);
        Some(clean.append(&list).at(&line))
    };
    // Only where the third one has no place of its own in the order.
    let free = |pair: &&(&str, &str)| {
        third(pair).is_some_and(|t| !orders.contains(&(pair.1, t)) && !orders.contains(&(t, pair.0)))
    };
    orders.iter().filter(free).filter_map(list).collect()
}

fn drawn_wait(clean: &Clean) -> Vec<Mutant> {
    let whole = |s: &&Stated| s.whole && s.relation == Relation::After && clean.slice(s.place.span) == "None";
    let lone: Vec<(&str, &Stated)> = (clean.plan.stated.iter().filter(whole))
        .filter_map(|s| match s.subject {
            Node::Task(task) => Some((clean.plan.task(task).id.as_deref()?, s)),
            _ => None,
        })
        .filter(|(id, _)| id.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect();
    let graph = |pair: &[(&str, &Stated)]| {
        let [(first, _), (last, value)] = pair else { unreachable!("windows of two") };
        let graph = format!("## Dependency graph\n\n```text\n{first} ──▶ {last}\n```");
        clean.append(&graph).on(clean.line(value.place.span))
    };
    lone.windows(2).map(graph).collect()
}

fn contrary_phases(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for edge in clean.plan.edges.iter().filter(|e| matches!(e.place.why, Why::Cell | Why::Label)) {
        if let (Node::Group(first), Node::Group(last)) = (edge.before, edge.after)
            && [first, last].iter().all(|g| clean.plan.group(*g).axis == Axis::Time)
        {
            let [first, last] = [first, last].map(|g| clean.plan.group(g).name());
            mutants.push(turned(clean, &first, &last));
        }
    }
    mutants
}
