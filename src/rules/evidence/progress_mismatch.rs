//! See `rules/evidence/progress-mismatch.md`.

use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::SectionId,
    plan::{Boxes, Node, Role, Status, TableId, Tally, TaskId, fold, id_key, quantity},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// How far a percentage that nobody counted may be from the boxes.
const ROUGH: f64 = 5.0;

/// Finds progress that the boxes or rows it counts contradict.
pub fn check(cx: &Context, out: &mut Findings) {
    let boxes = Boxes::of(cx.plan);
    for (index, section) in cx.document.sections.iter().enumerate().skip(1) {
        let title = cx.text(section.title_span);
        if let Some(claim) = Claim::read(title, false) {
            compare(cx, out, &boxes, SectionId(index as u32), claim, section.title_span);
        }
    }
    for field in cx.plan.fields.iter().filter(|f| f.of_section(cx.document)) {
        let (key, value) = (fold(cx.text(field.key)), cx.text(field.value));
        let known = ["progress", "complet", "done", "remaining", "status", "tasks"].iter().any(|k| key.contains(k));
        let labelled = key.contains("progress") || key.contains("complet") || key.contains("task");
        // What a heading says in the form of a label was read with the heading.
        let heading = cx.document.section(field.section).title_span.contains(field.value);
        if let Some(claim) = Claim::read(value, labelled).filter(|_| known && !heading) {
            compare(cx, out, &boxes, field.section, claim, field.value);
        }
    }
    rows(cx, out, &boxes);
}

/// The progress column of a table whose rows have sections of their own.
fn rows(cx: &Context, out: &mut Findings, boxes: &Boxes) {
    let mut homes: FxHashMap<Box<str>, SectionId> = FxHashMap::default();
    for (index, facts) in cx.plan.sections.iter().enumerate() {
        if let Some(id) = facts.task.and_then(|t| cx.plan.task(t).id.as_deref()) {
            homes.entry(id_key(id)).or_insert(SectionId(index as u32));
        }
    }
    for table in &cx.plan.tables {
        for (index, column) in table.columns.iter().enumerate() {
            let name = fold(&column.name);
            if column.role != Some(Role::Status) && !["progress", "complet", "done"].iter().any(|k| name.contains(k)) {
                continue;
            }
            for row in &table.rows {
                let home = match row.subject {
                    Some(Node::Group(group)) => cx.plan.group(group).section,
                    Some(Node::Task(task)) => cx.plan.task(task).id.as_deref().and_then(|id| homes.get(&id_key(id)).copied()),
                    _ => None,
                };
                let (Some(home), Some(&cell)) = (home, row.cells.get(index)) else { continue };
                let span = cx.document.text_span(cell);
                // Boxes that nobody ticks say nothing about a percentage elsewhere.
                let ticked = |t: &TaskId| cx.plan.task(*t).status() == Some(Status::Done);
                let kept = boxes.of_section(cx.document, home).iter().any(ticked);
                let counted = |c: &Claim| kept || !matches!(c, Claim::Percent(_));
                if let Some(claim) = Claim::read(cx.text(span), true).filter(counted) {
                    compare(cx, out, boxes, home, claim, span);
                }
            }
        }
    }
}

/// What a text says about progress.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Claim {
    /// `5/12`.
    Of(u64, u64),
    /// `42 %`.
    Percent(f64),
    /// "3 remaining".
    Left(u64),
}

impl Claim {
    /// Reads `text`; `labelled` where its key says that it is progress. Nothing where it hedges.
    fn read(text: &str, labelled: bool) -> Option<Self> {
        let lower = text.to_lowercase();
        let hedged = lower.contains(['~', '≈', '±', '?', '≥', '≤', '<', '>', '+'])
            || ["about ", "approx", "roughly", "around ", "almost ", "nearly ", "est.", "estimated", "target", "goal"]
                .iter()
                .any(|h| lower.contains(h));
        if hedged {
            return None;
        }
        if let Some(ratio) = quantity::ratio(&lower, 0) {
            let (before, after) = (&lower[..ratio.span.start as usize], &lower[ratio.span.end as usize..]);
            let counts = counts_tasks(after).or_else(|| bare(before, after, labelled))?;
            return counts.then_some(Claim::Of(ratio.done, ratio.of));
        }
        if let Some(claim) = spelled(&lower) {
            return Some(claim);
        }
        let sign = lower.find('%')?;
        let head = lower[..sign].trim_end();
        let from = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let percent: f64 = head[from..].parse().ok().filter(|p| (0.0..=100.0).contains(p))?;
        let (before, after) = (&lower[..from], &lower[sign + 1..]);
        let done = after.trim_start().starts_with("complete") || after.trim_start().starts_with("done");
        let alone = labelled && before.trim().is_empty() && after.trim_matches([' ', '*', '.', '_']).is_empty();
        (done || alone).then_some(Claim::Percent(percent))
    }

    /// Whether `tally` is what the claim says.
    fn holds(self, tally: Tally) -> bool {
        match self {
            Claim::Of(done, of) => tally == Tally { done, of },
            Claim::Percent(percent) if percent >= 100.0 => tally.left() == 0,
            Claim::Percent(percent) => (percent - tally.percent()).abs() <= ROUGH,
            Claim::Left(left) => tally.left() == left,
        }
    }
}

/// Whether the first word after a figure says that tasks are counted; `None` where no word follows.
fn counts_tasks(after: &str) -> Option<bool> {
    let after = after.trim_start_matches([' ', '*', '_', ')']);
    let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    match &after[..end] {
        "" => None,
        word => Some(is_task(word) || is_done(word)),
    }
}

fn is_task(word: &str) -> bool {
    matches!(
        word,
        "task" | "tasks" | "item" | "items" | "step" | "steps" | "box" | "boxes" | "checkbox" | "checkboxes" | "todo"
            | "todos" | "subtask" | "subtasks" | "deliverables" | "criteria"
    )
}

fn is_done(word: &str) -> bool {
    matches!(word, "complete" | "completed" | "done" | "finished" | "ticked" | "checked")
}

/// A ratio with no word behind it counts tasks behind a label, and in brackets that end a heading.
fn bare(before: &str, after: &str, labelled: bool) -> Option<bool> {
    let after = after.trim_matches([' ', '*', '_']);
    let bracketed = before.ends_with(['(', '[']) && matches!(after, ")" | "]");
    let alone = labelled && (before.trim_matches([' ', '*', '_']).is_empty() || before.ends_with("(")) && matches!(after, "" | ")");
    let said = before.trim_end_matches([' ', ':', '(', '-', '—', '–', '*']);
    let told = said.ends_with("progress") || said.ends_with("completed") || said.ends_with("complete") || said.ends_with("done");
    Some(bracketed || alone || told)
}

/// "12 tasks (5 done)", "3 tasks remaining".
fn spelled(text: &str) -> Option<Claim> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|w| !w.is_empty()).collect();
    let (mut all, mut done, mut left) = (None, None, None);
    for (at, word) in words.iter().enumerate() {
        let Ok(number) = word.parse::<u64>() else { continue };
        let next = words.get(at + 1).copied().unwrap_or("");
        let then = if is_task(next) { words.get(at + 2).copied().unwrap_or("") } else { next };
        let slot = match then {
            "remaining" | "left" | "open" => &mut left,
            word if is_done(word) => &mut done,
            _ if is_task(next) => &mut all,
            _ => continue,
        };
        // Twice the same thing speaks of two lists.
        if slot.replace((number, is_task(next))).is_some() {
            return None;
        }
    }
    match (all, done, left) {
        (Some((all, _)), Some((done, _)), _) if done <= all => Some(Claim::Of(done, all)),
        (Some((all, _)), None, Some((left, _))) if left <= all => Some(Claim::Of(all - left, all)),
        (None, None, Some((left, true))) => Some(Claim::Left(left)),
        _ => None,
    }
}

/// Reports `claim` where its referent is certain and no way of counting bears it out.
fn compare(cx: &Context, out: &mut Findings, boxes: &Boxes, section: SectionId, claim: Claim, at: Span) {
    let scope = cx.document.section(section);
    let tasks = boxes.of_section(cx.document, section);
    let mut tallies = boxes.tallies(tasks);
    let from_rows = tallies.is_empty();
    tallies.extend(row_tallies(cx, boxes, section));
    if tallies.iter().any(|t| claim.holds(*t)) {
        return;
    }
    // A claim at the top counts the whole document only where one list could be meant.
    let lists = tasks.chunk_by(|a, b| cx.plan.task(*a).section == cx.plan.task(*b).section).count();
    let certain = scope.level > 1 || lists <= 1;
    let most = tallies.iter().max_by_key(|t| t.of);
    let meant = match claim {
        Claim::Of(_, of) => tallies.iter().find(|t| t.of == of),
        Claim::Percent(percent) if percent >= 100.0 => most,
        // Nobody counts "80 %" where there is more than one way to count, or where some need not be done.
        Claim::Percent(_) => {
            let required = |t: &TaskId| cx.plan.task(*t).required();
            most.filter(|_| certain && tallies.len() == 1 && tasks.iter().all(required))
        }
        Claim::Left(_) => most.filter(|_| certain),
    };
    let Some(tally) = meant.filter(|t| t.of > 1) else { return };
    // Boxes that nobody ever ticks contradict less than boxes that are kept.
    let kept = tally.done > 0 || !matches!(claim, Claim::Percent(_));
    let what = if from_rows { "rows" } else { "boxes" };
    let (number, state) = match claim {
        Claim::Left(_) => (tally.left(), "left"),
        _ => (tally.done, "done"),
    };
    let count = format!("{number} of {}", tally.of);
    let verb = if number == 1 { "is" } else { "are" };
    let finding = out
        .at(at, format!("“{}” is not what the {what} say: {count} {verb} {state}", quote(cx.text(at))))
        .severity(if kept { Severity::Error } else { Severity::Warning })
        .label(format!("{count} by the {what}"))
        .help(format!("write that {count} {verb} {state}, or tick what is finished"))
        .about(Subject::Place(if scope.level <= 1 { Span::default() } else { scope.title_span }));
    let first = tasks.iter().map(|&t| cx.plan.task(t)).find(|t| t.open() && t.required());
    out.push(match first {
        Some(open) => finding.related(open.span(), "the first open one"),
        None => finding,
    });
}

/// The rows with a state in the tables of a section: each table, and all together.
fn row_tallies(cx: &Context, boxes: &Boxes, section: SectionId) -> Vec<Tally> {
    let mut tallies: FxHashMap<Option<TableId>, Tally> = FxHashMap::default();
    for &id in boxes.rows_of_section(cx.document, section) {
        let task = cx.plan.task(id);
        if let Some(status) = task.status() {
            tallies.entry(task.table).or_default().add(status == Status::Done);
            tallies.entry(None).or_default().add(status == Status::Done);
        }
    }
    tallies.into_values().collect()
}
