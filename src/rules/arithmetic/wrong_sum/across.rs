//! A row whose figures do not keep what those of all other rows keep: hours that are left as given less used.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    plan::{
        Role, Row, Table,
        quantity::{self, Hedge, Quantity, Unit},
    },
    rules::{Context, Findings},
    source::Span,
};

/// From how many rows on what all but one keep is no chance.
const KEPT: usize = 4;

/// Up to how many columns of figures are compared with each other.
const COLUMNS: usize = 12;

/// How two figures of a row make a third.
#[derive(Clone, Copy)]
enum Way {
    Sum,
    Product,
}

/// Finds the one row of a table that breaks what the others keep.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for table in cx.plan.tables.iter().filter(|t| t.columns.len() > 2 && t.rows.len() > KEPT) {
        let columns = columns(cx, table);
        if let Some(broken) = first(&columns) {
            tell(cx, out, table, broken);
        }
    }
}

/// The figures of the row of a table that breaks what the others keep.
pub(in crate::rules::arithmetic) fn broken_row(cx: &Context, table: &Table) -> Option<[Span; 3]> {
    let columns = columns(cx, table);
    first(&columns).map(|broken| broken.columns.map(|column| column.figures[broken.row].span))
}

/// One row breaks several where a column holds the sum of others, too.
fn first<'c, 't>(columns: &'c [Column<'t>]) -> Option<Broken<'c, 't>> {
    let few = (3..=COLUMNS).contains(&columns.len());
    few.then(|| triples(columns.len()).find_map(|(way, at)| broken(way, at.map(|c| &columns[c])))).flatten()
}

/// A column of figures: one for each row that is no total.
struct Column<'t> {
    name: &'t str,
    figures: Vec<Quantity>,
}

/// A row in which the first two figures do not make the third.
struct Broken<'c, 't> {
    way: Way,
    columns: [&'c Column<'t>; 3],
    row: usize,
    kept: usize,
}

fn columns<'t>(cx: &Context, table: &'t Table) -> Vec<Column<'t>> {
    let figure = |row: &Row, column: usize| {
        let cell = *row.cells.get(column)?;
        let span = cx.document.text_span(cell);
        if !cx.holds_digit(span) {
            return None;
        }
        let found = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0)?;
        let exact = found.hedge == Hedge::Exact && !found.is_range() && found.unit.is_added();
        exact.then_some(Quantity { span, ..found })
    };
    let rows = || table.rows.iter().filter(|row| !row.total);
    let named = |role| matches!(role, Role::Id | Role::Date | Role::Priority | Role::Group);
    let of = |(at, column): (usize, &'t crate::plan::Column)| {
        // Most columns hold no figures, which their first cell tells.
        let figures: Option<Vec<Quantity>> = rows().map(|row| figure(row, at)).collect();
        Some(Column { name: &column.name, figures: figures? })
    };
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| !column.role.is_some_and(named)).filter_map(of).collect()
}

/// Each two of so many columns with each third one: what is added stands in any order, what is multiplied too.
fn triples(columns: usize) -> impl Iterator<Item = (Way, [usize; 3])> {
    let pairs = move || (0..columns).flat_map(move |one| (one + 1..columns).map(move |other| (one, other)));
    [Way::Sum, Way::Product].into_iter().flat_map(move |way| {
        pairs().flat_map(move |(one, other)| {
            let third = move |third: &usize| *third != one && *third != other;
            (0..columns).filter(third).map(move |third| (way, [one, other, third]))
        })
    })
}

/// The one row in which the third figure is not made of the others, where it is in all other rows, and these tell.
fn broken<'c, 't>(way: Way, columns: [&'c Column<'t>; 3]) -> Option<Broken<'c, 't>> {
    let [one, other, third] = columns.map(|column| &column.figures);
    let (mut wrong, mut kept, mut seen) = (None, 0, Vec::new());
    for row in 0..third.len() {
        let (a, b, c) = (&one[row], &other[row], &third[row]);
        if !keeps(way, a, b, c) {
            if is_rounded(way, a, b, c) {
                return None;
            }
            // Most columns have nothing to do with each other.
            if wrong.replace(row).is_some() {
                return None;
            }
            continue;
        }
        let idle = if matches!(way, Way::Sum) { [0.0, 0.0] } else { [0.0, 1.0] };
        let telling = ![a, b].iter().any(|q| idle.contains(&q.value()));
        let pair = (a.value(), b.value());
        if telling && !seen.contains(&pair) {
            kept += 1;
            seen.extend((seen.len() < KEPT).then_some(pair));
        }
    }
    let row = wrong?;
    // Figures of nothing are left out, where something is still to be written.
    let written = columns.iter().all(|column| column.figures[row].value() != 0.0);
    (kept >= KEPT && written && units(way, columns, row)).then_some(Broken { way, columns, row, kept: third.len() - 1 })
}

/// Whether two figures make a third, but for rounding.
fn keeps(way: Way, a: &Quantity, b: &Quantity, c: &Quantity) -> bool {
    let (made, room) = match way {
        Way::Sum => (a.value() + b.value(), 1e-6),
        Way::Product => (a.value() * b.value(), 0.01 * c.value().abs() + 0.5 * c.step),
    };
    (made - c.value()).abs() <= room
}

/// Whether a product is none but for what its factors were rounded by: 35 times 0.17, an average, is about 6.1.
fn is_rounded(way: Way, a: &Quantity, b: &Quantity, c: &Quantity) -> bool {
    let room = |q: &Quantity, by: &Quantity| if q.step < 1.0 { 0.5 * q.step * by.value().abs() } else { 0.0 };
    let off = (a.value() * b.value() - c.value()).abs();
    matches!(way, Way::Product) && off <= room(a, b) + room(b, a) + 0.5 * c.step + 1e-9
}

/// Whether the units allow it: a sum is of one kind, and a product of what one of its parts is.
fn units(way: Way, columns: [&Column; 3], row: usize) -> bool {
    let [a, b, c] = columns.map(|column| &column.figures[row].unit);
    match way {
        Way::Sum => a == b && b == c,
        Way::Product => [a, b].iter().any(|unit| **unit == Unit::None) && (a == c || b == c || *c == Unit::None),
    }
}

fn tell(cx: &Context, out: &mut Findings, table: &Table, broken: Broken) {
    let Broken { way, columns, row, kept } = broken;
    let [a, b, c] = columns.map(|column| &column.figures[row]);
    let [one, other, third] = columns.map(|column| quote(column.name).to_string());
    // What is taken off stands behind the whole: `given - used = left`.
    let (message, figures) = match way {
        Way::Sum if a.span.start > c.span.start => {
            (format!("`{third}` less `{one}` is `{other}` in the other {kept} rows, and not here"), [c, a, b])
        }
        Way::Sum if b.span.start > c.span.start => {
            (format!("`{third}` less `{other}` is `{one}` in the other {kept} rows, and not here"), [c, b, a])
        }
        Way::Sum => {
            (format!("`{one}` and `{other}` add up to `{third}` in the other {kept} rows, and not here"), [a, b, c])
        }
        Way::Product => {
            (format!("`{one}` times `{other}` is `{third}` in the other {kept} rows, and not here"), [a, b, c])
        }
    };
    let [first, second, result] = figures;
    out.push(
        out.at(result.span, message)
            .label(format!("beside {first} and {second}"))
            .related(first.span, "one of the three that do not fit")
            .related(second.span, "and another")
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .help("correct the one of the three that was left behind when another was changed")
            .about(Subject::Place(cx.document.block(table.block).span)),
    );
}
