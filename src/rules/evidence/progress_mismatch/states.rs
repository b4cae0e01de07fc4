//! Tables and lines that count the tasks in each state, `| Status | Count |`, "Done: 3 | Open: 2", against the states of the tasks.

use crate::{
    diagnostic::{Confidence, Edit, Fix, Severity, Subject, quote},
    markdown::{BlockId, SectionId},
    plan::{Dealt, Few, Name, Role, Status, Table, TaskKind, dealt, misfits},
    rules::{Context, Findings, mend},
};
use rustc_hash::FxHashMap;

/// The most states that a plan tells apart.
const STATES: usize = 8;

/// Finds the numbers of states that the tasks do not have, where together they are about as many as there are tasks.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut counting = cx.plan.tables.iter().filter(|table| counts_states(cx, table));
    let table = counting.next();
    // Of several, each counts something else.
    if counting.next().is_some() {
        return;
    }
    let Some((block, claims)) = (match table {
        Some(table) => claims(cx, table).map(|claims| (table.block, claims)),
        None => lines(cx),
    }) else {
        return;
    };
    let words = &cx.settings.vocabulary;
    if !cx.plan.speaks_of_the_whole(cx.document, words, cx.document.block(block).section)
        || cx.plan.counts_otherwise(cx.document, words, block)
    {
        return;
    }
    let Some(tasks) = states(cx, block) else { return };
    let wrong = misfits(&claims, &tasks);
    let [(claim, have), more @ ..] = &wrong[..] else { return };
    let (claimed, all): (u64, u64) = (claims.values().flatten().map(|claim| claim.number).sum(), tasks.values().sum());
    let (number, name) = (claim.number, quote(&claim.name));
    let mut found = out
        .at(claim.span, format!("{number} counted as “{name}”, and {have} of the {all} tasks say so themselves"))
        .confidence(Confidence::Conventional)
        .label(format!("{have} by the tasks"))
        .help("count again, or correct the tasks; who reads only the summary believes it")
        .about(Subject::Place(cx.document.block(block).span))
        .fix(corrected(cx, &wrong));
    for (claim, have) in more {
        found = found.related(claim.span, format!("and {have} as “{}”", quote(&claim.name)));
    }
    // Where the sum is wrong as well, tasks may have come in since.
    out.push(if claimed == all && table.is_some() { found } else { found.severity(Severity::Warning) });
}

/// The edits that write the right number into every row that is wrong.
fn corrected(cx: &Context, wrong: &[(&Dealt, u64)]) -> Option<Fix> {
    let fix = |(claim, have): &(&Dealt, u64)| mend::correct(cx, claim.span, claim.number as f64, *have as f64);
    let edits: Option<Vec<Vec<Edit>>> = wrong.iter().map(|wrong| fix(wrong).map(|fix| fix.edits)).collect();
    edits.map(|edits| mend::write(edits.concat()))
}

/// Whether the rows of a table say how many tasks are in which state, and nothing else.
fn counts_states(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    matches!(&table.columns[..], [state, count, ..] if table.columns.len() < 4
        && words.is(&state.name, Role::Status)
        && words.is_name(&count.name, Name::Amount))
}

/// What is said of each state.
type Claims = FxHashMap<Status, Few<Dealt>>;

/// The state of which a name speaks: "✅ Done".
fn named(cx: &Context, name: &str) -> Option<Status> {
    cx.settings.vocabulary.status(name.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The numbers that the rows of a table claim, by their states.
fn claims(cx: &Context, table: &Table) -> Option<Claims> {
    let mut found = Claims::default();
    for share in dealt(cx.source.text(), cx.document, table, 1)? {
        found.entry(named(cx, &share.name)?).or_default().push(share);
    }
    ((2..=STATES).contains(&found.len())).then_some(found)
}

/// The same of labels beside each other, "Done: 3 | Open: 2", where they stand in one place.
fn lines(cx: &Context) -> Option<(BlockId, Claims)> {
    let mut places: Vec<(SectionId, BlockId, Claims)> = Vec::new();
    for field in cx.plan.fields.iter().filter(|field| cx.holds_digit(field.value) && field.of_section(cx.document)) {
        let value = cx.text(field.value).trim();
        let (Ok(number), Some(status)) = (value.parse(), named(cx, cx.text(field.key))) else { continue };
        let section = field.around(cx.document);
        if places.last().is_none_or(|(last, ..)| *last != section) {
            places.push((section, field.block, Claims::default()));
        }
        let Some((.., claims)) = places.last_mut() else { continue };
        let share = Dealt { name: cx.text(field.key).to_owned(), number, span: field.value };
        claims.entry(status).or_default().push(share);
    }
    let [(_, block, claims)] = &mut places[..] else { return None };
    let plain = claims.len() > 1 && claims.values().all(|said| said.len() == 1);
    plain.then(|| (*block, std::mem::take(claims)))
}

/// How many tasks are in each state; `None` where one has none.
fn states(cx: &Context, counting: BlockId) -> Option<FxHashMap<Status, u64>> {
    let mut found: FxHashMap<Status, u64> = FxHashMap::default();
    for (_, task) in cx.plan.distinct_tasks() {
        if task.parent.is_some()
            || task.kind != TaskKind::Work
            || task.table.is_some_and(|t| cx.plan.tables[t.index()].block == counting)
        {
            return None;
        }
        *found.entry(task.status()?).or_default() += 1;
    }
    Some(found)
}
