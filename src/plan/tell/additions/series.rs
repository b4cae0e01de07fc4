//! A total that the lines below it deal out: "Total tasks: 125" over "Year 1: 49 tasks", "Year 2: 26 tasks".

use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Word, fold,
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::Reader,
        tell::values,
    },
    source::Span,
};

/// With what the name of a total begins.
const TOTAL: &str = "total ";

/// How many parts a total may have.
const NEAR: usize = 32;

/// The longest list that deals out a total, in bytes.
const LONGEST: usize = 4_000;

/// Reads the totals with the numbered parts behind them.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    let document = reader.document;
    let is_list = |block: &BlockId| matches!(document.block(*block).kind, Kind::List { .. });
    let mut add = |whole: Quantity, key: Span, parts: Option<Vec<Quantity>>| {
        let Some(parts) = parts else { return };
        let text = Span { start: parts[0].span.start, end: parts[parts.len() - 1].span.end };
        found.push(Addition { whole, parts, text, form: AdditionForm::Series { key } });
    };
    for (index, field) in reader.plan.fields.iter().enumerate() {
        let Some(claim) = claim(reader.slice(field.key), reader.slice(field.value), field.value) else { continue };
        let parts = match document.next_sibling(field.block).filter(|_| field.item.is_none()) {
            Some(list) if is_list(&list) => of_list(reader, list, &claim),
            _ => of_fields(reader, field, &reader.plan.fields[index + 1..], &claim),
        };
        add(claim, field.key, parts);
    }
    for section in &document.sections[1..] {
        let (span, title) = (section.title_span, reader.slice(section.title_span));
        let Some((key, value)) = title.split_once(": ").filter(|_| is_total(title)) else { continue };
        let Some(claim) = claim(key, value, span.of_part(title, value)) else { continue };
        let list = section.heading.and_then(|h| document.next_sibling(h)).filter(is_list);
        let parts = list.and_then(|list| of_list(reader, list, &claim));
        add(claim, span.of_part(title, key), parts);
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
fn of_list(reader: &Reader, list: BlockId, claim: &Quantity) -> Option<Vec<Quantity>> {
    let span = reader.document.block(list).span;
    // A long list deals out nothing, and is not read for every total above it.
    if span.len() > LONGEST || reader.document.children(list).nth(NEAR).is_some() {
        return None;
    }
    if reader.vocabulary.says(reader.slice(span), Word::Overlapping) {
        return None;
    }
    let mut names = Vec::new();
    let mut parts = Vec::new();
    for item in reader.document.children(list) {
        names.push(numbered(reader.slice(reader.document.text_span(item)))?);
        parts.push(values::figure_like(reader.text, reader.document, reader.vocabulary, item, claim)?);
    }
    let kind = names.first()?.0.clone();
    // Where a number is left out, so may be a part.
    let alike = names.iter().all(|n| n.0 == kind) && names.windows(2).all(|n| n[0].1 + 1 == n[1].1);
    (alike && parts.len() > 1).then_some(parts)
}

/// The parts that the fields behind a total name: "Year 1", "Year 2" and so on without a gap, and no others.
fn of_fields(reader: &Reader, total: &Field, behind: &[Field], claim: &Quantity) -> Option<Vec<Quantity>> {
    let near = behind.iter().take_while(|f| f.section == total.section && f.why == total.why).take(NEAR);
    let mut kind: Option<String> = None;
    let mut parts = Vec::new();
    for field in near.filter(|f| reader.digits.any_in(f.value)) {
        let same = |q: &Quantity| q.unit == claim.unit;
        let Some(found) = quantity::each(reader.slice(field.value), field.value.start).find(same) else {
            continue;
        };
        let (word, number) = numbered(reader.slice(field.key))?;
        if *kind.get_or_insert_with(|| word.clone()) != word || number as usize != parts.len() + 1 {
            return None;
        }
        parts.push(found);
    }
    let first = parts.first()?.span.start;
    let around = Span { start: total.key.start.min(first), end: parts.last()?.span.end };
    (parts.len() > 1 && !reader.vocabulary.says(reader.slice(around), Word::Overlapping)).then_some(parts)
}
