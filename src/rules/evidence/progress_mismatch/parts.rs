//! Progress that the items of a list say of their parts: "Parser: 2/4 tasks", or by a mark each.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Name, Progress, Status, Tally},
    rules::Context,
};

/// What the items of the one list of a section add up to, where each of them says how much of it is done.
pub fn sum(cx: &Context, section: SectionId) -> Option<Tally> {
    let [list] = lists(cx, section)[..] else { return None };
    // "Tasks completed: 3/5" and "Tasks pending: 2/5" speak of one whole.
    let words = &cx.settings.vocabulary;
    let counts = |key: &str| {
        [Name::CountedAll, Name::CountedDone, Name::CountedLeft].into_iter().any(|word| words.is_name(key, word))
    };
    let whole = |item: BlockId| cx.document.labels_in(item).first().is_some_and(|label| counts(cx.text(label.key)));
    if cx.document.children(list).any(whole) {
        return None;
    }
    let parts = cx.document.children(list).map(|item| Progress::of_part(words, first_line(cx, item)));
    let parts: Vec<Tally> = parts.collect::<Option<_>>()?;
    let add = |sum: Tally, part: &Tally| Tally { done: sum.done + part.done, of: sum.of + part.of };
    (parts.len() > 1).then(|| parts.iter().fold(Tally::default(), add))
}

/// How many items of the lists of a section begin with the mark of what is done, where each begins with a mark of a
/// state, and both kinds stand there.
pub fn marked(cx: &Context, section: SectionId) -> Option<Tally> {
    let mut tally = Tally::default();
    for list in lists(cx, section) {
        for item in cx.document.children(list) {
            let first = first_line(cx, item).chars().next()?;
            tally.add(cx.plan.mark_status(first)? == Status::Done);
        }
    }
    (tally.done > 0 && tally.left() > 0).then_some(tally)
}

/// The boxes of a section together with the items that stand among them and bear a mark of a state in place of one;
/// `None` where there is no such item.
pub fn among_boxes(cx: &Context, section: SectionId) -> Option<Tally> {
    let is_box = |item: &BlockId| matches!(cx.document.block(*item).kind, Kind::Item { mark: Some(_) });
    let (mut tally, mut any) = (Tally::default(), false);
    for list in lists(cx, section).into_iter().filter(|&list| cx.document.children(list).any(|item| is_box(&item))) {
        for item in cx.document.children(list) {
            if is_box(&item) {
                tally.add(cx.plan.task_at(item).is_some_and(|task| cx.plan.task(task).done()));
                continue;
            }
            let first = first_line(cx, item).chars().next()?;
            if let Some(status) = cx.plan.mark_status(first) {
                tally.add(status == Status::Done);
                any = true;
            }
        }
    }
    any.then_some(tally)
}

/// The lists of a section that are no part of another list.
fn lists(cx: &Context, section: SectionId) -> Vec<BlockId> {
    let scope = cx.document.section(section);
    let mut found = Vec::new();
    let mut at = scope.start;
    while at < scope.end {
        let block = cx.document.block(BlockId(at));
        let list = matches!(block.kind, Kind::List { .. });
        if list {
            found.push(BlockId(at));
        }
        at = if list { block.end.max(at + 1) } else { at + 1 };
    }
    found
}

fn first_line<'c>(cx: &Context<'c>, item: BlockId) -> &'c str {
    cx.text(cx.document.text_span(item)).lines().next().unwrap_or("").trim()
}
