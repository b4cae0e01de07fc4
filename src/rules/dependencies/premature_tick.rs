//! See `rules/dependencies/premature-tick.md`.

mod views;

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{Edge, Name, Node, Relation, Said, Status, StatusClaim, Why, Word, namesakes},
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many open dependencies a finding points at.
const SHOWN: usize = 5;

/// Finds tasks and phases that are done while something they depend on is open.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut early: FxHashMap<Node, Vec<(&Edge, Node)>> = FxHashMap::default();
    let mut contrary: Option<FxHashSet<Span>> = None;
    for edge in &cx.plan.edges {
        let (before, after) = (cx.plan.canonical(edge.before), cx.plan.canonical(edge.after));
        // Arrows and diagrams show a usual way; phases may overlap on it.
        let drawn = matches!(edge.place.why, Why::Arrow | Why::Diagram | Why::Timeline);
        let told = matches!(edge.relation, Relation::After | Relation::Blocks)
            && edge.place.confidence >= Confidence::Conventional
            && !edge.is_qualified(cx.plan, cx.source.text())
            && !(drawn && matches!(before, Node::Group(_)));
        let early_end = told && before != after && done(cx, after).is_some() && open(cx, before).is_some();
        // An order that a table turns round is wrong itself.
        let mut turned = || contrary.get_or_insert_with(|| contrary_places(cx)).contains(&edge.place.span);
        if early_end && !turned() {
            let found = early.entry(after).or_default();
            if !found.iter().any(|(_, b)| *b == before) {
                found.push((edge, before));
            }
        }
    }
    across(cx, out);
    views::check(cx, out);
    let mut early: Vec<_> = early.into_iter().collect();
    early.sort_unstable_by_key(|(after, _)| *after);
    for (after, waited) in early {
        let Some(done) = done(cx, after) else { continue };
        let what = match waited.as_slice() {
            [(_, one)] => format!("it depends on “{}”, which is not", quote(&shown(cx, *one))),
            several => {
                let tasks = several.iter().all(|(_, node)| matches!(node, Node::Task(_)));
                format!("{} {} that it depends on are not", several.len(), if tasks { "tasks" } else { "things" })
            }
        };
        let mut finding = out
            .at(done.place.span, format!("“{}” is done, but {what}", quote(&shown(cx, after))))
            .label("done, by this mark")
            .help("tick what is finished, open this task again, or drop the dependency if it no longer holds")
            .about(Subject::Place(cx.plan.span(after)));
        if waited.iter().all(|(_, before)| is_in_review(cx, *before)) {
            finding = finding.severity(Severity::Warning);
        }
        for (edge, before) in waited.iter().take(SHOWN) {
            finding = finding.related(edge.place.span, "depends on it here");
            finding = finding.related(cx.plan.span(*before), open(cx, *before).map_or("not done", Status::word));
        }
        out.push(finding);
    }
}

/// Whether the work is finished and somebody looks at it: "In review", "PR open".
fn is_in_review(cx: &Context, node: Node) -> bool {
    statuses(cx, node).iter().all(|s| cx.settings.vocabulary.says(cx.text(s.place.span), Word::Examined))
}

/// Where a drawing or a sentence turns an order round that something else states.
fn contrary_places(cx: &Context) -> FxHashSet<Span> {
    cx.plan.contrary_orders().into_iter().map(|(_, turned)| turned.place.span).collect()
}

/// The same where what a task depends on stands in another document of the plan.
fn across(cx: &Context, out: &mut Findings) {
    for awaited in cx.kin.awaited() {
        let (task, other) = (cx.plan.task(awaited.subject), awaited.member.plan.task(awaited.task));
        // Who puts a file away may have forgotten its state.
        if awaited.member.plan.archived {
            continue;
        }
        let Some(done) = task.statuses.first().filter(|_| task.done() && other.required() && other.open()) else {
            continue;
        };
        let (name, waited) = (quote(&task.shown()), quote(&other.shown()));
        out.push(
            out.at(done.place.span, format!("“{name}” is done, but it depends on “{waited}”, which is not"))
                .label("done, by this mark")
                .related(awaited.wait.place.span, "depends on it here")
                .related_in(&awaited.member.source, other.span(), other.status().map_or("not done", Status::word))
                .help("finish the other task, open this one again, or drop the dependency if it no longer holds")
                .about(Subject::Place(task.span())),
        );
    }
}

/// How a person names it.
fn shown(cx: &Context, node: Node) -> String {
    match node {
        Node::Task(task) => cx.plan.task(task).shown().into_owned(),
        _ => cx.plan.name(node),
    }
}

/// Where it is said to be done, if all that is said of it agrees.
fn done(cx: &Context, node: Node) -> Option<StatusClaim> {
    let all = statuses(cx, node);
    all.iter().all(|s| s.status == Status::Done && !is_limited(cx, s)).then(|| all.first().copied()).flatten()
}

/// The longest remark behind a state that is looked at, in bytes.
const REMARK: usize = 60;

/// Whether brackets behind the word for done say in words how far: "Done (against a mock)".
fn is_limited(cx: &Context, claim: &StatusClaim) -> bool {
    let said = cx.text(claim.place.span);
    let start = claim.place.span.start as usize + said.find('(').unwrap_or(said.len());
    let behind = window::after(cx.source.text(), start, REMARK).trim_start_matches(['*', '`', ' ']);
    let remark = behind.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(remark, _)| remark);
    let dated = remark.contains(|c: char| c.is_numeric() || matches!(c, '@' | '#'));
    claim.said != Said::Mark && !dated && remark.split_whitespace().nth(1).is_some()
}

/// The state of what is still to be done, if all that is said of it agrees.
fn open(cx: &Context, node: Node) -> Option<Status> {
    let required = match node {
        Node::Task(task) => cx.plan.task(task).required(),
        _ => true,
    };
    let all = statuses(cx, node);
    let open = |s: &StatusClaim| matches!(s.status, Status::Open | Status::Doing | Status::Blocked);
    let required = required && !is_endless(cx, node);
    (required && all.iter().all(open)).then(|| all.first().map(|s| s.status)).flatten()
}

/// Whether the work has no end by its nature: "Monitoring", which is "ongoing".
fn is_endless(cx: &Context, node: Node) -> bool {
    let words = &cx.settings.vocabulary;
    let Node::Task(task) = node else { return false };
    words.is_name(&cx.plan.task(task).title, Name::Aside)
        && statuses(cx, node).iter().any(|s| words.says(cx.text(s.place.span), Word::Throughout))
}

fn statuses<'p>(cx: &Context<'p>, node: Node) -> &'p [StatusClaim] {
    match node {
        Node::Task(task) => &cx.plan.task(task).statuses,
        // Two phases of one name: whose state it is, is not certain.
        Node::Group(group) if !namesakes(&cx.plan.group(group).places) => &cx.plan.group(group).statuses,
        _ => &[],
    }
}
