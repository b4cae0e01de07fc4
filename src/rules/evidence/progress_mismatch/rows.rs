//! Progress in the columns of tables, of what each row is about: `| Phase 1 | 3/5 |`, and `| Phase | Total | Done |`.

use super::{LABELS, apart, compare, holds_any, is_counted, siblings};
use crate::{
    markdown::SectionId,
    plan::{Boxes, Name, Node, Progress, Role, Row, Status, Table, TaskId, id_key, names::Key, namesakes},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::LazyCell, ops::Deref};

/// The progress column of a table whose rows have sections of their own.
pub(super) fn check(cx: &Context, out: &mut Findings, boxes: &Boxes) {
    let tasks = LazyCell::new(|| task_homes(cx));
    let mut seen = FxHashSet::default();
    for table in &cx.plan.tables {
        let words = &cx.settings.vocabulary;
        let mut alike = Vec::new();
        counted(cx, out, boxes, &tasks, &mut seen, table);
        let speaks = |index: usize| {
            table.columns[index].role == Some(Role::Status) || holds_any(&table.columns[index].key, &LABELS)
        };
        for index in (0..table.columns.len()).filter(|&index| speaks(index)) {
            for row in &table.rows {
                let Some(&cell) = row.cells.get(index) else { continue };
                if !cx.holds_digit(cx.document.block(cell).span) {
                    continue;
                }
                let span = cx.document.text_span(cell);
                let Some(claim) = Progress::read(words, cx.text(span), true) else { continue };
                let counts = |home: &SectionId| !matches!(claim, Progress::Of(..)) || is_counted(cx, *home);
                let home = home(cx, &tasks, row, table).filter(|home| counts(home) && seen.insert(*home));
                let Some(home) = home else { continue };
                alike.push((home, claim, span));
                // Boxes that nobody ticks say nothing about a percentage elsewhere.
                let ticked = |t: &TaskId| cx.plan.task(*t).status() == Some(Status::Done);
                if !matches!(claim, Progress::Percent(_)) || boxes.of_section(cx.document, home).iter().any(ticked) {
                    compare(cx, out, boxes, home, claim, span).into_iter().for_each(|found| out.push(found));
                }
            }
        }
        siblings::check(cx, out, boxes, &alike);
    }
}

/// `| Phase | Total | Done |`: the two numbers of each row; those of the row of totals, or of the only one, are of the
/// whole plan.
fn counted(
    cx: &Context,
    out: &mut Findings,
    boxes: &Boxes,
    tasks: &impl Deref<Target = FxHashMap<Key, SectionId>>,
    seen: &mut FxHashSet<SectionId>,
    table: &Table,
) {
    let words = &cx.settings.vocabulary;
    let column = |counted: Name| table.columns.iter().position(|c| words.is_name(&c.key, counted));
    let Some((first, all)) = column(Name::CountedDone).zip(column(Name::CountedAll)) else { return };
    let whole = || cx.plan.speaks_of_the_whole(cx.document, words, table.section);
    for row in &table.rows {
        let number = |index: usize| apart::number(cx.text(cx.document.text_span(*row.cells.get(index)?)));
        let Some((done, of)) = number(first).zip(number(all)).filter(|(done, of)| done <= of) else { continue };
        let of_all = row.total || table.rows.len() == 1;
        let home = home(cx, tasks, row, table).or_else(|| (of_all && of >= ALL && whole()).then_some(SectionId(0)));
        if let Some(home) = home.filter(|home| is_counted(cx, *home) && seen.insert(*home)) {
            let span = cx.document.text_span(row.cells[first]);
            compare(cx, out, boxes, home, Progress::Of(done, of), span).into_iter().for_each(|found| out.push(found));
        }
    }
}

/// From how many tasks on a number hits all of them hardly by chance.
const ALL: u64 = 4;

/// The section of what a row is about.
fn home(
    cx: &Context,
    tasks: &impl Deref<Target = FxHashMap<Key, SectionId>>,
    row: &Row,
    table: &Table,
) -> Option<SectionId> {
    let Some(subject) = row.subject else {
        let name = cx.document.plain(cx.source.text(), *row.cells.first()?);
        return cx.titles().called(&cx.settings.vocabulary, cx.document, &name, table.block);
    };
    match subject {
        Node::Group(group) => {
            let group = Some(cx.plan.group(group)).filter(|g| !namesakes(&g.places))?;
            group
                .section
                .or_else(|| cx.titles().called(&cx.settings.vocabulary, cx.document, &group.title, table.block))
        }
        Node::Task(task) => tasks.get(&id_key(cx.plan.task(task).id.as_deref()?)).copied(),
        Node::Actor(_) => None,
    }
}

/// The sections of tasks, by the ids of these.
fn task_homes(cx: &Context) -> FxHashMap<Key, SectionId> {
    let sections = cx.plan.sections.iter().enumerate();
    let tasks = sections.filter_map(|(i, s)| Some((id_key(cx.plan.task(s.task?).id.as_deref()?), SectionId(i as u32))));
    tasks.collect()
}
