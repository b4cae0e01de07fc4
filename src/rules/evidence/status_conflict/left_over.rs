//! Lists of what is to do below a part that is done: all of its work, or what was left of it.

use crate::{
    markdown::{BlockId, Kind, Section, SectionId},
    plan::{DONE_MARKS, Name, Noun, Status, Task, Topic, Word, fold, names},
    rules::Context,
    source::Span,
};

/// Whether a heading is the name of a list of work, which it calls what is to do, and says nothing else.
pub(super) fn is_todo_list(cx: &Context, section: SectionId) -> bool {
    cx.settings.vocabulary.is_name(super::not_its_work::name(&cx.document.section(section).title), Name::TodoList)
}

/// Whether a box stands below a heading such as "Todo list", between it and the part that is called done.
pub(super) fn is_listed(cx: &Context, task: &Task, done: SectionId) -> bool {
    let mut between = cx.plan.sections_around(cx.document, task.section).take_while(|&s| s != done);
    between.any(|section| is_todo_list(cx, section))
}

/// Whether the lists of what is to do below the part that is called done at `said` are what was left of it: nothing calls
/// it work, it looked at other work, it tells elsewhere what was done, or a sentence sends a list on.
pub(super) fn is_left_over(cx: &Context, done: SectionId, said: Span) -> bool {
    if !is_of_work(cx, done) || is_look(cx, done) {
        return true;
    }
    let end = cx.document.section(done).end;
    let inside = (done.0 + 1..cx.document.sections.len() as u32).map(SectionId);
    let inside = || inside.clone().take_while(|&s| cx.document.section(s).start <= end);
    let lists: Vec<&Section> = inside().filter(|&s| is_todo_list(cx, s)).map(|s| cx.document.section(s)).collect();
    let listed = |at: u32| {
        let before = lists.partition_point(|list| list.start <= at);
        before > 0 && at < lists[before - 1].end
    };
    let told = |id: BlockId, span: Span| !listed(id.0) && !span.contains(said) && tells_done(cx, id);
    cx.document.blocks_of(done).any(|(id, block)| told(id, block.span))
        || inside().any(|s| !listed(cx.document.section(s).start) && lists_done(cx, s, said))
        || lists.iter().any(|list| is_sent_on(cx, list))
}

/// Whether a heading around what is done, or its own, calls it a plan or a piece of work: "Phase 1 — Reader".
fn is_of_work(cx: &Context, done: SectionId) -> bool {
    let words = &cx.settings.vocabulary;
    let of_work = |word: &str| {
        matches!(words.noun(&fold(word)), Some(Noun::Group(_) | Noun::Task))
            || words.is_name(word, Name::Labour)
            || words.is_name(word, Name::Collective)
    };
    let first = (cx.document.sections.len() > 1).then_some(SectionId(1));
    let mut around = cx.plan.sections_around(cx.document, done).chain(first);
    around.any(|s| cx.document.section(s).title.split(|c: char| !c.is_alphanumeric()).any(of_work))
}

/// Whether what is done is a look at other work, whose list is what it found: "Review of the plan", "Phase 5: Review".
fn is_look(cx: &Context, done: SectionId) -> bool {
    let done = if done.0 == 0 && cx.document.sections.len() > 1 { SectionId(1) } else { done };
    let looks = |word: Option<&str>| word.is_some_and(|word| cx.settings.vocabulary.is_name(word, Name::Report));
    cx.document.section(done).title.split([':', '(', '—', '–', ',']).any(|part| {
        let mut words = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        looks(words.next()) || looks(words.next_back())
    })
}

/// Whether a block says that a piece of work is done: a row, or an item that is marked, struck out or called so.
fn tells_done(cx: &Context, id: BlockId) -> bool {
    let is_done = || cx.plan.task_at(id).is_some_and(|task| cx.plan.task(task).done());
    match cx.document.block(id).kind {
        Kind::Item { .. } => {
            let text = cx.document.text_span(id);
            cx.text(text).contains(DONE_MARKS) || cx.document.is_struck(text) || is_done()
        }
        Kind::Row { .. } => cx.text(cx.document.block(id).span).contains(DONE_MARKS) || is_done(),
        _ => false,
    }
}

/// Whether a heading says that what stands below it is done: "Done", "Completed tasks", "Step 1 ✅".
fn lists_done(cx: &Context, section: SectionId, said: Span) -> bool {
    let Section { start, end, title, title_span, .. } = cx.document.section(section);
    let name = names::bare(title).trim_matches(|c: char| !c.is_alphanumeric());
    let words = &cx.settings.vocabulary;
    let is_done = || words.is_name(name, Name::Finished) || words.status(name) == Some(Status::Done);
    start < end && !title_span.contains(said) && (title.contains(DONE_MARKS) || is_done())
}

/// How many blocks of a list are looked at for a sentence.
const LOOKS: usize = 8;

/// Whether a sentence right above the heading of a list, or below it, sends its boxes on: "Moved to phase 13:".
fn is_sent_on(cx: &Context, list: &Section) -> bool {
    let above = list.heading.and_then(|heading| cx.document.previous_sibling(heading));
    let below = (list.start..list.end).map(BlockId).take(LOOKS);
    let around = |id: BlockId| cx.document.block(id).parent.map(|around| cx.document.block(around).kind);
    let stands = |id: &BlockId| {
        cx.document.block(*id).kind == Kind::Paragraph && !matches!(around(*id), Some(Kind::Item { .. }))
    };
    let words = &cx.settings.vocabulary;
    above.into_iter().chain(below).filter(stands).any(|id| {
        let text = cx.text(cx.document.block(id).span);
        let topics = words.topics(text);
        words.says(text, Word::SentOn) || [Topic::Aside, Topic::Optional].iter().any(|&topic| topics.contains(topic))
    })
}
