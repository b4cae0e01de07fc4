//! Checklists: items with a box in any state, with their ids, marks and files.

pub(in crate::plan) mod drawn;
mod fields;
mod ids;

pub(in crate::plan) use ids::{code_id, item_id};
use ids::{shared, shared_ids};

use super::{remarks, sections};
use crate::{
    markdown::{BlockId, BoxMark, Document, Kind, SectionId},
    plan::{
        Dialect, Name, Noun, Phrase, Topic, Vocabulary,
        ask::waived,
        files, id_key, is_mark,
        model::*,
        names,
        read::{GUESS, LIKELY, Reader, SURE},
        words::series::Series,
    },
    source::{Sign, Span, window},
};
use fields::Fields;
use smallvec::smallvec;

/// Reads every item that has a box.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let custom = custom_marks(reader);
    let series = Series::of(reader);
    let fields = Fields::of(reader);
    fields.own(reader);
    reader.plan.tasks.reserve(reader.boxes.len());
    reader.task_blocks.reserve(reader.boxes.len());
    let first = reader.plan.tasks.len();
    // Whether the list that was seen last may explain marks.
    let mut list = ((None, SectionId(0)), false);
    for &(id, mark) in reader.boxes {
        let block = document.block(id);
        let around = (block.parent, block.section);
        if list.0 != around {
            list = (around, may_explain(reader, id));
        }
        if list.1 && is_legend(reader, id) {
            continue;
        }
        if let Some(of) = fields.get(id) {
            let task = of.and_then(|of| reader.task_blocks.get(&of).copied());
            reader.task_blocks.extend(task.map(|task| (id, task)));
            continue;
        }
        item(reader, id, mark, &custom, &series);
    }
    call_shared(reader, first);
    // Of all items at once, since the code for both would fit into no cache.
    for task in &mut reader.plan.tasks[first..] {
        task.files = files(reader.text, task.span(), false);
    }
    stripped(reader);
}

/// Gives the ids of items that bear several, from the one that is `first` on, to those which no other item has for its
/// own.
fn call_shared(reader: &mut Reader, first: usize) {
    for index in first..reader.plan.tasks.len() {
        let shared = reader.plan.tasks[index].id.as_deref().map(|id| shared(reader.vocabulary, id)).unwrap_or_default();
        for id in shared.iter().filter(|id| !reader.tasks.contains_key(&id_key(id))).collect::<Vec<_>>() {
            reader.also_called(TaskId(index as u32), id);
        }
    }
}

/// Lists whose white space was lost, as in `-[X]T001Createthecrate`: they are no
/// lists to Markdown, and silence about them must not look like a clean plan.
fn stripped(reader: &mut Reader) {
    let document = reader.document;
    if reader.signs.each(reader.text, Sign::DashBox).next().is_none() {
        return;
    }
    for (id, block) in document.iter() {
        if block.kind != Kind::Paragraph || !reader.slice(block.span).contains("-[") {
            continue;
        }
        let begins = |line: &&str| {
            let line = line.trim_start().as_bytes();
            matches!(line, [b'-' | b'*', b'[', b' ' | b'x' | b'X', b']', next, ..] if !matches!(next, b'(' | b'['))
        };
        let lines = reader.slice(block.span).lines().filter(begins).count();
        if lines > 0 {
            let what = match lines {
                1 => "a line that begins with a dash and a box, and no space between them".to_owned(),
                many => format!("{many} lines that begin with a dash and a box, and no space between them"),
            };
            reader.plan.not_understood.push(NotUnderstood { span: document.text_span(id), what, teach: None });
        }
    }
}

/// Within how many bytes of an item its id stands.
const ASIDE: usize = 120;

/// What follows the remark with which an item begins: "N/A (removed) F-07 …", "(blocked) T3 …", "🚧 T4 …".
fn behind_aside(text: &str) -> &str {
    let mut rest = text;
    // Most items begin with a word.
    for _ in 0..3 {
        rest = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '—' | '–' | ':' | '\u{fe0f}') || !c.is_ascii() && is_mark(c)
        });
        rest = match rest.as_bytes() {
            [b'(', ..] => rest.split_once(')').map_or(rest, |(_, behind)| behind),
            [b'N', b'/', b'A', b' ', ..] => &rest[3..],
            _ => break,
        };
    }
    if rest.len() == text.len() { "" } else { rest.trim_start() }
}

/// What follows the pictograms with which an item begins: "🚧 T004 Cache".
fn behind_marks(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| is_mark(c) || matches!(c, '\u{fe0f}' | '\u{200d}'));
    if rest.len() == text.len() { "" } else { rest.trim_start() }
}

/// What a legend of the document says about its own marks: `[~] in progress`.
fn custom_marks(reader: &Reader) -> Vec<(char, Status)> {
    let mut found = Vec::new();
    // Where only the usual marks stand, there is nothing to explain.
    if reader.boxes.iter().all(|(_, mark)| matches!(mark.mark, ' ' | 'x' | 'X')) {
        return found;
    }
    for &(id, mark) in reader.boxes {
        let plain = reader.plain(id);
        if let Some(status) = reader.vocabulary.status(plain.trim_start_matches(|c: char| !c.is_alphanumeric()))
            && may_explain(reader, id)
            && is_legend(reader, id)
        {
            found.push((mark.mark, status));
        }
    }
    // "- [-] Spikes — N/A" says what the mark means here.
    let dropped =
        |(id, mark): &(BlockId, BoxMark)| mark.mark == '-' && says_dropped(reader.vocabulary, &reader.plain(*id));
    if found.iter().all(|(mark, _)| *mark != '-') && reader.boxes.iter().any(dropped) {
        found.push(('-', Status::Dropped));
    }
    found
}

/// Whether an item says that it is left out.
fn says_dropped(words: &Vocabulary, text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '/').any(|word| words.is_name(word, Name::LeftOut))
}

/// Longest line of a legend, in bytes, marks included.
const LEGEND: usize = 160;

/// Longest state that an item of a legend begins with, in bytes, marks included.
const STATE: usize = 48;

/// How many items of a list are looked at to tell whether it is a legend.
const SIBLINGS: usize = 12;

/// The items around `item`, itself among them, that have a box.
fn boxed(document: &Document, item: BlockId) -> impl Iterator<Item = (BlockId, BoxMark)> {
    let siblings = document.block(item).parent.into_iter().flat_map(|list| document.children(list).take(SIBLINGS));
    siblings.filter_map(|id| match document.block(id).kind {
        Kind::Item { mark: Some(mark) } => Some((id, mark)),
        _ => None,
    })
}

/// Whether the list around `item` may explain marks: it has several, or stands under a legend's heading.
fn may_explain(reader: &Reader, item: BlockId) -> bool {
    let mut marks = boxed(reader.document, item).map(|(_, mark)| mark.mark);
    let first = marks.next();
    marks.any(|mark| Some(mark) != first) || reader.plan.within(reader.section(item), Topic::Legend)
}

/// Whether an item of a list that may explain marks does so instead of naming work: it says a state
/// and nothing else, as all beside it do.
fn is_legend(reader: &Reader, item: BlockId) -> bool {
    let legend = || reader.plan.within(reader.section(item), Topic::Legend);
    says_status(reader, item) && (legend() || boxed(reader.document, item).all(|(id, _)| says_status(reader, id)))
}

/// Whether an item begins with a state; a legend's line is short.
fn says_status(reader: &Reader, item: BlockId) -> bool {
    let raw = reader.slice(reader.document.text_span(item));
    // The first byte of a dash stands for it.
    let ends = |b: u8| matches!(b, b'(' | b',' | b':' | 0xE2);
    if raw.len() > LEGEND || raw.len() > STATE && !raw.bytes().take(STATE).any(ends) {
        return false;
    }
    let plain = reader.plain(item);
    let text = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = text.split(['(', '—', '–', ',', ':']).next().unwrap_or(text);
    text.len() < 80 && reader.vocabulary.status(head).is_some()
}

/// The state that the mark in a box says; `None` where only a legend could tell.
pub(in crate::plan) fn mark_status(mark: char, custom: &[(char, Status)]) -> Option<Status> {
    if let Some((_, status)) = custom.iter().find(|(c, _)| *c == mark) {
        return Some(*status);
    }
    match mark {
        ' ' => Some(Status::Open),
        'x' | 'X' => Some(Status::Done),
        '~' | '/' => Some(Status::Doing),
        '!' => Some(Status::Blocked),
        '>' | '<' => Some(Status::Dropped),
        // `-` is in progress for Kiro and cancelled for others: without a legend it says only "not open".
        '-' => Some(Status::Doing),
        // A cross may be a tick or strike its item out.
        '❌' | '✗' => None,
        drawn => names::mark_status(drawn),
    }
}

fn item(reader: &mut Reader, id: BlockId, mark: BoxMark, custom: &[(char, Status)], series: &Series) {
    let document = reader.document;
    let span = document.text_span(id);
    let plain = reader.plain(id);
    let written = reader.slice(mark.span);
    let drawn = !written.starts_with('[');
    let text = window::trim(&plain);
    let (mut rest, said) = match written.as_bytes().first() {
        Some(b'[') => (text, Said::Box),
        Some(b'`') => {
            let behind = text.strip_prefix(written.trim_matches('`')).unwrap_or(text);
            (behind.trim_start_matches([' ', ':', '-', '—', '–']), Said::Word)
        }
        _ => (behind_marks(text), Said::Mark),
    };
    let section = reader.section(id);
    // `-` is in progress for some and left out for others.
    let explained = mark.mark != '-' || reader.plan.dialect != Dialect::Free || custom.iter().any(|(c, _)| *c == '-');
    let sure = if explained { SURE } else { GUESS };
    let ticked = |status| StatusClaim { status, said, place: Place::new(mark.span, Why::Box, sure) };
    let explained =
        reader.plan.legend.iter().find(|(known, _)| drawn && *known == mark.mark).map(|(_, status)| *status);
    // Most items say no more of their state.
    let mut statuses =
        explained.or_else(|| mark_status(mark.mark, custom)).map_or_else(Few::new, |status| smallvec![ticked(status)]);
    let raw = reader.slice(span);
    if waived::is_struck(&reader.plan, reader.text, span) {
        statuses.push(StatusClaim {
            status: Status::Dropped,
            said: Said::Mark,
            place: Place::new(span, Why::Inline, SURE),
        });
    }
    let marked = || item_id(behind_marks(rest)).filter(|id| sections::is_task_id(id));
    let given = shared_ids(reader.vocabulary, rest)
        .or_else(|| item_id(rest))
        .or_else(|| series.id(reader, rest))
        .or_else(|| item_id(behind_aside(rest)));
    let given = given.or_else(marked);
    // "Task 3: …", "Phase 2: …".
    let words = rest;
    let unnamed = given.is_none();
    let headed = if unnamed { sections::leading_noun(words, reader) } else { None };
    let given = given.or_else(|| called(headed.as_ref()?));
    let mut id_span = None;
    if let Some(given) = given {
        let at = raw.find(given).filter(|at| *at < ASIDE);
        id_span = at.map(|at| Span::new(span.start as usize + at, span.start as usize + at + given.len()));
        rest = rest[Span::at(0).of_part(rest, given).end as usize..]
            .trim_start_matches([':', '.', ')', ']', '*', ' ', '—', '–']);
        rest = rest.strip_prefix("- ").unwrap_or(rest);
    }
    // Tags between id and text: `[P]`, `(P)`, `[US1]`.
    let mut parallel = None;
    loop {
        let tag = rest
            .strip_prefix('[')
            .and_then(|r| r.split_once(']'))
            .or_else(|| rest.strip_prefix('(').and_then(|r| r.split_once(')')));
        let Some((tag, after)) = tag.filter(|(tag, _)| is_tag(tag)) else { break };
        if tag == "P" {
            parallel = ["[P]", "(P)"]
                .iter()
                .find_map(|t| raw.find(t))
                .map(|at| Span::new(span.start as usize + at, span.start as usize + at + 3));
        }
        rest = after.trim_start();
    }
    statuses.extend(said_in_text(reader, rest, span));
    // Most items hold no phrase that means anything.
    let speaks = reader.plan.phrases_in(span).next().is_some();
    let optional = mark.optional
        || rest.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("optional"))
        || speaks && waived::says(&reader.plan, reader.text, reader.vocabulary, span)
        || reader.plan.within(section, Topic::Optional);
    let kind = if given.is_some_and(|g| g.starts_with("CHK")) || reader.plan.within(section, Topic::RequirementReview) {
        TaskKind::Review
    } else if reader.plan.within(section, Topic::Criteria) {
        TaskKind::Criterion
    } else {
        TaskKind::Work
    };
    let parent = document
        .ancestors(id)
        .find_map(|b| reader.task_blocks.get(&b).copied())
        .or_else(|| parent_by_number(reader, given?, section));
    let group = reader.plan.group_around(document, section);
    let title = if rest.is_empty() { plain.trim() } else { rest };
    let headed = if unnamed && title.len() == words.len() { headed } else { sections::leading_noun(title, reader) };
    let task = reader.task(Task {
        id: given.map(Into::into),
        id_span,
        title: title.into(),
        kind,
        places: smallvec![Place::new(span, Why::Box, SURE)],
        block: id,
        section,
        statuses,
        group,
        parallel,
        optional,
        files: Vec::new(),
        parent,
        table: None,
    });
    if speaks {
        remarks::orders(reader, Node::Task(task), span);
        remarks::owner(reader, Node::Task(task), span);
    }
    if let Some(headed) = headed {
        group_box(reader, task, span, &headed);
    }
}

/// A noun before a label, and what follows it.
type Headed<'t> = (names::Key, Noun, &'t str);

/// The number of "Task 3: Parse the file".
fn called<'t>((word, noun, rest): &Headed<'t>) -> Option<&'t str> {
    let (Noun::Task, rest) = (noun, *rest) else { return None };
    let (label, separated, title) = sections::leading_label(rest)?;
    (word == "task" && separated && !title.is_empty() && label.starts_with(|c: char| c.is_ascii_digit()))
        .then_some(label)
}

/// `- [x] Phase 2: …` in a summary is the box of the group that has a section of its own; without one it is the phase.
fn group_box(reader: &mut Reader, task: TaskId, span: Span, (word, noun, rest): &Headed) {
    let (Noun::Group(_), Some((label, true, _))) = (noun, sections::leading_label(rest)) else { return };
    let Some(Node::Group(group)) = reader.numbered(word, label) else {
        let label = names::label_key(label);
        return reader.index.called(word, &label, task);
    };
    let entry = reader.plan.task(task);
    if reader.plan.group(group).section.is_some_and(|s| s != entry.section) {
        let statuses = entry.statuses.clone();
        let group = &mut reader.plan.groups[group.index()];
        group.places.push(Place::new(span, Why::Box, SURE));
        group.statuses.extend(statuses);
    }
}

/// `2.1` below `2` in one section is a part of it, though it stands at the same depth.
fn parent_by_number(reader: &Reader, id: &str, section: SectionId) -> Option<TaskId> {
    let (parent, last) = id.rsplit_once('.')?;
    if last.is_empty() || !parent.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let task = *reader.tasks.get(&id_key(parent))?;
    let found = reader.plan.task(task);
    (found.section == section && found.places.first().is_some_and(|p| p.why == Why::Box)).then_some(task)
}

/// The state that an item's text says at its end: "— DONE", "(IN PROGRESS)", "✅ Done". Small letters may
/// be words of the work itself ("handle (pending)"), so only a few count.
fn said_in_text(reader: &Reader, text: &str, span: Span) -> Option<StatusClaim> {
    let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '*' | '.' | '!'));
    // Most texts have neither brackets nor marks.
    if trimmed.bytes().fold(true, |plain, b| plain & b.is_ascii() & !matches!(b, b'(' | b'[')) {
        return None;
    }
    let at = trimmed.rfind(['(', '[', '—', '–', '✅', '⏳', '🔄'])?;
    let tail = trimmed[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
    // "done in 4.2.0", "merged via #12".
    let mut words = tail.split(' ');
    let word = words.next().unwrap_or(tail);
    let dated = matches!(words.next(), Some("in" | "by" | "via" | "on"))
        && words.next().is_some_and(|w| w.contains(|c: char| c.is_ascii_digit()))
        && words.next().is_none();
    let word = if dated { word } else { dateless(tail) };
    let shouted = word.len() > 2 && word.chars().all(|c| !c.is_lowercase());
    let plain =
        matches!(word, "done" | "Done" | "completed" | "Completed" | "in progress" | "In progress" | "not started");
    if !shouted && !plain && !dated {
        return None;
    }
    let status = reader.vocabulary.status(word)?;
    let raw = reader.slice(span);
    let from = raw.rfind(word)?;
    if trimmed[at..].starts_with(['(', '[']) && is_of_another(reader, &trimmed[..at], span.of_part(raw, &raw[..from])) {
        return None;
    }
    // Code is a value, and brackets may hold one: "create the order (PENDING)".
    if raw[..from].ends_with('`') {
        return None;
    }
    let sure = if trimmed[at..].starts_with(['(', '[']) { GUESS } else { LIKELY };
    let start = span.start as usize + from;
    let place = Place::new(Span::new(start, start + word.len()), Why::Inline, sure);
    Some(StatusClaim { status, said: Said::Word, place })
}

/// Whether a state in brackets is that of what the text before it waits for: "depends on T1 (done)". That stands at
/// `span` too.
fn is_of_another(reader: &Reader, text: &str, span: Span) -> bool {
    let name = text.split_whitespace().next_back().unwrap_or_default();
    let numbered = name.contains(|c: char| c.is_ascii_digit());
    let waits = |phrase| match phrase {
        Phrase::Waits => true,
        Phrase::WaitsAside | Phrase::After => numbered,
        _ => false,
    };
    numbered && reader.tasks.contains_key(&id_key(name)) || reader.plan.phrases_in(span).any(|h| waits(h.phrase))
}

/// A state without the day behind it: "Completed 2025-03-01".
fn dateless(state: &str) -> &str {
    let word = state.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ' ' | ':' | ','));
    // A number alone is no day.
    if state.len() - word.len() >= "1/1/25".len() { word } else { state }
}

/// Whether `tag` is a tag before the text of an item: `P`, `US1`, `FR-001`, `S`.
fn is_tag(tag: &str) -> bool {
    !tag.is_empty()
        && tag.len() <= 12
        && tag.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | ','))
        && tag.starts_with(|c: char| c.is_ascii_uppercase())
}
