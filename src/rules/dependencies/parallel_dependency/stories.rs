//! Stories that wait for each other although a sentence lets all of them start at once.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{Edge, Node, Phrase, Relation, Told, Why},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds what the sentence of a form promises for all stories, and the plan itself takes back.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let guessed = |e: &&Edge| {
        e.relation == Relation::With && e.place.why == Why::Sentence && e.place.confidence == Confidence::Inferred
    };
    // What is dealt out to people says nothing of when they begin.
    let said = |e: &&Edge| guessed(e) && cx.plan.phrases_in(e.place.span).any(|h| h.phrase == Phrase::Beside);
    let mut beside: FxHashMap<(Node, Node), Span> = FxHashMap::default();
    for edge in cx.plan.edges.iter().filter(said) {
        beside.entry((edge.before.min(edge.after), edge.before.max(edge.after))).or_insert(edge.place.span);
    }
    if beside.is_empty() {
        return;
    }
    let sure = |e: &&Edge| e.told() == Told::Stated && e.place.confidence > Confidence::Inferred;
    let mut waits: Vec<(Span, &Edge)> = Vec::new();
    for edge in cx.plan.edges.iter().filter(|e| e.relation != Relation::With).filter(sure) {
        if let Some(&said) = beside.get(&(edge.before.min(edge.after), edge.before.max(edge.after)))
            && waits.iter().all(|(_, w)| (w.before, w.after) != (edge.before, edge.after))
        {
            waits.push((said, edge));
        }
    }
    waits.sort_by_key(|(said, edge)| (*said, edge.place.span));
    for waits in waits.chunk_by(|a, b| a.0 == b.0) {
        report(cx, out, waits);
    }
}

fn report(cx: &Context, out: &mut Findings, waits: &[(Span, &Edge)]) {
    let [(said, first), rest @ ..] = waits else { return };
    let name = |node: Node| quote(&story(cx, node));
    let (before, after) = (name(first.before), name(first.after));
    let mut found = out
        .at(first.place.span, format!("`{after}` waits for `{before}`, but all stories are said to start in parallel"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("waits for `{before}`"))
        .related(*said, "in parallel, as this says")
        .help("say which of the stories can start together, or drop the dependency if they all can");
    found = found.also(
        rest.iter()
            .map(|(_, edge)| (edge.place.span, format!("`{}` waits for `{}`", name(edge.after), name(edge.before)))),
    );
    out.push(if rest.is_empty() { found } else { found.gathers(waits.iter().map(|(_, e)| e.place.span)) });
}

/// The name of a story: what the title of its phase begins with.
fn story(cx: &Context, node: Node) -> String {
    let Node::Group(group) = node else { return cx.plan.name(node) };
    let title = &cx.plan.group(group).title;
    let numbers = |c: char| c.is_ascii_digit() || c == ' ';
    let end =
        title.find("tory ").map(|at| at + 5 + title[at + 5..].find(|c| !numbers(c)).unwrap_or(title.len() - at - 5));
    end.map_or_else(|| cx.plan.name(node), |end| title[..end].trim_end().to_owned())
}
