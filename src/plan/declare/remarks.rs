//! What items say of an order in their own text: "(depends on T012)", "— after T3", and
//! `- **Phase 2**: depends on Phase 1` in a list about dependencies.

use super::{checklists, sections};
use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Noun, Phrase, Role, Vocabulary,
        model::*,
        names::{self, Ref},
        read::{LIKELY, Reader, SURE, strip_gloss},
        relate::resolve::Pending,
    },
    source::{Span, window},
};
use rustc_hash::FxHashSet;

/// Prefixes of the ids of requirements, criteria and questions, which nobody does.
const REQUIREMENTS: [&str; 12] = ["FR", "NFR", "TR", "IR", "CR", "BR", "REQ", "SC", "AC", "US", "ADR", "Q"];

/// A word of order in a text, and the value behind it.
struct Remark {
    /// Where the word begins.
    at: u32,
    relation: Relation,
    value: Span,
    /// Whether it stands in brackets of its own.
    inside: bool,
}

/// The remarks inside `span`, in order.
fn remarks<'r>(reader: &'r Reader, span: Span) -> impl Iterator<Item = Remark> + 'r {
    among(reader.vocabulary, reader.plan.phrases_in(span).map(|h| (h.phrase, h.span)), span, reader.slice(span))
}

/// The remarks among `phrases` of `raw`, which stands at `span`.
fn among<'r>(
    vocabulary: &'r Vocabulary,
    phrases: impl Iterator<Item = (Phrase, Span)> + 'r,
    span: Span,
    raw: &'r str,
) -> impl Iterator<Item = Remark> + 'r {
    let mut done = span.start;
    let turns = |phrase| order(phrase).is_some() || matches!(phrase, Phrase::Before | Phrase::After | Phrase::Beside);
    let words = phrases.filter(move |(phrase, _)| turns(*phrase));
    let mut words = words.peekable();
    let next = move || {
        let mut word: (Phrase, Span) = words.next()?;
        // "blocks on T1" says something else than "blocks T1".
        while let Some(longer) = words.next_if(|(_, at)| at.start == word.1.start) {
            word = longer;
        }
        Some((word, words.peek().map(|(_, next)| *next)))
    };
    std::iter::from_fn(next).filter_map(move |(word, next)| {
        let (phrase, at) = word;
        let (relation, aside) = order(phrase)?;
        // "blocked by T1, blocks T4": another word of order begins another list.
        let until =
            next.filter(|next| next.start >= at.end).map_or(raw.len(), |next| (next.start - span.start) as usize);
        let (before, after) = raw[..until].split_at((at.end - span.start) as usize);
        let before = &before[..before.len() - at.len()];
        // "starts after" is one word of order, not two; "pre-requires" is another word.
        if at.start < done || before.ends_with('-') {
            return None;
        }
        let before = before.trim_end_matches([' ', '*', '_']);
        let inside = before.ends_with(['(', '[', '（']);
        let value = after.trim_start_matches([':', ' ', '*', '_']);
        let value = &value[..end(value, inside)];
        let value = value[..next_key(value).unwrap_or(value.len())].trim_end_matches(SEPARATORS);
        let set_off = || before.is_empty() || inside || after.starts_with(':') || before.ends_with(SEPARATORS);
        let named = || names::refs(vocabulary, value, 0).first().is_some_and(|r| r.span().start < 2);
        // "Trigger: after Phase 11 has been live for a while" is prose behind a label of its own.
        let told = || before.ends_with(':') && value.split_whitespace().count() > 3;
        if value.is_empty() || aside && !(set_off() && named() && !told()) {
            return None;
        }
        // "after T1? no: the board wants it first".
        let asked = || value.contains("? ") || value.ends_with('?');
        if vocabulary.denies_order(before) || asked() {
            return None;
        }
        done = at.end;
        Some(Remark { at: at.start, relation, value: span.of_part(raw, value), inside })
    })
}

/// What order a phrase tells, and whether only where it is set off.
fn order(phrase: Phrase) -> Option<(Relation, bool)> {
    match phrase {
        Phrase::Waits => Some((Relation::After, false)),
        Phrase::HoldsUp => Some((Relation::Blocks, false)),
        Phrase::WaitsAside => Some((Relation::After, true)),
        Phrase::HoldsUpAside => Some((Relation::Blocks, true)),
        _ => None,
    }
}

/// What stands between fields of one line.
const SEPARATORS: [char; 17] = [' ', '—', '–', '-', ';', ',', '.', '|', ':', '·', '•', '/', '*', '_', '(', '（', '，'];

/// Where in a list of names another field begins: "T1 | Blocks: T4", "T1 and blocks: T4".
fn next_key(value: &str) -> Option<usize> {
    let bytes = value.as_bytes();
    let colon = |&at: &usize| bytes.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'*' | b'_'));
    memchr::memchr_iter(b':', bytes).filter(colon).find_map(|at| {
        let key = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b'*' | b'_');
        let start = bytes[..at].iter().rposition(|b| !key(b))? + 1;
        // "Phase 2: Setup" is one name.
        bytes[start..at].iter().any(u8::is_ascii_alphabetic).then_some(start)
    })
}

/// Where a value ends: with its bracket, its sentence, its line, or a dash before more words.
fn end(value: &str, inside: bool) -> usize {
    if inside {
        return value.find([')', ']', '）']).unwrap_or(value.len());
    }
    let bytes = value.as_bytes();
    // "T015 (the reader) and T025" goes on behind the bracket.
    let mut open = 0_usize;
    let stop = bytes.iter().position(|b| {
        let closed = *b == b')' && open == 0;
        open = (open + usize::from(*b == b'(')).saturating_sub(usize::from(*b == b')'));
        closed || matches!(b, b'\n' | b';')
    });
    let stop = stop.unwrap_or(value.len());
    let stop =
        memchr::memchr_iter(b'.', &bytes[..stop]).find(|at| bytes[at + 1..stop].starts_with(b" ")).unwrap_or(stop);
    // "T1 - T5" goes on behind the dash.
    let words =
        |at: usize| !value[at..].split_whitespace().next().is_some_and(|w| w.contains(|c: char| c.is_ascii_digit()));
    let dashed = |dash: &str| {
        // The first byte of a dash is found faster.
        let mut found = memchr::memchr_iter(dash.as_bytes()[1], &bytes[..stop]).filter_map(|at| at.checked_sub(1));
        let at = found.find(|&at| bytes[at..stop].starts_with(dash.as_bytes()))?;
        words(at + dash.len()).then_some(at)
    };
    [" - ", " — ", " – "].into_iter().filter_map(dashed).min().unwrap_or(stop)
}

/// The longest clause before a remark, in bytes.
const CLAUSE: usize = 400;

/// What stands right before a word of order, where this is not set off, as the thing that waits: "T3" in "tell them
/// that T3 depends on T1" and in "so that T3, which depends on T1, can follow".
fn subject_before(before: &str) -> &str {
    let bare = before.trim_end();
    let bare =
        [", which", ", that", " is", " are"].iter().fold(bare, |bare, end| bare.strip_suffix(end).unwrap_or(bare));
    if bare.ends_with(SEPARATORS) || bare.ends_with('[') {
        return "";
    }
    let words = bare.rmatch_indices(' ').nth(1).map_or(0, |(at, _)| at);
    &bare[words..]
}

/// Whether a text names a task by an id that `subject` does not have; most are not read yet.
fn names_another(reader: &Reader, subject: Node, text: &str) -> bool {
    let own = match subject {
        Node::Task(task) => reader.plan.task(task).id.as_deref().map(names::id_key),
        _ => return false,
    };
    let refs =
        if text.contains(|c: char| c.is_ascii_digit()) { names::refs(reader.vocabulary, text, 0) } else { vec![] };
    refs.iter().any(|found| matches!(found, Ref::Id(id) if Some(names::id_key(id.text)) != own))
}

/// Notes the orders that the text of `subject` states.
pub(in crate::plan) fn orders(reader: &mut Reader, subject: Node, span: Span) {
    // "…; the start (T8) depends on T4" speaks of another thing.
    let own = |found: &Remark| {
        let before = window::before(reader.text, found.at as usize, CLAUSE);
        let before = &before[before.len() - before.len().min((found.at - span.start) as usize)..];
        let clause = ["; ", " — ", ". "].iter().filter_map(|end| before.rfind(end)).max();
        let of_another = |told: &str| {
            let named = reader.mentions(told);
            !named.is_empty() && !named.contains(&subject)
        };
        !clause.is_some_and(|at| of_another(&before[at..])) && !names_another(reader, subject, subject_before(before))
    };
    let found: Vec<Remark> = remarks(reader, span).filter(own).collect();
    reader.pending.extend(found.into_iter().map(|found| {
        let sure = if found.inside { SURE } else { LIKELY };
        Pending { subject, relation: found.relation, place: Place::new(found.value, Why::Inline, sure) }
    }));
}

/// Notes who owns `subject` by its own text: "Tag the release (Owner: Ada)", "… — **Owner**: TBD".
pub(in crate::plan) fn owner(reader: &mut Reader, subject: Node, span: Span) {
    let raw = reader.slice(span);
    let found: Vec<Span> =
        reader.plan.phrases_in(span).filter(|h| h.phrase == Phrase::OwnedBy).map(|h| h.span).collect();
    for heading in found {
        let before = reader.slice(Span { end: heading.start, ..span }).trim_end_matches([' ', '*', '_']);
        let inside = before.ends_with(['(', '[']);
        let after = reader.slice(Span { start: heading.end, ..span }).trim_start_matches(['*', '_']);
        let (true, Some(value)) = (inside || before.ends_with(['—', '–', '-', ';', '|', ',']), after.strip_prefix(':'))
        else {
            continue;
        };
        let value = value.trim_start_matches([' ', '*', '_']);
        let stop = if inside { [')', ']', ',', ';', '|'] } else { ['\n', ';', '|', ',', '('] };
        let value = match value.starts_with('[').then(|| value.find(']')).flatten() {
            Some(close) => &value[..=close],
            None => value[..value.find(stop).unwrap_or(value.len())].trim(),
        };
        if value.split_whitespace().count() > 4 {
            continue;
        }
        let place = Place::new(span.of_part(raw, value), Why::Inline, LIKELY);
        let assignee = reader.assignees(place.span, value, place);
        reader.plan.assignments.push(Assignment { subject, duty: Duty::Owner, assignee, place, heading });
        return;
    }
}

/// Reads the items without a box.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let plain = |&id: &BlockId| matches!(document.block(id).kind, Kind::Item { mark: None });
    let order = |phrase| matches!(phrase, Phrase::Waits | Phrase::HoldsUp | Phrase::WaitsAside | Phrase::HoldsUpAside);
    let (mut headings, mut stated): (Vec<BlockId>, Vec<BlockId>) = (Vec::new(), Vec::new());
    for hit in reader.plan.phrases.iter().filter(|h| order(h.phrase)) {
        let block = document.block(hit.block);
        headings.extend(matches!(block.kind, Kind::Heading(_)).then_some(hit.block));
        stated.extend(block.parent.filter(plain));
    }
    headings.dedup();
    stated.dedup();
    stated.retain(|&id| remarks(reader, document.text_span(id)).next().is_some());
    let fields = reader.plan.fields.iter().filter(|f| matches!(f.role, Some(Role::Depends | Role::Blocks)));
    let is_item = |&b: &BlockId| matches!(document.block(b).kind, Kind::Item { .. });
    // A field below an item's first line stands in the item around it.
    let around = fields.filter_map(|f| f.item).map(|i| document.ancestors(i).find(is_item).unwrap_or(i));
    // In a list in which one item waits for something, items that begin with an id are tasks.
    let lists: FxHashSet<BlockId> =
        stated.iter().copied().chain(around).filter_map(|item| document.block(item).parent).collect();
    let mut items: Vec<BlockId> = lists.into_iter().flat_map(|list| document.children(list)).filter(plain).collect();
    items.sort_unstable();
    for item in items {
        define(reader, item);
    }
    for heading in headings {
        in_heading(reader, heading);
    }
    for id in stated {
        let span = document.text_span(id);
        let subject = match reader.task_blocks.get(&id) {
            Some(&task) => Some(Node::Task(task)),
            None => named(reader, span).or_else(|| headed(reader, id, span)),
        };
        if let Some(subject) = subject {
            orders(reader, subject, span);
        }
        if !reader.task_blocks.contains_key(&id) {
            further(reader, subject, span);
        }
    }
}

/// Notes the orders that a further sentence of an item states of another thing: "T2 depends on T1. T4 depends on T3."
fn further(reader: &mut Reader, first: Option<Node>, span: Span) {
    let subject = |found: &Remark| {
        let before = window::before(reader.text, found.at as usize, CLAUSE);
        let before = &before[before.len() - before.len().min((found.at - span.start) as usize)..];
        let clause = [". ", "; "].iter().filter_map(|end| Some(before.rfind(end)? + end.len())).max()?;
        // "T4 also depends on T3", and not "Only then T4 …".
        let name = Some(&before[clause..]).filter(|name| name.split_whitespace().count() < 3)?;
        match reader.mentions(name)[..] {
            [node] if Some(node) != first => Some(node),
            _ => None,
        }
    };
    let found: Vec<(Node, Remark)> =
        remarks(reader, span).filter_map(|found| Some((subject(&found)?, found))).collect();
    reader.pending.extend(found.into_iter().map(|(subject, found)| {
        let place = Place::new(found.value, Why::Inline, LIKELY);
        Pending { subject, relation: found.relation, place }
    }));
}

/// Notes the orders that the heading of a task or group states, set off from its title: "QV-090 — Search · depends: QV-087",
/// "Batch 2 (depends on Batch 1)".
fn in_heading(reader: &mut Reader, heading: BlockId) {
    let document = reader.document;
    let section = document.sections.partition_point(|s| s.heading.is_none_or(|h| h < heading));
    let Some(facts) = reader.plan.sections.get(section) else { return };
    let Some(subject) = facts.task.map(Node::Task).or(facts.group.map(Node::Group)) else { return };
    let span = document.text_span(heading);
    let raw = reader.slice(span);
    let set_off = |found: &Remark| {
        let before = raw[..(found.at - span.start) as usize].trim_end_matches([' ', '*', '_']);
        let named =
            names::refs(reader.vocabulary, reader.slice(found.value), 0).first().is_some_and(|r| r.span().start < 2);
        named && before.ends_with(['(', '[', '·', '—', '–', '|', ',', ';', '-'])
    };
    let found: Vec<Remark> = remarks(reader, span).filter(set_off).collect();
    reader.pending.extend(found.into_iter().map(|found| Pending {
        subject,
        relation: found.relation,
        place: Place::new(found.value, Why::Inline, LIKELY),
    }));
}

/// The one thing that an item names before its first remark: "**Storage (Phase 2)**: depends on …".
fn named(reader: &Reader, span: Span) -> Option<Node> {
    let before = reader.slice(Span { end: remarks(reader, span).next()?.at, ..span });
    let name = before.split(':').next().unwrap_or(before);
    if name.split_whitespace().count() > 8 {
        return None;
    }
    // "Story 2 (P1)": the gloss is a priority; "Storage (Phase 2)": it is the name.
    let bare = strip_gloss(name);
    let told = reader.mentions(bare);
    // A story of which no phase is about is not the phase whose number is its priority.
    let numbered = || sections::leading_noun(sections::strip_marks(bare), reader).is_some();
    let nodes = if told.is_empty() && !numbered() { reader.mentions(name) } else { told };
    match nodes.as_slice() {
        [node] => Some(*node),
        _ => None,
    }
}

/// The task below whose heading an item says nothing but "Depends on T1".
fn headed(reader: &Reader, item: BlockId, span: Span) -> Option<Node> {
    let first = remarks(reader, span).next()?;
    let before = reader.slice(Span { end: first.at, ..span });
    // "Depends on: T1" is a field.
    if !reader.document.labels_in(item).is_empty() {
        return None;
    }
    let task = reader.plan.sections[reader.section(item).0 as usize].task?;
    (!before.contains(char::is_alphanumeric)).then_some(Node::Task(task))
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
    let place = Place::new(span, Why::Item, LIKELY);
    let task = Task::new(sections::strip_marks(rest), place, item, section);
    reader.task(Task { id: Some(id.into()), id_span, group, ..task });
}

/// The id with which an item begins, `T1: …` or "Task 1.2: …", and what follows it.
fn given_id<'t>(reader: &Reader, text: &'t str) -> Option<(&'t str, &'t str)> {
    if let Some((word, Noun::Task, tail)) = sections::leading_noun(text, reader) {
        // A story is what a phase is about.
        if word.ends_with("story") {
            return None;
        }
        let (label, separated, rest) = sections::leading_label(tail)?;
        return separated.then_some((label, rest));
    }
    let id = checklists::item_id(text)?;
    let prefix = id.split(|c: char| !c.is_ascii_uppercase()).next()?;
    if REQUIREMENTS.contains(&prefix) {
        return None;
    }
    Some((id, text[text.find(id)? + id.len()..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_remarks() {
        fn said(raw: &str) -> Vec<&str> {
            let words = Vocabulary::standard();
            let phrases = words.phrases(raw).map(|(phrase, range)| (phrase, Span::new(range.start, range.end)));
            among(&words, phrases, Span::new(0, raw.len()), raw).map(|r| &raw[r.value.range()]).collect()
        }
        assert_eq!(said("Create it (depends on T001, T002) in a.rs"), ["T001, T002"]);
        assert_eq!(said("Depends on US1 - May integrate with US2"), ["US1"]);
        assert_eq!(said("Write it — after T3"), ["T3"]);
        assert_eq!(said("Check it (after T1 - T3)"), ["T1 - T3"]);
        assert_eq!(said("Blocked by T1; blocks T4."), ["T1", "T4"]);
        assert_eq!(said("Write it — Blocked by: T1 | Blocks: T4 · est: 2h"), ["T1", "T4"]);
        assert_eq!(said("Check it (blocked by T1, T2, blocks T4)"), ["T1, T2", "T4"]);
        assert_eq!(said("Check it (after T1, before T4)"), ["T1"]);
        for raw in ["Clean up after the release", "needs review", "Move code blocks", "Look after T3", "Rerequires T1"]
        {
            assert!(said(raw).iter().all(|v| names::refs(&Vocabulary::standard(), v, 0).is_empty()), "{raw}");
        }
    }
}
