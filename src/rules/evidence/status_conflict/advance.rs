//! Rows that are done and at 40 %, or not started and at 100 %.

use crate::{
    diagnostic::{Severity, quote},
    markdown::Kind,
    plan::{Said, Status, StatusClaim, names_exception},
    rules::{Context, Findings},
    source::Span,
};

/// From which share on a mark is meant loosely, in hundredths.
const MARKED: f64 = 75.0;

/// Compares the two cells of each row, where most rows of the table agree with themselves.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for rows in &cx.plan.advances {
        let wrong: Vec<_> = rows
            .iter()
            .filter_map(|row| {
                Some((row.said.filter(|said| contradicts(said, row.percent) && !is_reserved(cx, said))?, row))
            })
            .collect();
        if wrong.len() * 2 >= rows.len() {
            continue;
        }
        for (claim, row) in wrong {
            let (said, share) = (quote(cx.text(claim.place.span)), quote(cx.text(row.share)));
            let finding = out
                .at(
                    claim.place.span,
                    format!("{} is “{said}” and at {share} at the same time", named(cx, claim.place.span)),
                )
                .severity(Severity::Warning)
                .label(format!("says “{said}”"))
                .related(row.share, format!("{share} of it is done"))
                .help("find out which of the two holds, and bring the other up to date");
            out.push(finding);
        }
    }
}

/// Whether what is done is not all of it, or all of it is what was not begun.
fn contradicts(claim: &StatusClaim, percent: f64) -> bool {
    match claim.status {
        // A mark alone may say that a thing is well under way.
        Status::Done => percent < if claim.said == Said::Mark { MARKED } else { 100.0 },
        Status::Open => percent >= 100.0 && claim.said == Said::Word,
        _ => false,
    }
}

/// Whether the state says itself what of it is not done: "Done (minus the report)".
fn is_reserved(cx: &Context, claim: &StatusClaim) -> bool {
    names_exception(&cx.settings.vocabulary, claim.status, cx.text(claim.place.span))
}

/// The row of a cell by its first cell.
fn named(cx: &Context, cell: Span) -> String {
    let block = cx.document.block_at(cell.start);
    let row = block.and_then(|b| {
        let mut around = std::iter::once(b).chain(cx.document.ancestors(b));
        around.find(|&b| matches!(cx.document.block(b).kind, Kind::Row { .. }))
    });
    let first = row.and_then(|row| cx.document.children(row).next());
    let name = first.map(|first| cx.document.plain(cx.source.text(), first).trim().to_owned());
    name.filter(|name| !name.is_empty()).map_or_else(|| "the row".to_owned(), |name| format!("`{}`", quote(&name)))
}
