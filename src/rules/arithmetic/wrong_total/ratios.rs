//! `8/11` in the total row of a column in which each row says so many of so many.

use crate::{
    diagnostic::{Confidence, Diagnostic, Edit, Subject, quote},
    plan::{Role, Table, quantity::Ratio, sums},
    rules::{Context, Findings, mend},
};

/// Finds the columns of a table whose one total row says other numbers than the rows add up to.
pub(super) fn check(cx: &Context, out: &mut Findings, table: &Table, totals: &[usize]) {
    let &[total] = totals else { return };
    // A first row adds up those below, a last one those above.
    if total != 0 && total + 1 != table.rows.len() {
        return;
    }
    for column in (1..table.columns.len()).filter(|&c| table.columns[c].role != Some(Role::Priority)) {
        if let Some(found) = vet(cx, out, table, total, column) {
            out.push(found);
        }
    }
}

fn vet(cx: &Context, out: &Findings, table: &Table, total: usize, column: usize) -> Option<Diagnostic> {
    let (at, claim) = sums::ratio(cx.source.text(), cx.document, table, total, column)??;
    let rows = (0..table.rows.len()).filter(|&row| row != total);
    let parts: Vec<Ratio> = rows
        .map(|row| sums::ratio(cx.source.text(), cx.document, table, row, column))
        .map(|found| found.map(|found| found.map(|(_, ratio)| ratio)))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let (done, of) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.done, sum.1 + part.of));
    // Marks out of five have no sum; where neither number is that of the rows, something else is counted.
    let most = parts.iter().map(|part| part.of).max()?;
    let counts = claim.of > most && ((claim.done == done) != (claim.of == of));
    if parts.len() < 2 || !counts {
        return None;
    }
    let (heading, said) = (quote(&table.columns[column].name), quote(cx.text(at)));
    let name = super::name(cx, table, total);
    let fix = mend::write(vec![Edit { span: at, text: format!("{done}/{of}") }]);
    Some(
        out.at(
            at,
            format!(
                "the {} rows of `{heading}` add up to {done}/{of}, and `{}` says {said}",
                parts.len(),
                quote(&name)
            ),
        )
        .label(format!("the rows add up to {done}/{of}"))
        .confidence(Confidence::Conventional)
        .about(Subject::Place(cx.document.block(table.block).span))
        .help("correct the total, or the row that is wrong; most readers look only at the total")
        .fix(Some(fix)),
    )
}
