//! Figures as a person writes them.

use std::fmt::{self, Display, Formatter};

use super::{ByteUnit, Hedge, Quantity, TimeUnit, Unit, noun::plural};

impl TimeUnit {
    /// As it stands behind a figure: `min`.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Millisecond => "ms",
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

impl ByteUnit {
    /// As it stands behind a figure: `MB`.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Byte => "B",
            Self::Kilo => "kB",
            Self::Mega => "MB",
            Self::Giga => "GB",
            Self::Tera => "TB",
            Self::Kibi => "KiB",
            Self::Mebi => "MiB",
            Self::Gibi => "GiB",
        }
    }
}

impl Unit {
    /// The name of the base in which values of this unit are kept.
    pub(super) fn base(&self) -> &str {
        match self {
            Self::None => "1",
            Self::Percent => "%",
            Self::Time(unit) if unit.is_clocked() => "min",
            Self::Time(unit) => unit.symbol(),
            Self::Bytes(_) => "B",
            Self::Currency(code) => code,
            Self::Count(noun) | Self::Rate(noun) => noun,
            Self::Multiplier => "x",
        }
    }

    /// `value`, in the base of this unit, for print: `2,640 lines`, `1 h 47 min`.
    pub fn amount(&self, value: f64) -> impl Display + '_ {
        Shown { unit: self, low: value, high: value }
    }
}

/// One or two figures with one unit.
struct Shown<'a> {
    unit: &'a Unit,
    low: f64,
    high: f64,
}

impl Shown<'_> {
    /// `1.5 h` as 1 and 30 and the smaller unit, where that comes out even.
    fn compound(&self) -> Option<(f64, f64, (&'static str, &'static str))> {
        let (written, smaller) = match self.unit {
            Unit::Time(unit @ TimeUnit::Hour) => (unit, TimeUnit::Minute),
            Unit::Time(unit @ TimeUnit::Minute) => (unit, TimeUnit::Second),
            _ => return None,
        };
        let count = self.low.abs() / smaller.factor();
        let uneven = self.low == self.high && whole(count) && count.round() % 60.0 != 0.0 && count > 60.0;
        let count = count.round();
        uneven.then(|| ((count / 60.0).trunc(), count % 60.0, (written.symbol(), smaller.symbol())))
    }
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let factor = self.unit.factor();
        let (low, high) = (self.low / factor, self.high / factor);
        if let Some((larger, smaller, unit)) = self.compound() {
            let sign = if self.low < 0.0 { "-" } else { "" };
            return write!(f, "{sign}{} {} {} {}", number(larger), unit.0, number(smaller), unit.1);
        }
        if let Unit::Currency(code) = self.unit {
            match symbol(code) {
                Some(symbol) => f.write_str(symbol)?,
                None => write!(f, "{code} ")?,
            }
        }
        if self.low != self.high {
            write!(f, "{}–", number(low))?;
        }
        f.write_str(&number(high))?;
        // Of money cents are written, or nothing.
        if matches!(self.unit, Unit::Currency(_)) && self.low == self.high && tenths(high) {
            f.write_str("0")?;
        }
        let one = self.low == self.high && high.abs() == 1.0;
        let named = |noun: &str| if one { noun.to_owned() } else { plural(noun) };
        match self.unit {
            Unit::None | Unit::Currency(_) => Ok(()),
            Unit::Percent => f.write_str(" %"),
            Unit::Time(unit) if unit.is_clocked() => write!(f, " {}", unit.symbol()),
            Unit::Time(unit) => write!(f, " {}", named(unit.symbol())),
            Unit::Bytes(unit) => write!(f, " {}", unit.symbol()),
            Unit::Count(noun) => write!(f, " {}", named(noun)),
            Unit::Rate(rate) => match rate.split_once('/') {
                Some(("1", per)) => write!(f, " per {per}"),
                Some((what, "each")) => write!(f, " {what} each"),
                _ => write!(f, " {rate}"),
            },
            Unit::Multiplier => f.write_str("×"),
        }
    }
}

impl Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let shown = Shown { unit: &self.unit, low: self.low, high: self.high };
        match self.hedge {
            Hedge::Exact => write!(f, "{shown}"),
            Hedge::About => write!(f, "~{shown}"),
            Hedge::AtLeast => write!(f, "≥ {shown}"),
            Hedge::AtMost => write!(f, "≤ {shown}"),
        }
    }
}

fn symbol(code: &str) -> Option<&'static str> {
    Some(match code {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        _ => return None,
    })
}

/// Whether one decimal says all of `value`.
fn tenths(value: f64) -> bool {
    !whole(value) && whole(value * 10.0)
}

fn whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6
}

/// With commas between thousands and at most three decimals.
fn number(value: f64) -> String {
    let text = format!("{:.3}", value.abs());
    let (digits, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 6);
    if value < 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        out.push('.');
        out.push_str(decimals);
    }
    out
}
