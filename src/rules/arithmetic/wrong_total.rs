//! See `rules/arithmetic/wrong-total.md`.

mod derived;
mod explanation;
mod guards;
mod ratios;
mod sheet;

use derived::is_derived;
use explanation::explanation;
use guards::{Added, additions, additive, even, may_be_beside, meant, summable};
use sheet::Sheet;

use crate::{
    diagnostic::{Confidence, Diagnostic, Edit, Severity, Subject, quote},
    plan::{
        Role, Table, Total, Vocabulary, Word, names,
        quantity::{self, Hedge, Quantity, Unit},
        sums::{Part, Sum},
    },
    rules::{Context, Findings, mend},
};
use std::cell::OnceCell;

/// How many columns are compared with each other, and how many rows of totals with all above and below them: a table
/// with more was written by a program, which adds up.
const MOST: usize = 32;

/// Finds total rows whose figures are not the sum of the rows they add up.
pub fn check(cx: &Context, out: &mut Findings) {
    let parallel = OnceCell::new();
    for table in &cx.plan.tables {
        let totals: Vec<usize> = (0..table.rows.len()).filter(|&r| table.rows[r].total).collect();
        let few = totals.len() <= MOST && table.columns.len() <= MOST;
        if totals.is_empty() || !few || !even(cx, table) {
            continue;
        }
        let sheet = Sheet::new(cx, table, &parallel);
        if !additive(&sheet) {
            continue;
        }
        ratios::check(cx, out, table, &totals);
        for &total in &totals {
            if let Some(found) = vet(&sheet, out, &totals, total) {
                out.push(found);
            }
        }
    }
}

/// A total row's figure that is wrong.
struct Wrong {
    /// The row of the total, and the column of the figure.
    row: usize,
    column: usize,
    claim: Quantity,
    sum: Sum,
    parts: Vec<Part>,
    /// Whether it may yet be meant.
    doubt: bool,
}

/// One finding for a total row, however many of its figures are wrong.
fn vet(sheet: &Sheet, out: &Findings, totals: &[usize], total: usize) -> Option<Diagnostic> {
    let (cx, table) = (sheet.cx, sheet.table);
    let name = name(cx, table, total);
    let words = &cx.settings.vocabulary;
    // The last row may hold the sums alone.
    let bare = !name.contains(char::is_alphabetic);
    let name = if bare { "the last row".to_owned() } else { name };
    let key = names::key(&name);
    let columns: Vec<&str> = table.columns[1..].iter().map(|c| names::bare(&c.name)).collect();
    // "Total cost" among metrics is one of them.
    let metrics = table.columns.first().is_some_and(|c| words.is(&c.key, Role::Metric));
    let plain = match metrics {
        true => words.is_word(&key, Word::Total),
        false => bare || Total::named(words, cx.document, table.section, &name, &columns).is_some(),
    };
    // "Phase 1 Total" adds up a part of the table; "Total (P0+P1)" and "Total users" are things of their own.
    let of_part = [" total", " subtotal"].iter().any(|end| key.ends_with(end)) || key.starts_with("subtotal ");
    let partial = !plain && totals.len() > 1 && of_part;
    // What is still to be done says nothing about the other columns: "325m remaining".
    let cells = table.columns.iter().zip(&table.rows[total].cells).filter(|(c, _)| c.role != Some(Role::Status));
    let hedged = cells.map(|(_, &cell)| cx.text(cx.document.block(cell).span)).any(|text| is_hedged(words, text));
    if !(plain || partial) || hedged || leaves_rows_out(sheet, total) {
        return None;
    }
    let wrong = (1..table.columns.len()).filter_map(|c| vet_cell(sheet, totals, total, c));
    // What cannot be comes before ranges that only stray.
    let (certain, stray): (Vec<Wrong>, Vec<Wrong>) = wrong.partition(|w| w.sum.refutes(&w.claim));
    let doubted = certain.iter().all(|w| w.doubt);
    let severity = if doubted { Severity::Warning } else { Severity::Error };
    let mut wrong = certain.into_iter().chain(stray);
    let first = wrong.next()?;
    let heading = quote(&table.columns[first.column].name);
    let (rows, name) = (first.parts.len(), quote(&name));
    let (sum, claim) = (first.sum.shown(), first.claim.to_string());
    let mut found = out
        .at(first.claim.span, format!("the {rows} rows of `{heading}` add up to {sum}, and `{name}` says {claim}"))
        .label(format!("the rows add up to {sum}"))
        .confidence(Confidence::Conventional)
        .severity(severity)
        .about(Subject::Place(cx.document.block(table.block).span));
    let mut edits = corrected(cx, &first);
    let mut help = "correct the total, or the row that is wrong; most readers look only at the total".to_owned();
    if let Some((span, why)) = explanation(sheet, &first) {
        found = found.related(span, why);
        edits = None;
        help = "see whether the marked row is the one that is wrong; else correct the total".to_owned();
    }
    found = found.help(help);
    let title = &cx.document.section(table.section);
    for quantity in quantity::each(&title.title, 0) {
        let same = quantity.comparable(&first.claim) && quantity.value() == first.claim.value();
        if same && quantity.unit.noun().is_some() {
            found = found.related(title.title_span, "the heading repeats the figure");
        }
    }
    for also in wrong {
        edits = edits.zip(corrected(cx, &also)).map(|(a, b)| [a, b].concat());
        let heading = quote(&table.columns[also.column].name);
        found = found.related(also.claim.span, format!("the rows of `{heading}` add up to {}", also.sum.shown()));
    }
    Some(found.fix(edits.map(mend::write)))
}

/// Whether a cell says that its row is no plain sum; "per month" is its period.
fn is_hedged(words: &Vocabulary, cell: &str) -> bool {
    let period = |end: usize| cell[end..].split_whitespace().next().is_some_and(quantity::is_time);
    words.words(cell).any(|(word, at)| {
        word == Word::Overlapping && !(cell[at.clone()].eq_ignore_ascii_case("per") && period(at.end))
    })
}

/// Whether a total row says that it is of more rows than stand in the table: "Total | 150 | 19 categories" over three, where
/// the other rows have words in that column.
fn leaves_rows_out(sheet: &Sheet, total: usize) -> bool {
    let (cx, table) = (sheet.cx, sheet.table);
    let text = |row: usize, column: usize| {
        table.rows[row].cells.get(column).map(|&cell| cx.text(cx.document.text_span(cell)).trim_matches(['*', ' ']))
    };
    let rows = table.rows.iter().filter(|row| !row.total).count();
    let counts = |column: &usize| {
        let said = text(total, *column).and_then(|text| quantity::each(text, 0).next());
        said.is_some_and(|q| q.unit.noun().is_some() && !q.is_range() && q.low > rows as f64)
    };
    let worded = |column: usize| {
        let own = |row: usize| text(row, column).is_some_and(|text| !text.contains(|c: char| c.is_ascii_digit()));
        (0..table.rows.len()).filter(|&row| !table.rows[row].total).all(own)
    };
    (1..table.columns.len()).filter(counts).any(worded)
}

/// The edits that write the sum into the total.
fn corrected(cx: &Context, wrong: &Wrong) -> Option<Vec<Edit>> {
    mend::correct_sum(cx, wrong.claim.span, wrong.claim.low, &wrong.sum).map(|fix| fix.edits)
}

fn vet_cell(sheet: &Sheet, totals: &[usize], total: usize, column: usize) -> Option<Wrong> {
    let (cx, table) = (sheet.cx, sheet.table);
    let heading = &table.columns[column];
    let cell = *table.rows[total].cells.get(column)?;
    let plain = cx.document.plain(text(cx), cell);
    let plainly = quantity::cell(&plain, 0);
    let dotted = plainly.is_none();
    let claim = plainly.or_else(|| quantity::dotted_cell(&plain, 0))?;
    let claim = Quantity { span: cx.document.text_span(cell), ..claim };
    let figures = |rows: &mut dyn Iterator<Item = usize>| sheet.figures.column(rows, column);
    let part = |r: &usize| !table.rows[*r].total;
    let before = totals.iter().rev().copied().find(|&t| t < total);
    let since = figures(&mut (before.map_or(0, |b| b + 1)..total).filter(part))?;
    let above = figures(&mut (0..total).filter(part))?;
    let below = figures(&mut (total + 1..table.rows.len()).filter(part))?;
    let sums_above = figures(&mut (0..total).filter(|r| !part(r)))?;
    // Bare numbers are in the unit that the heading names, or else the total, or the rows.
    let rows = || above.iter().chain(&below).map(|part| &part.quantity);
    let measured = |unit: &Unit| *unit != Unit::None && unit.noun().is_none();
    // Where some rows have a unit and others none, they are several things.
    let alike = rows().all(|q| q.unit == Unit::None) || rows().all(|q| q.unit != Unit::None);
    let said = [&claim].into_iter().chain(rows()).map(|q| q.unit.clone()).find(|unit| alike && measured(unit));
    let unit = said.and_then(|said| Some(quantity::unit_named(&heading.name).unwrap_or(said)).filter(measured));
    let fit = |q: Quantity| match &unit {
        Some(unit) if q.unit == Unit::None => q.in_unit(unit),
        _ => q,
    };
    let claim = fit(claim.clone());
    let [since, above, below, sums_above] = [since, above, below, sums_above].map(|parts| {
        let fitted = parts.into_iter().map(|part| Part { quantity: fit(part.quantity), ..part });
        fitted.collect::<Vec<Part>>()
    });
    // A first row adds up those below; a last one without rows of its own, or with what is kept back, all above.
    let parts = match (total, since.len()) {
        (0, _) => below.clone(),
        (_, 0) => above.clone(),
        (_, 1) if !sums_above.is_empty() => above.clone(),
        _ => since.clone(),
    };
    let proven = || additions(sheet, total).iter().filter(|(c, _)| *c != column).take(2).count() == 2;
    let added = match parts.len() {
        0 | 1 => Added::No,
        _ => summable(cx, heading, &claim, &parts),
    };
    // "Cost per month" is added where all other columns are.
    if added == Added::No || added == Added::Seldom && !proven() {
        return None;
    }
    // `24.000` adds up with its like alone.
    if parts.iter().any(|part| quantity::dotted_cell(cx.text(part.quantity.span), 0).is_some() != dotted) {
        return None;
    }
    let sum = sum_of(&parts)?;
    let running: Vec<Part> = sums_above.iter().rev().take(1).chain(&since).cloned().collect();
    let subtotals_and_rest: Vec<Part> = sums_above.iter().chain(&since).cloned().collect();
    let readings = [&parts, &since, &above, &sums_above, &running, &subtotals_and_rest];
    let right =
        readings.into_iter().filter_map(|parts| sum_of(parts)).any(|sum| !(sum.refutes(&claim) || sum.strays(&claim)));
    let mut wrong = Wrong { row: total, column, claim, sum, parts, doubt: added == Added::Seldom };
    if right || meant(sheet, &wrong) || is_derived(cx, table, &wrong) {
        return None;
    }
    // Of several kinds one may not count: "1 high + 1 low".
    let kinds = |part: &Part| cx.text(part.quantity.span).contains('+') && part.quantity.hedge == Hedge::Exact;
    wrong.doubt |= wrong.parts.iter().any(kinds) || may_be_beside(sheet, &heading.name, &wrong);
    Some(wrong)
}

fn sum_of(parts: &[Part]) -> Option<Sum> {
    Sum::of(parts.iter().map(|p| &p.quantity))
}

/// The name of a row: the first cell that is filled.
fn name(cx: &Context, table: &Table, row: usize) -> String {
    let mut cells = table.rows[row].cells.iter().map(|&c| cx.document.plain(text(cx), c));
    cells.find(|c| !c.trim().is_empty()).map(|c| c.trim().to_owned()).unwrap_or_default()
}

fn text<'a>(cx: &Context<'a>) -> &'a str {
    cx.source.text()
}
