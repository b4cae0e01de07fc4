//! What a document says comes next: "Next: Phase 3", "Building next: T012".

use crate::{
    markdown::SectionId,
    plan::{
        Name, Phrase, Topic,
        declare::sections,
        model::*,
        names,
        read::{GUESS, Reader},
    },
    source::{Span, window},
};

/// How far the line is read behind the words, in bytes.
const LINE: usize = 240;

/// How many places of a document are looked at.
const MOST: usize = 32;

/// How many verbs may stand before the name.
const VERBS: usize = 4;

/// Reads what follows "next:" where nothing but the name of one task or group stands there, or an order to begin it.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<(Node, Place)> {
    let mut found = Vec::new();
    for hit in reader.plan.phrases_of(Phrase::Upcoming).take(MOST) {
        if !is_of_now(reader, reader.section(hit.block)) {
            continue;
        }
        let behind = window::after(reader.text, hit.span.end as usize, LINE);
        let line = behind.lines().next().unwrap_or("");
        let end = line.find(". ").unwrap_or(line.len());
        if let Some((node, name)) = named(reader, &line[..end]) {
            let span = Span::at(hit.span.end as usize).of_part(behind, name);
            found.push((node, Place::new(span, Why::Sentence, GUESS)));
        }
    }
    found
}

/// Whether a section speaks of the plan as it stands: it is no log, and not about one phase or task.
fn is_of_now(reader: &Reader, section: SectionId) -> bool {
    let is_past = |title: &str| {
        let mut words = title.split(|c: char| !c.is_alphanumeric());
        words.any(|w| reader.vocabulary.is_name(w, Name::Log) || w.len() == 4 && w.starts_with("20"))
    };
    let aside = [Topic::Done, Topic::Template, Topic::Prompt, Topic::PerAgent];
    !aside.iter().any(|&topic| reader.plan.within(section, topic))
        && reader.plan.sections_around(reader.document, section).all(|s| {
            let facts = &reader.plan.sections[s.0 as usize];
            facts.group.is_none() && facts.task.is_none() && !is_past(&reader.document.section(s).title)
        })
}

/// The one thing that a line names first, and its name.
fn named<'t>(reader: &Reader, line: &'t str) -> Option<(Node, &'t str)> {
    let mut rest = line;
    for _ in 0..=VERBS {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some((node, tail)) = leading(reader, rest) {
            let name = rest[..rest.len() - tail.len()].trim_end_matches(|c: char| !c.is_alphanumeric());
            let whole = is_whole(reader, node, tail) && reader.mentions(line).iter().all(|n| *n == node);
            return whole.then_some((node, name));
        }
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let verb = reader.vocabulary.is_name(&rest[..end], Name::Onset);
        rest = verb.then(|| &rest[end..])?;
    }
    None
}

/// The name with which a text begins, and what stands behind it.
fn leading<'t>(reader: &Reader, text: &'t str) -> Option<(Node, &'t str)> {
    if let Some((kind, _, tail)) = sections::leading_noun(text, reader) {
        let (label, _, _) = sections::leading_label(tail)?;
        let end = tail.find(label)? + label.len();
        return Some((reader.numbered(&kind, label)?, &tail[end..]));
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_')).unwrap_or(text.len());
    let word = text[..end].trim_end_matches(['-', '.', '_']);
    let id =
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.contains(|c: char| c.is_ascii_digit() || c == '-');
    let task = id.then(|| reader.tasks.get(&names::id_key(word)))??;
    Some((Node::Task(*task), &text[word.len()..]))
}

/// Whether the whole thing is meant, and no part or review of it: nothing follows, or its title.
fn is_whole(reader: &Reader, node: Node, tail: &str) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && *w != "the");
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let title = match node {
        Node::Task(task) => &reader.plan.task(task).title,
        Node::Group(group) => &reader.plan.group(group).title,
        Node::Actor(_) => return false,
    };
    let (tail, title) = (words(tail), words(title));
    let repeated = tail.first().is_some_and(|first| title.first() == Some(first));
    tail.is_empty() || repeated || matches!(&*tail[0], "to") && tail.get(1).is_some_and(|w| w == "start")
}
