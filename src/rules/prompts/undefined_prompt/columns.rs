//! Columns that say by which prompt each agent, lane or wave works: `| Agent | Prompt |`.

use super::{Form, form, names};
use crate::{
    diagnostic::{Confidence, quote},
    markdown::BlockId,
    plan::{Prompt, Table, quantity},
    rules::{Context, Findings},
    source::Span,
};

/// How many cells of a column have to name prompts of the plan.
const KNOWN: usize = 2;

/// Finds ids below "Prompt" that nothing here has, where most others are those of prompts of the plan.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // The first column says what each row is.
    let named = |at: &usize, table: &Table| quantity::singular(&table.columns[*at].key) == "prompt";
    let told = |table: &Table| (1..table.columns.len()).find(|at| named(at, table));
    for (table, column) in cx.plan.tables.iter().filter_map(|table| Some((table, told(table)?))) {
        let ids: Vec<(&str, Span)> = table.rows.iter().filter_map(|row| id(cx, *row.cells.get(column)?)).collect();
        // "P1: Cart" below "Prompts" needs no more to be a prompt.
        let called = |prompt: &Prompt, id: &str| {
            let head = prompt.title.split([':', ' ', '—', '–']).next().unwrap_or_default();
            [prompt.id.as_deref(), Some(head)].into_iter().flatten().any(|own| own.eq_ignore_ascii_case(id))
        };
        let held = |id: &str| cx.plan.prompts.iter().any(|prompt| called(prompt, id));
        let (known, others): (Vec<_>, Vec<_>) = ids.into_iter().partition(|(id, _)| held(id));
        if known.len() < KNOWN.max(2 * others.len()) {
            continue;
        }
        let elsewhere = |id: &str| {
            let id = id.to_lowercase();
            // What the text speaks of elsewhere may be told there.
            spoken(cx, &id)
                || names(cx.kin.own()).contains(&id)
                || cx.kin.elsewhere().any(|member| names(member).contains(&id))
        };
        for (id, at) in others.into_iter().filter(|(id, _)| !elsewhere(id)) {
            let known: Vec<String> = known.iter().take(8).map(|(id, _)| format!("`{id}`")).collect();
            let found = out
                .at(at, format!("prompt `{}` is named here and stands nowhere in this plan", quote(id)))
                .label("nothing in this plan has that name")
                .confidence(Confidence::Conventional)
                .help(format!("write the prompt, or name one that is there: {}", known.join(", ")));
            out.push(found);
        }
    }
}

/// The id that is all that a cell holds: `P6`, `` `X4-B1` ``.
fn id<'c>(cx: &Context<'c>, cell: BlockId) -> Option<(&'c str, Span)> {
    let span = cx.document.text_span(cell);
    let text = cx.text(span);
    let id = text.trim_matches([' ', '*', '`', '_', '#']);
    let plain = id.len() <= 12 && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    (plain && form(id) == Form::Code).then(|| (id, span.of_part(text, id)))
}

/// Whether an id stands in a second place of the document.
fn spoken(cx: &Context, id: &str) -> bool {
    let text = cx.source.text().as_bytes();
    let near = |at: &usize| {
        let around = |at: usize| text.get(at).is_some_and(|b| b.is_ascii_alphanumeric());
        text[*at..].get(..id.len()).is_some_and(|found| found.eq_ignore_ascii_case(id.as_bytes()))
            && !around(at.wrapping_sub(1))
            && !around(at + id.len())
    };
    let first = id.as_bytes().first().copied().unwrap_or_default();
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).filter(near).nth(1).is_some()
}
