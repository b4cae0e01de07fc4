//! One end of a quantity: digits, scale and unit.

use super::{
    Hedge, Unit,
    chars::{after, before, digit, gap, is_glue, is_unspaced, letters, letters_before, token_end, word},
    hedge, noun,
    number::{self, Number},
    unit::{self, TimeUnit, currency_code, currency_symbol, dollar},
    words::{month, time_word, unspaced_time},
};

/// One end of a quantity.
#[derive(Debug)]
pub struct Amount {
    pub start: usize,
    pub end: usize,
    /// The number as written, without scale and unit.
    pub digits: f64,
    /// What `k` or "million" behind the digits multiplies them with.
    scale: f64,
    /// In the base of `unit`.
    pub value: f64,
    /// What one unit in the last place is worth, in the base of `unit`.
    pub step: f64,
    pub unit: Unit,
    pub hedge: Option<Hedge>,
}

impl Amount {
    /// The lower end of a range with the scale and unit that only its upper end
    /// carries: `10-12k`, `5-6 h`.
    pub fn in_terms_of(&self, high: &Amount) -> Amount {
        let mut low = Amount { unit: high.unit.clone(), hedge: None, ..*self };
        if self.scale == 1.0 && high.scale > 1.0 && self.digits < high.digits {
            low.value *= high.scale;
            low.step *= high.scale;
        }
        if self.unit == Unit::None {
            low.value *= high.unit.factor();
            low.step *= high.unit.factor();
        }
        low
    }
}

/// What stands directly before the digits.
#[derive(Debug)]
pub struct Lead {
    /// Where the figure starts: at the sign or the currency.
    pub start: usize,
    /// Where its digits start.
    pub digits: usize,
    negative: bool,
    currency: Option<&'static str>,
    /// After `×`.
    times: bool,
}

impl Lead {
    /// What stands before the digit at `at`; `None` where it belongs to a name,
    /// a path, a version.
    pub fn read(text: &str, at: usize, floor: usize) -> Option<Self> {
        // A sign that the last figure has taken is not there to take again.
        Self::look_back(text, at, floor).filter(|lead| lead.start >= floor)
    }

    fn look_back(text: &str, at: usize, floor: usize) -> Option<Self> {
        let mut lead = Lead { start: at, digits: at, negative: false, currency: None, times: false };
        let mut previous = before(text, at);
        // `$5`, `R$ 5`
        let symbol_end = at - previous.filter(|c| *c == ' ').map_or(0, char::len_utf8);
        if let Some(c) = before(text, symbol_end)
            && let Some(code) = currency_symbol(c)
        {
            lead.start = symbol_end - c.len_utf8();
            let country = if c == '$' { letters_before(text, lead.start, floor) } else { "" };
            lead.currency = dollar(country).or(Some(code));
            lead.start -= dollar(country).map_or(0, |_| country.len());
            previous = before(text, lead.start);
        }
        let free = |c: Option<char>| {
            c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '|' | '*' | '~' | '≈' | '<' | '>' | '='))
        };
        match previous {
            Some(sign @ ('-' | '−' | '+')) => {
                lead.start -= sign.len_utf8();
                lead.negative = sign != '+';
                free(before(text, lead.start)).then_some(lead)
            }
            // `=80` is an assignment's, `>=80` is not
            Some('=') => {
                let sign = before(text, lead.start - 1);
                (free(sign) && sign != Some('=')).then_some(lead)
            }
            Some('_') => before(text, lead.start - 1).is_none_or(|c| !is_glue(c)).then_some(lead),
            Some(',') => before(text, lead.start - 1).is_none_or(|c| !c.is_ascii_digit()).then_some(lead),
            Some('#' | '@' | '\\' | '^' | '%' | '&' | '.' | '/' | ':' | '{' | '}' | '–' | '‑') => None,
            Some('×') => {
                lead.times = true;
                lead.start -= '×'.len_utf8();
                Some(lead)
            }
            // `Rp5`
            Some(c) if is_glue(c) && lead.currency.is_none() => {
                let word = letters_before(text, at, floor);
                lead.currency = Some(currency_code(word)?);
                lead.start -= word.len();
                Some(lead)
            }
            Some(c) if is_glue(c) => None,
            Some(c) if c.is_whitespace() && lead.currency.is_none() => {
                let word_end = lead.start - c.len_utf8();
                let word = letters_before(text, word_end, floor);
                lead.currency = currency_code(word);
                if lead.currency.is_some() {
                    lead.start = word_end - word.len();
                }
                Some(lead)
            }
            _ => Some(lead),
        }
    }

    /// The same for the upper end of a range, which may start with a sign of its
    /// own and otherwise shares the currency of `low`.
    pub fn second(text: &str, from: usize, low: &Amount) -> Self {
        let sign = after(text, from).filter(|c| !c.is_ascii_digit());
        let inherited = match low.unit {
            Unit::Currency(code) => Some(code),
            _ => None,
        };
        Lead {
            start: from,
            digits: from + sign.map_or(0, char::len_utf8),
            negative: false,
            currency: sign.and_then(currency_symbol).or(inherited),
            times: false,
        }
    }
}

/// Reads the figure whose digits start at `at`; where it is none, `Err` says
/// where to go on.
pub fn amount(text: &str, at: usize, lead: &Lead) -> Result<Amount, usize> {
    let skip = || token_end(text, at);
    // Money has no three places behind its point.
    let dotted = || {
        let number = number::read_dotted(text, at)?;
        let behind = || gap(text, number.end).and_then(|end| after(text, end)).and_then(currency_symbol);
        (lead.currency.is_some() || behind().is_some()).then_some(number)
    };
    let number = number::read(text, at).or_else(dotted);
    let number = number.ok_or_else(skip)?;
    let mut amount = Amount {
        start: lead.start,
        end: number.end,
        digits: if lead.negative { -number.value } else { number.value },
        scale: 1.0,
        value: 0.0,
        step: number.step,
        unit: lead.currency.map_or(Unit::None, Unit::Currency),
        hedge: None,
    };
    glued(text, &number, &mut amount).ok_or_else(skip)?;
    spaced(text, &number, &mut amount)?;
    if lead.times && amount.unit == Unit::None {
        amount.unit = Unit::Multiplier;
    }
    // `1,5` is a decimal only where a measure says so.
    if number.comma && matches!(amount.unit, Unit::None | Unit::Count(_)) {
        return Err(skip());
    }
    let factor = amount.scale * amount.unit.factor();
    amount.value = amount.digits * factor;
    amount.step *= factor;
    compound(text, &mut amount);
    match after(text, amount.end) {
        Some(c) if is_glue(c) => Err(skip()),
        // `4-agent`, `30m-deep`
        Some(c @ ('-' | '–' | '‑')) if after(text, amount.end + c.len_utf8()).is_some_and(char::is_alphabetic) => {
            Err(skip())
        }
        _ => Ok(amount),
    }
}

/// Reads what is written onto the digits: `%`, `k`, `min`, `x`, `+`. `None` where
/// that makes them a name, a fraction, a clock time.
fn glued(text: &str, number: &Number, amount: &mut Amount) -> Option<()> {
    let Some(c) = after(text, amount.end) else { return Some(()) };
    match c {
        '%' => {
            amount.unit = Unit::Percent;
            amount.end += 1;
        }
        '×' => {
            amount.unit = Unit::Multiplier;
            amount.end += c.len_utf8();
        }
        '+' => {
            let (hedge, end) = hedge::trailing(text, amount.end)?;
            (amount.hedge, amount.end) = (Some(hedge), end);
        }
        ':' | '/' if digit(text, amount.end + 1) => return None,
        '/' => {
            // `5/day`, not `5/src`
            time_word(letters(text, amount.end + 1))?;
        }
        '#' | '@' | '\\' | '^' | '=' | '°' => return None,
        '_' => return after(text, amount.end + 1).is_none_or(|c| !is_glue(c)).then_some(()),
        _ if currency_symbol(c).is_some() => {
            amount.unit = currency_symbol(c).map_or(Unit::None, Unit::Currency);
            amount.end += c.len_utf8();
        }
        _ if is_unspaced(c) => {
            let (unit, len) = unspaced_time(&text[amount.end..])?;
            amount.unit = Unit::Time(unit);
            amount.end += len;
        }
        _ if c.is_alphabetic() => {
            if amount.unit == Unit::None
                && let Some((scale, code, end)) = scaled_money(text, amount.end)
            {
                (amount.scale, amount.unit, amount.end) = (scale, Unit::Currency(code), end);
                return Some(());
            }
            let suffix = letters(text, amount.end);
            let money = matches!(amount.unit, Unit::Currency(_));
            match suffix {
                "k" | "K" => amount.scale = 1e3,
                "M" => amount.scale = 1e6,
                "m" if money => amount.scale = 1e6,
                "B" | "bn" if money => amount.scale = 1e9,
                "B" => return None,
                "x" | "X" => amount.unit = Unit::Multiplier,
                // the 1990s
                "s" if (1900.0..=2100.0).contains(&number.value) && number.step == 1.0 && !number.grouped => {
                    return None;
                }
                _ => amount.unit = unit::named(suffix)?,
            }
            amount.end += suffix.len();
            if matches!(amount.unit, Unit::None | Unit::Currency(_)) && after(text, amount.end) == Some('+') {
                let (hedge, end) = hedge::trailing(text, amount.end)?;
                (amount.hedge, amount.end) = (Some(hedge), end);
            }
        }
        _ => {}
    }
    Some(())
}

/// What letters multiply money with.
fn money_scale(letters: &str) -> Option<f64> {
    Some(match letters {
        "k" | "K" | "T" | "Tsd" => 1e3,
        "lakh" | "lakhs" => 1e5,
        "M" | "m" | "mn" | "mio" | "Mio" => 1e6,
        "crore" | "crores" => 1e7,
        "B" | "bn" | "Mrd" | "Md" => 1e9,
        _ => return None,
    })
}

/// The letters that multiply money with the currency behind them, and where that ends: `k€`, `Mio. €`, `Mrd EUR`.
fn scaled_money(text: &str, at: usize) -> Option<(f64, &'static str, usize)> {
    let scale = letters(text, at);
    let factor = money_scale(scale)?;
    let end = at + scale.len();
    let end = end + usize::from(after(text, end) == Some('.'));
    let from = gap(text, end)?;
    let sign = after(text, from)?;
    if let Some(code) = currency_symbol(sign) {
        return Some((factor, code, from + sign.len_utf8()));
    }
    let name = letters(text, from);
    Some((factor, currency_code(name)?, from + name.len()))
}

/// Reads the unit or noun that stands after a space. `Err` where a word shows the
/// number to be part of a date or a clock time.
fn spaced(text: &str, number: &Number, amount: &mut Amount) -> Result<(), usize> {
    if after(text, amount.end).is_some_and(is_glue) {
        return Ok(());
    }
    if amount.unit == Unit::None
        && amount.hedge.is_none()
        && let Some((hedge, end)) = hedge::trailing(text, amount.end)
    {
        (amount.hedge, amount.end) = (Some(hedge), end);
    }
    let Some(at) = gap(text, amount.end) else { return Ok(()) };
    if amount.unit == Unit::None
        && let Some((scale, code, end)) = scaled_money(text, at)
    {
        (amount.scale, amount.unit, amount.end) = (scale, Unit::Currency(code), end);
        return Ok(());
    }
    let next = word(text, at);
    // "$12,000 CAD"
    if amount.unit == Unit::Currency("USD")
        && let Some(code) = currency_code(next)
    {
        (amount.unit, amount.end) = (Unit::Currency(code), at + next.len());
        return Ok(());
    }
    let scale = scale_word(next, matches!(amount.unit, Unit::Currency(_)));
    if scale > 1.0 && amount.scale == 1.0 {
        amount.scale = scale;
        amount.end = at + next.len();
        return spaced(text, number, amount);
    }
    if amount.unit != Unit::None {
        return Ok(());
    }
    if at == amount.end && !next.is_empty() {
        return Ok(()); // letters that were not accepted as a suffix
    }
    match after(text, at) {
        Some('%') => (amount.unit, amount.end) = (Unit::Percent, at + 1),
        Some('×') => (amount.unit, amount.end) = (Unit::Multiplier, at + '×'.len_utf8()),
        Some(c) if at > amount.end && matches!(c, '€' | '₽') => {
            (amount.unit, amount.end) = (currency_symbol(c).map_or(Unit::None, Unit::Currency), at + c.len_utf8());
        }
        Some(c) if is_unspaced(c) => {
            if let Some((unit, len)) = unspaced_time(&text[at..]) {
                (amount.unit, amount.end) = (Unit::Time(unit), at + len);
            }
        }
        // No word, no unit.
        _ if next.is_empty() => {}
        _ if is_meridiem(text, at) || month(next) => return Err(at + next.len()),
        _ => {
            let counted = || {
                let whole = (number.value * amount.scale).fract() == 0.0;
                whole.then(|| noun::counted(text, amount.end, number.value == 1.0)).flatten()
            };
            let named = unit::named(next).map(|unit| (unit, at + next.len()));
            if let Some(found) = named.or_else(|| short_rate(text, at, next)).or_else(counted) {
                (amount.unit, amount.end) = found;
            }
        }
    }
    Ok(())
}

/// What a word behind a number multiplies it with.
fn scale_word(word: &str, money: bool) -> f64 {
    match word {
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "juta" if money => 1e6,
        // "5 T€" are thousands, "$1 T" is more.
        _ if money && word != "T" => money_scale(word).unwrap_or(1.0),
        _ => 1.0,
    }
}

/// Whether `AM`, `p.m.` or the like starts at `at`.
pub fn is_meridiem(text: &str, at: usize) -> bool {
    meridiem(text, at).is_some()
}

/// Whether it is past noon by the `AM`, `p.m.` at `at`, and where that ends.
pub fn meridiem(text: &str, at: usize) -> Option<(bool, usize)> {
    let rest = text.get(at..)?;
    if !rest.starts_with(['a', 'p', 'A', 'P']) {
        return None;
    }
    for (form, pm) in [("a.m.", false), ("p.m.", true), ("a.m", false), ("p.m", true), ("am", false), ("pm", true)] {
        if rest.get(..form.len()).is_some_and(|head| head.eq_ignore_ascii_case(form))
            && !after(rest, form.len()).is_some_and(is_glue)
        {
            return Some((pm, at + form.len()));
        }
    }
    None
}

/// `req/s`, `items/min`: a word of any number before a unit of time.
fn short_rate(text: &str, at: usize, thing: &str) -> Option<(Unit, usize)> {
    let slash = at + thing.len();
    if thing.is_empty() || after(text, slash) != Some('/') {
        return None;
    }
    let per = letters(text, slash + 1);
    let unit = time_word(per)?;
    let rate = format!("{}/{}", noun::singular(&thing.to_lowercase()), unit.symbol());
    Some((Unit::Rate(rate.into()), slash + 1 + per.len()))
}

/// Adds the smaller units of `2 h 30 min`.
fn compound(text: &str, amount: &mut Amount) {
    let Unit::Time(mut larger) = amount.unit else { return };
    while let Some((value, unit, end)) = smaller(text, amount.end, larger) {
        amount.value += if amount.value < 0.0 { -value } else { value };
        amount.step = unit.factor();
        amount.end = end;
        larger = unit;
    }
}

/// The `30 min` after an hour, in minutes.
fn smaller(text: &str, from: usize, larger: TimeUnit) -> Option<(f64, TimeUnit, usize)> {
    let rest = text.get(from..)?;
    let link = [" and ", ", ", " ", ""].into_iter().find(|link| rest.starts_with(link))?;
    let at = from + link.len();
    if !digit(text, at) {
        return None;
    }
    let number = number::read(text, at).filter(|number| number.value < 60.0)?;
    let unit_at = gap(text, number.end)?;
    let name = letters(text, unit_at);
    let unit = time_word(name).filter(|unit| larger.is_followed_by(*unit))?;
    Some((number.value * unit.factor(), unit, unit_at + name.len()))
}

/// Reads what may follow the unit: `+`, "or more", `/day`, "per agent", "each".
pub fn complete(text: &str, mut amount: Amount) -> Amount {
    if let Some((per, end)) = per(text, &amount) {
        amount.unit = Unit::Rate(format!("{}/{per}", amount.unit.base()).into());
        amount.end = end;
    }
    if amount.hedge.is_none()
        && let Some((hedge, end)) = hedge::trailing(text, amount.end)
    {
        (amount.hedge, amount.end) = (Some(hedge), end);
    }
    amount
}

/// What the amount is said to be for one of, and where that ends.
fn per(text: &str, amount: &Amount) -> Option<(String, usize)> {
    if matches!(amount.unit, Unit::Rate(_) | Unit::Multiplier) {
        return None;
    }
    let named = |name: &str| match time_word(name) {
        Some(unit) => unit.symbol().to_owned(),
        None => noun::singular(&name.to_lowercase()),
    };
    if after(text, amount.end) == Some('/') {
        let name = letters(text, amount.end + 1);
        // "3 files/folders" are alternatives, "2 h/agent" is a rate.
        let rate = time_word(name).is_some() || !matches!(amount.unit, Unit::Count(_) | Unit::None | Unit::Percent);
        return (rate && !name.is_empty()).then(|| (named(name), amount.end + 1 + name.len()));
    }
    let at = gap(text, amount.end).filter(|at| *at > amount.end)?;
    // Few words begin like one of these.
    if !text[at..].starts_with(['e', 'a', 'p']) {
        return None;
    }
    match word(text, at) {
        each @ ("each" | "apiece") => Some(("each".to_owned(), at + each.len())),
        "per" => {
            let name_at = gap(text, at + 3)?;
            let name = word(text, name_at);
            (!name.is_empty()).then(|| (named(name), name_at + name.len()))
        }
        _ => None,
    }
}
