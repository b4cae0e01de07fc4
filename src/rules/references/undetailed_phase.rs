//! See `rules/references/undetailed-phase.md`.

use crate::{
    diagnostic::{Subject, listed},
    family::Member,
    markdown::{BlockId, Kind},
    plan::{Column, DONE_MARKS, Gate, GateKind, Group, GroupId, Name, Role, Status, Topic, Why, fold},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// The fewest phases of one kind of which a plan says what they are.
const DECLARED: usize = 3;

/// The most of one list: what is longer is no plan's list of phases.
const LONGEST: usize = 60;

/// How many of them are named.
const NAMED: usize = 4;

/// A group, and the row or line that declares it.
#[derive(Clone, Copy)]
struct Declared<'p> {
    id: GroupId,
    group: &'p Group,
    at: Span,
}

/// Finds phases that a table or timeline declares and no section describes, where siblings have sections.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut lists: FxHashMap<(&str, BlockId), Vec<Declared>> = FxHashMap::default();
    // "Phase 4a–4h" gathers those that stand elsewhere.
    let one = |g: &Group| !g.label.is_empty() && !g.label.contains(['-', '–']);
    for (id, group) in cx.plan.groups().filter(|(_, g)| one(g)) {
        // A table or a timeline declares it, and a cell that gives its title; not one in passing.
        let titled = |span: Span| span.len() > group.name().len() + 2;
        let places = group.places.iter().filter(|p| match p.why {
            Why::Row | Why::Timeline => true,
            Why::Cell => titled(p.span),
            _ => false,
        });
        for at in places.map(|p| p.span).filter(|&at| !is_tracked(cx, at)) {
            let Some(list) = list_at(cx, at) else { continue };
            let declared = lists.entry((&group.word, list)).or_default();
            if declared.last().is_none_or(|d| d.id != id) {
                declared.push(Declared { id, group, at });
            }
        }
    }
    let mut lists: Vec<_> =
        lists.into_iter().filter(|(_, declared)| (DECLARED..=LONGEST).contains(&declared.len())).collect();
    lists.sort_by_key(|((_, list), declared)| (declared[0].id, *list));
    let mut told: Vec<&str> = Vec::new();
    for ((word, _), declared) in lists {
        if !told.contains(&word) && report(cx, out, &declared) {
            told.push(word);
        }
    }
}

/// Whether a line only tells how far something has come: it ends with a bar, as in `0:00 / 0:30 [==>   ]`.
fn is_tracked(cx: &Context, at: Span) -> bool {
    let Some(bar) = cx.line(at).trim_end().strip_suffix(']').and_then(|l| l.rsplit_once('[')) else {
        return false;
    };
    bar.1.len() > 4 && !bar.1.contains(char::is_alphanumeric)
}

/// The table or drawing that holds the byte at the start of `at`.
fn list_at(cx: &Context, at: Span) -> Option<BlockId> {
    let block = cx.document.block_at(at.start)?;
    let table = cx.document.ancestors(block).find(|&b| matches!(cx.document.block(b).kind, Kind::Table));
    Some(table.unwrap_or(block))
}

fn report(cx: &Context, out: &mut Findings, declared: &[Declared]) -> bool {
    let detailed: Vec<_> = declared.iter().filter(|d| d.group.section.is_some()).collect();
    // Two lists of phases may share their numbers and nothing else.
    let Some(model) = detailed.iter().find(|d| is_section_of(cx, d)) else { return false };
    let elsewhere: LazyCell<FxHashSet<String>, _> =
        LazyCell::new(|| cx.kin.elsewhere().flat_map(Member::titles).collect());
    let bare = |d: &&Declared| {
        d.group.section.is_none() && !is_described(cx, d) && !elsewhere.contains(&*fold(&d.group.name()))
    };
    let bare: Vec<_> = declared.iter().filter(bare).copied().collect();
    let Some((first, rest)) = bare.split_first().filter(|_| !is_rolling(declared, &bare)) else { return false };
    let model_name = model.group.name();
    let has = if detailed.len() == 1 {
        format!("only `{model_name}` has a section of its own")
    } else {
        format!("`{model_name}` and others have sections of their own")
    };
    let names = listed(bare.iter().map(|d| d.group.name()), NAMED);
    let help = if rest.is_empty() { "write its section" } else { "write their sections" };
    let mut finding = out
        .at(first.at, format!("nothing describes {names}; {has}"))
        .label("announced here, and that is all")
        .related(model.group.span(), "as this one is described")
        .help(format!("{help}, or say where it can be read"))
        .about(Subject::Document)
        .gathers(bare.iter().map(|phase| phase.at));
    for other in rest {
        finding = finding.related(other.at, "nor this one");
    }
    out.push(finding);
    true
}

/// Whether what has no section is all that is still planned, behind what is done: each is written when its turn comes.
fn is_rolling(declared: &[Declared], bare: &[Declared]) -> bool {
    let says = |d: &Declared, status| d.group.statuses.iter().any(|s| s.status == status);
    let (behind, before) = match declared.iter().position(|d| bare.iter().any(|b| b.id == d.id)) {
        Some(at) => (&declared[at..], &declared[..at]),
        None => return false,
    };
    behind.iter().all(|d| says(d, Status::Open)) && before.iter().any(|d| says(d, Status::Done))
}

/// Whether the section of a group says something, and is about what its row or line announces.
fn is_section_of(cx: &Context, declared: &Declared) -> bool {
    let Some(id) = declared.group.section else { return false };
    let section = cx.document.section(id);
    // What shows that a phase is over describes none.
    let criteria = cx.plan.within(section.parent, Topic::Criteria) || cx.plan.within(section.parent, Topic::Gates);
    let line = fold(cx.line(declared.at));
    let shared = |word: &str| word.chars().count() > 3 && line.contains(word);
    !criteria
        && section.level < 7
        && section.end > section.start + 1
        && fold(&declared.group.title).split(|c: char| !c.is_alphanumeric()).any(shared)
}

/// Whether a group needs no section: it is past, or put off, or something else says what belongs to it.
fn is_described(cx: &Context, declared: &Declared) -> bool {
    let (id, group) = (declared.id, declared.group);
    let over = group.statuses.iter().any(|s| matches!(s.status, Status::Done | Status::Dropped))
        || cx.line(declared.at).contains(DONE_MARKS);
    let section = list_at(cx, declared.at).map(|b| cx.document.block(b).section);
    let off = |topic| section.is_some_and(|s| cx.plan.within(s, topic));
    over || is_put_off(cx, declared.at)
        || cx.plan.tasks.iter().any(|t| t.group == Some(id) && t.table.is_none())
        || cx.plan.groups.iter().any(|g| g.parent == Some(id))
        || [Topic::Later, Topic::Optional, Topic::Done].into_iter().any(off)
        || cx.plan.gates.iter().any(|g| is_gate_of(g, group))
        || is_introduced(cx, group)
        || is_titled(cx, group)
}

/// Whether the row of a group calls it optional or still to be planned, where its state, time, rank or extent stands.
fn is_put_off(cx: &Context, at: Span) -> bool {
    let words = &cx.settings.vocabulary;
    let Some((table, row)) = cx.plan.row_at(cx.document, at.start) else { return false };
    let roles = [Role::Status, Role::Date, Role::Priority, Role::Scope];
    let tells = |column: &Column| roles.iter().any(|&role| words.is(&column.key, role));
    let open = |cell: &str| {
        let cell = cell.trim_matches(|c: char| !c.is_alphanumeric());
        words.topics(cell).contains(Topic::Optional) || words.is_name(cell, Name::Undecided)
    };
    let cells = table.columns.iter().zip(&row.cells).filter(|(column, _)| tells(column));
    cells.into_iter().any(|(_, &cell)| open(cx.text(cx.document.text_span(cell))))
}

/// Whether a heading bears the label of a part of a phase, whatever it calls it: "Agent 2a" is phase 2a.
fn is_titled(cx: &Context, group: &Group) -> bool {
    let part = group.label.bytes().any(|b| b.is_ascii_digit()) && group.label.bytes().any(|b| b.is_ascii_alphabetic());
    let bears =
        |title: &str| title.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(&group.label));
    part && cx.document.sections.iter().any(|section| bears(&section.title))
}

/// Whether a gate stands for the end of a group, or bears its number: "Checkpoint 4".
fn is_gate_of(gate: &Gate, group: &Group) -> bool {
    let number =
        || gate.name.split(|c: char| !c.is_alphanumeric()).find(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    let says = !gate.criteria.is_empty() || !gate.tasks.is_empty();
    says && gate.kind == GateKind::Checkpoint
        && gate.place.why == Why::Heading
        && number().is_some_and(|n| n.eq_ignore_ascii_case(&group.label))
}

/// Whether a heading or a line of text begins with the group's name, or a heading with several: "Phases 4-8".
fn is_introduced(cx: &Context, group: &Group) -> bool {
    let name = fold(&group.name()).into_owned();
    let many = format!("{}s ", group.word);
    cx.document.iter().any(|(id, block)| {
        let heading = matches!(block.kind, Kind::Heading(_));
        if !heading && !matches!(block.kind, Kind::Paragraph) {
            return false;
        }
        let text = cx.text(cx.document.text_span(id)).trim_start_matches(|c: char| !c.is_alphanumeric());
        let start: String = text.chars().take(name.len().max(many.len()) + 1).flat_map(char::to_lowercase).collect();
        let whole = start.strip_prefix(&*name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        whole || heading && start.starts_with(&many)
    })
}
