//! "Overall progress: 65 %" against the row of totals in the table of progress, or against the boxes of all phases.

use super::{WEIGHED, apart, is_of_part, parts, row_tallies, weighed};
use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{Boxes, Field, GroupId, Name, Node, Noun, Progress, Role, Row, Status, Table, Tally, fold, sums},
    rules::{Context, Findings},
    source::Span,
};
use std::collections::BTreeMap;

/// Within how many hundredths what is said of the whole may be from what a table says of it, or from a mean of its parts.
const NEAR: f64 = 10.0;

/// How far the whole plan is.
pub(super) struct Whole {
    /// In hundredths, the plainest way of telling first, each with how far another one may be from it.
    ways: Vec<(f64, f64)>,
    /// What tells it.
    what: &'static str,
    place: Span,
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
    Some(Whole { ways, what: "the row of totals", place: first.1 })
}

/// Whether a table that stands in no group has groups for rows, and one of totals.
fn tells_groups(cx: &Context, table: &Table) -> bool {
    let headed = table.columns.first().is_some_and(|column| column.role == Some(Role::Group));
    let of_group = |row: &&Row| headed || matches!(row.subject, Some(Node::Group(_)));
    let (totals, parts): (Vec<&Row>, Vec<&Row>) = table.rows.iter().partition(|row| row.total);
    totals.len() == 1
        && parts.len() > 1
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

/// How far the boxes below the headings of groups say that the whole plan is, where all boxes stand there, one list each.
pub(super) fn of_boxes(cx: &Context, boxes: &Boxes) -> Option<Whole> {
    let all = boxes.of_section(cx.document, SectionId(0));
    let mut groups: BTreeMap<GroupId, Tally> = BTreeMap::new();
    for &id in all {
        let task = cx.plan.task(id);
        let group = task.group.filter(|&group| {
            let group = cx.plan.group(group);
            group.section == Some(task.section) && group.parent.is_none() && group.statuses.is_empty()
        });
        if !task.required() || task.parent.is_some() || task.status() == Some(Status::Doing) {
            return None;
        }
        groups.entry(group?).or_default().add(task.done());
    }
    let lists = all.chunk_by(|a, b| cx.plan.task(*a).section == cx.plan.task(*b).section).count();
    let sum = groups.values().fold(Tally::default(), |a, b| Tally { done: a.done + b.done, of: a.of + b.of });
    if groups.len() < 2 || lists != groups.len() || sum.done == 0 {
        return None;
    }
    let many = groups.len() as f64;
    let mean = groups.values().map(|tally| tally.percent()).sum::<f64>() / many;
    let over = 100.0 * groups.values().filter(|tally| tally.left() == 0).count() as f64 / many;
    let open = all.iter().map(|&id| cx.plan.task(id)).find(|task| task.open())?;
    Some(Whole {
        ways: vec![(sum.percent(), WEIGHED), (mean, NEAR), (over, NEAR)],
        what: "the boxes of all parts",
        place: open.span(),
    })
}

/// Compares what is said of the whole plan in hundredths with how far it is.
pub(super) fn check(
    cx: &Context,
    out: &mut Findings,
    boxes: &Boxes,
    table: Option<Whole>,
    claims: &[(SectionId, f64, Span)],
) {
    if claims.is_empty() || is_of_part(cx) {
        return;
    }
    let of_table = table.is_some();
    let Some(whole) = table.or_else(|| of_boxes(cx, boxes)) else { return };
    if out.tells_within(whole.place) {
        return;
    }
    for &(section, said, at) in claims {
        let near = whole.ways.iter().any(|(way, room)| (way - said).abs() <= *room);
        let tasks = boxes.of_section(cx.document, SectionId(0));
        let by_size = || !of_table && weighed::holds(cx, SectionId(0), tasks, said);
        let own = || !boxes.of_section(cx.document, section).is_empty() && cx.document.section(section).level > 1;
        if near || by_size() || own() || out.tell(at) {
            continue;
        }
        let (shown, what) = (format!("{:.0} %", whole.ways[0].0), whole.what);
        let finding = out
            .at(
                at,
                format!(
                    "“{}” is not what {what} {}: {shown}",
                    quote(cx.text(at)),
                    if of_table { "says" } else { "say" }
                ),
            )
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("{shown} by {what}"))
            .related(whole.place, if of_table { "here" } else { "the first open one" })
            .help("bring the older of the two up to date, or say what each of them measures")
            .about(Subject::Place(at));
        out.push(finding);
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
