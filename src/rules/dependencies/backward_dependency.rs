//! See `rules/dependencies/backward-dependency.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, quote},
    markdown::BlockId,
    plan::{Edge, GroupId, Name, Node, Relation, Row, Table, Why, Word, names},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// Finds dependencies on work of a later phase or wave.
pub fn check(cx: &Context, out: &mut Findings) {
    let listed = OnceCell::new();
    for edge in &cx.plan.edges {
        // A drawn chain may be another way through the same phases.
        let said = matches!(edge.place.why, Why::Cell | Why::Label | Why::Inline | Why::FrontMatter | Why::Dialect);
        if edge.relation == Relation::With || edge.place.confidence == Confidence::Inferred || !said {
            continue;
        }
        let (Some(before), Some(after)) = (group_of(cx, edge.before), group_of(cx, edge.after)) else { continue };
        // "Sprint 1.5" may be the name of one that the document puts before Sprint 1.
        let meant = || {
            let ends = (edge.before, edge.after);
            cx.plan.stands_before(before, after) || listed.get_or_init(|| listed_orders(cx)).contains(&ends)
        };
        if cx.plan.precedes(after, before) == Some(true) && !meant() {
            out.push(finding(cx, out, edge, before, after));
        }
    }
    drawn(cx, out);
    numbered(cx, out);
    across(cx, out);
}

/// The orders that a list suggests, "Execution order: 1. Phase 3, 2. Phase 1": numbers need not be one there.
fn listed_orders(cx: &Context) -> FxHashSet<(Node, Node)> {
    let listed = |e: &&Edge| e.place.why == Why::Arrow && e.place.confidence == Confidence::Inferred;
    cx.plan.edges.iter().filter(listed).map(|e| (e.before, e.after)).collect()
}

/// Rows that wait for one further down, in a table whose column "Order" counts up.
fn numbered(cx: &Context, out: &mut Findings) {
    let ordered = cx.plan.tables.iter().filter_map(|table| Some((table, order(cx, table)?)));
    let rows = ordered.flat_map(|(table, order)| {
        let named = table.rows.iter().zip(order).filter_map(|(row, at)| Some((row.subject?, at)));
        named.map(|(node, at)| (node, (table.block, at)))
    });
    let places: FxHashMap<Node, (BlockId, u32)> = rows.collect();
    for edge in cx.plan.edges.iter().filter(|_| !places.is_empty()) {
        let said = matches!(edge.place.why, Why::Cell | Why::Label) && edge.relation != Relation::With;
        let (Some(before), Some(after)) = (places.get(&edge.before), places.get(&edge.after)) else { continue };
        if said && before.0 == after.0 && before.1 > after.1 && is_named_whole(cx, edge) {
            out.push(in_order(cx, out, edge, before.1, after.1));
        }
    }
}

/// The numbers of a table whose column "Order" counts up, a number a row.
fn order(cx: &Context, table: &Table) -> Option<Vec<u32>> {
    let words = &cx.settings.vocabulary;
    let column = table.columns.iter().position(|c| words.is_name(&c.key, Name::Sequence))?;
    // What is taken down goes the other way.
    let above = cx.document.previous_sibling(table.block).map_or("", |b| cx.text(cx.document.block(b).span));
    let mut titles = cx.plan.sections_around(cx.document, table.section).map(|s| &cx.document.section(s).title);
    let turned = |text: &str| words.says(text, Word::OtherOrder) || words.says(text, Word::Reversed);
    if turned(above) || titles.any(|title| turned(title)) {
        return None;
    }
    let number =
        |row: &Row| cx.text(cx.document.text_span(*row.cells.get(column)?)).trim_matches([' ', '.', '*']).parse().ok();
    let order: Vec<u32> = table.rows.iter().map(number).collect::<Option<_>>()?;
    (order.len() >= ROWS && order.is_sorted()).then_some(order)
}

/// The one arrow of a list of them, `- Task 1.2 → Task 2.1`, that leads back to an earlier phase. Whichever way arrows are
/// read there, it or another one is wrong.
fn drawn(cx: &Context, out: &mut Findings) {
    // A list without arrows only suggests an order.
    let shown = |e: &&Edge| e.place.why == Why::Arrow && e.place.confidence != Confidence::Inferred;
    let arrows = cx.plan.edges.iter().filter(shown).filter(|e| e.relation == Relation::After);
    let tasks = arrows.filter(|e| matches!((e.before, e.after), (Node::Task(_), Node::Task(_))));
    let placed = tasks.filter_map(|edge| {
        let block = cx.document.block_at(edge.place.span.start)?;
        let (before, after) = (group_of(cx, edge.before)?, group_of(cx, edge.after)?);
        Some((cx.document.block(block).section, edge, before, after))
    });
    let placed: Vec<_> = placed.collect();
    for list in placed.chunk_by(|a, b| a.0 == b.0) {
        // A chain may be another way through the same phases.
        let alone = |edge: &Edge| {
            let line = |other: &Edge| cx.source.lines().line_of(other.place.span.start as usize);
            let back = cx.line(edge.place.span).split(|c: char| !c.is_alphanumeric());
            let mut back = back.filter(|word| cx.settings.vocabulary.is_name(word, Name::LeadingBack));
            back.next().is_none() && list.iter().filter(|(_, other, ..)| line(other) == line(edge)).count() == 1
        };
        let ordered = |a: GroupId, b: GroupId| cx.plan.precedes(a, b) == Some(true);
        let on = list.iter().filter(|(.., before, after)| ordered(*before, *after)).count();
        let mut back = list.iter().filter(|(.., before, after)| ordered(*after, *before));
        if let (true, Some((_, edge, before, after)), None) = (on > 0 && list.len() <= LIST, back.next(), back.next())
            && alone(edge)
        {
            out.push(finding(cx, out, edge, *before, *after).severity(Severity::Warning));
        }
    }
}

/// Whether a dependency writes all of the name or id of what it waits for: "database" may be no "database backup".
fn is_named_whole(cx: &Context, edge: &Edge) -> bool {
    let written = names::title_key(names::bare(cx.text(edge.place.span)));
    match edge.before {
        Node::Task(task) => {
            let task = cx.plan.task(task);
            let id = task.id.as_deref().is_some_and(|id| written.ends_with(&*names::title_key(id)));
            id || written == names::title_key(&task.title)
        }
        _ => true,
    }
}

/// Fewest rows that show an order.
const ROWS: usize = 3;

/// The longest list of arrows.
const LIST: usize = 64;

/// The same where what a task waits for stands in another document, and the format counts the waves of all of them.
fn across(cx: &Context, out: &mut Findings) {
    for (awaited, own, other) in cx.kin.waves().filter(|(_, own, other)| other > own) {
        let (name, waited) = (cx.plan.task(awaited.subject).name(), awaited.member.plan.task(awaited.task).name());
        let (name, waited) = (quote(name), quote(waited));
        let message = format!("`{name}` (Wave {own}) waits for `{waited}` (Wave {other}), which comes later");
        out.push(
            out.at(awaited.wait.place.span, message)
                .label("finished only later")
                .related_in(
                    &awaited.member.source,
                    awaited.member.plan.span(Node::Task(awaited.task)),
                    "what it waits for",
                )
                .help("move it to a later wave, or drop the dependency"),
        );
    }
}

fn group_of(cx: &Context, node: Node) -> Option<GroupId> {
    match node {
        Node::Task(task) => cx.plan.task(task).group,
        Node::Group(group) => Some(group),
        Node::Actor(_) => None,
    }
}

fn in_order(cx: &Context, out: &Findings, edge: &Edge, before: u32, after: u32) -> Diagnostic {
    let [awaited, waiting] = [edge.before, edge.after].map(|node| quote(&cx.plan.name(node)));
    out.at(
        edge.place.span,
        format!("`{waiting}` is number {after} and waits for `{awaited}`, which is number {before}"),
    )
    .severity(Severity::Warning)
    .label("comes later in this order")
    .related(cx.plan.span(edge.before), "what it waits for")
    .confidence(edge.place.confidence)
    .help("move the row below what it waits for, or drop the dependency")
}

fn finding(cx: &Context, out: &Findings, edge: &Edge, before: GroupId, after: GroupId) -> Diagnostic {
    let describe = |node: Node, group: GroupId| match node {
        Node::Group(_) => format!("`{}`", quote(&cx.plan.name(node))),
        _ => format!("`{}` ({})", quote(&cx.plan.name(node)), quote(&cx.plan.group(group).name())),
    };
    let message =
        format!("{} waits for {}, which comes later", describe(edge.after, after), describe(edge.before, before));
    out.at(edge.place.span, message)
        .label("finished only later")
        .related(cx.plan.span(edge.before), "what it waits for")
        .related(cx.plan.span(edge.after), "what waits")
        .confidence(edge.place.confidence)
        .help("move the work to an earlier phase, move the task to a later one, or drop the dependency")
}
