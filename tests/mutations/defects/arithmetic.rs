//! Figures that other figures refute.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    markdown::Kind,
    plan::{
        Field, Figure, FigureRole, Vocabulary, Why, Word,
        quantity::{self, Hedge},
    },
    source::Span,
};

defects! {
    "wrong-total" "a total is one too high" wrong_total;
    "wrong-sum" "a total below a list or table is too high" wrong_sum;
    "wrong-sum" "a heading counts too many" wrong_heading;
    "wrong-sum" "hours or points above their parts are doubled" wrong_headline;
    "wrong-count" "a heading announces one more" wrong_count;
    "wrong-count" "a team is said to be one more" wrong_team;
    "wrong-percentage" "a percentage is of older figures" wrong_percentage;
    "conflicting-value" "a target is raised in one of its places" raised_target;
    "conflicting-value" "a phase gets another length in one of its places" longer_phase;
    "conflicting-value" "the summary states another figure of the whole" other_whole;
}

/// The number with which a cell begins, marks left out, where nothing but a unit follows.
fn number(text: &str) -> Option<(usize, i64)> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from);
    let (before, rest) = (&text[..from], text[from + digits..].trim_matches(['*', '_']));
    let plain = before.trim_matches(['*', '_']).is_empty() && !rest.contains(|c: char| c.is_ascii_digit() || c == '%');
    plain.then(|| Some((from, text[from..from + digits].parse().ok()?))).flatten()
}

/// The first number inside `span`, and what it is.
fn digits(clean: &Clean, span: Span) -> Option<(Span, i64)> {
    let text = clean.slice(span);
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let len = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from);
    let at = span.start as usize + from;
    Some((Span::new(at, at + len), text[from..from + len].parse().ok()?))
}

/// The first number inside `span`, changed.
fn changed(clean: &Clean, span: Span, new: impl Fn(i64) -> i64) -> Option<Mutant> {
    let (at, value) = digits(clean, span)?;
    Some(clean.replace(at, &new(value).to_string()))
}

fn wrong_total(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for table in &clean.plan.tables {
        // Only where the clean total is the plain sum of all rows above it.
        let [parts @ .., total] = table.rows.as_slice() else { continue };
        if !total.total || parts.iter().any(|r| r.total) || parts.len() < 2 {
            continue;
        }
        for (column, &cell) in total.cells.iter().enumerate() {
            let span = clean.cell(cell);
            let text = clean.slice(span);
            let sum: Option<i64> =
                parts.iter().map(|r| Some(number(clean.slice(clean.cell(*r.cells.get(column)?)))?.1)).sum();
            let Some((at, value)) = number(text).filter(|(_, value)| Some(*value) == sum) else { continue };
            mutants.push(clean.replace(
                span,
                &format!("{}{}", &text[..at], text[at..].replacen(&value.to_string(), &(value + 1).to_string(), 1)),
            ));
        }
    }
    mutants
}

fn wrong_sum(clean: &Clean) -> Vec<Mutant> {
    let totals = clean.plan.fields.iter().filter(|f| f.why == Why::Label && clean.slice(f.key).starts_with("Total"));
    let below = totals.filter(|f| {
        let above = clean.document.previous_sibling(f.block);
        let listed = |b| matches!(clean.document.block(b).kind, Kind::List { .. } | Kind::Table);
        let list = f.item.is_some() || above.is_some_and(listed);
        // The length of the whole plan is wrong-duration's.
        let time = quantity::scan(clean.slice(f.value), 0).first().is_some_and(|q| q.is_time());
        list && !(time && clean.plan.groups.iter().any(|g| !g.durations.is_empty()))
    });
    below.filter_map(|f| changed(clean, f.value, |n| 2 * n)).collect()
}

/// Figures of a heading in brackets: `(4 commands)`.
fn announced(clean: &Clean) -> impl Iterator<Item = &planvet::plan::Figure> {
    let headings = clean.plan.figures.iter().filter(|f| matches!(f.place.why, Why::Heading));
    headings.filter(|f| {
        let before = &clean.text()[..f.place.span.start as usize];
        f.quantity.unit.noun().is_some() && f.quantity.hedge == Hedge::Exact && before.ends_with('(')
    })
}

/// How many rows the tables and how many items the lists right below a heading have.
fn below(clean: &Clean, figure: &planvet::plan::Figure) -> (usize, usize) {
    let section = clean.document.section(figure.section);
    let tables = clean.plan.tables.iter().filter(|t| t.section == figure.section);
    let rows = tables.map(|t| t.rows.iter().filter(|r| !r.total).count()).sum();
    let boxes = clean.plan.tasks.iter().filter(|t| (section.start..section.end).contains(&t.block.0));
    (rows, boxes.filter(|t| t.places[0].why == Why::Box && t.parent.is_none()).count())
}

fn wrong_count(clean: &Clean) -> Vec<Mutant> {
    // What boxes hold is called a task or a step; other things have a column of their name.
    let named = |f: &planvet::plan::Figure| {
        let noun = f.quantity.unit.noun().unwrap_or_default();
        let mut columns = clean.plan.tables.iter().filter(|t| t.section == f.section).flat_map(|t| &t.columns);
        matches!(noun, "task" | "step") || columns.any(|c| c.name.to_lowercase().starts_with(noun))
    };
    let counted = announced(clean).filter(|f| {
        let (rows, boxes) = below(clean, f);
        [rows, boxes].contains(&(f.quantity.low as usize)) && named(f)
    });
    counted.filter_map(|f| changed(clean, f.place.span, |n| n + 1)).collect()
}

fn wrong_heading(clean: &Clean) -> Vec<Mutant> {
    let summed = announced(clean).filter(|f| {
        let (rows, boxes) = below(clean, f);
        ![rows, boxes].contains(&(f.quantity.low as usize))
    });
    summed.filter_map(|f| changed(clean, f.place.span, |n| 2 * n)).collect()
}

/// Headings and labels whose hours or points are what all such figures below them come to.
fn wrong_headline(clean: &Clean) -> Vec<Mutant> {
    let headings = clean.plan.figures.iter().filter(|f| matches!(f.place.why, Why::Heading));
    let headings = headings.map(|f| (f.place.span, f.section, f.block));
    let labels = clean.plan.fields.iter().filter(|f| f.why == Why::Label && f.of_section(&clean.document));
    // How long the whole plan takes is wrong-duration's.
    let words = Vocabulary::standard();
    let labels = labels.filter(|f| !words.is_word(clean.slice(f.key), Word::Whole)).filter_map(|f| {
        let figure = quantity::scan(clean.slice(f.value), f.value.start).into_iter().next()?;
        Some((figure.span, f.section, f.block))
    });
    let summed = headings.chain(labels).filter(|&(span, section, block)| {
        let Some(claim) = quantity::scan(clean.slice(span), 0).into_iter().next() else { return false };
        let section = clean.document.section(section);
        let blocks = &clean.document.blocks[block.0 as usize..section.end.max(block.0 + 1) as usize];
        let below = Span { start: span.end, end: blocks.iter().map(|b| b.span.end).max().unwrap_or(span.end) };
        let mut parts = quantity::scan(clean.slice(below), 0);
        parts.retain(|q| q.unit == claim.unit && (q.is_time() || q.unit.noun() == Some("point")));
        parts.len() > 1 && parts.iter().map(|q| q.low).sum::<f64>() == claim.low
    });
    summed.filter_map(|(span, ..)| changed(clean, span, |n| 2 * n)).collect()
}

fn wrong_team(clean: &Clean) -> Vec<Mutant> {
    let fields = clean.plan.fields.iter().filter(|f| f.why == Why::Label);
    let teams = fields.filter(|f| {
        let value = clean.slice(f.value);
        let Some((before, listed)) = value.trim_end_matches(')').split_once('(') else { return false };
        before.contains("agents")
            && number(before.split(' ').next().unwrap_or(""))
                .is_some_and(|(_, n)| n as usize == listed.split(',').count())
    });
    teams.filter_map(|f| changed(clean, f.value, |n| n + 1)).collect()
}

fn wrong_percentage(clean: &Clean) -> Vec<Mutant> {
    clean.plan.shares.iter().filter_map(|s| changed(clean, s.span, |n| if n < 70 { n + 23 } else { n - 23 })).collect()
}

fn other_whole(clean: &Clean) -> Vec<Mutant> {
    let level = |f: &Field| clean.document.section(f.section).level;
    let summary = |f: &&Field| &*clean.document.section(f.section).title == "Summary" && level(f) == 2;
    let stated = |f: &&Field| {
        let head = |other: &Field| level(other) == 1 && clean.slice(other.key) == clean.slice(f.key);
        clean.plan.fields.iter().any(head)
    };
    let fields = clean.plan.fields.iter().filter(summary).filter(stated);
    fields.filter_map(|f| changed(clean, f.value, |n| 2 * n)).collect()
}

fn raised_target(clean: &Clean) -> Vec<Mutant> {
    let words = Vocabulary::standard();
    let figures = clean.plan.figures.iter().map(|f| (f, f.subject(clean.text(), &clean.document, &words)));
    let targets: Vec<(&Figure, String)> =
        figures.filter(|(f, subject)| f.role(subject, clean.text(), &words) == FigureRole::Target).collect();
    let mut mutants = Vec::new();
    for (at, (last, metric)) in targets.iter().enumerate() {
        let same = |(f, subject): &&(&Figure, String)| {
            subject == metric && f.quantity.hedge == last.quantity.hedge && f.block != last.block
        };
        let Some((first, _)) = targets[..at].iter().find(same) else { continue };
        // At the first place both are shown.
        mutants.extend(changed(clean, last.place.span, |n| 2 * n).map(|m| m.on(clean.line(first.place.span))));
    }
    mutants
}

fn longer_phase(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for group in &clean.plan.groups {
        if let [first, .., last] = group.durations.as_slice()
            && clean.line(first.span) != clean.line(last.span)
            // Two places that differ in the clean plan speak of two things.
            && (first.quantity.low, first.quantity.high) == (last.quantity.low, last.quantity.high)
        {
            let later = if first.span.start < last.span.start { last } else { first };
            mutants.extend(changed(clean, later.span, |n| 3 * n));
        }
    }
    mutants
}
