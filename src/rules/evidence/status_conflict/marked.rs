//! Phases and tasks whose heading carries a mark, and whose row in a table or item in a list says something else.

use super::over_boxes::marks_are_states;
use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::Kind,
    plan::{DONE_MARKS, Group, Said, Status, StatusClaim, Task, Why, fold, is_ambiguous, is_mark, namesakes},
    rules::{Context, Findings},
    source::Span,
};
use std::cell::LazyCell;

/// Compares the marks of headings with the rows of the same phases, where such marks are states.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let rows: Vec<Marked> = cx.plan.groups.iter().filter_map(|group| Marked::of(cx, group)).collect();
    if !rows.iter().any(Marked::contradicts) || !(agree(&rows) || marks_are_states(cx)) {
        return;
    }
    for row in rows.iter().filter(|row| row.contradicts()) {
        report(cx, out, &row.claim, &row.group.name(), row.title, true);
    }
}

/// Compares the marks of the headings of tasks with what is said of them in one other place.
pub(super) fn tasks(cx: &Context, out: &mut Findings) {
    let headed = cx.plan.sections.iter().zip(&cx.document.sections);
    let headed = headed.filter(|(_, section)| !section.title.is_ascii());
    let headed: Vec<(&Task, Span, Lead)> = headed
        .filter_map(|(facts, section)| {
            Some((cx.plan.task(facts.task?), section.title_span, Lead::of(cx, &section.title)?))
        })
        .collect();
    // A mark before all of them, or beside other pictograms, adorns them.
    let any = |done: bool| headed.iter().any(|(.., lead)| lead.done == done);
    if !any(true) || !any(false) {
        return;
    }
    let explained = LazyCell::new(|| is_explained_otherwise(cx));
    for (task, title, lead) in headed {
        // What a field or a box of its own says of the task is compared elsewhere.
        let contradicts = |claim: &StatusClaim| {
            let other = match claim.status {
                Status::Done => !lead.done,
                Status::Open | Status::Doing | Status::Blocked => lead.done,
                Status::Dropped => false,
            };
            let reviewed = || fold(cx.text(claim.place.span)).contains("review");
            let reserved = || super::is_qualified(cx, claim) || super::is_leave(cx, claim) || reviewed();
            other && matches!(claim.place.why, Why::Cell | Why::Item) && !reserved()
        };
        let Some(claim) = task.statuses.first() else { continue };
        if task.statuses.iter().all(contradicts) && !namesakes(&task.places) && !*explained {
            report(cx, out, claim, &task.shown(), title, lead.done);
        }
    }
}

/// The longest line that explains marks, in bytes.
const LEGEND: usize = 400;

/// Whether a line explains the marks, and ✅ as no state: "✅ must have, ⬜ nice to have".
fn is_explained_otherwise(cx: &Context) -> bool {
    let marks = |text: &str| text.chars().filter(|&c| is_mark(c) && cx.plan.mark_status(c).is_some()).take(2).count();
    let known = cx.plan.legend.iter().any(|(mark, _)| DONE_MARKS.contains(mark));
    let lines = || cx.document.iter().filter(|(_, b)| b.kind == Kind::Paragraph && b.span.len() < LEGEND);
    !known && lines().any(|(_, line)| cx.text(line.span).contains(DONE_MARKS) && marks(cx.text(line.span)) > 1)
}

/// The state that the mark before the words of a heading says.
struct Lead {
    done: bool,
}

impl Lead {
    fn of(cx: &Context, title: &str) -> Option<Self> {
        let mark = title.trim_start().chars().next().filter(|&mark| !is_ambiguous(mark))?;
        match cx.plan.mark_status(mark)? {
            Status::Done => Some(Self { done: true }),
            Status::Open | Status::Doing => Some(Self { done: false }),
            _ => None,
        }
    }
}

fn report(cx: &Context, out: &mut Findings, claim: &StatusClaim, name: &str, title: Span, done: bool) {
    let marked = if done { "marked as done" } else { "marked as not done" };
    let finding = out
        .at(claim.place.span, format!("“{}” is {} here, and {marked}", quote(name), claim.status.word()))
        .severity(Severity::Warning)
        .label(super::says(cx, claim))
        .related(title, marked)
        .help("find out which of the two holds, and write it in both places")
        .about(Subject::Place(title));
    out.push(finding);
}

/// A phase with a section of its own and a row that says in words how far it is.
struct Marked<'p> {
    group: &'p Group,
    title: Span,
    /// Whether the heading ends with a check mark.
    done: bool,
    claim: StatusClaim,
}

impl<'p> Marked<'p> {
    fn of(cx: &Context<'p>, group: &'p Group) -> Option<Self> {
        let section = cx.document.section(group.section?);
        let cells: Vec<&StatusClaim> = group.statuses.iter().filter(|c| c.place.why == Why::Cell).collect();
        // What the heading says in words, or several rows say, is compared elsewhere.
        let [claim] = cells[..] else { return None };
        let plain = group.statuses.len() == 1 && claim.said == Said::Word && !namesakes(&group.places);
        let title = section.title.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}');
        plain.then_some(Self { group, title: section.title_span, done: title.ends_with(DONE_MARKS), claim: *claim })
    }

    fn contradicts(&self) -> bool {
        self.done && matches!(self.claim.status, Status::Open | Status::Doing | Status::Blocked)
    }
}

/// Whether the marks follow the table elsewhere: one with a mark is done there, and one without is not.
fn agree(rows: &[Marked]) -> bool {
    let is = |done: bool| move |row: &Marked| row.done == done && (row.claim.status == Status::Done) == done;
    rows.iter().any(is(true)) && rows.iter().any(is(false))
}
