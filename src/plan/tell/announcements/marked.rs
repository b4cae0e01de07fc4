//! "20 tasks marked [P]": how many are said to bear that mark.

use crate::{
    markdown::Kind,
    plan::{
        model::*,
        quantity::{Hedge, Quantity, Unit},
        read::Reader,
    },
    source::{Span, window},
};
use memchr::memmem;

/// What stands behind the number and "tasks", or behind it in brackets: "6 (marked with [P])".
const MARKED: &str = "marked";
/// How far before that the number is sought, in bytes.
const BEFORE: usize = 24;

/// How much of its line is looked at on either side, in bytes.
const LINE: usize = 200;

/// Reads what the plan says of its marks, where it has any.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    if reader.plan.tasks.iter().any(|task| task.parallel.is_some()) {
        found.extend(memmem::find_iter(reader.text.as_bytes(), MARKED).filter_map(|at| marked(reader, at)));
    }
}

fn marked(reader: &Reader, at: usize) -> Option<Announcement> {
    let text = reader.text;
    let rest = text[at + MARKED.len()..].trim_start_matches([' ', '`', '*']);
    let rest = ["as ", "with "].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    let rest = rest.trim_start_matches(['`', '*']).strip_prefix("[P]")?;
    let before = window::before(text, at, BEFORE).trim_end();
    let before = before.strip_suffix("tasks").or_else(|| before.strip_suffix('('))?;
    // The number opens its line, cell or value: "4 of 20", "Phase 3: 4" and "~20" count something else.
    let number = before.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = before[number.len()..].trim_end();
    let opens = number.trim_end().ends_with([':', '|', '*', '-', '\n']) || number.trim_end().is_empty();
    let start = number.as_ptr().addr() - text.as_ptr().addr() + number.len();
    let block = reader.document.block_at(start as u32)?;
    let entry = reader.document.block(block);
    let rest = window::after(rest, 0, LINE);
    let within = rest.lines().next().unwrap_or("").split_whitespace().any(|w| matches!(w, "in" | "of" | "per"));
    let parallel = rest.trim_start_matches(['`', '*', ' ']).starts_with("can run in parallel");
    let low = digits.parse::<u32>().ok()?.into();
    if !opens || within && !parallel || matches!(entry.kind, Kind::Code { .. }) {
        return None;
    }
    // A number for one phase stands in its section, or on a line that names it.
    let line = window::before(text, start, LINE).rsplit('\n').next().unwrap_or("");
    let named = line.contains(|c: char| c.is_ascii_digit()) || line.to_lowercase().contains("stor");
    if named || reader.plan.group_around(reader.document, entry.section).is_some() {
        return None;
    }
    let (unit, span) = (Unit::Count("task".into()), Span::new(start, start + digits.len()));
    let count = Quantity { low, high: low, step: 1.0, hedge: Hedge::Exact, unit, span };
    Some(Announcement { count, block, of: Announced::Marked })
}
