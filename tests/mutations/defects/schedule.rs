//! Days, hours and lengths.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    plan::{DateClaim, DateRole, Mode, Node, Phrase, Role, Why},
    source::Span,
};

defects! {
    "double-booked" "one is booked twice in a parallel wave" book_twice;
    "double-booked" "a booking begins before the last one ends" overlap;
    "wrong-duration" "the plan is said to take half its time" short_plan;
    "impossible-date" "a day is put on the 31st of February" impossible_day;
    "inverted-dates" "the end is put a year back" inverted;
    "wrong-weekday" "a day of the week is moved on" next_weekday;
    "overdue" "an open task was due last year" overdue;
    "hour-overrun" "the hours that somebody has shrink to one" short_budget;
    "conflicting-cadence" "twice a week becomes weekly" weekly;
}

fn book_twice(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for group in clean.plan.groups.iter().filter(|g| matches!(g.mode, Some((Mode::Parallel, _)))) {
        let drawn = group.places.iter().any(|p| p.why == Why::Timeline);
        // Beside the others, so that nobody who should be there is missing.
        if let ([first, ..], true) = (group.members.as_slice(), drawn) {
            let name = clean.slice(first.span);
            mutants.push(clean.replace(first.span, &format!("{name}, {name}")));
        }
    }
    mutants
}

/// `10:30-12:00`, from where its hours stand.
fn overlap(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for table in clean.plan.tables.iter().filter(|t| t.column(Role::Owner).is_some()) {
        let owner = table.column(Role::Owner).unwrap_or(0);
        for pair in table.rows.windows(2) {
            let cells =
                |r: &planvet::plan::Row| Some((clean.cell(*r.cells.first()?), clean.cell(*r.cells.get(owner)?)));
            let (Some((first, one)), Some((second, other))) = (cells(&pair[0]), cells(&pair[1])) else { continue };
            let work = pair.iter().all(|r| r.subject.is_some());
            let hours = |s: Span| clean.slice(s).len() == 11 && clean.slice(s).as_bytes()[5] == b'-';
            if work && hours(first) && hours(second) {
                // Both are the first one's, and the second begins with the first.
                let from = Span { start: second.start, end: second.start + 5 };
                let begins = &clean.slice(first)[..5];
                let owner = clean.slice(one);
                mutants.push(clean.edit(&[(from, begins), (other, owner)]));
            }
        }
    }
    mutants
}

fn short_plan(clean: &Clean) -> Vec<Mutant> {
    let total =
        clean.plan.fields.iter().filter(|f| f.why == Why::Label && clean.slice(f.key).starts_with("Total time"));
    let whole = total.filter(|_| clean.plan.groups.iter().filter(|g| !g.durations.is_empty()).count() > 1);
    whole
        .filter_map(|f| {
            let value = clean.slice(f.value);
            let from = value.find(|c: char| c.is_ascii_digit())?;
            let len = value[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len() - from);
            let number: i64 = value[from..from + len].parse().ok()?;
            let short = f.value.of_part(value, &value[from..from + len]);
            Some(clean.replace(short, &(number / 2).to_string()))
        })
        .collect()
}

/// Days that are written as `2026-03-02`, with the four places of their year.
fn iso(clean: &Clean) -> impl Iterator<Item = &DateClaim> {
    clean.plan.dates.iter().filter(|d| {
        let text = clean.slice(d.day.span);
        text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-'
    })
}

fn impossible_day(clean: &Clean) -> Vec<Mutant> {
    iso(clean).map(|d| clean.replace(Span { start: d.day.span.start + 4, ..d.day.span }, "-02-31")).collect()
}

fn year(day: &DateClaim) -> Span {
    Span { start: day.day.span.start, end: day.day.span.start + 4 }
}

fn inverted(clean: &Clean) -> Vec<Mutant> {
    let ends: Vec<_> = clean.plan.periods.iter().map(|p| &clean.plan.dates[p.end]).collect();
    let ends = iso(clean).filter(|d| ends.iter().any(|e| e.day.span == d.day.span));
    // A day of the week beside it would be wrong as well.
    ends.filter(|d| d.day.weekday.is_none()).map(|d| clean.replace(year(d), "2019")).collect()
}

fn next_weekday(clean: &Clean) -> Vec<Mutant> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let named = clean.plan.dates.iter().filter_map(|d| d.day.weekday.map(|(_, span)| span));
    let moved = named.filter_map(|span| {
        let text = clean.slice(span);
        let at = DAYS.iter().position(|d| d.starts_with(text))?;
        let next = DAYS[(at + 1) % 7];
        Some(clean.replace(span, if DAYS.contains(&text) { next } else { &next[..3] }))
    });
    moved.collect()
}

fn overdue(clean: &Clean) -> Vec<Mutant> {
    let due = iso(clean).filter(|d| match d.subject {
        // What has a start as well would end before it.
        Some(Node::Task(task)) => {
            d.role == DateRole::Due && clean.is_open(task) && clean.plan.task(task).open() && d.day.weekday.is_none()
        }
        _ => false,
    });
    due.map(|d| clean.replace(year(d), "2025")).collect()
}

fn short_budget(clean: &Clean) -> Vec<Mutant> {
    let budget = |t: &planvet::plan::Table| t.columns.iter().position(|c| c.name.starts_with("Capacity"));
    let Some((people, capacity)) = clean.plan.tables.iter().find_map(|t| Some((t, budget(t)?))) else {
        return Vec::new();
    };
    people
        .rows
        .iter()
        .filter(|r| !r.total)
        .filter_map(|row| Some(clean.replace(clean.cell(*row.cells.get(capacity)?), "1")))
        .collect()
}

fn weekly(clean: &Clean) -> Vec<Mutant> {
    let twice = clean.plan.phrases.iter().filter(|h| h.phrase == Phrase::Cadence);
    let twice = twice.filter_map(|h| {
        let line = clean.line_span(h.span);
        let text = clean.slice(line);
        let (at, word) = ["Twice-weekly", "twice-weekly", "Twice weekly", "twice weekly"]
            .iter()
            .find_map(|w| Some((text.find(w)?, *w)))?;
        let start = line.start as usize + at;
        Some((start, word))
    });
    let mut found: Vec<_> = twice.collect();
    found.dedup();
    found.into_iter().map(|(at, word)| clean.replace(Span::new(at, at + word.len()), "Weekly")).collect()
}
