//! Sentences that mean something: orders ("X before Y"), the document's own
//! rule for ticks.

mod ticks;

use super::resolve::may_name;
use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Name, Noun, Phrase, Role, Word, fold,
        model::*,
        names,
        read::{GUESS, LIKELY, Reader},
    },
    source::{Sign, Span},
};

/// Reads the sentences around the phrases that were found.
pub(in crate::plan) fn read(reader: &mut Reader) {
    orders(reader);
    arrows(reader);
    ticks::policies(reader);
    gate_promises(reader);
}

/// "Checkpoints between waves", "each phase ends with a gate".
fn gate_promises(reader: &mut Reader) {
    let mut found = Vec::new();
    // One promise of a kind is enough.
    for hit in reader.plan.phrases_of(Phrase::GatePromise).take(20) {
        let whole = sentence(reader, reader.document.block(hit.block).span, hit.span);
        let text = reader.slice(whole);
        // The nearest word for a kind of group: behind the promise, else before it.
        let (before, behind) = text.split_at((hit.span.start - whole.start) as usize);
        let kind = |word: &str| match reader.vocabulary.noun(word) {
            Some(Noun::Group(Axis::Time)) => Some(fold(word.strip_suffix('s').unwrap_or(word)).as_ref().into()),
            _ => None,
        };
        let mut behind = behind.split(|c: char| !c.is_alphabetic()).take(8);
        let mut before = before.rsplit(|c: char| !c.is_alphabetic()).take(6);
        let word = behind.find_map(kind).or_else(|| before.find_map(kind));
        // "Between Phase 1 and Phase 2" promises one gate; "without a gate between phases" none.
        let (one, denied) = (!reader.mentions(text).is_empty(), denies(text));
        // A checkpoint from which a run is resumed is no gate.
        let saved = reader.vocabulary.says(text, Word::Resumable);
        if one || denied || saved || heads_criteria(reader, hit.block) {
            continue;
        }
        found.push(GatePromise { word, span: hit.span });
    }
    reader.plan.gate_promises = found;
}

/// Whether a block is a heading with a list below it: what it promises stands there, once for all.
fn heads_criteria(reader: &Reader, block: BlockId) -> bool {
    let document = reader.document;
    let section = document.section(document.block(block).section);
    let lists = |id: u32| matches!(document.block(BlockId(id)).kind, Kind::List { .. });
    section.heading == Some(block) && (section.start..section.end).any(lists)
}

/// Whether a sentence says that something is not there.
fn denies(text: &str) -> bool {
    let mut words = text.split(|c: char| !(c.is_alphabetic() || c == '\''));
    words.any(|w| {
        matches!(
            fold(w).as_ref(),
            "no" | "not" | "without" | "never" | "don't" | "avoid" | "skip" | "instead" | "missing" | "lack"
        )
    })
}

/// The farthest, in bytes, that a sentence is followed to each side.
const SENTENCE: usize = 2_000;

/// The sentence of a block around a place.
pub(in crate::plan) fn sentence(reader: &Reader, block: Span, at: Span) -> Span {
    let text = reader.slice(block);
    let bytes = text.as_bytes();
    let (from, to) = ((at.start - block.start) as usize, (at.end - block.start) as usize);
    let (first, last) = (from.saturating_sub(SENTENCE), bytes.len().min(to + SENTENCE));
    let full_stop = |i: usize| bytes[i] == b'.' && bytes.get(i + 1) == Some(&b' ');
    let start =
        memchr::memrchr3_iter(b'\n', b';', b'.', &bytes[first..from]).map(|i| first + i).find_map(|i| match bytes[i] {
            b'.' => (full_stop(i) && i + 1 < from).then_some(i + 2),
            _ => Some(i + 1),
        });
    let end = memchr::memchr3_iter(b'\n', b';', b'.', &bytes[to..last]).map(|i| to + i).find_map(|i| match bytes[i] {
        b'.' => full_stop(i).then_some(i + 1),
        _ => Some(i),
    });
    let (start, end) = (start.unwrap_or(first), end.unwrap_or(last));
    let whole = text.get(start..end).unwrap_or(&text[from..to]);
    block.of_part(text, whole.trim())
}

/// What sets off a part of a sentence.
const DASHES: [&str; 2] = [" — ", " – "];

/// "Track 4 ships its fixtures before Track 6 imports them" orders two groups.
fn orders(reader: &mut Reader) {
    let document = reader.document;
    if ![Phrase::Before, Phrase::After].iter().any(|&phrase| reader.plan.has_phrase(phrase)) {
        return;
    }
    for index in 0..reader.plan.phrases.len() {
        let hit = reader.plan.phrases[index];
        let forward = match hit.phrase {
            Phrase::Before => true,
            Phrase::After => false,
            _ => continue,
        };
        let block = document.block(hit.block);
        if !matches!(block.kind, Kind::Paragraph) {
            continue;
        }
        let whole = sentence(reader, block.span, hit.span);
        let before = reader.slice(Span { start: whole.start, end: hit.span.start.max(whole.start) });
        let behind = reader.slice(Span { start: hit.span.end.min(whole.end), end: whole.end });
        // "Not before T1" turns the order round, and says little more.
        let taken_back = || reader.vocabulary.denies_order(before) || behind.contains('?');
        if !may_name(before) || !may_name(behind) || taken_back() {
            continue;
        }
        // What a dash sets off speaks of something else: "after Phase 2 — independent of Phase 3".
        let from = DASHES.iter().filter_map(|dash| before.rfind(dash)).max().unwrap_or(0);
        let to = DASHES.iter().filter_map(|dash| behind.find(dash)).min().unwrap_or(behind.len());
        let (left, right) =
            (whole.of_part(reader.slice(whole), &before[from..]), whole.of_part(reader.slice(whole), &behind[..to]));
        let Some(a) = only_node(reader, left) else { continue };
        let Some(b) = only_node(reader, right).filter(|b| *b != a) else { continue };
        let (before, after) = if forward { (a, b) } else { (b, a) };
        // Only a checklist item promises; a paragraph tells.
        let item = block.parent.is_some_and(|p| reader.task_blocks.contains_key(&p));
        let place = Place::new(whole, Why::Sentence, if item { LIKELY } else { GUESS });
        reader.plan.edges.push(Edge { before, after, relation: Relation::After, place });
    }
}

/// `T1 → T2 → T5`, `Phase 1 -> Phase 2`: a chain in which every part names one task or group
/// and little else; most arrows in prose are data flow. Those in fences are drawn ([`super::drawings`]).
fn arrows(reader: &mut Reader) {
    let (document, bytes) = (reader.document, reader.text.as_bytes());
    // Of "→" the last byte is found, which other characters end with too.
    let arrow = |at: usize| {
        let start = if bytes[at] == b'-' { Some(at) } else { at.checked_sub("→".len() - 1) };
        start.filter(|&start| bytes[start] == b'-' || bytes[start..].starts_with("→".as_bytes())).map(|at| at as u32)
    };
    let mut done = 0;
    for at in reader.signs.each(reader.text, Sign::Arrow).filter_map(arrow) {
        if at < done {
            continue;
        }
        let Some(id) = document.block_at(at) else { continue };
        let lines = match document.block(id).kind {
            Kind::Paragraph => document.text_span(id),
            _ => continue,
        };
        if !lines.contains(Span { start: at, end: at }) {
            continue;
        }
        let (before, behind) = reader.slice(lines).split_at((at - lines.start) as usize);
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1) as u32;
        let end = memchr::memchr(b'\n', behind.as_bytes()).unwrap_or(behind.len()) as u32;
        let line = Span { start: lines.start + start, end: at + end };
        done = line.end;
        chain(reader, line);
    }
}

/// The orders of one line.
fn chain(reader: &mut Reader, line: Span) {
    let text = reader.slice(line);
    // A label before the chain ("Critical path: …") is no part of it.
    let colon = memchr::memrchr_iter(b':', text.as_bytes()).find(|&at| text[at + 1..].starts_with(' '));
    let (label, chain) = colon.map_or(("", text), |at| (&text[..at], &text[at + 2..]));
    let mut nodes: Vec<(Node, Span)> = Vec::new();
    for part in chain.split('→').flat_map(|p| p.split("->")) {
        let part =
            part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '-' | '=' | '>' | '.' | '_'));
        let at = line.of_part(text, part);
        let named = if part.len() <= 60 { reader.mentions(part) } else { Vec::new() };
        let [node] = named.as_slice() else { return };
        // "can start after Phase 2" is a sentence, not a name.
        if part.split('(').next().is_some_and(|name| name.split_whitespace().count() > 6)
            || part.starts_with(|c: char| c.is_lowercase())
            || says_dependency(reader, part)
            || becomes(reader, part)
        {
            return;
        }
        nodes.push((*node, at));
    }
    if nodes.len() < 2 || text.contains("~~") || tells_another(reader, label, line) {
        return;
    }
    for pair in nodes.windows(2) {
        let [(before, _), (after, at)] = pair else { continue };
        if before != after {
            let place = Place::new(*at, Why::Arrow, LIKELY);
            reader.plan.edges.push(Edge { before: *before, after: *after, relation: Relation::After, place });
        }
    }
}

/// Whether the arrow behind a part tells what it became: "T3 Old printer (moved → T4)".
fn becomes(reader: &Reader, part: &str) -> bool {
    let last = part.rsplit(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty()).unwrap_or("");
    reader.vocabulary.is_name(last, Name::Became)
}

/// Whether a chain behind `label` tells another order than that of the work: "Rollback: T3 → T2 → T1".
fn tells_another(reader: &Reader, label: &str, line: Span) -> bool {
    let heading = || {
        let section = reader.document.block_at(line.start).map(|b| reader.document.block(b).section);
        section.is_some_and(|s| reader.vocabulary.says(&reader.document.section(s).title, Word::OtherOrder))
    };
    reader.vocabulary.words(label).any(|(word, _)| matches!(word, Word::OtherOrder | Word::OtherChain)) || heading()
}

/// Whether a part begins with a dependency: "Track 6 → Depends on Track 5" draws no order.
pub(in crate::plan) fn says_dependency(reader: &Reader, part: &str) -> bool {
    let second = part.match_indices(' ').map(|(at, _)| at).chain([part.len()]).take(2);
    let roles = |end: usize| reader.vocabulary.roles(part[..end].trim_end_matches(':'));
    second.into_iter().any(|end| roles(end).iter().any(|r| matches!(r, Role::Depends | Role::Blocks)))
}

/// The one task or group that a part of a sentence names outside its parentheses:
/// "(depends on T009)" says something of its own.
fn only_node(reader: &Reader, part: Span) -> Option<Node> {
    match reader.mentions(&names::without_glosses(reader.slice(part))).as_slice() {
        [node] => Some(*node),
        _ => None,
    }
}
