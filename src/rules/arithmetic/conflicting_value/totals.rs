//! "Total story points: 247" right below the table of all epics, and 280 at the head.

use super::wholes;
use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Kind},
    plan::{
        Field, Figure, Name, Role, Table, Task, Word, fold,
        quantity::{self, Quantity, Unit},
        sums,
    },
    rules::{Context, Findings},
};

/// The total right below a table of parts.
struct Listed<'p> {
    field: &'p Field,
    quantity: Quantity,
    table: &'p Table,
    /// Its name without "total", which heads the column that adds up to it.
    what: String,
}

/// Finds the total of all parts that is another one at the head of the document.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for field in cx.plan.fields.iter().filter(|field| cx.holds_digit(field.value)) {
        let Some(listed) = listed(cx, field) else { continue };
        let Some((head, said)) = head(cx, &listed) else { continue };
        let apart = (said.low - listed.quantity.low).abs();
        if said.unit != listed.quantity.unit
            || apart == 0.0
            || is_told(cx, &listed, apart)
            || has_more(cx, &listed, head)
        {
            continue;
        }
        let [here, there] = [field, head].map(|field| quote(cx.text(field.value)));
        out.push(
            out.at(field.value, format!("`{}` is {here} here and {there} elsewhere", quote(cx.text(field.key))))
                .label(format!("{here} here"))
                .related(head.value, format!("{there} here"))
                .confidence(Confidence::Conventional)
                .help("decide which of the two holds and state it in both places, or say what sets them apart"),
        );
    }
}

/// A field as the total of the table right above it, where that lists all parts of one kind and adds up to it.
fn listed<'p>(cx: &'p Context, field: &'p Field) -> Option<Listed<'p>> {
    let words = &cx.settings.vocabulary;
    let key = fold(cx.text(field.key)).into_owned();
    let mut said = key.split_whitespace();
    let total = said.next().is_some_and(|word| words.says(word, Word::Total));
    let table = cx.plan.table_at(cx.document.previous_sibling(field.block)?).filter(|_| total)?;
    let what = said.collect::<Vec<_>>().join(" ");
    let quantity = alone(cx, field)?;
    let whole = is_alone(cx, field, table.block) && lists_all(cx, table);
    (whole && adds_up(cx, table, &what, &quantity)).then_some(Listed { field, quantity, table, what })
}

/// The one exact number that a field is, without a remark; what time and money come on top in percent and in words.
fn alone(cx: &Context, field: &Field) -> Option<Quantity> {
    let value = cx.text(field.value);
    let exact = |q: &Quantity| q.is_whole() && matches!(q.unit, Unit::None | Unit::Count(_));
    quantity::cell(value, 0).filter(exact).filter(|_| !value.contains('('))
}

/// Whether a table and the total below it are all that stands below their heading.
fn is_alone(cx: &Context, field: &Field, table: BlockId) -> bool {
    let kind = |block: Option<BlockId>| block.map(|block| &cx.document.block(block).kind);
    let heading = kind(cx.document.previous_sibling(table));
    let behind = kind(cx.document.next_sibling(field.block));
    matches!(heading, Some(Kind::Heading { .. })) && matches!(behind, None | Some(Kind::Heading { .. } | Kind::Rule))
}

/// Whether the first column of a table names parts of the plan, and a heading above it says that these are all.
fn lists_all(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    let first = table.columns.first().and_then(|column| column.key.split(' ').next());
    let around = cx.plan.sections_around(cx.document, table.section).map(|section| cx.document.section(section));
    let titles: Vec<_> = around.filter(|section| section.level > 1).map(|section| fold(&section.title)).collect();
    // "3.2 Epic list" has a number; "Phase 1 epics" are those of a phase.
    let said = || titles.iter().map(|title| title.trim_start_matches(|c: char| !c.is_alphabetic()));
    let mut each = said().flat_map(|title| title.split(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    let whole = |word: &str| words.is_name(word, Name::ListingAll);
    let plain = |word: &str| whole(word) || words.is_name(word, Name::Listing) || words.is(word, Role::Group);
    first.is_some_and(|first| words.is(first, Role::Group))
        && each.all(|word| plain(word) || words.is(&quantity::singular(word), Role::Group))
        && said().flat_map(|title| title.split(|c: char| !c.is_alphanumeric())).any(whole)
}

/// Whether the column called like the total holds a figure in each row, and comes to it.
fn adds_up(cx: &Context, table: &Table, what: &str, total: &Quantity) -> bool {
    let column = table.columns.iter().position(|column| *fold(column.name.trim()) == *what);
    let rows = 0..table.rows.len();
    let parts = column.and_then(|column| sums::column(cx.source.text(), cx.document, table, rows.clone(), column));
    parts.is_some_and(|parts| {
        let of_all = parts.len() == rows.len() && parts.len() > 1 && !table.rows.iter().any(|row| row.total);
        of_all && (parts.iter().map(|part| part.quantity.value()).sum::<f64>() - total.value()).abs() < 1e-9
    })
}

/// The one field of that name at the head of the document, with the figure that it is.
fn head<'p>(cx: &'p Context, listed: &Listed) -> Option<(&'p Field, Quantity)> {
    let key = fold(cx.text(listed.field.key));
    let mut same = cx.plan.fields.iter().filter(|field| {
        field.key.start < listed.field.key.start
            && field.section != listed.field.section
            && fold(cx.text(field.key)) == key
    });
    let (head, None) = (same.next()?, same.next()) else { return None };
    wholes::is_of_all(cx, head).then_some(head).and_then(|head| Some((head, alone(cx, head)?)))
}

/// Whether a figure elsewhere tells what sets the two apart: by how much they differ, also in hundredths, or the total of
/// the table again.
fn is_told(cx: &Context, listed: &Listed, apart: f64) -> bool {
    let (here, total) = (listed.field.value, listed.quantity.low);
    let known = [apart, 100.0 * apart / total, total];
    let mut figures = quantity::each(cx.source.text(), 0).filter(|figure| !here.contains(figure.span));
    figures.any(|figure| known.iter().any(|known| (figure.value() - known).abs() < 1e-9))
}

/// Whether work is listed outside of the table and of all groups, or counted there by the same noun.
fn has_more(cx: &Context, listed: &Listed, head: &Field) -> bool {
    let names = |word: &str| listed.what.split(' ').any(|own| quantity::singular(own) == quantity::singular(word));
    let own = cx.document.block(listed.table.block).span;
    let outside = |task: &Task| task.group.is_none() && !own.contains(task.span());
    let measured = |table: &Table| {
        table.block != listed.table.block && table.columns.iter().any(|column| column.key.split(' ').any(names))
    };
    let counted = |figure: &Figure| {
        figure.quantity.unit.noun().is_some_and(names)
            && figure.section != head.section
            && cx.plan.group_around(cx.document, figure.section).is_none()
    };
    cx.plan.tasks.iter().any(outside) || cx.plan.tables.iter().any(measured) || cx.plan.figures.iter().any(counted)
}
