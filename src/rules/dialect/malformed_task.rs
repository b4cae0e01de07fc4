//! See `rules/dialect/malformed-task.md`.

use crate::{
    diagnostic::quote,
    plan::{Dialect, Fault, Malformed},
    rules::{Context, Findings},
};

/// Reports the lines that break the grammar of the document's format.
pub fn check(cx: &Context, out: &mut Findings) {
    for line in &cx.plan.malformed {
        let (message, help) = told(cx, line);
        let mut finding = out.at(line.span, message).help(help);
        if let Some(example) = line.example {
            finding = finding.related(example, "as the others have it");
        }
        out.push(finding);
    }
}

/// What is wrong with a line, why that matters, and what to do.
fn told(cx: &Context, line: &Malformed) -> (String, &'static str) {
    let (here, like) = (quote(cx.text(line.span)), quote(line.example.map_or("", |e| cx.text(e))));
    match line.fault {
        Fault::NoId if cx.plan.dialect == Dialect::Superpowers => (
            "this box is not numbered as a step, and the other boxes of the task are".into(),
            "begin it with `Step` and the next number, or move it out of the task",
        ),
        Fault::NoId => (
            format!(
                "this line has no number of its own; the others of its list have one, such as `{like}`, so nothing can point to it"
            ),
            "give it the next free number of the list",
        ),
        Fault::IdForm => (
            format!("`{here}` has another form than the ids of its list, such as `{like}`, and tools pass it over"),
            "write the id as the others are written",
        ),
        Fault::NoStory => (
            format!("`{here}` does not say to which story it belongs; the other tasks of the phase do"),
            "put the mark of the story behind the id, such as `[US1]`, or move the task to a phase without a story",
        ),
        Fault::MarkOrder => (
            format!("`{here}` stands behind the story; the format has it before, as the other lines do"),
            "put `[P]` right behind the id",
        ),
        Fault::TraceForm => (
            format!(
                "`{here}` is not set like the other traces, such as `{like}`, so the task counts as tracing to none"
            ),
            "write it between two underscores, with a colon: `_Requirements: 1.1, 1.2_`",
        ),
        Fault::NoBoundary => (
            "this task may run beside others and does not say within which bounds; the others do".into(),
            "add `_Boundary: …_` with the part it may touch, or take `(P)` out",
        ),
        Fault::NoStamp => (
            format!("ticked, and not said when; the other entries begin with the time, such as `{like}`"),
            "put the time of the tick in front, in UTC: `(2026-03-01 09:40Z)`",
        ),
        Fault::NoScenario => (
            "this requirement has no `#### Scenario: …`, and without one the spec is not valid".into(),
            "add `#### Scenario: …` with what is done and what must follow",
        ),
        Fault::NoDemand => (
            "this requirement says neither SHALL nor MUST, and without one of them the spec is not valid".into(),
            "say what the system SHALL do",
        ),
        Fault::NoTrace => (
            "this task does not say which requirement it serves; the other tasks do".into(),
            "add `_Requirements: …_` with the criteria it is done for",
        ),
    }
}
