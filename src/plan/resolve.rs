//! From names in the text to the things they name.

use super::{
    Noun, fold,
    model::*,
    names::{self, Key, Ref, id_key},
    read::{LIKELY, Reader, split_names, strip_gloss},
    sections,
};
use crate::{diagnostic::Confidence, source::Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::OnceCell, collections::BTreeSet};

/// A dependency whose names are still text.
pub(super) struct Pending {
    /// What depends, blocks or runs beside.
    pub subject: Node,
    /// How.
    pub relation: Relation,
    /// The value that names the others.
    pub place: Place,
}

/// The most orders that values such as "all above" may add to one document.
const ALL_EDGES: usize = 4_000;

/// What a phase is called in several languages.
const PHASES: [&str; 4] = ["phase", "fase", "阶段", "フェーズ"];

/// The most ids of one range that are looked up; a longer one names no tasks of a plan.
pub(super) const LONGEST_RANGE: usize = 500;

/// Resolves what the other readers left pending.
pub(super) fn read(reader: &mut Reader) {
    let pending = std::mem::take(&mut reader.pending);
    let ids = if pending.is_empty() { IdForms::default() } else { IdForms::of(reader) };
    let titles = OnceCell::new();
    let mut budget = ALL_EDGES;
    for wait in pending {
        let whole = resolve(reader, &wait, &ids, &titles, &mut budget);
        if wait.place.why != Why::Inline {
            let Pending { subject, relation, place } = wait;
            reader.plan.stated.push(Stated { subject, relation, place, whole });
        }
    }
    activities(reader);
    merge_places(reader);
    // The same order said twice in one place is one edge.
    let mut seen = FxHashSet::default();
    reader.plan.edges.retain(|e| seen.insert((e.before, e.after, e.relation, e.place.span)));
}

/// The forms of the ids that name tasks: by the prefix, `.` for `2.3`, nothing for `4`.
#[derive(Default)]
struct IdForms {
    forms: FxHashMap<String, IdForm>,
    /// The lowest number of each kind of group.
    firsts: FxHashMap<names::Key, u32>,
}

/// The ids of one form.
#[derive(Default)]
struct IdForm {
    count: u32,
    /// The groups in which they count: the `2` of `2.3` and `P2-01`.
    heads: FxHashSet<Key>,
    /// The numbers of those that are a prefix and a number.
    numbers: BTreeSet<u32>,
}

impl IdForms {
    /// From how many ids on a form is the document's own; fewer are a part of something larger.
    const OWN: u32 = 3;

    fn of(reader: &Reader) -> Self {
        let mut forms: FxHashMap<String, IdForm> = FxHashMap::default();
        for id in reader.plan.tasks.iter().filter_map(|t| t.id.as_deref()) {
            let form = forms.entry(Self::form(id)).or_default();
            form.count += 1;
            match head(id) {
                Ok(number) => form.numbers.extend(number),
                Err(head) => form.heads.extend((!form.heads.contains(head)).then(|| head.into())),
            }
        }
        let mut firsts: FxHashMap<names::Key, u32> = FxHashMap::default();
        for group in &reader.plan.groups {
            if let Ok(number) = group.label.parse::<u32>() {
                let first = firsts.entry(group.word.clone()).or_insert(number);
                *first = number.min(*first);
            }
        }
        IdForms { forms, firsts }
    }

    fn form(id: &str) -> String {
        match prefix(id) {
            "" if id.contains('.') => ".".to_owned(),
            prefix => prefix.to_ascii_uppercase(),
        }
    }

    /// Whether a group of that number comes before all of its kind: a roadmap that begins with phase 23 goes on from
    /// another one.
    fn is_earlier(&self, kind: &str, label: &str) -> bool {
        let first = self.firsts.get(kind).filter(|first| **first > 1);
        first.zip(label.parse().ok()).is_some_and(|(first, number): (&u32, u32)| number < *first)
    }

    /// Whether `id` looks like an id of this document; `#812` may be an issue of the tracker.
    fn fits(&self, id: &str) -> bool {
        let form = self.forms.get(&Self::form(id)).filter(|f| !id.starts_with('#') && f.count >= Self::OWN);
        form.is_some_and(|form| match head(id) {
            Ok(number) => number.is_none_or(|n| form.counts_to(n)),
            // Of a phase none of whose tasks stand here: the plan of that phase has it.
            Err(head) => form.heads.contains(head),
        })
    }
}

impl IdForm {
    /// Whether a number would be of this document: not one before its first, and not in a gap where most are
    /// missing; those are kept elsewhere.
    fn counts_to(&self, number: u32) -> bool {
        let (Some(first), Some(last)) = (self.numbers.first(), self.numbers.last()) else { return true };
        let dense = 2 * self.numbers.len() as u64 > u64::from(last - first);
        dense && (number >= *first || *first <= 1)
    }
}

/// What stands between the prefix of an id and its next joint, where one follows: the `2` of `2.3`, `P2-01`;
/// else the number that the rest of it is.
fn head(id: &str) -> Result<Option<u32>, &str> {
    let rest = &id[prefix(id).len() + usize::from(id.starts_with('#'))..];
    match rest.split_once(['.', '-']) {
        Some((head, _)) => Err(head),
        None => Ok(rest.parse().ok()),
    }
}

/// A word with a capital: "Phase".
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn prefix(id: &str) -> &str {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    id[..digits].trim_start_matches('#')
}

/// Tasks and groups by the keys of their titles; `None` where several share one.
type Titles = FxHashMap<Key, Option<Node>>;

fn titles(reader: &Reader) -> Titles {
    let mut titles = Titles::default();
    let groups = reader.plan.groups().map(|(id, g)| (Node::Group(id), &g.title));
    let tasks = reader.plan.tasks().map(|(id, t)| (Node::Task(id), &t.title));
    for (node, title) in groups.chain(tasks).filter(|(_, title)| title.len() < 120) {
        titles.entry(names::key(title).as_ref().into()).and_modify(|n| *n = None).or_insert(Some(node));
    }
    titles
}

/// Words behind the name of what must be there first: "Setup completion", "Review done".
const FINISHED: [&str; 7] = [" completion", " complete", " completed", " done", " finished", " phase", " approved"];

/// Adds the orders of a value whose every part is the title of one task or group: "Schema, API design".
fn by_title(reader: &mut Reader, wait: &Pending, titles: &OnceCell<Titles>) -> bool {
    let text = reader.slice(wait.place.span);
    let titles = titles.get_or_init(|| self::titles(reader));
    let node = |part: &str| {
        let key = names::key(strip_gloss(part));
        let bare = FINISHED.iter().fold(&*key, |key, word| key.strip_suffix(word).unwrap_or(key));
        let titled = titles.get(&*key).or_else(|| titles.get(bare)).copied().flatten();
        // `D1` looks like a product, and may be an id here.
        let id = || reader.tasks.get(&id_key(strip_gloss(part))).map(|&t| Node::Task(t));
        titled.or_else(id).or_else(|| shortened(reader, wait.subject, bare))
    };
    let parts: Vec<&str> = split_names(text).collect();
    let found: Option<Vec<Node>> = parts.iter().map(|part| node(part)).collect();
    let Some(found) = found.filter(|f| !f.is_empty()) else { return false };
    for (part, other) in parts.into_iter().zip(found) {
        let confidence = wait.place.confidence.min(LIKELY);
        edge(reader, wait, other, Place { span: wait.place.span.of_part(text, part), confidence, ..wait.place });
    }
    true
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
    found.next().filter(|_| found.next().is_none()).map(Node::Task)
}

/// Adds the orders that a value states; whether every part of it was understood.
fn resolve(reader: &mut Reader, wait: &Pending, ids: &IdForms, titles: &OnceCell<Titles>, budget: &mut usize) -> bool {
    let text = reader.slice(wait.place.span);
    // Struck-out and hedged dependencies promise nothing.
    if text.starts_with("~~") {
        return false;
    }
    let refs = names::refs(text, wait.place.span.start);
    if refs.is_empty() && by_title(reader, wait, titles) {
        return true;
    }
    let mut whole = !refs.is_empty() && names_only(text, wait.place.span, &refs);
    if refs.is_empty() && wait.place.why != Why::Inline {
        let what = format!("a dependency in words: {}", crate::diagnostic::quote(text));
        reader.plan.not_understood.push(NotUnderstood { span: wait.place.span, what, teach: None });
    }
    let mut unknown: Option<Span> = None;
    for found in refs {
        let place = Place { span: found.span(), ..wait.place };
        // "M01 Task 1.3" is a task of another plan, whose name stands right before it.
        let between = unknown.take().map(|u| Span { start: u.end, end: place.span.start.max(u.end) });
        if between.is_some_and(|b| !b.is_empty() && reader.slice(b).trim().is_empty()) {
            unknown = Some(place.span);
            continue;
        }
        let known = reader.plan.dangling.len();
        match &found {
            Ref::Nothing(_) => {}
            Ref::All(_) => {
                whole = false;
                let found = if *budget == 0 { Vec::new() } else { all_before(reader, wait, text) };
                *budget = budget.saturating_sub(1);
                for other in found.into_iter().take(*budget) {
                    *budget -= 1;
                    edge(reader, wait, other, Place { confidence: place.confidence.min(LIKELY), ..place });
                }
            }
            Ref::Id(id) => match reader.id_node(id.text, wait.subject) {
                Some(other) => edge(reader, wait, other, place),
                None => dangling(reader, wait, id.text, place, ids.fits(id.text)),
            },
            Ref::Range(range) => {
                if let Some(other) = reader.id_node(range.text, wait.subject) {
                    edge(reader, wait, other, place);
                } else {
                    for id in range.ids().take(LONGEST_RANGE) {
                        let other = match &*range.kind {
                            "" => reader.id_node(&id, wait.subject),
                            kind => reader.numbered(kind, &id),
                        };
                        match other {
                            Some(other) => edge(reader, wait, other, place),
                            None => whole = false,
                        }
                    }
                }
            }
            Ref::Numbered(numbered) => match reader.numbered(&numbered.kind, numbered.label) {
                Some(other) => edge(reader, wait, other, place),
                None => {
                    let known = match reader.vocabulary.noun(&numbered.kind) {
                        // "Task 9" beside tasks 1 to 3.
                        Some(Noun::Task) => ids.fits(numbered.label) || ids.fits(&format!("T{}", numbered.label)),
                        _ => reader.index.numbers(&numbered.kind) && !ids.is_earlier(&numbered.kind, numbered.label),
                    };
                    let name = format!("{} {}", capital(&numbered.kind), numbered.label);
                    dangling(reader, wait, &name, place, known);
                }
            },
        }
        if reader.plan.dangling.len() > known {
            unknown = Some(place.span);
            whole = false;
        }
    }
    whole
}

/// Whether nothing stands beside the names in a value but glosses and what parts them.
pub(super) fn names_only(text: &str, at: Span, refs: &[Ref]) -> bool {
    if let [Ref::Nothing(_)] = refs {
        return true;
    }
    let mut from = 0;
    let mut beside = String::new();
    for found in refs {
        let span = found.span();
        beside.push_str(text.get(from..(span.start - at.start) as usize).unwrap_or(""));
        beside.push(' ');
        from = (span.end - at.start) as usize;
    }
    beside.push_str(text.get(from..).unwrap_or(""));
    let bare = names::without_glosses(&beside);
    let joins = |word: &str| matches!(word, "and" | "or" | "Tasks" | "Task" | "tasks" | "task");
    bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(joins)
}

/// What "all above", "all previous phases" or "all tasks" means: the groups, rows or tasks that come before.
fn all_before(reader: &Reader, wait: &Pending, text: &str) -> Vec<Node> {
    if wait.relation != Relation::After || wait.place.confidence == Confidence::Inferred {
        return Vec::new();
    }
    let plan = &reader.plan;
    let own = match wait.subject {
        Node::Task(task) => plan.task(task).group,
        Node::Group(group) => Some(group),
        Node::Actor(_) => return Vec::new(),
    };
    let earlier = |word: &str| -> Vec<Node> {
        let Some(own) = own else { return Vec::new() };
        let before = plan.groups().map(|(id, _)| id).filter(|&g| *plan.group(g).word == *word);
        before.take(LONGEST_RANGE).filter(|&g| plan.precedes(g, own) == Some(true)).map(Node::Group).collect()
    };
    let noun = text.split(|c: char| !c.is_alphabetic()).find_map(|w| Some((fold(w), reader.vocabulary.noun(w)?)));
    let subject = match (noun, wait.subject) {
        (Some((word, Noun::Group(_))), _) => return earlier(word.strip_suffix('s').unwrap_or(&word)),
        (_, Node::Group(group)) => return earlier(&plan.group(group).word),
        (_, Node::Task(subject)) => subject,
        (_, Node::Actor(_)) => return Vec::new(),
    };
    let task = plan.task(subject);
    let why = |t: &Task| t.places.first().map(|p| p.why);
    let beside = |t: &Task| match (task.table, why(task)) {
        (Some(table), _) => t.table == Some(table),
        (None, Some(Why::Heading)) => why(t) == Some(Why::Heading),
        (None, own) => why(t) == own && t.section == task.section,
    };
    // What a later phase holds is not above, wherever its row stands.
    let later = |t: &Task| matches!((t.group, own), (Some(g), Some(own)) if plan.precedes(own, g) == Some(true));
    let fits = |t: &Task| beside(t) && !later(t) && t.parent.is_none();
    let first = subject.0.saturating_sub(LONGEST_RANGE as u32);
    let tasks = (first..subject.0).map(TaskId).filter(|&id| fits(plan.task(id))).map(Node::Task);
    // In the table of a later wave, the waves before it are above too.
    let groups = own.map_or(Vec::new(), |own| earlier(&plan.group(own).word));
    groups.into_iter().chain(tasks).collect()
}

/// Finds the groups in which rosters say that somebody is active.
fn activities(reader: &mut Reader) {
    for (actor, span, kind) in std::mem::take(&mut reader.active) {
        let mut groups = Vec::new();
        for found in names::refs(reader.slice(span), span.start) {
            let named: Vec<Option<Node>> = match &found {
                Ref::Id(id) => vec![group_named(reader, id.text, kind.as_deref())],
                Ref::Numbered(numbered) => vec![reader.numbered(&numbered.kind, numbered.label)],
                Ref::Range(range) => {
                    let ids = range.ids().take(LONGEST_RANGE);
                    let kind = Some(&*range.kind).filter(|k| !k.is_empty()).or(kind.as_deref());
                    ids.map(|id| group_named(reader, &id, kind)).collect()
                }
                Ref::All(_) | Ref::Nothing(_) => Vec::new(),
            };
            groups.extend(
                named.into_iter().filter_map(|node| if let Some(Node::Group(g)) = node { Some(g) } else { None }),
            );
        }
        reader.plan.actors[actor.index()].active.push(Activity { span, groups });
    }
}

/// The group that `W3`, or `3` in a column about waves, names.
fn group_named(reader: &Reader, name: &str, kind: Option<&str>) -> Option<Node> {
    let bare = name.starts_with(|c: char| c.is_ascii_digit()) || name.len() == 1;
    let numbered = kind.filter(|_| bare);
    match numbered {
        Some(kind) => reader.numbered(kind, name),
        None => reader.id_node(name, Node::Actor(ActorId(0))),
    }
}

fn edge(reader: &mut Reader, wait: &Pending, other: Node, place: Place) {
    if other == wait.subject && !matches!(other, Node::Task(_)) {
        return;
    }
    let (before, after) = match wait.relation {
        Relation::Blocks => (wait.subject, other),
        _ => (other, wait.subject),
    };
    reader.plan.edges.push(Edge { before, after, relation: wait.relation, place });
}

fn dangling(reader: &mut Reader, wait: &Pending, text: &str, place: Place, id_like: bool) {
    if !id_like {
        let what = format!("a dependency on {}, which nothing here has for an id", crate::diagnostic::quote(text));
        reader.plan.not_understood.push(NotUnderstood { span: place.span, what, teach: None });
    }
    reader.plan.dangling.push(Dangling {
        subject: wait.subject,
        text: text.into(),
        relation: wait.relation,
        place,
        id_like,
    });
}

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
                return Some(Node::Task(own.unwrap_or(task)));
            }
            return Some(Node::Task(task));
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
        match self.vocabulary.noun(kind)? {
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
                task.map(|&t| Node::Task(t)).or_else(phase)
            }
        }
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
        while let Some(start) = text[at..].find(char::is_alphabetic).map(|start| at + start) {
            let rest = &text[start..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_')).unwrap_or(rest.len());
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

/// Whether a text may name anything: every name has a digit, or a capital that stands alone ("Phase B").
pub(super) fn may_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lone = |at: usize| {
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        bytes[at].is_ascii_uppercase() && at > 0 && !letter(bytes.get(at - 1)) && !letter(bytes.get(at + 1))
    };
    (0..bytes.len()).any(|at| bytes[at].is_ascii_digit() || lone(at))
}

/// A task in a summary table and its own section or item are one task with two
/// places: equal ids, and one of the two is a row or heading while the other is not.
fn merge_places(reader: &mut Reader) {
    for index in 0..reader.plan.tasks.len() {
        let task = &reader.plan.tasks[index];
        let Some(id) = &task.id else { continue };
        let Some(&first) = reader.tasks.get(&id_key(id)) else { continue };
        if first.index() == index {
            continue;
        }
        let why = |t: &Task| t.places.first().map(|p| p.why);
        let (a, b) = (&reader.plan.tasks[first.index()], &reader.plan.tasks[index]);
        let different = why(a) != why(b) || (a.table.is_some() && a.table != b.table);
        let same_scope = a.group == b.group || a.group.is_none() || b.group.is_none();
        // A row that says nothing but the id speaks of whatever has it.
        let bare = [a, b].iter().any(|t| id_key(&t.title) == id_key(id));
        let same_title = bare || similar(&a.title, &b.title) || (!prefix(id).is_empty() && akin(&a.title, &b.title));
        if different && same_scope && same_title {
            let (places, statuses) = (b.places.clone(), b.statuses.clone());
            let title = b.title.clone();
            let task = &mut reader.plan.tasks[first.index()];
            // A row of a matrix has no title of its own.
            if task.id.as_deref().is_some_and(|id| id_key(id) == id_key(&task.title)) {
                task.title = title;
            }
            // The row of a task speaks of the section that is about it.
            if task.places.first().is_some_and(|p| p.why == Why::Heading) {
                let rows = statuses.iter().filter(|s| s.place.why == Why::Cell);
                let section = task.section;
                reader.plan.scope_statuses.extend(rows.map(|&claim| ScopeStatus { section, claim }));
            }
            task.places.extend(places);
            task.statuses.extend(statuses);
            reader.plan.repeats.insert(TaskId(index as u32), first);
        }
    }
}

/// Whether two titles may name one thing: one begins with the other, or they share a telling word.
fn similar(a: &str, b: &str) -> bool {
    let (a, b) = (names::key(a), names::key(b));
    let telling = |w: &&str| w.chars().count() > 3;
    !a.is_empty()
        && !b.is_empty()
        && (a.starts_with(&*b)
            || b.starts_with(&*a)
            || a.split(' ').filter(telling).any(|word| b.split(' ').any(|other| other == word)))
}

/// Whether two titles share half of the words of the shorter one; enough where an id with letters agrees.
fn akin(a: &str, b: &str) -> bool {
    let words = |t: &str| -> FxHashSet<String> {
        let words = t.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2);
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && 2 * shared >= a.len().min(b.len())
}
