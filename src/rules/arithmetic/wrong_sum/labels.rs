//! Totals in labels: at the end of a list of labels, or below a table.

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    markdown::BlockId,
    plan::{
        Word, Field, Mode, Table, Why, fold,
        quantity::{self, Quantity, Unit},
        sums::{self, Sum},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// Finds totals that the labels before them or the table above do not add up to.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    in_a_list(cx, out);
    below_a_table(cx, out);
}

/// `Total: 9 h` among the labels of one list or paragraph, after those that it adds up.
fn in_a_list(cx: &Context, out: &mut Findings) {
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
        let unclear = |cue: Word| parts.iter().any(|f| words.says(cx.text(f.key), cue));
        if !words.is_word(cx.text(total.key), Word::Total) || unclear(Word::NotAdded) || unclear(Word::Adjusting) {
            continue;
        }
        let figure = |f: &Field| {
            let plain = cx.document.plain_in(cx.source.text(), f.block, f.value);
            quantity::cell(&plain, 0).map(|q| Quantity { span: f.value, ..q }).filter(|q| q.unit != Unit::Percent)
        };
        let parts: Option<Vec<Quantity>> = parts.iter().map(|f| figure(f)).collect();
        let (Some(claim), Some(parts)) = (figure(total), parts) else { continue };
        let Some(sum) = Sum::of(&parts).filter(|s| s.refutes(&claim)) else { continue };
        let span = cx.document.block(around).span;
        let overlapping = words.says(cx.text(span), Word::Overlapping);
        // A list of labels does not say whether its times follow each other.
        let less = claim.is_time() && claim.high < sum.low;
        if overlapping || less || may_overlap(cx, &claim, &sum, parts.iter(), span) {
            continue;
        }
        let of = format!("the {} figures above", parts.len());
        out.push(finding(cx, out, total, &claim, &sum, &of));
    }
}

/// `**Total:** 12 h` right below a table with one column of hours and no total row.
fn below_a_table(cx: &Context, out: &mut Findings) {
    let words = &cx.settings.vocabulary;
    let tables: FxHashMap<BlockId, &Table> = cx.plan.tables.iter().map(|t| (t.block, t)).collect();
    for field in cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.item.is_none()) {
        let key = cx.text(field.key);
        let total = words.is_word(key, Word::Total) || words.is_word(key, Word::Whole) && fold(key).contains("total");
        if !total {
            continue;
        }
        let above = cx.document.previous_sibling(field.block);
        let Some(table) = above.and_then(|block| tables.get(&block)) else { continue };
        let value = cx.text(field.value);
        let Some(claim) = quantity::scan(value, field.value.start).into_iter().next() else { continue };
        let before = &value[..(claim.span.start - field.value.start) as usize];
        let plain = before.chars().all(|c| !c.is_alphanumeric()) && !words.says(value, Word::Overlapping);
        if !plain || claim.unit == Unit::None || table.rows.iter().any(|r| r.total) {
            continue;
        }
        let addable = |c: &usize| {
            let parts = sums::column(cx.source.text(), cx.document, table, 0..table.rows.len(), *c)?;
            let parts: Vec<Quantity> = parts.into_iter().map(|p| p.quantity).collect();
            let same = |q: &Quantity| q.unit.comparable(&claim.unit) && q.unit != Unit::None;
            let added = !words.says(&table.columns[*c].name, Word::NotAdded);
            (added && parts.len() > 1 && parts.iter().all(same)).then_some((*c, parts))
        };
        let mut columns = (1..table.columns.len()).filter_map(|c| addable(&c));
        let (Some((column, parts)), None) = (columns.next(), columns.next()) else { continue };
        let Some(sum) = Sum::of(&parts).filter(|s| s.refutes(&claim)) else { continue };
        if may_overlap(cx, &claim, &sum, parts.iter(), cx.document.block(table.block).span) {
            continue;
        }
        let of = format!("the {} rows above", parts.len());
        out.push(finding(cx, out, field, &claim, &sum, &of).related(table.columns[column].span, "this column"));
    }
}

fn finding(cx: &Context, out: &Findings, total: &Field, claim: &Quantity, sum: &Sum, of: &str) -> Diagnostic {
    let (sum, key) = (sum.shown(), quote(cx.text(total.key)));
    out.at(claim.span, format!("{of} add up to {sum}, and `{key}` says {claim}"))
        .label(format!("they add up to {sum}"))
        .confidence(Confidence::Conventional)
        .help("correct the total, or the figure that is wrong; most readers look only at the total")
}

/// Whether parts of a time may run side by side, so that they take less than their sum.
fn may_overlap<'q>(
    cx: &Context,
    claim: &Quantity,
    sum: &Sum,
    parts: impl Iterator<Item = &'q Quantity>,
    around: Span,
) -> bool {
    let most = parts.map(|q| q.high).fold(f64::MIN, f64::max);
    let calendar = matches!(claim.unit, Unit::Time(unit) if !unit.is_clocked());
    let beside = || {
        cx.settings.vocabulary.says(cx.text(around), Word::Overlapping)
            || cx.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))))
    };
    claim.value() == most || claim.is_time() && claim.high < sum.low && (calendar || beside())
}
