//! See `rules/text/vague-criterion.md`.

use crate::{
    markdown::{BlockId, Kind},
    plan::{Role, Status, TableKind, TaskKind, Topic},
    rules::{Context, Findings, wish},
    source::Span,
};

/// Finds acceptance criteria that two people would judge differently.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut criteria = boxes(cx);
    criteria.extend(lists(cx));
    criteria.extend(cells(cx));
    criteria.sort_unstable();
    criteria.dedup();
    for criterion in criteria {
        if let Some(vague) = wish::vague(cx, criterion) {
            let finding = out
                .at(
                    criterion,
                    format!("nobody can see whether this holds: \"{vague}\" means something else to everybody"),
                )
                .help("say what can be observed: an output, a number, a file, or who agrees")
                .label("nothing to look at");
            out.push(finding);
        }
    }
}

/// Criteria with a box that is not ticked.
fn boxes(cx: &Context) -> Vec<Span> {
    let open = cx.plan.tasks.iter().filter(|t| t.kind == TaskKind::Criterion && t.status() != Some(Status::Done));
    open.map(|t| t.span()).collect()
}

/// Items of lists under a heading or a field that promises criteria.
fn lists(cx: &Context) -> Vec<Span> {
    let mut lists: Vec<BlockId> = Vec::new();
    let headed = cx.plan.topics.contains(Topic::Criteria);
    for (index, section) in cx.document.sections.iter().enumerate().skip(1).filter(|_| headed) {
        if cx.plan.sections[index].topics.contains(Topic::Criteria) {
            let own = (section.start..section.end).map(BlockId).filter(|&b| cx.document.block(b).parent.is_none());
            lists.extend(own.filter(|&b| cx.document.block(b).section.0 as usize == index));
        }
    }
    let fields = cx.plan.fields.iter().filter(|f| f.role == Some(Role::Criteria));
    lists.extend(fields.filter_map(|f| f.body));
    let lists = lists.into_iter().filter(|&b| matches!(cx.document.block(b).kind, Kind::List { .. }));
    let items = lists.flat_map(|list| cx.document.children(list));
    let plain = items.filter(|&item| matches!(cx.document.block(item).kind, Kind::Item { mark: None }));
    plain.map(|item| cx.document.text_span(item)).collect()
}

/// Cells of a column of criteria, beside the work they belong to.
fn cells(cx: &Context) -> Vec<Span> {
    let columns = cx
        .plan
        .tables
        .iter()
        .filter(|t| t.kind == TableKind::Work)
        .filter_map(|t| Some((t, t.column(Role::Criteria)?)));
    let cells = columns.flat_map(|(table, column)| table.rows.iter().filter_map(move |row| row.cells.get(column)));
    cells.map(|&cell| cx.document.text_span(cell)).collect()
}
