//! Phases whose heading carries a check mark, and whose row in a table says that they are not done.

use super::over_boxes::marks_are_states;
use crate::{
    diagnostic::{Severity, Subject, quote},
    plan::{DONE_MARKS, Group, Said, Status, StatusClaim, Why, namesakes},
    rules::{Context, Findings},
    source::Span,
};

/// Compares the marks of headings with the rows of the same phases, where such marks are states.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let rows: Vec<Marked> = cx.plan.groups.iter().filter_map(|group| Marked::of(cx, group)).collect();
    if !rows.iter().any(Marked::contradicts) || !(agree(&rows) || marks_are_states(cx)) {
        return;
    }
    for row in rows.iter().filter(|row| row.contradicts()) {
        let name = quote(&row.group.name()).to_string();
        let finding = out
            .at(row.claim.place.span, format!("“{name}” is {} here, and marked as done", row.claim.status.word()))
            .severity(Severity::Warning)
            .label(super::says(cx, &row.claim))
            .related(row.title, "marked as done")
            .help("find out which of the two holds, and write it in both places")
            .about(Subject::Place(row.group.span()));
        out.push(finding);
    }
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
