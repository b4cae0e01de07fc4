//! See `rules/dependencies/duplicate-id.md`.

mod cells;
mod files;
mod lines;
mod numbers;
mod phases;
mod required;
mod sisters;
mod swapped;
mod tables;

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, Subject, quote},
    markdown::SectionId,
    plan::{
        Dialect, Few, GroupId, Name, Node, Plan, Role, Said, Status, StatusClaim, Task, TaskId, TaskKind, Vocabulary,
        Why, Word, id_key,
        names::{self, Key},
        quantity,
    },
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use sisters::Sisters;
use std::{borrow::Cow, cell::LazyCell};

/// Where an id must be unique: a table's rows, or the boxes of the document.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Scope {
    Table(u32),
    /// Numbers without a prefix are unique under their heading only.
    Section(SectionId),
    /// Headings of one level under one heading; another part of the document may count anew.
    Headings(SectionId, u8),
    Boxes,
    /// The entries of a file of data, or of one of its lists.
    Entries(Option<GroupId>),
}

/// Whether an id is that of a criterion, "AC10", which each task that has to meet it cites.
fn is_criterion(id: &str) -> bool {
    let number = id.get(2..).map(|rest| rest.trim_start_matches(['-', '.']));
    id.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("AC"))
        && number.is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
}

/// Finds different tasks that share one id.
pub fn check(cx: &Context, out: &mut Findings) {
    lines::check(cx, out);
    phases::check(cx, out);
    tables::check(cx, out);
    required::check(cx, out);
    files::check(cx, out);
    swapped::check(cx, out);
    let sisters = Sisters::default();
    let recurring = Recurring::of(cx);
    let restarts = restarting_sections(cx.plan, &recurring.shared);
    let shared = recurring.shared.iter().filter(|(scope, tasks)| !is_excused(cx, *scope, tasks, &sisters));
    let all: Vec<Diagnostic> = shared.flat_map(|(scope, tasks)| told(cx, out, *scope, tasks, &restarts)).collect();
    match recurring.habit {
        // What is excused for most of them is so for the few that are left.
        Some(ids) if all.len() * 2 > ids => out.push(gathered(&all)),
        Some(_) => {}
        None => all.into_iter().for_each(|found| out.push(found)),
    }
    numbers::check(cx, out, &sisters);
}

/// Ids that several tasks of one scope have.
struct Recurring {
    /// Those that are ids for certain, with their tasks, in the order of the document.
    shared: Vec<(Scope, Few<TaskId>)>,
    /// How many recur, where so many do that they are those of what the tasks are parts of.
    habit: Option<usize>,
}

impl Recurring {
    fn of(cx: &Context) -> Self {
        let by_id = by_id(cx);
        let recurring: Vec<(Scope, &str, Few<TaskId>)> = by_id
            .iter()
            .filter(|(_, tasks)| tasks.len() > 1)
            .map(|((scope, id), tasks)| (*scope, &**id, distinct(cx, tasks)))
            .filter(|(.., tasks)| tasks.len() > 1)
            .collect();
        // Where the others are numbered, a word in their place says that there is no id yet: "TBD", "N/A", `T-XX`.
        let numbered = |id: &str| id.contains(char::is_numeric);
        let counting: FxHashSet<Scope> = by_id.keys().filter(|(_, id)| numbered(id)).map(|(scope, _)| *scope).collect();
        let recurring: Vec<_> =
            recurring.into_iter().filter(|(scope, id, _)| numbered(id) || !counting.contains(scope)).collect();
        let habit = Some(recurring.len()).filter(|&ids| ids >= HABIT && cx.plan.dialect == Dialect::Free);
        let cited = LazyCell::new(|| cited(cx));
        let families =
            LazyCell::new(|| Families::of(by_id.iter().map(|((scope, id), tasks)| (*scope, &**id, tasks.len()))));
        let shared = recurring.into_iter().filter(|(scope, id, tasks)| {
            are_ids(cx, *scope)
                || families.count_on(*scope, id) && !tasks.iter().all(|&task| is_issue(cx, task))
                || tasks.iter().any(|task| cited.contains(task))
        });
        let mut shared: Vec<(Scope, Few<TaskId>)> = shared.map(|(scope, _, tasks)| (scope, tasks)).collect();
        shared.sort_unstable_by_key(|(_, tasks)| tasks[0]);
        Self { shared, habit }
    }
}

/// The tasks by their ids, in each scope.
fn by_id(cx: &Context) -> FxHashMap<(Scope, Key), Few<TaskId>> {
    let mut by_id: FxHashMap<(Scope, Key), Few<TaskId>> = FxHashMap::default();
    for (id, task) in cx.plan.tasks() {
        if let (Some(name), Some(scope)) = (&task.id, scope(cx, task))
            && (task.kind != TaskKind::Review || name.starts_with("CHK"))
            && !is_file(cx, task)
            && !is_criterion(name)
            && !is_over(cx, task)
        {
            by_id.entry((scope, id_key(name))).or_default().push(id);
        }
    }
    by_id
}

/// Whether what several tasks have in common is no id of theirs, or one that comes again by design.
fn is_excused(cx: &Context, scope: Scope, tasks: &[TaskId], sisters: &Sisters) -> bool {
    if is_label(cx, tasks) {
        return true;
    }
    let Scope::Table(index) = scope else {
        // "C1: tests", where `C1` is one who works, says who does it.
        let key = names::key(cx.plan.task(tasks[0]).name());
        return cx.plan.actors.iter().any(|a| *a.key == *key);
    };
    let Some(table) = cx.plan.tables.get(index as usize) else { return false };
    let words = &cx.settings.vocabulary;
    // A task may be worked on in several hours, days or weeks, but what waits for a row needs to know which.
    let timetable = |key: &str| {
        quantity::is_time(key) || [Name::Calendar, Name::Dated, Name::Turn].iter().any(|&name| words.is_name(key, name))
    };
    let Some(column) = table.column(Role::Id) else {
        let clocked = cx.plan.timetables.iter().any(|timed| timed.table == index as usize);
        let when = clocked || table.columns.first().is_some_and(|first| timetable(&first.key));
        return when && !table.has(Role::Depends);
    };
    // Under "Day" stands when they are.
    let key = &table.columns[column].key;
    quantity::is_time(key) || words.is_name(key, Name::Calendar) || sisters.recur(cx, table, column)
}

/// A finding for each further task of one id that is not the first one told again, a part or a stage of it.
fn told(
    cx: &Context,
    out: &Findings,
    scope: Scope,
    tasks: &[TaskId],
    restarts: &FxHashSet<(SectionId, SectionId)>,
) -> Vec<Diagnostic> {
    let first = cx.plan.task(tasks[0]);
    let is_first_again = |task: &Task| {
        is_beside(cx, first, task)
            || are_parts(cx, first, task)
            || is_stage(cx, first) && is_stage(cx, task)
            || scope == Scope::Boxes && restarts.contains(&(first.section, task.section))
    };
    let further = tasks[1..].iter().map(|&id| cx.plan.task(id)).filter(|task| !is_first_again(task));
    let found = further.map(|task| {
        let name = quote(task.name());
        out.at(task.id_span.unwrap_or(task.span()), format!("two tasks have the id `{name}`"))
            .label("used again")
            .related(first.id_span.unwrap_or(first.span()), "used here first")
            .help(format!("give one of them another id; whoever depends on `{name}` cannot tell which is meant"))
            .about(Subject::Place(task.span()))
    });
    found.collect()
}

/// From how many recurring ids on that is a habit of the document.
const HABIT: usize = 4;

/// One finding about a habit.
fn gathered(all: &[Diagnostic]) -> Diagnostic {
    let mut found = all[0].clone().severity(Severity::Warning).confidence(Confidence::Conventional);
    found.message = format!("{}, and so it is in {} more places", found.message, all.len() - 1);
    found =
        found.help("number the parts of one item, as in `A1.1` and `A1.2`, so that each can be named and waited for");
    found.also(all[1..].iter().map(|other| (other.span, "and here")))
}

/// Whether a task is nothing but the name of the file that describes it: `01-02-PLAN.md`.
fn is_file(cx: &Context, task: &Task) -> bool {
    let text = cx.text(cx.document.text_span(task.block)).trim();
    text.ends_with(".md") && !text.contains(char::is_whitespace)
}

/// Ids of one prefix, by where they stand: how many there are, and how many tasks have them.
struct Families<'i>(FxHashMap<(Scope, &'i str), (usize, usize)>);

impl<'i> Families<'i> {
    fn of(ids: impl Iterator<Item = (Scope, &'i str, usize)>) -> Self {
        let mut families: FxHashMap<_, (usize, usize)> = FxHashMap::default();
        for (scope, id, tasks) in ids {
            let family = families.entry((scope, prefix(id))).or_default();
            *family = (family.0 + 1, family.1 + tasks);
        }
        Self(families)
    }

    /// Whether an id is a name of its own wherever it stands: `TASK-208`, `WP-2.8`; `2.8` and `A1` may be counted anew.
    fn is_named(id: &str) -> bool {
        let prefix = prefix(id);
        is_of_tasks(prefix) || prefix.len() > 2 && prefix.starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// Whether a number that stands twice is a slip: of a task, or in a list that counts on. What else recurs is a topic:
    /// `UTF-8: reading`, `UTF-8: writing`. The shorter the id, the more of them have to count on; `P1`, `Q3`
    /// and `US2` more often tell priorities, quarters and stories.
    fn count_on(&self, scope: Scope, id: &str) -> bool {
        let prefix = prefix(id);
        let plain = prefix.is_empty() || prefix.starts_with(|c: char| c.is_ascii_digit());
        if plain || is_of_tasks(prefix) {
            return true;
        }
        let &(ids, tasks) = self.0.get(&(scope, prefix)).unwrap_or(&(0, 0));
        let least = match (prefix, id.len()) {
            ("P" | "Q" | "S" | "US", _) => 5,
            (_, 2) => 3,
            _ => 2,
        };
        ids >= least && 2 * (tasks - ids) <= ids
    }
}

/// Whether ids of that prefix are always those of tasks.
fn is_of_tasks(prefix: &str) -> bool {
    matches!(prefix, "T" | "TASK" | "TASK-" | "CHK")
}

/// What stands before the number of an id.
fn prefix(id: &str) -> &str {
    id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
}

/// Whether what looks like an id there must be one: the column is called so, or the format knows ids.
fn are_ids(cx: &Context, scope: Scope) -> bool {
    match scope {
        _ if cx.plan.dialect != Dialect::Free => true,
        Scope::Table(table) => {
            let table = &cx.plan.tables[table as usize];
            table.column(Role::Id).is_some_and(|c| table.columns[c].name.chars().any(char::is_alphabetic))
        }
        scope => matches!(scope, Scope::Entries(_)),
    }
}

/// The tasks that an order names.
fn cited(cx: &Context) -> FxHashSet<TaskId> {
    let ends = cx.plan.edges.iter().flat_map(|e| [e.before, e.after]);
    ends.filter_map(|node| if let Node::Task(task) = node { Some(task) } else { None }).collect()
}

/// From how many neighbours on an id before them is a label.
const LABELLED: usize = 3;

/// Whether what stands before several neighbours of a list, with nothing behind it that would set it off, is the name of
/// what they belong to: "M2.5.1 clippy fixes", "M2.5.1 tests".
fn is_label(cx: &Context, tasks: &[TaskId]) -> bool {
    let bare = |task: &Task| {
        let Some(id) = task.id_span.filter(|_| task.table.is_none()) else { return false };
        let rest =
            cx.text(Span { start: id.end, end: task.span().end.max(id.end) }).trim_start_matches(['*', '`', ']']);
        rest.starts_with(' ') && !rest.trim_start().starts_with([':', '-', '—', '–', '.', '|', '·', '['])
    };
    let id = tasks.first().and_then(|&t| cx.plan.task(t).id.as_deref()).unwrap_or_default();
    if cx.plan.dialect != Dialect::Free || is_of_tasks(prefix(&id_key(id))) {
        return false;
    }
    let version = id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.matches('.').count() > 1;
    let mut run = 1;
    tasks.windows(2).any(|pair| {
        let (a, b) = (cx.plan.task(pair[0]), cx.plan.task(pair[1]));
        let next = cx.document.next_sibling(a.block) == Some(b.block) && bare(a) && bare(b);
        run = if next { run + 1 } else { 1 };
        run >= LABELLED || version && run > 1
    })
}

/// Whether two rows side by side are one step of a procedure, for two who take it together.
fn is_beside(cx: &Context, first: &Task, task: &Task) -> bool {
    let Some(table) = task.table.filter(|_| task.block.0 > first.block.0).map(|t| &cx.plan.tables[t.0 as usize]) else {
        return false;
    };
    let steps = table.column(Role::Id).is_some_and(|c| names::key(&table.columns[c].name) == "step");
    steps && table.rows.windows(2).any(|pair| pair[0].block == first.block && pair[1].block == task.block)
}

/// The longest text in brackets behind an id, in bytes.
const GLOSS: usize = 60;

/// Whether brackets right behind an id tell two parts of one thing: `F-33 (backend)`, `F-33 (frontend)`.
fn are_parts(cx: &Context, first: &Task, task: &Task) -> bool {
    let gloss = |task: &Task| {
        let id = task.id.as_deref()?;
        let line = window::after(cx.source.text(), task.id_span.unwrap_or(task.span()).start as usize, GLOSS)
            .lines()
            .next()?;
        let behind = line.trim_start_matches(['*', '`', ' ']).strip_prefix(id)?;
        behind.trim_start_matches(['*', '`', ' ']).strip_prefix('(')?.split_once(')').map(|(gloss, _)| gloss)
    };
    // "Task 2 – part 1": behind a heading's number the word stands first.
    let begins =
        |task: &Task| cx.settings.vocabulary.words(&task.title).any(|(w, at)| w == Word::Resumed && at.start == 0);
    let glosses = gloss(first).zip(gloss(task)).filter(|(one, other)| one != other);
    let tabled = first.table.is_some() && task.table.is_some();
    let next = || tabled && cx.document.next_sibling(first.block) == Some(task.block);
    if next() && share_name(first, task) {
        return true;
    }
    glosses.is_some_and(|(one, other)| tabled || numbers::follow(one, other))
        || first.title != task.title && begins(first) && begins(task)
}

/// Whether brackets alone tell the names of two tasks apart: "Sign-in (form)", "Sign-in (tokens)".
fn share_name(one: &Task, other: &Task) -> bool {
    fn parted(task: &Task) -> Option<(Cow<'_, str>, &str)> {
        task.title.split_once('(').map(|(name, gloss)| (names::key(name), gloss))
    }
    parted(one).zip(parted(other)).is_some_and(|(a, b)| !a.0.is_empty() && a.0 == b.0 && a.1 != b.1)
}

/// Whether a row names a task by its id and says only what is done with it then, or to what it leads: "T2 review",
/// "T2 → T4".
fn is_stage(cx: &Context, task: &Task) -> bool {
    let id = task.id.as_deref().filter(|_| task.table.is_some());
    let behind = id.and_then(|id| task.title.trim_start_matches(['*', '`', ' ']).strip_prefix(id));
    let behind = behind.map_or("", |behind| behind.trim_matches(['*', '`', ' ']));
    behind.starts_with(['→', '➔', '➜'])
        || behind.starts_with("->")
        || cx.settings.vocabulary.is_name(behind, Name::TaskStage)
}

fn scope(cx: &Context, task: &Task) -> Option<Scope> {
    let id = task.id.as_deref()?;
    match (task.table, task.places.first()?.why) {
        (Some(table), _) => Some(Scope::Table(table.0)),
        (None, Why::Box) if id.trim_start_matches('#').starts_with(|c: char| c.is_ascii_digit()) => {
            Some(Scope::Section(task.section))
        }
        (None, Why::Box) => Some(Scope::Boxes),
        (None, Why::Heading) => {
            let section = cx.document.section(task.section);
            Some(Scope::Headings(section.parent, section.level))
        }
        (None, Why::Entry) => Some(Scope::Entries(task.group)),
        _ => None,
    }
}

/// Whether a task is struck out, or stands in an older plan that was kept, or where one looks back on the work.
fn is_over(cx: &Context, task: &Task) -> bool {
    let struck = |s: &StatusClaim| s.status == Status::Dropped && s.said == Said::Mark;
    let looks_back = |section: SectionId| {
        let title = cx.document.section(section).title.trim_matches(|c: char| !c.is_alphanumeric());
        cx.settings.vocabulary.is_name(title, Name::LookingBack)
    };
    task.statuses.iter().any(struck)
        || cx.plan.is_bygone(cx.document, task)
        || cx.plan.sections_around(cx.document, task.section).any(looks_back)
}

/// Whether a task bears the number of an issue, on which several may work: `#12`, `[ABC-12](https://…)`.
fn is_issue(cx: &Context, task: TaskId) -> bool {
    let task = cx.plan.task(task);
    let linked = |span: Span| {
        let text = cx.source.text();
        text[..span.start as usize].ends_with('[') && text[span.end as usize..].starts_with("](")
    };
    task.id.as_deref().is_some_and(|id| id.starts_with('#')) || task.id_span.is_some_and(linked)
}

/// What is named by a title, where a remark behind it says that the work goes on: "Parser (attempt 2)".
fn resumes<'t>(words: &Vocabulary, title: &'t str) -> Option<&'t str> {
    let at = title.find(['(', '—', '–', '[']).or_else(|| title.find(", ")).unwrap_or(0);
    let (name, remark) = title.split_at(at);
    let opening = remark.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "Rework the notes" is work of its own, "again after the review" is none.
    let remark = remark.starts_with(['(', '['])
        || at > 0
        || opening.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("again"));
    let resumed = remark && words.words(opening).any(|(word, at)| word == Word::Resumed && at.start == 0);
    resumed.then(|| name.trim_end())
}

/// Tasks of one id that differ in their text: a task named twice is one task.
fn distinct(cx: &Context, tasks: &[TaskId]) -> Few<TaskId> {
    let plan = cx.plan;
    let mut titles = FxHashSet::default();
    let mut opening: Option<Cow<str>> = None;
    let mut parents: Vec<Option<TaskId>> = Vec::new();
    let mut kept = Few::new();
    for &id in tasks {
        let task = plan.task(id);
        // A number alone restarts with each list: only neighbours in one list are compared.
        let restarts = parents.iter().any(|&p| p != task.parent);
        let heading = task.places.first().is_some_and(|p| p.why == Why::Heading);
        let alone = task.id.as_deref().is_some_and(|i| !i.contains('.'));
        let title = names::key(&task.title);
        // "Task 2: API" and "Task 2: API, continued".
        let goes_on = |one: &Cow<str>| title.starts_with(&**one) || one.starts_with(&*title);
        let resumed = || {
            let name = resumes(&cx.settings.vocabulary, &task.title).map(names::key);
            name.is_some_and(|name| opening.as_ref().is_some_and(|one| one.starts_with(&*name)))
        };
        let continued = opening.is_some() && (heading && opening.as_ref().is_some_and(goes_on) || resumed());
        if !(restarts && alone || continued || titles.contains(&title)) {
            // Two tell whether any differs from a third.
            if parents.len() < 2 && !parents.contains(&task.parent) {
                parents.push(task.parent);
            }
            opening.get_or_insert_with(|| title.clone());
            titles.insert(title);
            kept.push(id);
        }
    }
    kept
}

/// Pairs of sections that share two ids or more: there the numbering restarts,
/// and the heading scopes the id.
fn restarting_sections(plan: &Plan, shared: &[(Scope, Few<TaskId>)]) -> FxHashSet<(SectionId, SectionId)> {
    let mut counts: FxHashMap<(SectionId, SectionId), u32> = FxHashMap::default();
    for (_, tasks) in shared {
        let first = plan.task(tasks[0]).section;
        for &task in &tasks[1..] {
            let other = plan.task(task).section;
            if other != first {
                *counts.entry((first, other)).or_default() += 1;
            }
        }
    }
    counts.into_iter().filter(|(_, n)| *n > 1).map(|(pair, _)| pair).collect()
}
