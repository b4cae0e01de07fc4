//! Parts that are called not started, or still in progress, over boxes that are ticked.

use super::not_its_work::is_qualified;
use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    markdown::{Section, SectionId},
    plan::{Boxes, DONE_MARKS, Name, ScopeStatus, Status, Task, TaskId, TaskKind, Topic, Word, fold, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// For how many parts the rest of the document is searched.
const LOOKS: usize = 50;

/// From how many ticked boxes on a document is finished when none is open.
const WHOLE: usize = 3;

/// Compares what headings, fields and rows say is still to begin with the boxes below; not where a statement was `seen`
/// to contradict another one.
pub fn check(cx: &Context, out: &mut Findings, boxes: &Boxes, seen: &FxHashSet<u32>) {
    let mut told = FxHashSet::default();
    let mut looks = 0;
    let ahead =
        |s: &&ScopeStatus| matches!(s.claim.status, Status::Open | Status::Doing) && !is_qualified(cx, &s.claim);
    for scope in cx.plan.scope_statuses.iter().filter(ahead).filter(|s| !seen.contains(&s.claim.place.span.start)) {
        let section = cx.document.section(scope.section);
        let said = cx.text(scope.claim.place.span).trim_start_matches(['[', '*', '_']);
        // What is needed before the start may be ticked before it.
        let entry = |t: &Task| cx.plan.within(t.section, Topic::Gates);
        let counts = |t: &&Task| t.kind == TaskKind::Work && t.required() && !entry(t);
        let tasks = boxes.of_section(cx.document, scope.section).iter().map(|&t| cx.plan.task(t));
        let all: Vec<&Task> = tasks.filter(counts).collect();
        let ticked: Vec<&Task> = all.iter().copied().filter(|t| t.done()).collect();
        let doing = scope.claim.status == Status::Doing;
        // "Not started" bears no tick at all, "planned" bears a few, and "in progress" all but the last.
        let bears = if is_unbegun(cx, said) { 0 } else { all.len().saturating_sub(1) };
        let whole = section.level <= 1;
        // What a document says of itself may be said of its text, until all of it is ticked.
        let ended = ticked.len() == all.len() && ticked.len() >= WHOLE;
        let speaks = match doing {
            true => !whole && is_heading(scope, section),
            // A checklist of what is to be there before the start is ready when all of it is ticked.
            false if is_ready(said) => ended && 2 * all.iter().filter(|t| t.id.is_some()).count() > all.len(),
            false => is_ahead(cx, said) && (!whole || ended || is_unbegun(cx, said) && part_is_done(cx)),
        };
        if !speaks || ticked.len() < 2 || ticked.len() <= bears || !told.insert(scope.section) {
            continue;
        }
        if doing {
            looks += 1;
            if looks <= LOOKS && !open_elsewhere(cx, boxes, scope.section) {
                out.push(finished(cx, out, scope.claim.place.span, section));
            }
            continue;
        }
        let finding = out
            .at(
                scope.claim.place.span,
                match whole {
                    true if ended => {
                        format!("the document is still to begin, and all of its {} boxes are ticked", all.len())
                    }
                    true => format!(
                        "the document is still to begin, and {} of its {} boxes are ticked",
                        ticked.len(),
                        all.len()
                    ),
                    false => format!(
                        "“{}” is still to begin, and {} of its {} boxes are ticked",
                        quote(&section.title),
                        ticked.len(),
                        all.len()
                    ),
                },
            )
            .severity(Severity::Warning)
            .label("says that nothing is done yet")
            .help("write here how far it is, or open the boxes again")
            .about(Subject::Place(section.title_span));
        out.push(finding.also(ticked.iter().map(|task| (task.span(), "ticked"))));
    }
}

/// Whether a phase or task with a section of its own is called done there.
fn part_is_done(cx: &Context) -> bool {
    cx.plan.scope_statuses.iter().any(|s| {
        let facts = &cx.plan.sections[s.section.0 as usize];
        s.claim.status == Status::Done && (facts.group.is_some() || facts.task.is_some())
    })
}

/// All boxes below "in progress" are ticked: a contradiction where a check mark stands beside the words, else a hint.
fn finished(cx: &Context, out: &Findings, said: Span, section: &Section) -> Diagnostic {
    let marked = section.title.contains(DONE_MARKS);
    out.at(said, format!("“{}” is called in progress, and all of its boxes are ticked", quote(&section.title)))
        .severity(if marked { Severity::Warning } else { Severity::Info })
        .label(format!("says “{}”", quote(cx.text(said))))
        .help("say that it is done, or write down what is left")
        .about(Subject::Place(section.title_span))
}

/// Whether boxes of another section that is about the same thing are open: one whose heading names it,
/// or one with a field such as `**Target:** PRD-036`.
fn open_elsewhere(cx: &Context, boxes: &Boxes, id: SectionId) -> bool {
    let (section, facts) = (cx.document.section(id), &cx.plan.sections[id.0 as usize]);
    let name = match (facts.task.and_then(|t| cx.plan.task(t).id.as_deref()), facts.group) {
        (Some(given), _) => Cow::Borrowed(given),
        (None, Some(group)) => Cow::Owned(cx.plan.group(group).name()),
        (None, None) => names::title_key(section.title.split([':', '–', '—', '(']).next().unwrap_or(&section.title)),
    };
    let given = facts.task.is_some() || facts.group.is_some();
    let name = fold(&name);
    if !given && name.chars().count() < NAMING {
        return false;
    }
    let headed = cx.document.sections.iter().enumerate().skip(1).filter(|(_, s)| says(&fold(&s.title), &name));
    let headed = headed.map(|(index, _)| SectionId(index as u32));
    let labels = cx.document.labels.iter().filter(|l| fold(cx.text(l.value)).starts_with(&*name));
    let labelled = labels.map(|l| cx.document.block(l.block).section).filter(|s| cx.document.section(*s).level > 1);
    let within = |s: SectionId| cx.plan.sections_around(cx.document, s).any(|around| around == id);
    let open = |&task: &TaskId| cx.plan.task(task).required() && cx.plan.task(task).open();
    headed.chain(labelled).any(|s| !within(s) && boxes.of_section(cx.document, s).iter().any(open))
}

/// The fewest letters by which another heading certainly names the same thing.
const NAMING: usize = 5;

/// Whether `title` holds `name` as a whole.
fn says(title: &str, name: &str) -> bool {
    title.match_indices(name).any(|(at, _)| {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        ends(title[..at].chars().next_back()) && ends(title[at + name.len()..].chars().next())
    })
}

/// Whether a state stands in the heading of its section.
fn is_heading(scope: &ScopeStatus, section: &Section) -> bool {
    section.title_span.contains(scope.claim.place.span)
}

/// Whether a state says that work is ahead, and not somebody's answer; a proposal or a draft speaks of the text.
fn is_ahead(cx: &Context, said: &str) -> bool {
    let words = &cx.settings.vocabulary;
    // "Planned, ready to start", "To do: nothing"
    let goes_on = said.split_once([',', ':', '：', '，']).is_some();
    words.is_led_by(said, Name::Ahead) && !goes_on && !words.says(&fold(said), Word::AnswerAwaited)
}

/// Whether a state says that work may begin.
fn is_ready(said: &str) -> bool {
    let said = fold(said);
    ["implementation", "development", "dev", "execution", "start", "implement", "begin", "execute"].iter().any(|word| {
        said.strip_prefix("ready ").is_some_and(|rest| rest.split(' ').nth(1).is_some_and(|w| w.starts_with(word)))
    })
}

fn is_unbegun(cx: &Context, said: &str) -> bool {
    cx.settings.vocabulary.is_led_by(said, Name::Unbegun)
}
