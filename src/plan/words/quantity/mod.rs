//! Numbers as authors write them: figures with hedges, ranges and units
//! ([`scan`], [`cell`]), progress like `5/12` ([`ratio`]), clock times
//! ([`clock`]) and days of the calendar ([`dates`]).
//!
//! Reading is shy: what may be an id, a date, a version or a label ("Phase 2")
//! is no quantity. A figure that was not read costs a finding; one misread
//! costs the reader's trust.

mod amount;
pub(in crate::plan) mod chars;
mod clock;
mod date;
mod display;
mod hedge;
mod label;
mod noun;
mod number;
mod ratio;
mod restate;
mod scan;
#[cfg(test)]
mod tests;
mod time_words;
pub(in crate::plan) mod unit;
mod window;
mod words;

pub use clock::{Clock, Slot, clock, clocks};
pub use date::{Day, Written, dates};
pub use noun::{plural, singular};
pub use number::small;
pub use ratio::{FINISHED, Ratio, ratio, ratios};
pub use restate::restate;
pub use scan::{cell, dotted_cell, each, is_apiece, scan};
pub use unit::{ByteUnit, TimeUnit, Unit};
pub use window::{Window, bare_window, windows, written};
pub(in crate::plan) use words::time_word;
pub use words::{is_time, month, unit_of, weekday};

use crate::source::Span;

/// How firmly a figure is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Hedge {
    /// `54`.
    #[default]
    Exact,
    /// `~54`, `about 54`.
    About,
    /// `54+`, `≥ 54`, `over 54`.
    AtLeast,
    /// `< 54`, `up to 54`.
    AtMost,
}

/// A figure with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The value, or the lower end of a range, in the base of its unit: minutes
    /// for everything up to hours, bytes for bytes; days, weeks, months and
    /// years as they are.
    pub low: f64,
    /// The upper end of a range; equal to `low` where there is none.
    pub high: f64,
    /// What one unit in the last written place is worth, in the same base: 1
    /// for `54`, 6 for `1.5 h`, 1,000 for `12k`.
    pub step: f64,
    /// How firmly it is stated.
    pub hedge: Hedge,
    /// What is counted or measured.
    pub unit: Unit,
    /// From the hedge to the end of the unit.
    pub span: Span,
}

/// What "about" allows, as a share of the figure.
const ABOUT: f64 = 0.10;

impl Quantity {
    /// The middle of a range, or the value itself, in the base of the unit.
    pub fn value(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// Whether it is a length of time.
    pub fn is_time(&self) -> bool {
        matches!(self.unit, Unit::Time(_))
    }

    /// Whether two different ends were written.
    pub fn is_range(&self) -> bool {
        self.low != self.high
    }

    /// Whether it is one whole number from 1 on, without a hedge.
    pub fn is_whole(&self) -> bool {
        self.hedge == Hedge::Exact && !self.is_range() && self.low.fract() == 0.0 && self.low > 0.0
    }

    /// Whether the figure, as a claim, is refuted by `computed` (in the base of
    /// the unit).
    ///
    /// - exact: they differ by more than the written precision rounds away,
    /// - about: by more than 10 %,
    /// - at least, at most: `computed` lies on the wrong side,
    /// - a range: `computed` lies outside.
    ///
    /// A percentage may have been cut off instead of rounded.
    pub fn contradicts(&self, computed: f64) -> bool {
        let rounding = if self.unit == Unit::Percent { 0.999_999 * self.step } else { 0.5 * self.step };
        // Sums of tenths are not exact in binary.
        let noise = 1e-9 * computed.abs().max(self.high.abs()).max(1.0);
        let slack = noise
            + match self.hedge {
                Hedge::About => rounding.max(ABOUT * self.high.abs()),
                _ => rounding,
            };
        let too_low = computed < self.low - slack;
        let too_high = computed > self.high + slack;
        match self.hedge {
            Hedge::Exact | Hedge::About => too_low || too_high,
            Hedge::AtLeast => too_low,
            Hedge::AtMost => too_high,
        }
    }

    /// Whether the two figures can be compared and added; see [`Unit::comparable`].
    pub fn comparable(&self, other: &Quantity) -> bool {
        self.unit.comparable(&other.unit)
    }

    /// A bare number in the unit that its heading or its field's key names; any other figure as it is.
    pub fn under(self, name: &str) -> Self {
        let bare = self.unit == Unit::None;
        match bare.then(|| unit_named(name)).flatten() {
            Some(unit) => self.in_unit(&unit),
            None => self,
        }
    }

    /// A bare number in a unit that its heading, or the total below it, names.
    pub fn in_unit(self, unit: &Unit) -> Self {
        let by = unit.factor();
        let Quantity { low, high, step, .. } = self;
        Quantity { low: low * by, high: high * by, step: step * by, unit: unit.clone(), ..self }
    }
}

/// The unit that a heading or key names: "Hours", "Effort (days)", "Story points".
pub fn unit_named(name: &str) -> Option<Unit> {
    // Weeks of persons are no weeks of the calendar: "Person-weeks", "Man days".
    let persons = |word: &&str| ["person", "persons", "man", "personen"].iter().any(|p| word.eq_ignore_ascii_case(p));
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    if let (Some(who), Some(time)) = (words().find(persons), words().skip_while(|w| !persons(w)).nth(1)) {
        return cell(&format!("2 {} {}", who.to_lowercase(), time.to_lowercase()), 0).map(|q| q.unit);
    }
    let mut units = words()
        .filter_map(|word| cell(&format!("2 {}", word.to_lowercase()), 0).map(|q| q.unit).filter(Unit::is_of_work));
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}
