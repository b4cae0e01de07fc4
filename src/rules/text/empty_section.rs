//! See `rules/text/empty-section.md`.

use crate::{
    diagnostic::quote,
    markdown::{Kind, Section, SectionId},
    plan::{Group, GroupId, Name, Plan, SectionFacts, Status, Topic},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// How many siblings with content make an empty section stand out.
const SIBLINGS: usize = 2;

/// Finds headings with nothing below them among others that have something.
pub fn check(cx: &Context, out: &mut Findings) {
    let headed = || cx.document.sections.iter().enumerate().skip(1).filter(|(_, s)| s.level < 7);
    let empty: Vec<SectionId> =
        headed().filter(|(_, s)| is_empty(cx, s)).map(|(index, _)| SectionId(index as u32)).collect();
    if empty.is_empty() {
        return;
    }
    // How many of the sections beside each other are full, and how many are empty.
    let mut beside: FxHashMap<(SectionId, u8), (usize, usize)> = FxHashMap::default();
    for (_, section) in headed() {
        let (full, blank) = beside.entry((section.parent, section.level)).or_default();
        *(if is_empty(cx, section) { blank } else { full }) += 1;
    }
    for id in empty {
        let section = cx.document.section(id);
        let (full, blank) = beside[&(section.parent, section.level)];
        if full >= SIBLINGS && full > 2 * (blank - 1) && is_expected(cx, id) && !is_shared(cx, id) {
            report(cx, out, id);
        }
    }
}

/// Whether nothing but separators stands below a heading. A comment may say why.
fn is_empty(cx: &Context, section: &Section) -> bool {
    cx.document.blocks[section.start as usize..section.end as usize].iter().all(|b| b.kind == Kind::Rule)
}

/// Whether a section of this name and place is to hold something.
fn is_expected(cx: &Context, id: SectionId) -> bool {
    let section = cx.document.section(id);
    let facts = &cx.plan.sections[id.0 as usize];
    if closed(facts, cx.plan) || cx.plan.within(id, Topic::Optional) {
        return false;
    }
    // "Date: 3 March" is a field written as a heading, "Go or no go?" a question that waits.
    let work = facts.group.is_some_and(|g| is_one_of_several(cx, g)) || facts.task.is_some();
    if !work && (section.title.contains([':', '?', '：', '=']) || section.title.chars().count() > 60) {
        return false;
    }
    // Right below its parent's heading stands a subtitle.
    let around = cx.document.section(section.parent).heading;
    work || section.heading.map(|h| h.0) != around.map(|h| h.0 + 1)
}

/// Whether what follows is the section's own: under the next heading, which stands in the very next line, or,
/// where a collective word such as "Criteria" closes its chapter, in the chapters behind it.
fn is_shared(cx: &Context, id: SectionId) -> bool {
    let section = cx.document.section(id);
    let Some(next) = cx.document.sections.get(id.0 as usize + 1).filter(|s| s.level < 7) else { return false };
    let gap = Span { start: section.title_span.end, end: next.title_span.start.max(section.title_span.end) };
    if next.level == section.level {
        // "Wave 1" before "Task 1" of the same level is the title of its tasks.
        let facts = |id: u32| &cx.plan.sections[id as usize];
        let titles = facts(id.0).group.is_some() && facts(id.0 + 1).task.is_some();
        return titles || cx.text(gap).matches('\n').count() == 1;
    }
    next.level < section.level && cx.settings.vocabulary.is_name(&section.title, Name::Collective)
}

/// Whether another phase of the kind has a section beside this one.
fn is_one_of_several(cx: &Context, id: GroupId) -> bool {
    let group = cx.plan.group(id);
    let parent = |g: &Group| g.section.map(|s| cx.document.section(s).parent);
    cx.plan
        .groups()
        .any(|(other, g)| other != id && g.word == group.word && g.section.is_some() && parent(g) == parent(group))
}

/// Whether the heading says that nothing is to be done here any more.
fn closed(facts: &SectionFacts, plan: &Plan) -> bool {
    let over = |status: Status| matches!(status, Status::Done | Status::Dropped);
    let group = facts.group.map(|g| plan.group(g));
    facts.status.is_some_and(|claim| over(claim.status))
        || group.is_some_and(|g| g.statuses.iter().any(|claim| over(claim.status)))
        || facts.task.is_some_and(|t| plan.task(t).statuses.iter().any(|claim| over(claim.status)))
}

fn report(cx: &Context, out: &mut Findings, id: SectionId) {
    let section = cx.document.section(id);
    let finding = out
        .at(
            section.title_span,
            format!("nothing stands below \"{}\"; the sections beside it have something", quote(&section.title)),
        )
        .label("empty")
        .help("write what belongs there, say in a line why there is nothing, or delete the heading");
    out.push(finding);
}
