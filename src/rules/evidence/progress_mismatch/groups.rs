//! "Overall progress: 3/5 phases (60%)", against the states and boxes of the phases.

use super::headline;
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{Boxes, Group, Name, Noun, Status, Tally, TaskId, Topic, fold, quantity},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The longest text that is read, in bytes.
const TEXT: usize = 80;

/// Compares what labels of the whole plan say of its groups with their states.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes) {
    let words = &cx.settings.vocabulary;
    if cx.plan.groups.iter().filter(|g| g.parent.is_none()).count() < 2 {
        return;
    }
    let mut tallies: FxHashMap<String, Option<Tally>> = FxHashMap::default();
    for field in cx.plan.fields.iter().filter(|f| f.value.len() <= TEXT && cx.holds_digit(f.value)) {
        let value = cx.text(field.value);
        let Some(ratio) = quantity::ratio(value, field.value.start) else { continue };
        let (start, end) =
            ((ratio.span.start - field.value.start) as usize, (ratio.span.end - field.value.start) as usize);
        let (before, after) = (&value[..start], &value[end..]);
        let mut behind = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        // "2 of 3 major phases" are phases.
        behind.next_if(|word| words.is_name(word, Name::AnyKind));
        let noun = behind.next().unwrap_or("");
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
        let known = tallies.entry(word.clone()).or_insert_with_key(|word| tally(cx, boxes, word));
        let Some(tally) = *known else { continue };
        // "2 of 3 phases of the import" may be some of them.
        let mut all = || behind.all(|word| words.is_name(word, Name::ProgressDone)) && headline::is_overall(cx, &key);
        let forgotten = tally.of == ratio.of + 1 && (1..ratio.of).contains(&ratio.done) && tally.done == ratio.done;
        if tally.of == ratio.of && tally.done != ratio.done || forgotten && all() && are_numbered(cx, &word) {
            report(cx, out, ratio.span, &word, tally);
        }
    }
}

/// Whether the groups of a kind bear the numbers from 1 on, stand below sister headings with a state of its own each, and
/// none of them is one that a plan may leave out of a count: put off, optional, with a remark, or what goes on for ever.
fn are_numbered(cx: &Context, word: &str) -> bool {
    let words = &cx.settings.vocabulary;
    let mut homes = FxHashSet::default();
    let mut counted = |(at, group): (usize, &Group)| {
        let Some(section) = group.section else { return false };
        let topics = words.topics(&group.title);
        let aside = [Topic::Optional, Topic::Later, Topic::Aside].iter().any(|&topic| topics.contains(topic))
            || group.title.split(|c: char| !c.is_alphabetic()).any(|word| words.is_name(word, Name::Aside))
            || cx.plan.within(section, Topic::Optional)
            || cx.plan.is_waived(cx.source.text(), words, cx.document.section(section).title_span);
        homes.insert(cx.document.section(section).parent);
        group.label.parse() == Ok(at + 1)
            && group.parent.is_none()
            && !group.statuses.is_empty()
            && !aside
            && !is_remarked(cx, section)
    };
    cx.plan.groups.iter().filter(|group| *group.word == *word).enumerate().all(&mut counted) && homes.len() == 1
}

/// Whether a sentence or a quotation stands right in a section, which may say that the part is none of the plan.
fn is_remarked(cx: &Context, section: SectionId) -> bool {
    let scope = cx.document.section(section);
    let own = (scope.start..scope.end).map(BlockId).filter(|&block| cx.document.block(block).section == section);
    let said = |block: BlockId| match cx.document.block(block).kind {
        Kind::Quote => true,
        Kind::Paragraph => cx.document.labels_in(block).is_empty() && cx.document.ancestors(block).next().is_none(),
        _ => false,
    };
    { own }.filter(|&block| Some(block) != scope.heading).any(said)
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
