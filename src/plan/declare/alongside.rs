//! What tasks say of themselves about their wave:
//!
//! ```text
//! **Parallelization**: Can Parallel: YES | Wave 1 | Blocks: 2, 5 | Blocked By: none
//!
//! - **Can Run In Parallel**: YES
//! - **Parallel Group**: Wave 1 (with Tasks 2, 3)
//! ```

use super::{fields, sections};
use crate::{
    plan::{
        Name, Noun, Role, Word, folds_to,
        model::*,
        names,
        read::{LIKELY, Reader, SURE},
        relate::resolve::{LONGEST_RANGE, Pending, names_only},
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// Reads the fields in which tasks say whether they run beside others, and in which wave.
pub(in crate::plan) fn read(reader: &mut Reader) {
    // Few documents have one.
    if !reader.label_roles.iter().any(|roles| roles.first() == Some(&Role::Mode)) {
        return;
    }
    let mut answers: FxHashMap<TaskId, Answer> = FxHashMap::default();
    let mut waves: Vec<(TaskId, Span)> = Vec::new();
    for field in reader.plan.fields.iter().filter(|f| f.why == Why::Label) {
        let mode = field.role == Some(Role::Mode);
        let listed = || field.role.is_none() && reader.vocabulary.is_name(reader.slice(field.key), Name::ParallelSet);
        if !mode && !listed() {
            continue;
        }
        let Some(Node::Task(task)) = fields::subject(reader, field) else { continue };
        let mut parts = parts(reader, field.value);
        if let Some(answer) = mode.then(|| parts.next()).flatten().and_then(|part| answer(reader, part)) {
            answers.insert(task, answer);
        }
        waves.extend(parts.map(|part| (task, part)));
    }
    for (task, part) in waves.into_iter().filter(|(task, _)| matches!(answers.get(task), Some(Answer::Yes))) {
        place(reader, &answers, task, part);
    }
    for (task, answer) in answers {
        if let Answer::No(span) = answer {
            let place = Place::new(span, Why::Label, SURE);
            let alone = Stated { subject: Node::Task(task), relation: Relation::With, place, whole: true };
            reader.plan.stated.push(alone);
        }
    }
}

/// Whether a task may run beside others, as it says.
enum Answer {
    Yes,
    No(Span),
    /// It says both, or takes a part of it back.
    Both,
}

/// What bars part in a value.
fn parts<'r>(reader: &'r Reader, value: Span) -> impl Iterator<Item = Span> + 'r {
    let raw = reader.slice(value);
    raw.split('|').map(move |part| value.of_part(raw, part.trim()))
}

/// The answer of a part of a value: "YES", "Can Parallel: NO", "YES (with Task 2)".
fn answer(reader: &Reader, part: Span) -> Option<Answer> {
    let text = reader.slice(part);
    let bare = text.rsplit_once(": ").map_or(text, |(_, answer)| answer).trim_start();
    let word = bare.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let behind = &bare[word.len()..];
    match word {
        yes if folds_to(yes, "yes") => Some(if takes_back(reader, behind) { Answer::Both } else { Answer::Yes }),
        // "NO (sequential within Wave 2, but parallel with Task 4)"
        no if folds_to(no, "no") => {
            let mut words = behind.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
            let beside = words.any(|w| reader.vocabulary.mode(w) == Some(true));
            Some(if beside { Answer::Both } else { Answer::No(part.of_part(text, no)) })
        }
        _ => None,
    }
}

/// Whether what stands behind a "YES" takes back a part of it: "(within Wave 1, but logically after Task 1)".
fn takes_back(reader: &Reader, behind: &str) -> bool {
    let with = behind.trim().strip_prefix("(with ").and_then(|with| with.strip_suffix(')'));
    let text = with.unwrap_or(behind);
    let refs = names::refs(reader.vocabulary, text, 0);
    match with {
        Some(_) => !names_only(text, Span::new(0, text.len()), &refs),
        None => {
            let says = |word: Word| reader.vocabulary.says(text, word);
            let words = text.split(|c: char| !c.is_alphabetic());
            let excepts = || words.clone().any(|w| reader.vocabulary.is_name(w, Name::Excepting));
            says(Word::Limiting) || says(Word::Serial) || !text.is_empty() && !refs.is_empty() || excepts()
        }
    }
}

/// Puts a task into the wave that it names, or beside those that it names there: "Wave 1", "Wave 1 (with Tasks 2, 3)".
fn place(reader: &mut Reader, answers: &FxHashMap<TaskId, Answer>, task: TaskId, part: Span) {
    let text = reader.slice(part);
    let (head, gloss) = match text.split_once('(') {
        Some((head, gloss)) => (head.trim_end(), gloss.strip_suffix(')')),
        None => (text, None),
    };
    let Some((word, Noun::Group(axis), tail)) = sections::leading_noun(head, reader) else { return };
    let Some((label, _, "")) = sections::leading_label(tail) else { return };
    if head.len() == text.len() {
        let id = reader.plan.task(task).id.as_deref().map(names::id_key);
        if let Some(key) = id.filter(|_| reader.vocabulary.is_name(&word, Name::Slot)) {
            let group = reader.group(&word, label, "", axis, Place::new(part, Why::Label, LIKELY));
            reader.dealt.push((group, key));
        }
        return;
    }
    // "with" says nothing else: "with Tasks 2, 3, once Task 1 is done".
    let Some(names) = gloss.and_then(|gloss| gloss.strip_prefix("with ")) else { return };
    let span = part.of_part(text, names.trim());
    let refs = names::refs(reader.vocabulary, reader.slice(span), span.start);
    let named = |found: &names::Ref| -> Vec<String> {
        match found {
            names::Ref::Id(id) => vec![id.text.to_owned()],
            names::Ref::Numbered(task) => vec![task.label.to_owned()],
            names::Ref::Range(range) => range.ids().take(LONGEST_RANGE).map(|id| id.to_string()).collect(),
            names::Ref::All(_) | names::Ref::Nothing(_) => vec![String::new()],
        }
    };
    let others: Vec<String> = refs.iter().flat_map(named).collect();
    let willing = |other: &String| {
        let task = reader.tasks.get(&names::id_key(other));
        task.is_some_and(|task| matches!(answers.get(task), Some(Answer::Yes)))
    };
    if !others.is_empty() && others.iter().all(willing) && names_only(reader.slice(span), span, &refs) {
        let place = Place::new(span, Why::Label, SURE);
        reader.pending.push(Pending { subject: Node::Task(task), relation: Relation::With, place });
    }
}
