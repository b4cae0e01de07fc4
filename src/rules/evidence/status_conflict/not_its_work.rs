//! Boxes that may stay open below a part that is done: they are no work of that part.

use super::left_over::is_todo_list;
use crate::{
    markdown::{Kind, Section, SectionId},
    plan::{
        ASIDE, DONE_MARKS, Name, Role, Status, StatusClaim, Task, Topic, Word, is_choice, names_exception,
        quantity::{self, Unit},
    },
    rules::Context,
    source::Span,
};

/// Whether a heading between a box and the part that is called done says that the box is none of its work: what is
/// done when something goes wrong, or comes round again, or another time. `is_left` tells whether a list of what is to do
/// is what was left of the part.
pub(super) fn is_aside(cx: &Context, task: &Task, done: SectionId, is_left: impl Fn() -> bool) -> bool {
    let between = || cx.plan.sections_around(cx.document, task.section).take_while(|&s| s != done);
    let says = |section| says(cx, section) && (!is_todo_list(cx, section) || is_left());
    between().any(says) || is_report(cx, done) && between().any(|s| is_found(cx, s)) || is_introduced(cx, task)
}

/// The longest line that is read as what tells of the list below it, in bytes.
const LINE: usize = 80;

/// The line right above the list in which a box stands, where it ends with a colon.
fn line_above<'c>(cx: &Context<'c>, task: &Task) -> Option<&'c str> {
    let above = cx.document.block(task.block).parent.and_then(|list| cx.document.previous_sibling(list))?;
    let block = cx.document.block(above);
    let line = cx.text(block.span).trim_end_matches(['*', '_', ' ', '\n', '\r']);
    (block.kind == Kind::Paragraph && line.len() <= LINE && line.ends_with([':', '：'])).then_some(line)
}

/// Whether the line above a list says that its boxes are none of the work: "Use these boxes during each deployment:".
fn is_introduced(cx: &Context, task: &Task) -> bool {
    let topics = line_above(cx, task).map(|line| cx.settings.vocabulary.topics(line));
    topics.is_some_and(|topics| topics.contains(Topic::Aside) || topics.contains(Topic::Optional))
}

/// Whether a box says what a change may be, as a form asks it: "Breaking change".
pub(super) fn is_asked(cx: &Context, task: &Task) -> bool {
    cx.settings.vocabulary.is_name(name(&task.title), Name::ChangeKind)
}

/// What a title names, without its gloss.
pub(super) fn name(title: &str) -> &str {
    let name = title.split(['(', ':', '—', '–', '/']).next().unwrap_or(title);
    name.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether what is done is a review, so that what it found is still to be mended.
fn is_report(cx: &Context, done: SectionId) -> bool {
    let named = |title: &str| {
        let name = title.split([':', '(', '—', '–', ',']).next().unwrap_or(title).trim();
        cx.settings.vocabulary.is_name(name.rsplit(' ').next().unwrap_or(name), Name::Report)
    };
    let whole = cx.document.section(done).level <= 1;
    whole && cx.document.sections.iter().find(|s| s.level == 1).is_some_and(|s| named(&s.title))
}

/// Whether a heading is about what was found: "Findings to fix", "Issues".
fn is_found(cx: &Context, section: SectionId) -> bool {
    cx.settings.vocabulary.says(&cx.document.section(section).title, Word::BesideWork)
}

fn says(cx: &Context, section: SectionId) -> bool {
    let Section { title_span, .. } = *cx.document.section(section);
    if cx.plan.is_waived(cx.source.text(), &cx.settings.vocabulary, title_span) {
        return true;
    }
    // "Testing (80%)" says itself that some of it is open.
    let title = &cx.document.section(section).title;
    if quantity::each(title, 0).any(|q| q.unit == Unit::Percent && q.high < 100.0) {
        return true;
    }
    let facts = &cx.plan.sections[section.0 as usize];
    if facts.group.is_none() && facts.task.is_none() {
        return ASIDE.iter().any(|topic| facts.topics.contains(*topic))
            || cx.settings.vocabulary.is_name(name(title), Name::Aside);
    }
    // A phase of that name is work, unless brackets say when: "Phase 5: Monitoring", "Phase 5 (next release)".
    let title = &cx.document.section(section).title;
    let gloss = title.find('(').map_or("", |at| &title[at..]);
    let topics = cx.settings.vocabulary.topics(gloss);
    ASIDE.iter().any(|&topic| topics.contains(topic))
}

/// The most words of something that may be chosen.
const WORDS: usize = 3;

/// The most things from which one is chosen by a tick.
const OFFERED: usize = 7;

/// Whether a box is what a choice has left: "low", "medium" and "high" below "Severity", of which one is ticked.
pub(super) fn is_left_of_choice(cx: &Context, task: &Task) -> bool {
    let words = &cx.settings.vocabulary;
    let offered = |title: &str| {
        let title = title.trim_matches([':', '：', ' ', '*']);
        is_choice(words, title, std::iter::once(&*task.title)) || words.is(title, Role::Priority)
    };
    let offers = offered(&cx.document.section(task.section).title) || line_above(cx, task).is_some_and(offered);
    let Some(list) = cx.document.block(task.block).parent.filter(|_| offers) else { return false };
    let items = cx.document.children(list).take(OFFERED + 1).map(|item| cx.plan.task_at(item));
    let Some(offered) = items.map(|id| id.map(|id| cx.plan.task(id))).collect::<Option<Vec<_>>>() else { return false };
    let short = |t: &&Task| t.id.is_none() && t.title.split_whitespace().count() <= WORDS;
    offered.len() <= OFFERED && offered.iter().all(short) && offered.iter().filter(|t| t.done()).count() == 1
}

/// Whether a note hangs on what is said at `said`: "Complete*", or the mark of a footnote.
pub(super) fn has_note(cx: &Context, said: Span) -> bool {
    let Some(block) = cx.document.block_at(said.start) else { return false };
    let text = cx.text(cx.document.block(block).span).trim_end_matches([' ', '|', '\n']);
    let star = text.ends_with('*') && text.matches('*').count() % 2 == 1;
    star || text.ends_with(['†', '‡', '¹']) || text.ends_with(']') && text.contains("[^")
}

/// Whether a statement names its own exception: "Done (totals deferred)", "Merged, not deployed", "Released as beta",
/// "Not started (reader done earlier)"; or is a green light beside lights of other colours, which says that nothing is
/// wrong.
pub(super) fn is_qualified(cx: &Context, claim: &StatusClaim) -> bool {
    let said = cx.text(claim.place.span).trim();
    match claim.status {
        Status::Done if said == "🟢" => is_light(cx, claim.place.span),
        status => names_exception(&cx.settings.vocabulary, status, said),
    }
}

/// Whether the column of states around a mark holds lights of other colours, no other sign or word for what is done,
/// and no legend says what they mean.
fn is_light(cx: &Context, at: Span) -> bool {
    let block = cx.document.block_at(at.start);
    let table = block.and_then(|block| cx.document.ancestors(block).find_map(|b| cx.plan.table_at(b)));
    let Some((table, column)) = table.and_then(|table| Some((table, table.column(Role::Status)?))) else {
        return false;
    };
    let cells =
        || table.rows.iter().filter_map(|row| row.cells.get(column)).map(|&c| cx.text(cx.document.text_span(c)).trim());
    let done = |cell: &str| {
        cell.contains(DONE_MARKS) || cx.settings.vocabulary.status(cell) == Some(Status::Done) && cell != "🟢"
    };
    cells().any(|cell| matches!(cell, "🟡" | "🟠" | "🔴"))
        && !cells().any(done)
        && !cx.plan.legend.iter().any(|(mark, _)| *mark == '🟢')
}
