//! A total in a fence of plain text: "Phase 1: Freeze (3 days)", …, "Total: 14 days".

use super::{headlines::is_work, written::is_program};
use crate::{
    diagnostic::{Confidence, Severity},
    markdown::{BlockId, Kind},
    plan::{
        Total, Word, folded,
        quantity::{self, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use memchr::memmem;

/// The longest fence that is read, in bytes.
const LONGEST: usize = 2_000;

/// Finds totals in fences that the lines before them do not add up to.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let total_of = memmem::Finder::new(b"otal");
    for &code in &cx.document.code {
        let Kind::Code { body, .. } = cx.document.block(code).kind else { continue };
        let text = cx.text(body);
        let total = body.len() <= LONGEST && total_of.find(text.as_bytes()).is_some();
        if total && cx.holds_digit(body) && !is_program(cx, body.start as usize) {
            vet(cx, out, code, body);
        }
    }
}

fn vet(cx: &Context, out: &mut Findings, code: BlockId, body: Span) {
    let words = &cx.settings.vocabulary;
    let text = cx.text(body);
    let mut lines = text.lines().filter(|line| line.contains(char::is_alphanumeric));
    let mut before: Vec<&str> = Vec::new();
    let section = cx.document.block(code).section;
    let total = lines.by_ref().find_map(|line| {
        let named = line.split_once(':').filter(|(key, _)| {
            Total::named(words, cx.document, section, key.trim(), &[]) == Some(Total::Plain) && !line.starts_with(' ')
        });
        if named.is_none() {
            before.push(line);
        }
        named
    });
    let Some((key, value)) = total.filter(|_| lines.next().is_none() && before.len() > 1) else { return };
    let base = body.of_part(text, value).start;
    let claim = quantity::each(value, base).next().filter(|q| !matches!(q.unit, Unit::None | Unit::Percent));
    let Some(claim) = claim.filter(|_| !words.says(text, Word::Overlapping)) else { return };
    let parts: Option<Vec<Quantity>> = before.iter().map(|line| last(line, body.of_part(text, line), &claim)).collect();
    let Some(parts) = parts else { return };
    let Some(sum) = Sum::against(&parts, &claim).filter(|_| !out.tell(claim.span)) else { return };
    // Lines do not say whether their times follow each other.
    let passes = claim.is_time() && !is_work(words, &folded(key));
    let most = parts.iter().map(|q| q.high).fold(f64::MIN, f64::max);
    if passes && sum.exceeds(&claim) || claim.value() == most || claim.value() == parts.len() as f64 {
        return;
    }
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("the {} lines above add up to {shown}, and {claim} stands here", parts.len());
    let found = out
        .at(claim.span, message)
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("they add up to {shown}"))
        .fix(mend::correct_sum(cx, claim.span, claim.low, &sum))
        .help("correct the total, or the line that is wrong; most readers look only at the total");
    out.push(found.also(parts.iter().map(|part| (part.span, part.to_string()))));
}

/// The one figure like `claim` with which a line ends, but for a bracket.
fn last(line: &str, span: Span, claim: &Quantity) -> Option<Quantity> {
    let mut same = quantity::each(line, span.start).filter(|q| q.comparable(claim) && q.unit != Unit::None);
    let (found, None) = (same.next()?, same.next()) else { return None };
    let behind = &line[(found.span.end - span.start) as usize..];
    let before = line[..(found.span.start - span.start) as usize].trim_end();
    let set_off = before.ends_with(['(', ':', '-', '–', '—', '|', '.']) || before.ends_with('~');
    (set_off && behind.trim_matches([' ', ')', ']', '|', '│']).is_empty()).then_some(found)
}
