//! Sums that stand written in the text, whatever way: "12 + 8 + 5 = 27".

use super::headlines::is_work;
use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, quote},
    plan::{
        Addition, AdditionForm, Word, folded,
        quantity::{self, Quantity, Unit},
        sums::Sum,
    },
    rules::{Context, Findings, mend},
    source::Span,
};

/// What two figures may differ by where one of them leaves its unit out: minutes that make hours, days that make weeks.
const CONVERTED: [f64; 14] = [60.0, 3600.0, 24.0, 8.0, 7.0, 6.0, 5.0, 4.0, 12.0, 30.0, 40.0, 52.0, 1000.0, 1024.0];

/// Finds sums whose parts come to another one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for addition in &cx.plan.additions {
        if out.tell(addition.whole.span) {
            continue;
        }
        let found = match &addition.form {
            AdditionForm::Equation { value, plain } => equation(cx, out, addition, value, *plain),
            AdditionForm::Lines { key } => lines(cx, out, addition, *key),
        };
        found.into_iter().for_each(|found| out.push(found));
    }
}

/// What all of them share: that `addition` comes to `sum`.
fn finding(cx: &Context, out: &Findings, addition: &Addition, sum: &Sum, message: String) -> Diagnostic {
    let whole = &addition.whole;
    out.at(whole.span, message)
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .fix(mend::correct_sum(cx, whole.span, whole.low, sum))
}

/// "12 + 8 + 5 = 27", "3 people × 5 days = 20 person-days".
fn equation(cx: &Context, out: &Findings, addition: &Addition, value: &Quantity, plain: bool) -> Option<Diagnostic> {
    let claim = &addition.whole;
    let as_claimed = in_terms_of(addition, value)?;
    let sum = Sum::of([&as_claimed]).filter(|sum| sum.refutes(claim))?;
    let told = plain && as_claimed.unit == value.unit && !sum.is_about();
    let severity = if told { Severity::Error } else { Severity::Warning };
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("`{}` comes to {shown}, and {claim} stands behind it", quote(cx.text(addition.text)));
    let found = finding(cx, out, addition, &sum, message)
        .severity(severity)
        .label(format!("it comes to {shown}"))
        .related(addition.text, "this")
        .help("correct the result, or the figure that is wrong; most readers look only at the result");
    Some(found)
}

/// "Phase 1: Freeze (3 days)", …, "Total: 14 days" in a fence.
fn lines(cx: &Context, out: &Findings, addition: &Addition, key: Span) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, text, .. } = addition;
    let words = &cx.settings.vocabulary;
    let sum = Sum::against(parts, claim).filter(|_| !words.says(cx.text(*text), Word::Overlapping))?;
    // Lines do not say whether their times follow each other.
    let passes = claim.is_time() && !is_work(words, &folded(cx.text(key)));
    let most = parts.iter().map(|q| q.high).fold(f64::MIN, f64::max);
    if passes && sum.exceeds(claim) || claim.value() == most || claim.value() == parts.len() as f64 {
        return None;
    }
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("the {} lines above add up to {shown}, and {claim} stands here", parts.len());
    let found = finding(cx, out, addition, &sum, message)
        .label(format!("they add up to {shown}"))
        .help("correct the total, or the line that is wrong; most readers look only at the total");
    Some(found.also(parts.iter().map(|part| (part.span, part.to_string()))))
}

/// What the parts come to, which is `value`, as the result is measured; `None` where that is not certain.
fn in_terms_of(addition: &Addition, value: &Quantity) -> Option<Quantity> {
    use Unit::{Count, None as Bare};
    let claim = &addition.whole;
    let (own, other) = (&value.unit, &claim.unit);
    let as_claimed = |by: f64| Quantity {
        low: value.low * by,
        high: value.high * by,
        step: value.step * by,
        unit: other.clone(),
        ..value.clone()
    };
    let converts = |value: &Quantity| {
        let ratio = (value.low / claim.low).max(claim.low / value.low);
        CONVERTED.iter().any(|by| (ratio - by).abs() < 0.01 * by)
    };
    match (own, other) {
        (Bare | Count(_), Bare | Count(_)) => Some(as_claimed(1.0)),
        (own, other) if own.comparable(other) => Some(value.clone()),
        // 3 people who work 5 days each are 15 person-days.
        (Unit::Time(unit), Count(noun)) => {
            let day = noun.rsplit('-').next().and_then(quantity::unit_named) == Some(Unit::Time(*unit));
            day.then(|| as_claimed(1.0 / own.factor()))
        }
        (Bare, _) => {
            let bare = addition.parts.iter().all(|q| q.unit == Bare);
            Some(as_claimed(other.factor())).filter(|value| bare && other.is_added() && !converts(value))
        }
        (_, Bare) => {
            let alike = addition.parts.iter().all(|q| q.unit == *own || q.unit == Bare);
            Some(as_claimed(1.0 / own.factor())).filter(|value| alike && !converts(value))
        }
        _ => None,
    }
}
