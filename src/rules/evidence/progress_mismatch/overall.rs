//! "Overall: 8/103" against the column in which each part says so many of so many.

use super::headline;
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{BlockId, Kind},
    plan::{Column, Name, Progress, Role, Row, Table, Topic, fold, sums},
    rules::{Context, Findings},
    source::Span,
};

/// The fewest and the most rows that are added up.
const FEWEST: usize = 3;
const MOST: usize = 128;

/// Compares what labels of the whole plan say with the sum of the one such column.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let words = &cx.settings.vocabulary;
    let claims = cx.plan.fields.iter().filter(|f| f.of_section(cx.document)).filter_map(|field| {
        let text = cx.text(field.value);
        let bare = || text.trim_start_matches(['*', '_', '`', ' ']).starts_with(|c: char| c.is_ascii_digit());
        let Progress::Of(done, of) = { text.contains('/') && bare() }.then(|| Progress::read(words, text, true))??
        else {
            return None;
        };
        let overall = headline::is_overall(cx, &fold(cx.text(field.key)));
        let whole = || cx.plan.speaks_of_the_whole(cx.document, words, field.around(cx.document));
        (overall && whole()).then_some((done, of, field.value))
    });
    let claims: Vec<(u64, u64, Span)> = claims.collect();
    let &[(done, of, at)] = &claims[..] else { return };
    let mut columns = cx.plan.tables.iter().filter_map(|table| sum(cx, table));
    let (Some((table, column, sum)), None) = (columns.next(), columns.next()) else { return };
    // Where neither number is that of the rows, something else is counted.
    if (done == sum.0) == (of == sum.1) || out.tell(at) {
        return;
    }
    let (name, sum) = (quote(&column.name), format!("{}/{}", sum.0, sum.1));
    let finding = out
        .at(
            at,
            format!(
                "the {} rows of `{name}` add up to {sum}, and “{}” is said of all",
                table.rows.len(),
                quote(cx.text(at))
            ),
        )
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("the rows add up to {sum}"))
        .help("correct the figure, or the row that is wrong; most readers look only at the whole")
        .about(Subject::Place(at));
    out.push(finding);
}

/// What the one column of ratios of a table adds up to, if each row is a part of the plan and says one.
fn sum<'c>(cx: &Context<'c>, table: &'c Table) -> Option<(&'c Table, &'c Column, (u64, u64))> {
    let words = &cx.settings.vocabulary;
    let speaks = |column: &Column| {
        column.role == Some(Role::Status)
            || headline::is_overall(cx, &column.key)
            || words.is_name(&column.key, Name::CountedDone)
    };
    let mut columns = table.columns.iter().enumerate().skip(1).filter(|(_, column)| speaks(column));
    let counts = (FEWEST..=MOST).contains(&table.rows.len());
    if !counts || table.rows.iter().any(|row| row.total || is_beside(cx, row)) || overlap(cx, table) {
        return None;
    }
    let whole = || cx.plan.speaks_of_the_whole(cx.document, words, table.section) && stands_alone(cx, table);
    columns.find_map(|(index, column)| {
        let ratio = |row: usize| sums::ratio(cx.source.text(), cx.document, table, row, index)?.map(|(_, ratio)| ratio);
        let ratios: Vec<_> = (0..table.rows.len()).map(ratio).collect::<Option<_>>()?;
        let sum = ratios.iter().fold((0, 0), |sum: (u64, u64), r| (sum.0 + r.done, sum.1 + r.of));
        whole().then_some((table, column, sum))
    })
}

/// Whether a row is part of another one, or may be left out of the whole.
fn is_beside(cx: &Context, row: &Row) -> bool {
    let words = &cx.settings.vocabulary;
    let said = |&cell: &_| words.topics(&cx.document.plain(cx.source.text(), cell));
    let aside = [Topic::Optional, Topic::Later, Topic::Aside];
    row.part_of.is_some()
        || row.cells.iter().take(2).map(said).any(|said| aside.iter().any(|&topic| said.contains(topic)))
}

/// Whether the headings around a table are those of all progress, and no sentence stands beside it that may say what is left
/// out.
fn stands_alone(cx: &Context, table: &Table) -> bool {
    let said = |block: BlockId| {
        matches!(cx.document.block(block).kind, Kind::Paragraph | Kind::Quote)
            && cx.document.labels_in(block).is_empty()
    };
    let below = BlockId(cx.document.block(table.block).end);
    let below = Some(below).filter(|block| (block.0 as usize) < cx.document.blocks.len());
    let around = cx.plan.sections_around(cx.document, table.section).map(|section| cx.document.section(section));
    !cx.document.previous_sibling(table.block).into_iter().chain(below).any(said) && { around }
        .filter(|s| s.level > 1)
        .all(|s| headline::is_of_progress(cx, &s.title, &table.columns[0].key))
}

/// Whether the number of a row goes on in that of the next, "Phase 2" and "Phase 2.1", "2a", which is then part of it.
fn overlap(cx: &Context, table: &Table) -> bool {
    let name = |row: &Row| row.cells.first().map(|&cell| cx.document.plain(cx.source.text(), cell).into_owned());
    let goes_on = |pair: &[Row]| {
        let Some((first, next)) = name(&pair[0]).zip(name(&pair[1])) else { return true };
        let digit = |c: char| c.is_ascii_digit();
        let (Some(one), Some(two)) = (first.find(digit), next.find(digit)) else { return false };
        let number = first[one..].split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
        let rest = next[two..].strip_prefix(number.trim_end_matches('.'));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '-')))
    };
    table.rows.windows(2).any(goes_on)
}
