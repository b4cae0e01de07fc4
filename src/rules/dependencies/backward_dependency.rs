//! See `rules/dependencies/backward-dependency.md`.

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Edge, GroupId, Node, Relation, Why},
    rules::{Context, Findings},
};

/// Finds dependencies on work of a later phase or wave.
pub fn check(cx: &Context, out: &mut Findings) {
    for edge in &cx.plan.edges {
        // A drawn chain may be another way through the same phases.
        let said = matches!(edge.place.why, Why::Cell | Why::Label | Why::Inline | Why::FrontMatter | Why::Dialect);
        if edge.relation == Relation::With || edge.place.confidence == Confidence::Inferred || !said {
            continue;
        }
        let (Some(before), Some(after)) = (group_of(cx, edge.before), group_of(cx, edge.after)) else { continue };
        if cx.plan.precedes(after, before) == Some(true) {
            report(cx, out, edge, before, after);
        }
    }
    across(cx, out);
}

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

fn report(cx: &Context, out: &mut Findings, edge: &Edge, before: GroupId, after: GroupId) {
    let describe = |node: Node, group: GroupId| match node {
        Node::Group(_) => format!("`{}`", quote(&cx.plan.name(node))),
        _ => format!("`{}` ({})", quote(&cx.plan.name(node)), quote(&cx.plan.group(group).name())),
    };
    let message =
        format!("{} waits for {}, which comes later", describe(edge.after, after), describe(edge.before, before));
    let found = out
        .at(edge.place.span, message)
        .label("finished only later")
        .related(cx.plan.span(edge.before), "what it waits for")
        .related(cx.plan.span(edge.after), "what waits")
        .confidence(edge.place.confidence)
        .help("move the work to an earlier phase, move the task to a later one, or drop the dependency");
    out.push(found);
}
