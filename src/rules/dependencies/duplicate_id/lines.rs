//! A line of a checklist that stands twice, word for word, one below the other.

use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::{BlockId, Kind},
    plan::{Topic, Why},
    rules::{Context, Findings},
};

/// From how many words on a line without an id is no other one by chance.
const TELLING: usize = 5;

/// The same where one is ticked and the other is not.
const TICKED: usize = 3;

/// Finds items that repeat the one before them, whatever their boxes say.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for (_, task) in cx.plan.tasks().filter(|(_, task)| task.places.first().is_some_and(|p| p.why == Why::Box)) {
        let item = |block: BlockId| matches!(cx.document.block(block).kind, Kind::Item { .. });
        let Some(below) = cx.document.next_sibling(task.block).filter(|b| item(*b) && item(task.block)) else {
            continue;
        };
        let Some(again) = cx.plan.task_at(below).map(|id| cx.plan.task(id)).filter(|t| t.block == below) else {
            continue;
        };
        if again.id != task.id || again.title != task.title {
            continue;
        }
        let form = [Topic::Template, Topic::Prompt].iter().any(|&topic| cx.plan.within(task.section, topic));
        let alone = |block: BlockId| {
            !cx.document.children(block).any(|b| matches!(cx.document.block(b).kind, Kind::List { .. }))
        };
        let least = if task.done() == again.done() { TELLING } else { TICKED };
        let telling = task.id.is_some() || task.title.split_whitespace().count() >= least;
        let same = words(cx, task.block) == words(cx, again.block) && alone(task.block) && alone(again.block);
        if !telling || !same || form || cx.text(task.span()).contains("__") {
            continue;
        }
        let finding = out
            .at(again.id_span.unwrap_or(again.span()), format!("the line of “{}” stands twice", quote(&again.shown())))
            .severity(Severity::Warning)
            .label("word for word the line above")
            .related(task.span(), "stands here, too")
            .help("take one of the two out, or write down the task that was meant; who counts counts it twice")
            .about(Subject::Place(again.span()));
        out.push(finding);
    }
}

/// The first line of an item without its box.
fn words<'c>(cx: &Context<'c>, item: BlockId) -> &'c str {
    let text = cx.text(cx.document.text_span(item)).trim_start();
    let open =
        text.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(mark, _)| mark.chars().count() == 1);
    open.map_or(text, |(_, rest)| rest).trim()
}
