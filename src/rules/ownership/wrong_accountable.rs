//! See `rules/ownership/wrong-accountable.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    plan::{Raci, RaciRow},
    rules::{Context, Findings},
    source::Span,
};

/// Finds rows of a RACI table without exactly one who is accountable, or without one who is responsible.
pub fn check(cx: &Context, out: &mut Findings) {
    // Tables of one document follow one rule: where most rows of all have an A, a half of one table is enough.
    let has = |rows: &[&RaciRow], of: [usize; 2]| {
        of[1] * rows.iter().filter(|r| !r.accountable.is_empty()).count() >= of[0] * rows.len()
    };
    let all: Vec<&RaciRow> = cx.plan.raci.iter().flat_map(|t| &t.rows).collect();
    let shared = cx.plan.raci.len() > 1 && has(&all, [2, 3]);
    for table in &cx.plan.raci {
        if let Some(rule) = table.rule.filter(|_| !usual(table, |r| r.accountable.len() == 1)) {
            own_rule(out, table, rule);
        }
        let single = |row: &RaciRow| row.accountable.len() == 1 && row.together.is_none();
        let [one, does] = [usual(table, single), usual(table, |r| !r.responsible.is_empty())];
        let rows: Vec<&RaciRow> = table.rows.iter().collect();
        let asked = one || has(&rows, [3, 4]) || shared && has(&rows, [1, 2]);
        for row in &table.rows {
            let name = quote(&row.name);
            let found = match row.accountable.as_slice() {
                [] if asked => about(out, row, format!("nobody is accountable for `{name}`"), "no A in this row")
                    .severity(if one { Severity::Error } else { Severity::Warning })
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
                [_] if one && row.together.is_some() => several(out, row, table.rule),
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

/// A table most of whose rows break the rule that the document sets: one finding.
fn own_rule(out: &mut Findings, table: &Raci, rule: Span) {
    let wrong: Vec<&RaciRow> = table.rows.iter().filter(|r| r.accountable.len() != 1).collect();
    let [first, rest @ ..] = &wrong[..] else { return };
    let counted =
        if first.accountable.is_empty() { "nobody is".to_owned() } else { format!("{} are", first.accountable.len()) };
    let more = if rest.is_empty() { String::new() } else { format!("; {} more rows break the rule too", rest.len()) };
    let message = format!("{counted} accountable for `{}`, where the plan asks for one{more}", quote(&first.name));
    let found = about(out, first, message, "not one A in this row")
        .related(rule, "the plan's own rule")
        .help("leave one of them accountable in each row, or drop the rule");
    out.push(found.also(rest.iter().map(|row| (row.span, "nor in this one"))));
}

/// Whether the table follows the rule elsewhere: most of its rows do.
fn usual(table: &Raci, holds: impl Fn(&RaciRow) -> bool) -> bool {
    2 * table.rows.iter().filter(|r| holds(r)).count() > table.rows.len()
}

/// A row in which one word stands for all who answer.
fn several(out: &Findings, row: &RaciRow, rule: Option<Span>) -> Diagnostic {
    let found = out
        .at(row.together.unwrap_or(row.span), format!("several are accountable for `{}`", quote(&row.name)))
        .label("more than one")
        .about(Subject::Place(row.span))
        .help("name the one person or role that answers for it; what several answer for, nobody does");
    match rule {
        Some(rule) => found.related(rule, "the plan's own rule"),
        None => found.severity(Severity::Warning),
    }
}

fn about(out: &Findings, row: &RaciRow, message: String, label: &str) -> Diagnostic {
    out.at(row.span, message).label(label).about(Subject::Place(row.span))
}
