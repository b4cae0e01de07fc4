//! See `rules/evidence/failed-evidence.md`.

use crate::{
    diagnostic::{Subject, quote},
    evidence::{
        Beside, Failure, Kind as Evident,
        cited::{Desk, Outcome},
        failure,
        verify::State,
    },
    markdown::{BlockId, Kind},
    plan::{Name, Phrase, PhraseHit, Role, TaskId, TaskKind},
    results::NotGreen,
    rules::{Context, Findings, mend},
    source::{Span, window},
};
use rustc_hash::FxHashSet;

/// How many failures of one paragraph are looked at.
const LOOKS: usize = 16;

/// Finds ticked items whose own evidence says that something failed, or that no test ran.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut seen = FxHashSet::default();
    let mut looked: (Option<BlockId>, usize) = (None, 0);
    for hit in cx.plan.phrases_of(Phrase::Failed) {
        looked = if looked.0 == Some(hit.block) { (looked.0, looked.1 + 1) } else { (Some(hit.block), 0) };
        if looked.1 > LOOKS {
            continue;
        }
        let Some((task, place)) = ticked(cx, hit) else { continue };
        let line = line(cx, hit);
        let Some((says, at)) = failure(cx.source.text(), line, hit.span, &cx.settings.vocabulary, place) else {
            continue;
        };
        if !seen.insert(task) {
            continue;
        }
        let task = cx.plan.task(task);
        let what = match says {
            Failure::Failed => format!("the result beside it says “{}”", quote(cx.text(at))),
            Failure::Nothing => format!("the run beside it tested nothing: “{}”", quote(cx.text(at))),
        };
        let found = out
            .at(at, format!("“{}” is ticked, but {what}", quote(&task.shown())))
            .label("says the opposite of the tick")
            .related(task.span(), "ticked")
            .help("open the box until the check is green, or put the result of the run that passed in its place")
            .fix(mend::untick(cx, [task]))
            .about(Subject::Place(task.span()));
        out.push(found);
    }
    reports(cx, out, &mut seen);
    records(cx, out, &mut seen);
}

/// Finds ticked items whose check was recorded to have failed on the files as they are now, and those with records
/// that somebody has changed.
fn records(cx: &Context, out: &mut Findings, seen: &mut FxHashSet<TaskId>) {
    for entry in cx.records() {
        let task = cx.plan.task(entry.item.task);
        if !task.done() || seen.contains(&entry.item.task) {
            continue;
        }
        let name = quote(&task.shown());
        let refused = entry.records.iter().find(|(_, verdict)| verdict.state == State::Refused);
        let found = match (entry.failed(), refused) {
            (Some(check), _) => out
                .at(task.span(), format!("“{name}” is ticked, but its check `{}` failed on these files", quote(check)))
                .help(format!("open the box until the check passes: planvet tick --undo {}", quote(&entry.item.key))),
            (None, Some((stored, verdict))) => out
                .at(task.span(), format!("“{name}” is ticked, and a record beside it does not count"))
                .label(quote(&verdict.fault().unwrap_or_default()))
                .help(format!("see who changed {}, and record the check again", quote(&stored.path))),
            (None, None) => continue,
        };
        out.push(found.fix(mend::untick(cx, [task])).about(Subject::Place(task.span())));
    }
}

/// Finds ticked items that cite a report which is not green.
fn reports(cx: &Context, out: &mut Findings, seen: &mut FxHashSet<TaskId>) {
    if cx.project.root().is_none() || cx.plan.template || !may_cite(cx.source.text()) {
        return;
    }
    let desk = Desk::new(cx.project, cx.kin.own());
    for (task, evidence) in desk.cited().into_iter().filter(|(_, e)| e.labelled && e.kind == Evident::Artifact) {
        let Outcome::Report(report) = desk.look(&evidence) else { continue };
        let Ok(Err(why)) = report.as_ref().as_ref().map(|r| r.green()) else { continue };
        // Coverage and analyses are no reports of tests.
        if matches!(why, NotGreen::NoTests(_)) || excused(cx, evidence.span) || !seen.insert(task) {
            continue;
        }
        let task = cx.plan.task(task);
        let (name, why) = (quote(&task.shown()), quote(&why.to_string()));
        let found = out
            .at(evidence.span, format!("“{name}” is ticked, but of the report beside it: {why}"))
            .label("this report is not green")
            .related(task.span(), "ticked")
            .help("open the box until the tests run and pass, or cite the report of the run in which they did")
            .fix(mend::untick(cx, [task]))
            .about(Subject::Place(task.span()));
        out.push(found);
    }
}

/// Whether a text holds the ending of a report that is read; most hold none.
fn may_cite(text: &str) -> bool {
    [".xml", ".json", ".tap", ".sarif", ".junit", ".log", ".txt"]
        .iter()
        .any(|ending| memchr::memmem::find(text.as_bytes(), ending.as_bytes()).is_some())
}

/// Whether the line at `span` says that the failure is expected, or was before.
fn excused(cx: &Context, span: Span) -> bool {
    let text = cx.source.text();
    let line = window::line(text, span.start as usize, LINE);
    let behind = text.get(span.end as usize..line.end).unwrap_or("");
    let mut words = [&text[line.start..span.start as usize], behind]
        .into_iter()
        .flat_map(|side| side.split(|c: char| !c.is_alphanumeric()));
    words.any(|word| cx.settings.vocabulary.is_name(word, Name::ExpectedRed))
}

/// The ticked task beside or below which the words stand, and where.
fn ticked(cx: &Context, hit: &PhraseHit) -> Option<(TaskId, Beside)> {
    if matches!(cx.document.block(hit.block).kind, Kind::Heading(_)) {
        return None;
    }
    let task = std::iter::once(hit.block).chain(cx.document.ancestors(hit.block)).find_map(|b| cx.plan.task_at(b))?;
    let entry = cx.plan.task(task);
    if entry.kind == TaskKind::Review || !entry.done() {
        return None;
    }
    let place = match entry.table {
        Some(table) => {
            let column = cx.plan.tables.get(table.index())?.column(Role::Evidence)?;
            let cell = cx.document.children(entry.block).nth(column)?;
            (cell == hit.block).then_some(Beside::Evidence)?
        }
        None if entry.span().contains(hit.span) && line(cx, hit).start <= entry.span().start => Beside::Item,
        None => Beside::Below,
    };
    Some((task, place))
}

/// The longest line that is read, in bytes; a result is short.
const LINE: usize = 2_000;

/// The line of its block in which the words stand.
fn line(cx: &Context, hit: &PhraseHit) -> Span {
    let block = cx.document.block(hit.block).span;
    let text = cx.text(block);
    let line = window::line(text, (hit.span.start - block.start) as usize, LINE);
    block.of_part(text, text[line].trim())
}
