//! What headings say: "Wave 0: Safety", "Phase 2", "### AGENT 1: name", "T012: …".

mod beginnings;

pub(in crate::plan) use beginnings::{
    are_task_ids, begins_task_id, is_task_id, label_order, leading_label, leading_noun,
};

use super::{modes, timelines, titles};
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
use rustc_hash::{FxHashMap, FxHashSet};

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
#[derive(Default)]
struct Reading<'t> {
    /// A slot of time before the title, and what follows it.
    slot: Option<(String, &'t str)>,
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

impl<'t> Reading<'t> {
    /// Takes the heading of `section` apart.
    fn of(reader: &Reader, section: &'t Section) -> Self {
        let boxed = titles::leading_box(reader, &section.title);
        let title = strip_start(boxed.map_or(&section.title, |(_, title)| title));
        let slot = timelines::leading_slot(title);
        let (number, rest) = match leading_number(title) {
            Some((number, rest)) => (Some(number), rest),
            None => (None, title),
        };
        let mut reading = Self { slot, number, rest, ticked: boxed.map(|(mark, _)| mark), ..Self::default() };
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

    /// Whether its title begins with a number and not with a letter.
    fn is_numbered(&self) -> bool {
        self.number.is_some_and(|number| !number.starts_with(|c: char| c.is_ascii_uppercase()))
    }
}

/// What a heading is about.
enum About {
    Group(GroupId),
    Actor(ActorId),
    Task(TaskId),
}

/// What only all headings together tell.
struct Headings<'t> {
    /// How many at each level begin with a word for groups, or with a slot of time.
    siblings: FxHashMap<(u8, Key), u32>,
    /// What is given the number of an issue, and that number with what follows it.
    issues: FxHashMap<SectionId, (&'t str, &'t str)>,
    /// The sections whose fields track work.
    tracked: FxHashSet<SectionId>,
    /// Whether steps are the only tasks that headings name.
    stepwise: bool,
    /// Whether "P0" stands before titles, so that "P1" says how urgent something is.
    ranked: bool,
}

/// Reads every heading.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let readings: Vec<_> = document.sections[1..].iter().map(|section| Reading::of(reader, section)).collect();
    let headings = Headings::of(reader, &readings);
    // One question to all of them before the next: the code for all of these would fit into no cache.
    let topics: Vec<Topics> = document.sections.iter().map(|s| reader.vocabulary.topics(&s.title)).collect();
    reader.plan.topics = topics.iter().fold(Topics::default(), |all, &topics| all.and(topics));
    let places: Vec<Place> = document.sections.iter().map(title_place).collect();
    let states = states(reader, &places);
    reader.plan.sections.reserve(document.sections.len());
    reader.plan.sections.push(SectionFacts::default());
    for ((index, section), reading) in document.sections.iter().enumerate().skip(1).zip(readings) {
        let (id, place, topics) = (SectionId(index as u32), places[index], topics[index]);
        let whole = index == 1 && section.end as usize == document.blocks.len();
        let apart = if whole { topics.without(APART) } else { topics };
        let around = reader.plan.sections[section.parent.0 as usize].around.and(apart);
        let mut facts = SectionFacts { topics, around, status: states[index], ..SectionFacts::default() };
        match reading.number {
            Some(letter) if letter.starts_with(|c: char| c.is_ascii_uppercase()) => facts.letter = Some(letter.into()),
            number => facts.number = number.map(Into::into),
        }
        facts.group = headings.slot(reader, id, &reading, place);
        match headings.about(reader, id, &reading, place) {
            Some(About::Group(group)) => facts.group = Some(group),
            Some(About::Actor(actor)) => facts.actor = Some(actor),
            Some(About::Task(task)) => facts.task = Some(task),
            None => {}
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
    for (index, section) in document.sections.iter().enumerate() {
        if let Some(group) = reader.plan.sections[index].group {
            durations(reader, group, section.title_span);
        }
    }
}

/// The state that each heading says, the document's own among them.
fn states(reader: &Reader, places: &[Place]) -> Vec<Option<StatusClaim>> {
    // Code at the end of one title may be a name: "Call it `done`".
    let in_code = |place: &Place| state_in_code(reader, reader.slice(place.span), *place);
    let coded = places[1..].iter().filter_map(in_code).take(CODED).count() == CODED;
    let in_words = |place: &Place| status_in_title(reader, reader.slice(place.span), *place);
    let of = |place| in_words(place).or_else(|| coded.then(|| in_code(place))?);
    places.iter().map(of).collect()
}

impl<'t> Headings<'t> {
    fn of(reader: &mut Reader<'t>, readings: &[Reading]) -> Self {
        let mut siblings: FxHashMap<(u8, Key), u32> = FxHashMap::default();
        for (section, reading) in reader.document.sections[1..].iter().zip(readings) {
            if reading.slot.is_some() {
                *siblings.entry((section.level, timelines::SLOT.into())).or_default() += 1;
            }
            if let Some((word, Noun::Group(_))) = &reading.noun {
                *siblings.entry((section.level, word.clone())).or_default() += 1;
            }
        }
        let is_step = |r: &&Reading| r.separated && r.noun.as_ref().is_some_and(|(word, _)| word == "step");
        let steps = readings.iter().filter(is_step).count();
        reader.plan.steps = if steps > 1 { steps } else { 0 };
        let is_task = |r: &Reading| r.noun.as_ref().is_some_and(|(word, n)| *n == Noun::Task && word != "step");
        Self {
            siblings,
            issues: titles::issues(reader),
            tracked: titles::tracked(reader),
            stepwise: !readings.iter().any(is_task),
            ranked: readings.iter().any(|r| r.id == Some("P0")),
        }
    }

    /// Whether several headings of a level begin with `word`.
    fn many(&self, level: u8, word: &str) -> bool {
        self.siblings.get(&(level, word.into())).is_some_and(|&count| count > 1)
    }

    /// The slot of time with which the heading of the section `id` begins, where others do.
    fn slot(&self, reader: &mut Reader, id: SectionId, reading: &Reading, place: Place) -> Option<GroupId> {
        let level = reader.document.section(id).level;
        let (label, rest) = reading.slot.as_ref().filter(|_| self.many(level, timelines::SLOT))?;
        Some(group(reader, id, timelines::SLOT, label, Axis::Time, rest, place))
    }

    /// What the heading of the section `id` is about.
    fn about(&self, reader: &mut Reader, id: SectionId, reading: &Reading<'t>, place: Place) -> Option<About> {
        let level = reader.document.section(id).level;
        let (separated, rest) = (reading.separated, reading.rest);
        match (&reading.noun, reading.label) {
            // A group without a separator ("Phase 1 Foundation") counts where it has a sibling of its kind.
            (Some((word, Noun::Group(axis))), Some(label)) => {
                let counts = separated && level > 1 || self.many(level, word);
                counts.then(|| About::Group(group(reader, id, word, label, *axis, rest, place)))
            }
            (Some((word, Noun::Agent)), Some(label)) if separated && level < 7 => {
                actor(reader, id, word, label, rest, place).map(About::Actor)
            }
            (Some((_, Noun::Task)), Some(label))
                if separated
                    && (is_task_word(reading, level) || self.stepwise && titles::is_step(reader, id))
                    && (level < 7 || titles::is_bold_task(reader, id)) =>
            {
                Some(About::Task(task(reader, id, Some(label), rest, place)))
            }
            (None, _) if reader.plan.dialect.groups_by_number() && level == 2 && reading.is_numbered() => {
                let label = reading.number.unwrap_or_default();
                Some(About::Group(group(reader, id, "group", label, Axis::Time, rest, place)))
            }
            _ => {
                let (given, rest) = match self.task_id(reader, id, reading) {
                    Some((given, rest)) => (Some(given), rest),
                    None if self.tracked.contains(&id) => (None, rest),
                    None => return None,
                };
                Some(About::Task(task(reader, id, given, rest, place)))
            }
        }
    }

    /// The id of the task that the heading of the section `id` is about without a word for tasks, and what follows it.
    fn task_id(&self, reader: &Reader, id: SectionId, reading: &Reading<'t>) -> Option<(&'t str, &'t str)> {
        let level = reader.document.section(id).level;
        // "P0 — Critical", "P1 — High" say how urgent it is.
        let rank = |id: &str| self.ranked && matches!(id, "P0" | "P1" | "P2" | "P3" | "P4");
        let own = reading.id.map(|given| (given, reading.rest));
        let sure = own.filter(|(given, _)| (2..7).contains(&level) && !rank(given));
        let likely = || {
            reading.likely.or(own).filter(|(given, _)| {
                let listed = self.tracked.contains(&id) && !titles::is_dotted(given);
                let told = || reading.ticked.is_some() || listed || titles::is_task(reader, id, given);
                level > 1 && !rank(given) && told()
            })
        };
        sure.or_else(likely).or_else(|| self.issues.get(&id).copied())
    }
}

/// The actor that a heading names with `word` and `label`: "### AGENT 1: schema".
fn actor(
    reader: &mut Reader,
    section: SectionId,
    word: &str,
    label: &str,
    rest: &str,
    place: Place,
) -> Option<ActorId> {
    let name = clean(rest);
    let name = if name.is_empty() { format!("{word} {label}") } else { name };
    let actor = reader.roster(&name, place)?;
    let alias = format!("{word} {}", names::label_key(label));
    reader.actors.entry(alias.into()).or_insert(actor);
    // `F` in a column of agents is "Agent F".
    if label.len() == 1 && label.starts_with(|c: char| c.is_ascii_alphabetic()) {
        reader.actors.entry(names::key(label).as_ref().into()).or_insert(actor);
    }
    let entry = &mut reader.plan.actors[actor.index()];
    entry.section = Some(section);
    entry.kind = ActorKind::Agent;
    Some(actor)
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
            let width = width(whole, parent_span, said).filter(|_| parallel);
            reader.relate_members(id, mode, Place { span: said, ..place });
            if let Some(width) = width {
                reader.plan.groups[id.index()].width.get_or_insert(width);
            }
        }
    }
    // "Wave 3 (Parallel integration hardening)"
    if let Some(part) = modes::parallel_work(reader, word, whole, parts(whole).skip(1)) {
        let said = Place::new(parent_span.of_part(whole, part), Why::Sentence, LIKELY);
        reader.plan.groups[id.index()].mode.get_or_insert((Mode::Parallel, said));
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
            '|' | '(' | ')' | '（' | '）' | '[' | ']' | '│' | '—' | '–' | '·' => true,
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
