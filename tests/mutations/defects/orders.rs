//! Orders that are stated in two places.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::plan::{Axis, Node, Relation, Stated, Why};

defects! {
    "edge-mismatch" "a task forgets what it blocks" forgotten_block;
    "edge-mismatch" "a task does not wait for what blocks it" forgotten_wait;
    "conflicting-order" "a chain turns two tasks round" contrary_chain;
    "conflicting-order" "a chain turns two phases round" contrary_phases;
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

fn contrary_chain(clean: &Clean) -> Vec<Mutant> {
    let id = |task| clean.plan.task(task).id.as_deref();
    let stated = clean.stated_orders().filter(|(e, ..)| matches!(e.place.why, Why::Cell | Why::Label | Why::Inline));
    let named = stated.filter_map(|(_, before, after)| Some((id(before)?, id(after)?)));
    // A bare number or a small letter in a chain may be anything.
    let named = named.filter(|(a, b)| [a, b].iter().all(|id| id.starts_with(|c: char| c.is_ascii_uppercase())));
    named.map(|(first, last)| turned(clean, first, last)).collect()
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
