//! Rosters outside of tables: `**Team**: 4 agents (ada, bob)`, and lists under "Team".

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Field, Name, Topic, Vocabulary,
        model::*,
        quantity,
        read::{Reader, SURE, split_names, strip_gloss},
    },
};

/// The most words of a name.
const NAME: usize = 3;

/// Whether a label counts its names, as in "4 agents (ada, bob)".
pub(in crate::plan) fn counts(reader: &Reader, field: &Field) -> bool {
    counted(reader.slice(field.value)).is_some()
}

/// The number before the brackets: 4 in "4 agents (ada, bob)".
fn counted(raw: &str) -> Option<usize> {
    raw[..raw.find('(')?].split_whitespace().find_map(|word| word.parse().ok())
}

/// `**Team**: 4 agents (ada, bob)`, `**Team:** Ada, Bob, Cy` and `**Team:** E1 (frontend), E2 (backend)` declare a
/// roster.
pub(in crate::plan) fn label(reader: &mut Reader, field: &Field) {
    let raw = reader.slice(field.value);
    let count = counted(raw);
    let names = match (raw.find('('), raw.rfind(')')) {
        (Some(open), Some(close)) if count.is_some() && open < close => &raw[open + 1..close],
        (None, None) if split_names(raw).all(is_name) => raw,
        // "Backend (Ada)" may name the one or the other.
        (Some(_), Some(_)) if split_names(raw).all(is_glossed) && split_names(raw).count() > 1 => raw,
        _ => return,
    };
    let (unnamed, named): (Vec<&str>, Vec<&str>) = split_names(names).partition(|part| is_unnamed(reader, part));
    reader.plan.open_roster |= !unnamed.is_empty() || count.is_some_and(|count| count > named.len());
    for name in named {
        let place = Place::new(field.value.of_part(raw, name), Why::Label, SURE);
        reader.roster(strip_gloss(name), place);
    }
}

/// Whether a part of a list of names counts people or stands for others: "2 backend", "one more", "…".
fn is_unnamed(reader: &Reader, part: &str) -> bool {
    let words = reader.vocabulary;
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let (first, rest) = part.split_once(' ').unwrap_or((part, ""));
    let amount = quantity::small(first).is_some() || words.is_name(first, Name::One);
    amount && !rest.is_empty()
        || !part.contains(char::is_alphabetic)
        || part.split(' ').any(|word| words.is_name(&bare(word), Name::Others))
}

/// Whether a part names somebody by a handle or a number, and says in brackets what they do: "E1 (frontend)".
fn is_glossed(part: &str) -> bool {
    let name = strip_gloss(part);
    let numbered = name.starts_with('@') || name.contains(|c: char| c.is_ascii_digit());
    is_name(name) && name.len() < part.len() && (numbered || name.len() == 1)
}

/// A list right under a heading about the team, all of whose items begin with a name.
pub(in crate::plan) fn lists(reader: &mut Reader) {
    let document = reader.document;
    for &list in &reader.document.lists {
        let block = document.block(list);
        // "Mobile team integration plan" is about something else.
        let team = |s: SectionId| {
            reader.plan.sections[s.0 as usize].topics.contains(Topic::Team)
                && document.section(s).title.split_whitespace().count() <= NAME
        };
        if block.parent.is_some() || !team(block.section) {
            continue;
        }
        let names: Option<Vec<&str>> = document.children(list).map(|item| leading_name(reader, item)).collect();
        for name in names.filter(|n| n.len() > 1).into_iter().flatten() {
            let start = name.as_ptr() as usize - reader.text.as_ptr() as usize;
            let span = crate::source::Span::new(start, start + name.len());
            reader.roster(name, Place::new(span, Why::Item, SURE));
        }
    }
}

/// The name with which an item begins: "**Ada** — storage", "Bob (QA)", "@cy: docs".
fn leading_name<'a>(reader: &Reader<'a>, item: BlockId) -> Option<&'a str> {
    let document = reader.document;
    if !matches!(document.block(item).kind, Kind::Item { mark: None }) {
        return None;
    }
    let raw = reader.slice(document.text_span(item));
    let line = raw.lines().next()?;
    let end = [" — ", " – ", " - ", ":", " ("].into_iter().filter_map(|s| line.find(s)).min().unwrap_or(line.len());
    let name = strip_gloss(&line[..end]).trim_matches(['*', '_', '`', ' ']);
    // "Status: …" below an agent's heading is a field of that agent.
    (is_name(name) && reader.vocabulary.roles(name).is_empty()).then_some(name)
}

/// Whether a text can be the name of a person, a handle or an agent.
fn is_name(text: &str) -> bool {
    let first = text.trim_start_matches('@').chars().next();
    let named = first.is_some_and(|c| c.is_uppercase()) || text.starts_with('@') || text.contains('-');
    named && text.split_whitespace().count() <= NAME && !text.contains(['.', '/', '?'])
}

/// What an actor of that name is, as the name tells.
pub(in crate::plan) fn kind(words: &Vocabulary, key: &str, shown: &str) -> ActorKind {
    // "All developers", "Todo el equipo".
    let of_all = || key.split_once(' ').is_some_and(|(first, _)| words.is_name(first, Name::OfPool));
    if words.is_name(key, Name::Pool) || of_all() {
        return ActorKind::Pool;
    }
    if key.contains('×') || key.split_once(['x', ' ']).is_some_and(|(n, _)| n.parse::<u32>().is_ok()) {
        return ActorKind::Pool;
    }
    if shown.starts_with('@') {
        return ActorKind::Person;
    }
    let words = ["agent", "instance", "codex", "claude", "gpt", "bot", "copilot", "gemini"];
    if words.iter().any(|w| key.contains(w)) || key.chars().any(|c| c.is_ascii_digit()) || key.contains('-') {
        return ActorKind::Agent;
    }
    let roles =
        ["engineer", "developer", "specialist", "lead", "manager", "team", "architect", "owner", "devops", "qa", "sre"];
    if roles.iter().any(|w| key.contains(w)) { ActorKind::Role } else { ActorKind::Person }
}
