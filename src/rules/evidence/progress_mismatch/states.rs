//! Tables that count the tasks in each state, `| Status | Count |`, against the states of the tasks.

use crate::{
    diagnostic::{Confidence, Edit, Fix, Subject, quote},
    plan::{Few, Name, Role, Status, Table, TaskKind},
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;

/// The most states that a plan tells apart.
const STATES: usize = 8;

/// Finds the numbers of states that the tasks do not have, where together they are as many as there are tasks.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut counting = cx.plan.tables.iter().filter(|table| counts_states(cx, table));
    // Of several, each counts something else.
    let (Some(table), None) = (counting.next(), counting.next()) else { return };
    let Some(claims) = claims(cx, table) else { return };
    let Some(tasks) = states(cx, table) else { return };
    let (claimed, all): (u64, u64) = (claims.values().flatten().map(|claim| claim.number).sum(), tasks.values().sum());
    if claimed != all || !cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, table.section) {
        return;
    }
    let mut wrong: Vec<(&Claim, u64)> = Vec::new();
    for (status, said) in &claims {
        let have = tasks.get(status).copied().unwrap_or_default();
        // Two rows of one state share what there is.
        if let [claim] = &said[..]
            && claim.number != have
        {
            wrong.push((claim, have));
        }
    }
    wrong.sort_unstable_by_key(|(claim, _)| claim.span);
    let [(claim, have), more @ ..] = &wrong[..] else { return };
    let (number, name) = (claim.number, quote(&claim.name));
    let mut found = out
        .at(claim.span, format!("{number} counted as “{name}”, and {have} of the {all} tasks say so themselves"))
        .confidence(Confidence::Conventional)
        .label(format!("{have} by the tasks"))
        .help("count again, or correct the tasks; who reads only the summary believes it")
        .about(Subject::Place(cx.document.block(table.block).span))
        .fix(corrected(cx, &wrong));
    for (claim, have) in more {
        found = found.related(claim.span, format!("and {have} as “{}”", quote(&claim.name)));
    }
    out.push(found);
}

/// The edits that write the right number into every row that is wrong.
fn corrected(cx: &Context, wrong: &[(&Claim, u64)]) -> Option<Fix> {
    let fix = |(claim, have): &(&Claim, u64)| mend::correct(cx, claim.span, claim.number as f64, *have as f64);
    let edits: Option<Vec<Vec<Edit>>> = wrong.iter().map(|wrong| fix(wrong).map(|fix| fix.edits)).collect();
    edits.map(|edits| mend::write(edits.concat()))
}

/// How many tasks a row says are in one state.
struct Claim {
    name: String,
    number: u64,
    span: Span,
}

/// Whether the rows of a table say how many tasks are in which state, and nothing else.
fn counts_states(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    matches!(&table.columns[..], [state, count, ..] if table.columns.len() < 4
        && words.is(&state.name, Role::Status)
        && words.is_name(&count.name, Name::Amount))
}

/// The numbers that its rows claim, by their states, with where they stand.
fn claims(cx: &Context, table: &Table) -> Option<FxHashMap<Status, Few<Claim>>> {
    let mut found: FxHashMap<Status, Few<Claim>> = FxHashMap::default();
    for row in table.rows.iter().filter(|row| !row.total) {
        let cell = |column: usize| row.cells.get(column).copied();
        let plain = |column: usize| Some(cx.document.plain(cx.source.text(), cell(column)?).trim().to_owned());
        let name = plain(0)?;
        let status = cx.settings.vocabulary.status(name.trim_matches(|c: char| !c.is_alphanumeric()))?;
        let number = plain(1)?.parse().ok()?;
        let span = cx.document.text_span(cell(1)?);
        found.entry(status).or_default().push(Claim { name, number, span });
    }
    ((2..=STATES).contains(&found.len())).then_some(found)
}

/// How many tasks are in each state; `None` where one has none.
fn states(cx: &Context, counting: &Table) -> Option<FxHashMap<Status, u64>> {
    let mut found: FxHashMap<Status, u64> = FxHashMap::default();
    for (_, task) in cx.plan.distinct_tasks() {
        if task.parent.is_some()
            || task.kind != TaskKind::Work
            || task.table.is_some_and(|t| cx.plan.tables[t.index()].block == counting.block)
        {
            return None;
        }
        *found.entry(task.status()?).or_default() += 1;
    }
    Some(found)
}
