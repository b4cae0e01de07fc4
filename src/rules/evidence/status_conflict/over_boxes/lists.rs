//! Lists that are called done by what is no status of theirs: a heading that is the word and nothing else, or a
//! ticked box elsewhere that speaks of them.

use super::{Open, point_at, so_many};
use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::SectionId,
    plan::{Name, Said, Status, StatusClaim, Task, TaskKind, Topic, Vocabulary, fold, names},
    rules::{Context, Findings},
};

/// The longest text of a box that says that a list is done, in bytes.
const LONGEST: usize = 64;

/// How many boxes are compared with the headings of one document.
const LOOKS: usize = 64;

/// The fewest letters by which a heading is certainly the one that a box names.
const NAMING: usize = 3;

/// Compares lists with the headings above them and with the boxes that name them.
pub(super) fn check<'c>(cx: &Context<'c>, out: &mut Findings, open: &mut Open<'c>) {
    headed(cx, out, open);
    named(cx, out, open);
}

/// "Done" over boxes of which a few are open.
fn headed<'c>(cx: &Context<'c>, out: &mut Findings, open: &mut Open<'c>) {
    for index in (1..cx.document.sections.len()).rev() {
        let (id, section) = (SectionId(index as u32), &cx.document.sections[index]);
        if section.level < 2 || section.level > 6 || is_form(cx, id) {
            continue;
        }
        let Some(share) = open_share(cx, &section.title) else { continue };
        let (left, tally) = open.take(cx, id, section.title_span);
        // Where most are open, nobody ticks what moves here.
        if left.is_empty() || tally.left() > tally.of / share {
            continue;
        }
        let finding = out
            .at(section.title_span, format!("“{}” heads this list, and {} open", quote(&section.title), so_many(tally)))
            .severity(Severity::Warning)
            .label("says that all of it is done")
            .help("tick the boxes whose work is finished, or move the others to where the open work stands")
            .about(Subject::Place(section.title_span));
        out.push(point_at(finding, &left));
    }
}

/// What part of the boxes may be open below a heading that says that something is done, and nothing else, before it says
/// it of none: a half below "✅ Completed" and "Completed tasks (12)", less below "Merged", which may be what is to be
/// merged.
fn open_share(cx: &Context, title: &str) -> Option<u64> {
    let name = names::bare(title).trim_matches(|c: char| !c.is_alphanumeric());
    let words = &cx.settings.vocabulary;
    if name.len() >= 40 || !(words.status(name) == Some(Status::Done) || words.is_name(name, Name::Finished)) {
        return None;
    }
    Some(if words.is_name(name, Name::ToBeDone) { 4 } else { 2 })
}

fn is_form(cx: &Context, section: SectionId) -> bool {
    [Topic::Prompt, Topic::Template, Topic::Legend, Topic::PerAgent].iter().any(|&topic| cx.plan.within(section, topic))
}

/// `- [x] All MVP items complete` while boxes below "MVP" are open.
fn named<'c>(cx: &Context<'c>, out: &mut Findings, open: &mut Open<'c>) {
    let counts = |task: &Task| task.kind != TaskKind::Review && task.required();
    let ticked = |s: &&StatusClaim| s.said == Said::Box && s.status == Status::Done;
    let said = cx.plan.distinct_tasks().filter_map(|(_, task)| {
        let claim = task.statuses.iter().find(ticked).filter(|_| counts(task))?;
        Some((task, claim, list_named(&cx.settings.vocabulary, &task.title)?))
    });
    for (task, claim, name) in said.take(LOOKS) {
        let Some(section) = section_of(cx, task, &name).filter(|&s| !is_form(cx, s)) else { continue };
        let (left, tally) = open.take(cx, section, claim.place.span);
        if left.is_empty() {
            continue;
        }
        let title = quote(&cx.document.section(section).title).to_string();
        let finding = out
            .at(claim.place.span, format!("this says that “{title}” is done, and {} open", so_many(tally)))
            .severity(Severity::Warning)
            .label("the box is ticked")
            .related(cx.document.section(section).title_span, "the list that it speaks of")
            .help("open this box again, or tick the boxes whose work is finished")
            .about(Subject::Place(claim.place.span));
        out.push(point_at(finding, &left));
    }
}

/// The name of the list of which a box says that all is done: the "MVP" of "All MVP items complete (2026-03-04)", the
/// "Phase 1" of "Phase 1 complete"; what has no number and is not all of it may be any thing.
fn list_named<'t>(vocabulary: &Vocabulary, title: &'t str) -> Option<Vec<&'t str>> {
    let parts = |at: &usize| title[*at..].starts_with(['(', '—', '–']);
    // A dash begins with the byte of many signs.
    let mut marks = memchr::memchr2_iter(b'(', "—".as_bytes()[0], title.as_bytes());
    let title = title[..marks.find(parts).unwrap_or(title.len())].trim_end_matches(|c: char| !c.is_alphanumeric());
    let (rest, last) = title.rsplit_once(' ')?;
    if title.len() > LONGEST || !vocabulary.is_name(last, Name::ProgressDone) {
        return None;
    }
    let mut words: Vec<&str> =
        rest.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    words.pop_if(|word| is_one_of(word, &["is", "are", "fully"]));
    let thing = words.pop_if(|word| vocabulary.is_name(word, Name::ListedThings)).is_some();
    match &words[..] {
        [all, name @ ..] if thing && is_one_of(all, &["all"]) && !name.is_empty() => Some(name.to_vec()),
        [_, label] if !thing && label.starts_with(|c: char| c.is_ascii_digit()) => Some(words),
        _ => None,
    }
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// The section of the phase of that name, or the one whose heading holds the name.
fn section_of(cx: &Context, task: &Task, name: &[&str]) -> Option<SectionId> {
    let name = name.join(" ");
    if let Some(section) = group_section(cx, &name) {
        return Some(section);
    }
    let name = fold(&name);
    if name.chars().count() < NAMING || name.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut found = (1..cx.document.sections.len()).map(|index| SectionId(index as u32)).filter(|&id| {
        let section = cx.document.section(id);
        let words = names::title_key(&section.title);
        let holds = words.split(|c: char| !c.is_alphanumeric()).any(|w| w == &*name) || words == name;
        let around = || cx.plan.sections_around(cx.document, task.section).any(|s| s == id);
        section.level > 1 && holds && !around()
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The section of the group that a text names and nothing else: "Phase 1".
fn group_section(cx: &Context, name: &str) -> Option<SectionId> {
    let name = fold(name);
    let (_, group) = cx.plan.groups().find(|(_, group)| !group.label.is_empty() && fold(&group.name()) == name)?;
    group.section
}
