//! How long something is said to last, against its first and its last day.

use crate::{
    diagnostic::{Confidence, Severity},
    markdown::{BlockId, Kind},
    plan::{
        Stretch,
        quantity::{Day, TimeUnit, Unit},
    },
    rules::{Context, Findings},
};
use jiff::{ToSpan, civil::Date};
use rustc_hash::FxHashMap;

/// Days by which somebody may count otherwise: with the last day or without it.
const COUNTED: f64 = 1.0;

/// Days by which weeks and months are rounded, beside half of one.
const ROUNDED: f64 = 3.0;

/// Days of a month, about.
const MONTH: f64 = 30.0;

/// The share of the working days below which what is said is too short, holidays set aside.
const HOLIDAYS: f64 = 0.7;

/// Finds lengths that no way of counting the days gives; what is told apart from the days may be work, and is wrong
/// only where it is longer.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let judged = cx.plan.stretches.iter().filter_map(|stretch| Some((stretch, days(cx, stretch)?)));
    let judged: Vec<(&Stretch, Date, f64)> = judged.map(|(stretch, (first, all))| (stretch, first, all)).collect();
    let mut rows: FxHashMap<BlockId, (usize, usize)> = FxHashMap::default();
    for (stretch, _, all) in judged.iter().filter(|(stretch, ..)| !stretch.beside) {
        if let Some(table) = table(cx, stretch) {
            let (told, long) = rows.entry(table).or_default();
            (*told, *long) = (*told + 1, *long + usize::from(is_longer(stretch, *all)));
        }
    }
    // Where several rows of a table are longer, it is work that they tell.
    let work = |stretch: &Stretch| {
        let of = table(cx, stretch).and_then(|table| rows.get(&table));
        of.is_some_and(|(told, long)| *long > 1 && long * 3 > *told)
    };
    for (stretch, first, all) in judged.iter().copied().filter(|(stretch, ..)| stretch.beside || !work(stretch)) {
        let longer = is_longer(stretch, all);
        if !(longer || stretch.beside && is_shorter(stretch, all, first)) {
            continue;
        }
        let (taken, days) = (&stretch.taken, if all == 1.0 { "day" } else { "days" });
        let [start, end] = [stretch.period.start, stretch.period.end].map(|date| cx.plan.dates[date].day.span);
        let finding = out
            .at(taken.span, format!("{taken} are written here, and the dates beside them span {all} {days}"))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .label(if longer { "longer than the dates allow" } else { "shorter than the dates" })
            .related(start, "the first day")
            .related(end, "the last day")
            .help("correct the length or one of the two dates; people plan their time by either");
        out.push(finding);
    }
}

/// The table in which the dates stand.
fn table(cx: &Context, stretch: &Stretch) -> Option<BlockId> {
    let block = cx.plan.dates[stretch.period.start].block;
    cx.document.ancestors(block).find(|&b| cx.document.block(b).kind == Kind::Table)
}

/// The first day and how many there are with the last one, where there is one way to read the two.
fn days(cx: &Context, stretch: &Stretch) -> Option<(Date, f64)> {
    let [start, end] = [stretch.period.start, stretch.period.end].map(|date| &cx.plan.dates[date].day);
    let year = [end, start].into_iter().find_map(Day::date).map_or(2025, |date| date.year());
    let certain = |day: &Day| day.in_year(year).filter(|_| day.readings().is_none_or(|[a, b]| a == b));
    let (first, last) = (certain(start)?, certain(end)?);
    // From December into January.
    let yearless = [start, end].iter().any(|day| day.date().is_none());
    let first = if yearless && last < first { first.checked_sub(1.year()).ok()? } else { first };
    let all = f64::from(first.until(last).ok()?.get_days() + 1);
    (all > 0.0).then_some((first, all))
}

/// Whether the least that is said is more than all the days.
fn is_longer(stretch: &Stretch, all: f64) -> bool {
    let low = stretch.taken.low;
    match stretch.taken.unit {
        // Twice as many: two people.
        Unit::Time(TimeUnit::Day) => low > all + COUNTED && (stretch.beside || low % all != 0.0),
        Unit::Time(TimeUnit::Week) => 7.0 * (low - 0.5) > all + ROUNDED,
        Unit::Time(TimeUnit::Month) => MONTH * (low - 0.5) > all + ROUNDED,
        _ => false,
    }
}

/// Whether the most that is said is less than the working days.
fn is_shorter(stretch: &Stretch, all: f64, first: Date) -> bool {
    let high = stretch.taken.high;
    match stretch.taken.unit {
        Unit::Time(TimeUnit::Day) => {
            let from = f64::from(first.weekday().to_monday_zero_offset());
            let weekends = ((from + all) / 7.0).floor() * 2.0;
            high < HOLIDAYS * (all - weekends - COUNTED)
        }
        Unit::Time(TimeUnit::Week) => 7.0 * (high + 0.5) < all - ROUNDED,
        Unit::Time(TimeUnit::Month) => MONTH * (high + 0.5) < all - ROUNDED,
        _ => false,
    }
}
