//! Statements that things may run side by side: "T012, T013 can run in parallel",
//! "T014 can start during T013", "Once the base stands, all user stories can start in parallel".

mod sets;

use super::resolve::names_only;
use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Name, Phrase, Topic,
        declare::timelines,
        model::*,
        names::{self, Ref},
        read::{GUESS, LIKELY, Reader},
    },
    source::{Span, window},
};
use std::cell::OnceCell;

/// The most things that one statement may name; who names more means all of them, and hardly each.
const NAMED: usize = 32;
/// The most pairs of one document.
const PAIRS: usize = 4_000;
/// The longest statement, in bytes.
const LINE: usize = 240;

/// Reads the statements of paragraphs, and of plain blocks under a heading about parallel work.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let mut lines: Vec<Span> = Vec::new();
    for hit in reader.plan.phrases_of(Phrase::Beside) {
        let block = document.block(hit.block);
        if !matches!(block.kind, Kind::Paragraph) || lines.last().is_some_and(|l| l.contains(hit.span)) {
            continue;
        }
        lines.extend(line_around(reader.slice(block.span), block.span, hit.span));
    }
    // Few documents have a part about it.
    let about = reader.plan.topics.contains(Topic::Parallel);
    let code = document.code.iter().filter(|_| about).map(|&id| document.block(id));
    for block in code.filter(|block| reader.plan.within(block.section, Topic::Parallel)) {
        let Kind::Code { info, body } = block.kind else { continue };
        if info.is_none_or(|info| timelines::is_drawing(reader.slice(info))) {
            let raw = reader.slice(body);
            lines.extend(window::lines(raw).filter(|l| l.len() <= LINE).map(|l| body.of_part(raw, l)));
        }
    }
    let mut left = PAIRS;
    let stories = OnceCell::new();
    for line in lines {
        let Some(sides) = sides(reader, line, &stories) else { continue };
        // What is said of all of them may have been left as the form has it.
        let sure = if sides.all { GUESS } else { LIKELY };
        pairs(reader, Place::new(line, Why::Sentence, sure), &sides, &mut left);
    }
    sets::read(reader, &mut left);
    if about {
        lanes(reader, &mut left);
    }
}

/// "Developer A: User Story 1" beside "Developer B: User Story 2", in one list about parallel work.
fn lanes(reader: &mut Reader, left: &mut usize) {
    let document = reader.document;
    let list =
        |block: BlockId| document.ancestors(block).find(|&b| matches!(document.block(b).kind, Kind::List { .. }));
    let mut lists: Vec<(BlockId, Span, Vec<Vec<Node>>)> = Vec::new();
    for label in &document.labels {
        if label.value.len() > LINE || !is_worker(reader, reader.slice(label.key)) {
            continue;
        }
        let section = document.block(label.block).section;
        let Some(list) = list(label.block).filter(|_| reader.plan.within(section, Topic::Parallel)) else { continue };
        // "← independent" is a remark.
        let raw = reader.slice(label.value);
        let value = ["←", " - ", " — "].iter().filter_map(|end| raw.find(end)).min().map_or(raw, |end| &raw[..end]);
        if let Some(lane) = named(reader, label.value.of_part(raw, value)) {
            lists.push((list, label.value, lane));
        }
    }
    for same in lists.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= NAMED) {
        for (index, (_, _, these)) in same.iter().enumerate() {
            for (_, span, those) in &same[index + 1..] {
                let sides = Sides { these: these.clone(), those: Some(those.clone()), all: false };
                pairs(reader, Place::new(*span, Why::Sentence, GUESS), &sides, left);
            }
        }
    }
}

/// "Developer A", "Dev 2": one of several of whom only that is known.
fn is_worker(reader: &Reader, key: &str) -> bool {
    // Most keys end with a word.
    let [.., b' ', _] = key.as_bytes() else { return false };
    reader.vocabulary.is_name(&key[..key.len() - 2], Name::Acting)
}

/// The line of a block in which a phrase stands.
fn line_around(text: &str, block: Span, at: Span) -> Option<Span> {
    let from = (at.start - block.start) as usize;
    let line = &text[window::line(text, from, 2 * LINE)];
    (line.len() <= LINE).then(|| block.of_part(text, line.trim()))
}

/// What a statement says of what: each name with all that it stands for.
struct Sides {
    these: Vec<Vec<Node>>,
    /// Beside what, where the statement says so; else beside each other.
    those: Option<Vec<Vec<Node>>>,
    /// Whether it speaks of all stories, and names none.
    all: bool,
}

/// With these begins what a statement says of its names.
const VERBS: [&str; 8] = [" can ", " Can ", " may ", " could ", " run ", " start ", " execute ", " proceed "];

/// With these begins a clause that says from when on a statement holds.
const CLAUSES: [&str; 3] = ["Once ", "After ", "When "];

/// `<names> can run in parallel (with <names>)`, `<names> can start during <names>`, and nothing else.
fn sides(reader: &Reader, line: Span, stories: &OnceCell<Vec<Vec<Node>>>) -> Option<Sides> {
    let whole = reader.slice(line);
    let bare = whole.trim_start_matches(['-', '*', '+', ' ']);
    // "Once the base stands, T1 and T2 can run in parallel"
    let clause = CLAUSES.iter().any(|c| bare.starts_with(c));
    let behind = || bare.split_once(", ").map_or(bare, |(_, behind)| behind);
    let text = if clause { behind() } else { bare };
    let mut gaps = memchr::memchr_iter(b' ', text.as_bytes());
    let verb = gaps.find_map(|at| Some((at, VERBS.iter().find(|v| text[at..].starts_with(**v))?.len())))?;
    let before = &text[..verb.0];
    // "Phase 2: T012, T013", "T005, T006 - all [P],", "Then: …"
    let names = before.rsplit(": ").next().unwrap_or(before);
    let names = names.split(" - ").next().unwrap_or(names).trim_start_matches(['-', '*', ' ']);
    // "run" tells how they run by itself.
    let from = if matches!(VERBS.iter().position(|v| text[verb.0..].starts_with(v)), Some(..4)) { verb.1 } else { 1 };
    let found = manner(&text[verb.0 + from..])?.trim_start();
    let with = ["with ", "to ", "during "].iter().find_map(|with| found.strip_prefix(with));
    let outside = names::without_glosses(found);
    if outside.split(|c: char| !c.is_alphabetic()).any(|w| reader.vocabulary.is_name(w, Name::Excepting)) {
        return None;
    }
    if is_all_stories(names, clause) && with.is_none() {
        let all = || reader.index.called_so("user story").into_iter().map(|story| vec![Node::Group(story)]).collect();
        let these = stories.get_or_init(all);
        return (these.len() <= NAMED).then(|| Sides { these: these.clone(), those: None, all: true });
    }
    // "Neither of them (T1, T2) can run in parallel"
    if names.split_whitespace().any(|w| reader.vocabulary.is_name(w, Name::Negating)) {
        return None;
    }
    // "Repository methods (T007, T011)"
    let listed = || names.trim_end_matches('*').strip_suffix(')').and_then(|names| Some(names.rsplit_once('(')?.1));
    let named = |text: &str| named(reader, line.of_part(whole, text));
    let these = named(names).or_else(|| named(set_off(names)?)).or_else(|| named(listed()?))?;
    let those = match with {
        Some(with) => {
            let end =
                [" after ", " once ", " - ", " — ", ". ", "; ", " (", ", "].iter().filter_map(|e| with.find(e)).min();
            Some(named(with[..end.unwrap_or(with.len())].trim_end_matches(['.', '*']))?)
        }
        None => None,
    };
    Some(Sides { these, those, all: false })
}

/// What stands behind "run in parallel", "be done simultaneously" and their like; behind "start" of "start during".
fn manner(mut rest: &str) -> Option<&str> {
    loop {
        rest = rest.trim_start();
        let (word, tail) = rest.split_once([' ', '\n']).unwrap_or((rest, ""));
        match word.trim_end_matches(['.', ',', ';', ':', '*']) {
            "parallel" | "simultaneously" | "concurrently" => return Some(tail),
            "during" => return Some(rest),
            "all" | "both" | "also" | "then" | "run" | "start" | "begin" | "proceed" | "execute" | "be" | "done"
            | "executed" | "started" | "worked" | "on" | "in" | "developed" | "implemented" => rest = tail,
            _ => return None,
        }
    }
}

/// The names that a dash parts from what else is said of them: "**Task 2** (the printer) — independent,".
fn set_off(names: &str) -> Option<&str> {
    let (names, said) = names.split_once(" — ").or_else(|| names.split_once(" – "))?;
    let plain = |word: &str| matches!(word, "independent" | "both" | "all" | "each" | "also");
    said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(plain).then_some(names)
}

/// Whether a statement speaks of all stories, perhaps behind a clause without a comma: "After phase 1 all user stories".
fn is_all_stories(names: &str, clause: bool) -> bool {
    let all = ["all user stories", "all stories", "all user story phases"];
    let ends = |all: &&str| {
        let at = names.len().checked_sub(all.len()).filter(|&at| names.is_char_boundary(at));
        at.is_some_and(|at| names[at..].eq_ignore_ascii_case(all) && (at == 0 || clause && names[..at].ends_with(' ')))
    };
    all.iter().any(ends)
}

/// What a part of a statement names, where it names things of the plan and nothing else.
fn named(reader: &Reader, span: Span) -> Option<Vec<Vec<Node>>> {
    let text = reader.slice(span);
    let refs = names::refs(reader.vocabulary, text, span.start);
    if refs.is_empty() || !names_only(text, span, &refs) {
        return None;
    }
    let nobody = Node::Actor(ActorId(0));
    let units: Option<Vec<Vec<Node>>> = refs
        .iter()
        .map(|found| match found {
            Ref::Id(id) => Some(vec![reader.id_node(id.text, nobody)?]),
            Ref::Numbered(numbered) => Some(vec![reader.numbered(&numbered.kind, numbered.label)?]),
            Ref::Range(range) => {
                let ids = range.ids().take(NAMED + 1);
                ids.map(|id| match &*range.kind {
                    "" => reader.id_node(&id, nobody),
                    kind => reader.numbered(kind, &id),
                })
                .collect()
            }
            Ref::All(_) | Ref::Nothing(_) => None,
        })
        .collect();
    units.filter(|u| u.iter().map(Vec::len).sum::<usize>() <= NAMED)
}

/// Adds each pair of a statement. Of several ranges each is a lane of its own, with an order inside.
fn pairs(reader: &mut Reader, place: Place, sides: &Sides, left: &mut usize) {
    let mut pair = |a: &[Node], b: &[Node]| {
        for (&before, &after) in a.iter().flat_map(|a| b.iter().map(move |b| (a, b))) {
            let alike = matches!((before, after), (Node::Task(_), Node::Task(_)) | (Node::Group(_), Node::Group(_)));
            if alike && before != after && *left > 0 {
                *left -= 1;
                reader.plan.edges.push(Edge { before: after, after: before, relation: Relation::With, place });
            }
        }
    };
    match (&sides.those, &sides.these[..]) {
        (Some(those), these) => {
            these.iter().flat_map(|a| those.iter().map(move |b| (a, b))).for_each(|(a, b)| pair(a, b));
        }
        (None, [range]) => {
            (1..range.len()).for_each(|i| pair(&range[i - 1..i], &range[i..]));
        }
        (None, these) => {
            for (index, a) in these.iter().enumerate() {
                these[index + 1..].iter().for_each(|b| pair(a, b));
            }
        }
    }
}
