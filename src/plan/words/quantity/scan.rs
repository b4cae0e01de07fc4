//! Finding the quantities in a text, left to right.

use super::{
    Hedge, Quantity, Unit,
    amount::{Amount, Lead, amount, complete},
    chars::{after, digit, gap, is_glue, lower, next_digit, token_end, word},
    hedge::{self, ends_with_phrase},
    label::labelled,
    number,
    unit::currency_symbol,
};
use crate::source::Span;

/// All quantities in `text`, from left to right.
///
/// Spans are shifted by `base`, the offset of `text` in its source. Code spans
/// should be taken out by the caller; section numbers at the start come as bare
/// numbers.
pub fn scan(text: &str, base: u32) -> Vec<Quantity> {
    each(text, base).collect()
}

/// The same, one after the other, for who may not ask for all.
pub fn each(text: &str, base: u32) -> impl Iterator<Item = Quantity> {
    let (mut floor, mut from) = (0, 0);
    let numbers = std::iter::from_fn(move || {
        let at = next_digit(text, from)?;
        let (quantity, end) = read(text, at, floor);
        from = end.max(at + 1);
        floor = if quantity.is_some() { from } else { floor };
        Some(quantity.filter(|quantity| !is_year(text, quantity)))
    });
    numbers.flatten().map(move |quantity| quantity.shifted(base))
}

/// The quantity that `text` is: the whole of a table cell or of a label's value.
///
/// Emphasis around it and a gloss in parentheses after it are allowed, nothing
/// else.
pub fn cell(text: &str, base: u32) -> Option<Quantity> {
    let first = next_digit(text, 0)?;
    let from = text.len() - text.trim_start_matches(is_frame).len();
    let to = text.trim_end_matches(is_frame).len();
    let to = match text[..to].strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        Some(gloss) if gloss > first => text[..gloss].trim_end_matches(is_frame).len(),
        _ => to,
    };
    let body = text.get(from..to)?;
    let at = first.checked_sub(from)?;
    // Alone in its cell, "2,5" is no list.
    let quantity = read(body, at, 0).0.or_else(|| read(&pointed(body)?, at, 0).0)?;
    let rest = body.get(quantity.span.end as usize..)?;
    let whole = quantity.span.start == 0 && rest.trim_matches(is_frame).is_empty();
    whole.then(|| quantity.shifted(base.saturating_add(u32::try_from(from).unwrap_or(u32::MAX))))
}

/// Whether a remark behind the figure of a cell says that it counts several times: "10 h (each)", "10 h (x3)",
/// "10 h (3 people)".
pub fn is_apiece(cell: &str) -> bool {
    let Some(gloss) =
        cell.trim_end_matches(is_frame).strip_suffix(')').and_then(|head| Some(&head[head.rfind('(')? + 1..]))
    else {
        return false;
    };
    let mut words = gloss.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let people = ["people", "persons", "devs", "developers", "engineers", "agents", "members", "personen", "personas"];
    let counted = |word: &str| people.iter().any(|p| word.eq_ignore_ascii_case(p));
    let first = words.next().unwrap_or_default();
    matches!(
        &*lower(first),
        "each" | "per" | "je" | "jeweils" | "pro" | "por" | "par" | "cada" | "chacun" | "每" | "各"
    ) || first.bytes().all(|b| b.is_ascii_digit()) && words.next().is_some_and(counted)
        || first.strip_prefix(['x', 'X']).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        || scan(gloss, 0).iter().any(|quantity| quantity.unit == Unit::Multiplier)
}

/// A bare figure whose thousands are parted by points, `24.000`: no decimal where the figures beside it are such as well.
pub fn dotted_cell(text: &str, base: u32) -> Option<Quantity> {
    let body = text.trim_matches(is_frame);
    let number = body.starts_with(|c: char| c.is_ascii_digit()).then(|| number::read_dotted(body, 0))??;
    let start = base as usize + text.len() - text.trim_start_matches(is_frame).len();
    let span = Span::new(start, start + body.len());
    let (low, step) = (number.value, number.step);
    (number.end == body.len()).then_some(Quantity { low, high: low, step, hedge: Hedge::Exact, unit: Unit::None, span })
}

/// A figure that is nothing but digits and a decimal comma, with a point in its place.
fn pointed(body: &str) -> Option<String> {
    let (whole, decimals) = body.trim_start_matches(['~', '≈']).split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(decimals) && decimals.len() < 3).then(|| body.replacen(',', ".", 1))
}

/// What may stand around a figure in a cell.
fn is_frame(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_')
}

/// A bare number inside a sentence that is more likely the year.
fn is_year(text: &str, quantity: &Quantity) -> bool {
    quantity.unit == Unit::None
        && quantity.hedge == Hedge::Exact
        && (2000.0..=2050.0).contains(&quantity.low)
        && quantity.span.len() == 4
        && text.len() > 4
}

impl Quantity {
    fn shifted(mut self, base: u32) -> Self {
        self.span.start = self.span.start.saturating_add(base);
        self.span.end = self.span.end.saturating_add(base);
        self
    }
}

/// Reads what the digit at `at` begins, and says where to go on. Nothing before
/// `floor` is looked at.
fn read(text: &str, at: usize, floor: usize) -> (Option<Quantity>, usize) {
    if let Some(end) = labelled(text, at, floor) {
        return (None, end);
    }
    let Some(lead) = Lead::read(text, at, floor) else { return (None, token_end(text, at)) };
    let low = match amount(text, at, &lead) {
        Ok(low) => low,
        Err(end) => return (None, end),
    };
    let (low, high) = match range(text, &low, floor) {
        Partner::Ends(low, high) => (low, Some(high)),
        Partner::None => (complete(text, low), None),
        Partner::Spoils(end) => return (None, end),
    };
    let (leading, start) = match hedge::leading(text, lead.start, floor) {
        Some((hedge, start)) => (Some(hedge), start),
        None => (None, lead.start),
    };
    let quantity = join(low, high, leading, start);
    let end = quantity.span.end as usize;
    (Some(quantity), end)
}

/// Puts the ends of a quantity and its hedges together.
fn join(low: Amount, high: Option<Amount>, leading: Option<Hedge>, start: usize) -> Quantity {
    let (from, mut step) = (low.value, low.step);
    let last = match high {
        Some(high) => {
            step = step.min(high.step);
            high
        }
        None => low,
    };
    let hedge = match (leading, last.hedge) {
        // `~50+`: a bound that is itself approximate, so coarsely written.
        (Some(Hedge::About), Some(bound)) => {
            step = step.max(0.2 * last.value.abs());
            bound
        }
        (Some(hedge), _) | (None, Some(hedge)) => hedge,
        (None, None) => Hedge::Exact,
    };
    Quantity { low: from, high: last.value, step, hedge, unit: last.unit, span: Span::new(start, last.end) }
}

/// What stands behind the first number.
enum Partner {
    /// The two ends of a range, in one unit.
    Ends(Amount, Amount),
    /// Nothing that belongs to it.
    None,
    /// Something that shows it to be no quantity: `2025-03`, `5-7 PM`. Go on there.
    Spoils(usize),
}

/// Looks for the other end of a range, and lends its unit to `low`.
fn range(text: &str, low: &Amount, floor: usize) -> Partner {
    let Some((from, tight)) = connector(text, low, floor) else { return Partner::None };
    let bare = low.unit == Unit::None;
    let lead = Lead::second(text, from, low);
    let high = match amount(text, lead.digits, &lead) {
        Ok(high) => complete(text, high),
        Err(end) if bare || tight => return Partner::Spoils(end),
        Err(_) => return Partner::None,
    };
    // `3-4-5`, `18-02-01`
    let goes_on = after(text, high.end).is_some_and(|c| matches!(c, '-' | '–'))
        && after(text, high.end + after(text, high.end).map_or(0, char::len_utf8)).is_some_and(is_glue);
    if tight && goes_on {
        return Partner::Spoils(token_end(text, high.end));
    }
    let related = match (&low.unit, &high.unit) {
        (Unit::None, _) => true,
        (Unit::Count(_), _) => false,
        (a, b) => a.comparable(b),
    };
    // `2024-2025`
    let year = |a: &Amount| (1900.0..=2100.0).contains(&a.digits);
    if bare && high.unit == Unit::None && year(low) && year(&high) {
        return Partner::Spoils(high.end);
    }
    let low_end = low.in_terms_of(&high);
    if related && low_end.value < high.value {
        Partner::Ends(low_end, high)
    } else if tight && bare {
        Partner::Spoils(high.end)
    } else {
        Partner::None
    }
}

/// Where the second number of a range starts, and whether a dash without spaces
/// leads to it.
fn connector(text: &str, low: &Amount, floor: usize) -> Option<(usize, bool)> {
    let rest = text.get(low.end..)?;
    let starts = |from: usize| {
        let signed = after(text, from).is_some_and(|c| c == '~' || currency_symbol(c).is_some());
        digit(text, from) || signed && digit(text, from + after(text, from).map_or(0, char::len_utf8))
    };
    if let Some(dash) = rest.chars().next().filter(|c| is_dash(*c)) {
        let from = low.end + dash.len_utf8();
        return starts(from).then_some((from, true));
    }
    let at = gap(text, low.end).filter(|at| *at > low.end)?;
    let link_end = match after(text, at) {
        Some(c) if is_dash(c) => at + c.len_utf8(),
        _ => {
            let head = text.get(floor..low.start)?.trim_end();
            let link = word(text, at);
            let joins = match link {
                "to" => !ends_with_phrase(head, "from"), // "from 5 to 6" is a change
                "and" => ends_with_phrase(head, "between"),
                "or" | "bis" => true,
                _ => false,
            };
            joins.then_some(at + link.len())?
        }
    };
    let from = gap(text, link_end).filter(|from| *from > link_end)?;
    starts(from).then_some((from, false))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‑' | '‒' | '−')
}
