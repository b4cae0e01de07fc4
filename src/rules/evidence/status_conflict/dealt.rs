//! Rows of a list of work that are open there, and done under the same name in the table of a wave or sprint below.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{BlockId, Kind},
    plan::{
        Axis, Name, Node, Role, Row, Said, Status, StatusClaim, Table, Task, TaskKind, Topic, Why, Word, fold, names,
        quantity,
    },
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The fewest rows that a list shares with what is dealt: one may be a step that is taken again and again.
const SHARED: usize = 2;

/// The fewest words of a name that certainly means one thing.
const TELLING: usize = 4;

/// The fewest letters of such a name in a script that sets no spaces.
const LETTERS: usize = 9;

/// What stands below is no part of the work, or not as it stands now.
const ASIDE: [Topic; 10] = [
    Topic::Aside,
    Topic::Bygone,
    Topic::Closing,
    Topic::Criteria,
    Topic::Gates,
    Topic::Later,
    Topic::PerAgent,
    Topic::Prompt,
    Topic::Rollback,
    Topic::Template,
];

/// A row that says how far its work is.
#[derive(Clone, Copy)]
struct Told<'c> {
    table: &'c Table,
    row: &'c Row,
    task: &'c Task,
    claim: StatusClaim,
}

/// Compares the list of all work with what the waves below it tell of the same rows.
pub(super) fn check(cx: &Context, out: &mut Findings, told: &FxHashSet<u32>) {
    let stating = |table: &&Table| table.has(Role::Status) && table.has(Role::Task);
    if cx.plan.tables.iter().filter(stating).take(2).count() < 2 {
        return;
    }
    let (dealt, lists): (Vec<&Table>, Vec<&Table>) =
        cx.plan.tables.iter().filter(stating).filter(|table| is_current(cx, table)).partition(|t| is_slot(cx, t));
    let lists: Vec<&Table> = lists.into_iter().filter(|table| is_list(cx, table)).collect();
    if dealt.is_empty() || lists.is_empty() {
        return;
    }
    let (listed, dealt_rows) = (by_name(cx, &lists), by_name(cx, &dealt));
    let shared = dealt_rows.iter().filter_map(|(name, row)| Some((listed.get(name)?.as_ref()?, row.as_ref()?)));
    let pairs: Vec<(&Told, &Told)> =
        shared.filter(|(all, part)| all.row.block < part.row.block && is_one(cx, all, part)).collect();
    if pairs.len() < SHARED {
        return;
    }
    // A table of which little is listed above has other work of its own.
    let mut listed: FxHashMap<BlockId, usize> = FxHashMap::default();
    pairs.iter().for_each(|(_, part)| *listed.entry(part.table.block).or_default() += 1);
    let mostly = |part: &Told| 2 * listed[&part.table.block] >= part.table.rows.len();
    let mut apart: Vec<_> = pairs.iter().filter(|(all, part)| is_behind(all, part) && mostly(part)).collect();
    apart.retain(|(_, part)| !told.contains(&part.claim.place.span.start));
    apart.sort_by_key(|(_, part)| part.row.block);
    for (all, part) in apart {
        report(cx, out, all, part);
    }
}

/// Whether a table tells of the work of the plan as it is, with no sentence beside it that may say otherwise.
fn is_current(cx: &Context, table: &Table) -> bool {
    let aside = ASIDE.iter().any(|&topic| cx.plan.within(table.section, topic));
    let mut around = cx.plan.sections_around(cx.document, table.section);
    let headed = cx.document.previous_sibling(table.block) == cx.document.section(table.section).heading;
    let next = cx.document.next_sibling(table.block).map(|block| cx.document.block(block).kind);
    let told = matches!(next, Some(Kind::Paragraph | Kind::Quote));
    headed && !told && !aside && around.all(|section| cx.plan.sections[section.0 as usize].actor.is_none())
}

/// Whether a table stands in a wave, a sprint or a phase that is no day or week, and has no name of its own: "Tests" and
/// "Floor 2" may be other work on the same things.
fn is_slot(cx: &Context, table: &Table) -> bool {
    let Some(group) = cx.plan.group_around(cx.document, table.section) else { return false };
    let group = cx.plan.group(group);
    let dated = || !quantity::dates(&cx.document.section(table.section).title, 0).is_empty();
    group.axis == Axis::Time && !group.is_of_calendar() && (group.title.is_empty() || dated())
}

/// Whether a table lists work that is not dealt yet: below no group, and a heading that calls it a list or names a rank,
/// no place, no day and no state, "Planned".
fn is_list(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    let title = &cx.document.section(table.section).title;
    let mut parts = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let rank = parts.clone().next().is_some_and(|word| matches!(word, "P0" | "P1" | "P2" | "P3"));
    let listing = rank || words.says(title, Word::PlanName) || parts.clone().any(|w| words.is_name(w, Name::Holding));
    let stated = parts.any(|word| words.status(word).is_some());
    let grouped = cx.plan.group_around(cx.document, table.section).is_some();
    listing && !stated && !grouped && quantity::dates(title, 0).is_empty()
}

/// The rows with a telling name; `None` where several have one.
fn by_name<'c>(cx: &Context<'c>, tables: &[&'c Table]) -> FxHashMap<String, Option<Told<'c>>> {
    let mut found: FxHashMap<String, Option<Told>> = FxHashMap::default();
    for told in tables.iter().flat_map(|table| table.rows.iter().filter_map(|row| told(cx, table, row))) {
        let name = names::title_key(&told.task.title);
        let spaced = name.split_whitespace().count() >= TELLING;
        if spaced || !name.is_ascii() && name.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS {
            found.entry(name.into_owned()).and_modify(|other| *other = None).or_insert(Some(told));
        }
    }
    found
}

fn told<'c>(cx: &Context<'c>, table: &'c Table, row: &'c Row) -> Option<Told<'c>> {
    let Node::Task(id) = row.subject? else { return None };
    let task = cx.plan.task(id);
    let place = cx.document.block(row.block).span;
    let stated = |c: &&StatusClaim| c.place.why == Why::Cell && place.contains(c.place.span);
    let claim = *task.statuses.iter().find(stated)?;
    let work = task.kind == TaskKind::Work && task.required() && !row.total;
    let said = cx.text(claim.place.span);
    let plain = claim.said == Said::Word && !said.contains(['(', '（', '*']) && !fold(said).contains("review");
    let whole = plain && !super::is_leave(cx, &claim) && !super::is_qualified(cx, &claim);
    (work && whole).then_some(Told { table, row, task, claim })
}

/// Whether nothing tells two rows of one name apart: an id, an owner, a place.
fn is_one(cx: &Context, all: &Told, part: &Told) -> bool {
    let ids = all.task.id.is_some() && part.task.id.is_some();
    let cell = |told: &Told, column: usize| -> Option<BlockId> { told.row.cells.get(column).copied() };
    let plain = |block: BlockId| cx.document.plain(cx.source.text(), block).trim().to_lowercase();
    let said = |role: Option<Role>| matches!(role, Some(Role::Status | Role::Note));
    let mut shared =
        all.table.columns.iter().enumerate().filter(|(_, column)| !said(column.role)).filter_map(|(at, own)| {
            let other = part.table.columns.iter().position(|column| column.key == own.key)?;
            Some((plain(cell(all, at)?), plain(cell(part, other)?)))
        });
    // Tables of the same columns are one list at several places.
    let places = all.table.columns.iter().map(|c| &c.key).eq(part.table.columns.iter().map(|c| &c.key));
    !ids && !places && shared.all(|(one, other)| one == other)
}

/// Whether the list calls open what was done: the other way round the table may tell what was planned.
fn is_behind(all: &Told, part: &Told) -> bool {
    matches!(all.claim.status, Status::Open | Status::Doing) && part.claim.status == Status::Done
}

fn report(cx: &Context, out: &mut Findings, all: &Told, part: &Told) {
    let (here, there) = (part.claim.status.word(), all.claim.status.word());
    let text = format!("“{}” is {here} here, and {there} in the list of all work", quote(&part.task.title));
    let found = out
        .at(part.claim.place.span, text)
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(super::says(cx, &part.claim))
        .related(all.claim.place.span, super::says(cx, &all.claim))
        .help("find out which of the two holds, and write it in both tables")
        .about(Subject::Place(part.claim.place.span));
    out.push(found);
}
