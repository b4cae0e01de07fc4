//! "Overall progress: 65 %" against the row of totals in the table of progress.

use super::{WEIGHED, apart, counts::row_tallies, is_of_part, parts};
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{Boxes, Field, Name, Node, Noun, Progress, Role, Row, Table, Tally, fold, quantity, sums},
    rules::{Context, Findings},
    source::Span,
};

/// Within how many hundredths what is said of the whole may be from what a table says of it, or from a mean of its parts.
const NEAR: f64 = 10.0;

/// Within how many hundredths a figure is that of a part.
const PART: f64 = 2.0;

/// How far the whole plan is.
pub(super) struct Whole {
    /// In hundredths, the plainest way of telling first, each with how far another one may be from it.
    ways: Vec<(f64, f64)>,
    place: Span,
    table: BlockId,
    /// Whether the headings above the table are those of the progress of all parts.
    headed: bool,
}

/// How far the row of totals says that the whole plan is, in the one table that tells it of groups.
pub(super) fn of_table(cx: &Context) -> Option<Whole> {
    let mut tables = cx.plan.tables.iter().filter(|table| tells_groups(cx, table));
    let (table, None) = (tables.next()?, tables.next()) else { return None };
    let total = table.rows.iter().find(|row| row.total)?;
    let rows: Vec<usize> = (0..table.rows.len()).filter(|&row| !table.rows[row].total).collect();
    let stated = stated(cx, table, total);
    let counted = counted(cx, table, total);
    let first = stated.or(counted)?;
    let mut ways = vec![(first.0, if stated.is_some() { NEAR } else { WEIGHED })];
    ways.extend(counted.map(|(percent, _)| (percent, NEAR)));
    // Each row may weigh as much as the others, or as much as another column says.
    let shares: Option<Vec<f64>> =
        rows.iter().map(|&row| percent(cx, table, &table.rows[row]).map(|(share, _)| share)).collect();
    let shares = shares?;
    // The part that is at work is told by what it is at.
    ways.extend(shares.iter().map(|&share| (share, PART)));
    ways.push((shares.iter().sum::<f64>() / shares.len() as f64, NEAR));
    for column in 1..table.columns.len() {
        let parts = sums::column(cx.source.text(), cx.document, table, rows.iter().copied(), column);
        let Some(parts) = parts.filter(|parts| parts.len() == rows.len()) else { continue };
        let weights = || parts.iter().map(|part| part.quantity.high);
        let all: f64 = weights().sum();
        if all > 0.0 {
            ways.push((weights().zip(&shares).map(|(weight, share)| weight * share).sum::<f64>() / all, NEAR));
        }
    }
    let around = cx.plan.sections_around(cx.document, table.section).map(|section| cx.document.section(section));
    let headed = { around }.filter(|section| section.level > 1).all(|section| is_of_progress(cx, &section.title));
    Some(Whole { ways, place: first.1, table: table.block, headed })
}

/// Whether a title is one of the progress of all parts: "Progress tracker", "Phase overview"; not "Current sprint".
fn is_of_progress(cx: &Context, title: &str) -> bool {
    let (words, title) = (&cx.settings.vocabulary, fold(title));
    let mut said = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let tracked = |word: &str| words.is_name(word, Name::Tracker) || words.is_name(word, Name::Progressing);
    said.all(|word| tracked(word) || words.is(&quantity::singular(word), Role::Group))
}

/// Whether a table that stands in no group has groups for rows, and one of totals.
fn tells_groups(cx: &Context, table: &Table) -> bool {
    let headed = table.columns.first().is_some_and(|column| column.role == Some(Role::Group));
    let of_group = |row: &&Row| headed || matches!(row.subject, Some(Node::Group(_)));
    let (totals, parts): (Vec<&Row>, Vec<&Row>) = table.rows.iter().partition(|row| row.total);
    // "Phase 3" and "Phase 4" alone are what is left.
    let number = |row: &Row| match row.subject? {
        Node::Group(group) => cx.plan.group(group).label.parse::<u32>().ok(),
        _ => None,
    };
    let from_first = parts.first().and_then(|row| number(row)).is_none_or(|first| first < 2);
    totals.len() == 1
        && parts.len() > 1
        && from_first
        && parts.iter().all(of_group)
        && cx.plan.group_around(cx.document, table.section).is_none()
}

/// How far a row says that its part is, in hundredths, and where.
fn percent(cx: &Context, table: &Table, row: &Row) -> Option<(f64, Span)> {
    stated(cx, table, row).or_else(|| counted(cx, table, row))
}

/// The hundredths in the column for progress.
fn stated(cx: &Context, table: &Table, row: &Row) -> Option<(f64, Span)> {
    let words = &cx.settings.vocabulary;
    let tells = |&c: &usize| table.columns[c].role == Some(Role::Status) || is_overall(cx, &table.columns[c].key);
    (1..table.columns.len()).filter(tells).find_map(|column| {
        let span = cx.document.text_span(*row.cells.get(column)?);
        match Progress::read(words, cx.text(span), true)? {
            Progress::Percent(percent) => Some((percent, span)),
            Progress::Of(done, of) => Some((Tally { done, of }.percent(), span)),
            Progress::Left(_) => None,
        }
    })
}

/// The share of what is done in what there is, each in its column.
fn counted(cx: &Context, table: &Table, row: &Row) -> Option<(f64, Span)> {
    let words = &cx.settings.vocabulary;
    let cell = |name: Name| {
        let column = table.columns.iter().position(|c| words.is_name(&c.key, name))?;
        let span = cx.document.text_span(*row.cells.get(column)?);
        Some((apart::number(cx.text(span))?, span))
    };
    let ((done, span), (of, _)) = (cell(Name::CountedDone)?, cell(Name::CountedAll)?);
    (done <= of && of > 0).then(|| (Tally { done, of }.percent(), span))
}

/// Compares what is said of the whole plan in hundredths with how far it is.
pub(super) fn check(
    cx: &Context,
    out: &mut Findings,
    boxes: &Boxes,
    table: Option<&Whole>,
    claims: &[(SectionId, f64, Span)],
) {
    let Some(whole) = table.filter(|whole| !claims.is_empty() && !is_of_part(cx) && !out.tells_within(whole.place))
    else {
        return;
    };
    for &(section, said, at) in claims {
        let near = whole.ways.iter().any(|(way, room)| (way - said).abs() <= *room);
        let own = || !boxes.of_section(cx.document, section).is_empty() && cx.document.section(section).level > 1;
        if near || own() || has_others(cx, section, at) || !follows(cx, whole, at) || out.tell(at) {
            continue;
        }
        let shown = format!("{:.0} %", whole.ways[0].0);
        let finding = out
            .at(at, format!("“{}” is not what the row of totals says: {shown}", quote(cx.text(at))))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("{shown} by the row of totals"))
            .related(whole.place, "here")
            .help("bring the older of the two up to date, or say what each of them measures")
            .about(Subject::Place(at));
        out.push(finding);
    }
}

/// Whether other hundredths stand beside those at `at`: "Backend: 100 %", "Frontend: 50 %", which may be its parts.
fn has_others(cx: &Context, section: SectionId, at: Span) -> bool {
    let beside = |field: &&Field| field.around(cx.document) == section && !field.value.contains(at);
    cx.plan.fields.iter().filter(beside).any(|field| cx.text(field.value).contains('%'))
}

/// Whether a table stands right below a heading that is one of all progress, or right below what is said at `at`.
fn follows(cx: &Context, whole: &Whole, at: Span) -> bool {
    let Some(above) = cx.document.previous_sibling(whole.table) else { return false };
    let above = cx.document.block(above);
    match above.kind {
        Kind::Heading { .. } => whole.headed,
        _ => above.span.contains(at),
    }
}

/// What headings without anything that could be counted below them say of the whole plan: "## Current status: 65 %
/// complete".
pub(super) fn headed(
    cx: &Context,
    boxes: &Boxes,
    headed: &[(SectionId, Progress, Span)],
) -> Vec<(SectionId, f64, Span)> {
    let of_all = headed.iter().filter_map(|&(section, claim, at)| {
        let Progress::Percent(percent) = claim else { return None };
        let title = cx.text(at);
        let before = &title[..title.find(|c: char| c.is_ascii_digit())?];
        let bare = || {
            boxes.of_section(cx.document, section).is_empty()
                && row_tallies(cx, section).is_empty()
                && parts::sum(cx, section).is_none()
                && parts::marked(cx, section).is_none()
        };
        let overall = cx.document.section(section).level == 2 && is_overall(cx, &fold(before));
        (overall && speaks(cx, section) && bare()).then_some((section, percent, at))
    });
    of_all.collect()
}

/// What a field says of the whole plan in hundredths.
pub(super) fn labelled(cx: &Context, claim: Progress, field: &Field) -> Option<(SectionId, f64, Span)> {
    let Progress::Percent(percent) = claim else { return None };
    let section = field.around(cx.document);
    (is_overall(cx, &fold(cx.text(field.key))) && speaks(cx, section)).then_some((section, percent, field.value))
}

/// Whether what stands in `section` speaks of the whole plan.
fn speaks(cx: &Context, section: SectionId) -> bool {
    cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, section)
}

/// Whether a folded name is one under which the progress of the whole plan is told: "Overall progress".
pub(super) fn is_overall(cx: &Context, name: &str) -> bool {
    let words = &cx.settings.vocabulary;
    let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
    let plain = |word: &str| words.is_name(word, Name::AllProgress) || words.is_name(word, Name::Progressing);
    let mut said = bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let grouped = || bare.split(' ').all(|word| !matches!(words.noun(word), Some(Noun::Group(_))));
    words.is_name(bare, Name::Progressing)
        || words.is(bare, Role::Status)
        || !bare.is_empty() && said.all(plain) && grouped()
}
