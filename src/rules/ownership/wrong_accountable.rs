//! See `rules/ownership/wrong-accountable.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    plan::{Raci, RaciRow},
    rules::{Context, Findings},
};

/// Finds rows of a RACI table without exactly one who is accountable, or without one who is responsible.
pub fn check(cx: &Context, out: &mut Findings) {
    for table in &cx.plan.raci {
        let [one, does] = [usual(table, |r| r.accountable.len() == 1), usual(table, |r| !r.responsible.is_empty())];
        for row in &table.rows {
            let name = quote(&row.name);
            let found = match row.accountable.as_slice() {
                [] if one => about(out, row, format!("nobody is accountable for `{name}`"), "no A in this row")
                    .help("name the one person or role that answers for it"),
                [first, rest @ ..] if !rest.is_empty() && one => {
                    let many = rest.len() + 1;
                    let found =
                        about(out, row, format!("{many} are accountable for `{name}`"), "more than one A in this row")
                            .help("leave one of them accountable; what several answer for, nobody does");
                    rest.iter()
                        .take(6)
                        .fold(found.related(*first, "accountable"), |f, s| f.related(*s, "accountable too"))
                }
                _ if row.responsible.is_empty() && does => {
                    about(out, row, format!("nobody is responsible for `{name}`"), "no R in this row")
                        // Many take whoever is accountable to do it then.
                        .severity(Severity::Warning)
                        .help("name who does the work")
                }
                _ => continue,
            };
            out.push(found);
        }
    }
}

/// Whether the table follows the rule elsewhere: most of its rows do.
fn usual(table: &Raci, holds: impl Fn(&RaciRow) -> bool) -> bool {
    2 * table.rows.iter().filter(|r| holds(r)).count() > table.rows.len()
}

fn about(out: &Findings, row: &RaciRow, message: String, label: &str) -> Diagnostic {
    out.at(row.span, message).label(label).about(Subject::Place(row.span))
}
