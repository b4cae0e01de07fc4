//! "Overall progress: 3/5 phases (60%)", against the states and boxes of the phases.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{Boxes, Group, Noun, Status, Tally, TaskId, fold, quantity},
    rules::{Context, Findings},
    source::Span,
};

/// The longest text that is read, in bytes.
const TEXT: usize = 80;

/// Compares what labels of the whole plan say of its groups with their states.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes) {
    let words = &cx.settings.vocabulary;
    if cx.plan.groups.iter().filter(|g| g.parent.is_none()).count() < 2 {
        return;
    }
    for field in cx.plan.fields.iter().filter(|f| f.value.len() <= TEXT && cx.holds_digit(f.value)) {
        let value = cx.text(field.value);
        let Some(ratio) = quantity::ratio(value, field.value.start) else { continue };
        let (start, end) =
            ((ratio.span.start - field.value.start) as usize, (ratio.span.end - field.value.start) as usize);
        let (before, after) = (&value[..start], &value[end..]);
        let noun = after.split_whitespace().next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
        let Some(Noun::Group(_)) = words.noun(noun) else { continue };
        // "1/2 phases started" says nothing of what is done.
        let states = after.split(|c: char| !c.is_alphabetic()).filter_map(|word| words.status(word));
        let of_another = states.take(1).any(|state| state != Status::Done);
        let plain =
            !of_another && !before.contains(char::is_alphanumeric) && !value.contains(['~', '≈', '+', '<', '>']);
        let key = fold(cx.text(field.key));
        let speaks = ["progress", "complet", "done", "status"].iter().any(|word| key.contains(word));
        if !plain || !speaks || !cx.plan.speaks_of_the_whole(cx.document, words, field.around(cx.document)) {
            continue;
        }
        let word = fold(noun).trim_end_matches('s').to_owned();
        if let Some(tally) = tally(cx, boxes, &word).filter(|t| t.of == ratio.of && t.done != ratio.done) {
            report(cx, out, ratio.span, &word, tally);
        }
    }
}

/// How many groups of a kind are done; `None` where one of them says nothing and has no boxes, or says two things.
fn tally(cx: &Context, boxes: &Boxes, word: &str) -> Option<Tally> {
    let mut tally = Tally::default();
    for group in cx.plan.groups.iter().filter(|g| *g.word == *word && g.parent.is_none()) {
        tally.add(if group.statuses.is_empty() { is_ticked(cx, boxes, group)? } else { is_done(group)? });
    }
    (tally.of > 1).then_some(tally)
}

/// Whether nothing is left to do below the heading of a group.
fn is_ticked(cx: &Context, boxes: &Boxes, group: &Group) -> Option<bool> {
    let tasks = boxes.of_section(cx.document, group.section?);
    let open = |task: &TaskId| cx.plan.task(*task).open() && cx.plan.task(*task).required();
    (!tasks.is_empty()).then(|| !tasks.iter().any(open))
}

fn is_done(group: &Group) -> Option<bool> {
    let first = group.statuses.first()?.status == Status::Done;
    let alike = group.statuses.iter().all(|s| (s.status == Status::Done) == first && s.status != Status::Dropped);
    alike.then_some(first)
}

fn report(cx: &Context, out: &mut Findings, at: Span, word: &str, tally: Tally) {
    let count = format!("{} of {} {word}s", tally.done, tally.of);
    let are = if tally.done == 1 { "is" } else { "are" };
    let finding = out
        .at(at, format!("“{}” is not what their states say: {count} {are} done", quote(cx.text(at))))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{count} by their states"))
        .help(format!("write that {count} {are} done, or bring the states of the {word}s up to date"))
        .about(Subject::Place(at));
    out.push(finding);
}
