//! What headings say: "Wave 0: Safety", "Phase 2", "### AGENT 1: name", "T012: …".

mod beginnings;

pub(in crate::plan) use beginnings::{
    are_task_ids, begins_task_id, is_task_id, label_order, leading_label, leading_noun,
};

use super::{timelines, titles};
use crate::{
    markdown::{Section, SectionId},
    plan::{
        Axis, Mode, Name, Noun, Said, Status, Topic, Topics, fold, is_mark,
        model::*,
        names::{self, Key},
        quantity::{self, Quantity},
        read::{LIKELY, Reader, SURE},
    },
    source::{Span, window},
};
use beginnings::leading_task_id;
use rustc_hash::FxHashMap;

/// What sets a part of a document apart from the rest of it, and says nothing as the title of the whole: "Sprint 9
/// Backlog", "Release v1".
const APART: [Topic; 3] = [Topic::Optional, Topic::Later, Topic::Bygone];

/// What one heading says.
#[derive(Debug, Clone, Default)]
pub struct SectionFacts {
    /// The number before its title, as in `3.1`, which may name a prompt or option.
    pub number: Option<Box<str>>,
    /// What the section is about.
    pub topics: Topics,
    /// What it and those around it are about.
    pub(in crate::plan) around: Topics,
    /// The group that it is about.
    pub group: Option<GroupId>,
    /// The actor that it is about.
    pub actor: Option<ActorId>,
    /// The task that it is about.
    pub task: Option<TaskId>,
    /// The letter before its title, which may name a prompt or option: `A. Kickoff`.
    pub letter: Option<Box<str>>,
    /// The state that its title ends with: "Wave 3 — COMPLETE".
    pub status: Option<StatusClaim>,
}

/// A heading taken apart: `### 2.1 🚀 Wave 3: Indexing (45min)`.
struct Reading<'t> {
    number: Option<&'t str>,
    noun: Option<(Key, Noun)>,
    label: Option<&'t str>,
    /// Whether a colon, dash or the end follows the label.
    separated: bool,
    rest: &'t str,
    /// An id before the title, as in `T012: …`.
    id: Option<&'t str>,
    /// What may be one, as in `T012 …`, `P0-01 · …` and `1.2 …`.
    likely: Option<(&'t str, &'t str)>,
    /// A box before the title, as in `[x] Task 2: …`.
    ticked: Option<char>,
}

/// Reads every heading.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    // A group without a separator ("Phase 1 Foundation") counts where it has a sibling of its kind.
    let mut siblings: FxHashMap<(u8, Key), u32> = FxHashMap::default();
    let mut readings = Vec::with_capacity(document.sections.len());
    for section in &document.sections[1..] {
        let boxed = titles::leading_box(reader, &section.title);
        let title = strip_start(boxed.map_or(&section.title, |(_, title)| title));
        let (slot, mut reading) = (timelines::leading_slot(title), take_apart(title, reader));
        reading.ticked = boxed.map(|(mark, _)| mark);
        if slot.is_some() {
            *siblings.entry((section.level, timelines::SLOT.into())).or_default() += 1;
        }
        if let Some((word, Noun::Group(_))) = &reading.noun {
            *siblings.entry((section.level, word.clone())).or_default() += 1;
        }
        readings.push((slot, reading));
    }
    reader.plan.sections.reserve(document.sections.len());
    let step = |(_, r): &&(_, Reading)| r.separated && r.noun.as_ref().is_some_and(|(word, _)| word == "step");
    reader.plan.steps = Some(readings.iter().filter(step).count()).filter(|&count| count > 1).unwrap_or(0);
    let (issues, tracked) = (titles::issues(reader), titles::tracked(reader));
    let is_task = |(_, r): &&(_, Reading)| r.noun.as_ref().is_some_and(|(word, n)| *n == Noun::Task && word != "step");
    let stepwise = !readings.iter().any(|r| is_task(&r));
    let ranked = readings.iter().any(|(_, r)| r.id == Some("P0"));
    // Code at the end of one title may be a name: "Call it `done`".
    let titles = document.sections[1..]
        .iter()
        .map(|s| (reader.slice(s.title_span), Place::new(s.title_span, Why::Heading, SURE)));
    let coded = titles.filter_map(|(title, place)| state_in_code(reader, title, place)).take(CODED).count() == CODED;
    reader.plan.sections.push(SectionFacts::default());
    // One question to all of them before the next: the code for all of these would fit into no cache.
    let topics: Vec<Topics> = document.sections.iter().map(|s| reader.vocabulary.topics(&s.title)).collect();
    reader.plan.topics = topics.iter().fold(Topics::default(), |all, &topics| all.and(topics));
    let places: Vec<Place> = document.sections.iter().map(title_place).collect();
    let states: Vec<Option<StatusClaim>> =
        places.iter().map(|&place| status_in_title(reader, reader.slice(place.span), place)).collect();
    let mut groups: Vec<(GroupId, Span)> = Vec::new();
    for ((index, section), (slot, reading)) in document.sections.iter().enumerate().skip(1).zip(readings) {
        let id = SectionId(index as u32);
        let whole = index == 1 && section.end as usize == document.blocks.len();
        let topics = topics[index];
        let apart = if whole { topics.without(APART) } else { topics };
        let around = reader.plan.sections[section.parent.0 as usize].around.and(apart);
        let mut facts = SectionFacts { topics, around, ..SectionFacts::default() };
        match reading.number {
            Some(letter) if letter.starts_with(|c: char| c.is_ascii_uppercase()) => facts.letter = Some(letter.into()),
            number => facts.number = number.map(Into::into),
        }
        let place = places[index];
        let written = reader.slice(section.title_span);
        facts.status = states[index].or_else(|| coded.then(|| state_in_code(reader, written, place))?);
        let slots = |level: u8| siblings.get(&(level, timelines::SLOT.into())).copied().unwrap_or(0);
        if let Some((label, rest)) = slot.filter(|_| slots(section.level) > 1) {
            let found = group(reader, id, timelines::SLOT, &label, Axis::Time, rest, place);
            groups.push((found, place.span));
            facts.group = Some(found);
        }
        match (&reading.noun, reading.label) {
            (Some((word, Noun::Group(axis))), Some(label)) => {
                let many = siblings.get(&(section.level, word.clone())).is_some_and(|&n| n > 1);
                if (reading.separated && section.level > 1) || many {
                    let found = group(reader, id, word, label, *axis, reading.rest, place);
                    groups.push((found, place.span));
                    facts.group = Some(found);
                }
            }
            (Some((word, Noun::Agent)), Some(label)) if reading.separated && section.level < 7 => {
                let name = clean(reading.rest);
                let name = if name.is_empty() { format!("{word} {label}") } else { name };
                if let Some(actor) = reader.roster(&name, place) {
                    let alias = format!("{word} {}", names::label_key(label));
                    reader.actors.entry(alias.into()).or_insert(actor);
                    // `F` in a column of agents is "Agent F".
                    if label.len() == 1 && label.starts_with(|c: char| c.is_ascii_alphabetic()) {
                        reader.actors.entry(names::key(label).as_ref().into()).or_insert(actor);
                    }
                    reader.plan.actors[actor.index()].section = Some(id);
                    reader.plan.actors[actor.index()].kind = ActorKind::Agent;
                    facts.actor = Some(actor);
                }
            }
            (Some((_, Noun::Task)), Some(label))
                if reading.separated
                    && (is_task_word(&reading, section.level) || stepwise && titles::is_step(reader, id))
                    && (section.level < 7 || titles::is_bold_task(reader, id)) =>
            {
                facts.task = Some(task(reader, id, Some(label), reading.rest, place));
            }
            (None, _) if reader.plan.dialect.groups_by_number() && section.level == 2 && facts.number.is_some() => {
                let label = reading.number.unwrap_or_default();
                let found = group(reader, id, "group", label, Axis::Time, reading.rest, place);
                groups.push((found, place.span));
                facts.group = Some(found);
            }
            _ => {
                // "P0 — Critical", "P1 — High" say how urgent it is.
                let rank = |id: &str| ranked && matches!(id, "P0" | "P1" | "P2" | "P3" | "P4");
                let headed = |id: &&str| (2..7).contains(&section.level) && !rank(id);
                let given = reading.id.filter(headed).map(|given| (given, reading.rest));
                let likely = || {
                    let found = reading.likely.or(reading.id.map(|given| (given, reading.rest)));
                    found.filter(|(given, _)| {
                        let listed = tracked.contains(&id) && !titles::is_dotted(given);
                        let told = || reading.ticked.is_some() || listed || titles::is_task(reader, id, given);
                        section.level > 1 && !rank(given) && told()
                    })
                };
                let issue = || issues.get(&id).copied();
                if let Some((given, rest)) = given.or_else(likely).or_else(issue) {
                    facts.task = Some(task(reader, id, Some(given), rest, place));
                } else if tracked.contains(&id) {
                    facts.task = Some(task(reader, id, None, reading.rest, place));
                }
            }
        }
        // What the heading says of its state, it says of what it names.
        let named = facts.task.is_some() || facts.group.is_some();
        let boxed = reading.ticked.filter(|_| named).and_then(|mark| titles::box_status(reader, mark, place));
        for claim in boxed.into_iter().chain(facts.status) {
            if let Some(group) = facts.group {
                reader.plan.groups[group.index()].statuses.push(claim);
            }
            if let Some(task) = facts.task {
                reader.plan.tasks[task.index()].statuses.push(claim);
            }
        }
        facts.status = facts.status.or(boxed);
        reader.plan.sections.push(facts);
    }
    for (group, title) in groups {
        durations(reader, group, title);
    }
}

/// Where the title of a section stands.
fn title_place(section: &Section) -> Place {
    let (why, sure) = if section.is_bold_line() { (Why::BoldLine, LIKELY) } else { (Why::Heading, SURE) };
    Place::new(section.title_span, why, sure)
}

/// Notes how long a group takes, as its title says.
fn durations(reader: &mut Reader, group: GroupId, title: Span) {
    let delayed = |quantity: &Quantity| {
        let before = reader.text[title.start as usize..quantity.span.start as usize].trim_end();
        let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        reader.vocabulary.is_name(word, Name::Delay)
    };
    let spans = quantity::each(reader.slice(title), title.start).filter(|q| q.is_time() && !delayed(q));
    let claims = spans.map(|quantity| DurationClaim { span: quantity.span, quantity });
    reader.plan.groups[group.index()].durations.extend(claims);
}

/// Whether the noun of a heading makes it a task: a step is a part of one, and a story is one where an epic
/// counts it, as in "Story 1.2"; "User Story 1" is what a plan is for.
fn is_task_word(reading: &Reading, level: u8) -> bool {
    reading.noun.as_ref().is_some_and(|(word, _)| match word.as_str() {
        "step" | "user story" => false,
        "story" => level > 2 && reading.label.is_some_and(|label| label.contains('.')),
        _ => true,
    })
}

fn group(
    reader: &mut Reader,
    section: SectionId,
    word: &str,
    label: &str,
    axis: Axis,
    rest: &str,
    place: Place,
) -> GroupId {
    let parent = reader.plan.group_around(reader.document, reader.document.section(section).parent);
    let title = clean(rest);
    // Numbers that restart under another group name other groups.
    let scoped = match parent {
        Some(p) if reader.plan.group(p).word != word => format!("{}/{label}", reader.plan.group(p).label),
        _ => label.to_owned(),
    };
    let id = reader.group(word, &scoped, &title, axis, place);
    let whole = reader.slice(place.span);
    let parent_span = place.span;
    let group = &mut reader.plan.groups[id.index()];
    if group.label.contains('/') {
        group.label = names::label_key(label);
        reader.index.group(id, group);
    }
    if group.section.is_none() {
        group.section = Some(section);
        // The heading is where the group is at home.
        let last = group.places.len() - 1;
        group.places.swap(0, last);
    }
    group.parent = group.parent.or(parent.filter(|&p| p != id));
    // The first part names the group.
    for part in parts(whole).skip(1) {
        if let Some(parallel) = reader.vocabulary.mode(strip_marks(part)) {
            let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
            let said = parent_span.of_part(whole, part.trim());
            group.mode.get_or_insert((mode, Place { span: said, ..place }));
            if let Some(width) = width(whole, parent_span, said).filter(|_| parallel) {
                group.width.get_or_insert(width);
            }
        }
    }
    if let Some((word, Noun::Task, tail)) = leading_noun(&title, reader)
        && let Some((label, ..)) = leading_label(tail)
    {
        reader.index.alias(&word, &names::label_key(label), id);
    }
    id
}

/// The parts of a title: what stands between bars, brackets and dashes, and behind a colon.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    let mut next = 0;
    title.split(move |c: char| {
        let at = next;
        next += c.len_utf8();
        match c {
            '|' | '(' | ')' | '[' | ']' | '│' | '—' | '–' | '·' => true,
            ':' => title[next..].starts_with(' '),
            '-' => title[next..].starts_with(' ') && title[..at].ends_with(' '),
            _ => false,
        }
    })
}

/// The number in brackets behind the mode: `PARALLEL (3)`.
fn width(title: &str, at: Span, mode: Span) -> Option<(u32, Span)> {
    let rest = &title[(mode.end - at.start) as usize..];
    let (number, _) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    Some((number.trim().parse().ok()?, at.of_part(title, number.trim())))
}

/// A status word at the end of a heading ("— COMPLETE", "(DONE)", "✅ Done 2026-03-01"); a lone mark is decoration.
pub(in crate::plan) fn status_in_title(reader: &Reader, title: &str, place: Place) -> Option<StatusClaim> {
    // Most titles end with a letter, and with no such word.
    if !reader.vocabulary.may_end_status(title) {
        return None;
    }
    // Most titles have but one part, and plain letters; without a way out many bytes are seen at once.
    if title.bytes().fold(true, |one, b| one & b.is_ascii() & !matches!(b, b'(' | b'[' | b':' | b'-' | b'|')) {
        return None;
    }
    let frame = |c: char| c.is_whitespace() || matches!(c, '*' | ')' | ']' | '\u{fe0f}') || is_mark(c);
    let lettered = title.ends_with(|c: char| c.is_ascii_alphabetic());
    let framed = if lettered { title } else { title.trim_end_matches(frame) };
    // A date or "100%" behind the word changes nothing; "(95%)" and "(3/5)" do.
    let dated = |c: char| frame(c) || c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ':' | ',' | '(' | '%');
    let dateless = if lettered { title } else { framed.trim_end_matches(dated) };
    let tail = &framed[dateless.len()..];
    let partial = |tail: &str| tail.contains('/') && quantity::ratio(tail, 0).is_some_and(|r| r.done < r.of);
    let part = !tail.is_empty() && (partial(tail) || tail.contains('%') && !tail.contains("100"));
    let trimmed = Some(if part { framed } else { dateless }).filter(|title| reader.vocabulary.may_end_status(title))?;
    let parts = |&(at, b): &(usize, u8)| match b {
        b'(' | b'[' | b':' | b'-' | b'|' => true,
        // Of another character the first byte.
        0xC0.. => trimmed[at..].starts_with(|c: char| matches!(c, '—' | '–') || is_mark(c)),
        _ => false,
    };
    let (at, _) = trimmed.bytes().enumerate().rev().find(parts)?;
    let word = trimmed[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let status = reader.vocabulary.status(word)?;
    // "Ready", "Open" and "Active" may be words of the title; these are none.
    let state = matches!(
        fold(word).as_ref(),
        "in progress" | "in-progress" | "not started" | "pending" | "wip" | "to do" | "todo" | "planned"
    );
    if !state && !matches!(status, Status::Done | Status::Dropped) {
        return None;
    }
    let span = place.span.of_part(title, word);
    Some(StatusClaim { status, said: Said::Word, place: Place { span, ..place } })
}

/// From how many headings on that end with a state in code they all do.
const CODED: usize = 2;

/// The state that a title ends with in code: "Wave 0: Setup `done`".
fn state_in_code(reader: &Reader, title: &str, place: Place) -> Option<StatusClaim> {
    // Most titles end with a letter.
    let (before, word) = title.strip_suffix('`')?.rsplit_once('`')?;
    let status = reader.vocabulary.status(word).filter(|_| before.ends_with(' '))?;
    Some(StatusClaim { status, said: Said::Word, place: Place { span: place.span.of_part(title, word), ..place } })
}

fn task(reader: &mut Reader, section: SectionId, label: Option<&str>, rest: &str, place: Place) -> TaskId {
    let document = reader.document;
    let heading = document.section(section).heading.unwrap_or(crate::markdown::BlockId(0));
    let whole = reader.slice(place.span);
    let id_span = label.and_then(|l| {
        whole.find(l).map(|at| Span::new(place.span.start as usize + at, place.span.start as usize + at + l.len()))
    });
    let group = reader.plan.group_around(document, document.section(section).parent);
    let task = Task::new(&clean(rest), place, heading, section);
    reader.task(Task { id: label.map(Into::into), id_span, group, ..task })
}

/// A title without marks, durations and modes behind it.
fn clean(rest: &str) -> String {
    let drawn = |c: char| matches!(c, '│' | '⏱' | '⏳' | '✅' | '🔒' | '⚡');
    let ends = |(at, b): (usize, u8)| match b {
        b'|' | b'(' | b'[' => true,
        // Of another character the first byte.
        0xC0.. => rest[at..].starts_with(drawn),
        _ => false,
    };
    let end = rest.bytes().enumerate().position(ends).unwrap_or(rest.len());
    strip_marks(&rest[..end]).to_owned()
}

/// `text` without marks, emoji and separators at both ends.
pub(in crate::plan) fn strip_marks(text: &str) -> &str {
    if window::is_bare(text) {
        return text;
    }
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || is_mark(c)
            || matches!(c, '*' | '_' | '`' | ':' | '-' | '–' | '—' | '.' | '\u{fe0f}' | '\u{200d}')
    })
}

/// Takes a title apart whose marks at the start are off.
fn take_apart<'t>(title: &'t str, reader: &Reader) -> Reading<'t> {
    let (number, rest) = match leading_number(title) {
        Some((number, rest)) => (Some(number), rest),
        None => (None, title),
    };
    let mut reading =
        Reading { number, noun: None, label: None, separated: false, rest, id: None, likely: None, ticked: None };
    // `TASK-001: …` is an id as a whole.
    let joined =
        |noun: Noun, after: &str| noun == Noun::Task && after.starts_with('-') && leading_task_id(rest).is_some();
    if let Some((word, noun, after)) = leading_noun(rest, reader).filter(|(_, noun, after)| !joined(*noun, after))
        && let Some((label, separated, tail)) = leading_label(after)
        // `TASK-001` is an id of that name, not task 001.
        && !(noun == Noun::Task && leading_task_id(rest).is_some())
    {
        reading.noun = Some((word, noun));
        reading.label = Some(label);
        reading.separated = separated;
        reading.rest = tail;
        return reading;
    }
    if let Some((id, tail)) = leading_task_id(rest) {
        reading.id = Some(id);
        reading.rest = tail;
    } else {
        reading.likely = titles::leading_id(rest).or(number.filter(|n| titles::is_dotted(n)).map(|n| (n, rest)));
    }
    reading
}

/// `3.1 Title`, `1. Title`, `A. Title`, `2) Title`: the number or letter, and the title.
fn leading_number(text: &str) -> Option<(&str, &str)> {
    // Most titles begin with a word.
    if !matches!(text.as_bytes(), [b'0'..=b'9' | b'.', ..] | [b'A'..=b'Z', b'.' | b')' | b':', ..]) {
        return None;
    }
    let head = text.split_whitespace().next()?;
    let number = head.trim_end_matches(['.', ')', ':']);
    let numeric = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') && number.len() < 10;
    let lettered = number.len() == 1 && !numeric;
    ((numeric || lettered) && text.len() > head.len()).then(|| (number, strip_start(&text[head.len()..])))
}

fn strip_start(text: &str) -> &str {
    // Most titles begin with a letter or a digit.
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return text;
    }
    text.trim_start_matches(|c: char| {
        c.is_whitespace() || is_mark(c) || matches!(c, '*' | '_' | '`' | '[' | '\u{fe0f}' | '\u{200d}' | '│')
    })
}
