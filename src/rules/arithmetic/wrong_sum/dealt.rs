//! A total that the lines below it deal out: "Total tasks: 125" over "Year 1: 49 tasks", "Year 2: 26 tasks".

use super::labels::part;
use crate::{
    diagnostic::{Confidence, quote},
    markdown::{BlockId, Kind},
    plan::{
        Field, Figure, Why, Word, fold,
        quantity::{self, Hedge, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::FxHashSet;

/// With what the name of a total begins.
const TOTAL: &str = "total ";

/// How many parts a total may have.
const NEAR: usize = 32;

/// The longest list that deals out a total, in bytes.
const LONGEST: usize = 4_000;

/// Finds totals that the numbered parts behind them do not add up to.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for (index, field) in cx.plan.fields.iter().enumerate() {
        let Some(claim) = claim(cx.text(field.key), cx.text(field.value), field.value) else { continue };
        let parts = match cx.document.next_sibling(field.block).filter(|_| field.item.is_none()) {
            Some(list) if matches!(cx.document.block(list).kind, Kind::List { .. }) => of_list(cx, list, &claim),
            _ => of_fields(cx, field, &cx.plan.fields[index + 1..], &claim),
        };
        report(cx, out, &claim, field.key, parts);
    }
    for section in &cx.document.sections[1..] {
        let title = cx.text(section.title_span);
        if !is_total(title) {
            continue;
        }
        let Some((key, value)) = title.split_once(": ") else { continue };
        let Some(claim) = claim(key, value, section.title_span.of_part(title, value)) else { continue };
        let list = section.heading.and_then(|h| cx.document.next_sibling(h));
        if let Some(list) = list.filter(|&b| matches!(cx.document.block(b).kind, Kind::List { .. })) {
            report(cx, out, &claim, section.title_span.of_part(title, key), of_list(cx, list, &claim));
        }
    }
}

/// Whether a key begins as that of a total does.
fn is_total(key: &str) -> bool {
    key.get(..TOTAL.len()).is_some_and(|head| head.eq_ignore_ascii_case(TOTAL))
}

/// `Total issues` and `30`, or `30 issues`: one exact number of things.
fn claim(key: &str, value: &str, at: Span) -> Option<Quantity> {
    let digit = value.starts_with(|c: char| c.is_ascii_digit());
    if !digit || !is_total(key) {
        return None;
    }
    let things = &key[TOTAL.len()..];
    let noun = quantity::singular(fold(things).strip_suffix('s').map(|_| things)?).to_lowercase();
    let claim = quantity::cell(value, at.start).filter(|q| q.hedge == Hedge::Exact && !q.is_range())?;
    let own = match &claim.unit {
        Unit::None => true,
        Unit::Count(unit) => **unit == *noun,
        _ => false,
    };
    (own && !noun.contains(' ')).then(|| Quantity { unit: Unit::Count(noun.into()), ..claim })
}

/// "Year 1", "Epic 10 (P1)": what its kind is, and which of them.
fn numbered(key: &str) -> Option<(String, u32)> {
    let key = key.trim_start_matches(['*', '_', '`', ' ']);
    let digit = key.find(|c: char| c.is_ascii_digit())?;
    let (word, rest) = key.split_at(digit);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let plain = word.ends_with(' ') && word.trim().chars().all(|c| c.is_alphabetic() || c == ' ');
    let number = rest[..end].parse().ok().filter(|_| plain && word.trim().len() > 1)?;
    Some((fold(word.trim()).into_owned(), number))
}

/// The parts of a list of which each item is one of a kind and holds one such figure.
fn of_list(cx: &Context, list: BlockId, claim: &Quantity) -> Option<Vec<Quantity>> {
    let span = cx.document.block(list).span;
    // A long list deals out nothing, and is not read for every total above it.
    if span.len() > LONGEST || cx.document.children(list).nth(NEAR).is_some() {
        return None;
    }
    if cx.settings.vocabulary.says(cx.text(span), Word::Overlapping) {
        return None;
    }
    let mut names = Vec::new();
    let mut parts = Vec::new();
    for item in cx.document.children(list) {
        names.push(numbered(cx.text(cx.document.text_span(item)))?);
        parts.push(part(cx, item, claim)?);
    }
    let kind = names.first()?.0.clone();
    // Where a number is left out, so may be a part.
    let alike = names.iter().all(|n| n.0 == kind) && names.windows(2).all(|n| n[0].1 + 1 == n[1].1);
    (alike && parts.len() > 1).then_some(parts)
}

/// The parts that the fields behind a total name: "Year 1", "Year 2" and so on without a gap, and no others.
fn of_fields(cx: &Context, total: &Field, behind: &[Field], claim: &Quantity) -> Option<Vec<Quantity>> {
    let near = behind.iter().take_while(|f| f.section == total.section && f.why == total.why).take(NEAR);
    let mut kind: Option<String> = None;
    let mut parts = Vec::new();
    for field in near.filter(|f| cx.holds_digit(f.value)) {
        let same = |q: &Quantity| q.unit == claim.unit;
        let Some(found) = quantity::each(cx.text(field.value), field.value.start).find(same) else {
            continue;
        };
        let (word, number) = numbered(cx.text(field.key))?;
        if *kind.get_or_insert_with(|| word.clone()) != word || number as usize != parts.len() + 1 {
            return None;
        }
        parts.push(found);
    }
    let first = parts.first()?.span.start;
    let around = Span { start: total.key.start.min(first), end: parts.last()?.span.end };
    (parts.len() > 1 && !cx.settings.vocabulary.says(cx.text(around), Word::Overlapping)).then_some(parts)
}

/// How many other parts a total may have that stand in headings elsewhere.
const OTHERS: usize = 12;

/// How many figures are looked at for them; those of headings come first.
const READ: usize = 400;

/// Whether figures in headings elsewhere make up what the numbered parts lack: "Core tasks (20 tasks)".
fn is_completed(cx: &Context, claim: &Quantity, sum: &Sum) -> bool {
    let missing = claim.low - sum.high;
    let heads = |f: &&Figure| matches!(f.place.why, Why::Heading | Why::BoldLine) && f.quantity.unit == claim.unit;
    let others = cx.plan.figures.iter().take(READ).filter(heads).take(OTHERS).map(|f| f.quantity.low);
    let mut sums = FxHashSet::from_iter([0]);
    for other in others {
        sums.extend(sums.iter().map(|sum| sum + other as u64).collect::<Vec<_>>());
    }
    missing > 0.0 && sums.contains(&(missing as u64))
}

fn report(cx: &Context, out: &mut Findings, claim: &Quantity, key: Span, parts: Option<Vec<Quantity>>) {
    let Some(parts) = parts else { return };
    let Some(sum) = Sum::of(&parts).filter(|s| s.refutes(claim) && !is_completed(cx, claim, s)) else { return };
    let (shown, key) = (sum.shown(), quote(cx.text(key)));
    let mut found = out
        .at(claim.span, format!("the {} parts below add up to {shown}, and `{key}` says {}", parts.len(), claim.low))
        .label(format!("they add up to {shown}"))
        .confidence(Confidence::Conventional)
        .fix(mend::correct_sum(cx, claim.span, claim.low, &sum))
        .help("correct the total, or the part that is wrong or missing; most readers look only at the total");
    found = found.also(parts.iter().map(|part| (part.span, "one of them")));
    out.push(found);
}
