//! Names of tasks, phases, people and prompts: where they are given, and where they are used.

use super::{view::View, world::Other};
use crate::{
    family,
    markdown::{InlineKind, Kind},
    plan::{ActorId, Assignee, Assignment, Group, Node, Plan, Role, Row, Task, Why, fold, id_key, names::Key},
    source::Span,
};
use rustc_hash::FxHashSet;

/// What a name stands for, the same in every document of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// A task, by its key as [`family::task_key`] makes it.
    Task(Key),
    /// A phase, wave or track, by its name.
    Group(String),
    /// Somebody, by the key of the name.
    Actor(Key),
    /// A prompt, by its folded id.
    Prompt(String),
}

/// A place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// Whether the thing is described there.
    pub definition: bool,
}

/// The word around `offset`, its inner dots and dashes included.
pub fn word(view: View, offset: u32) -> Span {
    let text = view.source().text();
    let at = offset as usize;
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = text[..at].char_indices().rev().take_while(|(_, c)| inner(*c)).last().map_or(at, |(i, _)| i);
    let end = text[at..].char_indices().find(|(_, c)| !inner(*c)).map_or(text.len(), |(i, _)| at + i);
    let word = &text[start..end];
    let core = word.trim_matches(['.', '-', '_']);
    Span::new(start, end).of_part(word, core)
}

/// What the name at `offset` stands for, and where exactly it stands. A task of another document is found among
/// `others`.
pub fn at(view: View, offset: u32, others: &[Other]) -> Option<(Name, Span)> {
    let plan = view.plan();
    let here = Span::at(offset as usize);
    let word = word(view, offset);
    let text = view.slice(word);
    let mentioned = |p: &&crate::plan::PromptMention| p.place.span.overlaps(here);
    if let Some(mention) = plan.prompt_mentions.iter().find(mentioned) {
        return Some((Name::Prompt(fold(&mention.id).into_owned()), mention.place.span));
    }
    if !text.is_empty() {
        let key = id_key(text);
        let has = |plan: &Plan| plan.tasks.iter().any(|t| t.id.as_deref().is_some_and(|id| id_key(id) == key));
        let own = plan.tasks.iter().any(|t| t.id_span == Some(word));
        // A bare number is the name of a task only where the plan says so.
        let named = own || telling(text) || plan.edges.iter().any(|e| e.place.span.contains(word));
        if named && (has(plan) || others.iter().any(|other| has(other.view.plan()))) {
            return Some((Name::Task(key), word));
        }
    }
    let line = line(view, offset);
    let group = plan.groups().find_map(|(_, group)| {
        let span = group_places(view, group, line).into_iter().find(|p| p.span.overlaps(here))?.span;
        Some((Name::Group(fold(&group.name()).into_owned()), span))
    });
    group.or_else(|| {
        actors(plan).find_map(|id| {
            let span = actor_places(view, id, line).into_iter().find(|p| p.span.overlaps(here))?.span;
            Some((Name::Actor(plan.actor(id).key.clone()), span))
        })
    })
}

/// Every place where `name` stands in the document, in order.
pub fn places(view: View, name: &Name) -> Vec<Place> {
    let plan = view.plan();
    let mut found: Vec<Place> = match name {
        Name::Task(key) => task_places(view, key),
        Name::Group(folded) => plan
            .groups
            .iter()
            .filter(|g| fold(&g.name()) == **folded)
            .flat_map(|g| group_places(view, g, whole(view)))
            .collect(),
        Name::Actor(key) => actors(plan)
            .filter(|&id| plan.actor(id).key == *key)
            .flat_map(|id| actor_places(view, id, whole(view)))
            .collect(),
        Name::Prompt(folded) => {
            let mentions = plan.prompt_mentions.iter().filter(|m| fold(&m.id) == **folded);
            let mentions = mentions.map(|m| Place { span: m.place.span, definition: false });
            let own = plan.prompts.iter().filter(|p| p.id.as_deref().is_some_and(|id| fold(id) == **folded));
            let own = own.filter_map(|p| {
                let heading = view.slice(p.place.span);
                let at = heading.rfind(p.id.as_deref()?)?;
                let span = p.place.span.of_part(heading, heading.get(at..at + p.id.as_deref()?.len())?);
                Some(Place { span, definition: true })
            });
            mentions.chain(own).collect()
        }
    };
    // A definition that is found as a mention as well stays a definition.
    found.sort_by_key(|p| (p.span, !p.definition));
    found.dedup_by_key(|p| p.span);
    found
}

/// Whether an id says by itself that it is one: it has a letter and a digit.
fn telling(id: &str) -> bool {
    id.contains(|c: char| c.is_ascii_digit()) && id.contains(char::is_alphabetic)
}

fn task_places(view: View, key: &str) -> Vec<Place> {
    let plan = view.plan();
    let own: Vec<&Task> = plan.tasks.iter().filter(|t| family::task_key(t).as_deref() == Some(key)).collect();
    let named = |t: &&Task| t.id_span.or_else(|| words(view, t.span(), t.id.as_deref()?).next());
    let mut found: Vec<Place> = own.iter().filter_map(named).map(|span| Place { span, definition: true }).collect();
    let ids: FxHashSet<&str> = plan
        .tasks
        .iter()
        .filter_map(|t| t.id.as_deref())
        .chain(plan.dangling.iter().map(|d| &*d.text))
        .filter(|id| *id_key(id) == *key)
        .collect();
    if !telling(key) {
        let mentions = plan.edges.iter().map(|e| e.place.span).chain(plan.dangling.iter().map(|d| d.place.span));
        let named = mentions.filter(|&span| *id_key(view.slice(span)) == *key);
        found.extend(named.map(|span| Place { span, definition: false }));
        return found;
    }
    let upper = key.to_uppercase();
    let spellings: FxHashSet<&str> = ids.into_iter().chain([key, &*upper]).collect();
    for id in spellings {
        found.extend(words(view, whole(view), id).map(|span| Place { span, definition: false }));
    }
    found
}

/// Where the name of a group stands inside `within`.
fn group_places(view: View, group: &Group, within: Span) -> Vec<Place> {
    let name = group.name();
    if group.label.is_empty() {
        let own = group.places.iter().flat_map(|p| words(view, p.span, &name).collect::<Vec<_>>());
        return own.map(|span| Place { span, definition: true }).collect();
    }
    let own = |span: Span| group.places.iter().any(|p| p.span.contains(span) && p.why != Why::Sentence);
    let mut spellings = vec![name.to_lowercase(), name.to_uppercase(), name];
    spellings.dedup();
    let all = spellings.iter().flat_map(|name| words(view, within, name).collect::<Vec<_>>());
    all.map(|span| Place { span, definition: own(span) }).collect()
}

/// Where the name of an actor stands inside `within`: where the plan names it, what it is given, and every cell of a
/// column of people.
fn actor_places(view: View, id: ActorId, within: Span) -> Vec<Place> {
    let plan = view.plan();
    let actor = plan.actor(id);
    let given = |a: &&Assignment| matches!(&a.assignee, Assignee::Actors(actors) if actors.contains(&id));
    let declared = actor.places.first().map(|place| place.span).filter(|_| actor.roster);
    let named = actor.places.iter().map(|place| place.span);
    let given = plan.assignments.iter().filter(given).map(|a| a.place.span);
    let mut found = Vec::new();
    for span in named.chain(given).chain(people(view)).filter(|span| span.overlaps(within)) {
        let definition = declared == Some(span);
        found.extend(words(view, span, &actor.name).map(|span| Place { span, definition }));
    }
    found
}

/// The cells of the columns in which people stand.
fn people(view: View) -> impl Iterator<Item = Span> {
    let is_person = |role| matches!(role, Role::Owner | Role::Backup | Role::Reviewer | Role::Person);
    view.plan().tables.iter().flat_map(move |table| {
        let columns: Vec<usize> =
            (0..table.columns.len()).filter(|&column| view.role(table, column).is_some_and(is_person)).collect();
        let cells = move |row: &'_ Row| columns.iter().filter_map(|&c| row.cells.get(c).copied()).collect::<Vec<_>>();
        table.rows.iter().flat_map(cells).map(move |cell| view.member.document.text_span(cell))
    })
}

/// The actors of a plan.
fn actors(plan: &Plan) -> impl Iterator<Item = ActorId> {
    (0..plan.actors.len() as u32).map(ActorId)
}

fn whole(view: View) -> Span {
    Span::new(0, view.source().text().len())
}

/// The line around `offset`.
fn line(view: View, offset: u32) -> Span {
    let lines = view.source().lines();
    let range = lines.range_of(lines.line_of(offset as usize));
    Span::new(range.start, range.end)
}

/// Whether a name at `span` is a part of something else: of code, of a link's target, of an address.
fn is_elsewhere(view: View, span: Span) -> bool {
    let document = &view.member.document;
    let Some(block) = document.block_at(span.start) else { return false };
    if let Kind::Code { info, .. } = document.block(block).kind {
        // A diagram names tasks as a table does.
        return info.is_none_or(|info| !view.slice(info).trim().starts_with("mermaid"));
    }
    let inlines = document.inlines_of(block).iter().filter(|inline| inline.span.contains(span));
    for inline in inlines {
        match inline.kind {
            InlineKind::Text => return false,
            InlineKind::Code => {
                return view.slice(document.code_span(view.source().text(), inline.span)) != view.slice(span);
            }
            InlineKind::Html => return true,
            _ => {}
        }
    }
    // No text shows it: it lies in the target of a link.
    document.links.iter().any(|link| link.span.contains(span))
}

/// Where `name` stands inside `within` as a word of its own.
fn words<'a>(view: View<'a>, within: Span, name: &'a str) -> impl Iterator<Item = Span> + use<'a> {
    let text = view.source().text();
    let part = &text.as_bytes()[within.range()];
    let found: Vec<usize> = match name.is_empty() {
        true => Vec::new(),
        false => memchr::memmem::find_iter(part, name.as_bytes()).collect(),
    };
    found.into_iter().filter_map(move |at| {
        let start = within.start as usize + at;
        let end = start + name.len();
        let before = text[..start].chars().next_back();
        let mut after = text[end..].chars();
        let (next, then) = (after.next(), after.next());
        let inner = |c: char| c.is_alphanumeric() || c == '_';
        // `T1.2` and `T1-a` are other names than `T1`, and the full stop of a sentence belongs to none.
        let longer = matches!(next, Some('.' | '-')) && then.is_some_and(inner);
        let glue = |c: char| inner(c) || matches!(c, '.' | '-' | '=' | '&' | '#' | '?' | '@' | '\\');
        let inside = before.is_some_and(glue) || next.is_some_and(inner);
        // `T1/T2` names two, `src/T1` and `T1/plan.md` none.
        let beside = |part: Option<&str>| part.is_some_and(telling);
        let apart = |c: char| !(inner(c) || matches!(c, '.' | '-' | '/'));
        let path = before == Some('/') && !beside(text[..start - 1].rsplit(|c| apart(c) || c == '/').next())
            || next == Some('/') && !beside(text[end + 1..].split(|c| apart(c) || c == '/').next());
        let span = Span::new(start, end);
        (!longer && !inside && !path && !is_elsewhere(view, span)).then_some(span)
    })
}

/// Why `name` cannot be called `new`; `None` where it can.
pub fn refuses(name: &Name, new: &str, members: &[View]) -> Option<String> {
    let bad = |c: char| c.is_control() || matches!(c, '|' | '`' | '[' | ']' | '<' | '>' | '*');
    if new.trim().is_empty() || new != new.trim() || new.contains(bad) {
        return Some("a name is one line without `|`, brackets and marks, and without spaces around it".to_owned());
    }
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let taken = match name {
        Name::Task(_) | Name::Prompt(_) if !new.chars().all(inner) => {
            return Some("an id consists of letters, digits, dots and dashes".to_owned());
        }
        Name::Task(key) => {
            let new = id_key(new);
            let mut ids = members.iter().flat_map(|m| &m.plan().tasks).filter_map(|t| t.id.as_deref());
            new != *key && ids.any(|id| id_key(id) == new)
        }
        Name::Group(old) => {
            let new = fold(new);
            new != **old && members.iter().flat_map(|m| &m.plan().groups).any(|g| fold(&g.name()) == new)
        }
        Name::Actor(_) => false,
        Name::Prompt(old) => {
            let new = fold(new);
            let mut ids = members.iter().flat_map(|m| &m.plan().prompts).filter_map(|p| p.id.as_deref());
            new != **old && ids.any(|id| fold(id) == new)
        }
    };
    taken.then(|| format!("the plan has another `{new}`, and the two could not be told apart"))
}

/// How a person names a node in a list.
pub fn shown(plan: &Plan, node: Node) -> String {
    match node {
        Node::Task(task) => plan.task(task).shown().into_owned(),
        other => plan.name(other),
    }
}
