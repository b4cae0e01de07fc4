//! Items that are ticked and say of themselves that they were not done.

use crate::{
    diagnostic::{Severity, Subject, quote},
    plan::{Phrase, Said, Status, Task, TaskKind, Topic, fold},
    rules::{Context, Findings},
    source::{Span, window},
};

/// Finds ticks beside which "(skipped)" or "— not done" stands: one finding for all of them.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut said: Vec<(&Task, Span)> = Vec::new();
    for hit in cx.plan.phrases_of(Phrase::UndoneAside) {
        let Some(item) = cx.document.block(hit.block).parent else { continue };
        let Some(task) = cx.plan.task_at(item).map(|t| cx.plan.task(t)) else { continue };
        let ticked = task.statuses.iter().any(|s| s.said == Said::Box && s.status == Status::Done);
        let counted = task.kind == TaskKind::Work && !cx.plan.within(task.section, Topic::Legend);
        let first = said.last().is_none_or(|(_, at)| !task.span().contains(*at));
        let spoken = || cx.document.text_span(item).contains(hit.span) && stands_alone(cx, task, hit.span);
        if ticked && counted && first && spoken() && !is_settled(cx, task, hit.span) {
            said.push((task, hit.span));
        }
    }
    let [(task, at), rest @ ..] = &said[..] else { return };
    let more = if rest.is_empty() { String::new() } else { format!(", and {} more do the same", rest.len()) };
    // "blank lines (skipped)" may describe the work; "(Skipped)" and "(skipped: no time)" tell how it went.
    let lone = |at: Span| {
        let text = cx.source.text();
        cx.text(at).starts_with(char::is_lowercase)
            && text[..at.start as usize].ends_with(['(', '['])
            && text[at.end as usize..].starts_with([')', ']'])
    };
    let severity = if said.iter().all(|(_, at)| lone(*at)) { Severity::Info } else { Severity::Warning };
    let finding = out
        .at(*at, format!("“{}” is ticked and says “{}”{more}", quote(&task.shown()), quote(cx.text(*at))))
        .severity(severity)
        .label("not done, as this says")
        .related(task.statuses.first().map_or(task.span(), |s| s.place.span), "the box is ticked")
        .help("open the box, or mark the item as dropped, as in `[-]`; who counts ticks takes it for done")
        .about(Subject::Place(task.span()));
    out.push(finding.also(rest.iter().map(|(_, at)| (*at, "here too"))));
}

/// Whether the tick can only mean that nothing is left to do: the item is struck out, or a heading above it says
/// the same word.
fn is_settled(cx: &Context, task: &Task, at: Span) -> bool {
    let struck = cx.text(task.span()).contains("~~");
    let word = fold(cx.text(at));
    let headed = || {
        let mut above = cx.plan.sections_around(cx.document, task.section).map(|s| &cx.document.section(s).title);
        above.any(|title| fold(title).contains(&*word))
    };
    struck || headed() || is_verdict(cx, task, &word)
}

/// Whether an item's own tags give the word as what was decided, and the tick says that it was: "[Review][Defer]".
fn is_verdict(cx: &Context, task: &Task, word: &str) -> bool {
    let mut rest = cx.text(cx.document.text_span(task.block)).trim_start();
    while let Some((tag, behind)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if tag.len() > 2 && word.starts_with(&*fold(tag)) {
            return true;
        }
        rest = behind.trim_start();
    }
    false
}

/// How far a remark is followed, in bytes.
const BESIDE: usize = 240;

/// Whether words are a remark of their own at the end of a line: they open its last brackets, or follow a dash.
fn stands_alone(cx: &Context, task: &Task, at: Span) -> bool {
    let text = &cx.source.text()[..task.span().end.max(at.end) as usize];
    let before = window::before(text, at.start as usize, BESIDE);
    let behind = window::after(text, at.end as usize, BESIDE);
    let marks = |c: char| matches!(c, '*' | '_' | '~' | '.' | ' ');
    let before = before.trim_end_matches(marks);
    let line = behind.lines().next().unwrap_or("").trim_matches(marks);
    let parted = line.starts_with([')', ']', '-', '–', '—', ':', ',', ';']) || line.is_empty();
    let goes_on = ["to ", "until ", "for now", "because", "due to"].iter().any(|word| line.starts_with(word));
    match before.chars().next_back() {
        Some('(') => (parted || goes_on) && line.find(')') == Some(line.len().saturating_sub(1)),
        Some('[') => (parted || goes_on) && line.find(']') == Some(line.len().saturating_sub(1)),
        Some('—' | '–') => parted,
        Some('-') => before.ends_with(" -") && parted,
        _ => false,
    }
}
