//! "Four changes make these faults impossible:" over a list of five; "55 tests in 8 groups:" over a table of groups.

use super::finding;
use crate::{
    markdown::{BlockId, InlineKind, Kind},
    plan::{
        Name, Noun, Table, fold,
        quantity::{self, Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashSet;

/// The longest sentence that introduces something, in bytes.
const TEXT: usize = 200;

/// Most words from the number to what is counted.
const NEAR: usize = 4;

/// How much longer or shorter a list may be than its sentence says; what differs by more lists something else.
const APART: usize = 2;

/// Compares the number in a sentence that ends in a colon with the list or table right below.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let bytes = cx.source.text().as_bytes();
    for &below in cx.document.lists.iter().chain(&cx.document.tables) {
        // A paragraph holds no other block, so that the one right before is what stands above.
        let Some(above) = below.0.checked_sub(1).map(BlockId) else { continue };
        let (paragraph, kind) = (cx.document.block(above), cx.document.block(below).kind);
        if !matches!(paragraph.kind, Kind::Paragraph) || paragraph.parent != cx.document.block(below).parent {
            continue;
        }
        // A comment behind the colon shows nowhere.
        let text = cx.document.text_span(above);
        let last = bytes[text.range()].iter().rfind(|b| !matches!(b, b'*' | b'_' | b' ' | b'\r' | b'\n'));
        if last != Some(&b':') || text.len() > TEXT {
            continue;
        }
        match kind {
            Kind::List { ordered } => of_list(cx, out, text, below, ordered),
            _ => of_table(cx, out, text, below),
        }
    }
}

/// "Four changes make …:" over a list whose items each have a number or a name.
fn of_list(cx: &Context, out: &mut Findings, text: Span, list: BlockId, ordered: bool) {
    let Some((claim, noun)) = leading(cx, text) else { return };
    let items: Vec<BlockId> = cx.document.children(list).take(64).collect();
    let (said, count) = (claim.low as usize, items.len());
    if said == count || said.abs_diff(count) > APART || count < 2 {
        return;
    }
    let named = |&item: &BlockId| is_named(cx, item);
    let first = cx.text(cx.document.block(list).span).starts_with("1");
    if !(ordered && first || items.iter().all(named)) || count < said && goes_on(cx, list) {
        return;
    }
    report(cx, out, &claim, &noun, count, cx.document.text_span(items[count - 1]));
}

/// The number with which a sentence begins, and what it counts.
fn leading(cx: &Context, text: Span) -> Option<(Quantity, String)> {
    let raw = cx.text(text);
    let start = raw.find(|c: char| c.is_alphanumeric())?;
    let mut words = raw[start..].split_whitespace().map(|w| (w, w.trim_matches(['*', '_', ',', ':', '(', ')', '`'])));
    let mut begin = words.next()?.1;
    // "There are five parts:"
    if cx.settings.vocabulary.is_name(begin, Name::Introducing) {
        begin = words.by_ref().take(2).map(|(_, word)| word).find(|word| quantity::small(word).is_some())?;
    }
    // Most sentences do not begin with a number.
    let first = begin;
    let low = quantity::small(first).filter(|low| (2..=30).contains(low))? as f64;
    let words: Vec<&str> = words.map(|(_, word)| word).collect();
    let plural = |word: &str| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    let at = words.iter().take(NEAR).position(|word| plural(word))?;
    let noun = quantity::singular(&fold(words[at]));
    let vocabulary = &cx.settings.vocabulary;
    let apart = |word: &&str| {
        cx.settings.vocabulary.counts_others(word)
            || vocabulary.is_name(word, Name::OtherList)
            || quantity::is_time(&fold(word))
    };
    let agent = vocabulary.is_name(&noun, Name::Acting) || matches!(vocabulary.noun(&noun), Some(Noun::Agent));
    if !is_sentence(raw) || raw.contains(['(', '/', '+']) || agent || words.iter().any(apart) {
        return None;
    }
    let span = text.of_part(raw, first);
    Some((Quantity { low, high: low, step: 1.0, hedge: quantity::Hedge::Exact, unit: Unit::None, span }, noun))
}

/// Whether a text is one sentence.
fn is_sentence(text: &str) -> bool {
    [". ", ".\n", "; ", "? ", "! "].iter().all(|end| !text.contains(end))
}

/// Whether an item begins with a name that is set off.
fn is_named(cx: &Context, item: BlockId) -> bool {
    let span = cx.document.text_span(item);
    let begins = cx.document.inlines_of(item).first();
    let first = begins.filter(|i| matches!(i.kind, InlineKind::Strong | InlineKind::Code));
    first.is_some_and(|inline| inline.span.start == span.start) || cx.text(span).starts_with("**")
}

/// Whether further lists follow before the next heading, in which the first one may go on.
fn goes_on(cx: &Context, list: BlockId) -> bool {
    std::iter::successors(cx.document.next_sibling(list), |&b| cx.document.next_sibling(b))
        .map(|block| cx.document.block(block).kind)
        .take_while(|kind| !matches!(kind, Kind::Heading(_)))
        .take(16)
        .any(|kind| matches!(kind, Kind::List { .. } | Kind::Table))
}

/// "55 tests in 8 groups:" over a table whose first column holds groups.
fn of_table(cx: &Context, out: &mut Findings, text: Span, block: BlockId) {
    let Ok(at) = cx.plan.tables.binary_search_by_key(&block, |t| t.block) else { return };
    let table = &cx.plan.tables[at];
    let Some(column) = table.columns.first() else { return };
    let raw = cx.text(text);
    let kind = quantity::singular(&column.key);
    let Some(claim) = quantity::each(raw, text.start).find(|q| q.unit.noun() == Some(&*kind)) else { return };
    if !claim.is_whole()
        || claim.low < 2.0
        || !is_sentence(raw)
        || raw.split_whitespace().any(|word| cx.settings.vocabulary.counts_others(word))
    {
        return;
    }
    let (rows, names) = counted(cx, table);
    let said = claim.low as usize;
    if rows != said && names != said && rows > 1 && said <= 2 * rows && rows <= 2 * said {
        report(cx, out, &claim, &kind, rows, column.span);
    }
}

/// How many rows a table has, and how many different names stand in its first column.
fn counted(cx: &Context, table: &Table) -> (usize, usize) {
    let rows = || table.rows.iter().filter(|row| !row.total);
    let name = |cell: &BlockId| cx.document.plain(cx.source.text(), *cell).trim().to_owned();
    let names: FxHashSet<String> = rows().filter_map(|r| r.cells.first().map(name)).filter(|n| !n.is_empty()).collect();
    (rows().count(), names.len())
}

fn report(cx: &Context, out: &mut Findings, claim: &Quantity, noun: &str, count: usize, place: Span) {
    let unit = Unit::Count(noun.into());
    let message = format!("{} announced, and {count} follow", unit.amount(claim.low));
    let fix = mend::correct(cx, claim.span, claim.low, count as f64);
    out.push(
        finding(out, claim.span, &message)
            .label(format!("{} by what follows", unit.amount(count as f64)))
            .related(place, "these")
            .fix(fix),
    );
}
