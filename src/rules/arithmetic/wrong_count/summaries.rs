//! How many tasks the rows of a summary give to parts that have sections of their own: `| Phase 2 | 28 |`.

use super::{Counter, exact, finding};
use crate::{
    diagnostic::{Diagnostic, Subject, quote},
    markdown::{BlockId, Inline, InlineKind, SectionId},
    plan::{
        Node, Row, Table, Titles, namesakes,
        quantity::{self, Quantity, Unit},
    },
    rules::{Context, Findings},
};

/// What a column is called that counts tasks.
const TASKS: [&str; 8] =
    ["task", "tasks", "task count", "# tasks", "total tasks", "no. of tasks", "number of tasks", "tasks total"];

/// The longest summary, in rows.
const ROWS: usize = 40;

/// The fewest rows that are right and so show that the column counts what the sections list.
const RIGHT: usize = 2;

/// How many wrong rows are pointed at.
const SHOWN: usize = 8;

/// A row that another number of tasks stands below.
struct Wrong {
    claim: Quantity,
    section: SectionId,
    count: usize,
}

/// Compares the rows of summaries with their sections, where the other rows of the column are right.
pub(super) fn check<'c>(cx: &Context<'c>, out: &mut Findings, counter: impl Fn() -> &'c Counter<'c>) {
    let mut titles = None;
    for table in cx.plan.tables.iter().filter(|t| (RIGHT + 1..=ROWS).contains(&t.rows.len())) {
        let Some(column) = (1..table.columns.len()).find(|&c| TASKS.contains(&&*table.columns[c].key)) else {
            continue;
        };
        let titles = titles.get_or_insert_with(|| Titles::new(cx.document));
        let (mut right, mut wrong) = (0, Vec::new());
        for row in &table.rows {
            let Some((claim, section)) = claim(cx, row, column).zip(home(cx, titles, table, row)) else { continue };
            let listed = counter().below(section, "task");
            if listed.refutes(claim.low as usize) && !strikes(cx, section) {
                wrong.push(Wrong { claim, section, count: listed.counts[0] });
            } else {
                right += usize::from(listed.counts.contains(&(claim.low as usize)));
            }
        }
        if right >= RIGHT && wrong.len() <= 2 * right {
            report(cx, out, &wrong);
        }
    }
}

/// The number of tasks that a row gives.
fn claim(cx: &Context, row: &Row, column: usize) -> Option<Quantity> {
    let cell = *row.cells.get(column).filter(|_| !row.total)?;
    let claim = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0).filter(exact)?;
    matches!(claim.unit, Unit::None | Unit::Count(_)).then(|| Quantity { span: cx.document.text_span(cell), ..claim })
}

/// The section of what a row is about.
fn home(cx: &Context, titles: &Titles, table: &Table, row: &Row) -> Option<SectionId> {
    let named = || titles.home(cx.source.text(), cx.document, table, row);
    let home = match row.subject {
        Some(Node::Group(group)) => {
            let group = Some(cx.plan.group(group)).filter(|g| !namesakes(&g.places))?;
            group.section.or_else(named)
        }
        Some(Node::Task(_)) => None,
        _ => named(),
    };
    let outside = |section: &SectionId| {
        let section = cx.document.section(*section);
        !(section.start..section.end).contains(&table.block.0)
    };
    home.filter(outside)
}

/// Whether something is struck out in a section, which some count and others do not.
fn strikes(cx: &Context, section: SectionId) -> bool {
    let section = cx.document.section(section);
    let struck = |inline: &Inline| inline.kind == InlineKind::Strike;
    (section.start..section.end).any(|block| cx.document.inlines_of(BlockId(block)).iter().any(struck))
}

fn report(cx: &Context, out: &mut Findings, wrong: &[Wrong]) {
    let Some((first, others)) = wrong.split_first() else { return };
    let shown = |count: usize| Unit::Count("task".into()).amount(count as f64).to_string();
    let title = |section| quote(&cx.document.section(section).title);
    let (name, count) = (title(first.section), shown(first.count));
    let more = match others.len() {
        0 => String::new(),
        1 => ", and another row is wrong, too".to_owned(),
        n => format!(", and {n} more rows are wrong, too"),
    };
    let message = format!("{} announced, and `{name}` has {}{more}", shown(first.claim.low as usize), first.count);
    let finding = finding(out, first.claim.span, &message)
        .label(format!("{count} below it"))
        .about(Subject::Place(cx.document.section(first.section).title_span));
    let related =
        |f: Diagnostic, w: &Wrong| f.related(w.claim.span, format!("{} below `{}`", shown(w.count), title(w.section)));
    out.push(others.iter().take(SHOWN).fold(finding, related));
}
