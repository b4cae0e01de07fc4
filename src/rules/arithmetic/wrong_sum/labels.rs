//! Totals in labels: at the end of a list of labels, or below a table.

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, quote},
    markdown::{BlockId, Kind},
    plan::{
        Column, Field, Mode, Name, Row, Table, Topic, Total, Why, Word, fold, folded, names,
        quantity::{self, Hedge, Quantity, Unit},
        sums::{self, Sum},
    },
    rules::{Context, Findings, mend},
    source::Span,
};

/// Finds totals that the labels before them or the table above do not add up to.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    in_a_paragraph(cx, out);
    let named = totals(cx);
    let totals: Vec<&Field> = named.iter().copied().filter(|f| stands_last(cx, f)).collect();
    of_a_list(cx, out, &totals);
    let below = named.into_iter().filter_map(|f| Some((f, table_above(cx, f)?)));
    below_a_table(cx, out, below.collect(), &totals);
}

/// `Total: 9 h` among the labels of one paragraph, after those that it adds up.
fn in_a_paragraph(cx: &Context, out: &mut Findings) {
    let labels: Vec<&Field> = cx.plan.fields.iter().filter(|f| f.why == Why::Label && f.item.is_none()).collect();
    let words = &cx.settings.vocabulary;
    for fields in labels.chunk_by(|a, b| a.block == b.block) {
        let Some((total, parts)) = fields.split_last().filter(|(_, parts)| parts.len() > 1) else { continue };
        if !cx.holds_digit(total.value) {
            continue;
        }
        let unclear = |cue: Word| parts.iter().any(|f| words.says(cx.text(f.key), cue));
        if named(cx, total).is_none() || unclear(Word::NotAdded) || unclear(Word::Adjusting) {
            continue;
        }
        let figure = |f: &Field| f.figure(cx.source.text(), cx.document).filter(|q| q.unit != Unit::Percent);
        let parts: Option<Vec<Quantity>> = parts.iter().map(|f| figure(f)).collect();
        let (Some(claim), Some(parts)) = (figure(total), parts) else { continue };
        let Some(sum) = Sum::against_total(&parts, &claim) else { continue };
        let span = cx.document.block(total.block).span;
        let overlapping = words.says(cx.text(span), Word::Overlapping);
        // A list of labels does not say whether its times follow each other.
        let less = passes(cx, total, &claim) && sum.exceeds(&claim);
        if overlapping || less || may_overlap(cx, total, &claim, &sum, parts.iter(), span) {
            continue;
        }
        let of = format!("the {} figures above", parts.len());
        out.push(finding(cx, out, total, &claim, &sum, &of));
    }
}

/// The labels whose key says that their figure adds up what stands above.
fn totals<'c>(cx: &Context<'c>) -> Vec<&'c Field> {
    let words = &cx.settings.vocabulary;
    let is_total = |f: &&Field| {
        let key = cx.text(f.key);
        named(cx, f).is_some() || words.is_word(key, Word::Whole) && words.is_total(key)
    };
    let labels = cx.plan.fields.iter().filter(|f| f.why == Why::Label);
    // What stands behind in brackets of another script is not read: it may be a buffer.
    let glossed = |f: &&Field| {
        let said = cx.text(f.key.to(f.value));
        said.contains('（')
            || said.contains('(') && (words.says(said, Word::Overlapping) || words.says(said, Word::Adjusting))
    };
    labels.filter(|f| cx.holds_digit(f.value) && !glossed(f)).filter(is_total).collect()
}

/// What the key of a field says that its figure adds up.
fn named(cx: &Context, field: &Field) -> Option<Total> {
    Total::named(&cx.settings.vocabulary, cx.document, field.around(cx.document), cx.text(field.key), &[])
}

/// Whether a field stands where a total may: in the last item of a list, or right below a list or a table.
fn stands_last(cx: &Context, field: &Field) -> bool {
    let block = |id: BlockId| cx.document.block(id);
    match field.item {
        Some(item) => block(item).parent.is_some_and(|list| block(list).end == block(item).end),
        None => {
            let above = above(cx, field.block);
            above.is_some_and(|above| matches!(block(above).kind, Kind::List { .. } | Kind::Table))
        }
    }
}

/// What stands above a block, a line across the page apart.
fn above(cx: &Context, block: BlockId) -> Option<BlockId> {
    let above = cx.document.previous_sibling(block)?;
    match cx.document.block(above).kind {
        Kind::Rule => cx.document.previous_sibling(above),
        _ => Some(above),
    }
}

/// `Total: 9 h` as the last item of a list, or right below it, where each item holds one such figure.
fn of_a_list(cx: &Context, out: &mut Findings, totals: &[&Field]) {
    let words = &cx.settings.vocabulary;
    for total in totals {
        let list = match total.item {
            Some(item) => cx.document.block(item).parent,
            None => above(cx, total.block),
        };
        let Some(list) = list.filter(|&b| matches!(cx.document.block(b).kind, Kind::List { .. })) else { continue };
        let items: Vec<BlockId> = cx.document.children(list).collect();
        let items = match (total.item, items.split_last()) {
            (Some(item), Some((last, before))) if *last == item => before,
            // "Subtotal" as the last item is what the total below goes on from.
            (None, Some((last, _))) if holds_total(cx, totals, *last) => continue,
            (None, _) => &items[..],
            _ => continue,
        };
        // "Subtotal" among them adds up those before it.
        let subtotal = items.iter().rposition(|&item| is_total(cx, item));
        let items = &items[subtotal.unwrap_or(0)..];
        let Some(claim) = claimed(cx, total).filter(|c| !matches!(c.unit, Unit::None | Unit::Percent)) else {
            continue;
        };
        let parts: Option<Vec<Quantity>> = items.iter().map(|&item| cx.figure_like(item, &claim)).collect();
        let Some(parts) = parts.filter(|p| p.len() > 1 && p.len() as f64 != claim.value()) else { continue };
        let Some(sum) = Sum::against_total(&parts, &claim) else { continue };
        let apart = total.item.is_none() && cx.document.previous_sibling(total.block) != Some(list);
        if claim.high > sum.high && (goes_on(cx, list, total, totals) || apart && is_headed(cx, &claim))
            || is_running(cx, total, totals, &claim, &sum)
        {
            continue;
        }
        let span = cx.document.block(list).span;
        // A list does not say whether its times follow each other; one with numbers does.
        let ordered = matches!(cx.document.block(list).kind, Kind::List { ordered: true });
        let less = passes(cx, total, &claim) && sum.exceeds(&claim);
        if less && !ordered
            || words.says(cx.text(span), Word::Overlapping)
            || may_overlap(cx, total, &claim, &sum, parts.iter(), span)
        {
            continue;
        }
        let of = format!("the {} figures above", parts.len());
        out.push(finding(cx, out, total, &claim, &sum, &of));
    }
}

/// Whether headings hold figures that a total behind a line across the page may count in.
fn is_headed(cx: &Context, claim: &Quantity) -> bool {
    let headed = cx.plan.figures.iter().filter(|f| matches!(f.place.why, Why::Heading | Why::BoldLine));
    headed.into_iter().any(|f| f.quantity.comparable(claim))
}

/// Whether an item begins with the name of a total.
fn is_total(cx: &Context, item: BlockId) -> bool {
    let section = cx.document.block(item).section;
    let name = |key: Span| Total::named(&cx.settings.vocabulary, cx.document, section, cx.text(key), &[]);
    cx.document.labels_in(item).first().is_some_and(|label| name(label.key).is_some())
}

/// How many blocks before a list are looked at for another one that its total may count in.
const BACK: usize = 60;

/// Whether a total goes on from those before it: "Subtotal: 14 h", and 24 h further down "Total: 38 h".
fn is_running(cx: &Context, total: &Field, totals: &[&Field], claim: &Quantity, sum: &Sum) -> bool {
    let at = totals.partition_point(|t| t.key.start < total.key.start);
    let before: Vec<Quantity> = totals[at.saturating_sub(NEAR)..at].iter().filter_map(|t| claimed(cx, t)).collect();
    let alike: Vec<&Quantity> = before.iter().filter(|q| q.comparable(claim)).collect();
    let with = |parts: &[&Quantity]| Sum::of(parts.iter().copied()).is_some_and(|s| !s.plus(sum).refutes(claim));
    (1..=alike.len()).any(|count| with(&alike[alike.len() - count..]))
}

/// How many totals or tables before one are looked at.
const NEAR: usize = 8;

/// The first total in or behind a text.
fn next<'f>(totals: &[&'f Field], text: Span) -> Option<&'f Field> {
    totals.get(totals.partition_point(|t| t.key.start < text.start)).copied()
}

/// Whether a total stands in a block.
fn holds_total(cx: &Context, totals: &[&Field], block: BlockId) -> bool {
    let span = cx.document.block(block).span;
    next(totals, span).is_some_and(|total| span.contains(total.key))
}

/// Whether a list is one of several that a total may add up: its numbers go on, or another list of figures stands
/// before it, under the heading above at most, and no total of its own between.
fn goes_on(cx: &Context, list: BlockId, total: &Field, totals: &[&Field]) -> bool {
    let (document, text) = (cx.document, cx.text(cx.document.block(list).span));
    let number = &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())];
    // What its name says to be the whole of a section goes on inside it.
    let own = match named(cx, total) {
        Some(Total::Headed(section)) => Some(document.section(section)),
        _ if number.parse().is_ok_and(|n: u32| n > 1) => return true,
        _ => None,
    };
    let first = own.map_or(0, |section| section.start);
    let level = own.map_or_else(|| document.section(total.around(document)).level, |section| section.level);
    let ends = |block: BlockId| holds_total(cx, totals, block);
    let figured = |block: BlockId| {
        let span = document.block(block).span;
        matches!(document.block(block).kind, Kind::List { .. })
            && quantity::each(cx.text(span), span.start).any(|q| claimed(cx, total).is_some_and(|c| q.comparable(&c)))
    };
    std::iter::successors(document.previous_sibling(list), |&b| document.previous_sibling(b))
        .take(BACK)
        .take_while(|&b| b.0 >= first && !ends(b) && !matches!(document.block(b).kind, Kind::Heading(l) if l < level))
        .any(figured)
}

/// The figure with which the value of a total begins.
fn claimed(cx: &Context, total: &Field) -> Option<Quantity> {
    total.leading_figure(cx.source.text(), &cx.settings.vocabulary)
}

/// The longest list or quotation below a table that is read, in bytes.
const LISTED: usize = 2_000;

/// The table right above a total, or above the list or the quotation in which that stands among other things.
fn table_above<'c>(cx: &Context<'c>, field: &Field) -> Option<&'c Table> {
    let whole = |b: &BlockId| matches!(cx.document.block(*b).kind, Kind::List { .. } | Kind::Quote);
    let outer = cx.document.ancestors(field.block).filter(whole).last();
    let block = outer.unwrap_or(field.block);
    // What stands right above another table may be the total of that one.
    let heads = cx.document.next_sibling(block).is_some_and(|b| cx.document.block(b).kind == Kind::Table);
    // Beside figures of its kind it may be the total of these, and words behind it may say of what it is.
    let figures = || {
        let span = cx.document.block(block).span;
        let alone = claimed(cx, field).is_some_and(|claim| claim.span.len() == cx.text(field.value).trim().len());
        if span.len() > LISTED || !alone {
            return true;
        }
        let claim = claimed(cx, field);
        let alike = |q: &Quantity| claim.as_ref().is_some_and(|claim| claim.unit.comparable(&q.unit));
        quantity::each(cx.text(span), span.start).filter(alike).count() > 1
    };
    // "Stories: 13 SP · Bugs: 4 SP · Total: 17 SP" adds up its own line.
    let own_line = || {
        let before = Span { end: field.key.start, ..cx.document.block(field.block).span };
        let claim = claimed(cx, field);
        let alike = |q: &Quantity| claim.as_ref().is_some_and(|claim| q.comparable(claim));
        let line: Vec<Quantity> = match before.len() <= LISTED {
            true => quantity::each(cx.text(before), before.start).filter(alike).collect(),
            false => Vec::new(),
        };
        Sum::of(&line).zip(claim.as_ref()).is_some_and(|(sum, claim)| sum.low == claim.low && sum.high == claim.high)
    };
    if heads || outer.is_some() && figures() || own_line() {
        return None;
    }
    cx.plan.table_at(above(cx, block)?)
}

/// `**Total:** 12 h` below a table with one column of hours and no total row.
fn below_a_table(cx: &Context, out: &mut Findings, below: Vec<(&Field, &Table)>, totals: &[&Field]) {
    let words = &cx.settings.vocabulary;
    for (field, table) in below {
        let named = column_named(cx, table, field);
        // A bare number is what the column holds that the label names.
        let Some(claim) = claimed(cx, field).filter(|c| c.unit != Unit::None || named.is_some()) else { continue };
        // "$365K/year" below a column "Cost/Year" is so much money.
        let per = per_of(cx.text(claim.span)).filter(|_| matches!(claim.unit, Unit::Rate(_)));
        let claim = per.as_ref().and_then(|_| once(cx, &claim)).unwrap_or(claim);
        if table.rows.iter().any(|r| r.total) || super::is_of_others(cx, table, cx.text(field.key)) {
            continue;
        }
        let addable = |c: &usize| {
            let parts = sums::column(cx.source.text(), cx.document, table, 0..table.rows.len(), *c)?;
            let parts = fitted(parts.into_iter().map(|p| p.quantity).collect(), &table.columns[*c], &claim);
            let same =
                |q: &Quantity| q.unit.comparable(&claim.unit) && (q.unit == Unit::None) == (claim.unit == Unit::None);
            let name = &*table.columns[*c].name;
            let added = per
                .as_ref()
                .map_or_else(|| !words.says(name, Word::NotAdded), |own| per_of(name).as_ref() == Some(own));
            (added && parts.len() > 1 && parts.iter().all(same)).then_some((*c, parts))
        };
        let mut columns =
            (1..table.columns.len()).filter(|c| named.is_none_or(|n| n == *c)).filter_map(|c| addable(&c));
        let (Some((column, parts)), None) = (columns.next(), columns.next()) else { continue };
        let Some(sum) = Sum::against_total(&parts, &claim).filter(|_| !out.tell(claim.span)) else { continue };
        let before = || is_one_of_several(cx, table, column, field, totals);
        // What is optional or put off may be left out, and a total may count each row several times.
        let left_out = || claim.high < sum.high && table.rows.iter().any(|row| is_aside(cx, row));
        if super::is_of_the_rest(cx, table, column, &claim) || left_out() || is_weighted(cx, table, column, &claim) {
            continue;
        }
        if may_overlap(cx, field, &claim, &sum, parts.iter(), cx.document.block(table.block).span)
            || claim.high > sum.high && before()
        {
            continue;
        }
        let of = format!("the {} rows above", parts.len());
        out.push(finding(cx, out, field, &claim, &sum, &of).related(table.columns[column].span, "this column"));
    }
}

/// How often an amount comes again, as a slash behind it says: the folded "year" of "$365K/year".
fn per_of(name: &str) -> Option<String> {
    name.rsplit_once('/').map(|(_, per)| fold(per.trim()).into_owned()).filter(|per| quantity::is_time(per))
}

/// An amount that comes again, as one: "$365K" of "$365K/year".
fn once(cx: &Context, claim: &Quantity) -> Option<Quantity> {
    let (amount, _) = cx.text(claim.span).split_once('/')?;
    quantity::cell(amount, claim.span.start)
}

/// Whether a row may be left out of a total: it is optional, put off, or runs beside another one.
fn is_aside(cx: &Context, row: &Row) -> bool {
    let (text, words) = (cx.source.text(), &cx.settings.vocabulary);
    let waived = |span: Span| {
        let topics = words.topics(cx.text(span).trim_matches(['*', '_', ' ']));
        cx.plan.is_waived(text, words, span) || topics.contains(Topic::Optional)
    };
    let line = cx.text(cx.document.block(row.block).span);
    cx.is_left_out(line)
        || words.says(line, Word::Overlapping)
        || row.cells.iter().any(|&cell| waived(cx.document.text_span(cell)))
}

/// Whether the rows come to the total when each counts as often as another column says.
fn is_weighted(cx: &Context, table: &Table, column: usize, claim: &Quantity) -> bool {
    let cell = |row: &Row, c: usize| {
        let plain = cx.document.plain(cx.source.text(), *row.cells.get(c)?);
        quantity::cell(plain.trim(), 0)
    };
    let by = |c: usize| -> Option<f64> {
        let times = |row: &Row| cell(row, c).filter(|q| q.unit == Unit::None).map(|q| q.value());
        table
            .rows
            .iter()
            .map(|row| Some(times(row)? * cell(row, column)?.under(&table.columns[column].name).value()))
            .sum()
    };
    (0..table.columns.len()).filter(|&c| c != column).filter_map(by).any(|sum| (sum - claim.value()).abs() < 1e-6)
}

/// Bare numbers in the unit of `claim`, where the heading of their column says that they are: `5` below "Points".
fn fitted(parts: Vec<Quantity>, column: &Column, claim: &Quantity) -> Vec<Quantity> {
    if claim.unit == Unit::None || parts.iter().any(|q| q.unit != Unit::None) {
        return parts;
    }
    let unit = match claim.unit.noun() {
        Some(noun) => column.counts(noun).then(|| claim.unit.clone()),
        None => quantity::unit_named(&column.name).filter(|unit| unit.comparable(&claim.unit)),
    };
    match unit {
        Some(unit) => parts.into_iter().map(|q| q.in_unit(&unit)).collect(),
        None => parts,
    }
}

/// The column that a label names beside its word for a total: "Total Capacity" below a column "Capacity (pts)", "Total
/// Points" below "Story Points".
fn column_named(cx: &Context, table: &Table, total: &Field) -> Option<usize> {
    let key = fold(cx.text(total.key));
    fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
        let bare = names::bare(text);
        bare.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 3)
    }
    let ends =
        |column: &Column| words(&column.key).next_back().is_some_and(|last| words(&key).next_back() == Some(last));
    let begins = |column: &Column| words(&column.key).next().is_some_and(|first| words(&key).any(|w| w == first));
    table.columns.iter().position(ends).or_else(|| table.columns.iter().position(begins))
}

/// Whether a table is the last of several with such a column that have no totals of their own, so that the total
/// below it may be that of all.
fn is_one_of_several(cx: &Context, table: &Table, column: usize, total: &Field, totals: &[&Field]) -> bool {
    let key = &table.columns[column].key;
    let first = match named(cx, total) {
        Some(Total::Headed(section)) => cx.document.section(section).start,
        _ => 0,
    };
    if fold(cx.text(total.key)).starts_with("sub") {
        return false;
    }
    let closed = |t: &Table| {
        let below = cx.document.next_sibling(t.block);
        let total = || next(totals, cx.document.block(t.block).span);
        t.rows.iter().any(|r| r.total) || total().is_some_and(|total| Some(total.block) == below)
    };
    let at = cx.plan.tables.partition_point(|t| t.block < table.block);
    let before = cx.plan.tables[at.saturating_sub(NEAR)..at].iter().filter(|t| t.block.0 >= first);
    before.filter(|t| t.columns.iter().any(|c| c.key == *key)).any(|t| !closed(t))
}

fn finding(cx: &Context, out: &Findings, total: &Field, claim: &Quantity, sum: &Sum, of: &str) -> Diagnostic {
    let fix = mend::correct_sum(cx, claim.span, claim.low, sum);
    let certain = sum.refutes(claim) && !sum.is_about();
    let severity = if certain && claim.hedge != Hedge::About { Severity::Error } else { Severity::Warning };
    let (sum, key) = (sum.written_in(&claim.unit).shown(), quote(cx.text(total.key)));
    out.at(claim.span, format!("{of} add up to {sum}, and `{key}` says {claim}"))
        .severity(severity)
        .label(format!("they add up to {sum}"))
        .confidence(Confidence::Conventional)
        .fix(fix)
        .help("correct the total, or the figure that is wrong; most readers look only at the total")
}

/// Whether a total is time that passes; work adds up, however many share it.
fn passes(cx: &Context, total: &Field, claim: &Quantity) -> bool {
    let key = folded(cx.text(total.key));
    // An estimate of days and weeks may be one of time that passes, too.
    let named = || key.split(' ').any(|word| cx.settings.vocabulary.is_name(word, Name::Effort));
    let clocked = matches!(claim.unit, Unit::Time(unit) if unit.is_clocked());
    claim.is_time() && !(cx.settings.vocabulary.is_of_effort(&key) && (clocked || named()))
}

/// Whether parts of a time may run side by side, so that they take less than their sum.
fn may_overlap<'q>(
    cx: &Context,
    total: &Field,
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
    claim.value() == most || passes(cx, total, claim) && sum.exceeds(claim) && (calendar || beside())
}
