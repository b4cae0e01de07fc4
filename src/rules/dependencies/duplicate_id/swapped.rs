//! Numbers whose names moved on in one listing and not in the other: "Phase 5: Reports" in the table, and "Phase 4:
//! Reports" in the headings.

use super::phases::{Definition, bare, headings, share_no_word};
use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::BlockId,
    plan::{Group, GroupId, Node, Why, fold, names},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds a phase that the rows of a table, or the items of a list, and the headings call differently, where one of the
/// two names is in the other listing that of another phase.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.groups.iter().filter(|g| g.section.is_some() && !g.label.is_empty()).take(2).count() < 2 {
        return;
    }
    let Some(heads) = single(headings(cx)).filter(|heads| heads.len() > 1) else { return };
    // A row that names a group which has a section.
    let both = |g: &&Group| g.section.is_some() && g.places.iter().any(|p| p.why == Why::Row);
    if cx.plan.groups.iter().filter(both).take(2).count() == 2
        && let Some(rows) = single(rows(cx))
        && compare(cx, out, &heads, &rows, "table")
    {
        return;
    }
    for items in lists(cx, &heads).into_iter().filter_map(single) {
        if compare(cx, out, &heads, &items, "list") {
            return;
        }
    }
}

/// Compares the names of two listings; gives whether they differ.
fn compare(cx: &Context, out: &mut Findings, heads: &Listing, rows: &Listing, what: &str) -> bool {
    let owners = |all: &Listing| -> FxHashMap<String, GroupId> {
        all.iter().map(|(&group, d)| (names::key(bare(d.name)).into_owned(), group)).collect()
    };
    let (in_rows, in_heads) = (owners(rows), owners(heads));
    let kind = |g: GroupId| &*cx.plan.group(g).word;
    // A number is no name.
    let named = |name: &str| name.chars().filter(|c| c.is_alphabetic()).nth(2).is_some();
    let other = |owners: &FxHashMap<String, GroupId>, name: &str, own: GroupId| {
        owners.get(&*names::key(bare(name))).copied().filter(|&g| g != own && named(name) && kind(g) == kind(own))
    };
    let mut found: Vec<(&Definition, &Definition)> = Vec::new();
    for (group, head) in heads {
        let Some(row) = rows.get(group).filter(|row| share_no_word(row.name, head.name)) else { continue };
        let moved = other(&in_rows, head.name, *group).or_else(|| other(&in_heads, row.name, *group));
        found.extend(moved.is_some().then_some((row, head)));
    }
    found.sort_by_key(|(_, head)| head.span);
    let Some(&(row, head)) = found.first() else { return false };
    let name = quote(&cx.plan.name(Node::Group(head.group))).to_string();
    let more = match found.len() {
        1 => String::new(),
        2 => ", and one more differs too".to_owned(),
        many => format!(", and {} more differ too", many - 1),
    };
    let text = |d: &Definition| quote(cx.text(d.span)).to_string();
    let mut diagnostic = out
        .at(head.span, format!("`{name}` is “{}” here, and “{}” in the {what}{more}", text(head), text(row)))
        .label("another name")
        .related(row.span, format!("its name in the {what}"))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("number them alike in both places; who is told to wait for a number waits for the wrong work");
    diagnostic = diagnostic.also(found.iter().skip(1).map(|(_, head)| (head.span, "this one too")));
    out.push(diagnostic);
    true
}

/// The definitions of one listing.
type Listing<'c> = FxHashMap<GroupId, Definition<'c>>;

/// One definition for each phase; `None` where a phase has several: the numbers begin again.
fn single(found: Vec<Definition<'_>>) -> Option<Listing<'_>> {
    let count = found.len();
    let of: FxHashMap<GroupId, Definition> = found.into_iter().map(|d| (d.group, d)).collect();
    (of.len() == count).then_some(of)
}

/// What stands behind the number in the first column, "Phase 4: Reports", or in the column beside it.
fn rows<'c>(cx: &Context<'c>) -> Vec<Definition<'c>> {
    let mut found = Vec::new();
    for (index, table) in cx.plan.tables.iter().enumerate() {
        for row in &table.rows {
            let (Some(Node::Group(group)), Some(&cell)) = (row.subject, row.cells.first()) else { continue };
            let span = cx.document.text_span(cell);
            let text = cx.text(span);
            let behind = text.split_once([':', '—', '–']).or_else(|| text.split_once(" - "));
            let (name, span) = match (behind, row.cells.get(1)) {
                (Some((_, name)), _) => (name.trim().trim_matches('*'), span.of_part(text, name.trim())),
                (None, Some(&beside)) if text.split_whitespace().count() < 3 => {
                    let span = cx.document.text_span(beside);
                    (cx.text(span), span)
                }
                _ => continue,
            };
            found.push(Definition { group, scope: (0, index as u32), table: Some(index as u32), name, span });
        }
    }
    found
}

/// The lists of which three items or more begin with the kind and the number of a heading's phase: "3. Phase 2 Reader:
/// rows".
fn lists<'c>(cx: &Context<'c>, heads: &Listing) -> Vec<Vec<Definition<'c>>> {
    let known: FxHashMap<(&str, &str), GroupId> =
        heads.keys().map(|&id| (cx.plan.group(id), id)).map(|(g, id)| ((&*g.word, &*g.label), id)).collect();
    let initials: FxHashSet<u8> = known.keys().filter_map(|(word, _)| word.bytes().next()).collect();
    let mut found: Vec<(BlockId, Definition)> = Vec::new();
    for &(item, block) in &cx.plan.numbered {
        let span = cx.document.block(block).span;
        let (Some(list), Some(text)) = (cx.document.block(item).parent, cx.text(span).lines().next()) else { continue };
        let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
        // Most items begin with another letter.
        if !text.bytes().next().is_some_and(|b| initials.contains(&b.to_ascii_lowercase())) {
            continue;
        }
        let Some((word, rest)) = text.split_once(' ') else { continue };
        let label = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let Some(&group) = known.get(&(&*fold(word), &*fold(label))) else { continue };
        let name = rest[label.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let name = name.split([':', '(', '—', '–', ',', '*']).next().unwrap_or_default().trim();
        if !name.is_empty() {
            let span = span.of_part(cx.text(span), name);
            found.push((list, Definition { group, scope: (1, list.0), table: None, name, span }));
        }
    }
    let by_list = found.chunk_by(|(a, _), (b, _)| a == b).filter(|items| items.len() > 2);
    by_list.map(|items| items.iter().map(|(_, d)| d.clone()).collect()).collect()
}
