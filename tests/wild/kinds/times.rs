//! Days and weeks.

use super::kinds;
use crate::{
    page::{Change, Page},
    words,
};
use std::ops::Range;

kinds! {
    80 "a date is none" ["impossible-date"] no_day;
    90 "days run backwards" ["inverted-dates" "wrong-duration"] days_backwards;
    80 "weeks run backwards" ["inverted-dates" "wrong-duration" "conflicting-cadence"] weeks_backwards;
}

fn no_day(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose().filter(|(_, line)| !line.contains('`') && !line.contains("http")) {
        let day = words::days(line).into_iter().next();
        changes.extend(day.map(|day| page.replace(at, day.start + 4..day.end, "-02-30")));
    }
    changes
}

/// Two figures of a line change places where they are start and end of a span, and the one is the `earlier`.
fn exchange(page: &Page, at: usize, figures: &[Range<usize>], earlier: impl Fn(&str, &str) -> bool) -> Vec<Change> {
    let line = page.lines[at];
    let spans = figures.windows(2).filter(|pair| {
        let between = line[pair[0].end..pair[1].start].trim();
        let is_span = ["-", "–", "—", "to"].contains(&between);
        is_span && earlier(&line[pair[0].clone()], &line[pair[1].clone()])
    });
    let exchanged = spans.map(|pair| {
        let [first, second] = [&line[pair[0].clone()], &line[pair[1].clone()]];
        let new = format!("{second}{}{first}", &line[pair[0].end..pair[1].start]);
        page.replace(at, pair[0].start..pair[1].end, &new)
    });
    exchanged.collect()
}

/// The days of a line that are told with a month: `Feb 27`, with month and day in numbers.
fn days_of_months(line: &str) -> Vec<Range<usize>> {
    let days = words::numbers(line).into_iter().filter(|n| n.len() < 3);
    let told = days.filter_map(|n| {
        let before = line[..n.start].strip_suffix(' ')?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        day_of_month(&line[start..n.end]).map(|_| start..n.end)
    });
    told.collect()
}

/// Month and day of `Feb 27`.
fn day_of_month(text: &str) -> Option<(usize, u32)> {
    const MONTHS: &str = "January February March April May June July August September October November December";
    let (month, day) = text.split_once(' ')?;
    let month = MONTHS.split(' ').position(|name| month.len() > 2 && name.starts_with(month))?;
    Some((month, day.parse().ok()?))
}

fn days_backwards(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose() {
        changes.extend(exchange(page, at, &words::days(line), |first, second| first < second));
        let by_month = |first: &str, second: &str| day_of_month(first) < day_of_month(second);
        changes.extend(exchange(page, at, &days_of_months(line), by_month));
    }
    changes
}

fn weeks_backwards(page: &Page) -> Vec<Change> {
    const UNITS: [&str; 6] = ["week ", "weeks ", "day ", "days ", "month ", "months "];
    let mut changes = Vec::new();
    for at in page.headings.iter().map(|heading| heading.line) {
        let line = page.lines[at];
        for pair in words::numbers(line).windows(2) {
            let before = line[..pair[0].start].to_lowercase();
            let earlier = |first: &str, second: &str| {
                UNITS.iter().any(|unit| before.ends_with(unit)) && first.parse::<u32>().ok() < second.parse().ok()
            };
            changes.extend(exchange(page, at, pair, earlier));
        }
    }
    // Only where others run forwards it is certain what "Week 2-1" means.
    if changes.len() > 2 { changes } else { Vec::new() }
}
