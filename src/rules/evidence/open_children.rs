//! See `rules/evidence/open-children.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    family::Member,
    plan::{Name, Status, Task, TaskId, TaskKind, Vocabulary, id_key, is_choice, names_exception},
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds parents that are done while their children are not.
pub fn check(cx: &Context, out: &mut Findings) {
    across(cx, out);
    let found = ticked_over_open(cx);
    if is_habit(cx, &found) {
        out.push(as_habit(cx, out, &found));
        return;
    }
    for (id, open) in &found {
        let parent = cx.plan.task(*id);
        let what = match open.len() {
            1 => "a part of it is".to_owned(),
            n => format!("{n} parts of it are"),
        };
        let finding = out
            .at(done_at(parent), format!("“{}” is ticked while {what} open", quote(&parent.shown())))
            .label("done, by this mark")
            .severity(if open.iter().all(|child| is_remarked(&child.title)) {
                Severity::Warning
            } else {
                Severity::Error
            })
            .help("finish and tick what is open, mark it as dropped, or open this box again")
            .fix(mend::untick(cx, [parent]))
            .about(Subject::Place(parent.span()))
            .also(open.iter().map(|child| (child.span(), "still open")));
        out.push(finding);
    }
}

/// The parents that are done, each with its parts that are required and open.
fn ticked_over_open<'c>(cx: &Context<'c>) -> Vec<(TaskId, Vec<&'c Task>)> {
    let words = &cx.settings.vocabulary;
    let mut open: FxHashMap<TaskId, Vec<&Task>> = FxHashMap::default();
    for task in parts(cx).filter(|task| task.required() && task.open()) {
        open.entry(task.parent.expect("a part")).or_default().push(task);
    }
    let mut found = Vec::new();
    for (id, parent) in cx.plan.tasks().filter(|(_, parent)| parent.done() && !names_its_rest(words, parent)) {
        let Some(mut children) = open.remove(&id) else { continue };
        children.retain(|child| !cx.plan.sent_on(cx.document, words, child) && !is_alternative(words, &child.title));
        if !children.is_empty() && !is_choice(words, &parent.title, children.iter().map(|child| &*child.title)) {
            found.push((id, children));
        }
    }
    found
}

/// Whether the brackets at the end of a ticked item say what of it is not done: "Pour (curing still open)", "(2/3)".
fn names_its_rest(words: &Vocabulary, parent: &Task) -> bool {
    let title = parent.title.trim_end();
    let inside = title.strip_suffix([')', '）']).and_then(|t| t.rfind(['(', '（']).map(|at| &t[at..]));
    inside.is_some_and(|inside| names_exception(words, Status::Done, &inside.replace('（', "(")))
}

/// Whether brackets end a text in which several words stand, and no figure or path: they may say why it is open, "Page 2
/// (freelancers only)".
fn is_remarked(title: &str) -> bool {
    let title = title.trim_end();
    let inside = title.strip_suffix([')', '）']).and_then(|t| t.rfind(['(', '（']).map(|at| &t[at..]));
    inside
        .is_some_and(|inside| inside.trim().contains(' ') && !inside.contains(|c: char| c == '/' || c.is_ascii_digit()))
}

/// Whether a part holds only where the whole does not: "Or this needs none", "If not, explain why".
fn is_alternative(words: &Vocabulary, title: &str) -> bool {
    let mut said = title.split(|c: char| !(c.is_alphanumeric() || c == '/')).filter(|word| !word.is_empty());
    let first = said.next().unwrap_or_default();
    let mut both = || format!("{first} {}", said.next().unwrap_or_default());
    words.is_name(first, Name::Alternative) || words.is_name(&both(), Name::Alternative)
}

/// Parts of other tasks, but for what reviews a document's quality.
fn parts<'c>(cx: &Context<'c>) -> impl Iterator<Item = &'c Task> {
    cx.plan.tasks.iter().filter(|task| task.parent.is_some() && task.kind != TaskKind::Review)
}

/// As many parents over open parts, with no part of any ticked parent done, are a way of ticking.
const HABIT: usize = 3;

/// Whether whoever ticks here never ticks a part.
fn is_habit(cx: &Context, found: &[(TaskId, Vec<&Task>)]) -> bool {
    found.len() >= HABIT && !parts(cx).any(|part| part.done() && part.parent.is_some_and(|p| cx.plan.task(p).done()))
}

/// One finding for all: that the parts were never ticked is more likely than that none was built.
fn as_habit(cx: &Context, out: &Findings, found: &[(TaskId, Vec<&Task>)]) -> Diagnostic {
    let parents = || found.iter().map(|(id, _)| cx.plan.task(*id));
    let first = parents().next().expect("a habit is of several");
    let open: usize = found.iter().map(|(_, open)| open.len()).sum();
    let message = format!(
        "“{}” and {} more are ticked while all of their {open} parts are open",
        quote(&first.shown()),
        found.len() - 1
    );
    out.at(done_at(first), message)
        .severity(Severity::Warning)
        .label("done, by this mark")
        .help("tick the parts that are finished, or write them as plain bullets if nobody is to tick them")
        .fix(mend::untick(cx, parents()))
        .about(Subject::Place(first.span()))
        .also(parents().skip(1).map(|parent| (done_at(parent), "and this")))
}

/// How many open parts in other files a finding points at.
const SHOWN: usize = 8;

/// The same where each part is a file of its own, whose front matter says of what it is a part.
fn across(cx: &Context, out: &mut Findings) {
    for parent in cx.plan.tasks.iter().filter(|task| task.is_filed() && task.done()) {
        let Some(key) = parent.id.as_deref().map(id_key) else { continue };
        let open = |(member, part): &(&Member, &Task)| part.required() && part.open() && !member.plan.archived;
        let parts: Vec<(&Member, &Task)> = cx.kin.parts(&key).filter(open).collect();
        // Of two files of one id, which is meant?
        if parts.is_empty() || cx.kin.tasks(&key).any(|(.., other)| other.is_filed()) {
            continue;
        }
        let what = match parts.as_slice() {
            [(_, part)] => format!("its part `{}` is", quote(part.name())),
            several => format!("{} parts of it are", several.len()),
        };
        let mut finding = out
            .at(done_at(parent), format!("“{}” is done while {what} open", quote(&parent.shown())))
            .label("done, by this mark")
            .help("finish what is open, mark it as dropped, or open this task again")
            .about(Subject::Place(parent.span()));
        for (member, part) in parts.iter().take(SHOWN) {
            finding = finding.related_in(
                &member.source,
                part.statuses.first().map_or(part.span(), |s| s.place.span),
                "still open",
            );
        }
        out.push(finding);
    }
}

/// Where a task is said to be done.
fn done_at(task: &Task) -> Span {
    task.statuses.iter().find(|s| s.status == Status::Done).map_or(task.span(), |s| s.place.span)
}
