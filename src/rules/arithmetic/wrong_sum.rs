//! See `rules/arithmetic/wrong-sum.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, Subject, quote},
    markdown::{BlockId, SectionId},
    plan::{
        Cue, Field, Figure, FigureRole, Mode, Table, Why, fold,
        quantity::{self, Hedge, Quantity, Unit},
        sums::{self, Part, Sum},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds headline figures that the parts listed for them do not add up to.
pub fn check(cx: &Context, out: &mut Findings) {
    of_all_tables(cx, out);
    of_one_table(cx, out);
    of_headings(cx, out);
    of_labels(cx, out);
    of_table_above(cx, out);
}

/// "27 commands (~1,200 lines)": as many things as all tables with a column of lines have rows.
fn of_all_tables(cx: &Context, out: &mut Findings) {
    let mut told: Vec<(Quantity, Diagnostic)> = Vec::new();
    for pair in cx.plan.figures.windows(2) {
        let [things, claim] = pair else { continue };
        let (Some(thing), Some(noun)) = (things.quantity.unit.noun(), claim.quantity.unit.noun()) else { continue };
        let stated = things.block == claim.block && things.quantity.hedge == Hedge::Exact && thing != noun;
        if !stated || things.table.is_some() || things.quantity.is_range() {
            continue;
        }
        if let Some((_, first)) = told.iter_mut().find(|(q, _)| q.low == claim.quantity.low && q.unit == claim.quantity.unit) {
            first.related.push(crate::diagnostic::Related { path: None, span: claim.place.span, message: "and again here".into() });
            continue;
        }
        let columns: Vec<Column> = columns(cx, cx.plan.tables.iter(), noun);
        let rows: usize = columns.iter().map(|c| c.rows).sum();
        let Some(sum) = total(&columns).filter(|sum| rows as f64 == things.quantity.low && rows > 2 && sum.refutes(&claim.quantity)) else { continue };
        let mut found = finding(cx, out, claim, &sum, &format!("the {rows} rows that the plan lists")).about(Subject::Place(claim.place.span));
        if columns.len() <= 8 {
            for column in columns.iter().filter(|_| columns.len() > 1) {
                found = found.related(column.heading, format!("{} in the {} rows here", column.sum.shown(), column.rows));
            }
        }
        told.push((claim.quantity.clone(), found));
    }
    for (_, found) in told {
        out.push(found);
    }
}

/// "Command tests (54 tests)" over its table, "Total: 54 tests" beside it.
fn of_one_table(cx: &Context, out: &mut Findings) {
    for figure in &cx.plan.figures {
        let heading = matches!(figure.place.why, Why::Heading | Why::BoldLine);
        let Some(noun) = figure.quantity.unit.noun() else { continue };
        if !heading && figure.role != FigureRole::Total || cx.settings.vocabulary.has_cue(&figure.subject, Cue::Overlapping) {
            continue;
        }
        let mut tables = cx.plan.tables.iter().filter(|t| inside(cx, t.section, figure.section));
        let (Some(table), None) = (tables.next(), tables.next()) else { continue };
        // What the first column names is counted by its rows.
        let first = table.columns.first().is_some_and(|c| measures(&c.name, noun));
        let columns = columns(cx, [table].into_iter(), noun);
        let [column] = &columns[..] else { continue };
        let value = figure.quantity.value();
        if first || column.rows < 2 || value == column.rows as f64 || !column.sum.refutes(&figure.quantity) {
            continue;
        }
        let found = finding(cx, out, figure, &column.sum, &format!("the {} rows of the table", column.rows))
            .related(column.heading, "this column")
            .about(Subject::Place(cx.document.block(table.block).span));
        out.push(found);
    }
}

/// "Tests (90 tests)" over headings that each count a part of them.
fn of_headings(cx: &Context, out: &mut Findings) {
    let counted = |f: &&Figure| matches!(f.place.why, Why::Heading | Why::BoldLine) && f.quantity.unit.noun().is_some();
    let mut by_section: FxHashMap<SectionId, Vec<&Figure>> = FxHashMap::default();
    for figure in cx.plan.figures.iter().filter(counted) {
        by_section.entry(figure.section).or_default().push(figure);
    }
    let mut children: FxHashMap<SectionId, Vec<SectionId>> = FxHashMap::default();
    for (index, section) in cx.document.sections.iter().enumerate().skip(1) {
        children.entry(section.parent).or_default().push(SectionId(index as u32));
    }
    for claim in cx.plan.figures.iter().filter(counted) {
        let Some(below) = children.get(&claim.section).filter(|c| c.len() > 1) else { continue };
        let same = |section| by_section.get(section)?.iter().copied().find(|f| f.quantity.unit == claim.quantity.unit);
        let Some(parts) = below.iter().map(same).collect::<Option<Vec<&Figure>>>() else { continue };
        let Some(sum) = Sum::of(parts.iter().map(|f| &f.quantity)).filter(|s| s.refutes(&claim.quantity)) else { continue };
        let mut found = finding(cx, out, claim, &sum, &format!("the {} headings below", parts.len()));
        for part in parts.iter().take(8) {
            found = found.related(part.place.span, part.quantity.to_string());
        }
        out.push(found);
    }
}

/// `Total: 9 h` among the labels of one list or paragraph, after those that it adds up.
fn of_labels(cx: &Context, out: &mut Findings) {
    let mut lists: Vec<(BlockId, Vec<&Field>)> = Vec::new();
    for field in cx.plan.fields.iter().filter(|f| f.why == Why::Label) {
        let around = match field.item {
            Some(item) => cx.document.block(item).parent.unwrap_or(item),
            None => field.block,
        };
        match lists.last_mut().filter(|(block, _)| *block == around) {
            Some((_, fields)) => fields.push(field),
            None => lists.push((around, vec![field])),
        }
    }
    let words = &cx.settings.vocabulary;
    for (around, fields) in lists {
        let Some((total, parts)) = fields.split_last().filter(|(_, parts)| parts.len() > 1) else { continue };
        let unclear = |f: &&Field| words.has_cue(cx.text(f.key), Cue::NotAdded) || words.has_cue(cx.text(f.key), Cue::Adjusting);
        if !words.is_cue(cx.text(total.key), Cue::Total) || parts.iter().any(unclear) {
            continue;
        }
        let figure = |f: &Field| {
            let plain = cx.document.plain_in(cx.source.text(), f.block, f.value);
            quantity::cell(&plain, 0).map(|q| Quantity { span: f.value, ..q }).filter(|q| q.unit != Unit::Percent)
        };
        let (Some(claim), Some(parts)) = (figure(total), parts.iter().map(|f| figure(f)).collect::<Option<Vec<_>>>()) else { continue };
        let Some(sum) = Sum::of(&parts).filter(|s| s.refutes(&claim)) else { continue };
        let most = parts.iter().map(|p| p.high).fold(f64::MIN, f64::max);
        let side_by_side = claim.is_time() && claim.high < sum.low
            || words.has_cue(cx.text(cx.document.block(around).span), Cue::Overlapping)
            || cx.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _)))) && claim.is_time();
        if claim.value() == most || side_by_side {
            continue;
        }
        let found = out
            .at(claim.span, format!("the {} figures above add up to {}, and the total says {claim}", parts.len(), sum.shown()))
            .label(format!("they add up to {}", sum.shown()))
            .confidence(Confidence::Conventional)
            .help("correct the total, or the figure that is wrong; most readers look only at the total");
        out.push(found);
    }
}

/// `**Total:** 12 h` right below a table with one column of hours and no total row.
fn of_table_above(cx: &Context, out: &mut Findings) {
    let words = &cx.settings.vocabulary;
    let tables: FxHashMap<BlockId, &Table> = cx.plan.tables.iter().map(|t| (t.block, t)).collect();
    for field in cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.item.is_none()) {
        let key = cx.text(field.key);
        let total = words.is_cue(key, Cue::Total) || words.is_cue(key, Cue::Whole) && fold(key).contains("total");
        let Some(table) = cx.document.previous_sibling(field.block).and_then(|b| tables.get(&b)).filter(|_| total) else { continue };
        let value = cx.text(field.value);
        let Some(claim) = quantity::scan(value, field.value.start).into_iter().next() else { continue };
        let leads = value[..(claim.span.start - field.value.start) as usize].chars().all(|c| !c.is_alphanumeric());
        if !leads || claim.unit == Unit::None || words.has_cue(value, Cue::Overlapping) || table.rows.iter().any(|r| r.total) {
            continue;
        }
        let addable = |c: &usize| {
            let parts = sums::column(cx.source.text(), cx.document, table, 0..table.rows.len(), *c)?;
            let same = parts.len() > 1 && parts.iter().all(|p| p.quantity.unit.comparable(&claim.unit) && p.quantity.unit != Unit::None);
            let sum = Sum::of(parts.iter().map(|p| &p.quantity))?;
            (same && !words.has_cue(&table.columns[*c].name, Cue::NotAdded)).then_some((*c, parts, sum))
        };
        let mut columns = (1..table.columns.len()).filter_map(|c| addable(&c));
        let (Some((column, parts, sum)), None) = (columns.next(), columns.next()) else { continue };
        if !sum.refutes(&claim) || may_overlap(cx, &claim, &sum, &parts, cx.document.block(table.block).span) {
            continue;
        }
        let shown = sum.shown();
        let found = out
            .at(claim.span, format!("the {} rows above add up to {shown}, and `{}` says {claim}", parts.len(), quote(key)))
            .label(format!("the rows add up to {shown}"))
            .related(table.columns[column].span, "this column")
            .confidence(Confidence::Conventional)
            .help("correct the total, or the row that is wrong; most readers look only at the total");
        out.push(found);
    }
}

/// Whether parts of a time may run side by side, so that they take less than their sum.
fn may_overlap(cx: &Context, claim: &Quantity, sum: &Sum, parts: &[Part], around: Span) -> bool {
    let most = parts.iter().map(|p| p.quantity.high).fold(f64::MIN, f64::max);
    let calendar = matches!(claim.unit, Unit::Time(unit) if !unit.is_clocked());
    let beside = || {
        cx.settings.vocabulary.has_cue(cx.text(around), Cue::Overlapping)
            || cx.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))))
    };
    claim.value() == most || claim.is_time() && claim.high < sum.low && (calendar || beside())
}

fn finding(cx: &Context, out: &Findings, claim: &Figure, sum: &Sum, of: &str) -> Diagnostic {
    let sum = sum.shown();
    out.at(claim.place.span, format!("`{}` is not what {of} add up to: {sum}", quote(cx.text(claim.place.span))))
        .label(format!("they add up to {sum}"))
        .confidence(claim.place.confidence)
        .help("correct the figure, or the parts; who reads only this line plans with the wrong amount")
}

/// A column of a table that holds what a figure counts.
struct Column {
    heading: Span,
    rows: usize,
    sum: Sum,
}

/// The columns of `tables` that hold `noun`s; none where one of them cannot be added.
fn columns<'t>(cx: &Context, tables: impl Iterator<Item = &'t Table>, noun: &str) -> Vec<Column> {
    let mut found = Vec::new();
    for table in tables {
        let Some(index) = table.columns.iter().position(|c| measures(&c.name, noun)) else { continue };
        let rows = || (0..table.rows.len()).filter(|&r| !table.rows[r].total);
        let sum = sums::column(cx.source.text(), cx.document, table, rows(), index)
            .filter(|parts| parts.iter().all(|p| matches!(p.quantity.unit, Unit::None | Unit::Count(_))))
            .and_then(|parts| Sum::of(parts.iter().map(|p| &p.quantity)));
        let Some(mut sum) = sum else { return Vec::new() };
        sum.unit = Unit::Count(noun.into());
        found.push(Column { heading: table.columns[index].span, rows: rows().count(), sum });
    }
    found
}

fn total(columns: &[Column]) -> Option<Sum> {
    let mut columns = columns.iter();
    let first = columns.next()?.sum.clone();
    Some(columns.fold(first, |sum, column| sum.plus(&column.sum)))
}

/// Whether a column's heading says that it holds `noun`s: "Lines", "Est. LOC".
fn measures(heading: &str, noun: &str) -> bool {
    let bare = heading.split('(').next().unwrap_or(heading).trim();
    let Some(word) = bare.rsplit(' ').next().filter(|w| !w.is_empty()) else { return false };
    match word {
        "LOC" | "SLOC" | "loc" => noun == "line",
        _ => quantity::singular(&word.to_lowercase()) == noun,
    }
}

/// Whether `section` is `outer` or lies in it.
fn inside(cx: &Context, section: SectionId, outer: SectionId) -> bool {
    cx.plan.sections_around(cx.document, section).any(|s| s == outer)
}
