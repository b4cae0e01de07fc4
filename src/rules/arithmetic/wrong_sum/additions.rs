//! Sums that stand written in the text, whatever way: "12 + 8 + 5 = 27".

mod series;

use crate::{
    diagnostic::{Confidence, Diagnostic, Fix, Severity, Subject, quote},
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

/// From how many times the sum of its parts a total is that of more than is written down here.
const MORE: f64 = 2.0;

/// By which part of it a sum may be off at most: who is off by more lists something else, or not all of it.
const OFF: f64 = 0.25;

/// Finds sums whose parts come to another one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    for addition in &cx.plan.additions {
        if out.tell(addition.whole.span) {
            continue;
        }
        let found = match &addition.form {
            AdditionForm::Series { key } => series::vet(cx, out, addition, *key),
            AdditionForm::Sections { key } => sections(cx, out, addition, *key),
            AdditionForm::Items => items(cx, out, addition),
            AdditionForm::Equation { value, plain } => equation(cx, out, addition, value, *plain),
            AdditionForm::Gloss { joined } => gloss(cx, out, addition, *joined),
            AdditionForm::Path => path(out, addition),
            AdditionForm::Chain => chain(out, addition),
            AdditionForm::Restated { key } => restated(cx, out, addition, *key),
            AdditionForm::Lines { key } => lines(cx, out, addition, *key),
        };
        found.into_iter().for_each(|found| out.push(found));
    }
}

/// What all of them share.
fn finding(out: &Findings, addition: &Addition, message: String) -> Diagnostic {
    out.at(addition.whole.span, message).severity(Severity::Warning).confidence(Confidence::Conventional)
}

/// What writes `sum` as the whole.
fn mended(cx: &Context, addition: &Addition, sum: &Sum) -> Option<Fix> {
    mend::correct_sum(cx, addition.whole.span, addition.whole.low, sum)
}

/// `**Total story points:** 34` over sections with `**Story points:** 8` each.
fn sections(cx: &Context, out: &Findings, addition: &Addition, key: Span) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, text, .. } = addition;
    let sum = Sum::against(parts, claim)?;
    // Work that takes longer than the whole may run side by side.
    let beside = claim.is_time() && sum.exceeds(claim);
    let more = claim.low >= MORE * sum.high;
    if beside || more || cx.settings.vocabulary.says(cx.text(claim.span), Word::Overlapping) {
        return None;
    }
    let (key, shown) = (quote(cx.text(key)), sum.shown());
    let message = format!("the {} parts below add up to {shown}, and `{key}` says {claim}", parts.len());
    let found = finding(out, addition, message)
        .label(format!("they add up to {shown}"))
        .fix(mended(cx, addition, &sum))
        .help("correct the total, or the part that is wrong; most readers look only at the total")
        .about(Subject::Place(*text));
    Some(found.also(parts.iter().map(|part| (part.span, "added"))))
}

/// `- Client: 59 tests` over the items inside it.
fn items(cx: &Context, out: &Findings, addition: &Addition) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, text, .. } = addition;
    let unclear = || cx.settings.vocabulary.says(cx.text(*text), Word::Overlapping);
    let sum = Sum::of(parts)?;
    let off = (sum.low - claim.low).abs();
    if off < 1e-6 || off > (OFF * claim.low).max(1.0) || unclear() {
        return None;
    }
    let shown = sum.shown();
    let message = format!("the {} items inside add up to {shown}, and this one says {claim}", parts.len());
    let found = finding(out, addition, message)
        .label(format!("they add up to {shown}"))
        .fix(mended(cx, addition, &sum))
        .help("correct the figure, or the item that is wrong; most readers look only at the outer one")
        .about(Subject::Place(*text));
    Some(found.also(parts.iter().map(|part| (part.span, "added"))))
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
    let found = finding(out, addition, message)
        .fix(mended(cx, addition, &sum))
        .severity(severity)
        .label(format!("it comes to {shown}"))
        .related(addition.text, "this")
        .help("correct the result, or the figure that is wrong; most readers look only at the result");
    Some(found)
}

/// "25 tests (12 unit + 8 integration + 4 end to end)".
fn gloss(cx: &Context, out: &Findings, addition: &Addition, joined: bool) -> Option<Diagnostic> {
    let Addition { whole, parts, text, .. } = addition;
    let words = &cx.settings.vocabulary;
    let unclear = || words.words(cx.text(*text)).any(|(w, _)| matches!(w, Word::Overlapping | Word::Adjusting));
    if !alike(whole, parts) || unclear() {
        return None;
    }
    let counted: Vec<Quantity> = parts.iter().map(|q| in_kind(q, whole)).collect();
    let sum = Sum::of(&counted).filter(|sum| sum.refutes(whole))?;
    // What is far from the whole are only some of its parts, or other things.
    let (room, least) = if joined { (0.25, 2.0) } else { (0.1, 1.0) };
    let near = (sum.low - whole.low).abs() <= (room * whole.low).max(least * whole.unit.factor());
    if !near || parts.iter().any(|q| q.low >= whole.low) {
        return None;
    }
    let shown = sum.written_in(&whole.unit).shown();
    let message = format!("the {} figures in brackets add up to {shown}, and {whole} stands before them", parts.len());
    let found = finding(out, addition, message)
        .fix(mended(cx, addition, &sum))
        .label(format!("they add up to {shown}"))
        .related(*text, "these")
        .help("correct the figure, or the part that is wrong or missing; most readers look only at the whole");
    Some(found)
}

/// Whether parts may be those of the whole, by what they count.
fn alike(whole: &Quantity, parts: &[Quantity]) -> bool {
    let counts = |q: &Quantity| matches!(q.unit, Unit::None | Unit::Count(_));
    if !counts(whole) {
        return parts.iter().all(|q| q.unit.comparable(&whole.unit));
    }
    // "5 files (3 added + 4 tests)": the last one's noun is that of all, and another one.
    let nouns: Vec<&str> = parts.iter().filter_map(|q| q.unit.noun()).collect();
    let own = nouns.iter().all(|noun| whole.unit.noun() == Some(noun));
    parts.iter().all(counts) && (own || nouns.len() == parts.len())
}

/// A part as one of the whole's kind.
fn in_kind(part: &Quantity, whole: &Quantity) -> Quantity {
    match part.unit {
        Unit::None | Unit::Count(_) => part.clone().in_unit(&whole.unit),
        _ => part.clone(),
    }
}

/// "Total critical path: 110 days" over its steps.
fn path(out: &Findings, addition: &Addition) -> Option<Diagnostic> {
    let Addition { whole: claim, parts: steps, .. } = addition;
    let shown = Sum::against(steps, claim)?.written_in(&claim.unit).shown();
    let message = format!("the {} steps of the critical path add up to {shown}, and {claim} stands here", steps.len());
    let found = finding(out, addition, message)
        .label(format!("they add up to {shown}"))
        .help("correct the length, or the step that is wrong; the dates behind it hang on this path");
    Some(found.also(steps.iter().map(|step| (step.span, step.to_string()))))
}

/// "Critical path: T1 → T2 → T3 ≈ 4 h" over the rows of these tasks; where it is longer, they wait between each other.
fn chain(out: &Findings, addition: &Addition) -> Option<Diagnostic> {
    let Addition { whole: claim, parts: tasks, .. } = addition;
    let sum = Sum::against(tasks, claim).filter(|sum| sum.low > claim.high)?;
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("the {} tasks of this chain take {shown}, and {claim} stands behind them", tasks.len());
    let found = finding(out, addition, message)
        .label(format!("they add up to {shown}"))
        .help("correct the length, or the row that is wrong; the dates behind it hang on this path");
    Some(found.also(tasks.iter().map(|task| (task.span, task.to_string()))))
}

/// "### Critical path (40 days)" over "Total critical path: 110 days".
fn restated(cx: &Context, out: &Findings, addition: &Addition, key: Span) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, .. } = addition;
    let other = parts.first()?;
    let differ = claim.comparable(other) && claim.contradicts(other.low) && claim.contradicts(other.high);
    let key = quote(cx.text(key));
    let message = || format!("the heading gives {claim} for the critical path, and `{key}` says {other}");
    differ.then(|| {
        let found = finding(out, addition, message()).label("here").related(other.span, "and here");
        found.help("make them one length; the dates behind it hang on this path")
    })
}

/// "Phase 1: Freeze (3 days)", …, "Total: 14 days" in a fence.
fn lines(cx: &Context, out: &Findings, addition: &Addition, key: Span) -> Option<Diagnostic> {
    let Addition { whole: claim, parts, text, .. } = addition;
    let words = &cx.settings.vocabulary;
    let sum = Sum::against(parts, claim).filter(|_| !words.says(cx.text(*text), Word::Overlapping))?;
    // Lines do not say whether their times follow each other.
    let passes = claim.is_time() && !words.is_of_effort(&folded(cx.text(key)));
    let most = parts.iter().map(|q| q.high).fold(f64::MIN, f64::max);
    if passes && sum.exceeds(claim) || claim.value() == most || claim.value() == parts.len() as f64 {
        return None;
    }
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("the {} lines above add up to {shown}, and {claim} stands here", parts.len());
    let found = finding(out, addition, message)
        .fix(mended(cx, addition, &sum))
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
