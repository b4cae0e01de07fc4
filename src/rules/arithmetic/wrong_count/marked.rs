//! "20 tasks marked [P]", and how many bear that mark.

use crate::{
    markdown::Kind,
    plan::{TaskKind, quantity},
    rules::{Context, Findings, mend},
    source::{Span, window},
};

/// What stands behind the number.
const MARKED: &str = "tasks marked";
/// How far before that the number is sought, in bytes.
const BEFORE: usize = 24;

/// How much of its line is looked at on either side, in bytes.
const LINE: usize = 200;

/// Compares what the plan says of its marks with the marks.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let marks = cx.plan.distinct_tasks().filter(|(_, t)| t.parallel.is_some() && t.kind == TaskKind::Work).count();
    if marks == 0 {
        return;
    }
    let text = cx.source.text();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARKED) {
        let rest = text[at + MARKED.len()..].trim_start_matches([' ', '`', '*']);
        let rest = ["as ", "with "].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        let Some(rest) = rest.trim_start_matches(['`', '*']).strip_prefix("[P]") else { continue };
        let before = window::before(text, at, BEFORE);
        // The number opens its line, cell or value: "4 of 20", "Phase 3: 4" and "~20" count something else.
        let number = before.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = before[number.len()..].trim_end();
        let opens = number.trim_end().ends_with([':', '|', '*', '-', '\n']) || number.trim_end().is_empty();
        let start = at - (before.len() - number.len());
        let Some(block) = cx.document.block_at(start as u32).map(|b| (b, cx.document.block(b))) else { continue };
        let rest = window::after(rest, 0, LINE);
        let within = rest.lines().next().unwrap_or("").split_whitespace().any(|w| matches!(w, "in" | "of" | "per"));
        let parallel = rest.trim_start_matches(['`', '*', ' ']).starts_with("can run in parallel");
        let Ok(claimed) = digits.parse::<usize>() else { continue };
        if !opens || within && !parallel || matches!(block.1.kind, Kind::Code { .. }) || claimed == marks {
            continue;
        }
        // A number for one phase stands in its section, or on a line that names it.
        let line = window::before(text, start, LINE).rsplit('\n').next().unwrap_or("");
        let named = line.contains(|c: char| c.is_ascii_digit()) || line.to_lowercase().contains("stor");
        if named || cx.plan.group_around(cx.document, block.1.section).is_some() {
            continue;
        }
        let unit = quantity::Unit::Count("task".into());
        let shown = unit.amount(marks as f64);
        let span = Span::new(start, start + digits.len());
        let message = format!("{claimed} tasks are said to be marked [P], and {shown} are");
        let fix = mend::correct(cx, span, claimed as f64, marks as f64);
        out.push(super::finding(out, span, &message).label(format!("{marks} by the marks")).fix(fix));
    }
}
