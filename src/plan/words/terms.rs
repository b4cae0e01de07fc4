//! What a line adds up or multiplies: `12 + 8 + 5`, `3 people × 5 days`, `Reader (3) + Printer (4)`.

use super::quantity::{self, Hedge, Quantity, TimeUnit, Unit};
use crate::source::Span;

/// What such an expression comes to.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What they come to, as exact as their figures are.
    pub value: Quantity,
    /// The figures, in their order.
    pub figures: Vec<Quantity>,
    /// Whether only sums of plain figures stand in it: no product, no name before a bracket.
    pub plain: bool,
}

/// The longest name before a bracket, and what may stand behind a figure, in words.
const WORDS: usize = 6;

/// What `text` comes to, which holds nothing but such an expression; `None` where it may mean something else.
pub fn read(text: &str, base: u32) -> Option<Terms> {
    let mut reader =
        Reader { text, base, at: 0, figures: Vec::new(), plain: true, chained: false, added: false, rates: Vec::new() };
    let value = reader.sum(0)?;
    let whole = reader.rest().is_empty() && reader.figures.len() > 1 && !(reader.chained && reader.added);
    // So much an hour makes nothing of so many weeks.
    let timed = |unit: &TimeUnit| reader.figures.iter().all(|q| !q.is_time() || q.unit == Unit::Time(*unit));
    let whole = whole && reader.rates.iter().all(timed);
    (whole && !counts_on(&reader.figures)).then_some(Terms { value, figures: reader.figures, plain: reader.plain })
}

/// Whether bare numbers follow each other as those of phases do: "phases 1 + 2".
fn counts_on(figures: &[Quantity]) -> bool {
    figures.iter().all(|q| q.unit == Unit::None) && figures.windows(2).all(|pair| pair[0].low + 1.0 == pair[1].low)
}

/// How deep brackets may stand in brackets.
const DEEP: usize = 4;

struct Reader<'t> {
    text: &'t str,
    base: u32,
    at: usize,
    figures: Vec<Quantity>,
    plain: bool,
    chained: bool,
    added: bool,
    /// For which time figures are told: `30 €/month`.
    rates: Vec<TimeUnit>,
}

/// What joins two terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Plus,
    Times,
    Then,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text[self.at..].trim_start()
    }

    /// What joins the next term, and where that begins.
    fn join(&self) -> Option<(Join, usize)> {
        let rest = self.rest();
        let join = match rest.chars().next()? {
            '+' => Join::Plus,
            '×' | '*' | '·' => Join::Times,
            'x' if rest[1..].starts_with([' ', '(']) || rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                Join::Times
            }
            '→' => Join::Then,
            '-' if rest.starts_with("->") => return Some((Join::Then, self.text.len() - rest.len() + 2)),
            _ => return None,
        };
        let sign = rest.chars().next().map_or(0, char::len_utf8);
        Some((join, self.text.len() - rest.len() + sign))
    }

    fn sum(&mut self, depth: usize) -> Option<Quantity> {
        let mut value = self.product(depth)?;
        while let Some((join, at)) = self.join().filter(|(join, _)| *join != Join::Times) {
            self.at = at;
            let next = self.product(depth)?;
            if join == Join::Then {
                // "5 → 7" is a change; steps have a name and take a time.
                self.chained = true;
                (value.is_time() && next.is_time()).then_some(())?;
            } else {
                self.added = true;
            }
            value = plus(value, next)?;
        }
        Some(value)
    }

    fn product(&mut self, depth: usize) -> Option<Quantity> {
        let mut value = self.factor(depth)?;
        while let Some((Join::Times, at)) = self.join() {
            self.at = at;
            self.plain = false;
            value = times(value, self.factor(depth)?)?;
        }
        Some(value)
    }

    fn factor(&mut self, depth: usize) -> Option<Quantity> {
        let rest = self.rest();
        self.at = self.text.len() - rest.len();
        if rest.starts_with('(') && depth < DEEP {
            self.at += 1;
            let value = self.sum(depth + 1)?;
            let closed = self.rest().strip_prefix(')')?;
            self.at = self.text.len() - closed.len();
            return Some(value);
        }
        let named = rest.starts_with(|c: char| c.is_alphabetic()) && !rest.starts_with("R$");
        if named { self.named() } else { self.figure(end_of(rest)) }
    }

    /// "Reader (3 d)": a name and what it takes.
    fn named(&mut self) -> Option<Quantity> {
        let rest = self.rest();
        let open = rest.find('(')?;
        let name = rest[..open].trim();
        let plain = !name.contains(['+', '×', '→', ')', '=', ':', ';', '*']) && name.split(' ').count() <= WORDS;
        let inside = rest[open + 1..].find(')')?;
        (plain && rest[..open].ends_with(' ')).then_some(())?;
        self.at = self.text.len() - rest.len() + open + 1;
        let value = self.figure(inside)?;
        self.plain = false;
        self.at += 1;
        matches!(value.unit, Unit::None | Unit::Time(_)).then_some(value)
    }

    /// A figure that is the whole of the next `len` bytes, with words behind it that say what it counts.
    fn figure(&mut self, len: usize) -> Option<Quantity> {
        let raw = &self.text[self.at..self.at + len];
        let part = raw.trim();
        let start = self.base + (self.at + raw.len() - raw.trim_start().len()) as u32;
        let (amount, rate) = part.split_once('/').or_else(|| part.split_once(" per ")).unwrap_or((part, ""));
        self.rates.extend(quantity::unit_of(rate));
        let found = quantity::each(amount, start).next()?;
        let behind = &part[(found.span.end - start) as usize..];
        let words = behind.split([' ', '/', '-', '.']);
        let told = words.clone().filter(|w| !w.is_empty()).all(|w| w.chars().all(char::is_alphabetic));
        let known = !matches!(found.unit, Unit::Percent | Unit::Multiplier | Unit::Rate(_));
        if found.span.start != start || !told || !known || words.count() > WORDS {
            return None;
        }
        self.at += len;
        self.figures.push(found.clone());
        Some(found)
    }
}

/// Where the figure ends with which `text` begins, at the sign that joins the next one, or at a bracket.
fn end_of(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |(at, sign): &(usize, char)| match sign {
        // "80+ tests" is a bound.
        '+' => {
            let glued = at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit());
            !glued || bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        }
        '×' | '*' | '·' | '→' | '(' | ')' => true,
        'x' => {
            let spaced = |at: Option<&u8>| at.is_some_and(|b| *b == b' ');
            let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let behind = bytes.get(at + 1);
            spaced(before) && spaced(behind) || digit(before) && digit(behind)
        }
        '-' => text[*at..].starts_with("->"),
        _ => false,
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// Both together; `None` where they cannot be added.
fn plus(a: Quantity, b: Quantity) -> Option<Quantity> {
    let unit = match (&a.unit, &b.unit) {
        (a, b) if a == b => a.clone(),
        // "12 unit + 8 integration": things of several kinds.
        (Unit::Count(_) | Unit::None, Unit::Count(_) | Unit::None) => Unit::None,
        (Unit::Time(_), Unit::Time(_)) if a.comparable(&b) => a.unit.clone(),
        _ => return None,
    };
    joined(&a, &b, unit, a.low + b.low, a.high + b.high)
}

/// The product; `None` where it may measure something that the units do not tell.
fn times(a: Quantity, b: Quantity) -> Option<Quantity> {
    use Unit::{Bytes, Count, Currency, None as Bare, Time};
    let long = |unit: &TimeUnit| matches!(unit, TimeUnit::Month | TimeUnit::Year);
    let unit = match (&a.unit, &b.unit) {
        (Bare | Count(_), Bare | Count(_)) => Bare,
        (unit @ (Time(_) | Currency(_) | Bytes(_)), Bare | Count(_)) => unit.clone(),
        (Bare | Count(_), unit @ (Time(_) | Currency(_) | Bytes(_))) => unit.clone(),
        // So much a month, for so many of them.
        (money @ Currency(_), Time(unit)) | (Time(unit), money @ Currency(_)) if long(unit) => money.clone(),
        _ => return None,
    };
    joined(&a, &b, unit, a.low * b.low, a.high * b.high)
}

fn joined(a: &Quantity, b: &Quantity, unit: Unit, low: f64, high: f64) -> Option<Quantity> {
    let hedge = match (a.hedge, b.hedge) {
        (one, other) if one == other => one,
        (Hedge::Exact, other) | (other, Hedge::Exact) => other,
        _ => return None,
    };
    Some(Quantity {
        low,
        high,
        step: a.step.max(b.step),
        hedge,
        unit,
        span: Span { start: a.span.start, end: b.span.end },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        read(text, 0).map(|terms| terms.value.low)
    }

    #[test]
    fn sums_and_products() {
        assert_eq!(value("12 + 8 + 5"), Some(25.0));
        assert_eq!(value("15 + (30+20+20+15) + 20"), Some(120.0));
        assert_eq!(value("1 week + 1 week + 2 weeks"), Some(4.0));
        assert_eq!(value("3 developers × 5 days"), Some(15.0));
        assert_eq!(value("12 tasks × 30 minutes"), Some(360.0));
        assert_eq!(value("(15000*3 + 22000*1)"), Some(67000.0));
        assert_eq!(value("987 existing + 16 new"), Some(1003.0));
        assert_eq!(value("4 x 10"), Some(40.0));
        assert_eq!(value("Phase 1 (10) + Phase 2 (2)"), Some(12.0));
        assert_eq!(value("A-1 (1d) + A-2 (0.25d)"), Some(1.25));
        assert_eq!(value("A (3 days) → B (5 days)"), Some(8.0));
        assert_eq!(value("30 min + 1.5 h"), Some(120.0));
    }

    #[test]
    fn what_may_mean_something_else() {
        for text in [
            "12",
            "phases 1 + 2",
            "1 + 2 + 3",
            "US1 + US2",
            "5 → 7",
            "3 days + 4 hours",
            "2 h × 3 weeks",
            "80% × 50",
            "10:30 + 2 h",
            "4 of 6 + 2",
            "A (3 days) → B (5 days) + C (2 days)",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
