//! One task that two places give to two people: its row and its own section, or its rows in two tables.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{ActorId, ActorKind, Assignee, Assignment, Duty, Node, Why},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// A thing that is given to one person or agent alone.
type Given<'p> = (&'p Assignment, ActorId);

/// Finds tasks and phases of which two places name two owners.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let owned = cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner);
    let given: Vec<Given> = owned.filter_map(|a| Some((a, alone(cx, a)?))).collect();
    let mut found = row_and_section(cx, &given);
    found.extend(two_tables(cx, &given));
    found.sort_unstable_by_key(|(.., second)| second.place.span);
    for (node, first, second) in found {
        let [here, there] = [second, first].map(|a| quote(cx.text(a.place.span)).to_string());
        let name = quote(&cx.plan.name(node)).to_string();
        out.push(
            out.at(second.place.span, format!("`{name}` is given to {here} here and to {there} elsewhere"))
                .label(format!("{here} here"))
                .related(first.place.span, format!("{there} here"))
                .confidence(Confidence::Conventional)
                .help("decide who does it and say so in both places; now both may start, or neither"),
        );
    }
}

/// What the rows of two tables give to two people, where they agree about as many others.
fn two_tables<'p>(cx: &Context<'p>, given: &[Given<'p>]) -> Vec<(Node, &'p Assignment, &'p Assignment)> {
    if cx.plan.tables.len() < 2 {
        return Vec::new();
    }
    let table = |a: &Assignment| {
        let cell = cx.document.block_at(a.place.span.start)?;
        let mut around = cx.document.ancestors(cell);
        around.find_map(|block| cx.plan.tables.binary_search_by_key(&block, |t| t.block).ok())
    };
    let mut firsts: FxHashMap<Node, (usize, Given<'p>)> = FxHashMap::default();
    let mut pairs: FxHashMap<(usize, usize), (usize, Vec<_>)> = FxHashMap::default();
    for &(assignment, actor) in given.iter().filter(|(a, _)| a.place.why == Why::Cell) {
        let Some(at) = table(assignment) else { continue };
        let node = cx.plan.canonical(assignment.subject);
        let &mut (first, (other, before)) = firsts.entry(node).or_insert((at, (assignment, actor)));
        if first == at || !one_time(cx, first, at) {
            continue;
        }
        let (agreed, apart) = pairs.entry((first, at)).or_default();
        match before == actor {
            true => *agreed += 1,
            false => apart.push((node, other, assignment)),
        }
    }
    let about_one = pairs.into_values().filter(|(agreed, apart)| agreed >= &apart.len());
    about_one.flat_map(|(_, apart)| apart).collect()
}

/// Whether no phase or week sets two tables apart.
fn one_time(cx: &Context, one: usize, other: usize) -> bool {
    let group = |at: usize| cx.plan.group_around(cx.document, cx.plan.tables[at].section);
    group(one).zip(group(other)).is_none_or(|(one, other)| one == other)
}

/// What a row gives to somebody else than the section of the same thing.
fn row_and_section<'p>(cx: &Context<'p>, given: &[Given<'p>]) -> Vec<(Node, &'p Assignment, &'p Assignment)> {
    let of = |why: Why| given.iter().filter(move |(a, _)| a.place.why == why);
    if of(Why::Label).next().is_none() || of(Why::Cell).next().is_none() {
        return Vec::new();
    }
    let named = |why: Why| -> FxHashSet<ActorId> { of(why).map(|(_, actor)| *actor).collect() };
    let (in_cells, in_labels) = (named(Why::Cell), named(Why::Label));
    let mut said: FxHashMap<Node, [Vec<&Given<'p>>; 2]> = FxHashMap::default();
    for (at, why) in [Why::Cell, Why::Label].into_iter().enumerate() {
        for pair in of(why) {
            said.entry(cx.plan.canonical(pair.0.subject)).or_default()[at].push(pair);
        }
    }
    let mut found = Vec::new();
    for (node, places) in said {
        // Of several in one place none is certain.
        let ([(row, one)], [(field, other)]) = (&places[0][..], &places[1][..]) else { continue };
        // A role in one place and a person in the other are one, where neither stands in both.
        let alike = in_cells.contains(other) || in_labels.contains(one);
        if one != other && alike {
            let (first, second) = if row.place.span < field.place.span { (row, field) } else { (field, row) };
            found.push((node, *first, *second));
        }
    }
    found
}

/// The one person or agent to whom something is given.
fn alone(cx: &Context, assignment: &Assignment) -> Option<ActorId> {
    match &assignment.assignee {
        Assignee::Actors(actors) => match actors[..] {
            [one] => Some(one).filter(|&a| !matches!(cx.plan.actor(a).kind, ActorKind::Pool)),
            _ => None,
        },
        _ => None,
    }
}
