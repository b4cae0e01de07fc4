//! See `rules/evidence/unproven-tick.md`.

mod asked;
mod required;

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    evidence::{self, Around, ledger::Entry, tick::is_ticked},
    markdown::{InlineKind, SectionId},
    plan::{Status, Task, TaskId, TickPolicy, Topic},
    rules::{Context, Findings, mend},
    settings::{Level, RequireEvidence},
};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Reports ticked items with less evidence than planvet.toml asks for; of the others those that name none: what the
/// document demands of a tick, else how many there are.
pub fn check(cx: &Context, out: &mut Findings) {
    let require = &cx.settings.require;
    let asks = |r: &Option<Arc<RequireEvidence>>| r.as_ref().is_some_and(|r| r.level > Level::Ticked);
    if asks(&require.items) || asks(&require.gates) {
        required::check(cx, out);
    }
    if asks(&require.items) {
        return;
    }
    let plainly = cx.plan.tick_policies.iter().find(|p| !p.proofs.is_empty());
    let policy = plainly.or(cx.plan.tick_policies.first());
    if policy.is_none() && (is_over(cx) || is_shopping(cx)) {
        return;
    }
    let unproven = match plainly {
        Some(policy) => asked::unproven(cx, policy.proofs),
        None => unproven(cx),
    };
    let Some(&first) = unproven.first() else { return };
    let Some(policy) = policy else {
        let ticked = cx.plan.tasks.iter().filter(|t| is_ticked(t)).count();
        let finding = out
            .at(cx.plan.task(first).span(), so_many(unproven.len(), ticked))
            .severity(Severity::Info)
            .label(if unproven.len() == 1 { "no commit, run, report or result" } else { "the first of them" })
            .help("where a tick should mean more than a word, name the commit, the run or the test result beside it")
            .about(Subject::Document);
        return out.push(finding);
    };
    let all: FxHashSet<TaskId> = unproven.iter().copied().collect();
    // What is said of a parent is said of its parts.
    let whole: Vec<&Task> =
        unproven.iter().map(|id| cx.plan.task(*id)).filter(|t| t.parent.is_none_or(|p| !all.contains(&p))).collect();
    let fix = mend::untick(cx, unproven.iter().map(|id| cx.plan.task(*id)));
    out.push(finding(cx, out, policy, &whole).fix(fix));
}

/// What planvet.toml asks of the tick of a task, where that is more than the tick.
fn level_of(cx: &Context, task: &Task) -> Option<Level> {
    cx.required(task).map(|r| r.level).filter(|level| *level > Level::Ticked)
}

fn so_many(unproven: usize, ticked: usize) -> String {
    match (unproven, ticked) {
        (1, 1) => "the one ticked item names no evidence".to_owned(),
        (1, all) => format!("1 of {all} ticked items names no evidence"),
        (n, all) => format!("{n} of {all} ticked items name no evidence"),
    }
}

/// How many ticks, or parts of the document with such ticks, a finding points at besides the first.
const SHOWN: usize = 6;

/// The one finding about what the document demands of its ticks.
fn finding(cx: &Context, out: &Findings, policy: &TickPolicy, tasks: &[&Task]) -> Diagnostic {
    let (first, rest) = (tasks[0], &tasks[1..]);
    let asked = quote(&cx.text(policy.span).replace("**", ""));
    let message = match rest.len() {
        0 => format!(
            "“{}” is ticked, and nothing beside it shows what the document asks for: “{asked}”",
            quote(&first.shown())
        ),
        _ => format!(
            "{} items are ticked, and nothing beside them shows what the document asks for: “{asked}”",
            tasks.len()
        ),
    };
    let mut finding = out
        .at(first.span(), message)
        .label(if rest.is_empty() { asked::nothing(policy.proofs) } else { "the first of them".to_owned() })
        .related(policy.span, "the document's own rule for ticks")
        .help(asked::help(policy.proofs))
        .about(Subject::Document)
        .gathers(tasks.iter().map(|task| task.span()));
    let parts: Vec<&[&Task]> = tasks.chunk_by(|a, b| a.section == b.section).collect();
    // Few are shown one by one, many by where they stand.
    if tasks.len() <= SHOWN {
        return rest.iter().fold(finding, |finding, task| finding.related(task.span(), "and this"));
    }
    for part in parts.iter().skip(1).take(SHOWN) {
        finding = finding.related(
            part[0].span(),
            match part.len() {
                1 => "and this".to_owned(),
                n => format!("and {n} from here on"),
            },
        );
    }
    finding
}

/// Whether nothing asks more of the tick of an item than the document does.
fn is_free(cx: &Context, task: &Task) -> bool {
    is_ticked(task) && level_of(cx, task).is_none()
}

/// An item's records, where they show something. Those that do not hold, or tell of a failure on the files as they
/// are, are other rules'.
fn recorded<'a>(cx: &Context<'a>, id: TaskId) -> Option<&'a Entry> {
    entry(cx, id).filter(|entry| entry.says_more_than_failure())
}

/// An item's records.
fn entry<'a>(cx: &Context<'a>, id: TaskId) -> Option<&'a Entry> {
    cx.records().iter().find(|entry| entry.item.task == id)
}

/// The ticked items for which neither they, nor what stands below or around them, names evidence.
fn unproven(cx: &Context) -> Vec<TaskId> {
    let text = cx.source.text();
    let mut backed: FxHashSet<TaskId> = FxHashSet::default();
    let mut found = Vec::new();
    let asked = asked(cx);
    // Parents come before their parts.
    for (id, task) in cx.plan.tasks().filter(|(id, _)| asked.contains(id)) {
        let around = task.parent.is_some_and(|p| backed.contains(&p));
        if around || evidence::own(text, cx.document, task).is_some() {
            backed.insert(id);
        } else if is_ticked(task)
            && level_of(cx, task).is_none()
            && evidence::below(text, cx.document, cx.plan, task).is_none()
        {
            found.push(id);
        }
    }
    if !found.is_empty() {
        found.retain(|id| recorded(cx, *id).is_none());
        let around = Around::of(text, cx.document, cx.plan, &cx.settings.vocabulary);
        found.retain(|&id| !around.backs(cx.plan.task(id)) && !is_itself(cx, cx.plan.task(id)));
    }
    found
}

/// Whether an item claims no work: it links to the thing itself, or it is a thing that had to be there.
fn is_itself(cx: &Context, task: &Task) -> bool {
    let span = cx.document.text_span(task.block);
    let inlines = cx.document.text_block(task.block).map_or(&[][..], |b| cx.document.inlines_of(b));
    let mut links = inlines.iter().filter(|i| matches!(i.kind, InlineKind::Link(_)) && i.span.start < span.start + 3);
    let linked = links.any(|i| {
        // What a reader sees of it: an address says nothing of the work.
        let shown = cx.text(i.span).split("](").next().map_or(0, str::len);
        2 * shown + i.span.len() > shown + span.len()
    });
    // A phase that is called "Foundational (blocking prerequisites)" is work like any other.
    let needed = cx.plan.sections_around(cx.document, task.section).any(|s| {
        let facts = &cx.plan.sections[s.0 as usize];
        facts.group.is_none() && facts.topics.contains(Topic::Reading)
    });
    linked || needed || is_scope(cx, task)
}

/// Whether the list of an item only says how far something reaches: "a test matrix covering:".
fn is_scope(cx: &Context, task: &Task) -> bool {
    let list = cx.document.block(task.block).parent.and_then(|list| cx.document.previous_sibling(list));
    let text = list.map_or("", |b| cx.text(cx.document.text_span(b)).trim_end_matches(['*', '_']));
    text.strip_suffix(':')
        .and_then(|t| t.rsplit(' ').next())
        .is_some_and(|w| matches!(w, "covering" | "covers" | "including"))
}

/// Whether nobody builds on the document any more: it is archived, or says that it is done.
fn is_over(cx: &Context) -> bool {
    let over = |s: Status| matches!(s, Status::Done | Status::Dropped);
    let whole = |s: SectionId| cx.document.section(s).level < 2;
    cx.plan.archived || cx.plan.scope_statuses.iter().any(|s| whole(s.section) && over(s.claim.status))
}

/// The ticked items, and those of which they are parts.
fn asked(cx: &Context) -> FxHashSet<TaskId> {
    let mut asked = FxHashSet::default();
    for (id, _) in cx.plan.tasks().filter(|(_, task)| is_ticked(task)) {
        let mut next = Some(id);
        while let Some(id) = next.filter(|&id| asked.insert(id)) {
            next = cx.plan.task(id).parent;
        }
    }
    asked
}

/// Whether nothing but the boxes themselves makes the document a plan.
fn is_shopping(cx: &Context) -> bool {
    let bare = |t: &Task| t.id.is_none() && t.files.is_empty();
    cx.plan.groups.is_empty()
        && cx.plan.gates.is_empty()
        && cx.plan.assignments.is_empty()
        && cx.plan.tasks.iter().all(bare)
}
