//! Tables that count the tasks of each owner or priority, `| Owner | Tasks |`, against the tasks.

use super::finding;
use crate::{
    diagnostic::{Diagnostic, quote},
    plan::{Dealt, Few, Name, Node, Role, Row, Table, TaskId, TaskKind, dealt, fold, misfits, quantity::Unit},
    rules::{Context, Findings, mend},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The most columns that such a table has: a name, the number, its row, hours.
const COLUMNS: usize = 5;

/// How many rows it has, at least and at most.
const ROWS: (usize, usize) = (2, 20);

/// Finds the numbers that the tasks do not bear out.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for role in [Role::Owner, Role::Priority] {
        let counting = cx.plan.tables.iter().filter_map(|table| Some((table, counting(cx, table, role)?)));
        let mut counting = counting.take(2);
        // Of several, each counts something else.
        let (Some((table, column)), None) = (counting.next(), counting.next()) else { continue };
        let words = &cx.settings.vocabulary;
        if cx.plan.speaks_of_the_whole(cx.document, words, table.section)
            && !cx.plan.counts_otherwise(cx.document, words, table.block)
            && let Some(claims) = claims(cx, table, column)
            && let Some(have) = have(cx, table, role)
            && have.keys().all(|name| claims.contains_key(name))
            && claims.keys().all(|name| have.contains_key(name))
        {
            report(cx, out, &misfits(&claims, &have));
        }
    }
}

/// The column of a table in which it counts the tasks of each owner or priority.
fn counting(cx: &Context, table: &Table, role: Role) -> Option<usize> {
    let words = &cx.settings.vocabulary;
    let sized = table.columns.len() <= COLUMNS && (ROWS.0..=ROWS.1).contains(&table.rows.len());
    let headed = sized && words.is(&table.columns.first()?.name, role);
    let counts = |&column: &usize| {
        let key = &table.columns[column].key;
        words.is_name(key, Name::Amount) || words.is_name(key, Name::TaskCount)
    };
    let mut counting = (1..table.columns.len()).filter(|column| headed && counts(column));
    let (Some(column), None) = (counting.next(), counting.next()) else { return None };
    dealt(cx.source.text(), cx.document, table, column).is_some().then_some(column)
}

/// A name without what stands around it, in small letters.
fn bare(name: &str) -> String {
    fold(name.trim_matches(|c: char| !c.is_alphanumeric())).into_owned()
}

/// What is said of each name, where none stands twice.
fn claims(cx: &Context, table: &Table, column: usize) -> Option<FxHashMap<String, Few<Dealt>>> {
    let mut found: FxHashMap<String, Few<Dealt>> = FxHashMap::default();
    for row in dealt(cx.source.text(), cx.document, table, column)? {
        found.entry(bare(&row.name)).or_default().push(row);
    }
    found.values().all(|said| said.len() == 1).then_some(found)
}

/// How many tasks bear each name; `None` where one stands in no row or section that has one.
fn have(cx: &Context, counting: &Table, role: Role) -> Option<FxHashMap<String, u64>> {
    let mut names: FxHashMap<TaskId, String> = FxHashMap::default();
    for table in cx.plan.tables.iter().filter(|table| table.block != counting.block) {
        let Some(column) = table.column(role) else { continue };
        let name = |row: &Row| match row.subject {
            Some(Node::Task(task)) => Some((task, cx.document.plain(cx.source.text(), *row.cells.get(column)?))),
            _ => None,
        };
        for (task, name) in table.rows.iter().filter_map(name) {
            // A second table may say otherwise.
            let known = names.insert(task, bare(&name));
            known.is_none_or(|known| known == names[&task]).then_some(())?;
        }
    }
    if names.is_empty() {
        names = fields(cx, role)?;
    }
    let mut found: FxHashMap<String, u64> = FxHashMap::default();
    let mut rows = FxHashSet::default();
    for (id, task) in cx.plan.distinct_tasks() {
        let name = names.get(&id).filter(|name| !name.is_empty())?;
        (task.parent.is_none() && task.kind == TaskKind::Work).then_some(())?;
        rows.insert(id);
        *found.entry(name.clone()).or_default() += 1;
    }
    (rows.len() == names.len()).then_some(found)
}

/// The names that labels below the headings of tasks give: "**Assignee:** Ana".
fn fields(cx: &Context, role: Role) -> Option<FxHashMap<TaskId, String>> {
    let mut names = FxHashMap::default();
    for field in cx.plan.fields.iter().filter(|f| f.role == Some(role) && f.of_section(cx.document)) {
        let Some(task) = cx.plan.sections[field.section.0 as usize].task else { continue };
        names.insert(task, bare(cx.text(field.value))).is_none().then_some(())?;
    }
    Some(names)
}

/// Reports the first of the numbers that are wrong, with the others.
fn report(cx: &Context, out: &mut Findings, wrong: &[(&Dealt, u64)]) {
    let Some(((first, have), others)) = wrong.split_first() else { return };
    let tasks = |count: u64| Unit::Count("task".into()).amount(count as f64).to_string();
    let verb = if *have == 1 { "is" } else { "are" };
    let message = format!("{} counted for `{}`, and {have} {verb} listed", tasks(first.number), quote(&first.name));
    let fixes = wrong.iter().map(|(row, have)| mend::correct(cx, row.span, row.number as f64, *have as f64));
    let edits: Option<Vec<_>> = fixes.map(|fix| fix.map(|fix| fix.edits)).collect();
    let found = finding(out, first.span, &message)
        .label(format!("{} by the list", tasks(*have)))
        .fix(edits.map(|edits| mend::write(edits.concat())));
    let related = |found: Diagnostic, (row, have): &(&Dealt, u64)| {
        found.related(row.span, format!("and {have} for `{}`", quote(&row.name)))
    };
    out.push(others.iter().fold(found, related));
}
