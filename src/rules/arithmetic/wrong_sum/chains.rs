//! "### Critical path (40 days)" and "Total critical path: 110 days" over the steps of a chain that say how long each
//! takes.

use super::headlines;
use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Field, Figure, Role, Why, Word, fold,
        quantity::{self, Hedge, Quantity},
        sums::Sum,
    },
    rules::{Context, Findings},
    source::Span,
};

/// What the heading or the label says of steps that follow each other.
const CHAIN: &str = "critical path";

/// How far above its total the steps stand, at most, in blocks beside it.
const NEAR: usize = 2;

/// How many totals of a document are looked at.
const MOST: usize = 16;

/// The longest chain that is read, in bytes.
const LONGEST: usize = 4_000;

/// Compares what is said of the length of a critical path with its steps, or with each other.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let named = |f: &&Field| f.why == Why::Label && cx.holds_digit(f.value) && is_chain(cx.text(f.key));
    for total in cx.plan.fields.iter().filter(named).take(MOST) {
        let section = cx.document.block(total.block).section;
        let Some(claim) = claimed(cx, total) else { continue };
        let heading = headed(cx, section);
        let above =
            std::iter::successors(cx.document.previous_sibling(total.block), |&b| cx.document.previous_sibling(b));
        match above.take(NEAR).find_map(|block| steps(cx, block)) {
            Some(steps) => {
                compare(out, &claim, &steps);
                heading.iter().for_each(|heading| compare(out, &heading.quantity, &steps));
            }
            None => heading.iter().for_each(|heading| apart(cx, out, &heading.quantity, total, &claim)),
        }
    }
}

/// Whether a name is that of a critical path.
fn is_chain(name: &str) -> bool {
    memchr::memmem::find(name.as_bytes(), b"ath").is_some() && fold(name).contains(CHAIN)
}

/// The length with which the value of a label begins.
fn claimed(cx: &Context, total: &Field) -> Option<Quantity> {
    let value = cx.text(total.value);
    let claim = quantity::each(value, total.value.start).next()?;
    let before = &value[..(claim.span.start - total.value.start) as usize];
    let chained = ["→", "->", " + ", "="].iter().any(|sign| value.contains(sign));
    (claim.is_time() && !chained && !before.contains(char::is_alphanumeric)).then_some(claim)
}

/// The length that a heading of a critical path gives in brackets.
fn headed<'c>(cx: &'c Context, section: SectionId) -> Option<&'c Figure> {
    let title = &cx.document.section(section).title;
    let own = |f: &&Figure| f.section == section && f.place.why == Why::Heading && f.quantity.is_time();
    let mut figures = cx.plan.figures.iter().filter(own);
    let first = figures.next().filter(|f| is_chain(title) && headlines::in_brackets(cx, f))?;
    figures.next().is_none().then_some(first)
}

/// How long the steps of a chain take each.
fn steps(cx: &Context, block: BlockId) -> Option<Vec<Quantity>> {
    let entry = cx.document.block(block);
    let clear = entry.span.len() <= LONGEST && !cx.settings.vocabulary.says(cx.text(entry.span), Word::Overlapping);
    let found = match entry.kind {
        Kind::Code { body, .. } if clear => of_arrows(cx.text(body), body.start)?,
        Kind::List { ordered: true } if clear => of_items(cx, block)?,
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
fn of_items(cx: &Context, list: BlockId) -> Option<Vec<Quantity>> {
    let span = cx.document.block(list).span;
    let from = cx.plan.fields.partition_point(|f| f.value.start < span.start);
    let told = |f: &&Field| f.role == Some(Role::Duration) && f.why == Why::Label;
    let fields: Vec<&Field> =
        cx.plan.fields[from..].iter().take_while(|f| f.value.end <= span.end).filter(told).collect();
    let of_item = |item: BlockId| {
        let own = cx.document.block(item).span;
        let mut own = fields.iter().filter(|f| own.contains(f.value));
        let (field, None) = (own.next()?, own.next()) else { return None };
        quantity::cell(cx.text(field.value), field.value.start).filter(Quantity::is_time)
    };
    cx.document.children(list).take(64).map(of_item).collect()
}

fn compare(out: &mut Findings, claim: &Quantity, steps: &[Quantity]) {
    let Some(sum) = Sum::against(steps, claim).filter(|_| !out.tell(claim.span)) else { return };
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("the {} steps of the critical path add up to {shown}, and {claim} stands here", steps.len());
    let found = finding(out, claim.span, &message).label(format!("they add up to {shown}"));
    let found = found.help("correct the length, or the step that is wrong; the dates behind it hang on this path");
    out.push(found.also(steps.iter().map(|step| (step.span, step.to_string()))));
}

/// Two lengths of one path.
fn apart(cx: &Context, out: &mut Findings, claim: &Quantity, total: &Field, other: &Quantity) {
    let differ = claim.comparable(other) && claim.contradicts(other.low) && claim.contradicts(other.high);
    if !differ || out.tell(claim.span) {
        return;
    }
    let key = quote(cx.text(total.key));
    let message = format!("the heading gives {claim} for the critical path, and `{key}` says {other}");
    let found = finding(out, claim.span, &message).label("here").related(other.span, "and here");
    out.push(found.help("make them one length; the dates behind it hang on this path"));
}

fn finding(out: &Findings, span: Span, message: &str) -> crate::diagnostic::Diagnostic {
    out.at(span, message).severity(Severity::Warning).confidence(Confidence::Conventional)
}
