//! See `rules/evidence/status-conflict.md`.

mod advance;
mod by_name;
mod dealt;
mod finished;
mod left_over;
mod marked;
mod not_begun;
mod not_its_work;
mod over_boxes;
mod over_rows;
mod over_ticks;
mod repeated;
mod skipped;
mod upcoming;

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::Kind,
    plan::{Place, Said, Status, StatusClaim, Table, Why, fold, gives_leave, namesakes},
    rules::{Context, Findings},
};
use not_its_work::is_qualified;
use rustc_hash::FxHashSet;

/// Finds things whose state is stated twice, in two ways.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut seen = FxHashSet::default();
    for task in &cx.plan.tasks {
        stated_twice(cx, out, &mut seen, || task.shown().into_owned(), &task.places, &task.statuses);
    }
    for group in &cx.plan.groups {
        stated_twice(cx, out, &mut seen, || group.name(), &group.places, &group.statuses);
    }
    let mut of_boxes = by_name::check(cx, out, &mut seen);
    let boxes = cx.boxes();
    let told = over_boxes::check(cx, out, &boxes, &mut seen);
    of_boxes.retain(|(id, _)| !told.contains(id));
    repeated::report(cx, out, of_boxes);
    over_rows::check(cx, out, &seen);
    over_ticks::check(cx, out, &boxes, &seen);
    finished::check(cx, out, &seen);
    dealt::check(cx, out, &seen);
    advance::check(cx, out);
    marked::check(cx, out);
    skipped::check(cx, out);
    upcoming::check(cx, out);
    not_begun::check(cx, out);
}

/// Two statements about one task or group that cannot both hold.
fn stated_twice(
    cx: &Context,
    out: &mut Findings,
    seen: &mut FxHashSet<u32>,
    name: impl FnOnce() -> String,
    places: &[Place],
    claims: &[StatusClaim],
) {
    if claims.len() < 2 {
        return;
    }
    // "In review" is what comes after a tick for many.
    let counts =
        |c: &&StatusClaim| !fold(cx.text(c.place.span)).contains("review") && !is_leave(cx, c) && !is_qualified(cx, c);
    let first = |is: fn(&StatusClaim) -> bool| claims.iter().filter(counts).find(|c| is(c));
    let done = first(|c| c.status == Status::Done);
    let other = first(|c| matches!(c.status, Status::Open | Status::Doing | Status::Blocked));
    // A box cannot say "in progress", so only words disagree about that.
    let planned = first(|c| c.status == Status::Open && c.said == Said::Word);
    let doing = first(|c| c.status == Status::Doing && c.said == Said::Word);
    let (Some(one), Some(other)) = (if done.is_some() { (done, other) } else { (planned, doing) }) else { return };
    if !seen.insert(other.place.span.start) {
        return;
    }
    // Two tables may tell of two days, and two headings of two things.
    let tables = one.place.why == Why::Cell && other.place.why == Why::Cell;
    if tables && (are_parts(cx, one, other) || are_places(cx, one, other)) {
        return;
    }
    // What a line says about several phases at once may be loosely said.
    let loose = [one, other].iter().any(|c| c.place.confidence == Confidence::Inferred);
    let sure = done.is_some() && !tables && !loose && !namesakes(places);
    let severity = if sure { Severity::Error } else { Severity::Warning };
    let says = |c: &StatusClaim| says(cx, c);
    let (first, second) = if one.place.span < other.place.span { (one, other) } else { (other, one) };
    let finding = out
        .at(
            second.place.span,
            format!("“{}” is {} and {} at the same time", quote(&name()), first.status.word(), second.status.word()),
        )
        .severity(severity)
        .label(says(second))
        .related(first.place.span, says(first))
        .help("find out which of the two holds, and write it in both places")
        .confidence(first.place.confidence.min(second.place.confidence))
        .about(Subject::Place(places.first().map(|p| p.span).unwrap_or_default()));
    out.push(finding);
}

/// Whether two rows of one table tell of it under two names: "Wave 1 - Pilot" and "Wave 1 - Rest" are parts of a wave.
fn are_parts(cx: &Context, one: &StatusClaim, other: &StatusClaim) -> bool {
    let document = cx.document;
    // The table around a claim, and the name of its row.
    let told = |claim: &StatusClaim| {
        let cell = document.block_at(claim.place.span.start)?;
        let row = document.ancestors(cell).find(|&b| matches!(document.block(b).kind, Kind::Row { .. }))?;
        let name = document.plain(cx.source.text(), document.children(row).next()?).trim().to_lowercase();
        Some((document.block(row).parent?, name))
    };
    told(one).zip(told(other)).is_some_and(|((table, one), (again, other))| table == again && one != other)
}

/// The longest tables whose rows are compared.
const LONGEST: usize = 40;

/// Whether two sections side by side have tables of the same columns and the same rows: the steps are taken at each of
/// several places, "Staging" and "Production".
fn are_places(cx: &Context, one: &StatusClaim, other: &StatusClaim) -> bool {
    let document = cx.document;
    let table = |claim: &StatusClaim| {
        let cell = document.block_at(claim.place.span.start)?;
        document.ancestors(cell).find_map(|b| cx.plan.table_at(b))
    };
    let Some((one, other)) = table(one).zip(table(other)) else { return false };
    let names = |table: &Table| -> Vec<String> {
        let first = table.rows.iter().filter_map(|row| row.cells.first());
        first.map(|&cell| document.plain(cx.source.text(), cell).trim().to_lowercase()).collect()
    };
    let [a, b] = [one, other].map(|table| document.section(table.section));
    one.section != other.section
        && (a.level, a.parent) == (b.level, b.parent)
        && (2..=LONGEST).contains(&one.rows.len())
        && one.rows.len() == other.rows.len()
        && one.columns.iter().map(|c| &c.key).eq(other.columns.iter().map(|c| &c.key))
        && names(one) == names(other)
}

/// Whether a statement says that work may begin, not that it is done: "Approved", as a spec or a plan is.
fn is_leave(cx: &Context, claim: &StatusClaim) -> bool {
    claim.status == Status::Done
        && claim.said != Said::Box
        && gives_leave(&cx.settings.vocabulary, cx.text(claim.place.span))
}

/// How a statement says what it says.
fn says(cx: &Context, claim: &StatusClaim) -> String {
    match claim.said {
        Said::Box if claim.status == Status::Done => "the box is ticked".to_owned(),
        Said::Box => "the box is open".to_owned(),
        _ => format!("says “{}”", quote(cx.text(claim.place.span))),
    }
}
