//! "Phase 1 (6 hours)" against the rows of a table that say how much each of its tasks takes.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{
        GroupId, Mode, Node, Role, Table,
        quantity::{self, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds phases whose heading gives another time than their rows, in a table whose rows give that of the others.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for table in &cx.plan.tables {
        if let (Some(column), true) = (table.column(Role::Duration), table.has(Role::Group)) {
            vet(cx, out, table, column);
        }
    }
}

fn vet(cx: &Context, out: &mut Findings, table: &Table, column: usize) {
    let mut rows: FxHashMap<GroupId, Option<Vec<Quantity>>> = FxHashMap::default();
    for row in table.rows.iter().filter(|row| !row.total) {
        let Some(Node::Task(task)) = row.subject else { return };
        let Some(group) = cx.plan.task(task).group else { return };
        let cell = row.cells.get(column).copied();
        let figure = cell.and_then(|cell| {
            let found = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0)?;
            let found = Quantity { span: cx.document.text_span(cell), ..found.under(&table.columns[column].name) };
            Some(found).filter(|found| found.unit != Unit::None)
        });
        // Where one row says nothing, the sum of the others is less than the whole.
        let known = rows.entry(group).or_insert_with(|| Some(Vec::new()));
        *known = known.take().zip(figure).map(|(mut figures, figure)| {
            figures.push(figure);
            figures
        });
    }
    let mut right = 0;
    let mut wrong: Vec<(GroupId, Quantity, Sum, Vec<Span>)> = Vec::new();
    for (group, figures) in rows {
        let (Some(figures), Some(claim)) = (figures, headed(cx, group)) else { continue };
        let Some(sum) = Sum::of(&figures).filter(|sum| sum.unit.comparable(&claim.unit)) else { continue };
        if sum.refutes(&claim) {
            wrong.push((group, claim, sum, figures.iter().map(|f| f.span).collect()));
        } else {
            right += 1;
        }
    }
    let [(group, claim, sum, parts)] = &wrong[..] else { return };
    let beside = matches!(cx.plan.group(*group).mode, Some((Mode::Parallel, _))) && sum.exceeds(claim);
    if right == 0 || beside || parts.len() < 2 {
        return;
    }
    let (name, shown) = (quote(&cx.plan.group(*group).name()), sum.written_in(&claim.unit).shown());
    let finding = out
        .at(claim.span, format!("`{name}` takes {claim} here, and its {} rows add up to {shown}", parts.len()))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("its rows add up to {shown}"))
        .help("correct the heading, or the row that is wrong; the rows of the other phases give their headings")
        .about(Subject::Place(claim.span));
    out.push(finding.also(parts.iter().map(|part| (*part, "added"))));
}

/// The one time that the heading of a group gives.
fn headed(cx: &Context, group: GroupId) -> Option<Quantity> {
    let group = cx.plan.group(group);
    let title = cx.document.section(group.section?).title_span;
    let mut said = group.durations.iter().filter(|claim| title.contains(claim.span));
    let first = said.next()?;
    said.next().is_none().then(|| first.quantity.clone())
}
