//! Sums, totals and shares.

use super::kinds;
use crate::{
    page::{Change, Page},
    table::Table,
    words,
};
use std::ops::Range;

kinds! {
    90 "a total is another one" ["wrong-total" "wrong-sum" "wrong-count" "conflicting-value"] other_total;
    75 "a part of a total is another one" ["wrong-total" "wrong-sum" "wrong-count" "conflicting-value"] other_part;
    90 "a percentage is not that of its ratio" ["wrong-percentage"] other_percentage;
    90 "a sum written out comes to something else" ["wrong-sum"] other_sum;
}

/// The columns that add up to their last row.
fn added<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = (&'p Table<'t>, usize)> {
    let is_total = |t: &Table| {
        let name = t.rows[t.rows.len() - 1].plain(0).to_lowercase();
        t.rows.len() > 3 && ["total", "grand total", "overall total"].iter().any(|word| name.starts_with(word))
    };
    let adds_up = |t: &Table, column: usize| {
        let figures: Option<Vec<f64>> = t.rows.iter().map(|row| Some(words::figure(row.cells[column])?.0)).collect();
        figures.is_some_and(|f| match f.split_last() {
            Some((total, parts)) => *total > 0.0 && (parts.iter().sum::<f64>() - total).abs() < 1e-9,
            None => false,
        })
    };
    let totals = page.tables.iter().filter(move |t| is_total(t));
    totals.flat_map(move |t| (1..t.heads.len()).filter(move |&c| adds_up(t, c)).map(move |c| (t, c)))
}

/// A cell with more in it.
fn more(cell: &str, add: impl Fn(f64) -> f64) -> Option<String> {
    let (value, Range { start, end }) = words::figure(cell)?;
    Some(format!("{}{}{}", &cell[..start], (value + add(value)).trunc(), &cell[end..]))
}

fn other_total(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, column) in added(page) {
        let total = &table.rows[table.rows.len() - 1];
        let other = more(total.cells[column], |value| (value / 10.0).max(3.0));
        changes.extend(other.map(|other| total.with(page, column, &other)));
    }
    changes
}

fn other_part(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, column) in added(page) {
        for part in &table.rows[..table.rows.len() - 1] {
            changes.extend(more(part.cells[column], |_| 4.0).map(|other| part.with(page, column, &other)));
        }
    }
    changes
}

fn other_percentage(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose() {
        let number = |n: &Range<usize>| line[n.clone()].parse::<f64>().unwrap_or(f64::NAN);
        for three in words::numbers(line).windows(3) {
            let [part, whole, share] = three else { continue };
            let near = &line[whole.end..share.start];
            let is_ratio = &line[part.end..whole.start] == "/" && !line[..part.start].ends_with(['/', '.', '-']);
            let is_share = line[share.end..].starts_with('%') && near.len() < 14 && is_same(near);
            let exact = 100.0 * number(part) / number(whole);
            if is_ratio && is_share && exact <= 100.0 && (exact - number(share)).abs() <= 1.0 {
                let wrong = number(share) + if exact > 50.0 { -17.0 } else { 17.0 };
                changes.push(page.replace(at, share.clone(), &wrong.to_string()));
            }
        }
    }
    changes
}

/// Whether a share behind a ratio is that ratio: `3/4 (75%)`, `3/4 done (75%)`, `3/4 = 75%`.
fn is_same(between: &str) -> bool {
    let plain = between.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '(' | '=' | '*' | ':' | '-' | '—'));
    plain && (between.ends_with('(') || !between.contains(char::is_alphabetic))
}

fn other_sum(page: &Page) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, line) in page.prose().filter(|(_, line)| !line.contains('`')) {
        let Some((parts, behind)) = line.split_once(" = ") else { continue };
        let sum = words::digits(behind);
        if let Some(total) = sum_of(parts).filter(|total| behind[..sum].parse() == Ok(*total)) {
            let start = line.len() - behind.len();
            changes.push(page.replace(at, start..start + sum, &(total + 3).to_string()));
        }
    }
    changes
}

/// What `Build: 2h + 30h + 1h` comes to.
fn sum_of(text: &str) -> Option<u64> {
    let (first, others) = text.split_once('+')?;
    let first = first.trim_end().rsplit(' ').next()?;
    let parts = std::iter::once(first).chain(others.split('+'));
    parts.map(|part| words::figure(part).map(|(value, _)| value as u64)).sum()
}
