//! See `rules/ownership/missing-owner.md`.

mod dealt;
mod elsewhere;
mod excused;
mod parts;

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Assignee, Assignment, Axis, Boxes, Duty, Field, Node, Role, Row, Status, StatusClaim, Task, TaskId, TaskKind,
        Topic, Why, fold,
    },
    rules::{Context, Findings, ownership::unowned_task::unowned},
    settings::RequireOwner,
    source::Span,
};
use elsewhere::Elsewhere;
use excused::Excused;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{borrow::Cow, collections::BTreeMap};

/// Finds work whose owner cell or field is empty or a placeholder, and, where
/// the configuration demands an owner, work that nothing gives to anybody.
pub fn check(cx: &Context, out: &mut Findings) {
    of_document(cx, out);
    dealt::check(cx, out);
    required(cx, out);
    let mut assignments: Vec<&Assignment> = cx.plan.assignments.iter().collect();
    if assignments.iter().all(|a| a.assignee != Assignee::Missing) {
        return;
    }
    assignments.sort_by_key(|a| a.subject);
    let forms = Forms::of(cx, &assignments);
    let elsewhere = Elsewhere::of(cx, &assignments);
    let excused = Excused::of(cx, &assignments);
    let mut unfilled: BTreeMap<Cow<str>, Vec<(Node, &Assignment)>> = BTreeMap::new();
    let mut undealt = unfilled.clone();
    let mut alike: BTreeMap<Span, Vec<(Node, &Assignment)>> = BTreeMap::new();
    for given in assignments.chunk_by(|a, b| a.subject == b.subject) {
        let node = given[0].subject;
        if !is_wanting(cx, node) {
            continue;
        }
        let missing = |duty: Duty| given.iter().copied().find(|a| a.duty == duty && a.assignee == Assignee::Missing);
        // Whoever else is named in an owner column or field does the work.
        let owned = given.iter().any(|a| a.duty == Duty::Owner && matches!(a.assignee, Assignee::Actors(_)));
        let (primary, backup) = (missing(Duty::Owner).filter(|_| !owned), missing(Duty::Backup));
        match (primary, backup) {
            (Some(owner), _) if elsewhere.answers(cx, owner) => {}
            (Some(owner), _) if excused.covers(cx, owner) => {}
            (Some(owner), _) if forms.is_form(cx, owner) && !forms.is_awaited(cx, node) => {
                unfilled.entry(key(cx, owner)).or_default().push((node, owner));
            }
            (Some(owner), _) if forms.is_filled_alike(cx, owner) => {
                alike.entry(owner.heading).or_default().push((node, owner));
            }
            // Whoever begins it may still write a name there, and a risk is nobody's work.
            (Some(owner), _) if excused.is_free(cx, owner) || is_aside(cx, node) => {
                unfilled.entry(key(cx, owner)).or_default().push((node, owner));
            }
            (Some(owner), None) if excused.is_undealt(cx, owner) && !forms.is_awaited(cx, node) => {
                undealt.entry(key(cx, owner)).or_default().push((node, owner));
            }
            (Some(owner), other) => out.push(finding(cx, out, node, owner, other)),
            (None, Some(backup)) if owned => {
                let found = finding(cx, out, node, backup, None).severity(Severity::Warning);
                out.push(found);
            }
            _ => {}
        }
    }
    for (key, places) in undealt {
        match unfilled.get_mut(&key) {
            Some(others) => others.extend(places),
            None if places.len() >= HABIT => _ = unfilled.insert(key, places),
            None => places.into_iter().for_each(|(node, owner)| out.push(finding(cx, out, node, owner, None))),
        }
    }
    for places in unfilled.into_values().filter(|places| !is_blank_form(cx, &forms, places)) {
        out.push(habit(cx, out, &forms, &places));
    }
    for places in alike.into_values() {
        out.push(left_for_later(cx, out, &forms, &places));
    }
}

/// How many more places a finding about a form points at.
const SHOWN: usize = 8;

/// The fewest places of one name at which a habit shows.
const HABIT: usize = 3;

/// The owner columns and fields of a document, by their names.
struct Forms<'t> {
    /// In how many places of a name somebody stands, and how many there are.
    counts: FxHashMap<Cow<'t, str>, (usize, usize)>,
    /// How many places each column or key has, by where its name stands.
    places: FxHashMap<Span, usize>,
    /// In how many of them the same text stands for a name.
    alike: FxHashMap<(Span, &'t str), usize>,
    boxes: Boxes<'t>,
    sections: FxHashMap<TaskId, SectionId>,
}

impl<'t> Forms<'t> {
    fn of(cx: &Context<'t>, assignments: &[&Assignment]) -> Self {
        let mut counts: FxHashMap<_, (usize, usize)> = FxHashMap::default();
        let (mut places, mut alike): (FxHashMap<Span, usize>, FxHashMap<_, usize>) = Default::default();
        // Where on purpose nobody stands, nobody is awaited either.
        for given in assignments.iter().filter(|a| a.duty == Duty::Owner && a.assignee != Assignee::Nobody) {
            let (filled, all) = counts.entry(key(cx, given)).or_default();
            *filled += usize::from(given.assignee != Assignee::Missing);
            *all += 1;
            *places.entry(given.heading).or_default() += 1;
            if given.assignee == Assignee::Missing {
                *alike.entry((given.heading, written(cx, given))).or_default() += 1;
            }
        }
        let headed = cx.plan.sections.iter().enumerate();
        let sections = headed.filter_map(|(index, s)| Some((s.task?, SectionId(index as u32)))).collect();
        Self { counts, places, alike, boxes: cx.boxes(), sections }
    }

    /// Whether hardly anybody fills it in, whether the work is done or not.
    fn is_form(&self, cx: &Context<'t>, given: &Assignment) -> bool {
        self.counts.get(&key(cx, given)).is_some_and(|&(filled, all)| all >= HABIT && filled * 10 <= all)
    }

    /// Whether one text stands for a name in most places of a column: the author left the whole of it for later.
    fn is_filled_alike(&self, cx: &Context<'t>, given: &Assignment) -> bool {
        let text = written(cx, given);
        let alike = self.alike.get(&(given.heading, text)).copied().unwrap_or_default();
        let places = self.places.get(&given.heading).copied().unwrap_or_default();
        !text.is_empty() && alike > HABIT && alike * 4 >= places * 3
    }

    /// Whether somebody waits for a name: work that has begun, or a lane, which is there to be dealt out.
    fn is_awaited(&self, cx: &Context, node: Node) -> bool {
        let begun = |s: &StatusClaim| s.status == Status::Doing;
        let (statuses, section) = match node {
            Node::Task(id) => (&cx.plan.task(id).statuses, self.sections.get(&id).copied()),
            Node::Group(id) if cx.plan.group(id).axis == Axis::Lane => return true,
            Node::Group(id) => (&cx.plan.group(id).statuses, cx.plan.group(id).section),
            Node::Actor(_) => return false,
        };
        let ticked = |s| self.boxes.of_section(cx.document, s).iter().any(|&t| cx.plan.task(t).done());
        statuses.iter().any(begun) || section.is_some_and(ticked)
    }
}

/// The name of an owner column or field, for comparison.
fn key<'t>(cx: &Context<'t>, given: &Assignment) -> Cow<'t, str> {
    fold(cx.text(given.heading))
}

/// One finding about an owner column or field that hardly anybody fills in.
fn habit(cx: &Context, out: &Findings, forms: &Forms, places: &[(Node, &Assignment)]) -> Diagnostic {
    let (node, first) = places[0];
    let (filled, all) = forms.counts.get(&key(cx, first)).copied().unwrap_or_default();
    let heading = quote(cx.text(first.heading).trim_matches(['*', '`']));
    let left = match places.len() {
        1 => "1 that is still to be done has nobody".to_owned(),
        n => format!("{n} that are still to be done have nobody"),
    };
    let message = match filled {
        0 if places.len() == all => format!("`{heading}` names nobody in any of its {all} places"),
        _ => format!("`{heading}` names somebody in {filled} of {all} places, and {left}"),
    };
    let found = out
        .at(place_of(cx, node, first), message)
        .severity(Severity::Warning)
        .help("name who does the next ones, or take the field out until somebody fills it in")
        .about(Subject::Document);
    gathered(cx, found, places)
}

/// Whether a document is laid out and still to be filled in: nobody is named, nothing has begun, and other tables have
/// rows with nothing behind their names.
fn is_blank_form(cx: &Context, forms: &Forms, places: &[(Node, &Assignment)]) -> bool {
    let (filled, all) = forms.counts.get(&key(cx, places[0].1)).copied().unwrap_or_default();
    let begun = |s: &StatusClaim| !matches!(s.status, Status::Open);
    let idle = |task: &Task| !task.statuses.iter().any(begun);
    let empty = |cells: &[BlockId]| cells.iter().all(|&cell| cx.text(cx.document.text_span(cell)).trim().is_empty());
    let blank = |row: &Row| row.cells.len() > 1 && empty(&row.cells[1..]);
    let mut others = cx.plan.tables.iter().filter(|table| !table.has(Role::Owner));
    let mut unfilled = || cx.plan.tasks.iter().all(idle) && others.any(|table| table.rows.iter().any(blank));
    filled == 0 && places.len() == all && (is_signed_below(cx, places) || unfilled())
}

/// Whether a table is filled in and signed at the end: nothing stands in its rows but what each is about and boxes that are
/// not ticked, and below it is a line to write on.
fn is_signed_below(cx: &Context, places: &[(Node, &Assignment)]) -> bool {
    let Node::Task(id) = places[0].0 else { return false };
    let task = cx.plan.task(id);
    let Some(table) = task.table.map(|id| &cx.plan.tables[id.index()]) else { return false };
    let letters = |cell: &&BlockId| cx.text(cx.document.text_span(**cell)).contains(char::is_alphabetic);
    // A box that is ticked has one.
    let bare = |row: &Row| row.cells.iter().filter(letters).count() <= 1;
    let end = cx.document.section(table.section).end;
    let below = (table.block.0..end).map(BlockId).map(|block| cx.document.block(block));
    table.rows.iter().all(bare) && below.filter(|b| b.kind == Kind::Paragraph).any(|b| cx.text(b.span).contains(LINE))
}

/// A line to write on.
const LINE: &str = "_____";

/// One finding about a column in most places of which the same text stands for a name.
fn left_for_later(cx: &Context, out: &Findings, forms: &Forms, places: &[(Node, &Assignment)]) -> Diagnostic {
    let (node, first) = places[0];
    let heading = quote(cx.text(first.heading).trim_matches(['*', '`']));
    let all = forms.places.get(&first.heading).copied().unwrap_or_default();
    let said = written(cx, first);
    let alike = forms.alike.get(&(first.heading, said)).copied().unwrap_or_default();
    let which = if alike == all { format!("each of its {all} places") } else { format!("{alike} of {all} places") };
    // The others are done.
    let left = if places.len() == alike { String::new() } else { format!(", {} still to be done", places.len()) };
    let found = out
        .at(place_of(cx, node, first), format!("`{heading}` says only {} in {which}{left}", quote(said)))
        .help("name one person, team or agent for each; work without an owner is picked up twice or not at all")
        .about(Subject::Place(first.heading));
    gathered(cx, found, places)
}

/// A finding that points at all of these places.
fn gathered(cx: &Context, found: Diagnostic, places: &[(Node, &Assignment)]) -> Diagnostic {
    let first = places[0].1;
    let found = found
        .label(gap(cx, first))
        .confidence(first.place.confidence)
        .gathers(places.iter().map(|(node, given)| place_of(cx, *node, given)));
    let more = places.iter().skip(1).take(SHOWN);
    more.fold(found, |found, (node, given)| found.related(place_of(cx, *node, given), "nor here"))
}

/// An owner field of the document itself, at its head or its foot, in which nobody is named.
fn of_document(cx: &Context, out: &mut Findings) {
    if !cx.plan.tasks.iter().any(Task::open) {
        return;
    }
    let speaks = |f: &&Field| {
        let facts = &cx.plan.sections[f.section.0 as usize];
        f.role == Some(Role::Owner)
            && f.why == Why::Label
            && f.item.is_none()
            && cx.document.section(f.section).level < 2
            && facts.task.is_none()
            && facts.group.is_none()
    };
    for field in cx.plan.fields.iter().filter(speaks) {
        let said = cx.document.plain_in(cx.source.text(), field.block, field.value);
        if said.trim().is_empty() || !cx.settings.vocabulary.is_owner_placeholder(said.trim()) {
            continue;
        }
        let key = quote(cx.text(field.key).trim_matches(['*', '`']));
        let finding = out
            .at(field.value, format!("the document has no owner: `{key}` says only {}", quote(said.trim())))
            .severity(Severity::Warning)
            .label(format!("still {}", quote(said.trim())))
            .help("name who answers for the plan")
            .about(Subject::Place(field.key));
        out.push(finding);
    }
}

fn finding(cx: &Context, out: &Findings, node: Node, given: &Assignment, also: Option<&Assignment>) -> Diagnostic {
    let name = quote(&cx.plan.name(node));
    let duty = if given.duty == Duty::Backup { "backup" } else { "owner" };
    let heading = quote(cx.text(given.heading).trim_matches(['*', '`']));
    let what = match written(cx, given) {
        "" => "is empty".to_owned(),
        text => format!("says only {}", quote(text)),
    };
    let message = match also {
        Some(backup) => {
            format!("`{name}` has no owner: `{heading}` {what}, and so is `{}`", quote(cx.text(backup.heading)))
        }
        None => format!("`{name}` has no {duty}: `{heading}` {what}"),
    };
    out.at(place_of(cx, node, given), message)
        .label(gap(cx, given))
        .confidence(given.place.confidence)
        .help("name one person, team or agent, or write N/A and why; work without an owner is picked up twice or not at all")
        .about(Subject::Place(cx.plan.span(node)))
}

/// What stands where a name should, without marks and comments, which no reader sees.
fn written<'t>(cx: &Context<'t>, given: &Assignment) -> &'t str {
    let mut text = cx.text(given.place.span).trim();
    while let Some((_, behind)) = text.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        text = behind.trim_start();
    }
    text.split("<!--").next().unwrap_or(text).trim().trim_matches(['*', '_', '`'])
}

/// What a snippet says at such a place.
fn gap(cx: &Context, given: &Assignment) -> String {
    match written(cx, given) {
        "" if given.duty == Duty::Backup => "no backup here".to_owned(),
        "" => "no owner here".to_owned(),
        text => format!("still {}", quote(text)),
    }
}

/// Where to point. An empty cell is nothing to point at: its key is, where that stands before it, else what
/// it is to own.
fn place_of(cx: &Context, node: Node, given: &Assignment) -> Span {
    let beside = !cx.text(given.heading.to(given.place.span)).contains('\n');
    match given.place.span.is_empty() {
        false => given.place.span,
        true if beside => given.heading,
        true => cx.plan.span(node),
    }
}

/// Whether the subject still is to be done by somebody.
fn is_wanting(cx: &Context, node: Node) -> bool {
    match node {
        Node::Task(id) => wants_owner(cx, id),
        Node::Group(id) => {
            let group = cx.plan.group(id);
            let names = [&*group.word, &*group.title, &*group.label];
            let spare = names.iter().any(|name| cx.settings.vocabulary.is_spare(name));
            !spare && !group.statuses.iter().any(|s| is_finished(s.status))
        }
        Node::Actor(_) => false,
    }
}

/// Whether it is a row of a table of risks, questions or the like.
fn is_aside(cx: &Context, node: Node) -> bool {
    let Node::Task(id) = node else { return false };
    cx.plan.task(id).table.is_some_and(|table| !cx.plan.tables[table.index()].lists_work(&cx.settings.vocabulary))
}

/// Whether the task still is to be done by somebody.
pub(super) fn wants_owner(cx: &Context, id: TaskId) -> bool {
    let task = cx.plan.task(id);
    !task.optional
        && task.kind == TaskKind::Work
        && !is_remark(&task.title)
        && !task.statuses.iter().any(|s| is_finished(s.status))
        && !cx.plan.within(task.section, Topic::Template)
        && !is_put_off(cx, task.section)
}

/// Whether a heading around says that the work below it is for later: "Backlog", "Later", and not "Sprint backlog".
fn is_put_off(cx: &Context, section: SectionId) -> bool {
    let words = &cx.settings.vocabulary;
    let says = |section: SectionId| {
        let title = &cx.document.section(section).title;
        let (head, gloss) = title.split_at(title.find('(').unwrap_or(title.len()));
        let named = head.split(|c: char| !c.is_alphabetic()).any(|word| words.noun(&word.to_lowercase()).is_some());
        words.topics(if named { gloss } else { title }).contains(Topic::Optional)
    };
    cx.plan.within(section, Topic::Optional) && cx.plan.sections_around(cx.document, section).any(says)
}

/// Whether a title is a remark, "(and so on for the others)", or still to be written: "[Description]", `{{NAME}}`.
fn is_remark(title: &str) -> bool {
    [("(", ")"), ("[", "]"), ("{{", "}}")].iter().any(|(open, close)| {
        let inside = title.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inside.is_some_and(|inside| !inside.contains([open.as_bytes()[0] as char, close.as_bytes()[0] as char]))
    })
}

fn is_finished(status: Status) -> bool {
    matches!(status, Status::Done | Status::Dropped)
}

/// `[require] owner`: work that no column or field speaks of.
fn required(cx: &Context, out: &mut Findings) {
    let (asked, found) = match cx.settings.require.owner {
        Some(RequireOwner::EveryTask) => ("every-task", every_task(cx)),
        Some(RequireOwner::Convention) => ("convention", unowned(cx).into_iter().map(|(id, ..)| id).collect()),
        None => return,
    };
    for task in found.into_iter().map(|id| cx.plan.task(id)) {
        let found = out
            .at(
                task.span(),
                format!("“{}” has no owner, and `[require] owner = \"{asked}\"` asks for one", quote(&task.shown())),
            )
            .label("nobody is named for this")
            .help("name one person, team or agent, as in `@name` or an Owner field")
            .about(Subject::Place(task.span()));
        out.push(found);
    }
}

/// Every piece of work that neither itself nor anything around it gives to somebody.
fn every_task(cx: &Context) -> Vec<TaskId> {
    let owners = cx.plan.owners(cx.document);
    // An owner cell that is empty is reported as such.
    let empty = cx.plan.assignments.iter().filter(|a| a.assignee == Assignee::Missing);
    let told: FxHashSet<Node> = empty.map(|a| cx.plan.canonical(a.subject)).collect();
    let gates: FxHashSet<TaskId> = cx.plan.gates.iter().flat_map(|g| g.tasks.iter().copied()).collect();
    // A step is its task's; a heading with steps below it stands for them.
    let whole =
        cx.plan.distinct_tasks().filter(|(id, t)| t.parent.is_none() && wants_owner(cx, *id) && !gates.contains(id));
    let steps: FxHashSet<TaskId> = cx.plan.sections.iter().filter_map(|s| s.task).collect();
    let of_heading = |id: TaskId| {
        let section = cx.plan.task(id).section;
        let around = cx.plan.sections_around(cx.document, section).find_map(|s| cx.plan.sections[s.0 as usize].task);
        !steps.contains(&id) && around.is_some()
    };
    whole
        .map(|(id, _)| id)
        .filter(|&id| !owners.cover(id) && !told.contains(&Node::Task(id)) && !of_heading(id))
        .collect()
}
