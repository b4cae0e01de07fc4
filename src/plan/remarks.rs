//! What items say of an order in their own text: "(depends on T012)", "— after T3", and
//! `- **Phase 2**: depends on Phase 1` in a list about dependencies.

use super::{
    Role, checklists,
    model::*,
    names,
    read::{LIKELY, Reader, SURE, strip_gloss},
    resolve::Pending,
    sections,
};
use crate::{
    markdown::{BlockId, Kind},
    source::Span,
};
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words that order wherever they stand.
const PLAIN: [(&str, Relation); 14] = [
    ("depends on", Relation::After),
    ("depend on", Relation::After),
    ("dependent on", Relation::After),
    ("blocked by", Relation::After),
    ("blocked-by:", Relation::After),
    ("blocked on", Relation::After),
    ("waits for", Relation::After),
    ("waits on", Relation::After),
    ("start after", Relation::After),
    ("starts after", Relation::After),
    ("begins after", Relation::After),
    ("runs after", Relation::After),
    ("requires completion of", Relation::After),
    ("blocks", Relation::Blocks),
];

/// Words that order only where they are set off, as in "(after T3)", and a name follows at once.
const SET_OFF: [(&str, Relation); 9] = [
    ("after", Relation::After),
    ("requires", Relation::After),
    ("needs", Relation::After),
    ("deps", Relation::After),
    ("dependencies", Relation::After),
    ("dependency", Relation::After),
    ("prerequisites", Relation::After),
    ("prerequisite", Relation::After),
    ("unblocks", Relation::Blocks),
];

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = PLAIN.iter().chain(&SET_OFF).map(|(words, _)| words);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(words)
        .expect("a few words")
});

/// A word of order in a text, and the value behind it.
struct Remark<'t> {
    /// Where the word begins.
    at: usize,
    relation: Relation,
    value: &'t str,
    /// Whether it stands in brackets of its own.
    inside: bool,
}

/// The remarks in `raw`, in order.
fn remarks(raw: &str) -> impl Iterator<Item = Remark<'_>> {
    WORDS.find_iter(raw).filter_map(move |found| {
        let word = found.pattern().as_usize();
        let before = raw[..found.start()].trim_end_matches([' ', '*', '_']);
        let after = &raw[found.end()..];
        let whole = !raw[..found.start()].ends_with(|c: char| c.is_alphanumeric() || c == '-')
            && !after.starts_with(|c: char| c.is_alphanumeric());
        let inside = before.ends_with(['(', '[']);
        let value = after.trim_start_matches([':', ' ', '*', '_']);
        let value = value[..end(value, inside)].trim();
        let (relation, fits) = match word.checked_sub(PLAIN.len()) {
            None => (PLAIN[word].1, true),
            Some(word) => {
                let set_off = before.is_empty() || inside || before.ends_with(['—', '–', '-', ';', ',', '.', '|', ':']);
                let named = || names::refs(value, 0).first().is_some_and(|r| r.span().start < 2);
                (SET_OFF[word].1, set_off && named())
            }
        };
        (whole && fits && !value.is_empty()).then_some(Remark { at: found.start(), relation, value, inside })
    })
}

/// Where a value ends: with its bracket, its sentence, its line, or a dash before more words.
fn end(value: &str, inside: bool) -> usize {
    if inside {
        return value.find([')', ']']).unwrap_or(value.len());
    }
    let stop = value.find(['\n', ';', ')']).unwrap_or(value.len());
    let stop = value[..stop].find(". ").unwrap_or(stop);
    let dashes =
        [" - ", " — ", " – "].into_iter().filter_map(|dash| value[..stop].find(dash).map(|at| (at, dash.len())));
    // "T1 - T5" goes on behind the dash.
    let words =
        |at: usize| !value[at..].split_whitespace().next().is_some_and(|w| w.contains(|c: char| c.is_ascii_digit()));
    dashes.filter(|&(at, len)| words(at + len)).map(|(at, _)| at).min().unwrap_or(stop)
}

/// Notes the orders that the text of `subject` states.
pub(super) fn orders(reader: &mut Reader, subject: Node, span: Span) {
    let raw = reader.slice(span);
    for found in remarks(raw) {
        let sure = if found.inside { SURE } else { LIKELY };
        let place = Place::new(span.of_part(raw, found.value), Why::Inline, sure);
        reader.pending.push(Pending { subject, relation: found.relation, place });
    }
}

/// Words before the name of who does an item, as in "(Owner: Ada)".
static OWNER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["owner", "assignee", "assigned to", "responsible", "dri"];
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a few words")
});

/// Notes who owns `subject` by its own text: "Tag the release (Owner: Ada)", "… — **Owner**: TBD".
pub(super) fn owner(reader: &mut Reader, subject: Node, span: Span) {
    let raw = reader.slice(span);
    for found in OWNER.find_iter(raw) {
        let before = raw[..found.start()].trim_end_matches([' ', '*', '_']);
        let inside = before.ends_with(['(', '[']);
        let after = raw[found.end()..].trim_start_matches(['*', '_']);
        let (true, Some(value)) = (inside || before.ends_with(['—', '–', '-', ';', '|', ',']), after.strip_prefix(':'))
        else {
            continue;
        };
        let value = value.trim_start_matches([' ', '*', '_']);
        let stop = if inside { [')', ']', ',', ';', '|'] } else { ['\n', ';', '|', ',', '('] };
        let value = value[..value.find(stop).unwrap_or(value.len())].trim();
        if value.split_whitespace().count() > 4 {
            continue;
        }
        let place = Place::new(span.of_part(raw, value), Why::Inline, LIKELY);
        let heading = span.of_part(raw, &raw[found.range()]);
        let assignee = reader.assignees(place.span, value, place);
        reader.plan.assignments.push(Assignment { subject, duty: Duty::Owner, assignee, place, heading });
        return;
    }
}

/// Reads the items without a box.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    let items = || document.iter().filter(|(_, b)| matches!(b.kind, Kind::Item { mark: None }));
    let stated: FxHashSet<BlockId> = items()
        .map(|(id, _)| id)
        .filter(|&id| remarks(reader.slice(document.text_span(id))).next().is_some())
        .collect();
    let fields = reader.plan.fields.iter().filter(|f| matches!(f.role, Some(Role::Depends | Role::Blocks)));
    let is_item = |&b: &BlockId| matches!(document.block(b).kind, Kind::Item { .. });
    // A field below an item's first line stands in the item around it.
    let around = fields.filter_map(|f| f.item).map(|i| document.ancestors(i).find(is_item).unwrap_or(i));
    // In a list in which one item waits for something, items that begin with an id are tasks.
    let lists: FxHashSet<BlockId> =
        stated.iter().copied().chain(around).filter_map(|item| document.block(item).parent).collect();
    for (id, block) in items() {
        if block.parent.is_some_and(|list| lists.contains(&list)) {
            define(reader, id);
        }
        if !stated.contains(&id) {
            continue;
        }
        let span = document.text_span(id);
        let subject = match reader.task_blocks.get(&id) {
            Some(&task) => Some(Node::Task(task)),
            None => named(reader, reader.slice(span)),
        };
        if let Some(subject) = subject {
            orders(reader, subject, span);
        }
    }
}

/// The one thing that an item names before its first remark: "**Storage (Phase 2)**: depends on …".
fn named(reader: &Reader, raw: &str) -> Option<Node> {
    let before = &raw[..remarks(raw).next()?.at];
    let name = before.split(':').next().unwrap_or(before);
    if name.split_whitespace().count() > 8 {
        return None;
    }
    // "Story 2 (P1)": the gloss is a priority; "Storage (Phase 2)": it is the name.
    let bare = reader.mentions(strip_gloss(name));
    let nodes = if bare.is_empty() { reader.mentions(name) } else { bare };
    match nodes.as_slice() {
        [node] => Some(*node),
        _ => None,
    }
}

/// Makes a task of an item that begins with an id which nothing has yet.
fn define(reader: &mut Reader, item: BlockId) {
    if reader.task_blocks.contains_key(&item) {
        return;
    }
    let span = reader.document.text_span(item);
    let plain = reader.plain(item);
    let text = plain.trim();
    let Some((id, rest)) = given_id(reader, text) else { return };
    if reader.tasks.contains_key(&names::id_key(id)) {
        return;
    }
    let raw = reader.slice(span);
    let section = reader.section(item);
    let group = reader.plan.group_around(reader.document, section);
    let id_span = raw.find(id).map(|at| Span::new(span.start as usize + at, span.start as usize + at + id.len()));
    reader.task(Task {
        id: Some(id.into()),
        id_span,
        title: sections::strip_marks(rest).into(),
        kind: TaskKind::Work,
        places: vec![Place::new(span, Why::Item, LIKELY)],
        block: item,
        section,
        statuses: Vec::new(),
        group,
        parallel: None,
        optional: false,
        files: Vec::new(),
        parent: None,
        table: None,
    });
}

/// The id with which an item begins, `T1: …` or "Task 1.2: …", and what follows it.
fn given_id<'t>(reader: &Reader, text: &'t str) -> Option<(&'t str, &'t str)> {
    if let Some((word, super::Noun::Task, tail)) = sections::leading_noun(text, reader) {
        // A story is what a phase is about.
        if word.ends_with("story") {
            return None;
        }
        let (label, separated, rest) = sections::leading_label(tail)?;
        return separated.then_some((label, rest));
    }
    let id = checklists::item_id(text)?;
    Some((id, text[text.find(id)? + id.len()..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_remarks() {
        let said = |raw| remarks(raw).map(|r| r.value.to_owned()).collect::<Vec<_>>();
        assert_eq!(said("Create it (depends on T001, T002) in a.rs"), ["T001, T002"]);
        assert_eq!(said("Depends on US1 - May integrate with US2"), ["US1"]);
        assert_eq!(said("Write it — after T3"), ["T3"]);
        assert_eq!(said("Check it (after T1 - T3)"), ["T1 - T3"]);
        assert_eq!(said("Blocked by T1; blocks T4."), ["T1", "T4."]);
        for raw in ["Clean up after the release", "needs review", "Move code blocks", "Look after T3", "Rerequires T1"]
        {
            assert!(said(raw).iter().all(|v| names::refs(v, 0).is_empty()), "{raw}");
        }
    }
}
