//! How long something takes, as a field or cell beside its first and its last day says: "Duration: 4 weeks" above
//! "Dates: 2026-06-13 to 2026-06-26".

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity},
    markdown::{BlockId, SectionId},
    plan::{
        DateClaim, DateRole, Role, Row, Table, Why, Word,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
    },
    rules::{Context, Findings},
    source::window,
};
use jiff::{Span, civil::Date};
use rustc_hash::FxHashMap;

/// How many rows have to be right that show what a column counts.
const RIGHT: usize = 2;

/// The longest time that is counted out, in days.
const LONGEST: i64 = 1_500;

/// How far behind a day a length in brackets ends, in bytes.
const BRACKETS: usize = 60;

/// The share of the working days below which a length is too short, holidays set aside.
const HOLIDAYS: f64 = 0.7;

/// From the first to the last day of something.
struct Run<'c> {
    first: &'c DateClaim,
    last: &'c DateClaim,
    /// All days, the first and the last one included.
    days: f64,
    /// Those from Monday to Friday.
    working: f64,
}

pub(super) fn check(cx: &Context, out: &mut Findings) {
    let ends = || cx.plan.periods.iter().map(|p| (&cx.plan.dates[p.start], &cx.plan.dates[p.end]));
    in_brackets(cx, out, ends().filter_map(|(first, last)| Run::of(first, last)));
    let said = |d: &DateClaim| matches!(d.place.why, Why::Label | Why::Cell) && d.role != DateRole::Due;
    let runs: Vec<Run> = ends().filter(|(a, b)| said(a) && said(b)).filter_map(|(a, b)| Run::of(a, b)).collect();
    if !runs.is_empty() {
        of_fields(cx, out, &runs);
        of_rows(cx, out, &runs);
    }
}

impl<'c> Run<'c> {
    fn of(first: &'c DateClaim, last: &'c DateClaim) -> Option<Self> {
        let year = first.day.date().or(last.day.date()).map_or(2025, Date::year);
        let (start, mut end) = (first.day.in_year(year)?, last.day.in_year(year)?);
        // "Dec 27 – Jan 5" runs into the next year.
        if end < start && last.day.date().is_none() {
            end = last.day.in_year(year + 1)?;
        }
        let days = i64::from(start.until(end).ok()?.get_days()) + 1;
        if !(1..=LONGEST).contains(&days) {
            return None;
        }
        let weekday = |after: i64| {
            start.checked_add(Span::new().days(after)).is_ok_and(|day| day.weekday().to_monday_zero_offset() < 5)
        };
        let working = (0..days).filter(|&after| weekday(after)).count();
        Some(Self { first, last, days: days as f64, working: working as f64 })
    }

    /// Whether a length cannot be this one, whatever days an author may count.
    fn refutes(&self, claim: &Quantity) -> bool {
        let bounds = self.bounds(claim);
        claim.hedge == Hedge::Exact && bounds.is_some_and(|(least, most)| claim.high < least || claim.low > most)
    }

    /// The least and the most that it lasts, in the unit of a claim.
    fn bounds(&self, claim: &Quantity) -> Option<(f64, f64)> {
        let bounds = match claim.unit {
            Unit::Time(TimeUnit::Day) => (self.working - 1.0, self.days + 1.0),
            Unit::Time(TimeUnit::Week) => (self.working / 5.0 - 0.9, self.days / 7.0 + 0.9),
            Unit::Time(TimeUnit::Month) => (self.days / 31.0 - 0.9, self.days / 28.0 + 0.9),
            _ => return None,
        };
        Some(bounds)
    }

    fn report(&self, out: &Findings, claim: &Quantity) -> Diagnostic {
        let shown = Unit::Time(TimeUnit::Day).amount(self.days);
        out.at(claim.span, format!("{claim} are written here, and from the first to the last day it is {shown}"))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(format!("{shown} from the first to the last"))
            .related(self.first.day.span, "the first day")
            .related(self.last.day.span, "the last day")
            .help("correct the length or one of the two days")
    }
}

/// "3 – 14 March (2 weeks)"
fn in_brackets<'c>(cx: &Context<'c>, out: &mut Findings, runs: impl Iterator<Item = Run<'c>>) {
    for run in runs {
        let (block, end) = (cx.document.block(run.last.block).span, run.last.day.span.end);
        let text = cx.text(block);
        let rest = window::after(text, (end - block.start) as usize, BRACKETS);
        let inner = rest.trim_start_matches(['*', '_', ' ']).strip_prefix('(');
        let Some(inner) = inner.and_then(|inner| inner.split([')', ',', ';', '\n']).next()) else { continue };
        let Some(claim) = quantity::cell(inner, block.of_part(text, inner).start) else { continue };
        let holidays = run.bounds(&claim).is_some_and(|(least, _)| (HOLIDAYS * least..least).contains(&claim.high));
        if run.refutes(&claim) && !holidays {
            out.push(run.report(out, &claim));
        }
    }
}

/// The one length and the one pair of days that the fields of a section name.
fn of_fields(cx: &Context, out: &mut Findings, runs: &[Run]) {
    let mut known: FxHashMap<SectionId, Vec<&Run>> = FxHashMap::default();
    for run in runs.iter().filter(|run| run.first.place.why == Why::Label) {
        known.entry(cx.document.block(run.first.block).section).or_default().push(run);
    }
    let lengths = cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.role == Some(Role::Duration));
    let mut claims: FxHashMap<SectionId, Vec<Quantity>> = FxHashMap::default();
    for field in lengths.filter(|f| cx.holds_digit(f.value) && is_passing(cx, cx.text(f.key))) {
        let section = cx.document.block(field.block).section;
        if known.contains_key(&section) {
            let value = cx.text(field.value);
            let bare = value.split(" (").next().unwrap_or(value);
            let claim = quantity::cell(bare, field.value.start);
            claims.entry(section).or_default().extend(claim.map(|claim| Quantity { span: field.value, ..claim }));
        }
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for (section, claims) in claims {
        if let ([claim], [run]) = (&claims[..], &known[&section][..])
            && run.refutes(claim)
        {
            found.push(run.report(out, claim));
        }
    }
    found.sort_by_key(|finding| finding.span);
    found.into_iter().for_each(|finding| out.push(finding));
}

/// Whether what a key names passes by the calendar; an effort may be that of several.
fn is_passing(cx: &Context, key: &str) -> bool {
    cx.settings.vocabulary.is_word(key.split('(').next().unwrap_or(key).trim(), Word::Lasting)
}

/// The rows of a table that keeps its lengths, but for some.
fn of_rows(cx: &Context, out: &mut Findings, runs: &[Run]) {
    let mut known: FxHashMap<BlockId, Vec<&Run>> = FxHashMap::default();
    for run in runs.iter().filter(|run| run.first.place.why == Why::Cell) {
        let row = |claim: &DateClaim| cx.document.block(claim.block).parent;
        if let Some(row) = row(run.first).filter(|_| row(run.first) == row(run.last)) {
            known.entry(row).or_default().push(run);
        }
    }
    if known.is_empty() {
        return;
    }
    for table in &cx.plan.tables {
        let Some(column) = table.columns.iter().position(|c| is_passing(cx, &c.key)) else { continue };
        let said = |row: &Row| {
            let [run] = known.get(&row.block)?[..] else { return None };
            Some((run, length(cx, table, row, column)?))
        };
        let all: Vec<(&Run, Quantity)> = table.rows.iter().filter(|row| !row.total).filter_map(said).collect();
        let wrong: Vec<&(&Run, Quantity)> = all.iter().filter(|(run, claim)| run.refutes(claim)).collect();
        let right = all.len() - wrong.len();
        if right >= RIGHT && wrong.len() <= right {
            wrong.into_iter().for_each(|(run, claim)| out.push(run.report(out, claim)));
        }
    }
}

/// What the cell of a row says of its length, in the unit that the column names.
fn length(cx: &Context, table: &Table, row: &Row, column: usize) -> Option<Quantity> {
    let cell = *row.cells.get(column)?;
    let claim = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0)?;
    let claim = match claim.unit {
        Unit::None => claim.in_unit(&quantity::unit_named(&table.columns[column].name)?),
        _ => claim,
    };
    Some(Quantity { span: cx.document.text_span(cell), ..claim })
}
