//! "### Critical path (40 days)" and "Total critical path: 110 days" over the steps of a chain that say how long each
//! takes, and "Critical path: T1 → T2 → T3 ≈ 4 h" over tasks whose rows do.

mod named;

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Role, Word, fold,
        model::*,
        quantity::{self, Hedge, Quantity},
        read::Reader,
    },
};

/// What the heading or the label says of steps that follow each other.
const CHAIN: &str = "critical path";

/// How far above its total the steps stand, at most, in blocks beside it.
const NEAR: usize = 2;

/// How many totals of a document are looked at.
const MOST: usize = 16;

/// The longest chain that is read, in bytes.
const LONGEST: usize = 4_000;

/// Reads what is said of the length of critical paths, over their steps or beside each other.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    named::read(reader, found);
    let named = |f: &&Field| f.why == Why::Label && reader.digits.any_in(f.value) && is_chain(reader.slice(f.key));
    for total in reader.plan.fields.iter().filter(named).take(MOST) {
        let Some(claim) = claimed(reader, total) else { continue };
        let heading = headed(reader, reader.section(total.block)).map(|heading| heading.quantity.clone());
        let above = std::iter::successors(reader.document.previous_sibling(total.block), |&b| {
            reader.document.previous_sibling(b)
        });
        match above.take(NEAR).find_map(|block| Some((block, steps(reader, block)?))) {
            Some((block, parts)) => {
                let text = reader.document.block(block).span;
                let of = |whole| Addition { whole, parts: parts.clone(), text, form: AdditionForm::Path };
                found.extend([claim].into_iter().chain(heading).map(of));
            }
            None => found.extend(heading.map(|whole| {
                let form = AdditionForm::Restated { key: total.key };
                Addition { whole, text: claim.span, parts: vec![claim], form }
            })),
        }
    }
}

/// Whether a name is that of a critical path.
fn is_chain(name: &str) -> bool {
    memchr::memmem::find(name.as_bytes(), b"ath").is_some() && fold(name).contains(CHAIN)
}

/// The length with which the value of a label begins.
fn claimed(reader: &Reader, total: &Field) -> Option<Quantity> {
    let value = reader.slice(total.value);
    let claim = quantity::each(value, total.value.start).next()?;
    let before = &value[..(claim.span.start - total.value.start) as usize];
    let chained = ["→", "->", " + ", "="].iter().any(|sign| value.contains(sign));
    (claim.is_time() && !chained && !before.contains(char::is_alphanumeric)).then_some(claim)
}

/// The length that a heading of a critical path gives in brackets.
fn headed<'r>(reader: &'r Reader, section: SectionId) -> Option<&'r Figure> {
    let title = &reader.document.section(section).title;
    let own = |f: &&Figure| f.section == section && f.place.why == Why::Heading && f.quantity.is_time();
    let mut figures = reader.plan.figures.iter().filter(own);
    let first =
        figures.next().filter(|f| is_chain(title) && f.is_headline(reader.text, reader.document, reader.vocabulary))?;
    figures.next().is_none().then_some(first)
}

/// How long the steps of a chain take each.
fn steps(reader: &Reader, block: BlockId) -> Option<Vec<Quantity>> {
    let entry = reader.document.block(block);
    let clear = entry.span.len() <= LONGEST && !reader.vocabulary.says(reader.slice(entry.span), Word::Overlapping);
    let found = match entry.kind {
        Kind::Code { body, .. } if clear => of_arrows(reader.slice(body), body.start)?,
        Kind::List { ordered: true } if clear => of_items(reader, block)?,
        _ => return None,
    };
    (found.len() > 1).then_some(found)
}

/// The steps of "Start → T1 (Freeze, 3d) → T2 (Copy, 5d)", on one line or more.
fn of_arrows(body: &str, base: u32) -> Option<Vec<Quantity>> {
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let goes_on = |line: &str| line.starts_with(['→', '↓']) || line.starts_with("->");
    let plain = !body.contains(['├', '└', '│', '┌', '+', '|']);
    if !plain || !body.contains('→') && !body.contains("->") || !lines.skip(1).all(goes_on) {
        return None;
    }
    let mut found = Vec::new();
    for step in body.split(['→', '↓', '\n']).flat_map(|part| part.split("->")).map(str::trim) {
        let end = matches!(&*step.to_lowercase(), "" | "start" | "end" | "finish" | "done" | "begin");
        if end {
            continue;
        }
        let open = step.rfind('(')?;
        let inside = step[open + 1..].strip_suffix(')')?;
        let last = inside.rsplit(',').next().unwrap_or(inside).trim();
        let at = base + (last.as_ptr() as usize - body.as_ptr() as usize) as u32;
        found.push(quantity::cell(last, at).filter(|q| q.is_time() && q.hedge == Hedge::Exact)?);
    }
    Some(found)
}

/// The steps of a list with numbers, each with one label below it that says how long it takes.
fn of_items(reader: &Reader, list: BlockId) -> Option<Vec<Quantity>> {
    let span = reader.document.block(list).span;
    let from = reader.plan.fields.partition_point(|f| f.value.start < span.start);
    let told = |f: &&Field| f.role == Some(Role::Duration) && f.why == Why::Label;
    let fields: Vec<&Field> =
        reader.plan.fields[from..].iter().take_while(|f| f.value.end <= span.end).filter(told).collect();
    let of_item = |item: BlockId| {
        let own = reader.document.block(item).span;
        let mut own = fields.iter().filter(|f| own.contains(f.value));
        let (field, None) = (own.next()?, own.next()) else { return None };
        quantity::cell(reader.slice(field.value), field.value.start).filter(Quantity::is_time)
    };
    reader.document.children(list).take(64).map(of_item).collect()
}
