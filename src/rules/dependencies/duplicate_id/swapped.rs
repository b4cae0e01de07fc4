//! Numbers whose names moved on in one listing and not in the other: "Phase 5: Reports" in the table, and "Phase 4:
//! Reports" in the headings.

use super::phases::{Definition, bare, headings, share_no_word};
use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{GroupId, Node, Why, names},
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds a phase that the rows of a table and the headings call differently, where one of the two names is in the
/// other listing that of another phase.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // A row that names a group which has a section.
    let both = |g: &&crate::plan::Group| g.section.is_some() && g.places.iter().any(|p| p.why == Why::Row);
    if cx.plan.groups.iter().filter(both).take(2).count() < 2 {
        return;
    }
    let (Some(rows), Some(heads)) = (single(rows(cx)), single(headings(cx))) else { return };
    let owners = |all: &FxHashMap<GroupId, Definition>| -> FxHashMap<String, GroupId> {
        all.iter().map(|(&group, d)| (names::key(bare(d.name)).into_owned(), group)).collect()
    };
    let (in_rows, in_heads) = (owners(&rows), owners(&heads));
    let other = |owners: &FxHashMap<String, GroupId>, name: &str, own: GroupId| {
        owners.get(&*names::key(bare(name))).copied().filter(|&g| g != own)
    };
    let mut found: Vec<(&Definition, &Definition)> = Vec::new();
    for (group, head) in &heads {
        let Some(row) = rows.get(group).filter(|row| share_no_word(row.name, head.name)) else { continue };
        let moved = other(&in_rows, head.name, *group).or_else(|| other(&in_heads, row.name, *group));
        found.extend(moved.is_some().then_some((row, head)));
    }
    found.sort_by_key(|(_, head)| head.span);
    let Some(&(row, head)) = found.first() else { return };
    let name = quote(&cx.plan.name(Node::Group(head.group))).to_string();
    let more = match found.len() {
        1 => String::new(),
        2 => ", and one more differs too".to_owned(),
        many => format!(", and {} more differ too", many - 1),
    };
    let text = |d: &Definition| quote(cx.text(d.span)).to_string();
    let mut diagnostic = out
        .at(head.span, format!("`{name}` is “{}” here, and “{}” in the table{more}", text(head), text(row)))
        .label("another name")
        .related(row.span, "its name in the table")
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("number them alike in both places; who is told to wait for a number waits for the wrong work");
    for (_, head) in found.iter().skip(1).take(8) {
        diagnostic = diagnostic.related(head.span, "this one too");
    }
    out.push(diagnostic);
}

/// One definition for each phase; `None` where a phase has several: the numbers begin again.
fn single(found: Vec<Definition<'_>>) -> Option<FxHashMap<GroupId, Definition<'_>>> {
    let count = found.len();
    let of: FxHashMap<GroupId, Definition> = found.into_iter().map(|d| (d.group, d)).collect();
    (of.len() == count).then_some(of)
}

/// What stands behind the number in the first column: "Phase 4: Reports".
fn rows<'c>(cx: &Context<'c>) -> Vec<Definition<'c>> {
    let mut found = Vec::new();
    for (index, table) in cx.plan.tables.iter().enumerate() {
        for row in &table.rows {
            let (Some(Node::Group(group)), Some(&cell)) = (row.subject, row.cells.first()) else { continue };
            let span = cx.document.text_span(cell);
            let text = cx.text(span);
            let Some((_, name)) = text.split_once([':', '—', '–']) else { continue };
            let name = name.trim().trim_matches('*');
            let span = span.of_part(text, name);
            found.push(Definition { group, scope: (0, index as u32), table: Some(index as u32), name, span });
        }
    }
    found
}
