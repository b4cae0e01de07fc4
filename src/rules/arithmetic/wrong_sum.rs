//! See `rules/arithmetic/wrong-sum.md`.

pub(super) mod across;
mod additions;
mod breakdowns;
mod headlines;
mod labels;
mod rows;

use crate::{
    diagnostic::{Diagnostic, Related, Subject, quote},
    plan::{
        Figure, Noun, Role, Table, Why, Word,
        quantity::{Hedge, Quantity, Unit},
        sums::{self, Sum},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds headline figures that the parts listed for them do not add up to.
pub fn check(cx: &Context, out: &mut Findings) {
    of_all_tables(cx, out);
    of_one_table(cx, out);
    headlines::check(cx, out);
    labels::check(cx, out);
    rows::check(cx, out);
    across::check(cx, out);
    additions::check(cx, out);
    breakdowns::check(cx, out);
}

/// "12 parsers (~900 lines)": as many things as all tables with a column of lines have rows.
fn of_all_tables(cx: &Context, out: &mut Findings) {
    let mut told: Vec<(Quantity, Diagnostic)> = Vec::new();
    let mut known: FxHashMap<&str, Vec<Column>> = FxHashMap::default();
    for pair in cx.plan.figures.windows(2) {
        let [things, claim] = pair else { continue };
        let (Some(thing), Some(noun)) = (things.quantity.unit.noun(), claim.quantity.unit.noun()) else { continue };
        let stated = things.block == claim.block && things.quantity.hedge == Hedge::Exact && thing != noun;
        // "Team: 3 people, 30 points" says who is there.
        let people = matches!(cx.settings.vocabulary.noun(thing), Some(Noun::Agent)) || thing == "person";
        if !stated || people || things.table.is_some() || things.quantity.is_range() || is_allowance(cx, claim) {
            continue;
        }
        let same = |(q, _): &&mut (Quantity, Diagnostic)| q.low == claim.quantity.low && q.unit == claim.quantity.unit;
        if let Some((_, first)) = told.iter_mut().find(same) {
            let again = Related { elsewhere: None, span: claim.place.span, message: "and again here".into() };
            first.related.push(again);
            continue;
        }
        let columns = known.entry(noun).or_insert_with(|| columns(cx, cx.plan.tables.iter(), noun));
        let rows: usize = columns.iter().map(|c| c.rows).sum();
        let Some(sum) = total(columns) else { continue };
        if rows as f64 != things.quantity.low || rows < 3 || !sum.refutes(&claim.quantity) {
            continue;
        }
        let of = format!("the {rows} rows that the plan lists");
        let mut found = finding(cx, out, claim, &sum, &of).about(Subject::Place(claim.place.span));
        if (2..=8).contains(&columns.len()) {
            for column in columns {
                let message = format!("{} in the {} rows here", column.sum.shown(), column.rows);
                found = found.related(column.heading, message);
            }
        }
        told.push((claim.quantity.clone(), found));
    }
    for (_, found) in told {
        out.push(found);
    }
}

/// "Parser tests (36 tests)" over its table, "Total: 36 tests" beside it.
fn of_one_table(cx: &Context, out: &mut Findings) {
    for figure in &cx.plan.figures {
        let Some(noun) = figure.quantity.unit.noun() else { continue };
        let heading = matches!(figure.place.why, Why::Heading | Why::BoldLine);
        // What stands in its brackets is a headline.
        if heading && figure.is_headline(cx.source.text(), cx.document, &cx.settings.vocabulary) {
            continue;
        }
        let section = cx.document.section(figure.section);
        let from = cx.plan.tables.partition_point(|t| t.block.0 < section.start);
        let to = cx.plan.tables.partition_point(|t| t.block.0 < section.end);
        let Some([table]) = cx.plan.tables.get(from..to) else { continue };
        let subject = figure.subject(cx.source.text(), cx.document, &cx.settings.vocabulary);
        let counts = || figure.counts_below(cx.source.text(), cx.document, &cx.settings.vocabulary);
        let whole = heading && counts() || figure.table.is_none() && Figure::is_of_total(&subject);
        if !whole || cx.settings.vocabulary.says(&subject, Word::Overlapping) || is_allowance(cx, figure) {
            continue;
        }
        if is_of_others(cx, table, &subject) {
            continue;
        }
        // What the first column names is counted by its rows.
        let first = table.columns.first().is_some_and(|c| c.counts(noun));
        let columns = columns(cx, [table].into_iter(), noun);
        let [column] = &columns[..] else { continue };
        let value = figure.quantity.value();
        // What stands beside a table speaks of it alone, unless it is more and other tables count the same.
        let beside = cx.document.block(table.block).section == figure.section;
        let others = || cx.plan.tables[..from].iter().any(|t| t.columns.iter().any(|c| c.counts(noun)));
        if !heading && (!beside || figure.quantity.low > column.sum.high && others()) {
            continue;
        }
        if first || column.rows < 2 || value == column.rows as f64 || !column.sum.refutes(&figure.quantity) {
            continue;
        }
        // "Total: 14 points (Ada 8, Sam 6 points)": who reads one of several in a text may read a share.
        let beside = |f: &Figure| f.block == figure.block && f.place.span != figure.place.span;
        if cx.plan.figures.iter().any(|f| beside(f) && f.quantity.comparable(&figure.quantity)) {
            continue;
        }
        let found = finding(cx, out, figure, &column.sum, &format!("the {} rows of the table", column.rows))
            .related(column.heading, "this column")
            .about(Subject::Place(cx.document.block(table.block).span));
        out.push(found);
    }
}

/// Whether a figure says what there is to spend, or was done before: "Velocity: 30 points".
fn is_allowance(cx: &Context, figure: &Figure) -> bool {
    figure.is_allowance(cx.source.text(), &cx.settings.vocabulary)
}

/// Whether the name of a figure beside a table is that of something else than all of its rows: "Total velocity", or, where
/// a column tells states, "Total planned work".
fn is_of_others(cx: &Context, table: &Table, name: &str) -> bool {
    let words = &cx.settings.vocabulary;
    let stated = || name.split_whitespace().any(|word| words.status(word).is_some());
    let others = [Word::OtherTotal, Word::Allowance].iter().any(|&word| words.says(name, word));
    others || table.has(Role::Status) && stated()
}

/// Whether the rows of a table that surely count come to `claim`: others were cancelled, or moved elsewhere.
fn is_of_the_rest(cx: &Context, table: &Table, column: usize, claim: &Quantity) -> bool {
    let said = |row: usize| cx.text(cx.document.block(table.rows[row].block).span);
    let left_out = |row: &usize| cx.may_be_left_out(said(*row));
    let rows = (0..table.rows.len()).filter(|&row| !table.rows[row].total);
    let (out, rest): (Vec<usize>, Vec<usize>) = rows.partition(left_out);
    let parts = || sums::column(cx.source.text(), cx.document, table, rest, column);
    !out.is_empty()
        && parts().and_then(|parts| Sum::of(parts.iter().map(|p| &p.quantity))).is_some_and(|s| s.low == claim.low)
}

fn finding(cx: &Context, out: &Findings, claim: &Figure, sum: &Sum, of: &str) -> Diagnostic {
    let fix = mend::correct_sum(cx, claim.place.span, claim.quantity.low, sum);
    let sum = sum.shown();
    let claimed = quote(cx.text(claim.place.span));
    out.at(claim.place.span, format!("`{claimed}` is not what {of} add up to: {sum}"))
        .label(format!("they add up to {sum}"))
        .confidence(claim.place.confidence)
        .fix(fix)
        .help("correct the figure, or the parts; who reads only this line plans with the wrong amount")
}

/// A column of a table that holds what a figure counts.
struct Column {
    heading: Span,
    rows: usize,
    sum: Sum,
}

/// The columns of `tables` that hold `noun`s; none where one of them cannot be added.
fn columns<'t>(cx: &Context, tables: impl Iterator<Item = &'t Table>, noun: &str) -> Vec<Column> {
    let mut found = Vec::new();
    for table in tables {
        let Some(index) = table.columns.iter().position(|c| c.counts(noun)) else { continue };
        let rows = || (0..table.rows.len()).filter(|&r| !table.rows[r].total);
        let sum = sums::column(cx.source.text(), cx.document, table, rows(), index)
            .filter(|parts| parts.iter().all(|p| matches!(p.quantity.unit, Unit::None | Unit::Count(_))))
            .and_then(|parts| Sum::of(parts.iter().map(|p| &p.quantity)));
        let Some(mut sum) = sum else { return Vec::new() };
        sum.unit = Unit::Count(noun.into());
        found.push(Column { heading: table.columns[index].span, rows: rows().count(), sum });
    }
    found
}

fn total(columns: &[Column]) -> Option<Sum> {
    let mut columns = columns.iter();
    let first = columns.next()?.sum.clone();
    Some(columns.fold(first, |sum, column| sum.plus(&column.sum)))
}
