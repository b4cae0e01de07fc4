//! Keys and values in one form: labels, key/value tables, front matter; and
//! what they say about tasks, groups and actors.

mod bold_lines;
mod edits;
mod titles;
mod waiting;

use super::{footer, frontmatter, rosters, sections};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        self, Name, Noun, Role, Topic, Vocabulary, Word, fold,
        model::*,
        quantity,
        read::{LIKELY, Reader, SURE},
        relate::resolve::Pending,
        words::states,
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Collects the fields of labels and front matter; tables add theirs.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let footer = footer::start(reader);
    for (label, roles) in document.labels.iter().zip(reader.label_roles) {
        let (key, value) = (reader.slice(label.key), reader.slice(label.value));
        let role = role_among(reader, roles, key, value)
            .or_else(|| own_status(reader, document.block(label.block).section, key))
            .or_else(|| edits::role(reader, key, value, document.label_body(label)));
        let kept = || {
            let total = reader.vocabulary.is_word(key, Word::Whole) || reader.vocabulary.is_word(key, Word::Total);
            total || reader.vocabulary.is_name(key, Name::AllTasks) || is_count(key, value)
        };
        if role.is_none() && !label.marked && !kept() {
            continue;
        }
        let item = document
            .ancestors(label.block)
            .find(|&b| matches!(document.block(b).kind, Kind::Item { .. }))
            // A field in the first line of an item that is the item's own text belongs to the item.
            .or_else(|| matches!(document.block(label.block).kind, Kind::Item { .. }).then_some(label.block))
            .filter(|&item| !is_flush(reader, document.block(item).span, label.key));
        let titled = item.is_some_and(|item| titles::is_titled(reader, item));
        let section = match footer {
            Some(start) if label.block >= start => SectionId(0),
            _ => document.block(label.block).section,
        };
        let (block, body, why) = (label.block, document.label_body(label), Why::Label);
        let (mut role, mut key, mut value) = (role, label.key, label.value);
        while let Some((end, next)) = role.and_then(|_| next_in_line(reader, value)) {
            reader.plan.fields.push(Field { role, key, value: end, block, body: None, item, titled, section, why });
            (role, key, value) = (Some(next.role), next.key, next.value);
        }
        reader.plan.fields.push(Field { role, key, value, block, body, item, titled, section, why });
    }
    bold_lines::read(reader);
    titles::share(reader);
    if let Some((id, block)) = document.iter().next().filter(|(_, b)| b.kind == Kind::FrontMatter) {
        front_matter(reader, id, block.span);
    }
}

/// A field behind another in one line.
struct Next {
    role: Role,
    key: Span,
    value: Span,
}

/// Where a value ends because another field begins in it, as in `Blocked by: T1 — Blocks: T3`, and that field.
fn next_in_line(reader: &Reader, value: Span) -> Option<(Span, Next)> {
    let text = reader.slice(value);
    let mut from = 0;
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let before = &text[std::mem::replace(&mut from, colon + 1)..colon];
        let behind = &text[colon + 1..];
        if !behind.starts_with([' ', '*', '_']) {
            continue;
        }
        let Some(at) = before.rfind(['—', '–', '-', '|', ';', ',', '.', '/', '·', '•']) else { continue };
        let separator = before[at..].chars().next()?;
        let key = before[at + separator.len_utf8()..].trim_start_matches([' ', '*', '_']);
        let stands_apart = !matches!(separator, '-' | '.' | ',') || before[at + 1..].starts_with(' ');
        if !stands_apart || key.contains('\n') {
            continue;
        }
        let Some(role) = label_role(reader, key.trim_end_matches(['*', '_']), behind) else { continue };
        let end = text[..colon - before.len() + at].trim_end_matches([' ', '*', '_']);
        let rest = behind.trim_start_matches(['*', '_']).trim_start();
        let next = Next { role, key: value.of_part(text, key), value: value.of_part(text, rest) };
        return (!end.is_empty()).then(|| (value.of_part(text, end), next));
    }
    None
}

/// Whether a plain line says how many there are: "Total tasks: 12".
fn is_count(key: &str, value: &str) -> bool {
    let total = key.get(..TOTAL.len()).is_some_and(|head| head.eq_ignore_ascii_case(TOTAL));
    total && value.starts_with(|c: char| c.is_ascii_digit())
}

/// With what the key of a state ends that names what it is of.
const STATUS: &str = " status";

/// With what the key of a count begins.
const TOTAL: &str = "total ";

/// Whether a label stands at the start of a line below an item's first: Markdown takes it for a part of
/// the item, and the author only left out the empty line.
fn is_flush(reader: &Reader, item: Span, key: Span) -> bool {
    let before = &reader.text[item.start.min(key.start) as usize..key.start as usize];
    before.trim_end_matches(['*', '_']).ends_with('\n')
}

/// The role of a label's key; a gloss in parentheses does not count. "Team" with names is a roster.
fn label_role(reader: &Reader, key: &str, value: &str) -> Option<Role> {
    role_among(reader, reader.vocabulary.roles(key), key, value)
}

/// The same, where the roles are known that the whole key may give.
fn role_among(reader: &Reader, whole: &[Role], key: &str, value: &str) -> Option<Role> {
    // Keys are short.
    let bare = key.bytes().position(|b| b == b'(').map_or(key, |gloss| &key[..gloss]);
    let roles = if bare.len() == key.len() { whole } else { reader.vocabulary.roles(bare) };
    if roles.contains(&Role::Team) && (value.contains('(') || value.matches(',').count() > 1) {
        return Some(Role::Team);
    }
    let role = roles.first().copied().or_else(|| numbered_gate(reader, bare).then_some(Role::Gate));
    // "Blockers: T3 waits for the keys of T1" names what is blocked, too.
    role.filter(|role| {
        *role != Role::Depends || !reader.vocabulary.is_name(bare, Name::Hindrance) || sections::are_task_ids(value)
    })
}

/// Whether a key names one of several gates: "Quality Gate W1", "Checkpoint 2".
fn numbered_gate(reader: &Reader, key: &str) -> bool {
    // Most keys have no number.
    if !key.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let Some((name, number)) = key.trim_end().rsplit_once(' ') else { return false };
    let numbered = number.len() < 6 && number.contains(|c: char| c.is_ascii_digit());
    numbered && reader.vocabulary.is(name, Role::Gate)
}

/// "Sprint Status" in the section of a sprint is its status.
fn own_status(reader: &Reader, section: SectionId, key: &str) -> Option<Role> {
    let (word, _) =
        key.split_at_checked(key.len().checked_sub(STATUS.len())?).filter(|(_, s)| s.eq_ignore_ascii_case(STATUS))?;
    let facts = &reader.plan.sections[section.0 as usize];
    let group = facts.group.is_some_and(|g| reader.plan.group(g).word.eq_ignore_ascii_case(word));
    let task = facts.task.is_some() && matches!(reader.vocabulary.noun(word), Some(Noun::Task));
    (group || task).then_some(Role::Status)
}

/// The outermost keys of front matter; each value of a list is a field of its own.
fn front_matter(reader: &mut Reader, block: BlockId, span: Span) {
    let entries = frontmatter::entries(reader.slice(span), span.start);
    for entry in entries.into_iter().filter(|e| e.depth == 0) {
        let named = reader.slice(entry.key);
        let role = reader.vocabulary.roles(named).first().copied();
        let value = reader.slice(entry.value);
        let called = || reader.vocabulary.topics(value).contains(Topic::Template);
        if named == "template" && value == "true" || named == "title" && called() {
            reader.plan.template = true;
        }
        reader.plan.fields.push(Field {
            role,
            key: entry.key,
            value: entry.value,
            block,
            body: None,
            item: None,
            titled: false,
            section: SectionId(0),
            why: Why::FrontMatter,
        });
    }
}

/// Lets each field speak of the task, group or actor in whose scope it stands.
pub(in crate::plan) fn apply(reader: &mut Reader) {
    rosters::lists(reader);
    owned_sections(reader);
    waiting::read(reader);
    let listed = edits::listed(reader);
    for index in 0..reader.plan.fields.len() {
        let field = reader.plan.fields[index].clone();
        let Some(role) = field.role else { continue };
        match role {
            // "Agents: ada, bob, cy" in a phase's section are those who do it.
            Role::Team => match subject(reader, &field) {
                Some(_) if !rosters::counts(reader, &field) => owner(reader, &field, Role::Owner),
                _ => rosters::label(reader, &field),
            },
            Role::Owner | Role::Backup => owner(reader, &field, role),
            Role::Depends | Role::Blocks | Role::With => depends(reader, &field, role),
            Role::Duration => duration(reader, &field),
            Role::Status => status(reader, &field),
            Role::Branch => {
                if let Some(Node::Group(group)) = subject(reader, &field) {
                    reader.plan.groups[group.index()].branch = Some(field.value);
                }
            }
            Role::Files | Role::Outputs => files(reader, &field, &listed),
            _ => {}
        }
    }
    scopes(reader);
}

/// What headings and fields say about the state of everything below them.
fn scopes(reader: &mut Reader) {
    let headings =
        reader.plan.sections.iter().enumerate().filter_map(|(index, facts)| {
            facts.status.map(|claim| ScopeStatus { section: SectionId(index as u32), claim })
        });
    let mut found: Vec<ScopeStatus> = headings.collect();
    // "Completed: 2026-03-27" and "Progress: 4/9" are no words for a state.
    let figure = |f: &Field| reader.slice(f.value).starts_with(|c: char| c.is_ascii_digit());
    let speaks = |f: &&Field| f.role == Some(Role::Status) && f.of_section(reader.document) && !figure(f);
    let told = reader.plan.fields.iter().filter(speaks);
    let fields: Vec<(&Field, SectionId)> = told.map(|f| (f, behind_facets(reader, f.section))).collect();
    let mut counts: FxHashMap<SectionId, u32> = FxHashMap::default();
    for (_, section) in fields.iter().filter(|(f, _)| f.why != Why::FrontMatter) {
        *counts.entry(*section).or_default() += 1;
    }
    for (field, section) in fields {
        // Two status fields in one section speak of two things, and neither of the section.
        let alone = field.why == Why::FrontMatter || counts.get(&section) == Some(&1);
        // "Complete (core)" below "Overview" may be that of a part.
        let plain =
            section == field.section || !reader.slice(field.value).contains(['(', ',', ';', '/', ':', '—', '–']);
        let whole =
            |c: &StatusClaim| c.status != Status::Done || !reserved(reader.vocabulary, reader.slice(field.value));
        if let Some(claim) = field_status(reader, field).filter(|claim| alone && plain && whole(claim)) {
            found.push(ScopeStatus { section, claim });
        }
    }
    // The row or box of a phase in a summary speaks of the phase's own section.
    for group in &reader.plan.groups {
        let row = group.statuses.iter().find(|s| matches!(s.place.why, Why::Cell | Why::Box));
        if let (Some(section), Some(&claim), false) = (group.section, row, namesakes(&group.places)) {
            found.push(ScopeStatus { section, claim });
        }
    }
    reader.plan.scope_statuses = found;
}

/// The section of which the fields below `section` speak: behind "**User story:**" they are those of the story, and below
/// the first heading of a document, "Metadata", of all of it.
fn behind_facets(reader: &Reader, section: SectionId) -> SectionId {
    let entry = reader.document.section(section);
    let is = |name| reader.vocabulary.is_name(entry.title.trim_end_matches(':'), name);
    let first =
        || entry.level == 2 && entry.parent.0 + 1 == section.0 && reader.document.section(entry.parent).level == 1;
    let facet = entry.is_bold_line() && is(Name::Facet) || first() && is(Name::Particulars);
    if facet { entry.parent } else { section }
}

/// Whether a status takes back a part of what it says: "Implemented (requires testing)".
fn reserved(words: &Vocabulary, value: &str) -> bool {
    value.contains('~') || words.says(&fold(value), Word::TakingBack)
}

/// A section with an owner field is a piece of work, whatever its heading's form.
fn owned_sections(reader: &mut Reader) {
    // One owner in a part of a task is the task's; several parts with an owner each are tasks of their own.
    let mut owners: FxHashMap<Node, usize> = FxHashMap::default();
    for field in reader
        .plan
        .fields
        .iter()
        .filter(|f| f.role == Some(Role::Owner) && f.item.is_none_or(|i| !reader.task_blocks.contains_key(&i)))
    {
        if let Some(node) = subject(reader, field) {
            *owners.entry(node).or_default() += 1;
        }
    }
    for index in 0..reader.plan.fields.len() {
        let field = &reader.plan.fields[index];
        let section = reader.document.section(field.section);
        // "Lead: TBD" below "Team" says who is in it.
        let facts = &reader.plan.sections[field.section.0 as usize];
        if facts.topics.contains(Topic::Team) {
            continue;
        }
        let owner = matches!(field.role, Some(Role::Owner)) && field.why == Why::Label && !field.value.is_empty();
        if !owner || !(2..7).contains(&section.level) || reader.slice(field.value).split_whitespace().count() > 6 {
            continue;
        }
        if field.item.is_some_and(|item| is_nested(reader, item)) {
            continue;
        }
        let outer = subject(reader, field);
        let own = outer.is_none_or(|node| owners.get(&node).is_some_and(|&n| n > 1));
        let (Some(heading), true) = (section.heading, own && facts.task.is_none()) else { continue };
        let place = Place::new(section.title_span, Why::Heading, LIKELY);
        let id = field.section;
        let task = reader.task(Task::new(&section.title, place, heading, id));
        reader.plan.sections[id.0 as usize].task = Some(task);
    }
}

/// What a field speaks of: the item it stands in, the task or group of its section.
pub(in crate::plan) fn subject(reader: &Reader, field: &Field) -> Option<Node> {
    if field.why == Why::FrontMatter {
        return None;
    }
    if let Some(item) = field.item {
        let around = std::iter::once(item).chain(reader.document.ancestors(item));
        if let Some(&task) = around.into_iter().find_map(|b| reader.task_blocks.get(&b)) {
            return Some(Node::Task(task));
        }
        if field.titled || is_nested(reader, item) {
            return None;
        }
    }
    reader.plan.sections_around(reader.document, field.section).find_map(|s| {
        let facts = &reader.plan.sections[s.0 as usize];
        facts.task.map(Node::Task).or(facts.group.map(Node::Group))
    })
}

/// Whether an item belongs to another one: what it says is about that, and not about the section.
fn is_nested(reader: &Reader, item: BlockId) -> bool {
    reader.document.ancestors(item).any(|block| matches!(reader.document.block(block).kind, Kind::Item { .. }))
}

fn owner(reader: &mut Reader, field: &Field, role: Role) {
    // A person's section may say "Role: …"; only what has a task or group is owned.
    let Some(subject) = subject(reader, field) else { return };
    if field.value.is_empty() && field.body.is_some() {
        return;
    }
    let plain = reader.plain_in(field.block, field.value);
    // "primary: 4/4 passed" tells a result.
    if plain.split_whitespace().count() > 8 || quantity::ratio(&plain, 0).is_some_and(|ratio| ratio.span.start == 0) {
        return;
    }
    let place = Place::new(field.value, field.why, SURE);
    let assignee = reader.assignees(field.value, &plain, place);
    let duty = if role == Role::Owner { Duty::Owner } else { Duty::Backup };
    reader.plan.assignments.push(Assignment { subject, duty, assignee, place, heading: field.key });
}

/// The same, or the agent whose section it is: one that waits for another.
fn waiting(reader: &Reader, field: &Field) -> Option<Node> {
    let outer = subject(reader, field);
    let agent = reader.plan.sections[field.section.0 as usize].actor.filter(|_| !matches!(outer, Some(Node::Task(_))));
    agent.map(Node::Actor).or(outer)
}

fn depends(reader: &mut Reader, field: &Field, role: Role) {
    let Some(subject) = waiting(reader, field) else { return };
    let relation = match role {
        Role::Blocks => Relation::Blocks,
        Role::With => Relation::With,
        _ => Relation::After,
    };
    if !field.value.is_empty() {
        let place = Place::new(field.value, Why::Label, SURE);
        reader.pending.push(Pending { subject, relation, place });
        return;
    }
    let Some(body) = field.body.filter(|&b| matches!(reader.document.block(b).kind, Kind::List { .. })) else { return };
    for item in reader.document.children(body) {
        let place = Place::new(reader.document.text_span(item), Why::Label, LIKELY);
        reader.pending.push(Pending { subject, relation, place });
    }
}

fn duration(reader: &mut Reader, field: &Field) {
    let Some(Node::Group(group)) = subject(reader, field) else { return };
    // Only a field directly under the group's heading speaks of the whole group.
    let directly = field.item.is_none_or(|item| {
        let list = reader.document.block(item).parent;
        let above = list.and_then(|list| reader.document.previous_sibling(list));
        above.is_some() && above == reader.document.section(field.section).heading
    });
    // Below what a line of bold text lists, a label speaks of all such lines: "Total time: 14 hours".
    let heading = reader.document.section(field.section).heading.filter(|_| field.item.is_none());
    let lists = &reader.document.lists;
    let behind =
        |heading: BlockId| lists.get(lists.partition_point(|&list| list < heading)).is_some_and(|&l| l < field.block);
    if reader.document.section(field.section).is_bold_line() && heading.is_some_and(behind) {
        return;
    }
    if reader.plan.groups[group.index()].section != Some(field.section) || !directly {
        return;
    }
    let text = reader.slice(field.value);
    if let Some(quantity) = quantity::each(text, field.value.start).find(|q| q.is_time()) {
        let span = quantity.span;
        reader.plan.groups[group.index()].durations.push(DurationClaim { quantity, span });
    }
}

fn status(reader: &mut Reader, field: &Field) {
    let Some(claim) = field_status(reader, field) else { return };
    match subject(reader, field) {
        // Below a task's heading, a status in a further section is that section's own.
        Some(Node::Task(task))
            if !field.of_section(reader.document) || reader.plan.tasks[task.index()].section == field.section =>
        {
            let boxed = field_box(reader, field);
            reader.plan.tasks[task.index()].statuses.extend(boxed.into_iter().chain([claim]));
        }
        Some(Node::Group(group)) if reader.plan.groups[group.index()].section == Some(field.section) => {
            reader.plan.groups[group.index()].statuses.push(claim);
        }
        _ => {}
    }
}

/// The state that a status field says, with or without a box before the word.
pub(in crate::plan) fn field_status(reader: &Reader, field: &Field) -> Option<StatusClaim> {
    let plain = match field.why {
        Why::FrontMatter => reader.slice(field.value).into(),
        _ => reader.plain_in(field.block, field.value),
    };
    let bare = boxed(&plain).map_or(&*plain, |(_, word)| word);
    // `[Not Started]` says so in brackets.
    let bare = bare.strip_prefix('[').and_then(|b| b.strip_suffix(']')).unwrap_or(bare);
    let status = states::stated(reader.vocabulary, bare)?;
    Some(StatusClaim { status, said: Said::Word, place: Place::new(field.value, field.why, SURE) })
}

/// A box with which a status begins, and the word behind it: `[x] complete`.
fn boxed(value: &str) -> Option<(char, &str)> {
    let mut letters = value.strip_prefix('[')?.chars();
    let mark = letters.next()?;
    letters.as_str().strip_prefix(']').map(|word| (mark, word.trim_start()))
}

/// What the box before a status word says besides: `[ ] complete` says two things.
pub(in crate::plan) fn field_box(reader: &Reader, field: &Field) -> Option<StatusClaim> {
    let (mark, _) = boxed(reader.slice(field.value))?;
    let status = match mark {
        ' ' => Status::Open,
        'x' | 'X' => Status::Done,
        _ => return None,
    };
    let start = field.value.start as usize;
    Some(StatusClaim { status, said: Said::Box, place: Place::new(Span::new(start, start + 3), field.why, SURE) })
}

/// Whether an item of a list of files names one that nobody changes: "Read `src/tree.rs`", "`src/lib.rs` (read-only)".
fn only_reads(reader: &Reader, item: &str) -> bool {
    let mut words = item.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    reader.vocabulary.is_name(first, Name::Reading)
        || item.split_once('(').is_some_and(|(_, gloss)| {
            ["read-only", "read only", "readonly", "reference"]
                .iter()
                .any(|w| gloss.to_ascii_lowercase().starts_with(w))
        })
}

fn files(reader: &mut Reader, field: &Field, listed: &FxHashSet<BlockId>) {
    let Some(Node::Task(task)) = subject(reader, field) else { return };
    let edit = edits::is_key(reader, reader.slice(field.key));
    // "- Modify: `a.rs`" below "**Files:**" is one of those.
    if edit && reader.document.ancestors(field.block).any(|block| listed.contains(&block)) {
        return;
    }
    let spans: Vec<Span> = match field.body {
        Some(body) if field.value.is_empty() => reader
            .document
            .descendants(body)
            .filter(|&b| matches!(reader.document.block(b).kind, Kind::Paragraph))
            .map(|b| reader.document.text_span(b))
            .collect(),
        _ => vec![field.value],
    };
    for span in spans {
        let found = if edit { edits::files(reader, span) } else { named(reader, span) };
        reader.plan.tasks[task.index()].files.extend(found);
    }
}

/// The files that a text names where the place itself says that they are changed.
fn named(reader: &Reader, span: Span) -> Vec<FileRef> {
    let reads = only_reads(reader, reader.slice(span));
    let found = plan::listed_files(reader.text, span).into_iter();
    found.map(|file| FileRef { writes: file.writes && !reads, ..file }).collect()
}
