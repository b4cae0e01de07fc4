//! Names of tasks and groups in a text.

use crate::plan::{
    Noun,
    declare::sections,
    model::*,
    names::{self, Key, Ref, id_key},
    read::Reader,
};
use rustc_hash::FxHashMap;

/// What a phase is called in several languages.
const PHASES: [&str; 4] = ["phase", "fase", "阶段", "フェーズ"];

/// The longest title that is looked at again for each name, in bytes.
const TITLE: usize = 120;

impl Reader<'_> {
    /// The task or group that `id` names, seen from `from`.
    pub fn id_node(&self, id: &str, from: Node) -> Option<Node> {
        let key = id_key(id);
        if let Some(&task) = self.tasks.get(&key) {
            // Ids that start again in each table or under each group mean those of the own one.
            if let Node::Task(origin) = from {
                let Task { table, group, .. } = *self.plan.task(origin);
                let row = table.and_then(|table| self.index.row_of(&key, table));
                let other = self.plan.task(task).group != group;
                let own = row.or_else(|| self.index.task_of(&key, group).filter(|_| other));
                return Some(self.phase_of_story(Node::Task(own.unwrap_or(task))));
            }
            return Some(self.phase_of_story(Node::Task(task)));
        }
        // `W3` and `P2` name groups where waves and phases are numbered.
        let digits = id.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if id.len() - digits.len() == 1 && !digits.is_empty() {
            let initial = id.chars().next()?.to_ascii_lowercase();
            if let Some(group) = self.index.by_initial(initial, &names::label_key(digits)) {
                return Some(Node::Group(group));
            }
        }
        // `US1` in "Phase 3: User Story 1", `TASK-4` and `T4` where the headings say "Task 4".
        let (letters, number) = id.split_at(id.len() - digits.len());
        let number = number.trim_start_matches('-');
        match letters {
            "US" => return self.numbered("user story", number),
            "T" | "TASK" | "Task" | "STEP" | "Step" => {
                if let Some(&task) = self.tasks.get(&id_key(number)) {
                    return Some(Node::Task(task));
                }
            }
            _ => {}
        }
        // A bare number in a group's row names a group of its kind.
        if let (Node::Group(origin), true) = (from, digits == id) {
            let word = self.plan.group(origin).word.clone();
            return self.groups.get(&(word, names::label_key(id))).map(|&g| Node::Group(g));
        }
        None
    }

    /// "Wave 7", "Track 2", "Task 3", "Agent 1".
    pub fn numbered(&self, kind: &str, label: &str) -> Option<Node> {
        let label = names::label_key(label);
        let called = || self.index.task_called(kind, &label).map(Node::Task);
        let Some(noun) = self.vocabulary.noun(kind) else { return called() };
        match noun {
            Noun::Group(axis) => {
                if let Some(&group) = self.groups.get(&(kind.into(), label.clone())) {
                    return Some(Node::Group(group));
                }
                if let Some(group) = self.index.labelled(kind, &label) {
                    return Some(Node::Group(group));
                }
                // "Fase 2" in a plan whose headings kept the "Phase" of their form.
                if let Some(group) = PHASES.contains(&kind).then(|| self.phase(&label)).flatten() {
                    return Some(Node::Group(group));
                }
                if let Some(task) = called() {
                    return Some(task);
                }
                // "Track 2" is the second row of the table of tracks.
                self.index.unlabelled(kind, axis, label.parse().ok()?).map(Node::Group)
            }
            Noun::Agent => self.actors.get(&*format!("{kind} {label}")).map(|&a| Node::Actor(a)),
            Noun::Task => {
                // A story is a task of its own, or what a phase is about.
                let story = kind.ends_with("story");
                let prefixes: &[&str] = match story {
                    // An epic counts it: "Story 1.2".
                    true if label.contains('.') => &["US", "US-", "STORY-", "S", ""],
                    true => &["US", "US-", "STORY-", "S"],
                    false => &["", "T", "TASK", "TASK-", "T-"],
                };
                let task = prefixes.iter().find_map(|p| self.tasks.get(&id_key(&format!("{p}{label}"))));
                let phase = || self.index.labelled(kind, &label).map(Node::Group);
                task.map(|&t| self.phase_of_story(Node::Task(t))).or_else(phase).or_else(called)
            }
        }
    }

    /// What waits and is waited for where a row names a story: the phase that is about it and no other one, if there is
    /// one. The row only speaks of it.
    pub fn phase_of_story(&self, node: Node) -> Node {
        let Node::Task(task) = node else { return node };
        let task = self.plan.task(task);
        let number = task.table.and(task.id.as_deref()).and_then(|id| id.strip_prefix("US"));
        let label = number.map(|number| names::label_key(number.trim_start_matches('-')));
        let alone = |phase: &GroupId| {
            let title = &*self.plan.group(*phase).title;
            match &names::refs(self.vocabulary, title, 0)[..] {
                // "User Story 1 & 2 - Search"
                [Ref::Numbered(story)] => {
                    let behind = title[story.span.end as usize..].trim_start();
                    story.kind.ends_with("story")
                        && !behind.starts_with(['&', ',', '/', '+'])
                        && !behind.starts_with("and ")
                }
                _ => false,
            }
        };
        let phase = label.and_then(|label| self.index.labelled("user story", &label));
        let short = |phase: &GroupId| self.plan.group(*phase).title.len() < TITLE;
        phase.filter(short).filter(alone).map_or(node, Node::Group)
    }

    /// The phase of that number, in whatever language it is called so.
    fn phase(&self, label: &str) -> Option<GroupId> {
        PHASES.iter().find_map(|&kind| self.groups.get(&(kind.into(), label.into())).copied())
    }

    /// The groups by the keys of their titles.
    pub fn group_titles(&self) -> FxHashMap<Key, GroupId> {
        let mut titles = FxHashMap::default();
        for (id, group) in self.plan.groups().filter(|(_, g)| !g.title.is_empty()) {
            titles.entry(names::key(&group.title).as_ref().into()).or_insert(id);
        }
        titles
    }

    /// The task or group whose name is the whole of `text`; `titles` are [`Reader::group_titles`].
    pub fn resolve_name(&self, text: &str, titles: &FxHashMap<Key, GroupId>) -> Option<Node> {
        if let [node] = self.mentions(text).as_slice() {
            return Some(*node);
        }
        titles.get(&*names::key(text)).map(|&id| Node::Group(id))
    }

    /// The tasks and groups that `text` names by id or number, each once.
    pub fn mentions(&self, text: &str) -> Vec<Node> {
        let mut found = Vec::new();
        if !may_name(text) {
            return found;
        }
        let mut at = 0;
        // Only words that begin with a letter can name: "Track 2", "T012", "W3".
        while let Some(start) = letter(text, at) {
            let rest = &text[start..];
            let end = token(rest);
            let word = rest[..end].trim_end_matches(['-', '.']);
            let mut next = start + end.max(1);
            let node = match sections::leading_noun(rest, self) {
                Some((kind, _, tail)) => sections::leading_label(tail).and_then(|(label, _, _)| {
                    next = start + (rest.len() - tail.len()) + 1 + label.len();
                    self.numbered(&kind, label)
                }),
                None if word.chars().any(|c| c.is_ascii_digit())
                    && word.starts_with(|c: char| c.is_ascii_uppercase()) =>
                {
                    self.id_node(word, Node::Actor(ActorId(0)))
                }
                None => None,
            };
            if let Some(node) = node
                && !found.contains(&node)
            {
                found.push(node);
            }
            at = next.min(text.len());
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        found
    }
}

/// Where the first letter stands from `at` on. Most are ASCII, and seen without their neighbours.
fn letter(text: &str, at: usize) -> Option<usize> {
    let found = at + text.as_bytes()[at..].iter().position(|b| b.is_ascii_alphabetic() || !b.is_ascii())?;
    match text.as_bytes()[found].is_ascii() {
        true => Some(found),
        false => text[found..].find(char::is_alphabetic).map(|behind| found + behind),
    }
}

/// How long the word or id is with which a text begins.
fn token(text: &str) -> usize {
    let parts = |b: u8| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'.' | b'_');
    let end = text.bytes().position(parts).unwrap_or(text.len());
    match text.as_bytes().get(end) {
        Some(b) if !b.is_ascii() => {
            let parts = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_');
            text[end..].find(parts).map_or(text.len(), |behind| end + behind)
        }
        _ => end,
    }
}

/// Whether a text may name anything: every name has a digit, or a capital that stands alone ("Phase B").
pub(in crate::plan) fn may_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lone = |at: usize| {
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        bytes[at].is_ascii_uppercase() && at > 0 && !letter(bytes.get(at - 1)) && !letter(bytes.get(at + 1))
    };
    (0..bytes.len()).any(|at| bytes[at].is_ascii_digit() || lone(at))
}
