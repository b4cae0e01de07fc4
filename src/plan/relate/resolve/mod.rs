//! From names in the text to the things they name.

mod all;
mod beside;
mod by_name;
mod by_title;
mod foreign;
mod forms;
mod issues;
mod ordinals;
mod places;
mod ranges;
mod steps;

pub(in crate::plan) use self::by_name::may_name;

use self::{
    all::all_before,
    by_title::{Titles, by_title},
    forms::IdForms,
    issues::by_issue,
    places::merge_places,
};
use crate::{
    plan::{
        Name, Role, Word,
        declare::sections,
        fold,
        model::*,
        names::{self, Ref},
        quantity,
        read::{LIKELY, Reader},
    },
    source::Span,
};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// A dependency whose names are still text.
pub(in crate::plan) struct Pending {
    /// What depends, blocks or runs beside.
    pub subject: Node,
    /// How.
    pub relation: Relation,
    /// The value that names the others.
    pub place: Place,
}

/// The most orders that values such as "all above" may add to one document.
const ALL_EDGES: usize = 4_000;

/// The most ids of one range that are looked up; a longer one names no tasks of a plan.
pub(in crate::plan) const LONGEST_RANGE: usize = 500;

/// Resolves what the other readers left pending.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let pending = std::mem::take(&mut reader.pending);
    let mut ids = if pending.is_empty() { IdForms::default() } else { IdForms::of(reader) };
    ids.foreign_steps = steps::elsewhere(reader, &pending);
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

/// A word with a capital: "Phase".
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Adds the orders that a value states; whether every part of it was understood.
fn resolve(reader: &mut Reader, wait: &Pending, ids: &IdForms, titles: &OnceCell<Titles>, budget: &mut usize) -> bool {
    let text = reader.slice(wait.place.span);
    // Struck-out dependencies promise nothing, and an arrow before the first name leads to what comes later.
    if text.starts_with("~~") || wait.relation == Relation::After && text.starts_with(['→', '⇒', '➡']) {
        return false;
    }
    // "A, B (reviews only)" is no leave to run beside them.
    if wait.relation == Relation::With && reader.vocabulary.says(text, Word::Limiting) {
        return false;
    }
    // "Can parallel with Task 1" waits for nothing that it names.
    if beside::resolve(reader, wait) == beside::Rest::Nothing {
        return false;
    }
    let refs = names::listed_among(reader.vocabulary, text, wait.place.span.start, &|token| ids.is_worded(token));
    // "T1 (draft only)" names T1, and not for a list.
    if refs.is_empty()
        && names::refs(reader.vocabulary, text, 0).is_empty()
        && let Some(whole) = by_title(reader, wait, titles)
    {
        return whole;
    }
    let mut whole = !refs.is_empty() && names_only(text, wait.place.span, &refs);
    let issues = by_issue(reader, wait);
    let refs = before_own(reader, wait, text, refs);
    if refs.is_empty() && !issues && wait.place.why != Why::Inline {
        let what = format!("a dependency in words: {}", crate::message::quote(text));
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
        whole &= name(reader, wait, ids, &found, place, budget);
        if reader.plan.dangling.len() > known {
            unknown = Some(place.span);
            // `1.4` beside 3.1 to 3.9 is a task of another document, and none of those that are left out.
            whole &= matches!(&found, Ref::Id(id) if ids.is_of_another(id.text));
        }
    }
    whole
}

/// Adds the orders of one name in a value; whether it was understood.
fn name(reader: &mut Reader, wait: &Pending, ids: &IdForms, found: &Ref, place: Place, budget: &mut usize) -> bool {
    match found {
        Ref::Nothing(_) => true,
        _ if is_amount(reader, place.span) => false,
        named if !matches!(named, Ref::All(_)) && foreign::is_foreign(reader, place.span) => false,
        step if ids.foreign_steps && steps::is_step(step) => false,
        Ref::All(_) => {
            all(reader, wait, place, budget);
            false
        }
        Ref::Id(id) => by_id(reader, wait, ids, id.text, place),
        Ref::Range(range) => ranges::resolve(reader, wait, ids, range, place),
        Ref::Numbered(found) => {
            numbered(reader, wait, ids, found, place);
            true
        }
    }
}

/// Adds the orders of "all", as far as `budget` goes.
fn all(reader: &mut Reader, wait: &Pending, place: Place, budget: &mut usize) {
    if *budget == 0 {
        return;
    }
    let found = all_before(reader, wait, reader.slice(wait.place.span));
    *budget -= 1;
    for other in found.into_iter().take(*budget) {
        *budget -= 1;
        edge(reader, wait, other, Place { confidence: place.confidence.min(LIKELY), ..place });
    }
}

/// Adds the order of an id; whether it was understood.
fn by_id(reader: &mut Reader, wait: &Pending, ids: &IdForms, id: &str, place: Place) -> bool {
    if id.starts_with('#') && ids.are_tickets(reader) {
        return false;
    }
    let known = reader.id_node(id, wait.subject);
    // "4.5.*" is every part of 4.5.
    if known.is_none() && reader.text[place.span.end as usize..].starts_with(".*") {
        return false;
    }
    match known.or_else(|| ids.ordinals.of(reader, wait.subject, id)) {
        Some(other) => edge(reader, wait, other, place),
        None => {
            let fits = ids.fits(id) && !precedes_all(reader, wait.subject, id);
            dangling(reader, wait, id, place, fits);
        }
    }
    true
}

/// Whether a number is that of an amount, "3+ reviews", and names nothing.
fn is_amount(reader: &Reader, name: Span) -> bool {
    let number = reader.slice(name).bytes().all(|b| b.is_ascii_digit());
    let behind = || reader.text[name.end as usize..].strip_prefix('+').map(str::trim_start);
    number && behind().is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether an id is the one before the first of a series, as `M0` is before `M1`: what was there when the plan began.
fn precedes_all(reader: &Reader, subject: Node, id: &str) -> bool {
    let prefix = id.trim_end_matches('0');
    let zeros = id.len() - prefix.len();
    zeros > 0
        && prefix.ends_with(|c: char| c.is_alphabetic() || c == '-')
        && reader.id_node(&format!("{prefix}{}1", "0".repeat(zeros - 1)), subject).is_some()
}

/// Whether what stands beside a group sets it apart from those of the plan: "Release 7 (backend)", "Backend: Release 7",
/// "backend Release 7", "[Release 7](https://…)".
fn is_qualified(reader: &Reader, value: Span, name: Span) -> bool {
    let behind = reader.text[name.end as usize..].trim_start_matches(['*', '_', '`']);
    let before = reader.text[value.start as usize..name.start as usize].trim_end_matches(['*', '_', '`', ' ']);
    let set_off = behind.starts_with(['(', '[', ']', '@', '–', '—', '✅'])
        || behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(['(', '[', '@', '–', '—', '-', '✅']));
    set_off || before.ends_with([':', '\u{2019}', '[']) || is_whose(reader, before) || has_keeper(reader, behind)
}

/// Whether what stands before a name in its item of a list is one word that says whose it is: "backend Release 7".
fn is_whose(reader: &Reader, before: &str) -> bool {
    let word = before.rsplit([',', ';', '&', '+']).next().unwrap_or("").trim();
    let verb = ["ing", "ed", "tion"].iter().any(|end| word.ends_with(end));
    let said = [Name::ListGlue, Name::Onward, Name::Waits, Name::ThisOne];
    word.len() > 1
        && word.chars().all(char::is_alphabetic)
        && !verb
        && !said.iter().any(|&name| reader.vocabulary.is_name(word, name))
        && reader.vocabulary.roles(word).is_empty()
}

/// Whether one small word behind a name and a comma ends the list, and says whose that is: "Release 7, backend".
fn has_keeper(reader: &Reader, behind: &str) -> bool {
    let line = behind.split(['\n', '|']).next().unwrap_or("");
    let word = line.strip_prefix(", ").unwrap_or("").trim_end_matches(['.', '*', ' ']);
    word.starts_with(char::is_lowercase)
        && word.chars().all(char::is_alphabetic)
        && !reader.vocabulary.is_name(word, Name::ListGlue)
}

/// Adds the order on "Phase 2", "Task 7".
fn numbered(reader: &mut Reader, wait: &Pending, ids: &IdForms, found: &names::Numbered, place: Place) {
    let node = reader.numbered(&found.kind, found.label);
    match node.or_else(|| ids.ordinals.numbered(reader, wait.subject, found)) {
        Some(other @ Node::Group(_)) if other == wait.subject => {
            itself(reader, wait, &found.kind, Edge { before: other, after: other, relation: wait.relation, place })
        }
        Some(other) => edge(reader, wait, other, place),
        None => {
            // "Task 7 of the first half" stands there.
            let elsewhere = reader.text[place.span.end as usize..].starts_with(" of ")
                || is_qualified(reader, wait.place.span, place.span);
            // "every other track's Day 1 branch" is no day that the plan has.
            let spoken = || {
                let text = reader.slice(wait.place.span);
                quantity::is_time(&found.kind)
                    && !names_only(text, wait.place.span, &names::refs(reader.vocabulary, text, wait.place.span.start))
            };
            let known = !elsewhere && ranges::is_own(reader, ids, &found.kind, found.label) && !spoken();
            let name = format!("{} {}", capital(&found.kind), found.label);
            dangling(reader, wait, &name, place, known);
        }
    }
}

/// Of a chain in which the subject itself stands, what comes right before it: "T1 → T2 → T3" at T2 names T1.
fn before_own<'t>(reader: &Reader, wait: &Pending, text: &str, mut refs: Vec<Ref<'t>>) -> Vec<Ref<'t>> {
    let is_own = |found: &Ref| match found {
        Ref::Id(id) => reader.id_node(id.text, wait.subject) == Some(wait.subject),
        Ref::Numbered(numbered) => reader.numbered(&numbered.kind, numbered.label) == Some(wait.subject),
        _ => false,
    };
    if refs.len() > 1
        && (text.contains('→') || text.contains("->"))
        && let Some(own) = refs.iter().position(is_own)
    {
        refs.truncate(own);
        refs.drain(..own.saturating_sub(1));
    }
    refs
}

/// Whether nothing stands beside the names in a value but glosses and what parts them.
pub fn names_only(text: &str, at: Span, refs: &[Ref]) -> bool {
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
    // "T3, …" names some of them.
    if bare.contains('…') || bare.contains("...") {
        return false;
    }
    let joins = |word: &str| matches!(word, "and" | "or" | "Tasks" | "Task" | "tasks" | "task");
    bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(joins)
}

/// Finds the groups in which rosters say that somebody is active.
fn activities(reader: &mut Reader) {
    for (actor, span, kind) in std::mem::take(&mut reader.active) {
        let mut groups = Vec::new();
        for found in names::refs(reader.vocabulary, reader.slice(span), span.start) {
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

/// The most phases and fields that are looked through for each phase that may wait for itself.
const LOOKED_THROUGH: usize = 1_000;

/// Adds the order of a phase on itself, where its field names phases and nothing else: "Phase 2 design" is a part of it,
/// and so is "Phase 2, step 1".
fn itself(reader: &mut Reader, wait: &Pending, kind: &str, edge: Edge) {
    let text = reader.slice(wait.place.span);
    let refs = names::refs(reader.vocabulary, text, wait.place.span.start);
    let alike = |other: &Ref| matches!(other, Ref::Numbered(other) if *other.kind == *kind);
    let stated = matches!(wait.place.why, Why::Label | Why::Cell) && reader.plan.fields.len() <= LOOKED_THROUGH;
    let own = matches!(edge.after, Node::Group(group) if is_itself(reader, group, wait.place));
    if stated && own && refs.iter().all(alike) && names_only(text, wait.place.span, &refs) {
        reader.plan.edges.push(edge);
    }
}

/// Whether a field speaks of a phase and no other part of that number, "Phase 2 closing", "Phase 2 (plugins)": it stands
/// right below the one heading of the phase, in which a title is set off, and its key is plain.
fn is_itself(reader: &Reader, group: GroupId, place: Place) -> bool {
    if reader.plan.groups.len() > LOOKED_THROUGH {
        return false;
    }
    let own = reader.plan.group(group);
    let twins = reader.plan.groups.iter().filter(|g| g.word == own.word && g.label == own.label).count() > 1
        || own.places.iter().filter(|p| p.why == Why::Heading).count() > 1;
    let Some(section) = own.section.filter(|_| !twins) else { return false };
    let field = reader.plan.fields.iter().find(|f| f.value.contains(place.span) && f.section == section);
    let plain = field.is_some_and(|f| reader.vocabulary.is(&fold(reader.slice(f.key)), Role::Depends));
    let title = &reader.document.section(section).title;
    let rest = sections::leading_noun(title, reader).map(|(_, _, rest)| rest.trim_start());
    let behind = rest.map(|rest| rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '.').trim_start());
    plain && behind.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '：', '–', '—', '-']))
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
        let what = format!("a dependency on {}, which nothing here has for an id", crate::message::quote(text));
        reader.plan.not_understood.push(NotUnderstood { span: place.span, what, teach: None });
    }
    reader.plan.dangling.push(Dangling::new(wait.subject, text.into(), wait.relation, place, id_like));
}
