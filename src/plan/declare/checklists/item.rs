//! One item with a box: its id, tags, state and kind, and where it belongs.

use super::{
    ids::{item_id, shared_ids},
    marks,
};
use crate::{
    markdown::{BlockId, BoxMark, SectionId},
    plan::{
        Dialect, Noun, Phrase, Topic,
        ask::waived,
        declare::{remarks, sections},
        id_key, is_mark,
        model::*,
        names,
        read::{GUESS, LIKELY, Reader, SURE},
        words::series::Series,
    },
    source::{Span, window},
};
use smallvec::smallvec;

/// Reads the item `id`; `custom` is what the document says of its own marks.
pub(super) fn read(reader: &mut Reader, id: BlockId, mark: BoxMark, custom: &[(char, Status)], series: &Series) {
    let document = reader.document;
    let (span, section) = (document.text_span(id), reader.section(id));
    let raw = reader.slice(span);
    let plain = reader.plain(id);
    let (text, said) = behind_box(reader.slice(mark.span), window::trim(&plain));
    let mut statuses = said_by_box(reader, mark, said, custom);
    if waived::is_struck(&reader.plan, reader.text, span) {
        let place = Place::new(span, Why::Inline, SURE);
        statuses.push(StatusClaim { status: Status::Dropped, said: Said::Mark, place });
    }
    let given = own_id(reader, text, series);
    // "Task 3: …", "Phase 2: …".
    let headed = if given.is_none() { sections::leading_noun(text, reader) } else { None };
    let unnamed = given.is_none();
    let given = given.or_else(|| called(headed.as_ref()?));
    let (id_span, rest) = given.map_or((None, text), |given| behind_id(given, text, raw, span));
    let (parallel, rest) = behind_tags(rest, raw, span);
    statuses.extend(said_in_text(reader, rest, span));
    // Most items hold no phrase that means anything.
    let speaks = reader.plan.phrases_in(span).next().is_some();
    let optional = mark.optional
        || rest.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("optional"))
        || speaks && waived::says(&reader.plan, reader.text, reader.vocabulary, span)
        || reader.plan.within(section, Topic::Optional);
    let parent = document
        .ancestors(id)
        .find_map(|b| reader.task_blocks.get(&b).copied())
        .or_else(|| parent_by_number(reader, given?, section));
    let title = if rest.is_empty() { plain.trim() } else { rest };
    let headed = if unnamed && title.len() == text.len() { headed } else { sections::leading_noun(title, reader) };
    let task = reader.task(Task {
        id: given.map(Into::into),
        id_span,
        title: title.into(),
        kind: kind(reader, given, section),
        places: smallvec![Place::new(span, Why::Box, SURE)],
        block: id,
        section,
        statuses,
        group: reader.plan.group_around(document, section),
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

/// What follows the box as it is `written`, and what kind of box it is.
fn behind_box<'t>(written: &str, text: &'t str) -> (&'t str, Said) {
    match written.as_bytes().first() {
        // Brackets that are no box to Markdown are text: `[x ]`.
        Some(b'[') => (text.strip_prefix(written).map_or(text, str::trim_start), Said::Box),
        Some(b'`') => {
            let behind = text.strip_prefix(written.trim_matches('`')).unwrap_or(text);
            (behind.trim_start_matches([' ', ':', '-', '—', '–']), Said::Word)
        }
        _ => (behind_marks(text), Said::Mark),
    }
}

/// The state that the box says.
fn said_by_box(reader: &Reader, mark: BoxMark, said: Said, custom: &[(char, Status)]) -> Few<StatusClaim> {
    let legend = || reader.plan.legend.iter().find(|(known, _)| *known == mark.mark).map(|(_, status)| *status);
    let drawn = !reader.slice(mark.span).starts_with('[');
    let status = drawn.then(legend).flatten().or_else(|| marks::status(mark.mark, custom));
    // `-` is in progress for some and left out for others.
    let explained = mark.mark != '-' || reader.plan.dialect != Dialect::Free || custom.iter().any(|(c, _)| *c == '-');
    let place = Place::new(mark.span, Why::Box, if explained { SURE } else { GUESS });
    // Most items say no more of their state.
    status.map_or_else(Few::new, |status| smallvec![StatusClaim { status, said, place }])
}

/// The id with which the text of an item begins, behind a remark or a pictogram too.
fn own_id<'t>(reader: &Reader, text: &'t str, series: &Series) -> Option<&'t str> {
    shared_ids(reader.vocabulary, text)
        .or_else(|| item_id(text))
        .or_else(|| series.id(reader, text))
        .or_else(|| item_id(behind_aside(text)))
        .or_else(|| item_id(behind_marks(text)).filter(|id| sections::is_task_id(id)))
}

/// Where the id `given` stands in the text of an item, which is `raw` at `span`, and what follows it.
fn behind_id<'t>(given: &str, text: &'t str, raw: &str, span: Span) -> (Option<Span>, &'t str) {
    let at = raw.find(given).filter(|at| *at < ASIDE).map(|at| span.start as usize + at);
    let rest = &text[Span::at(0).of_part(text, given).end as usize..];
    let rest = rest.trim_start_matches([':', '.', ')', ']', '*', ' ', '—', '–']);
    (at.map(|at| Span::new(at, at + given.len())), rest.strip_prefix("- ").unwrap_or(rest))
}

/// Where the tags between id and text say that the item is parallel (`[P]`, `(P)`, `[US1]`), and what follows them.
fn behind_tags<'t>(text: &'t str, raw: &str, span: Span) -> (Option<Span>, &'t str) {
    let (mut parallel, mut rest) = (None, text);
    let bracketed = |rest: &'t str, open, close| rest.strip_prefix(open).and_then(|inner| inner.split_once(close));
    while let Some((tag, after)) = bracketed(rest, '[', ']').or_else(|| bracketed(rest, '(', ')'))
        && is_tag(tag)
    {
        if tag == "P" {
            let at = ["[P]", "(P)"].iter().find_map(|tag| raw.find(tag)).map(|at| span.start as usize + at);
            parallel = at.map(|at| Span::new(at, at + "[P]".len()));
        }
        rest = after.trim_start();
    }
    (parallel, rest)
}

/// What kind of task the item with the id `given` is.
fn kind(reader: &Reader, given: Option<&str>, section: SectionId) -> TaskKind {
    if given.is_some_and(|g| g.starts_with("CHK")) || reader.plan.within(section, Topic::RequirementReview) {
        TaskKind::Review
    } else if reader.plan.within(section, Topic::Criteria) {
        TaskKind::Criterion
    } else {
        TaskKind::Work
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
