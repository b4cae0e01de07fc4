//! Who does what, as far as the items of a checklist say it in their own words: "@ada",
//! "Ada writes the notes", "Track 1 publishes the schema".

use crate::{
    markdown::{Document, SectionId},
    plan::{
        Noun, Plan,
        declare::sections,
        model::*,
        names,
        read::{Reader, strip_gloss},
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The most words of a name.
const NAME: usize = 3;

/// What ends the first word of a text or a name.
const PARTS: [char; 8] = [' ', '-', ':', ',', '*', '(', '/', '.'];

/// Finds the doers that items name.
pub(in crate::plan) fn read(reader: &Reader) -> FxHashMap<TaskId, Span> {
    let mut found = FxHashMap::default();
    let boxed = |task: &Task| task.places.first().is_some_and(|p| p.why == Why::Box);
    if !reader.plan.tasks.iter().any(boxed) {
        return found;
    }
    // Most items begin with a word that begins no name.
    let openings = reader.plan.actors.iter().filter(|a| a.roster).filter_map(|a| a.key.split(PARTS).next());
    let roster: FxHashSet<Box<str>> = openings.map(Into::into).collect();
    let lanes = reader.plan.groups.iter().any(|g| g.axis == Axis::Lane);
    let handles = memchr::memchr(b'@', reader.text.as_bytes()).is_some();
    if roster.is_empty() && !lanes && !handles {
        return found;
    }
    for (id, task) in reader.plan.tasks().filter(|(_, task)| boxed(task)) {
        let span = task.span();
        let text = reader.slice(span);
        let named = if handles { handle(text) } else { None };
        let named = named.or_else(|| leading(reader, text, &roster));
        if let Some(part) = named {
            found.insert(id, span.of_part(text, part));
        }
    }
    found
}

/// `@ada` anywhere in a text.
fn handle(text: &str) -> Option<&str> {
    // Most texts hold none.
    memchr::memchr(b'@', text.as_bytes())?;
    let named = |w: &&str| w.strip_prefix('@').is_some_and(|n| n.starts_with(char::is_alphabetic) && !n.contains('/'));
    text.split_whitespace().map(|w| w.trim_matches(['(', ')', ',', '.', ':', '*', '[', ']'])).find(named)
}

/// The member of the roster, or the lane, with which a text begins.
fn leading<'t>(reader: &Reader, text: &'t str, roster: &FxHashSet<Box<str>>) -> Option<&'t str> {
    let start = text.trim_start_matches(['*', '_', '[', ' ']);
    if let Some((kind, Noun::Group(Axis::Lane) | Noun::Agent, tail)) = sections::leading_noun(start, reader) {
        let (label, ..) = sections::leading_label(tail)?;
        return reader.numbered(&kind, label).map(|_| &start[..start.len() - tail.len()]);
    }
    if roster.is_empty() {
        return None;
    }
    let opening = start.split(PARTS).next().unwrap_or("").to_lowercase();
    if !roster.contains(opening.trim_start_matches('@')) && !roster.contains(&*opening) {
        return None;
    }
    // The first words of the text, the longest name first.
    let ends = start.char_indices().filter(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '@')));
    let ends: Vec<usize> = ends.map(|(at, _)| at).take(NAME).collect();
    let known = |name: &str| {
        let actor = reader.actors.get(&*names::key(strip_gloss(name)));
        actor.is_some_and(|&a| reader.plan.actor(a).roster)
    };
    ends.into_iter().rev().map(|at| &start[..at]).find(|name| !name.is_empty() && known(name))
}

/// What somebody is known to do.
#[derive(Debug)]
pub struct Owners<'p> {
    plan: &'p Plan,
    document: &'p Document,
    /// Tasks and groups of which a column or field names the owner, or says that there is none.
    given: FxHashSet<Node>,
}

impl Plan {
    /// What somebody is known to do.
    pub fn owners<'p>(&'p self, document: &'p Document) -> Owners<'p> {
        let spoken = self.assignments.iter().filter(|a| a.duty == Duty::Owner && a.assignee != Assignee::Missing);
        let given = spoken.map(|a| self.canonical(a.subject)).collect();
        Owners { plan: self, document, given }
    }
}

impl Owners<'_> {
    /// Whether the task itself names who does it.
    pub fn named(&self, task: TaskId) -> bool {
        self.given.contains(&self.plan.canonical(Node::Task(task))) || self.plan.doers.contains_key(&task)
    }

    /// Whether the task, or anything around it, names who does it.
    pub fn cover(&self, id: TaskId) -> bool {
        let task = self.plan.task(id);
        let own = std::iter::successors(Some(id), |&t| self.plan.task(t).parent).take(8).any(|t| self.named(t));
        own || task.group.is_some_and(|g| self.given.contains(&Node::Group(g))) || self.covers(task.section)
    }

    /// Whether the section, or one around it, is about somebody or about work that somebody does.
    fn covers(&self, section: SectionId) -> bool {
        self.plan.sections_around(self.document, section).any(|s| {
            let facts = &self.plan.sections[s.0 as usize];
            facts.actor.is_some()
                || is_somebodys(&self.document.section(s).title)
                || facts.task.is_some_and(|t| self.named(t))
                || facts.group.is_some_and(|g| self.given.contains(&Node::Group(g)))
        })
    }
}

/// Whether a heading gives what stands below it to somebody: "Ann's tasks".
fn is_somebodys(title: &str) -> bool {
    let title = sections::strip_marks(title);
    let Some((name, rest)) = title.split_once("'s ").or_else(|| title.split_once("’s ")) else { return false };
    let work = ["task", "work", "item", "todo", "to-do", "lane", "queue", "list", "job", "assignment"];
    let noun = rest.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    // "Today's tasks" are nobody's.
    let day = name.to_ascii_lowercase().ends_with("day") || name.split(' ').count() > NAME;
    name.starts_with(char::is_uppercase) && !day && work.iter().any(|w| noun.trim_end_matches('s') == *w)
}
