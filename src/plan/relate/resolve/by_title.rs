//! Dependencies that name others by their titles.

use super::{Pending, edge};
use crate::plan::{
    Name,
    model::*,
    names::{self, Key, id_key},
    read::{GUESS, LIKELY, Reader, split_names, strip_gloss},
};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// Tasks and groups by the keys of their titles; `None` where several share one.
pub(super) type Titles = FxHashMap<Key, Option<Node>>;

fn titles(reader: &Reader) -> Titles {
    let mut titles = Titles::default();
    let groups = reader.plan.groups().map(|(id, g)| (Node::Group(id), &g.title));
    let tasks = reader.plan.tasks().map(|(id, t)| (Node::Task(id), &t.title));
    for (node, title) in groups.chain(tasks).filter(|(_, title)| title.len() < 120) {
        titles.entry(names::key(title).as_ref().into()).and_modify(|n| *n = None).or_insert(Some(node));
    }
    titles
}

/// Adds the orders of a value whose every part is the title of one task or group: "Schema, API design".
pub(super) fn by_title(reader: &mut Reader, wait: &Pending, titles: &OnceCell<Titles>) -> Option<bool> {
    let text = reader.slice(wait.place.span);
    let titles = titles.get_or_init(|| self::titles(reader));
    let node = |part: &str| {
        let key = names::key(strip_gloss(part));
        let mut bare = &*key;
        while let Some((head, _)) =
            bare.rsplit_once(' ').filter(|(_, word)| reader.vocabulary.is_name(word, Name::Attained))
        {
            bare = head;
        }
        let titled = titles.get(&*key).or_else(|| titles.get(bare)).copied().flatten();
        // `D1` looks like a product, and may be an id here.
        let id = || reader.tasks.get(&id_key(strip_gloss(part))).map(|&t| Node::Task(t));
        titled
            .or_else(id)
            .or_else(|| lettered(reader, wait.subject, strip_gloss(part)))
            .or_else(|| shortened(reader, wait.subject, bare))
    };
    let parts: Vec<&str> = split_names(text).collect();
    let found: Option<Vec<Node>> = parts.iter().map(|part| node(part)).collect();
    let found = found.filter(|f| !f.is_empty())?;
    let mut whole = true;
    for (part, other) in parts.into_iter().zip(found) {
        if names::is_partial(reader.vocabulary, part, strip_gloss(part).trim_end().len()) {
            whole = false;
            continue;
        }
        // Words of one table may be the title of something else in another one.
        let apart = match (wait.subject, other) {
            (Node::Task(a), Node::Task(b)) => {
                let (a, b) = (reader.plan.task(a).table, reader.plan.task(b).table);
                a.is_some() && b.is_some() && a != b && !reader.tasks.contains_key(&id_key(strip_gloss(part)))
            }
            _ => false,
        };
        let confidence = wait.place.confidence.min(if apart { GUESS } else { LIKELY });
        edge(reader, wait, other, Place { span: wait.place.span.of_part(text, part), confidence, ..wait.place });
    }
    Some(whole)
}

/// The group of the own kind whose label is one letter: "A" in the row of lane B.
fn lettered(reader: &Reader, from: Node, letter: &str) -> Option<Node> {
    let (Node::Group(origin), [b'A'..=b'Z']) = (from, letter.trim().as_bytes()) else { return None };
    let word = reader.plan.group(origin).word.clone();
    reader.groups.get(&(word, names::label_key(letter.trim()))).map(|&group| Node::Group(group))
}

/// The most rows of a table whose names may be shortened.
const MATRIX: usize = 64;

/// The one row of the own table whose name begins with `short`, in whole words or with most of its first one: "Alert" of
/// "Alert System", "Auth" of "Authentication".
fn shortened(reader: &Reader, from: Node, short: &str) -> Option<Node> {
    let Node::Task(origin) = from else { return None };
    let table = reader.plan.task(origin).table?;
    let rows = &reader.plan.tables[table.index()].rows;
    if short.chars().count() < 3 || rows.len() > MATRIX {
        return None;
    }
    let rows = rows.iter().filter_map(|row| match row.subject? {
        Node::Task(task) => Some(task),
        _ => None,
    });
    let begins = |&task: &TaskId| {
        let key = names::key(&reader.plan.task(task).title);
        let first = key.split(' ').next().unwrap_or("");
        key.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
            || short.chars().count() > 3 && first.len() > short.len() && first.starts_with(short)
    };
    let mut found = rows.filter(begins);
    // "Test complete" in the row of the test report is none of it.
    let other = |task: &TaskId| *task != origin;
    found.next().filter(|_| found.next().is_none()).filter(other).map(Node::Task)
}
