//! Sums that are written out: "12 + 8 + 5 = 27", "3 people × 5 days = 20 person-days".

use crate::{
    diagnostic::{Confidence, Severity, quote},
    markdown::Kind,
    plan::{
        quantity::{self, Quantity, Unit},
        sums::Sum,
        terms::{self, Terms},
    },
    rules::{Context, Findings, mend},
    source::{Span, window},
};

/// How much of its line is read on either side of the sign, in bytes.
const SIDE: usize = 240;

/// How far behind the sign its figure begins, at most, in bytes: after a space, emphasis and a hedge.
const LEAD: usize = 8;

/// What two figures may differ by where one of them leaves its unit out: minutes that make hours, days that make weeks.
const CONVERTED: [f64; 14] = [60.0, 3600.0, 24.0, 8.0, 7.0, 6.0, 5.0, 4.0, 12.0, 30.0, 40.0, 52.0, 1000.0, 1024.0];

/// Finds sums and products whose result is another one.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let bytes = cx.source.text().as_bytes();
    for at in memchr::memchr_iter(b'=', bytes).filter(|&at| may_equal(cx, bytes, at)) {
        if let Some((terms, written, claim)) = read(cx, at) {
            vet(cx, out, &terms, written, &claim);
        }
    }
}

/// Whether a sign stands for itself, between what may be figures; most are code.
fn may_equal(cx: &Context, bytes: &[u8], at: usize) -> bool {
    let near = Span::new(at + 1, (at + 1 + LEAD).min(bytes.len()));
    let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'*' | b'_'));
    let ends = before.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b')' || !b.is_ascii());
    ends && bytes.get(at + 1) == Some(&b' ') && cx.holds_digit(near)
}

/// The sum before the sign at `at`, where it is written, and the figure behind.
fn read(cx: &Context, at: usize) -> Option<(Terms, Span, Quantity)> {
    let text = cx.source.text();
    let line = window::line_before(text, at, SIDE);
    let joined = line.contains(['+', '×', '*', '·', '→']) || line.contains(" x ") || line.contains("->");
    let in_code = line.matches('`').count() % 2 == 1;
    if !joined || in_code || line.len() == SIDE || is_program(cx, at) {
        return None;
    }
    let plain = line.replace("**", "  ").replace("__", "  ");
    let (from, to) = segment(&plain)?;
    let start = at - line.len() + from;
    let terms = terms::read(&plain[from..to], start as u32)?;
    let claim = claimed(window::after(text, at + 1, SIDE), at as u32 + 1)?;
    Some((terms, Span::new(start, start + to - from), claim))
}

/// Whether a place lies in code that is no plain text.
pub(super) fn is_program(cx: &Context, at: usize) -> bool {
    let kind = cx.document.block_at(at as u32).map(|block| cx.document.block(block).kind);
    match kind {
        Some(Kind::Code { info: Some(info), .. }) => !matches!(cx.text(info).trim(), "" | "text" | "txt" | "plaintext"),
        Some(Kind::Code { info: None, .. }) => true,
        _ => false,
    }
}

/// Where the last part of a line begins and ends that nothing cuts off: behind a colon, a bar, an open bracket.
fn segment(line: &str) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut start = 0;
    for (at, sign) in line.char_indices().rev() {
        let spaced = line[at + sign.len_utf8()..].starts_with(' ');
        match sign {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '|' | '=' | '(' | ']' | '：' | '—' | '–' if depth == 0 => start = at + sign.len_utf8(),
            ':' | ';' | '.' | '-' | '>' | '?' | '!' if depth == 0 && spaced && !line[..at].ends_with('-') => {
                start = at + 1
            }
            _ => continue,
        }
        if start > 0 {
            break;
        }
    }
    let part = line[start..].trim();
    let from = start + line[start..].len() - line[start..].trim_start().len();
    (!part.is_empty()).then_some((from, from + part.len()))
}

/// The figure right behind the sign, where nothing goes on from it.
fn claimed(behind: &str, base: u32) -> Option<Quantity> {
    let line = behind.lines().next().unwrap_or(behind).replace("**", "  ").replace("__", "  ");
    // What is told for a year is so much all the same.
    let amount = line.find("/").filter(|at| line[at + 1..].starts_with(char::is_alphabetic)).unwrap_or(line.len());
    let claim = quantity::each(&line[..amount], base).next()?;
    let (start, end) = ((claim.span.start - base) as usize, (claim.span.end - base) as usize);
    let rest = line[end..].trim_start();
    let rest = rest.strip_prefix('/').filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(rest);
    let goes_on = rest.starts_with(['+', '×', '*', '·', '/', '→', '−', '^', '%', '=', '<', '>', '`', '-'])
        || ["x ", "of ", "or ", "to ", "- ", "– "].iter().any(|word| rest.starts_with(word));
    let measured = !matches!(claim.unit, Unit::Percent | Unit::Multiplier);
    (line[..start].trim().is_empty() && !goes_on && measured).then_some(claim)
}

fn vet(cx: &Context, out: &mut Findings, terms: &Terms, written: Span, claim: &Quantity) {
    let Some(value) = in_terms_of(terms, claim) else { return };
    let Some(sum) = Sum::of([&value]).filter(|sum| sum.refutes(claim) && !out.tell(claim.span)) else { return };
    let told = terms.plain && value.unit == terms.value.unit && !sum.is_about();
    let severity = if told { Severity::Error } else { Severity::Warning };
    let shown = sum.written_in(&claim.unit).shown();
    let message = format!("`{}` comes to {shown}, and {claim} stands behind it", quote(cx.text(written)));
    out.push(
        out.at(claim.span, message)
            .severity(severity)
            .confidence(Confidence::Conventional)
            .label(format!("it comes to {shown}"))
            .related(written, "this")
            .fix(mend::correct_sum(cx, claim.span, claim.low, &sum))
            .help("correct the result, or the figure that is wrong; most readers look only at the result"),
    );
}

/// What terms come to, as `claim` is measured; `None` where that is not certain.
fn in_terms_of(terms: &Terms, claim: &Quantity) -> Option<Quantity> {
    use Unit::{Count, None as Bare};
    let value = &terms.value;
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
            let bare = terms.figures.iter().all(|q| q.unit == Bare);
            Some(as_claimed(other.factor())).filter(|value| bare && other.is_added() && !converts(value))
        }
        (_, Bare) => {
            let alike = terms.figures.iter().all(|q| q.unit == *own || q.unit == Bare);
            Some(as_claimed(1.0 / own.factor())).filter(|value| alike && !converts(value))
        }
        _ => None,
    }
}
