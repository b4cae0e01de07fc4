//! Columns that say by which prompt each agent, lane or wave works: `| Agent | Prompt |`.

use super::{Form, form, names};
use crate::{
    diagnostic::{Confidence, quote},
    markdown::BlockId,
    plan::{Prompt, Table, quantity},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// How many cells of a column have to name prompts of the plan.
const KNOWN: usize = 2;

/// Finds ids below "Prompt" that nothing here has, where most others are those of prompts of the plan.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // The first column says what each row is.
    let named = |at: &usize, table: &Table| quantity::singular(&table.columns[*at].key) == "prompt";
    let told = |table: &Table| (1..table.columns.len()).find(|at| named(at, table));
    let holding: LazyCell<Vec<FxHashSet<String>>, _> =
        LazyCell::new(|| std::iter::once(cx.kin.own()).chain(cx.kin.elsewhere()).map(names).collect());
    let called: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| cx.plan.prompts.iter().flat_map(called).collect());
    let spoken: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| spoken(cx.source.text()));
    for (table, column) in cx.plan.tables.iter().filter_map(|table| Some((table, told(table)?))) {
        let ids: Vec<(&str, Span)> = table.rows.iter().filter_map(|row| id(cx, *row.cells.get(column)?)).collect();
        let (known, others): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|(id, _)| called.contains(&id.to_lowercase()));
        if known.len() < KNOWN.max(2 * others.len()) {
            continue;
        }
        // What the text speaks of elsewhere may be told there.
        let elsewhere = |id: &str| spoken.contains(id) || holding.iter().any(|names| names.contains(id));
        for (id, at) in others.into_iter().filter(|(id, _)| !elsewhere(&id.to_lowercase())) {
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

/// What a prompt is called, in lower case: "P1: Cart" below "Prompts" needs no more to be one.
fn called(prompt: &Prompt) -> impl Iterator<Item = String> {
    let head = prompt.title.split([':', ' ', '—', '–']).next().unwrap_or_default();
    [prompt.id.as_deref(), Some(head)].into_iter().flatten().map(str::to_lowercase)
}

/// The words with a digit that stand in two places of a text, in lower case.
fn spoken(text: &str) -> FxHashSet<String> {
    let (mut once, mut again) = (FxHashSet::default(), FxHashSet::default());
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.')));
    let words =
        words.map(|word| word.trim_matches(['-', '.'])).filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    for word in words.map(str::to_lowercase) {
        if !once.insert(word.clone()) {
            again.insert(word);
        }
    }
    again
}
