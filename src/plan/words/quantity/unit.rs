//! Units: what a figure counts or measures.

use super::words::time_word;

/// What a figure counts or measures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub enum Unit {
    /// A bare number.
    #[default]
    None,
    /// Hundredths.
    Percent,
    /// A duration, as it was written.
    Time(TimeUnit),
    /// An amount of data, as it was written.
    Bytes(ByteUnit),
    /// Money, by its ISO 4217 code; a bare `$` is `USD`.
    Currency(&'static str),
    /// Things, by their noun: singular, lower case (`line`, `test`).
    Count(Box<str>),
    /// So much per something: `op/s`, `h/week`, `test/each`.
    Rate(Box<str>),
    /// `3x`.
    Multiplier,
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// ms
    Millisecond,
    /// s
    Second,
    /// min
    Minute,
    /// h
    Hour,
    /// A day: of 24 hours or of 8, so no number of hours.
    Day,
    /// A week: of 7 days or of 5, so no number of days.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// Units of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ByteUnit {
    /// B
    Byte,
    /// kB, 1,000 bytes
    Kilo,
    /// MB
    Mega,
    /// GB
    Giga,
    /// TB
    Tera,
    /// KiB, 1,024 bytes
    Kibi,
    /// MiB
    Mebi,
    /// GiB
    Gibi,
}

impl TimeUnit {
    /// Its value in the base of its dimension: minutes up to hours, itself above.
    pub fn factor(self) -> f64 {
        match self {
            Self::Millisecond => 1.0 / 60_000.0,
            Self::Second => 1.0 / 60.0,
            Self::Minute | Self::Day | Self::Week | Self::Month | Self::Year => 1.0,
            Self::Hour => 60.0,
        }
    }

    /// Whether it converts to minutes.
    pub fn is_clocked(self) -> bool {
        matches!(self, Self::Millisecond | Self::Second | Self::Minute | Self::Hour)
    }

    /// The unit that may follow in a compound: `2 h 30 min`.
    pub(super) fn is_followed_by(self, next: TimeUnit) -> bool {
        matches!((self, next), (Self::Hour, Self::Minute | Self::Second) | (Self::Minute, Self::Second))
    }
}

impl ByteUnit {
    /// Its value in bytes.
    pub fn factor(self) -> f64 {
        match self {
            Self::Byte => 1.0,
            Self::Kilo => 1e3,
            Self::Mega => 1e6,
            Self::Giga => 1e9,
            Self::Tera => 1e12,
            Self::Kibi => 1024.0,
            Self::Mebi => 1_048_576.0,
            Self::Gibi => 1_073_741_824.0,
        }
    }
}

impl Unit {
    /// The value of one written unit in the base in which quantities are kept.
    pub fn factor(&self) -> f64 {
        match self {
            Self::Time(unit) => unit.factor(),
            Self::Bytes(unit) => unit.factor(),
            _ => 1.0,
        }
    }

    /// Whether figures in the two units can be compared and added.
    ///
    /// Values are kept in a base of their dimension, so no factor is needed:
    /// `120 min` and `2 h` are equal as they stand. Days, weeks and months are
    /// dimensions of their own. A bare number compares with bare numbers and,
    /// because headings often carry the noun, with counts.
    pub fn comparable(&self, other: &Unit) -> bool {
        match (self, other) {
            (Self::Time(a), Self::Time(b)) => a == b || a.is_clocked() && b.is_clocked(),
            (Self::Bytes(_), Self::Bytes(_)) => true,
            (Self::None, Self::Count(_)) | (Self::Count(_), Self::None) => true,
            (a, b) => a == b,
        }
    }

    /// Whether figures of this unit add up: so much money a month does, so much for each thing does not.
    pub fn is_added(&self) -> bool {
        match self {
            Self::Multiplier => false,
            Self::Rate(rate) => rate.split_once('/').is_some_and(|(what, per)| {
                let money = what.len() == 3 && what.bytes().all(|b| b.is_ascii_uppercase());
                money && matches!(per, "month" | "year" | "week" | "day")
            }),
            _ => true,
        }
    }

    /// Whether it measures or counts what can be shared out among parts.
    pub fn is_of_work(&self) -> bool {
        !matches!(self, Self::None | Self::Percent | Self::Rate(_) | Self::Multiplier | Self::Bytes(_))
    }

    /// The noun of a count.
    pub fn noun(&self) -> Option<&str> {
        match self {
            Self::Count(noun) => Some(noun),
            _ => None,
        }
    }
}

/// The unit that `word` names, whether or not a space stands before it.
pub fn named(word: &str) -> Option<Unit> {
    exact(word).or_else(|| time_word(word).map(Unit::Time)).or_else(|| currency_code(word).map(Unit::Currency))
}

/// Units whose case matters or that are short for a count.
fn exact(word: &str) -> Option<Unit> {
    // The longest is `percent`.
    if !(1..=7).contains(&word.len()) {
        return None;
    }
    Some(match word {
        "B" | "byte" | "bytes" | "Bytes" => Unit::Bytes(ByteUnit::Byte),
        "kB" | "KB" | "kb" => Unit::Bytes(ByteUnit::Kilo),
        "MB" | "mb" => Unit::Bytes(ByteUnit::Mega),
        "GB" | "gb" => Unit::Bytes(ByteUnit::Giga),
        "TB" | "tb" => Unit::Bytes(ByteUnit::Tera),
        "KiB" => Unit::Bytes(ByteUnit::Kibi),
        "MiB" => Unit::Bytes(ByteUnit::Mebi),
        "GiB" => Unit::Bytes(ByteUnit::Gibi),
        "percent" | "pct" => Unit::Percent,
        "LOC" | "loc" | "SLOC" => Unit::Count("line".into()),
        "SP" | "sp" | "pts" | "pt" => Unit::Count("point".into()),
        // Days and hours of work, as they are shortened in French and German.
        "j" | "jh" | "PT" | "MT" => Unit::Time(TimeUnit::Day),
        "Std" => Unit::Time(TimeUnit::Hour),
        "px" => Unit::Count("px".into()),
        "fps" => Unit::Rate("frame/s".into()),
        "rps" | "RPS" => Unit::Rate("request/s".into()),
        "qps" | "QPS" => Unit::Rate("query/s".into()),
        _ => return None,
    })
}

/// The code of a currency symbol.
pub fn currency_symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '$' => "USD",
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '₩' => "KRW",
        '₽' => "RUB",
        _ => return None,
    })
}

/// The currency whose dollar bears the letters before `$`: `R$`, `US$`.
pub fn dollar(country: &str) -> Option<&'static str> {
    Some(match country {
        "R" => "BRL",
        "US" => "USD",
        "A" | "AU" => "AUD",
        "C" | "CA" => "CAD",
        "MX" => "MXN",
        _ => return None,
    })
}

/// The currency that an ISO code or an abbreviation names.
pub fn currency_code(word: &str) -> Option<&'static str> {
    const CODES: [&str; 17] = [
        "USD", "EUR", "GBP", "JPY", "INR", "KRW", "RUB", "CHF", "CAD", "AUD", "BRL", "CNY", "MXN", "SEK", "IDR", "PLN",
        "ZAR",
    ];
    if word == "Rp" {
        return Some("IDR");
    }
    (word.len() == 3).then(|| CODES.into_iter().find(|code| *code == word))?
}
